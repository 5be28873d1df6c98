// What is stored of stages and materials, and who teaches a subject.
import { addDays, dateOf } from '../../lib/dates.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { everyone, type Person, type Role } from '../people/model.ts';
import { peopleWith } from '../people/queries.ts';
import { type Preparation, preparationOf } from './model.ts';
import { markOf, type StageFacts, stageChangeOf } from './stages.ts';

/** How many days a stage may lie away from its meeting; further away nothing of it is looked for. */
export const farthest = 40;

/** What is arranged for meetings so near to a span (epoch ms) that a stage of theirs may fall into it. */
export async function preparationsNear(
  db: Reader,
  { term }: Calendar,
  from: number,
  to: number,
): Promise<Preparation[]> {
  const [first, last] = [addDays(dateOf(from), -farthest - 20), addDays(dateOf(to), farthest + 20)];
  const rows = await db
    .selectFrom('preparations')
    .selectAll()
    .where('term_id', '=', term.id)
    .where('day', '>=', first)
    .where('day', '<=', last)
    .orderBy('day')
    .execute();
  return rows.map(preparationOf);
}

/** What has been set of the stages of these meetings, and what is done of them. */
export async function stageFacts(db: Reader, preparations: readonly Pick<Preparation, 'id'>[]): Promise<StageFacts> {
  const ids = preparations.map(({ id }) => id);
  if (ids.length === 0) return { changes: [], marks: [] };
  const changes = await db.selectFrom('preparation_stages').selectAll().where('preparation_id', 'in', ids).execute();
  const marks = await db.selectFrom('preparation_marks').selectAll().where('preparation_id', 'in', ids).execute();
  return { changes: changes.map(stageChangeOf), marks: marks.map(markOf) };
}

/** A name or a link that belongs to a meeting. */
export interface Material {
  id: string;
  text: string;
  /** Epoch ms; each later than the one before. */
  at: number;
}

/** The materials of these meetings by the id of the arrangement, in the order they came. */
export async function materialsOf(
  db: Reader,
  preparations: readonly Pick<Preparation, 'id'>[],
): Promise<Map<string, Material[]>> {
  const ids = preparations.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('preparation_materials')
    .select(['id', 'preparation_id', 'text', 'at'])
    .where('preparation_id', 'in', ids)
    .orderBy('at')
    .execute();
  return Map.groupBy(rows, (row) => row.preparation_id) as Map<string, Material[]>;
}

/** Posts of people who teach; a 教研员 without one of them leads a subject but prepares for no class. */
const teachingRoles: readonly Role[] = everyone.filter((role) => !['admin', 'head', 'researcher'].includes(role));

/** Who teaches which subject; read once for several. */
export async function teachersBySubject(db: Reader): Promise<(subject: string) => Person[]> {
  const teachers = await peopleWith(db, teachingRoles);
  return (subject) => teachers.filter(({ subjects }) => subjects.includes(subject));
}

/** Whether somebody teaches a subject, by their posts. */
export const teaches = ({ roles, subjects }: Person, subject: string): boolean =>
  subjects.includes(subject) && roles.some((role) => teachingRoles.includes(role));
