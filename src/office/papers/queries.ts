// Which secret tasks there are, for those who may see them; and from when to when papers are being set, for the guard.
import type { LocalDate } from '../../lib/dates.ts';
import { dateOf } from '../../lib/dates.ts';
import type { Vault } from '../../lib/vault.ts';
import type { Reader } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import type { PaperSpan } from '../guard/window.ts';
import { type PaperState, type PaperTask, taskOf } from './model.ts';

/** The tasks of a term, in the order they were given. */
export async function tasksOfTerm(db: Reader, termId: string, vault: Vault): Promise<PaperTask[]> {
  const rows = await db
    .selectFrom('paper_tasks')
    .selectAll()
    .where('term_id', '=', termId)
    .orderBy('given_at')
    .orderBy('number')
    .execute();
  return rows.map((row) => taskOf(row, vault));
}

/** The tasks of one person in some states, whatever the term, the most urgent first. */
export async function tasksWith(
  db: Reader,
  setterId: string,
  states: readonly PaperState[],
  vault: Vault,
): Promise<PaperTask[]> {
  const rows = await db
    .selectFrom('paper_tasks')
    .selectAll()
    .where('setter_id', '=', setterId)
    .where('state', 'in', states)
    .orderBy('due_on')
    .orderBy('number')
    .execute();
  return rows.map((row) => taskOf(row, vault));
}

/** The task of that number; null when there is none. */
export async function taskCalled(db: Reader, number: string, vault: Vault): Promise<PaperTask | null> {
  const row = await db.selectFrom('paper_tasks').selectAll().where('number', '=', number).executeTakeFirst();
  return row ? taskOf(row, vault) : null;
}

/** The tasks of the current term that still want doing and whoever has them; what they are about stays sealed. */
export const wantingTasks = (
  db: Reader,
  termId: string,
  states: readonly PaperState[],
): Promise<Pick<Row<'paper_tasks'>, 'id' | 'setter_id' | 'due_on' | 'dated_at' | 'revision'>[]> =>
  db
    .selectFrom('paper_tasks')
    .innerJoin('people', 'people.id', 'paper_tasks.setter_id')
    .select([
      'paper_tasks.id',
      'paper_tasks.setter_id',
      'paper_tasks.due_on',
      'paper_tasks.dated_at',
      'paper_tasks.revision',
    ])
    .where('paper_tasks.term_id', '=', termId)
    .where('paper_tasks.state', 'in', states)
    .where('people.active', '=', 1)
    .orderBy('paper_tasks.id')
    .execute();

/** From when papers were being set in the current term, and from which day on the exam that ends it is looked for. */
export async function paperSpans(db: Reader): Promise<PaperSpan[]> {
  const rows = await db
    .selectFrom('paper_tasks')
    .innerJoin('terms', 'terms.id', 'paper_tasks.term_id')
    .select(['paper_tasks.given_at', 'paper_tasks.anchor_on'])
    .where('terms.current', '=', 1)
    .where('paper_tasks.state', '!=', 'withdrawn')
    .execute();
  return rows.map(({ given_at, anchor_on }): { from: LocalDate; anchor: LocalDate } => ({
    from: dateOf(given_at),
    anchor: anchor_on,
  }));
}
