// When a timed message speaks: its times against school days and sending hours, and what to warn an admin of. Pure.
import type { Habits } from '../../../config/reminders.ts';
import { cronFields, nextTimes, timesBetween } from '../../lib/cron.ts';
import { addDays, dateOf, dayMs, daysBetween, instantOf, type LocalDate, mondayOf, timeOf } from '../../lib/dates.ts';
import { dayKind, holidaysKnown, schoolDayFrom, schoolDaysFrom } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { isSendingTime, nextSendingTime } from '../reminders/hours.ts';
import { rulesOf } from '../reminders/rules.ts';
import type { Plan } from './model.ts';

export { looksLikeWhen } from '../../lib/cron.ts';

/** More than this in one day is refused: nobody reads it (domain rules, burden). */
export const mostPerDay = 3;
/** More than this in one week is warned of (domain rules, burden: pushes per teacher and week). */
export const mostPerWeek = 5;
/** What would be put off by more days than this is left out: after a vacation nobody knows what it was about. */
export const longestDelay = 14;
const delayMs = (longestDelay + 1) * dayMs;

/** What became of one time of a plan. `due` null: left out. */
export interface Occurrence {
  /** The time by the expression, epoch ms. */
  at: number;
  due: number | null;
  /** Name of the day without school it falls on: 清明节, 周末, 假期; null on school days. */
  holiday: string | null;
  /** Name of the makeup day it falls on (劳动节调休): school on a weekend day; else null. */
  makeup: string | null;
  /** Outside the hours in which the robot speaks by itself. */
  quiet: boolean;
  /** Left out because it would be put off by too many days. */
  tooLate: boolean;
}

/** Published holidays and weekends only, for when no term has been imported. */
const noTerm: Calendar = {
  term: {
    id: '',
    title: '',
    documentNumber: null,
    week1Monday: '2000-01-03',
    lastWeek: Number.POSITIVE_INFINITY,
    seriesLastWeek: Number.POSITIVE_INFINITY,
  },
  items: [],
  overrides: new Map(),
};

/** The calendar in which `day` is a school day, so that only its hours count. */
const openOn = (calendar: Calendar, day: LocalDate): Calendar => ({
  ...calendar,
  overrides: new Map([...calendar.overrides, [day, { kind: 'school', name: '', follows: null }]]),
});

/** What a plan makes of one of its times: first the day, then the hour. */
export function occurrenceAt(plan: Plan, term: Calendar | null, at: number): Occurrence {
  const calendar = term ?? noTerm;
  const day = dateOf(at);
  const { kind, name } = dayKind(calendar, day);
  const holiday = kind === 'school' || kind === 'makeup' ? null : name;
  const left: Occurrence = {
    at,
    due: null,
    holiday,
    makeup: kind === 'makeup' ? name : null,
    quiet: false,
    tooLate: false,
  };
  if (holiday && plan.onHoliday === 'skip') return left;
  const on = holiday && plan.onHoliday === 'postpone' ? schoolDayFrom(calendar, day) : day;
  if (on === null || daysBetween(day, on) > longestDelay) return { ...left, tooLate: true };
  const moved = instantOf(on, timeOf(at));
  const hours = holiday && plan.onHoliday === 'send' ? openOn(calendar, on) : calendar;
  if (isSendingTime(hours, moved)) return { ...left, due: moved };
  const opening = plan.onQuiet === 'postpone' ? nextSendingTime(hours, moved) : null;
  const tooLate = opening === null || daysBetween(day, dateOf(opening)) > longestDelay;
  return { ...left, due: tooLate ? null : opening, quiet: true, tooLate: tooLate && plan.onQuiet === 'postpone' };
}

/**
 * What falls due in (from, to]: times after `since` (the last change), those put off from days before included. Several put
 * off to the same instant speak once.
 */
export function occurrencesDue(
  plan: Plan,
  term: Calendar | null,
  since: number,
  from: number,
  to: number,
): Occurrence[] {
  const due = new Map<number, Occurrence>();
  for (const at of timesBetween(plan.cron, Math.max(since, from - delayMs), to)) {
    const occurrence = occurrenceAt(plan, term, at);
    if (occurrence.due !== null && occurrence.due > from && occurrence.due <= to) due.set(occurrence.due, occurrence);
  }
  return [...due.values()];
}

