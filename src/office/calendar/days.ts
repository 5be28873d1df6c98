// What kind of day a day is, and teaching-week arithmetic (domain.md §3). Pure: data and dates in, dates out.
// Its data, not its functions: those are a day off wherever the machine's time zone is west of Greenwich.
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { addDays, daysBetween, daysFrom, type LocalDate, weekdayOf } from '../../lib/dates.ts';
import type { Around } from '../../lib/datespec.ts';
import { rememberedOf } from '../../lib/remembered.ts';
import type { Calendar, Exception, Item, Term } from './model.ts';

/** A day as schools know it. `makeup` is a weekend day with school (调休上班日). `name`: 清明节, 周末 … */
export interface DayKind {
  kind: 'school' | 'makeup' | 'weekend' | 'holiday' | 'vacation';
  name: string;
  /** Weekday 1–7 whose timetable it follows; null on a makeup day without one, and when there is no school. */
  timetable: number | null;
}

/** Teaching week of a day: floor((d − Monday of week 1) / 7) + 1; ≤ 0 before the term begins (开学前). */
export const weekOf = (term: Term, day: LocalDate): number => Math.floor(daysBetween(term.week1Monday, day) / 7) + 1;

/** Monday and Sunday of teaching week `n`. */
export function weekSpan(term: Term, n: number): { start: LocalDate; end: LocalDate } {
  const start = addDays(term.week1Monday, 7 * (n - 1));
  return { start, end: addDays(start, 6) };
}

/** What dates people write are read and named against: this term, seen from `today`. */
export const around = ({ term }: Calendar, today: LocalDate): Around => ({
  today,
  week1Monday: term.week1Monday,
  lastWeek: term.lastWeek,
});

/** 第6周, 开学前 or 假期. */
export function weekLabel(term: Term, day: LocalDate): string {
  const week = weekOf(term, day);
  if (week <= 0) return '开学前';
  return week > term.lastWeek ? '假期' : `第${week}周`;
}

type Named = Readonly<Record<string, string | undefined>>;
const workdays: Named = published.workdays;
const holidays: Named = published.holidays;

/** What the published notices say of a day; `name` is empty on a day like any other. */
function publishedDay(day: LocalDate): { work: boolean; name: string } {
  const work = workdays[day];
  if (work !== undefined) return { work: true, name: work };
  const holiday = holidays[day];
  if (holiday !== undefined) return { work: false, name: holiday };
  return { work: weekdayOf(day) <= 5, name: '' };
}

/** Chinese name inside chinese-days' `Tomb-sweeping Day,清明,1`, with 节 where people say it. */
function holidayName(detail: string): string {
  const name = detail.split(',')[1] ?? detail;
  return /节|元旦|国庆/.test(name) ? name : `${name}节`;
}

/** Whether the State Council's holiday notice for that year is known; without it only weekends are free (said loudly). */
export const holidaysKnown = (year: number): boolean => holidays[`${year}-10-01`] !== undefined;

/** Whether people work that day by the published holidays and 调休 alone; for when no term is known. */
export const isPublishedWorkday = (day: LocalDate): boolean => publishedDay(day).work;

/** What kind of day `day` is: the office's override first, then published holidays and 调休, then the weekday. */
export const dayKind = rememberedOf((calendar: Calendar, day: LocalDate): DayKind => {
  const override = calendar.overrides.get(day);
  if (override?.kind === 'holiday') return { kind: 'holiday', name: override.name, timetable: null };
  const week = weekOf(calendar.term, day);
  const weekend = weekdayOf(day) >= 6;
  if (override)
    return {
      kind: weekend ? 'makeup' : 'school',
      name: override.name,
      timetable: override.follows ?? (weekend ? null : weekdayOf(day)),
    };
  const { work, name } = publishedDay(day);
  if (!work && name !== '') return { kind: 'holiday', name: holidayName(name), timetable: null };
  if (week <= 0 || week > calendar.term.lastWeek) return { kind: 'vacation', name: '假期', timetable: null };
  if (work && weekend) return { kind: 'makeup', name: `${holidayName(name)}调休`, timetable: null };
  return weekend
    ? { kind: 'weekend', name: '周末', timetable: null }
    : { kind: 'school', name: '', timetable: weekdayOf(day) };
});

