// The outgoing check on what is said to a group: an answer before it is stored, a delivery when it is handed to the queue.
import type { Heard, Said } from '../../bot/message.ts';
import type { LocalDate } from '../../lib/dates.ts';
import type { Address } from '../../platforms/platform.ts';
import type { Tx } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import type { Act } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { type Guarded, guardText, heldFor, papersBeingSet, planLines, wordsOf } from '../guard.ts';
import { paperSpans } from '../papers/queries.ts';
import { tellHeld } from './actions.ts';
import { approvals } from './approval.ts';
import { isReleased } from './queries.ts';
import { notHere } from './wording.ts';

/** Where something is said: a registered group by its id, or the group a chat belongs to. */
type Where = { column: 'id' | 'chat_id'; id: string | null };

/**
 * Why a delivery to a group is held back, in Chinese; null lets it pass. When it holds, author and head are told in private.
 * What the head has let pass is not looked at again; before outsiders nothing is said that the head has not agreed to.
 */
export async function guardDelivery(act: Act, row: Row<'deliveries'>): Promise<string | null> {
  const chat = row.address ? (JSON.parse(row.address) as Address).chat.id : null;
  const where: Where =
    row.audience_kind === 'group' ? { column: 'id', id: row.audience_id } : { column: 'chat_id', id: chat };
  const outsiders = await hasOutsiders(act.tx, where);
  const looked = await look(act.tx, wordsOf(JSON.parse(row.said)), async () => outsiders, act.today);
  const guarded = looked.ok && outsiders && !(await isApproved(act.tx, row)) ? heldFor('unapproved') : looked;
  if (guarded.ok || (await isReleased(act.tx, row.id))) return null;
  await tellHeld(act, row.id, guarded.clause);
  return `里面有${guarded.clause}`;
}

/** Whether words that may each be said in a group may stand together in one message to it. */
export async function fitTogether(tx: Tx, audience: { kind: string; id: string }, said: Said, today: LocalDate) {
  if (audience.kind !== 'group') return true;
  const outsiders = () => hasOutsiders(tx, { column: 'id', id: audience.id });
  return (await look(tx, wordsOf(said), outsiders, today)).ok;
}

const isApproved = async (tx: Tx, { source_kind, source_id, revision, author_id, said }: Row<'deliveries'>) =>
  (await approvals(tx))({
    source: { kind: source_kind, id: source_id },
    revision,
    author: author_id,
    said: JSON.parse(said),
  });

/** What is said in a group instead of an answer that does not belong there; null lets the answer pass. */
export async function guardAnswer(tx: Tx, { chat }: Heard, said: Said, today: LocalDate): Promise<string | null> {
  const outsiders = () => hasOutsiders(tx, { column: 'chat_id', id: chat.id });
  const guarded = await look(tx, wordsOf(said), outsiders, today);
  return guarded.ok ? null : notHere(guarded.clause);
}

/** Looks first as if all the world were listening: ordinary words need no look into the store. */
async function look(tx: Tx, words: string, outsiders: () => Promise<boolean>, today: LocalDate): Promise<Guarded> {
  const strict = guardText(words, { groupHasOutsiders: true, papersBeingSet: true });
  if (strict.ok) return strict;
  const calendar = await loadCalendar(tx);
  return guardText(words, {
    groupHasOutsiders: await outsiders(),
    plan: planLines(calendar),
    papersBeingSet: papersBeingSet(calendar, today, await paperSpans(tx)),
  });
}

async function hasOutsiders(tx: Tx, { column, id }: Where): Promise<boolean> {
  if (id === null) return false;
  const group = await tx
    .selectFrom('groups')
    .select('id')
    .where(column, '=', id)
    .where('outsiders', '=', 1)
    .where('active', '=', 1)
    .executeTakeFirst();
  return group !== undefined;
}