/** The next `count` times after `from`, with what becomes of them. */
export const occurrencesNext = (plan: Plan, term: Calendar | null, from: number, count: number): Occurrence[] =>
  nextTimes(plan.cron, from, count).map((at) => occurrenceAt(plan, term, at));

/** How far ahead sendings are sought: over the summer and into the next term's first weeks. */
const lookAhead = 200 * dayMs;

/** The next `count` instants (epoch ms) after `from` at which something is really sent, for times after `since`. */
export function sendingsNext(plan: Plan, term: Calendar | null, since: number, from: number, count: number): number[] {
  const found = new Set<number>();
  for (const at of timesBetween(plan.cron, Math.max(since, from - delayMs), from + lookAhead)) {
    const { due } = occurrenceAt(plan, term, at);
    if (due !== null && due > from) found.add(due);
    // What was put off may come after later times of the same day.
    if (found.size >= count + mostPerDay) break;
  }
  return [...found].sort((a, b) => a - b).slice(0, count);
}

/** How often a plan speaks on one day. */
export const timesPerDay = (cron: string): number => cronFields(cron).hours.length * cronFields(cron).minutes.length;

/** Something an admin should know before confirming. */
export type Warning =
  /** Full or half hour, when everybody's messages arrive; `instead` a time nearby. */
  | { kind: 'busy-minute'; time: string; instead: string }
  | { kind: 'quiet'; times: string[]; hours: Habits['hours'] }
  /** Counted over an ordinary week of school: what holidays and weekends leave out does not count. */
  | { kind: 'often'; perWeek: number }
  /** None of the next times is sent: they fall outside sending hours, or on days without school. */
  | { kind: 'never'; because: 'quiet' | 'holiday' }
  | { kind: 'holidays-unknown'; year: number };

const inHours = (hours: Habits['hours'], time: string): boolean =>
  hours.some(({ from, to }) => from <= time && time < to);
const timeOfDay = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** What is unwise about a plan, seen from `now`. */
export function warnings(plan: Plan, term: Calendar | null, now: number): Warning[] {
  const { hours, minutes } = cronFields(plan.cron);
  const open = rulesOf(term).habits.hours;
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  const next = occurrencesNext(plan, term, now, 5);
  const perWeek = sentPerWeek(plan, term, now);
  const years = next.filter(({ at }) => at < now + 366 * dayMs).map(({ at }) => Number(dateOf(at).slice(0, 4)));
  const unknown = years.find((year) => !holidaysKnown(year));
  return [
    ...times.flatMap((time) => busyMinute(open, time)),
    ...(times.every((time) => inHours(open, timeOfDay(time)))
      ? []
      : [{ kind: 'quiet' as const, times: times.map(timeOfDay).filter((time) => !inHours(open, time)), hours: open }]),
    ...(perWeek > mostPerWeek ? [{ kind: 'often' as const, perWeek }] : []),
    ...(sendingsNext(plan, term, now, now, 1).length === 0
      ? [
          {
            kind: 'never' as const,
            because: next.some(({ quiet }) => quiet) ? ('quiet' as const) : ('holiday' as const),
          },
        ]
      : []),
    ...(unknown === undefined ? [] : [{ kind: 'holidays-unknown' as const, year: unknown }]),
  ];
}

/** Weeks that are looked at for one without a day off. */
const weeksAhead = 20;

/** How often a plan really speaks in the next week, Monday to Sunday, that has five days of school or more; without one, in the next. */
function sentPerWeek(plan: Plan, term: Calendar | null, now: number): number {
  const calendar = term ?? noTerm;
  const mondays = Array.from({ length: weeksAhead }, (_, n) => addDays(mondayOf(dateOf(now)), 7 * (n + 1)));
  const monday =
    mondays.find((day) => schoolDaysFrom(calendar, day, addDays(day, 6)) >= 5) ?? mondays[0] ?? dateOf(now);
  const from = instantOf(monday) - 1;
  return occurrencesDue(plan, term, 0, from, from + 7 * dayMs).length;
}

/** Twelve minutes later, or earlier where that leaves the sending hours. */
function busyMinute(open: Habits['hours'], time: number): Warning[] {
  const instead = [time + 12, time - 12].map(timeOfDay).find((one) => inHours(open, one));
  return time % 30 === 0 && instead ? [{ kind: 'busy-minute', time: timeOfDay(time), instead }] : [];
}
