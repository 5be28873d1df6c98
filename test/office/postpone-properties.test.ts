// What must hold of every postponement, on generated calendars: holidays, makeup days, several series, spans, cascades, exams.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, daysFrom, type LocalDate } from '../../src/lib/dates.ts';
import { Refusal } from '../../src/lib/refuse.ts';
import { changesBetween, revised, sameItem, withChanges } from '../../src/office/calendar/changes.ts';
import { collides } from '../../src/office/calendar/clashes/concerns.ts';
import { type Engagement, engagementsOf, rankOf } from '../../src/office/calendar/clashes/engagements.ts';
import { dayKind, meetings } from '../../src/office/calendar/days.ts';
import { type Calendar, type DayOverride, type Item, plainItem } from '../../src/office/calendar/model.ts';
import { applyProposal, visitMoves } from '../../src/office/calendar/postpone/apply.ts';
import { brokenItems } from '../../src/office/calendar/postpone/broken.ts';
import { remainingOverlaps } from '../../src/office/calendar/postpone/displaced.ts';
import { editMove } from '../../src/office/calendar/postpone/edit.ts';
import type { Move, PostponeOptions, Proposal } from '../../src/office/calendar/postpone/model.ts';
import { proposePostponement } from '../../src/office/calendar/postpone/propose.ts';
import type { Visit } from '../../src/office/visits/model.ts';

const term: Calendar['term'] = {
  id: 't',
  title: '学期',
  documentNumber: null,
  week1Monday: '2023-02-13',
  lastWeek: 20,
  seriesLastWeek: 18,
};
const today = '2023-03-01';

const dayIn = (min: number, max: number) => fc.integer({ min, max }).map((n) => addDays(term.week1Monday, n));
/** A day of the term, and some beside it; mostly of the weeks in which much happens. */
const day = fc.oneof({ weight: 1, arbitrary: dayIn(-5, 150) }, { weight: 3, arbitrary: dayIn(28, 63) });
const subjects = fc.constantFrom<string[]>([], [], [], ['数学'], ['语文'], ['语文', '英语']);
const schools = fc.constantFrom<string[]>([], [], [], ['s1'], ['s2']);
const audience = fc.constantFrom(null, null, null, null, null, '各校教务主任', '教师', '教研员');
const lower = fc.constantFrom('district', 'district', 'area', 'school', 'unknown');

const single = fc
  .record({
    start: day,
    days: fc.constantFrom(1, 1, 1, 2, 3, 5, 9),
    subjects,
    schools,
    audience,
    level: fc.oneof({ weight: 8, arbitrary: lower }, { weight: 1, arbitrary: fc.constantFrom('city', 'province') }),
    time: fc.constantFrom(null, null, '09:00', '14:30'),
    venue: fc.constantFrom(null, null, null, '三楼会议室'),
    kind: fc.constantFrom('meeting', 'activity', 'contest', 'exam', 'deadline', 'task'),
    precision: fc.constantFrom<Item['precision']>('day', 'day', 'day', 'day', 'week'),
  })
  .map(({ start, days, ...rest }) => ({ ...rest, start, end: addDays(start, days - 1) }));

const series = fc.record({
  start: dayIn(0, 30),
  weekdays: fc.constantFrom<number[]>([1], [2], [3], [4], [5], [2, 4]),
  interval: fc.constantFrom(1, 1, 1, 2),
  subject: fc.constantFrom('数学', '语文', '英语'),
  level: lower,
});

const cause = fc
  .record({
    start: fc.oneof({ weight: 1, arbitrary: dayIn(20, 130) }, { weight: 3, arbitrary: dayIn(28, 55) }),
    days: fc.constantFrom(1, 1, 2, 3, 5, 12),
    subjects,
    schools,
    audience,
    time: fc.constantFrom(null, null, null, '09:00'),
    level: fc.constantFrom('city', 'city', 'province'),
  })
  .map(({ days, ...rest }) => ({ ...rest, end: addDays(rest.start, days - 1) }));

const override = fc.tuple(
  day,
  fc.constantFrom<DayOverride>(
    { kind: 'holiday', name: '校运会', follows: null },
    { kind: 'school', name: '补课', follows: null },
    { kind: 'school', name: '补课', follows: 3 },
  ),
);

