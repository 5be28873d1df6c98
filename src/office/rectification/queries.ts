// Which 整改 there are, and who answers for a school.
import type { Reader } from '../../store/db.ts';
import type { Person } from '../people/model.ts';
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

/** Who answers for a school in this: its 学校联系人, else its 校长. */
export async function answering(db: Reader, schoolId: string): Promise<Person[]> {
  const liaisons = await peopleWith(db, ['liaison'], { school: schoolId });
  return liaisons.length > 0 ? liaisons : peopleWith(db, ['principal'], { school: schoolId });
}
