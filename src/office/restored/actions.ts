// After a backup has been put back: what fell due since it was made has perhaps been sent by the office that was lost, so it is silent.

import { want } from '../../queue/ledger.ts';
import type { Tx } from '../../store/db.ts';
import type { DeliveryState } from '../../store/tables.ts';
import { type Act, record, tell } from '../act.ts';
import { lastBeat, moveBeat } from '../beat.ts';
import { loadCalendar } from '../calendar/model.ts';
import { withNames } from '../deliveries/queries.ts';
import { peopleWith } from '../people/queries.ts';
import { allDue } from '../reminders/due.ts';
import { longestSpan } from '../reminders/late.ts';
import { type Difference, differenceText, perhapsSent, underWay } from './wording.ts';

/** How many messages are named one by one. */
const most = 20;

/**
 * Makes a store that was put back from a backup fit to go on: messages that were owed or fell due before now are written down as
 * missed, what was under way as unknown, and the clock goes on from now. The difference is told to the admins and returned as text.
 * Run before anything else uses the store; a second run finds nothing more.
 */
export async function settleRestored(act: Act): Promise<string> {
  const { tx, now } = act;
  const from = await knownUntil(tx, now);
  const unknown = await end(act, 'sending', 'unknown', underWay);
  await end(act, 'queued', 'missed', perhapsSent);
  const since = Math.max(from, now - longestSpan);
  const due = since < now ? await allDue(tx, await loadCalendar(tx), since, now) : [];
  await want(
    tx,
    now,
    due.map((wish) => (wish.born ? wish : { ...wish, born: 'missed' as const, reason: perhapsSent })),
  );
  await moveBeat(tx, now);
  const text = differenceText({ from, to: now, unknown, ...(await silenced(act)), ...(await left(tx)) });
  await record(act, 'store.restored', { kind: 'store', id: String(from) }, { old: { at: from }, new: { at: now } });
  const told = (await peopleWith(tx, ['admin'])).map(({ id }) => ({
    source: { kind: 'restored', id: String(now) },
    audience: { kind: 'person' as const, id },
    class: 'alert' as const,
    said: { text },
  }));
  await tell(act, ...told);
  return text;
}

/** Up to where the store knows everything: the clock's last beat before the backup; without a clock, its last record. */
async function knownUntil(tx: Tx, now: number): Promise<number> {
  const beat = await lastBeat(tx);
  if (beat !== null) return Math.min(beat, now);
  const last = await tx
    .selectFrom('audit')
    .select((eb) => eb.fn.max('at').as('at'))
    .executeTakeFirst();
  return Math.min(Number(last?.at ?? now), now);
}

/** Ends what is in one state and due; returns how many, secret tasks left out of the count. */
async function end({ tx, now }: Act, from: DeliveryState, to: DeliveryState, reason: string): Promise<number> {
  const rows = await tx
    .updateTable('deliveries')
    .set({ state: to, reason, claimed_until: null, settled_at: now })
    .where('state', '=', from)
    .where('due_at', '<=', now)
    .returning('class')
    .execute();
  return rows.filter((row) => row.class !== 'secret').length;
}

/** What has just been silenced, the first of it by name. Of secret tasks there is nothing in any list or count. */
async function silenced({ tx, now }: Act): Promise<Pick<Difference, 'silent' | 'shown'>> {
  const rows = await tx
    .selectFrom('deliveries')
    .selectAll()
    .where('state', '=', 'missed')
    .where('reason', '=', perhapsSent)
    .where('settled_at', '=', now)
    .where('class', '!=', 'secret')
    .where('part', '=', 0)
    .orderBy('due_at')
    .orderBy('key')
    .execute();
  return { silent: rows.length, shown: await withNames(tx, rows.slice(0, most)) };
}

/** What goes on as it was, secret tasks left out. */
async function left(tx: Tx): Promise<Pick<Difference, 'held' | 'tasks'>> {
  const held = await tx
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('state', '=', 'held')
    .where('class', '!=', 'secret')
    .executeTakeFirstOrThrow();
  const tasks = await tx
    .selectFrom('tasks')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('state', '=', 'queued')
    .executeTakeFirstOrThrow();
  return { held: Number(held.count), tasks: Number(tasks.count) };
}
