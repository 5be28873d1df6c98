// When a visit may be: what stands in the way on a day, and the nearest days on which nothing does. Pure.
import { addDays, dateOf, type LocalDate, type LocalTime } from '../../lib/dates.ts';
import { type DayKind, dayKind, isSchoolDay, meetings } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Person, School } from '../people/model.ts';
import type { Preparation } from '../preparation/model.ts';
import { allSeries } from '../preparation/rules.ts';
import { beginningOf } from '../reminders/leads.ts';
import { rulesOf } from '../reminders/rules.ts';
import type { Visit } from './model.ts';

/** A span in which visits may be placed, both days included. */
export interface Window {
  start: LocalDate;
  end: LocalDate;
}

/** What stands in the way of a visit on a day. */
export type Obstacle =
  | { kind: 'noWindow' }
  | { kind: 'ownSchool'; person: Person }
  | { kind: 'past' }
  /** Today, after the hour at which visits begin. */
  | { kind: 'begun'; at: LocalTime }
  | { kind: 'outside'; windows: Window[] }
  | { kind: 'noSchool'; day: DayKind }
  | { kind: 'leads'; person: Person; subject: string }
  | { kind: 'schoolTaken'; visit: Visit }
  | { kind: 'memberTaken'; person: Person; visit: Visit };

/** Everything a placing is judged by. */
export interface Placing {
  calendar: Calendar;
  /** Epoch ms. */
  now: number;
  school: School;
  team: readonly Person[];
  /** The planned visits of the term without the one that is being placed. */
  visits: readonly Visit[];
  preparations: readonly Preparation[];
  /** Who is busy on a day of 集体备课; see visitSettings. */
  busy: 'leaders' | 'subject';
  /** The day a visit that is moved is on: free for it, but no alternative. */
  leaving?: LocalDate;
}

/** The spans the calendar sets aside for visits (reminderKind `visitWindow`). */
export const visitWindows = ({ items }: Calendar): Window[] =>
  items.flatMap(({ reminderKind, start, end }) =>
    reminderKind === 'visitWindow' && start && end ? [{ start, end }] : [],
  );

/** The subjects with 集体备课 by day; a meeting that falls away keeps nobody. */
const subjectsByDay = (calendar: Calendar): Map<LocalDate, string[]> => {
  const held = allSeries(calendar).flatMap(({ subject, item }) =>
    meetings(calendar, item).flatMap(({ day, lostTo }) => (lostTo === null ? [{ day, subject }] : [])),
  );
  return new Map(
    [...Map.groupBy(held, ({ day }) => day)].map(([day, list]) => [day, list.map(({ subject }) => subject)]),
  );
};

function leads(placing: Placing, person: Person, subject: string, day: LocalDate): boolean {
  const prepared = placing.preparations.find((one) => one.subject === subject && one.day === day);
  if (prepared?.leadId === person.id) return true;
  return person.subjects.includes(subject) && (placing.busy === 'subject' || person.roles.includes('researcher'));
}

/** What stands in the way on a day. With the days of 集体备课 at hand, so that many days can be asked about. */
function obstacleOn(placing: Placing, subjects: ReadonlyMap<LocalDate, string[]>, day: LocalDate): Obstacle | null {
  const { calendar, now, school, team, visits } = placing;
  const windows = visitWindows(calendar);
  if (windows.length === 0) return { kind: 'noWindow' };
  const own = team.find(({ schoolId }) => schoolId === school.id);
  if (own) return { kind: 'ownSchool', person: own };
  if (day < dateOf(now)) return { kind: 'past' };
  if (!windows.some(({ start, end }) => start <= day && day <= end)) return { kind: 'outside', windows };
  if (!isSchoolDay(calendar, day)) return { kind: 'noSchool', day: dayKind(calendar, day) };
  if (beginningOf(calendar, day) <= now) return { kind: 'begun', at: rulesOf(calendar).habits.dayBegins };
  const taken = visits.filter((visit) => visit.day === day);
  const twice = taken.find(({ schoolId }) => schoolId === school.id);
  if (twice) return { kind: 'schoolTaken', visit: twice };
  for (const person of team) {
    const subject = subjects.get(day)?.find((held) => leads(placing, person, held, day));
    if (subject) return { kind: 'leads', person, subject };
    const visit = taken.find((other) => other.team.includes(person.id));
    if (visit) return { kind: 'memberTaken', person, visit };
  }
  return null;
}

/** What stands in the way of this visit on `day`; null when nothing does. */
export const obstacle = (placing: Placing, day: LocalDate): Obstacle | null =>
  obstacleOn(placing, subjectsByDay(placing.calendar), day);

/** The nearest days before and after `day` that are free for this school and team; at most one each. */
export function freeDaysNear(placing: Placing, day: LocalDate): LocalDate[] {
  const windows = visitWindows(placing.calendar);
  const first = windows.map(({ start }) => start).sort()[0];
  const last = windows
    .map(({ end }) => end)
    .sort()
    .at(-1);
  if (!first || !last) return [];
  const subjects = subjectsByDay(placing.calendar);
  const isFree = (d: LocalDate): boolean => d !== placing.leaving && !obstacleOn(placing, subjects, d);
  const free = (from: LocalDate, step: 1 | -1): LocalDate[] => {
    for (let d = from; first <= d && d <= last; d = addDays(d, step)) if (isFree(d)) return [d];
    return [];
  };
  const before = addDays(day, -1);
  const after = addDays(day, 1);
  return [...free(before < last ? before : last, -1), ...free(after > first ? after : first, 1)];
}

/** How many school days a school has from today to prepare: those from today up to the day before. */
export function noticeDays(calendar: Calendar, now: number, day: LocalDate): number {
  let days = 0;
  for (let d = dateOf(now); d < day; d = addDays(d, 1)) if (isSchoolDay(calendar, d)) days++;
  return days;
}

/** Who may change a visit: whoever planned it, a 教研员 of the team, the 教研室主任. */
export const mayChange = (person: Person, visit: Visit): boolean =>
  visit.plannedBy === person.id ||
  person.roles.includes('head') ||
  (visit.team.includes(person.id) && person.roles.includes('researcher'));

/** Whether the visit is over or under way, so that nothing about it can be changed. */
export const hasBegun = (calendar: Calendar, visit: Visit, now: number): boolean =>
  beginningOf(calendar, visit.day) <= now;
