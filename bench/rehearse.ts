// Rehearsal of a school year of a district with 40 schools, 1,200 teachers and 80 groups, beside a plain expansion of the same
// calendar: every series, item and timed message into its days and instants by the rhythm alone, no holidays, hearers or words.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timesBetween } from '../src/lib/cron.ts';
import { addDays, daysFrom, instantOf } from '../src/lib/dates.ts';
import { systemAct } from '../src/office/act.ts';
import { weekSpan } from '../src/office/calendar/days.ts';
import { type Calendar, type Item, loadCalendar, type Term } from '../src/office/calendar/model.ts';
import { rehearse } from '../src/office/rehearsal/rehearse.ts';
import { upcoming } from '../src/office/reminders/due.ts';
import { allSchedules, type Schedule } from '../src/office/schedules/model.ts';
import { openStore, type Store } from '../src/store/db.ts';
import { halves, makeCurrent, seedLarge } from '../test/support/large.ts';
import type { Piece } from './table.ts';

const channels = { lanes: ['sandbox'], robots: { sandbox: 'sandbox' } };

/** The days of an item by its rhythm alone. */
function plainDays(term: Term, { start, end, recurrence }: Item): string[] {
  if (!start || !end) return [];
  if (!recurrence) return daysFrom(start, end);
  const last = weekSpan(term, term.seriesLastWeek).end;
  const days: string[] = [];
  for (let day = start; day <= last; day = addDays(day, 7 * recurrence.interval)) days.push(day);
  return days;
}

function expandPlainly({ term, items }: Calendar, schedules: readonly Schedule[], from: string, to: string): number {
  const days = items.flatMap((item) => plainDays(term, item).map((day) => instantOf(day, '16:12')));
  const times = schedules.flatMap(({ cron }) => [...timesBetween(cron, instantOf(from), instantOf(to))]);
  return days.length + times.length;
}

/** Time of a year, milliseconds, and how many things there were in it. */
interface Year {
  ms: number;
  count: number;
}

/** Works through both terms of the year. */
async function year(store: Store, work: (half: (typeof halves)[number]) => Promise<number>): Promise<Year> {
  const sum = { ms: 0, count: 0 };
  for (const half of halves) {
    const settings = { publicUrl: null, sandbox: true };
    await store.write((tx) => makeCurrent(systemAct(tx, instantOf(half.from), 'bench', settings), half.term));
    const begun = performance.now();
    sum.count += await work(half);
    sum.ms += performance.now() - begun;
  }
  return sum;
}

async function moveThrough(store: Store, from: string, to: string): Promise<number> {
  let steps = 0;
  for (let now: number | null = instantOf(from); now !== null && now < instantOf(to); steps++)
    now = await upcoming(store.read, await loadCalendar(store.read), now);
  return steps;
}

export const rehearsing: Piece = {
  name: 'rehearse',
  title: 'rehearsal of a school year, 40 schools, 1,200 teachers, 80 groups',
  async run(rounds) {
    const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-bench-'));
    const store = await openStore({ dataDir: folder });
    await seedLarge(store);
    const schedules = await allSchedules(store.read);
    const figures = { rehearsed: [] as Year[], plain: [] as Year[], moved: [] as Year[] };
    try {
      for (let round = 0; round < rounds; round++) {
        figures.rehearsed.push(
          await year(
            store,
            async ({ from, to }) => (await rehearse(store.read, { from, to, channels })).messages.length,
          ),
        );
        figures.plain.push(
          await year(store, async ({ from, to }) => {
            const calendar = await loadCalendar(store.read);
            return calendar ? expandPlainly(calendar, schedules, from, to) : 0;
          }),
        );
        if (round < 2) figures.moved.push(await year(store, ({ from, to }) => moveThrough(store, from, to)));
      }
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
    const { rehearsed, plain, moved } = figures;
    const each = ({ ms, count }: Year) => (ms * 1_000) / count;
    const messages = rehearsed[0]?.count ?? 0;
    return [
      {
        what: `rehearse: the year, ${messages} messages`,
        unit: 's',
        rounds: rehearsed.map(({ ms }) => ms / 1_000),
        ratio: { to: '60 s', rounds: rehearsed.map(({ ms }) => ms / 60_000), aim: '≤ 1' },
        bound: 'words and key of each message; reading 1,300 people a few times',
      },
      {
        what: 'rehearse:   one message',
        unit: 'µs',
        rounds: rehearsed.map(each),
        ratio: {
          to: 'one occurrence, plainly expanded',
          rounds: rehearsed.map((one, i) => each(one) / each(plain[i] ?? one)),
        },
      },
      {
        what: `rehearse: plain expansion, ${plain[0]?.count ?? 0} occurrences`,
        unit: 'ms',
        rounds: plain.map(({ ms }) => ms),
        ratio: {
          to: 'what the rehearsal takes of it',
          rounds: rehearsed.map(({ ms }, i) => ms / (plain[i]?.ms ?? Number.NaN)),
        },
      },
      {
        what: `rehearse: moving the clock through the year, ${moved[0]?.count ?? 0} instants, nothing sent`,
        unit: 's',
        rounds: moved.map(({ ms }) => ms / 1_000),
        ratio: { to: 'the rehearsal', rounds: moved.map(({ ms }, i) => ms / (rehearsed[i]?.ms ?? Number.NaN)) },
        bound: 'each step asks the store anew what is due next',
      },
    ];
  },
};