const visit = fc.record({
  day: dayIn(28, 55),
  schoolId: fc.constantFrom('s1', 's2', 's3'),
  team: fc.constantFrom<string[]>(['p1'], ['p2'], ['p1', 'p2']),
});

interface Case {
  calendar: Calendar;
  causes: Item[];
  options: PostponeOptions;
}

const people = [
  { id: 'p1', name: '甲', roles: ['researcher' as const], subjects: ['数学'], schoolId: null, contactSchools: [] },
  { id: 'p2', name: '乙', roles: ['researcher' as const], subjects: ['语文'], schoolId: null, contactSchools: [] },
];

/** A calendar with city events in it, of which some are the causes. */
const cases: fc.Arbitrary<Case> = fc
  .record({
    singles: fc.array(single, { maxLength: 14, size: 'max' }),
    window: fc.boolean(),
    series: fc.array(series, { maxLength: 4, size: 'max' }),
    causes: fc.array(cause, { minLength: 1, maxLength: 3 }),
    overrides: fc.array(override, { maxLength: 6 }),
    visits: fc.array(visit, { maxLength: 5, size: 'max' }),
  })
  .map((made) => {
    const items: Item[] = [
      ...made.singles.map((one, i): Item => ({ ...plainItem, ...one, id: `i${i}`, title: `活动${i}`, quote: '' })),
      ...made.series.map(
        ({ weekdays, interval, subject, ...one }, i): Item => ({
          ...plainItem,
          ...one,
          id: `s${i}`,
          title: `${subject}集体备课${i}`,
          kind: 'prep',
          reminderKind: 'jointPrep',
          end: one.start,
          precision: 'day' as const,
          recurrence: { freq: 'weekly' as const, weekdays, interval, subject },
          subjects: [subject],
          quote: '',
        }),
      ),
    ];
    const causes: Item[] = made.causes.map((one, i) => ({
      ...plainItem,
      ...one,
      id: `c${i}`,
      title: `市活动${i}`,
      kind: 'activity',
      precision: 'day',
      quote: '',
    }));
    const visits = made.visits.map(
      (one, i): Visit => ({
        ...one,
        id: `v${i}`,
        number: `视000${i}`,
        plannedBy: 'p1',
        state: 'planned',
        revision: 1,
        plannedAt: 0,
      }),
    );
    const window: Item = {
      ...plainItem,
      id: 'window',
      title: '教学视导',
      kind: 'visit',
      reminderKind: 'visitWindow',
      start: addDays(term.week1Monday, 20),
      end: addDays(term.week1Monday, 80),
      precision: 'day',
      quote: '',
    };
    if (made.window) items.push(window);
    const calendar = { term, items: [...items, ...causes], overrides: new Map(made.overrides) };
    return { calendar, causes, options: { today, visits, people } };
  });

const runs = { numRuns: Number(process.env.RUNS ?? 200), seed: Number(process.env.SEED ?? 20230412) };

const applied = ({ calendar }: Case, proposal: Proposal): Calendar => ({
  ...calendar,
  items: applyProposal(calendar, proposal),
});

function visitsAfter({ options }: Case, proposal: Proposal): Visit[] {
  const to = new Map(visitMoves(proposal).map((move) => [move.visitId, move.to]));
  return (options.visits ?? []).map((one) => ({ ...one, day: to.get(one.id) ?? one.day }));
}

const isTaught = (calendar: Calendar, d: LocalDate): boolean =>
  ['school', 'makeup'].includes(dayKind(calendar, d).kind);
const taughtDays = (calendar: Calendar, { start, end }: { start: LocalDate; end: LocalDate }): number =>
  daysFrom(start, end).filter((d) => isTaught(calendar, d)).length;

/** The days in the order their meetings were in before: strictly rising when none passes or meets another. */
const rises = (days: readonly LocalDate[]): boolean => days.every((d, i) => i === 0 || (days[i - 1] ?? '') < d);

