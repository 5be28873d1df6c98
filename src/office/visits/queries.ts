// Which visits there are, and the words for them.
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { type Person, peopleById } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import { readVisitNumber, type Visit, visitOf } from './model.ts';
import { teamNames, type VisitWords } from './wording.ts';

/** The planned visits of the term, by day. */
export async function plannedVisits(db: Reader, { term }: Calendar): Promise<Visit[]> {
  const rows = await db
    .selectFrom('visits')
    .selectAll()
    .where('term_id', '=', term.id)
    .where('state', '=', 'planned')
    .orderBy('day')
    .orderBy('number')
    .execute();
  return rows.map(visitOf);
}

/** The planned visit of that number (视0001, also 1); null when there is none, or it was cancelled. */
export async function visitCalled(db: Reader, text: string): Promise<Visit | null> {
  const number = readVisitNumber(text);
  if (!number) return null;
  const row = await db
    .selectFrom('visits')
    .selectAll()
    .where('number', '=', number)
    .where('state', '=', 'planned')
    .executeTakeFirst();
  return row ? visitOf(row) : null;
}

/** Whether a visit concerns somebody: planned by them, in the team, or liaison or head teacher of the school. */
export const concerns = (visit: Visit, { id, schoolId, roles }: Person): boolean =>
  visit.plannedBy === id ||
  visit.team.includes(id) ||
  (visit.schoolId === schoolId && roles.some((role) => ['liaison', 'principal', 'vicePrincipal'].includes(role)));

/** Visits with the names of schools and teams. */
export async function withNames(db: Reader, visits: readonly Visit[]): Promise<VisitWords[]> {
  const schools = await schoolNames(db);
  const people = await peopleById(db, [...new Set(visits.flatMap(({ team }) => team))]);
  return visits.map((visit) => ({
    visit,
    school: schools.get(visit.schoolId) ?? '（已停用的学校）',
    team: teamNames(visit.team, people),
  }));
}
