// What clashes with what, for a calendar that is about to be: with visits and groups as they stand.
import type { Act } from '../act.ts';
import { allGroups, allPeople } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import { plannedVisits } from '../visits/queries.ts';
import type { Beside } from './clashes/engagements.ts';
import { clashesIn } from './clashes/rules.ts';
import { clashText } from './clashes/wording.ts';
import type { Calendar } from './model.ts';

/** What stands beside the calendar of a term. */
export const standingBeside = async (act: Act, calendar: Calendar): Promise<Beside> => ({
  visits: await plannedVisits(act.tx, calendar),
  people: await allPeople(act.tx),
  schools: await schoolNames(act.tx),
  groups: await allGroups(act.tx),
});

const mostTold = 5;

/** Chinese lines about what an edit makes clash on single days, and did not before; the first few. */
export async function comingClashes(act: Act, before: Calendar, after: Calendar): Promise<string[]> {
  const beside = await standingBeside(act, before);
  const told = (calendar: Calendar): string[] =>
    clashText(
      calendar,
      clashesIn(calendar, beside).filter(({ kind }) => kind === 'same'),
      act.today,
    );
  const known = new Set(told(before));
  return told(after)
    .filter((line) => !known.has(line))
    .slice(0, mostTold)
    .map((line) => `撞上：${line}`);
}
