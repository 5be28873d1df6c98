// What the clock owes for a stretch of time, with what it reads for that: the week's derived messages, the ledger, the roster.
import { addDays, dateOf, instantOf, mondayOf } from '../../lib/dates.ts';
import { bundleKind, type ClassName, classesWhere } from '../../queue/classes.ts';
import { keyOf } from '../../queue/ledger.ts';
import type { Reader, Tx } from '../../store/db.ts';
import type { DeliveryState } from '../../store/tables.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups, allPeople } from '../people/model.ts';
import { keysWritten } from '../rehearsal/written.ts';
import { allDue } from '../reminders/due.ts';
import { settleLate } from '../reminders/late.ts';
import { type Beat, beatOf, horizonOf, laterPushes } from './beat.ts';
import type { Push, Roster } from './model.ts';
import { rosterOf } from './roster.ts';

/** What was never said, and never will be. */
const over: readonly DeliveryState[] = ['cancelled', 'missed', 'past'];
const counting = classesWhere((one) => one.counts || one.merges);

/** The pushes of the ledger due from `from` up to and with `to` (epoch ms), and the keys of those that are over. */
export async function writtenPushes(
  db: Reader,
  from: number,
  to: number,
): Promise<{ written: Push[]; ended: Set<string> }> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['key', 'audience_kind', 'audience_id', 'class', 'source_kind', 'source_id', 'occurrence_on'])
    .select(['due_at', 'expires_at', 'state', 'bundle_id', 'put_off_from'])
    .where('due_at', '>=', from)
    .where('due_at', '<=', to)
    .where('class', 'in', counting)
    .where('source_kind', '!=', bundleKind)
    .where('audience_kind', '!=', 'chat')
    .where('part', '=', 0)
    .execute();
  const ended = new Set(rows.filter(({ state }) => over.includes(state)).map(({ key }) => key));
  const written = rows
    .filter(({ key }) => !ended.has(key))
    .map(
      (row): Push => ({
        key: row.key,
        audience: { kind: row.audience_kind, id: row.audience_id },
        class: row.class as ClassName,
        source: { kind: row.source_kind, id: row.source_id },
        occurrence: row.occurrence_on,
        at: row.due_at,
        expires: row.expires_at,
        written: true,
        gone: row.state !== 'queued',
        bundle: row.bundle_id,
        putOffFrom: row.put_off_from,
        wish: null,
      }),
    );
  return { written, ended };
}

/** The roster as it is now. */
export const rosterNow = async (db: Reader): Promise<Roster> => rosterOf(await allGroups(db), await allPeople(db));

/** What a beat at `now` owes of everything due after `from` (epoch ms). Reads only. */
export async function owedBy(db: Reader, calendar: Calendar | null, from: number, now: number): Promise<Beat> {
  const settled = settleLate(await allDue(db, calendar, from, now), now, calendar);
  const horizon = calendar ? horizonOf(settled, now) : null;
  if (!calendar || !horizon) return { owed: settled, earlier: new Map() };
  const roster = await rosterNow(db);
  const later = laterPushes(await allDue(db, calendar, now, horizon.to), calendar);
  const { written, ended } = await writtenPushes(db, horizon.from, horizon.to);
  // What was written earlier than these weeks is not owed again either.
  for (const key of await keysWritten(db, settled.map(keyOf))) ended.add(key);
  return beatOf(calendar, settled, now, { written, ended, later, roster });
}

/** Moves rows that wait to an earlier instant, as a beat decided; what is on its way or ended meanwhile stays. */
export async function moveEarlier(tx: Tx, { earlier }: Beat): Promise<void> {
  for (const [due, entries] of Map.groupBy(earlier, ([, instant]) => instant)) {
    await tx
      .updateTable('deliveries')
      .set({ due_at: due })
      .where(
        'key',
        'in',
        entries.map(([key]) => key),
      )
      .where('state', '=', 'queued')
      .where('relayed_at', 'is', null)
      .where('due_at', '>', due)
      .execute();
  }
}

/** First and last instant (epoch ms) of the week of `instant`, Monday to Sunday. */
export function weekOf(instant: number): { from: number; to: number } {
  const monday = mondayOf(dateOf(instant));
  return { from: instantOf(monday), to: instantOf(addDays(monday, 7)) - 1 };
}