/** Everything that must be true of a proposal, however it came about; throws when it is not. */
function holds(one: Case, proposal: Proposal): void {
  const { calendar, causes, options } = one;
  const after = applied(one, proposal);
  const visits = visitsAfter(one, proposal);
  const stuck = new Set(proposal.stuck.map(({ id }) => id));
  const moves = new Map(proposal.moves.map((move) => [move.id, move]));

  const left = remainingOverlaps(after, causes, { ...options, visits });
  expect(left.filter(({ id }) => !stuck.has(id)).map(({ id }) => id)).toEqual([]);

  expect(after.items.map(({ id }) => id)).toEqual(calendar.items.map(({ id }) => id));
  for (const item of calendar.items.filter(({ recurrence }) => recurrence)) {
    const now = after.items.find(({ id }) => id === item.id);
    const held = (it: Item) => meetings(calendar, it).filter(({ lostTo }) => lostTo === null);
    expect(held(now ?? item)).toHaveLength(held(item).length);
    expect(rises(held(item).map(({ day: d }) => moves.get(`${item.id}@${d}`)?.to.start ?? d))).toBe(true);
  }
  expect(brokenItems(after)).toEqual(brokenItems(calendar));

  const ids = [...proposal.moves, ...proposal.stuck].map(({ id }) => id);
  const numbers = [...proposal.moves, ...proposal.stuck].map(({ no }) => no);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(numbers).size).toBe(numbers.length);

  const before = new Map(engagementsOf(calendar, options).map((e) => [e.id, e]));
  const engagements = engagementsOf(after, { ...options, visits });
  const now = new Map(engagements.map((e) => [e.id, e]));
  for (const move of proposal.moves) landsWell(one, move, before.get(move.id), now.get(move.id), engagements, proposal);
}

function landsWell(
  { calendar }: Case,
  move: Move,
  was: Engagement | undefined,
  is: Engagement | undefined,
  all: readonly Engagement[],
  { stuck: left, edits }: Proposal,
): void {
  const stuck = new Set(left.map(({ id }) => id));
  if (!was || !is) throw new Error(`${move.id} is gone`);
  expect(was.rank).toBeLessThan(rankOf('city'));
  expect({ start: was.start, end: was.end }).toEqual(move.from);
  expect({ start: is.start, end: is.end }).toEqual(move.to);
  expect(move.to.start > today).toBe(true);
  for (const d of [is.start, is.end]) expect(isTaught(calendar, d)).toBe(true);
  if (is.kind === 'meeting') expect(dayKind(calendar, is.start).kind).toBe('school');
  if (taughtDays(calendar, move.from) > 0) expect(taughtDays(calendar, move.to)).toBe(taughtDays(calendar, move.from));
  const exams = calendar.items.filter(
    ({ kind, start, end, schools: which, subjects: of, precision, id }) =>
      kind === 'exam' &&
      id !== is.itemId &&
      which.length === 0 &&
      (precision === 'day' || of.length === 0) &&
      start &&
      end,
  );
  if (!is.exam) {
    const open = daysFrom(is.start, is.end).filter((d) => isTaught(calendar, d));
    for (const exam of exams) expect(open.filter((d) => d >= exam.start! && d <= exam.end!)).toEqual([]);
  }
  const length = daysFrom(is.start, is.end);
  if (daysFrom(was.start, was.end).every((d) => isTaught(calendar, d)) && length.length <= 5)
    expect(length.every((d) => isTaught(calendar, d))).toBe(true);
  const met = all.filter(
    (other) =>
      other.id !== is.id &&
      other.precision === 'day' &&
      (is.itemId === null || other.itemId !== is.itemId) &&
      other.item?.reminderKind !== 'visitWindow' &&
      (other.rank > is.rank || !other.window) &&
      collides(is, other),
  );
  // What is lower has moved away, or found no place; what somebody left where it is stays free of others.
  const mayMeet = ({ id, rank }: Engagement) => rank < is.rank && stuck.has(id) && !Object.hasOwn(edits, id);
  expect(met.filter((other) => !mayMeet(other)).map(({ id }) => id)).toEqual([]);
}

