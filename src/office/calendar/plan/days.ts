// Stated days, months and thirds of months as dates of the term. Pure; what is not stated stays null.
import { addDays, daysBetween, isDate, type LocalDate } from '../../../lib/dates.ts';
import { type TermYears, yearOfMonth } from './term.ts';
import type { DayFact, MonthFact, Range, Third } from './when.ts';

/** Days from `start` to `end`, both included. */
export interface Span {
  start: LocalDate;
  end: LocalDate;
}

const two = (n: number): string => String(n).padStart(2, '0');
/** `YYYY-MM-DD`, whether or not the day exists. */
export const ymd = (year: number, month: number, day: number): LocalDate => `${year}-${two(month)}-${two(day)}`;

/** The last day of a month. */
export const lastOf = (year: number, month: number): LocalDate =>
  addDays(month === 12 ? ymd(year + 1, 1, 1) : ymd(year, month + 1, 1), -1);

/** The year of a fact with a month; null when none is known. */
export const yearOf = (fact: { year?: number; nextYear?: true; month?: number }, term: TermYears): number | null =>
  fact.year ?? (fact.nextYear && term.year !== null ? term.year + 1 : yearOfMonth(term, fact.month ?? 1));

/** The day of a fact that names its month: a date, `impossible` when there is no such day, null without a year. */
export function dayOf(fact: DayFact, term: TermYears): LocalDate | 'impossible' | null {
  const { month = 0, day } = fact;
  if (month < 1 || month > 12 || day < 1 || day > 31) return 'impossible';
  const year = yearOf(fact, term);
  if (fact.last) return year === null ? null : lastOf(year, month);
  if (year === null) return day > [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]! ? 'impossible' : null;
  const date = ymd(year, month, day);
  return isDate(date) ? date : 'impossible';
}

const firstDay: Record<Third, number> = { early: 1, middle: 11, late: 21, earlyMiddle: 1, middleLate: 11 };
const lastDay: Record<Third, number | null> = { early: 10, middle: 20, late: null, earlyMiddle: 20, middleLate: null };

/** The days of a range of months or thirds; null without a year or with no such month. */
export function monthSpan({ from, to }: Range<MonthFact>, term: TermYears): Span | null {
  if (!from.month || !to.month || from.month > 12 || to.month > 12) return null;
  const [first, stated] = [yearOf(from, term), yearOf(to, term)];
  if (first === null || stated === null) return null;
  const last = to.year === undefined && stated * 12 + to.month < first * 12 + from.month ? stated + 1 : stated;
  const end = to.third ? lastDay[to.third] : null;
  return {
    start: ymd(first, from.month, from.third ? firstDay[from.third] : 1),
    end: end === null ? lastOf(last, to.month) : ymd(last, to.month, end),
  };
}

/** The date with this number that is nearest to the span: inside, else before or after it. */
export function nearest(day: number, span: Span): LocalDate | null {
  const [year, month] = span.start.split('-').map(Number) as [number, number];
  const dates = [-1, 0, 1, 2].map((shift) => {
    const months = year * 12 + month - 1 + shift;
    return ymd(Math.floor(months / 12), (months % 12) + 1, day);
  });
  const away = (date: LocalDate): number => Math.max(daysBetween(date, span.start), daysBetween(span.end, date), 0);
  return dates.filter(isDate).sort((a, b) => away(a) - away(b))[0] ?? null;
}

/** The date with this number inside the span, or null. */
export const inside = (day: number, { start, end }: Span): LocalDate | null => {
  for (let date = start; date <= end; date = addDays(date, 1)) if (Number(date.slice(8)) === day) return date;
  return null;
};
