// What a stated date means on a given day of a given term: its readings, or why there is none. Local dates of Asia/Shanghai.
import { type Around, dayLabel, monthLabel, monthOf, weekLabel, weekName, yearOf } from './datelabel.ts';
import type { DateFacts, DateSpec, DayPart } from './dateparse.ts';
import {
  addDays,
  daysBetween,
  isDate,
  type LocalDate,
  type LocalTime,
  mondayOf,
  monthDay,
  weekdayName,
  weekdayOf,
} from './dates.ts';

export { type Around, teachingWeek } from './datelabel.ts';
export { type DateFacts, type DateSpec, type DayPart, parseDate } from './dateparse.ts';

/** One meaning of a stated date. A span of days is of precision `day` too. */
export interface Reading {
  start: LocalDate;
  /** Last day, included. */
  end: LocalDate;
  precision: 'day' | 'week' | 'weekrange' | 'month' | 'monthrange';
  part?: DayPart;
  time?: LocalTime;
  /** 3月21日（周二，第6周）. */
  label: string;
}

/** Why a stated date has no reading; `text` is a Chinese sentence to be shown as it is. */
export interface DateProblem {
  kind: 'impossible' | 'needsTerm' | 'conflict' | 'past';
  text: string;
}

/** No reading (then there is a problem), one, or two when it is ambiguous, the earlier first. */
export interface Resolution {
  readings: Reading[];
  problem?: DateProblem;
}

interface Span {
  start: LocalDate;
  end: LocalDate;
  unit: 'day' | 'week' | 'month';
}

interface Context extends Around {
  /** Bare days and weekdays are sought from here: today, or the beginning of the range. */
  base: LocalDate;
  /** A date without a year lies in the year that is nearest to one of these spans. */
  anchors: [LocalDate, LocalDate][];
}

type Found = Span[] | DateProblem;

const problem = (kind: DateProblem['kind'], text: string): DateProblem => ({ kind, text });
const oneDay = (date: LocalDate): Span => ({ start: date, end: date, unit: 'day' });
const ymd = (year: number, month: number, day: number): LocalDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const weekdayCalled = (weekday: number): string => weekdayName(addDays('2023-02-12', weekday));

/** Year and month `shift` months after the month of `date`. */
function shiftedMonth(date: LocalDate, shift: number): { year: number; month: number } {
  const months = yearOf(date) * 12 + monthOf(date) - 1 + shift;
  return { year: Math.floor(months / 12), month: (months % 12) + 1 };
}

/** The year in which month and day lie nearest to term or today; in a tie the later one. */
function nearestYear(month: number, day: number, { base, anchors }: Context): number {
  const distance = (year: number): number => {
    const date = ymd(year, month, Math.min(Math.max(day, 1), 28));
    return Math.min(...anchors.map(([a, b]) => Math.max(daysBetween(date, a), daysBetween(b, date), 0)));
  };
  const middle = yearOf(base);
  return [middle + 1, middle, middle - 1].reduce((best, year) => (distance(year) < distance(best) ? year : best));
}

/** The stated month, by number or relative; null when none was stated. `day` helps to choose the year. */
function statedMonth(
  facts: DateFacts,
  around: Context,
  day: number,
): { year: number; month: number } | DateProblem | null {
  const { month, year } = facts;
  if (facts.monthShift !== undefined) return shiftedMonth(around.today, facts.monthShift);
  if (month === undefined) return null;
  if (month < 1 || month > 12) return problem('impossible', `一年里没有${month}月。`);
  return { year: year ?? nearestYear(month, day, around), month };
}

/** The stated week, teaching or relative; null when none was stated. */
function statedWeek(facts: DateFacts, around: Context): Span | DateProblem | null {
  const { week, weekShift } = facts;
  if (week === undefined && weekShift === undefined) return null;
  let monday = addDays(mondayOf(around.today), 7 * (weekShift ?? 0));
  if (week !== undefined) {
    const { week1Monday, lastWeek } = around;
    if (week1Monday === null) return problem('needsTerm', `还没有设定学期的第一周，算不出第${week}周是哪几天。`);
    if (week < 1) return problem('impossible', '教学周从第1周算起。');
    if (lastWeek !== null && week > lastWeek)
      return problem('impossible', `本学期只有${lastWeek}周，没有第${week}周。`);
    monday = addDays(week1Monday, 7 * (week - 1));
  }
  return { start: monday, end: addDays(monday, 6), unit: 'week' };
}

