// What is stored about exams: which schools take part, what they have confirmed, who does what, which timetables are stated.
import type { Reader } from '../../store/db.ts';
import type { Item } from '../calendar/model.ts';
import { type Person, peopleById } from '../people/model.ts';
import { peopleWith } from '../people/queries.ts';
import { type Confirmation, type Duty, type DutyKind, dutyOf, type ExamSchool, type Step } from './model.ts';
import type { Paper } from './timetable.ts';

/** Kinds of schools that fetch papers for themselves: a village site belongs to a school, a kindergarten has no exams. */
const examined = ['primary', 'nineYear'];

/** The schools that take part in exams. */
export const examSchools = (db: Reader): Promise<ExamSchool[]> =>
  db
    .selectFrom('schools')
    .select(['id', 'name', 'area'])
    .where('active', '=', 1)
    .where('kind', 'in', examined)
    .orderBy('id')
    .execute();

/** Those an item is for. Pure. */
export const schoolsOf = ({ schools }: Pick<Item, 'schools'>, all: readonly ExamSchool[]): ExamSchool[] =>
  all.filter(({ id }) => schools.length === 0 || schools.includes(id));

/** Those a step is for. Pure. */
export const schoolsOfStep = ({ items }: Step, all: readonly ExamSchool[]): ExamSchool[] =>
  all.filter((school) => items.some((item) => schoolsOf(item, [school]).length > 0));

/** What schools have confirmed of these items, in the order of time. */
export async function confirmationsOf(db: Reader, itemIds: readonly string[]): Promise<Confirmation[]> {
  if (itemIds.length === 0) return [];
  const rows = await db
    .selectFrom('exam_confirmations')
    .selectAll()
    .where('item_id', 'in', [...itemIds])
    .orderBy('at')
    .execute();
  return rows.map(({ item_id, school_id, person_id, at }) => ({
    itemId: item_id,
    schoolId: school_id,
    personId: person_id,
    at,
  }));
}

/** Who does what at these items, in the order in which it was given. What was taken back is not there. */
export async function dutiesOf(db: Reader, itemIds: readonly string[], kind?: DutyKind): Promise<Duty[]> {
  if (itemIds.length === 0) return [];
  const all = db
    .selectFrom('exam_duties')
    .selectAll()
    .where('item_id', 'in', [...itemIds])
    .where('ended_at', 'is', null);
  const rows = await (kind ? all.where('kind', '=', kind) : all).orderBy('id').execute();
  return rows.map(dutyOf);
}

/** The timetables stated for these items. */
export async function papersOf(db: Reader, itemIds: readonly string[]): Promise<Map<string, Paper[]>> {
  if (itemIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('exam_timetables')
    .select(['item_id', 'papers'])
    .where('item_id', 'in', [...itemIds])
    .execute();
  return new Map(rows.map(({ item_id, papers }) => [item_id, JSON.parse(papers)]));
}

/** Whoever answers for each school: its 学校联系人, without one its 校长; by id of the school. */
export async function answering(db: Reader): Promise<ReadonlyMap<string, Person[]>> {
  const people = await peopleWith(db, ['liaison', 'principal']);
  return new Map(
    [...Map.groupBy(people, ({ schoolId }) => schoolId ?? '')].map(([id, own]) => {
      const liaisons = own.filter(({ roles }) => roles.includes('liaison'));
      return [id, liaisons.length > 0 ? liaisons : own];
    }),
  );
}

/** Whoever has duties and is still there, by id. */
export async function holders(db: Reader, all: readonly Duty[]): Promise<ReadonlyMap<string, Person>> {
  const people = await peopleById(db, [...new Set(all.map(({ personId }) => personId))]);
  return new Map(people.map((person) => [person.id, person]));
}
