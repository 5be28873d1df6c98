// What people answer to what was sent to them: one table for all of it, with the files they hand on and the links to those.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('replies')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('number', 'text')
    .addColumn('matter_kind', 'text', (c) => c.notNull())
    .addColumn('matter_id', 'text', (c) => c.notNull())
    .addColumn('occurrence', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('other_person_id', 'text')
    .addColumn('answer', 'text')
    .addColumn('settled_by', 'text')
    .addColumn('group_id', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('settled_at', 'bigint')
    .addColumn('turn', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('replies_matter')
    .on('replies')
    .columns(['matter_kind', 'matter_id', 'occurrence'])
    .execute();
  await db.schema.createIndex('replies_person').on('replies').columns(['person_id', 'turn']).execute();
  await db.schema.createIndex('replies_number').on('replies').column('number').unique().execute();
  await files(db);
  // What was last sent to a group or person decides what a bare answer belongs to.
  await db.schema.createIndex('deliveries_audience').on('deliveries').columns(['audience_id', 'due_at']).execute();
  await bringOver(db);
}

async function files(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('reply_files')
    .addColumn('reply_id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('source', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('bytes', 'bigint')
    .addColumn('path', 'text')
    .addColumn('sha256', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('file_links')
    .addColumn('token_hash', 'text', (c) => c.primaryKey())
    .addColumn('reply_id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
}

/** What teachers had said about 集体备课 so far; it knew no term, so it belongs to the current one. */
async function bringOver(db: Kysely<unknown>): Promise<void> {
  await sql`insert into replies
      (id, matter_kind, matter_id, occurrence, person_id, kind, text, state, at, updated_at)
    select r.id, 'preparation', t.id || '/' || r.subject, r.day, r.person_id,
      case r.kind when 'material' then 'want' else r.kind end, r.text, 'done', r.at, r.at
    from preparation_replies r, terms t where t.current = 1`.execute(db);
  await db.schema.dropTable('preparation_replies').execute();
}
