// From an event's day to the instants at which it is spoken of, and the instant after which it no longer is. Pure.
import { createHash } from 'node:crypto';
import type { Lead, Rule } from '../../../config/reminders.ts';
import { instantOf, type LocalDate, type LocalTime } from '../../lib/dates.ts';
import { schoolDayBefore } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { rulesOf } from './rules.ts';

/** When a lead of an event on `day` is due (epoch ms); null when the term has no such school day before it. */
export function leadAt(calendar: Calendar, day: LocalDate, lead: Lead): number | null {
  const on = lead.schoolDays === 0 ? day : schoolDayBefore(calendar, day, lead.schoolDays);
  return on === null ? null : spokenOn(on, lead);
}

/** Least and most minutes by which a full or half hour is avoided. */
const aside = { least: 2, most: 7 };

/**
 * When a lead speaks on a day (epoch ms). At the full and half hour everybody else's messages arrive: whoever sets such a time gets
 * it a few minutes later, on the same day always by the same number of minutes.
 */
export function spokenOn(day: LocalDate, { name, at }: Pick<Lead, 'name' | 'at'>): number {
  const minutes = /:[03]0$/.test(at)
    ? aside.least + (hashOf(`${day} ${name} ${at}`) % (aside.most - aside.least + 1))
    : 0;
  return instantOf(day, at) + minutes * 60_000;
}

const hashOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);

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
