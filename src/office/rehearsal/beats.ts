// The beats of the clock over a stretch of time, one at each due instant, writing into a ledger that is only imagined.
import { addDays, dateOf, dayMs, instantOf, type LocalDate, mondayOf } from '../../lib/dates.ts';
import { keyOf, type Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { type Beat, beatOf, horizonOf, laterPushes, pushOf } from '../burden/beat.ts';
import type { Push } from '../burden/model.ts';
import { rosterNow, writtenPushes } from '../burden/owed.ts';
import type { Calendar } from '../calendar/model.ts';
import { allDue } from '../reminders/due.ts';
import { settleLate } from '../reminders/late.ts';
import type { Beaten } from './outcome.ts';
import type { Span } from './span.ts';
import { keysWritten } from './written.ts';

/** What the beats write. */
export interface Imagined {
  /** By key: the same message is owed once. */
  wanted: Map<string, Beaten>;
  /** Rows that wait in the real ledger and would go out earlier, in company: key → instant (epoch ms). */
  earlier: ReadonlyMap<string, number>;
}

/** Everything that falls due at one instant, as late.ts leaves it. */
interface Instant {
  due: number;
  settled: Wanted[];
  pushes: Push[];
}

/** How many weeks are worked out in one go; what is found does not depend on it. */
const atOnce = 4;

/** What falls due from where the clock stands, as each beat would write it. */
export async function imagine(
  db: Reader,
  calendar: Calendar | null,
  { begins, end }: Span,
  onProgress: ((day: LocalDate) => void) | undefined,
): Promise<Imagined> {
  const weeks = weeksOf(db, calendar);
  const ledger = await ledgerFrom(db, begins, end);
  const roster = await rosterNow(db);
  for (let monday = mondayOf(dateOf(begins)); monday <= dateOf(end); monday = addDays(monday, 7)) {
    const { instants, known } = await weeks(monday);
    for (const key of known) ledger.ended.add(key);
    for (const { due, settled } of instants.filter((one) => begins < one.due && one.due <= end)) {
      const horizon = calendar ? horizonOf(settled, due) : null;
      if (!calendar || !horizon) {
        ledger.write({ owed: settled, earlier: new Map() }, due);
        continue;
      }
      const later: Push[] = [];
      for (let week = monday; instantOf(week) <= horizon.to; week = addDays(week, 7))
        for (const one of (await weeks(week)).instants) if (one.due > due) later.push(...one.pushes);
      const written = ledger.between(horizon.from, horizon.to);
      ledger.write(beatOf(calendar, settled, due, { written, ended: ledger.ended, later, roster }), due);
    }
    onProgress?.(monday);
  }
  return ledger;
}

/** What falls due in each week, worked out when it is asked for; `known`: keys that stand in the real ledger. */
function weeksOf(db: Reader, calendar: Calendar | null) {
  const found = new Map<LocalDate, { instants: Instant[]; known: Set<string> }>();
  return async (monday: LocalDate) => {
    const own = found.get(monday);
    if (own) return own;
    const from = instantOf(monday) - 1;
    const due = await allDue(db, calendar, from, from + atOnce * 7 * dayMs);
    const known = await keysWritten(db, due.map(keyOf));
    const byWeek = Map.groupBy(due, (wish) => mondayOf(dateOf(wish.due)));
    for (let n = 0; n < atOnce; n++) {
      const week = addDays(monday, 7 * n);
      found.set(week, { instants: instantsOf(byWeek.get(week) ?? [], calendar), known });
    }
    return found.get(monday) ?? { instants: [], known };
  };
}

const instantsOf = (wishes: readonly Wanted[], calendar: Calendar | null): Instant[] =>
  [...Map.groupBy(wishes, ({ due }) => due)]
    .sort(([a], [b]) => a - b)
    .map(([due, some]) => ({ due, settled: settleLate(some, due, calendar), pushes: laterPushes(some, calendar) }));

/** The real ledger as it stands, and what the beats add to it. */
async function ledgerFrom(db: Reader, begins: number, end: number) {
  const first = instantOf(mondayOf(dateOf(begins)));
  const { written, ended } = await writtenPushes(db, first, end + 14 * dayMs);
  const wanted = new Map<string, Beaten>();
  const earlier = new Map<string, number>();
  const byKey = new Map(written.map((push) => [push.key, push]));
  return {
    wanted,
    earlier,
    /** Keys that are not owed again. */
    ended,
    between: (from: number, to: number): Push[] => [...byKey.values()].filter(({ at }) => from <= at && at <= to),
    write(beat: Beat, now: number): void {
      for (const [key, at] of beat.earlier) {
        const push = byKey.get(key);
        if (push) byKey.set(key, { ...push, at });
        const own = wanted.get(key);
        if (own) wanted.set(key, { ...own, due: at });
        else earlier.set(key, at);
      }
      for (const wish of beat.owed) {
        const key = keyOf(wish);
        if (wanted.has(key)) continue;
        wanted.set(key, { ...wish, beat: now });
        if (wish.born) ended.add(key);
        else if (!byKey.has(key) && !ended.has(key))
          byKey.set(key, { ...pushOf(wish), written: true, wish: null, putOffFrom: wish.putOffFrom ?? null });
      }
    },
  };
}
