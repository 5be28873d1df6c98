// A change of the calendar keeps what it made of the term itself, so that undoing it brings weeks and 文号 back too.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('calendar_changes').addColumn('term', 'text').execute();
}
