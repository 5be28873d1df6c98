// Answers as they are kept: read, written, taken back.
import { newId } from '../../lib/ids.ts';
import type { Reader } from '../../store/db.ts';
import { nextNumber } from '../../store/db.ts';
import { type Act, me } from '../act.ts';
import { type Matter, type MatterRef, numbered, type Reply, type ReplyKind, replyNumber, replyOf } from './model.ts';

/** All answers to one thing that still stand, oldest first. */
export async function repliesOn(db: Reader, { kind, id, occurrence }: MatterRef): Promise<Reply[]> {
  const rows = await db
    .selectFrom('replies')
    .selectAll()
    .where('matter_kind', '=', kind)
    .where('matter_id', '=', id)
    .where('occurrence', '=', occurrence)
    .where('state', '!=', 'withdrawn')
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(replyOf);
}

/** What somebody has answered since `from` (epoch ms) and not taken back, newest first. */
export async function repliesBy(db: Reader, personId: string, from: number): Promise<Reply[]> {
  const rows = await db
    .selectFrom('replies')
    .selectAll()
    .where('person_id', '=', personId)
    .where('updated_at', '>', from)
    .where('state', '!=', 'withdrawn')
    .orderBy('turn', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(replyOf);
}

/** Everything anybody has answered since `from` (epoch ms) and not taken back, newest first. */
export async function repliesSince(db: Reader, from: number): Promise<Reply[]> {
  const rows = await db
    .selectFrom('replies')
    .selectAll()
    .where('updated_at', '>', from)
    .where('state', '!=', 'withdrawn')
    .orderBy('turn', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(replyOf);
}

/** The answer of that number; null when there is none. */
export async function replyNumbered(db: Reader, number: string): Promise<Reply | null> {
  const row = await db.selectFrom('replies').selectAll().where('number', '=', number).executeTakeFirst();
  return row ? replyOf(row) : null;
}

/** What is kept of a new answer. */
export interface NewReply {
  kind: ReplyKind;
  text: string;
  otherId?: string;
}

/** Keeps an answer of the speaker; in the place of `earlier`, if given, whose number it keeps if it is of the same kind. */
export async function keepReply(act: Act, { ref }: Matter, wish: NewReply, earlier?: Reply): Promise<Reply> {
  const letter = numbered[wish.kind];
  const same = earlier?.kind === wish.kind;
  const number = same
    ? earlier.number
    : letter
      ? replyNumber(letter, await nextNumber(act.tx, `reply ${letter}`))
      : null;
  const values = {
    number,
    kind: wish.kind,
    text: wish.text,
    state: wish.kind === 'ask' || wish.kind === 'handover' ? ('open' as const) : ('done' as const),
    other_person_id: wish.otherId ?? null,
    group_id: act.message?.chat.kind === 'group' ? (act.group?.id ?? null) : null,
    updated_at: act.now,
    turn: await nextNumber(act.tx, 'reply turn'),
  };
  const row = earlier
    ? await act.tx
        .updateTable('replies')
        .set(values)
        .where('id', '=', earlier.id)
        .returningAll()
        .executeTakeFirstOrThrow()
    : await act.tx
        .insertInto('replies')
        .values({
          ...values,
          id: newId(),
          matter_kind: ref.kind,
          matter_id: ref.id,
          occurrence: ref.occurrence,
          person_id: me(act).id,
          answer: null,
          settled_by: null,
          at: act.now,
          settled_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
  return replyOf(row);
}

/** Ends an answer that somebody had to decide on or reply to; `answer` replaces what was said before. */
export async function settleReply(act: Act, { id }: Reply, state: Reply['state'], answer?: string): Promise<void> {
  const by = { settled_by: act.speaker?.id ?? null, settled_at: act.now };
  await act.tx
    .updateTable('replies')
    .set({ state, ...by, ...(answer === undefined ? {} : { answer }) })
    .where('id', '=', id)
    .execute();
}

/** Takes an answer back. What had a number leaves its number behind, without a word; everything else leaves nothing. */
export async function forgetReply(act: Act, { id, number }: Reply): Promise<void> {
  if (number === null) await act.tx.deleteFrom('replies').where('id', '=', id).execute();
  else {
    const gone = { state: 'withdrawn' as const, text: '', settled_at: act.now, updated_at: act.now };
    await act.tx.updateTable('replies').set(gone).where('id', '=', id).execute();
  }
}
