// The calendar gets versions: what was changed, what waits for confirmation, and the links that lead out of it.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const items = [
    ['time', 'text'],
    ['venue', 'text'],
    ['moved_from', 'text'],
    ['exceptions', 'text', '[]'],
    ['schools', 'text', '[]'],
    ['origin', 'text', 'plan'],
  ] as const;
  for (const [column, type, value] of items) {
    await db.schema
      .alterTable('items')
      .addColumn(column, type, (c) => (value === undefined ? c : c.notNull().defaultTo(value)))
      .execute();
  }
  await db.schema
    .alterTable('items')
    .addColumn('revision', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('terms')
    .addColumn('version', 'integer', (c) => c.notNull().defaultTo(1))
    .execute();
  await db.schema
    .alterTable('terms')
    .addColumn('stamp', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await db.schema
    .createTable('calendar_changes')
    .addColumn('number', 'text', (c) => c.primaryKey())
    .addColumn('term_id', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('summary', 'text', (c) => c.notNull())
    .addColumn('document_number', 'text')
    .addColumn('changes', 'text', (c) => c.notNull())
    .addColumn('visits', 'text', (c) => c.notNull().defaultTo('[]'))
    .addColumn('person_id', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('undone_at', 'bigint')
    .execute();
  await db.schema
    .createTable('calendar_drafts')
    .addColumn('number', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('source', 'text')
    .addColumn('content', 'text')
    .addColumn('digest', 'text')
    .addColumn('requested_by', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('settled_at', 'bigint')
    .execute();
  await db.schema
    .createTable('calendar_links')
    .addColumn('token_hash', 'text', (c) => c.primaryKey())
    .addColumn('scope', 'text', (c) => c.notNull())
    .addColumn('scope_id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('calendar_changes_version')
    .on('calendar_changes')
    .columns(['term_id', 'version'])
    .unique()
    .execute();
  await db.schema.createIndex('calendar_drafts_open').on('calendar_drafts').columns(['state', 'kind']).execute();
  await db.schema.createIndex('items_term').on('items').columns(['term_id', 'position']).execute();
  await sql`update terms set stamp = id where stamp = ''`.execute(db);
}