describe('every postponement', () => {
  test('leaves no overlap, loses nothing, keeps order, lands on free school days', () => {
    let [moved, cascades, stuck, visits] = [0, 0, 0, 0];
    fc.assert(
      fc.property(cases, (one) => {
        const proposal = proposePostponement(one.calendar, one.causes, one.options);
        holds(one, proposal);
        for (const { to, from, byHand } of proposal.moves) expect(!byHand && to.start > from.start).toBe(true);
        moved += proposal.moves.length;
        cascades += proposal.moves.filter(({ cascadeOf }) => cascadeOf !== null).length;
        visits += proposal.moves.filter(({ kind }) => kind === 'visit').length;
        stuck += proposal.stuck.length;
      }),
      runs,
    );
    // The generated calendars really have something to move.
    console.log(moved, cascades, visits, stuck);
    expect(Math.min(moved, cascades, visits, stuck)).toBeGreaterThan(20);
  });

  test('is the same each time, and whatever order the items are in', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const proposal = proposePostponement(one.calendar, one.causes, one.options);
        expect(proposePostponement(one.calendar, one.causes, one.options)).toEqual(proposal);
        const turned = { ...one.calendar, items: one.calendar.items.toReversed() };
        const again = proposePostponement(turned, one.causes.toReversed(), one.options);
        const plain = ({ moves }: Proposal) =>
          moves.map(({ no, id, to, why, cascadeOf }) => [no, id, to, why, cascadeOf]);
        expect(plain(again)).toEqual(plain(proposal));
      }),
      runs,
    );
  });

  test('done once, has nothing left to move', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const proposal = proposePostponement(one.calendar, one.causes, one.options);
        const options = { ...one.options, visits: visitsAfter(one, proposal) };
        const again = proposePostponement(applied(one, proposal), one.causes, options);
        const stuck = new Set(proposal.stuck.map(({ id }) => id));
        expect(again.moves.filter(({ id, cascadeOf }) => cascadeOf === null && !stuck.has(id))).toEqual([]);
      }),
      runs,
    );
  });

  test('is undone exactly', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const proposal = proposePostponement(one.calendar, one.causes, one.options);
        const after = applyProposal(one.calendar, proposal);
        const back = withChanges(after, changesBetween(one.calendar.items, after), 'undone');
        expect(back).toHaveLength(one.calendar.items.length);
        for (const [i, item] of one.calendar.items.entries()) expect(sameItem(item, back[i]!)).toBe(true);
      }),
      runs,
    );
  });

  test('a thousand times done and undone ends as it began', () => {
    const [one] = fc.sample(
      cases.filter((made) => proposePostponement(made.calendar, made.causes, made.options).moves.length > 5),
      { numRuns: 1, seed: 5 },
    );
    const { calendar } = one!;
    const proposal = proposePostponement(calendar, one!.causes, one!.options);
    const put = (old: readonly Item[], wanted: readonly Item[]): Item[] =>
      wanted.map((item, i) => revised(old[i] ?? null, item));
    let items = calendar.items;
    for (let round = 0; round < 1_000; round++) {
      const done = put(items, applyProposal({ items }, proposal));
      items = put(done, withChanges(done, changesBetween(items, done), 'undone'));
    }
    for (const [i, item] of calendar.items.entries()) expect(sameItem(item, items[i]!)).toBe(true);
    const redone = { ...calendar, items };
    expect(proposePostponement(redone, one!.causes, one!.options).moves).toEqual(proposal.moves);
  });

  test('holds as well after lines were changed by hand', () => {
    let [edited, refused] = [0, 0];
    const edits = fc.array(fc.record({ line: fc.nat(20), days: fc.option(fc.integer({ min: -6, max: 25 })) }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(cases, edits, (one, wishes) => {
        let proposal = proposePostponement(one.calendar, one.causes, one.options);
        for (const { line, days } of wishes) {
          const lines = [...proposal.moves, ...proposal.stuck];
          const chosen = lines[line % Math.max(1, lines.length)];
          if (!chosen) return;
          const from = 'from' in chosen ? chosen.from : chosen.at;
          try {
            const to = days === null ? null : addDays(from.start, days);
            proposal = editMove(one.calendar, proposal, chosen.no, to, one.options);
            edited++;
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            expect(error.message).toMatch(/[。]$/);
            refused++;
            continue;
          }
          holds(one, proposal);
          for (const [id, to] of Object.entries(proposal.edits)) {
            const move = proposal.moves.find((m) => m.id === id);
            if (move) expect(move.to.start).toBe(to);
          }
        }
      }),
      runs,
    );
    expect(Math.min(edited, refused)).toBeGreaterThan(50);
  });
});
