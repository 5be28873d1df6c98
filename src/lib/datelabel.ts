// How days, weeks and months are called in Chinese within a term: 3月21日（周二，第6周）, 第6—11周（3月20日—4月30日）, 3—4月.
import { daysBetween, type LocalDate, monthDay, weekdayName } from './dates.ts';

/** What dates are read and named against. */
export interface Around {
  today: LocalDate;
  /** Monday of teaching week 1; null when no term is known. */
  week1Monday: LocalDate | null;
  /** The last teaching week; null when open. */
  lastWeek: number | null;
  /** Readings that end before this day are dropped (planning: `from: today`). */
  from?: LocalDate;
}

/** The year of a local date. */
export const yearOf = (date: LocalDate): number => Number(date.slice(0, 4));
/** The month of a local date, 1 … 12. */
export const monthOf = (date: LocalDate): number => Number(date.slice(5, 7));

/** The teaching week of a day: floor((d − week1Monday) / 7) + 1; 0 and less lies before the term. */
export const teachingWeek = (date: LocalDate, week1Monday: LocalDate): number =>
  Math.floor(daysBetween(week1Monday, date) / 7) + 1;

/** 第6周, 开学前, 假期; null without a term. */
export function weekName(date: LocalDate, around: Around): string | null {
  if (around.week1Monday === null) return null;
  const week = teachingWeek(date, around.week1Monday);
  if (week < 1) return '开学前';
  return around.lastWeek !== null && week > around.lastWeek ? '假期' : `第${week}周`;
}

/** The year is named only when it is not this one. */
const withYear = (date: LocalDate, around: Around): string =>
  yearOf(date) === yearOf(around.today) ? '' : `${yearOf(date)}年`;

const fromTo = (start: LocalDate, end: LocalDate, around: Around): string =>
  `${withYear(start, around)}${monthDay(start)}—${yearOf(end) === yearOf(start) ? '' : withYear(end, around)}${monthDay(end)}`;

/** 3月21日（周二，第6周）. */
export function dayLabel(date: LocalDate, around: Around): string {
  const week = weekName(date, around);
  return `${withYear(date, around)}${monthDay(date)}（${weekdayName(date)}${week ? `，${week}` : ''}）`;
}

/** 第6周（3月20日—3月26日） or 第6—11周（…）; only the days outside the term. */
export function weekLabel(start: LocalDate, end: LocalDate, around: Around): string {
  const [first, last] = [weekName(start, around), weekName(end, around)];
  const dates = fromTo(start, end, around);
  if (!first?.startsWith('第') || !last?.startsWith('第')) return dates;
  return first === last ? `${first}（${dates}）` : `${first.slice(0, -1)}—${last.slice(1)}（${dates}）`;
}

/** 3月, 3—4月, 2023年12月—2024年1月. */
export function monthLabel(start: LocalDate, end: LocalDate, around: Around): string {
  const [first, last] = [monthOf(start), monthOf(end)];
  if (yearOf(start) !== yearOf(end)) return `${yearOf(start)}年${first}月—${yearOf(end)}年${last}月`;
  return `${withYear(start, around)}${first === last ? first : `${first}—${last}`}月`;
}
