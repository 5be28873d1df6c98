// Timed messages remember from when on their times count, and every change of them can be taken back.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('schedules')
    .addColumn('since', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update schedules set since = updated_at`.execute(db);
  await db.schema
    .createTable('schedule_changes')
    .addColumn('number', 'integer', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('changes', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('undone_at', 'bigint')
    .execute();
}
