// The board on which things are moved: what is on which day, and what speaks against a day. Pure; changes only itself.
import { daysFrom, type LocalDate, monthDay, monthDayWeekday } from '../../../lib/dates.ts';
import { hoursMeet, shares, wantsSame } from '../clashes/concerns.ts';
import { type Engagement, engagementsOf, isExam, plainSubjects } from '../clashes/engagements.ts';
import { type DayKind, dayKind, weekOf } from '../days.ts';
import type { Calendar, Item } from '../model.ts';
import type { Stretch } from '../rules.ts';
import { isMovable, type PostponeOptions } from './model.ts';

export interface Board {
  readonly calendar: Calendar;
  readonly today: LocalDate;
  readonly engagements: readonly Engagement[];
  /** The meetings of a series in the order they were in before anything moved. */
  series(itemId: string): readonly Engagement[];
  on(day: LocalDate): Iterable<Engagement>;
  dayKind(day: LocalDate): DayKind;
  /** Where something stands now. */
  where(e: Engagement): Stretch;
  put(e: Engagement, to: Stretch): void;
  /** Keeps something where it stands: nothing may displace it any more. */
  lock(e: Engagement): void;
  /** Chinese reason why nothing like `e` can be on `day`: no school, exams, outside the window for visits. */
  closed(e: Engagement, day: LocalDate): string | null;
  /** Chinese reason why `day` is taken for `e` by what does not give way. Meetings of its own series do not count: their order is kept elsewhere. */
  taken(e: Engagement, day: LocalDate): string | null;
  /** What `e` would push away if it stood on these days. */
  displacedBy(e: Engagement, at: Stretch): Engagement[];
}

/** The board as the calendar and the visits have it. */
export function openBoard(calendar: Calendar, options: PostponeOptions): Board {
  const { today } = options;
  const engagements = engagementsOf(calendar, options);
  const places = new Map<Engagement, Stretch>();
  const byDay = new Map<LocalDate, Set<Engagement>>();
  const locked = new Set<Engagement>();
  const kinds = new Map<LocalDate, DayKind>();
  const exams = examDays(calendar);
  const windows = engagements.filter(({ item }) => item?.reminderKind === 'visitWindow');
  const bySeries = Map.groupBy(
    engagements.filter(({ kind }) => kind === 'meeting').toSorted((a, b) => (a.start < b.start ? -1 : 1)),
    ({ itemId }) => itemId,
  );

  const here = (day: LocalDate): Set<Engagement> => {
    const set = byDay.get(day) ?? new Set();
    byDay.set(day, set);
    return set;
  };
  const where = (e: Engagement): Stretch => places.get(e) ?? e;
  const put = (e: Engagement, to: Stretch): void => {
    for (const day of daysFrom(where(e).start, where(e).end)) here(day).delete(e);
    places.set(e, { start: to.start, end: to.end });
    for (const day of daysFrom(to.start, to.end)) here(day).add(e);
  };
  for (const e of engagements) if (e.precision === 'day') put(e, e);

  const kindOf = (day: LocalDate): DayKind => {
    const kind = kinds.get(day) ?? dayKind(calendar, day);
    kinds.set(day, kind);
    return kind;
  };
  /** Whether `other` gives way to `e`. */
  const yields = (other: Engagement, e: Engagement): boolean =>
    other.rank < e.rank && !locked.has(other) && isMovable(other, today);
  const meetsOn = (e: Engagement, other: Engagement): boolean =>
    other !== e && !(e.kind === 'meeting' && other.itemId === e.itemId) && hoursMeet(e, other) && wantsSame(e, other);

  const board: Board = {
    calendar,
    today,
    engagements,
    series: (itemId) => bySeries.get(itemId) ?? [],
    on: here,
    dayKind: kindOf,
    where,
    put,
    lock: (e) => void locked.add(e),
    closed(e, day) {
      const closed = closedDay(calendar, kindOf(day), e, day);
      if (closed) return closed;
      if (e.kind === 'visit' && !inWindow(windows, e, day)) return `${monthDay(day)}不在视导时段里`;
      const exam = e.exam ? undefined : exams.get(day)?.find((one) => keepsAway(one, e));
      return exam ? `${monthDay(day)}有${exam.title}` : null;
    },
    taken(e, day) {
      for (const other of here(day)) {
        if (isBackground(other, e) || yields(other, e) || !meetsOn(e, other)) continue;
        return `${monthDay(day)}有${other.title}`;
      }
      return null;
    },
    displacedBy(e, at) {
      const found = new Set<Engagement>();
      for (const day of daysFrom(at.start, at.end)) {
        for (const other of here(day)) if (yields(other, e) && meetsOn(e, other)) found.add(other);
      }
      return [...found];
    },
  };
  return board;
}

/** A window is no obstacle: people are free on most of its days. Only what a higher office runs for long is. */
const isBackground = (other: Engagement, e: Engagement): boolean =>
  other.window && (other.rank <= e.rank || other.item?.reminderKind === 'visitWindow');

/** Visits stay within the windows of the plan when they were inside one. */
const inWindow = (windows: readonly Engagement[], e: Engagement, day: LocalDate): boolean => {
  const inside = (d: LocalDate) => windows.some(({ start, end }) => start <= d && d <= end);
  return !inside(e.start) || inside(day);
};

function closedDay({ term }: Calendar, { kind, name }: DayKind, e: Engagement, day: LocalDate): string | null {
  if (weekOf(term, day) < 1 || weekOf(term, day) > term.lastWeek) return `${monthDay(day)}不在本学期的教学周里`;
  if (kind === 'holiday') return `${monthDay(day)}是${name}`;
  if (kind === 'weekend') return `${monthDayWeekday(day)}是周末`;
  if (kind === 'makeup' && e.kind === 'meeting') return `${monthDay(day)}是调休上班日，每周一次的活动不排在这天`;
  return kind === 'vacation' ? `${monthDay(day)}放假` : null;
}

/** The exams by day; those known only to the week take all of it, those of a month none. */
function examDays({ items }: Calendar): Map<LocalDate, Item[]> {
  const found = new Map<LocalDate, Item[]>();
  for (const item of items) {
    const { start, end, precision, theme } = item;
    if (theme || !isExam(item) || !start || !end || !precision || precision.startsWith('month')) continue;
    for (const day of daysFrom(start, end)) found.set(day, [...(found.get(day) ?? []), item]);
  }
  return found;
}

/**
 * Whether an exam keeps `e` away from its days. On the days of an exam schools do nothing else, since teachers of all subjects
 * invigilate; one of single subjects spread over a week or more (艺体检测) keeps only these away, one of single schools only them.
 */
function keepsAway(exam: Item, e: Engagement): boolean {
  if (exam.id === e.itemId) return false;
  if (exam.schools.length > 0) return shares(exam.schools, e.schools);
  if (exam.precision === 'day' || exam.subjects.length === 0) return true;
  return shares(plainSubjects(exam.subjects), e.subjects);
}
