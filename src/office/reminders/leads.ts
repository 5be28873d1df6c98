// From an event's day to the instants at which it is spoken of, and the instant after which it no longer is. Pure.
import type { Lead, Rule } from '../../../config/reminders.ts';
import { instantOf, type LocalDate, type LocalTime } from '../../lib/dates.ts';
import { schoolDayBefore } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { rulesOf } from './rules.ts';

/** When a lead of an event on `day` is due (epoch ms); null when the term has no such school day before it. */
export function leadAt(calendar: Calendar, day: LocalDate, lead: Lead): number | null {
  const on = lead.schoolDays === 0 ? day : schoolDayBefore(calendar, day, lead.schoolDays);
  return on === null ? null : instantOf(on, lead.at);
}

/** When an event begins (epoch ms): at its clock time, without one at the usual hour (domain rules, section 4). */
export const beginningOf = (calendar: Calendar | null, day: LocalDate, time: LocalTime | null = null): number =>
  instantOf(day, time ?? rulesOf(calendar).habits.dayBegins);

/** The instant (epoch ms) from which a reminder of an event on `day` no longer goes out, by its rule. */
export const expiryOf = (
  calendar: Calendar,
  day: LocalDate,
  { late }: Pick<Rule, 'late'>,
  time: LocalTime | null = null,
): number => beginningOf(calendar, day, time) - late;

/** Whether `instant` lies in the span a beat of the clock handles: after `from`, up to and with `to` (epoch ms). */
export const inSpan = (instant: number, from: number, to: number): boolean => from < instant && instant <= to;