function dayOfMonth({ year, month }: { year: number; month: number }, day: number): Found {
  const date = ymd(year, month, day);
  return isDate(date) ? [oneDay(date)] : problem('impossible', `${year}年${month}月没有${day}日。`);
}

function dayOfWeek(week: Span, day: number, around: Context): Found {
  const days = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(week.start, n)).filter((date) => Number(date.slice(8)) === day);
  return days.length > 0
    ? days.map(oneDay)
    : problem('conflict', `${weekLabel(week.start, week.end, around)}里没有${day}号。`);
}

/** A bare day number: this month's, and when that is over, next month's too. */
function bareDay(day: number, base: LocalDate): Found {
  const months = [0, 1, 2].map((shift) => shiftedMonth(base, shift));
  const days = months.map(({ year, month }) => ymd(year, month, day)).filter(isDate);
  const next = days.find((date) => date >= base);
  if (next === undefined) return problem('impossible', `哪个月都没有${day}号。`);
  return [...days.filter((date) => date < base), next].map(oneDay);
}

/** A bare weekday: this week's, and when that is today or over, next week's too. */
function bareWeekday(weekday: number, base: LocalDate): Found {
  const here = addDays(mondayOf(base), weekday - 1);
  return (here > base ? [here] : [here, addDays(here, 7)]).map(oneDay);
}

function wholeMonth({ year, month }: { year: number; month: number }): Found {
  const first = ymd(year, month, 1);
  const next = shiftedMonth(first, 1);
  return [{ start: first, end: addDays(ymd(next.year, next.month, 1), -1), unit: 'month' }];
}

/** The spans that the strongest of the stated facts allows; the others are checked by `fits`. */
function candidates(facts: DateFacts, around: Context): Found {
  const { day, weekday, dayShift } = facts;
  if (dayShift !== undefined) return [oneDay(addDays(around.today, dayShift))];
  const month = statedMonth(facts, around, day ?? 15);
  if (month && 'kind' in month) return month;
  const week = statedWeek(facts, around);
  if (week && 'kind' in week) return week;
  if (day !== undefined)
    return month ? dayOfMonth(month, day) : week ? dayOfWeek(week, day, around) : bareDay(day, around.base);
  if (week) return [weekday === undefined ? week : oneDay(addDays(week.start, weekday - 1))];
  if (weekday !== undefined) return bareWeekday(weekday, around.base);
  return month ? wholeMonth(month) : [];
}

/** Whether everything that was stated is true of a candidate. */
function fits(facts: DateFacts, { start, end }: Span, around: Context): boolean {
  const { day, weekday, weekShift, monthShift } = facts;
  const week = statedWeek(facts, around);
  if (week && ('kind' in week || start < week.start || end > week.end)) return false;
  if (weekShift !== undefined && mondayOf(start) !== addDays(mondayOf(around.today), 7 * weekShift)) return false;
  if (weekday !== undefined && weekdayOf(start) !== weekday) return false;
  if (day !== undefined && Number(start.slice(8)) !== day) return false;
  const month = monthShift === undefined ? facts.month : shiftedMonth(around.today, monthShift).month;
  return month === undefined || monthOf(start) === month || monthOf(end) === month;
}

/** 3月22日是第6周周三，第6周周二是3月21日，对不上。 */
function clash(facts: DateFacts, { start, end, unit }: Span, around: Context): DateProblem {
  const week = statedWeek(facts, around);
  if (week && 'kind' in week) return week;
  if (unit !== 'day') return problem('conflict', `${weekLabel(start, end, around)}，和说的对不上。`);
  const really = `${monthDay(start)}是${weekName(start, around) ?? ''}${weekdayName(start)}`;
  const meant = week && facts.weekday !== undefined ? addDays(week.start, facts.weekday - 1) : start;
  if (meant !== start) {
    const called = `${weekName(meant, around) ?? '那一周的'}${weekdayName(meant)}`;
    return problem('conflict', `${really}，${called}是${monthDay(meant)}，对不上。`);
  }
  const wrongDay = facts.weekday !== undefined && facts.weekday !== weekdayOf(start);
  const wrong = wrongDay
    ? `不是${weekdayCalled(facts.weekday ?? 1)}`
    : facts.week
      ? `不在第${facts.week}周`
      : '和说的对不上';
  return problem('conflict', `${really}，${wrong}。`);
}

