// Who is away from the office on which day: what one subject has to know of another before it gives somebody a task.
import type { LocalDate } from '../lib/dates.ts';
import type { Reader } from '../store/db.ts';

/** A visit that takes somebody out for a day. */
export interface Away {
  day: LocalDate;
  /** 视0001. */
  visit: string;
  /** Name of the school. */
  school: string;
}

/** The planned visits from `from` on with that person in the team, by day. */
export async function daysAway(db: Reader, personId: string, from: LocalDate): Promise<Away[]> {
  const rows = await db
    .selectFrom('visits')
    .innerJoin('schools', 'schools.id', 'visits.school_id')
    .select(['visits.day', 'visits.number', 'visits.team', 'schools.name'])
    .where('visits.state', '=', 'planned')
    .where('visits.day', '>=', from)
    .orderBy('visits.day')
    .execute();
  const theirs = rows.filter(({ team }) => (JSON.parse(team) as string[]).includes(personId));
  return theirs.map(({ day, number, name }) => ({ day, visit: number, school: name }));
}
