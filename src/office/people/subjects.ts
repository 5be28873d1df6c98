// Which subjects there are: a group for a subject that nobody else knows would never be reminded of anything.
import { compareKey } from '../../lib/chinese.ts';
import type { Reader } from '../../store/db.ts';

/** The nine subjects of the design contest (domain rules, section 5), known before there is a roster. */
const officialSubjects = ['语文', '数学', '英语', '科学', '道德与法治', '音乐', '美术', '体育与健康', '信息技术'];

/** The nine, and those of the lists (JSON text columns `subjects`), each once. Pure. */
export const subjectsIn = (lists: readonly string[]): string[] => [
  ...new Set([...officialSubjects, ...lists.flatMap((list) => JSON.parse(list) as string[])]),
];

/** The lists of subjects of the current term's items. */
export async function itemSubjects(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('items')
    .innerJoin('terms', 'terms.id', 'items.term_id')
    .select('items.subjects')
    .where('terms.current', '=', 1)
    .where('items.subjects', '!=', '[]')
    .execute();
  return rows.map(({ subjects }) => subjects);
}

/** The subjects of the office: the nine, the current term's and those of the people in the roster. */
export async function knownSubjects(db: Reader): Promise<string[]> {
  const people = await db
    .selectFrom('people')
    .select('subjects')
    .distinct()
    .where('active', '=', 1)
    .where('subjects', '!=', '[]')
    .execute();
  return subjectsIn([...(await itemSubjects(db)), ...people.map(({ subjects }) => subjects)]);
}

/** The subject that is meant, as it is known; undefined when there is none of that name. Pure. */
export const subjectCalled = (known: readonly string[], word: string): string | undefined =>
  known.find((subject) => compareKey(subject) === compareKey(word));
