// Which 整改 there are, and who answers for a school.
import type { Reader } from '../../store/db.ts';
import type { Person, Role } from '../people/model.ts';
import { peopleWith } from '../people/queries.ts';
import { type Rectification, readRectificationNumber, rectificationOf } from './model.ts';

/** All of them that were not cancelled, the next due first. */
export async function allRectifications(db: Reader): Promise<Rectification[]> {
  const rows = await db
    .selectFrom('rectifications')
    .selectAll()
    .where('state', '!=', 'cancelled')
    .orderBy('due_on')
    .orderBy('number')
    .execute();
  return rows.map(rectificationOf);
}

/** Those of which something may be said by itself after `from` (epoch ms). */
export async function speakingRectifications(db: Reader, termId: string, from: number): Promise<Rectification[]> {
  const rows = await db
    .selectFrom('rectifications')
    .selectAll()
    .where('term_id', '=', termId)
    .where('state', '!=', 'cancelled')
    .where((eb) => eb.or([eb('settled_at', 'is', null), eb('settled_at', '>', from)]))
    .execute();
  return rows.map(rectificationOf);
}

/** The one of that number (整0001, also 1), cancelled ones left out; null when there is none. */
export async function rectificationCalled(db: Reader, text: string): Promise<Rectification | null> {
  const number = readRectificationNumber(text);
  if (!number) return null;
  const row = await db
    .selectFrom('rectifications')
    .selectAll()
    .where('number', '=', number)
    .where('state', '!=', 'cancelled')
    .executeTakeFirst();
  return row ? rectificationOf(row) : null;
}

/** Posts of those who may answer for a school in this. */
export const answeringRoles: readonly Role[] = ['liaison', 'principal'];

/** Of these people of one school those who are told: its 学校联系人, else its 校长. */
export function answeringOf(people: readonly Person[]): Person[] {
  const liaisons = people.filter(({ roles }) => roles.includes('liaison'));
  return liaisons.length > 0 ? liaisons : people.filter(({ roles }) => roles.includes('principal'));
}

/** Who answers for a school in this. */
export const answering = async (db: Reader, school: string): Promise<Person[]> =>
  answeringOf(await peopleWith(db, answeringRoles, { school }));
