// Who may know of a 整改, who may do what with it, and when its school is reminded. Pure.
import { addDays, dateOf, dayMs, daysBetween, type LocalDate } from '../../lib/dates.ts';
import { isSchoolDay, schoolDayFrom } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Person, Role } from '../people/model.ts';
import { inSpan, leadAt } from '../reminders/leads.ts';
import { leadsOf } from '../reminders/rules.ts';
import type { Visit } from '../visits/model.ts';
import { type Rectification, rectificationSettings } from './model.ts';

/** Those of a school who know of its 整改. */
const schoolRoles: readonly Role[] = ['liaison', 'principal', 'vicePrincipal'];

type At = Pick<Rectification, 'schoolId'>;

const isContact = ({ roles, contactSchools }: Person, { schoolId }: At): boolean =>
  roles.includes('researcher') && contactSchools.includes(schoolId);

/** Whether somebody answers for the school. */
export const isOfSchool = ({ roles, schoolId }: Person, one: At): boolean =>
  schoolId === one.schoolId && roles.some((role) => schoolRoles.includes(role));

/** Whether somebody may write one for a school: the 主任, its contact 教研员, and a 教研员 who went there; `visits`: those that have begun. */
export const mayCreate = (person: Person, one: At, visits: readonly Visit[]): boolean =>
  person.roles.includes('head') ||
  isContact(person, one) ||
  (person.roles.includes('researcher') &&
    visits.some(
      ({ schoolId, team, plannedBy }) =>
        schoolId === one.schoolId && (plannedBy === person.id || team.includes(person.id)),
    ));

/** Whether somebody decides on it: confirms, sends back, puts off. */
export const mayDecide = (person: Person, one: Rectification): boolean =>
  person.roles.includes('head') || person.id === one.createdBy || isContact(person, one);

/** Whether somebody takes it back altogether. */
export const mayCancel = (person: Person, one: Rectification): boolean =>
  person.roles.includes('head') || person.id === one.createdBy;

/** Whether somebody may know of it at all. */
export const maySee = (person: Person, one: Rectification): boolean =>
  mayDecide(person, one) || isOfSchool(person, one);

/** The day it is due: when there is no school on it after all, the next one that has; the written one once the term is over or none stands. */
export const dueNow = (calendar: Calendar | null, { dueOn }: Rectification): LocalDate =>
  (calendar && schoolDayFrom(calendar, dueOn)) ?? dueOn;

/** Whether the day it is due is over on `today`. */
export const isLate = (calendar: Calendar | null, one: Rectification, today: LocalDate): boolean =>
  one.state === 'open' && dueNow(calendar, one) < today;

/** One reminder of one 整改. */
export interface RectificationReminder {
  one: Rectification;
  /** Name for the ledger: `-5`, `0`, `+1` for the first week after. */
  lead: string;
  /** Epoch ms. */
  due: number;
  /** The day up to whose end it is worth saying. */
  until: LocalDate;
}

/**
 * The reminders that fall due in (from, to], epoch ms: by the rule's leads before and on the due day, then on the same weekday of
 * every week with school; while it was open at that instant, and not within a day after it was asked for.
 */
export const rectificationReminders = (
  calendar: Calendar,
  all: readonly Rectification[],
  from: number,
  to: number,
): RectificationReminder[] =>
  all
    .flatMap((one) => [...before(calendar, one), ...afterwards(calendar, one, from, to)])
    .filter(({ one, due }) => inSpan(due, from, to) && wasOpen(one, due) && one.openSince <= due - dayMs);

const wasOpen = ({ state, settledAt }: Rectification, at: number): boolean =>
  state === 'open' || (settledAt !== null && settledAt > at);

function before(calendar: Calendar, one: Rectification): RectificationReminder[] {
  const day = dueNow(calendar, one);
  if (!isSchoolDay(calendar, day)) return [];
  return leadsOf(calendar, 'rectification').flatMap((lead) => {
    const due = leadAt(calendar, day, lead);
    return due === null ? [] : [{ one, lead: lead.name, due, until: day }];
  });
}

/** Every week after the due date, at the hour of the last lead; nothing on days off, and nothing once the term is over. */
function afterwards(calendar: Calendar, one: Rectification, from: number, to: number): RectificationReminder[] {
  const last = leadsOf(calendar, 'rectification').toSorted((a, b) => a.schoolDays - b.schoolDays)[0];
  if (!last) return [];
  const { days } = rectificationSettings.again;
  const found: RectificationReminder[] = [];
  const dueOn = dueNow(calendar, one);
  const first = Math.max(1, Math.floor(daysBetween(dueOn, dateOf(from)) / days));
  for (let n = first; addDays(dueOn, n * days) <= dateOf(to); n++) {
    const day = addDays(dueOn, n * days);
    const due = isSchoolDay(calendar, day) ? leadAt(calendar, day, { ...last, name: `+${n}`, schoolDays: 0 }) : null;
    // It is as true tomorrow: it may wait until the next one comes.
    if (due !== null) found.push({ one, lead: `+${n}`, due, until: addDays(day, days - 1) });
  }
  return found;
}