function resolveFacts(facts: DateFacts, around: Context): Found {
  const found = candidates(facts, around);
  if ('kind' in found) return found;
  const fitting = found.filter((span) => fits(facts, span, around));
  const first = found[0];
  return fitting.length === 0 && first ? clash(facts, first, around) : fitting;
}

interface Stretch {
  from: Span;
  to: Span;
}

const isStretch = (found: Stretch | DateProblem): found is Stretch => 'from' in found;

/** The end of a range is sought from its beginning on: 28号到2号 crosses the month, 12月28日至1月3日 the year. */
function resolveEnd(from: Span, facts: DateFacts, around: Context): Stretch | DateProblem {
  const found = resolveFacts(facts, { ...around, base: from.start, anchors: [[from.start, from.start]] });
  if ('kind' in found) return found;
  const to = found.find((span) => span.end >= from.end);
  return to ? { from, to } : problem('conflict', '结束的日子早于开始的日子。');
}

function precisionOf({ from, to }: Stretch): Reading['precision'] {
  if (from === to) return from.unit;
  if (from.unit === 'day' && to.unit === 'day') return 'day';
  return from.unit === 'month' && to.unit === 'month' ? 'monthrange' : 'weekrange';
}

const partNames: Record<DayPart, string> = { morning: '上午', noon: '中午', afternoon: '下午', evening: '晚上' };

function label(start: LocalDate, end: LocalDate, precision: Reading['precision'], around: Around): string {
  if (precision === 'month' || precision === 'monthrange') return monthLabel(start, end, around);
  if (precision === 'week' || precision === 'weekrange') return weekLabel(start, end, around);
  return start === end ? dayLabel(start, around) : `${dayLabel(start, around)}—${dayLabel(end, around)}`;
}

function reading(stretch: Stretch, { part, time }: DateSpec, around: Around): Reading {
  const [start, end, precision] = [stretch.from.start, stretch.to.end, precisionOf(stretch)];
  const when = time ?? (part ? partNames[part] : '');
  return {
    start,
    end,
    precision,
    ...(part && { part }),
    ...(time && { time }),
    label: label(start, end, precision, around) + when,
  };
}

/** Where a date without a year may lie: at today, or anywhere in the term. */
function anchorsOf({ today, week1Monday, lastWeek }: Around): [LocalDate, LocalDate][] {
  const term: [LocalDate, LocalDate][] = week1Monday
    ? [[week1Monday, addDays(week1Monday, 7 * (lastWeek ?? 20) - 1)]]
    : [];
  return [[today, today], ...term];
}

/**
 * What a stated date means today in this term. Facts stated together (第六周周二3月21日) must agree, else there is a
 * `conflict` that names what each would be. A month and day without a year lies in the year nearest to term or today.
 * Two readings: a bare weekday that is today or over this week, a bare day number that is over this month. Pure.
 */
export function resolveDate(spec: DateSpec, around: Around): Resolution {
  const context: Context = { ...around, base: around.today, anchors: anchorsOf(around) };
  const starts = resolveFacts(spec.from, context);
  if ('kind' in starts) return { readings: [], problem: starts };
  const { to } = spec;
  const stretches = starts.map((from) => (to ? resolveEnd(from, to, context) : { from, to: from }));
  const readings = stretches.filter(isStretch).map((stretch) => reading(stretch, spec, around));
  const { from } = around;
  const wanted = from === undefined ? readings : readings.filter(({ end }) => end >= from);
  if (wanted.length > 0) return { readings: wanted };
  const broken = stretches.find((stretch): stretch is DateProblem => !isStretch(stretch));
  return { readings: [], problem: broken ?? problem('past', `${readings[0]?.label ?? spec.said}已经过去了。`) };
}
