// Local dates of Asia/Shanghai as strings `YYYY-MM-DD`, and the way between them and epoch milliseconds.
// China has had no daylight saving time since 1991, so a day is always 24 hours at UTC+8.
import { remembered } from './remembered.ts';

/** A day in Asia/Shanghai, `YYYY-MM-DD`. */
export type LocalDate = string;
/** A time of day in Asia/Shanghai, `HH:MM`. */
export type LocalTime = string;

const shift = 8 * 3_600_000;
/** Milliseconds of one day. */
export const dayMs = 86_400_000;

const dayNumber = remembered((date: LocalDate): number => Date.parse(`${date}T00:00:00Z`) / dayMs);
const fromDayNumber = remembered((n: number): LocalDate => new Date(n * dayMs).toISOString().slice(0, 10));

/** The local day of an instant. */
export const dateOf = (instant: number): LocalDate => fromDayNumber(Math.floor((instant + shift) / dayMs));
/** The local time of day of an instant, `HH:MM`. */
export const timeOf = (instant: number): LocalTime => new Date(instant + shift).toISOString().slice(11, 16);
/** The instant of a local day and time. */
export const instantOf = (date: LocalDate, time: LocalTime = '00:00'): number =>
  dayNumber(date) * dayMs - shift + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000;
/** The day `days` after `date` (before, when negative). */
export const addDays = (date: LocalDate, days: number): LocalDate => fromDayNumber(dayNumber(date) + days);
/** How many days `to` is after `from`. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => dayNumber(to) - dayNumber(from);
/** 1 = 周一 … 7 = 周日. */
export const weekdayOf = (date: LocalDate): number => ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
/** The Monday of the week in which `date` lies. */
export const mondayOf = (date: LocalDate): LocalDate => addDays(date, 1 - weekdayOf(date));
/** Whether the string is a day that exists. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(dayNumber(text)) && fromDayNumber(dayNumber(text)) === text;
/** The days from `from` to `to`, both included. */
export const daysFrom = (from: LocalDate, to: LocalDate): LocalDate[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, i) => addDays(from, i));

const weekdayNames = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
/** 周一 … 周日. */
export const weekdayName = (date: LocalDate): string => weekdayNames[weekdayOf(date) - 1]!;
/** 3月21日. */
export const monthDay = (date: LocalDate): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`;
/** 3月21日（周二）. */
export const monthDayWeekday = (date: LocalDate): string => `${monthDay(date)}（${weekdayName(date)}）`;
/** 2023-03-06 16:12, for records and lists. */
export const stamp = (instant: number): string => `${dateOf(instant)} ${timeOf(instant)}`;
