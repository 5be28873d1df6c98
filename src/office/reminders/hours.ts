// When the robot may speak by itself: sending hours on school days (domain rules, section 4). Pure.
import { addDays, dateOf, instantOf, type LocalDate, timeOf } from '../../lib/dates.ts';
import { isPublishedWorkday, isSchoolDay } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { rulesOf } from './rules.ts';

/** How many days ahead an opening is sought: longer than a summer vacation. */
const lookAhead = 120;

/** Whether messages may go out that day; without a term the published workdays count. */
const opens = (calendar: Calendar | null, day: LocalDate): boolean =>
  calendar ? isSchoolDay(calendar, day) : isPublishedWorkday(day);

/** Whether `instant` (epoch ms) lies in sending hours. Class rules (exam chain, corrections …) stand in src/queue/classes.ts. */
export function isSendingTime(calendar: Calendar | null, instant: number): boolean {
  const time = timeOf(instant);
  const open = rulesOf(calendar).habits.hours.some(({ from, to }) => from <= time && time < to);
  return open && opens(calendar, dateOf(instant));
}

/** The span of sending hours that holds `instant`, epoch ms, `to` excluded; null outside of them. */
export function spanAt(calendar: Calendar | null, instant: number): { from: number; to: number } | null {
  const [day, time] = [dateOf(instant), timeOf(instant)];
  const span = rulesOf(calendar).habits.hours.find(({ from, to }) => from <= time && time < to);
  return span && opens(calendar, day) ? { from: instantOf(day, span.from), to: instantOf(day, span.to) } : null;
}

/**
 * The first instant (epoch ms) at or after `instant` that lies in sending hours: `instant` itself when it does.
 * Null when none follows within 120 days, for instance after the last week of the term.
 */
export function nextSendingTime(calendar: Calendar | null, instant: number): number | null {
  if (isSendingTime(calendar, instant)) return instant;
  const today = dateOf(instant);
  for (let n = 0; n <= lookAhead; n++) {
    const day = addDays(today, n);
    if (!opens(calendar, day)) continue;
    const openings = rulesOf(calendar).habits.hours.map(({ from }) => instantOf(day, from));
    const next = openings.find((opening) => opening >= instant);
    if (next !== undefined) return next;
  }
  return null;
}

/**
 * When a private word is due that somebody says at `now` about what begins at `beginsAt` (null: not known): in sending hours, or at once
 * when it begins before they open. Epoch ms.
 */
export function politeFrom(calendar: Calendar | null, beginsAt: number | null, now: number): number {
  const opening = nextSendingTime(calendar, now) ?? now;
  return beginsAt !== null && now < beginsAt && opening >= beginsAt ? now : opening;
}
