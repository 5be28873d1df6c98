// Finds the days, weeks or months that stated facts can mean. Facts about one day must agree; nothing is guessed away.
import { type Around, monthOf, weekLabel, weekName, yearOf } from './datelabel.ts';
import type { DateFacts } from './dateparse.ts';
import { addDays, daysBetween, isDate, type LocalDate, mondayOf, monthDay, weekdayName, weekdayOf } from './dates.ts';

/** Why a stated date has no reading; `text` is a Chinese sentence to be shown as it is. */
export interface DateProblem {
  kind: 'impossible' | 'needsTerm' | 'conflict' | 'past';
  text: string;
}

/** Days from `start` to `end`, both included. */
export interface Span {
  start: LocalDate;
  end: LocalDate;
  unit: 'day' | 'week' | 'month';
}

/** What the facts of one end of a range are sought in. */
export interface Within extends Around {
  /** Bare days and weekdays are sought from here: today, or the beginning of the range. */
  base: LocalDate;
  /** A date without a year lies in the year that is nearest to one of these spans. */
  anchors: [LocalDate, LocalDate][];
}

/** Spans that facts can mean, or why there are none. */
export type Found = Span[] | DateProblem;

/** A DateProblem. */
export const problem = (kind: DateProblem['kind'], text: string): DateProblem => ({ kind, text });
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
function nearestYear(month: number, day: number, { base, anchors }: Within): number {
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
  around: Within,
  day: number,
): { year: number; month: number } | DateProblem | null {
  const { month, year } = facts;
  if (facts.monthShift !== undefined) return shiftedMonth(around.today, facts.monthShift);
  if (month === undefined) return null;
  if (month < 1 || month > 12) return problem('impossible', `一年里没有${month}月。`);
  return { year: year ?? nearestYear(month, day, around), month };
}

/** The stated week, teaching or relative; null when none was stated. */
function statedWeek(facts: DateFacts, around: Within): Span | DateProblem | null {
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

function dayOfWeek(week: Span, day: number, around: Within): Found {
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
function candidates(facts: DateFacts, around: Within): Found {
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
function fits(facts: DateFacts, { start, end }: Span, around: Within): boolean {
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
function clash(facts: DateFacts, { start, end, unit }: Span, around: Within): DateProblem {
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

/** The spans in which all stated facts are true, the earlier first; a conflict names what each would be. Pure. */
export function resolveFacts(facts: DateFacts, around: Within): Found {
  const found = candidates(facts, around);
  if ('kind' in found) return found;
  const fitting = found.filter((span) => fits(facts, span, around));
  const first = found[0];
  return fitting.length === 0 && first ? clash(facts, first, around) : fitting;
}
