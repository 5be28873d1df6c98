// When the Friday digest speaks, and what of the coming week it lists for a group. Pure.
import { addDays, dateOf, type LocalDate, mondayOf } from '../../lib/dates.ts';
import { groupsFor } from '../calendar/audience.ts';
import { isSchoolDay } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { type Agenda, agenda, type DatedItem, meetingsIn } from '../calendar/rules.ts';
import type { Group } from '../people/model.ts';
import { nextSendingTime, spanAt } from '../reminders/hours.ts';
import { leadAt } from '../reminders/leads.ts';
import { ruleOf } from '../reminders/rules.ts';

/** The last school day of the week of `day`; null in a week without school. */
export function lastSchoolDay(calendar: Calendar, day: LocalDate): LocalDate | null {
  const monday = mondayOf(day);
  const days = [6, 5, 4, 3, 2, 1, 0].map((n) => addDays(monday, n));
  return days.find((one) => isSchoolDay(calendar, one)) ?? null;
}

/** When what was put off goes out. */
export interface DigestTime {
  /** Epoch ms, within sending hours. */
  at: number;
  /** Beginning of the span of sending hours in which that is: what is due there goes out with it anyway. */
  from: number;
}

/** When what was put off in the week of `day` goes out; null when there is no digest that week. */
export function digestAt(calendar: Calendar, day: LocalDate, groupId?: string): DigestTime | null {
  const { on, leads } = ruleOf(calendar, 'digest', groupId);
  const last = on ? lastSchoolDay(calendar, day) : null;
  if (last === null) return null;
  const instants = leads.flatMap((lead) => {
    const due = leadAt(calendar, last, lead);
    const at = due === null ? null : nextSendingTime(calendar, due);
    return due !== null && at !== null && dateOf(at) === dateOf(due) ? [at] : [];
  });
  const at = instants.length > 0 ? Math.max(...instants) : null;
  const span = at === null ? null : spanAt(calendar, at);
  return at === null || span === null ? null : { at, from: span.from };
}

/** What a group's digest lists. */
export interface NextWeek {
  items: DatedItem[];
  meetings: Agenda['meetings'];
}

/** What stands in the digest before the week that begins on `monday`; long things only when they begin. Nothing of 命题. */
function newsOf(calendar: Calendar, monday: LocalDate): DatedItem[] {
  const { dated, windows } = agenda(calendar, { start: monday, end: addDays(monday, 6) });
  return [...dated, ...windows.filter(({ start }) => start >= monday)].filter(
    ({ past, reminderKind }) => !past && reminderKind !== 'paperSetting',
  );
}

/**
 * What each group has in the week that begins on `monday`, in the order of days. Groups with outsiders, and groups that have nothing
 * but their weekly 集体备课, are not there.
 */
export function nextWeekOf(calendar: Calendar, groups: readonly Group[], monday: LocalDate): Map<Group, NextWeek> {
  const found = new Map<Group, NextWeek>();
  for (const item of newsOf(calendar, monday).toSorted((a, b) => order(a).localeCompare(order(b)))) {
    for (const group of groupsFor(calendar, item, groups)) {
      const own = found.get(group) ?? { items: [], meetings: [] };
      found.set(group, { ...own, items: [...own.items, item] });
    }
  }
  if (found.size === 0) return found;
  const held = meetingsIn(calendar, { start: monday, end: addDays(monday, 6) }).filter(({ lostTo }) => lostTo === null);
  for (const [group, own] of found) {
    const meetings = held.filter(({ item }) => groupsFor(calendar, item, [group]).length > 0);
    if (group.subjects.length > 0) found.set(group, { ...own, meetings });
  }
  return found;
}

const order = ({ start, time, id }: DatedItem): string => `${start} ${time ?? '24:00'} ${id}`;
