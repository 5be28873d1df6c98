// Messages that were merged into one, and messages that were put off to the Friday digest.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('deliveries').addColumn('bundle_id', 'text').execute();
  await db.schema.alterTable('deliveries').addColumn('put_off_from', 'bigint').execute();
  await db.schema.createIndex('deliveries_bundle').on('deliveries').column('bundle_id').execute();
}
