// Takes bundles apart again: what was merged into a message that does not go out is owed by itself once more.
import type { Tx } from '../store/db.ts';
import type { DeliveryState } from '../store/tables.ts';

/**
 * Frees the members of a bundle that has ended without going out: they wait again, to be merged anew when they are handed over;
 * those taken back meanwhile end here. Returns how many of them.
 */
export async function freeMembers(tx: Tx, now: number, bundleId: string): Promise<number> {
  const rows = await tx
    .updateTable('deliveries')
    .set((eb) => {
      const wanted = eb.case().when('withdrawn', 'is', null);
      return {
        state: wanted.then(eb.val<DeliveryState>('queued')).else(eb.val<DeliveryState>('cancelled')).end(),
        reason: wanted
          .then(eb.case().when('put_off_from', 'is', null).then(null).else(eb.ref('reason')).end())
          .else(eb.ref('withdrawn'))
          .end(),
        settled_at: wanted
          .then(eb.cast<number | null>(eb.val(null), 'bigint'))
          .else(now)
          .end(),
        bundle_id: null,
        relayed_at: null,
      };
    })
    .where('bundle_id', '=', bundleId)
    .where('state', '=', 'merged')
    .returning('state')
    .execute();
  return rows.filter(({ state }) => state === 'cancelled').length;
}

/** What is taken back. */
export interface Withdrawn {
  kind: string;
  id: string;
  occurrence?: string;
  /** Only that reminder of it. */
  lead?: string;
  /** Only what these people or groups would hear. */
  to?: readonly string[];
}

/**
 * Takes a source out of the bundles that hold it and have not gone out. A bundle that waits is dissolved; one under way is marked,
 * and dissolved when its request comes to nothing. Returns null when there was nothing to do, else how many messages ended at once.
 */
export async function takeFromBundles(tx: Tx, now: number, source: Withdrawn, reason: string): Promise<number | null> {
  let query = tx
    .selectFrom('deliveries as m')
    .innerJoin('deliveries as b', 'b.id', 'm.bundle_id')
    .select(['b.id', 'b.key'])
    .distinct()
    .where('m.source_kind', '=', source.kind)
    .where('m.source_id', '=', source.id)
    .where('m.state', '=', 'merged')
    .where('m.withdrawn', 'is', null)
    .where('b.state', 'in', ['queued', 'sending'])
    // Everybody goes through bundles in one order, or two who wait for each other would end in a deadlock.
    .orderBy('b.id');
  if (source.occurrence) query = query.where('m.occurrence_on', '=', source.occurrence);
  if (source.lead) query = query.where('m.lead', '=', source.lead);
  if (source.to) query = query.where('m.audience_id', 'in', source.to);
  const bundles = await query.execute();
  if (bundles.length === 0) return null;
  let ended = 0;
  for (const bundle of bundles) {
    // The bundle first, then its members: the order of everybody else who touches both.
    const dissolved = await end(tx, now, bundle);
    if (!dissolved)
      await tx
        .updateTable('deliveries')
        .set({ withdrawn: reason })
        .where('id', '=', bundle.id)
        .where('state', '=', 'sending')
        .execute();
    let mark = tx
      .updateTable('deliveries')
      .set({ withdrawn: reason })
      .where('bundle_id', '=', bundle.id)
      .where('source_kind', '=', source.kind)
      .where('source_id', '=', source.id)
      .where('state', '=', 'merged');
    if (source.occurrence) mark = mark.where('occurrence_on', '=', source.occurrence);
    if (source.lead) mark = mark.where('lead', '=', source.lead);
    if (source.to) mark = mark.where('audience_id', 'in', source.to);
    await mark.execute();
    if (dissolved) ended += await freeMembers(tx, now, bundle.id);
  }
  return ended;
}

/** Ends a bundle that still waits, with its further parts. False when it is not waiting (any more). */
async function end(tx: Tx, now: number, { id, key }: { id: string; key: string }): Promise<boolean> {
  const cancelled = { state: 'cancelled' as const, reason: '里面有一件已撤回，其余另发', settled_at: now };
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set(cancelled)
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  // `$` follows `#`, the sign before the number of a part.
  await tx
    .updateTable('deliveries')
    .set(cancelled)
    .where('key', '>', `${key}#`)
    .where('key', '<', `${key}$`)
    .where('state', '=', 'queued')
    .execute();
  return true;
}
