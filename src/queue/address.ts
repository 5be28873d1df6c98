// Gives each due delivery its address and its parts; what nobody can be reached with, or the guard holds, ends here.

import { readSaid } from '../bot/sealed.ts';
import { newId } from '../lib/ids.ts';
import type { Address } from '../platforms/platform.ts';
import type { Tx } from '../store/db.ts';
import { prepared } from '../store/prepared.ts';
import type { Row } from '../store/tables.ts';
import { merged, waitToMerge } from './bundle.ts';
import { bundleKind } from './classes.ts';
import { laneOf } from './lanes.ts';
import type { QueueParts } from './parts.ts';
import { tellOf } from './tell.ts';

/** Ids of deliveries by the lane they go out on, in the order they are to go. */
export type ByLane = Map<string, string[]>;

type Delivery = Row<'deliveries'>;

/**
 * Addresses those of `ids` that are still queued. Rows that another process looks at this very moment are left to it, and
 * every row stays locked until the commit: nothing can be cancelled between being looked at and being written. Without `merging` each
 * goes by itself.
 */
export async function giveAddresses(
  tx: Tx,
  parts: QueueParts,
  ids: readonly string[],
  merging = true,
): Promise<ByLane> {
  if (merging) await waitToMerge(tx, parts, ids);
  const rows = await tx
    .selectFrom('deliveries')
    .selectAll()
    .where('id', 'in', ids)
    .where('state', '=', 'queued')
    .orderBy('due_at')
    .orderBy('created_at')
    .orderBy('part')
    .$if(parts.store.engine === 'postgres', (query) => query.forUpdate().skipLocked())
    .execute();
  const byLane: ByLane = new Map();
  for (const row of merging ? await merged(tx, parts, rows) : rows) {
    for (const { id, lane } of await address(tx, parts, row)) {
      const known = byLane.get(lane);
      if (known) known.push(id);
      else byLane.set(lane, [id]);
    }
  }
  return byLane;
}

const place = prepared((db, v: { id: string; address: string; lane: string }) =>
  db.updateTable('deliveries').set({ address: v.address, lane: v.lane }).where('id', '=', v.id),
);

async function address(tx: Tx, parts: QueueParts, row: Delivery): Promise<{ id: string; lane: string }[]> {
  if (row.address && row.lane && row.part > 0) return [{ id: row.id, lane: row.lane }];
  const to: Address | null = row.address
    ? JSON.parse(row.address)
    : await parts.resolve(tx, { kind: row.audience_kind, id: row.audience_id }, JSON.parse(row.tried));
  if (!to) {
    await end(tx, parts, row, 'failed', '联系不上：没有绑定企业微信或钉钉，也没有和机器人聊过');
    await tellOf(tx, parts, row.id, 'failed');
    return [];
  }
  // An answer was looked at when it was given, before it was stored; what was merged when it was.
  const guarded = to.chat.kind === 'group' && row.class !== 'answer' && row.source_kind !== bundleKind;
  const clause = guarded ? await parts.guard(tx, row) : null;
  if (clause) {
    await end(tx, parts, row, 'held', clause);
    return [];
  }
  // Handed over before: its parts are made, and wait by themselves.
  if (row.relayed_at !== null && row.address) return [{ id: row.id, lane: to.lane }];
  if (!row.address) {
    await place(tx, { id: row.id, address: JSON.stringify(to), lane: to.lane });
  }
  return [{ id: row.id, lane: to.lane }, ...(await split(tx, parts, row, to))];
}

const end = (tx: Tx, { clock }: QueueParts, row: Delivery, state: 'failed' | 'held', reason: string) =>
  tx.updateTable('deliveries').set({ state, reason, settled_at: clock.now() }).where('id', '=', row.id).execute();

/** A text longer than the lane takes becomes several deliveries that follow one another. */
async function split(tx: Tx, parts: QueueParts, row: Delivery, to: Address): Promise<{ id: string; lane: string }[]> {
  const { platform } = laneOf(parts.platforms, to.lane);
  const count = platform.render(to.lane, readSaid(row.said, parts.vault)).length;
  if (row.tried !== '[]') await dropParts(tx, parts, row, count);
  const made: { id: string; lane: string }[] = [];
  const way = { address: JSON.stringify(to), lane: to.lane, relayed_at: null };
  let after = row.id;
  for (let part = 1; part < count; part++) {
    const next = { ...row, ...way, id: newId(), key: `${row.key}#${part}`, part, after_id: after, attempts: 0 };
    // A part that stands already (it was cut for another lane, or a process died here) is given the way that is taken now.
    const { id, state } = await tx
      .insertInto('deliveries')
      .values(next)
      .onConflict((c) => c.column('key').doUpdateSet(way))
      .returning(['id', 'state'])
      .executeTakeFirstOrThrow();
    if (state === 'queued') made.push({ id, lane: to.lane });
    after = id;
  }
  return made;
}

/** The way before cut the text into more parts than this one does: those beyond are said with the others. */
async function dropParts(tx: Tx, { clock }: QueueParts, row: Delivery, count: number): Promise<void> {
  const parts = await tx
    .selectFrom('deliveries')
    .select(['id', 'key'])
    .where('source_kind', '=', row.source_kind)
    .where('source_id', '=', row.source_id)
    .where('part', '>=', count)
    .where('state', '=', 'queued')
    .execute();
  const end = { state: 'merged' as const, reason: '换了发送方式，并入前面的部分', settled_at: clock.now() };
  for (const { id } of parts.filter(({ key }) => key.startsWith(`${row.key}#`)))
    await tx.updateTable('deliveries').set(end).where('id', '=', id).where('state', '=', 'queued').execute();
}
