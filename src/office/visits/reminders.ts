// What is said of visits by itself: ten, five and one school days before, in private, to the school and the team.
import { dateOf } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { type Person, peopleById } from '../people/model.ts';
import { contactRoles, peopleWith } from '../people/queries.ts';
import { expiryOf, inSpan, leadAt } from '../reminders/leads.ts';
import { leadsOf, ruleOf, withClosing } from '../reminders/rules.ts';
import { type Visit, visitSource } from './model.ts';
import { plannedVisits, withNames } from './queries.ts';
import * as wording from './wording.ts';

/** One reminder of one visit; `due` in epoch ms. */
export interface VisitReminder {
  visit: Visit;
  lead: string;
  due: number;
}

/** The reminders of visits that fall due in (from, to], epoch ms; none for an instant at which the visit was not planned yet. Pure. */
export const visitReminders = (
  calendar: Calendar,
  visits: readonly Visit[],
  from: number,
  to: number,
): VisitReminder[] =>
  visits.flatMap((visit) =>
    leadsOf(calendar, 'visit').flatMap((lead) => {
      const due = leadAt(calendar, visit.day, lead);
      // Whoever was told of the visit a minute ago needs no notice of the hour before.
      return due !== null && inSpan(due, from, to) && visit.plannedAt < due ? [{ visit, lead: lead.name, due }] : [];
    }),
  );

/** What is owed to schools and teams for (from, to], epoch ms. A moved visit has a new revision, a cancelled one has none. */
export async function dueVisits(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found = visitReminders(calendar, await plannedVisits(db, calendar), from, to);
  if (found.length === 0) return [];
  const visits = await withNames(db, [...new Set(found.map(({ visit }) => visit))]);
  const all: Roster = {
    words: new Map(visits.map((words) => [words.visit.id, words])),
    people: new Set((await peopleById(db, [...new Set(found.flatMap(({ visit }) => visit.team))])).map(({ id }) => id)),
    contacts: Map.groupBy(await peopleWith(db, contactRoles), ({ schoolId }) => schoolId ?? ''),
  };
  return found.flatMap((reminder) => wantedFor(calendar, reminder, all));
}

/** What is known of the visits that are spoken of, and of those who hear it. */
interface Roster {
  words: ReadonlyMap<string, wording.VisitWords>;
  people: ReadonlySet<string>;
  contacts: ReadonlyMap<string, Person[]>;
}

function wantedFor(calendar: Calendar, { visit, lead, due }: VisitReminder, all: Roster): Wanted[] {
  const words = all.words.get(visit.id);
  if (!words) return [];
  const rule = ruleOf(calendar, 'visit');
  const said = new Map<string, (at: number) => string>();
  for (const id of visit.team)
    if (all.people.has(id)) said.set(id, (at) => wording.teamReminder(calendar, words, dateOf(at)));
  for (const { id } of all.contacts.get(visit.schoolId) ?? [])
    said.set(id, (at) => wording.schoolReminder(calendar, words, lead, dateOf(at)));
  return [...said].map(([id, textAt]) => ({
    source: visitSource(visit),
    occurrence: visit.day,
    lead,
    revision: visit.revision,
    audience: { kind: 'person', id },
    class: 'event',
    said: { text: withClosing(textAt(due), rule) },
    saidAt: (at) => ({ text: withClosing(textAt(at), rule) }),
    due,
    expires: expiryOf(calendar, visit.day, rule),
  }));
}
