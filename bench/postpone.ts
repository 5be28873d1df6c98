// 顺延 on a calendar of 2,000 items: a proposal for one city event, beside the plain expansion of all its series into days.
import { addDays } from '../src/lib/dates.ts';
import { meetings } from '../src/office/calendar/days.ts';
import { type Calendar, type Item, plainItem } from '../src/office/calendar/model.ts';
import { proposePostponement } from '../src/office/calendar/postpone/propose.ts';
import type { Line, Piece } from './table.ts';

const items = 2_000;
/** Every twentieth item is a weekly series: a hundred subjects and areas that meet through the term. */
const seriesEvery = 20;
const week1Monday = '2023-02-13';
const today = '2023-03-06';
/** How often each is done in a round; the figure is for one. */
const times = { propose: 5, expand: 50 };

const subjects = ['语文', '数学', '英语', '科学', '音乐', '美术', '道德与法治', '信息技术'];
const levels = ['district', 'district', 'area', 'school', 'unknown'];
const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

function oneItem(i: number): Item {
  const start = addDays(week1Monday, 14 + ((i * 7_919) % 118));
  const common: Item = {
    ...plainItem,
    id: `i${i}`,
    title: `活动${i}`,
    kind: 'activity',
    quote: '',
    precision: 'day',
    start,
    end: addDays(start, i % 7 === 0 ? 2 : 0),
    subjects: i % 11 === 0 ? [] : [pick(subjects, i)],
    schools: i % 3 === 0 ? [] : [`s${i % 40}`],
    level: pick(levels, i),
  };
  if (i % seriesEvery > 0) return common;
  const subject = pick(subjects, i / seriesEvery);
  const recurrence = { freq: 'weekly' as const, weekdays: [1 + ((i / seriesEvery) % 5)], interval: 1, subject };
  return {
    ...common,
    kind: 'prep',
    reminderKind: 'jointPrep',
    recurrence,
    end: start,
    subjects: [subject],
    level: 'district',
  };
}

const cause: Item = {
  ...plainItem,
  id: 'city',
  title: '市教学评比',
  kind: 'activity',
  quote: '',
  level: 'city',
  precision: 'day',
  start: '2023-04-11',
  end: '2023-04-13',
};

const calendar: Calendar = {
  term: { id: 't', title: '', documentNumber: null, week1Monday, lastWeek: 20, seriesLastWeek: 18 },
  items: [...Array.from({ length: items - 1 }, (_, i) => oneItem(i)), cause],
  overrides: new Map(),
};

/** Milliseconds of one, by doing it several times. */
function each(count: number, work: () => unknown): number {
  const started = performance.now();
  for (let i = 0; i < count; i++) work();
  return (performance.now() - started) / count;
}

export const postpone: Piece = {
  name: 'postpone',
  title: `proposal for a city event of three days on a calendar of ${items} items`,
  async run(rounds) {
    const expand = () =>
      Map.groupBy(
        calendar.items.flatMap((item) => meetings(calendar, item)),
        ({ day }) => day,
      );
    const propose = () => proposePostponement(calendar, [cause], { today });
    const { moves, stuck } = propose();
    const [expanding, proposing]: [number[], number[]] = [[], []];
    const held = [...expand().values()].flat().length;
    for (let round = 0; round < rounds; round++) {
      expanding.push(each(times.expand, expand));
      proposing.push(each(times.propose, propose));
    }
    const lines: Line[] = [
      {
        what: `postpone: ${items} items, ${moves.length} moves, ${stuck.length} stuck (aim ≤ 1,000 ms)`,
        unit: 'ms',
        rounds: proposing,
        ratio: { to: 'series expanded', rounds: proposing.map((ms, i) => ms / (expanding[i] ?? 1)) },
        bound: 'days on which much stands: each day that is tried is compared with everything on it',
      },
      { what: `postpone:   its series expanded into ${held} meetings by day`, unit: 'ms', rounds: expanding },
    ];
    return lines;
  },
};
