// What belongs to a 集体备课 beside its lead preparer: stages with who and when, what has been done, materials; and 整改 of schools.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Whoever is asked today is not reminded today of what was due yesterday: so it is known since when somebody leads.
  await db.schema
    .alterTable('preparations')
    .addColumn('assigned_at', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update preparations set assigned_at = updated_at`.execute(db);
  await db.schema
    .createTable('preparation_stages')
    .addColumn('preparation_id', 'text', (c) => c.notNull())
    .addColumn('stage', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text')
    .addColumn('due_on', 'text')
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('changed_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('preparation_stages_key', ['preparation_id', 'stage'])
    .execute();
  await db.schema
    .createTable('preparation_marks')
    .addColumn('preparation_id', 'text', (c) => c.notNull())
    .addColumn('stage', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('preparation_marks_key', ['preparation_id', 'stage', 'person_id'])
    .execute();
  await db.schema
    .createTable('preparation_materials')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('preparation_id', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('added_by', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('preparation_materials_of')
    .on('preparation_materials')
    .column('preparation_id')
    .execute();
  await rectifications(db);
}

async function rectifications(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rectifications')
    .addColumn('number', 'text', (c) => c.primaryKey())
    .addColumn('term_id', 'text', (c) => c.notNull())
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('issue', 'text', (c) => c.notNull())
    .addColumn('due_on', 'text', (c) => c.notNull())
    .addColumn('visit_number', 'text')
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('report', 'text')
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('open_since', 'bigint', (c) => c.notNull())
    .addColumn('settled_at', 'bigint')
    .execute();
  await db.schema.createIndex('rectifications_school').on('rectifications').columns(['school_id', 'state']).execute();
}
