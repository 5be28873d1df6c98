// The exam chain: what schools have confirmed, who does what at which exam, and the timetables of exams.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('exam_confirmations')
    .addColumn('item_id', 'text', (c) => c.notNull())
    .addColumn('school_id', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('exam_confirmations_key', ['item_id', 'school_id'])
    .execute();
  await db.schema
    .createTable('exam_duties')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('batch', 'text', (c) => c.notNull())
    .addColumn('item_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('school_id', 'text')
    .addColumn('room', 'text')
    .addColumn('subject', 'text')
    .addColumn('given_by', 'text', (c) => c.notNull())
    .addColumn('given_at', 'bigint', (c) => c.notNull())
    .addColumn('ended_by', 'text')
    .addColumn('ended_at', 'bigint')
    .execute();
  await db.schema.createIndex('exam_duties_item').on('exam_duties').columns(['item_id', 'kind']).execute();
  await db.schema.createIndex('exam_duties_batch').on('exam_duties').column('batch').execute();
  await db.schema
    .createTable('exam_timetables')
    .addColumn('item_id', 'text', (c) => c.primaryKey())
    .addColumn('papers', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
}
