// The Friday digest as the clock owes it: on the last school day of a week, to each group that has something in the next one.
import { addDays, dateOf, instantOf, type LocalDate, mondayOf } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups } from '../people/model.ts';
import { inSpan, leadAt } from '../reminders/leads.ts';
import { type Hearing, hearings } from '../reminders/rules.ts';
import { lastSchoolDay, nextWeekOf } from './rules.ts';
import { digestSaid } from './wording.ts';

/** The source kind of digests. */
export const digestKind = 'digest';

/** One digest before it is known who hears it; `monday` begins the week it tells of. */
interface Digest {
  monday: LocalDate;
  lead: string;
  hearing: Hearing;
  /** Epoch ms. */
  due: number;
}

/** The digests that fall due in (from, to], epoch ms. Pure. */
function digestsOf(calendar: Calendar, from: number, to: number): Digest[] {
  const found: Digest[] = [];
  for (let monday = mondayOf(dateOf(from)); monday <= dateOf(to); monday = addDays(monday, 7)) {
    const last = lastSchoolDay(calendar, monday);
    if (last === null) continue;
    for (const hearing of hearings(calendar, 'digest')) {
      for (const lead of hearing.rule.leads) {
        const due = leadAt(calendar, last, lead);
        if (due === null || !inSpan(due, from, to)) continue;
        found.push({ monday: addDays(monday, 7), lead: lead.name, hearing, due });
      }
    }
  }
  return found;
}

/**
 * What is owed for (from, to], epoch ms. A group that has nothing but its weekly 集体备课 hears nothing; what was put off during the
 * week has its own rows and is merged with this one when it goes out.
 */
export async function dueDigests(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found = digestsOf(calendar, from, to);
  if (found.length === 0) return [];
  const groups = await allGroups(db);
  return found.flatMap(({ monday, lead, hearing, due }) =>
    [...nextWeekOf(calendar, groups, monday)]
      .filter(([{ id }]) => hearing.holdsFor(id))
      .map(
        ([{ id }, next]): Wanted => ({
          source: { kind: digestKind, id: calendar.term.id },
          occurrence: monday,
          lead,
          audience: { kind: 'group', id },
          class: hearing.rule.class,
          said: digestSaid(calendar.term, monday, next),
          due,
          expires: instantOf(addDays(dateOf(due), 1)),
        }),
      ),
  );
}