/** Whether schools teach that day; a makeup day counts (domain.md §4). */
export const isSchoolDay = (calendar: Calendar, day: LocalDate): boolean =>
  ['school', 'makeup'].includes(dayKind(calendar, day).kind);

/** The `n`-th school day before `day` (n ≥ 1), looking back at most 120 days; null when there is none. */
export const schoolDayBefore = (calendar: Calendar, day: LocalDate, n: number): LocalDate | null =>
  schoolDaysBefore(calendar, day)[n - 1] ?? null;

/** The last school days before a day, the nearest first. */
const schoolDaysBefore = rememberedOf((calendar: Calendar, day: LocalDate): LocalDate[] =>
  daysFrom(addDays(day, -120), addDays(day, -1))
    .reverse()
    .filter((d) => isSchoolDay(calendar, d)),
);

/** The `n`-th school day after `day` (n ≥ 1), looking ahead at most 120 days; null when there is none. */
export const schoolDayAfter = (calendar: Calendar, day: LocalDate, n: number): LocalDate | null =>
  schoolDaysAfter(calendar, day)[n - 1] ?? null;

/** The next school days after a day, the nearest first. */
const schoolDaysAfter = rememberedOf((calendar: Calendar, day: LocalDate): LocalDate[] =>
  daysFrom(addDays(day, 1), addDays(day, 120)).filter((d) => isSchoolDay(calendar, d)),
);

/** The first school day on or after `day`, looking ahead at most 120 days; null when there is none. */
export function schoolDayFrom(calendar: Calendar, day: LocalDate): LocalDate | null {
  for (let d = day; daysBetween(day, d) <= 120; d = addDays(d, 1)) if (isSchoolDay(calendar, d)) return d;
  return null;
}

/** How many days from `from` to `to`, both included, schools teach. */
export const schoolDaysFrom = (calendar: Calendar, from: LocalDate, to: LocalDate): number =>
  daysFrom(from, to).filter((day) => isSchoolDay(calendar, day)).length;

/** One meeting of a weekly series: held, or fallen away because of `lostTo` (清明节 …). */
export interface Meeting {
  day: LocalDate;
  lostTo: string | null;
  /** Set when somebody moved or cancelled it, or took that back. */
  exception?: Exception;
}

/**
 * All meetings of a weekly series from its start to its stated end, else to the end of the term's last series week, by day.
 * A holiday takes one away; a makeup day carries one only if it follows that weekday's timetable (domain.md §3, §4); an
 * exception moves one or takes it away. Monthly series name no day, so they have no meetings here.
 */
export const meetings = rememberedOf((calendar: Calendar, item: Item): readonly Meeting[] => {
  const nominal = nominalMeetings(calendar, item);
  if (item.exceptions.length === 0) return nominal;
  const held = nominal.map((meeting): Meeting => {
    const exception = item.exceptions.find(({ day }) => day === meeting.day);
    if (!exception) return meeting;
    if (exception.to === null) return { day: meeting.day, lostTo: exception.why, exception };
    // What stands where the rhythm puts it is again subject to holidays.
    return exception.to === meeting.day ? { ...meeting, exception } : { day: exception.to, lostTo: null, exception };
  });
  return held.sort((a, b) => a.day.localeCompare(b.day));
});

/** The meetings the rhythm alone gives, exceptions left out. */
export function nominalMeetings(calendar: Calendar, item: Item): Meeting[] {
  const { recurrence, start } = item;
  if (recurrence?.freq !== 'weekly' || !start) return [];
  const last = item.end && item.end !== start ? item.end : weekSpan(calendar.term, calendar.term.seriesLastWeek).end;
  const firstWeek = weekOf(calendar.term, start);
  return daysFrom(start, last).flatMap((day): Meeting[] => {
    if ((weekOf(calendar.term, day) - firstWeek) % recurrence.interval !== 0) return [];
    const { kind, name, timetable } = dayKind(calendar, day);
    if (timetable !== null) return recurrence.weekdays.includes(timetable) ? [{ day, lostTo: null }] : [];
    const falls = recurrence.weekdays.includes(weekdayOf(day));
    return falls && kind !== 'weekend' && kind !== 'makeup' ? [{ day, lostTo: name }] : [];
  });
}
