// What is at once between two days, as the planner is told before publishing.
import type { LocalDate } from '../../lib/dates.ts';
import type { Reader } from '../../store/db.ts';
import { clashesIn } from '../calendar/clashes/rules.ts';
import { clashText } from '../calendar/clashes/wording.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups, allPeople } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import { plannedVisits } from '../visits/queries.ts';
import type { RehearsedClash } from './model.ts';

/** The clashes of the calendar and its visits, each on its days from `from` to `to`. */
export async function clashesBetween(
  db: Reader,
  calendar: Calendar,
  from: LocalDate,
  to: LocalDate,
): Promise<RehearsedClash[]> {
  const beside = {
    visits: await plannedVisits(db, calendar),
    people: await allPeople(db),
    schools: await schoolNames(db),
    groups: await allGroups(db),
  };
  return clashesIn(calendar, beside).flatMap((clash) => {
    const days = clash.days.filter((day) => from <= day && day <= to);
    const [text] = days.length > 0 ? clashText(calendar, [{ ...clash, days }], from) : [];
    const { kind, a, b } = clash;
    return text === undefined ? [] : [{ kind, a, b, days, text }];
  });
}
