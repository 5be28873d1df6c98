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
export const daysAway = async (db: Reader, personId: string, from: LocalDate): Promise<Away[]> =>
  (await allAway(db, from)).get(personId) ?? [];

/** The same of everybody who is in a team, by id of the person. */
export async function allAway(db: Reader, from: LocalDate): Promise<Map<string, Away[]>> {
  const rows = await db
    .selectFrom('visits')
    .innerJoin('schools', 'schools.id', 'visits.school_id')
    .select(['visits.day', 'visits.number', 'visits.team', 'schools.name'])
    .where('visits.state', '=', 'planned')
    .where('visits.day', '>=', from)
    .orderBy('visits.day')
    .execute();
  const each = rows.flatMap(({ team, day, number, name }) =>
    (JSON.parse(team) as string[]).map((id) => ({ id, away: { day, visit: number, school: name } })),
  );
  const byPerson = Map.groupBy(each, ({ id }) => id);
  return new Map([...byPerson].map(([id, own]) => [id, own.map(({ away }) => away)]));
}
