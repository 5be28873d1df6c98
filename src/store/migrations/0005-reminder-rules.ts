// Rules of reminders that an admin has changed, over the defaults, and every change for taking it back.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('reminder_rules')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('group_id', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('change', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('reminder_rules_key', ['kind', 'group_id'])
    .execute();
  await db.schema
    .createTable('reminder_rule_changes')
    .addColumn('number', 'integer', (c) => c.primaryKey())
    .addColumn('changes', 'text', (c) => c.notNull())
    .addColumn('summary', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('undone_at', 'bigint')
    .execute();
}
