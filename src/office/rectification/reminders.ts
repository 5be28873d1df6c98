// What is said of 整改 by itself: to the school's liaison, in private, and nothing of what it is about.
import { addDays, dateOf, instantOf } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { peopleWith } from '../people/queries.ts';
import { ruleOf } from '../reminders/rules.ts';
import { rectificationSource } from './model.ts';
import { answeringOf, answeringRoles, speakingRectifications } from './queries.ts';
import { type RectificationReminder, rectificationReminders } from './rules.ts';
import * as wording from './wording.ts';

/** What is owed to liaisons for (from, to], epoch ms. */
export async function dueRectifications(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const all = await speakingRectifications(db, calendar.term.id, from);
  const found = rectificationReminders(calendar, all, from, to);
  if (found.length === 0) return [];
  const people = Map.groupBy(await peopleWith(db, answeringRoles), ({ schoolId }) => schoolId ?? '');
  return found.flatMap((reminder) =>
    answeringOf(people.get(reminder.one.schoolId) ?? []).map(({ id }) => wantedOf(calendar, reminder, id)),
  );
}

function wantedOf(calendar: Calendar, { one, lead, due, until }: RectificationReminder, personId: string): Wanted {
  const { class: name, late } = ruleOf(calendar, 'rectification');
  const saidAt = (at: number) => wording.reminder(calendar, one, dateOf(at));
  return {
    source: rectificationSource(one),
    occurrence: one.dueOn,
    lead,
    revision: one.revision,
    audience: { kind: 'person', id: personId },
    class: name,
    said: saidAt(due),
    saidAt,
    due,
    expires: instantOf(addDays(until, 1)) - late,
  };
}
