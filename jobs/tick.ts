// One beat of the clock: owes everything that fell due since the last one. A missed beat loses nothing, two clocks do it once.
import { dateOf } from '../src/lib/dates.ts';
import { type Act, later, systemAct } from '../src/office/act.ts';
import { loadCalendar } from '../src/office/calendar/model.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import { allDue } from '../src/office/reminders/due.ts';
import { settleLate, spanToDo } from '../src/office/reminders/late.ts';
import { want } from '../src/queue/ledger.ts';
import { serialise, type Tx } from '../src/store/db.ts';

/** Row of `counters` that holds up to where (epoch ms) everything has been owed. */
const position = 'clock';

/**
 * Writes what is due since the stored position into the ledger and moves the position to now, in one transaction. The first
 * beat only sets the position: nothing before it speaks. A clock that was turned back does nothing until it is past the
 * position again. Returns how many messages are new.
 */
export const tick = ({ store, clock, settings }: OfficeParts): Promise<number> =>
  store.write(async (tx) => {
    await serialise(tx, position);
    const now = clock.now();
    const last = await lastBeat(tx);
    const span = spanToDo(last, now);
    if (last === null || span) await moveTo(tx, now);
    if (!span) return 0;
    if (last !== null && dateOf(last) !== dateOf(now)) await startDaily(systemAct(tx, now, 'clock', settings));
    const calendar = await loadCalendar(tx);
    const due = await allDue(tx, calendar, span.from, span.to);
    return want(tx, now, settleLate(due, now, calendar));
  });

/** Jobs that run once on every new day. */
const daily = ['tidy-uploads'];

async function startDaily(act: Act): Promise<void> {
  for (const name of daily) await later(act, name, {});
}

async function lastBeat(tx: Tx): Promise<number | null> {
  const row = await tx.selectFrom('counters').select('value').where('name', '=', position).executeTakeFirst();
  return row?.value ?? null;
}

async function moveTo(tx: Tx, value: number): Promise<void> {
  await tx
    .insertInto('counters')
    .values({ name: position, value })
    .onConflict((c) => c.column('name').doUpdateSet({ value }))
    .execute();
}
