// The outbox: hands what is due to the queue, and tidies up after processes that died. Reads the ledger; never talks to a platform.
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { Address, Platform } from '../platforms/platform.ts';
import type { Store, Tx } from '../store/db.ts';
import type { Row } from '../store/tables.ts';
import { type ClassName, classes } from './classes.ts';
import { laneOf } from './lanes.ts';
import type { Pace } from './pace.ts';

/** Where due work is put; two of them keep one contract: BullMQ, and an inline one for conversations played in tests. */
export interface Runner {
  /** Puts deliveries of a lane (or `tasks`) into the queue; the same id twice is one job. Rejects when the queue is down. */
  add(queue: string, ids: readonly string[]): Promise<void>;
}

/** What the queue side is given by app.ts. */
export interface QueueParts {
  store: Store;
  clock: Clock;
  log: Log;
  platforms: readonly Platform[];
  pace: Pace;
  /** The way to a group or person now, leaving out lanes that were tried; null: unreachable. */
  resolve(tx: Tx, audience: { kind: string; id: string }, tried: readonly string[]): Promise<Address | null>;
  /** Why a message to a group is held back; null lets it pass. Tells the author when it holds. */
  guard(tx: Tx, delivery: Row<'deliveries'>): Promise<string | null>;
  /** Something became `unknown` and will not be repeated by itself: tells an admin. */
  alarm(tx: Tx, deliveryId: string): Promise<void>;
  /** Runs one task; see tasks.ts. */
  runTask(name: string, payload: Record<string, string>): Promise<import('./job.ts').JobEnd>;
  attemptsOf(name: string): number;
}

const batch = 500;
/** A handed-over delivery that is still queued after this long is handed over again: Redis may have lost it. */
const again = 60_000;

/** Hands everything due to the queue; returns how many deliveries and tasks. Safe to run in several processes at once. */
export async function relay(parts: QueueParts, runner: Runner): Promise<number> {
  let total = 0;
  for (;;) {
    const ready = await parts.store.write((tx) => prepare(tx, parts));
    for (const [lane, ids] of ready.byLane) await runner.add(lane, ids);
    const ids = [...ready.byLane.values()].flat();
    if (ids.length > 0) await handedOver(parts, 'deliveries', ids);
    total += ids.length;
    if (ready.seen < batch) break;
  }
  return total + (await relayTasks(parts, runner));
}

async function relayTasks(parts: QueueParts, runner: Runner): Promise<number> {
  const { store, clock } = parts;
  const rows = await dueRows(store.read, 'tasks', clock.now(), clock.real());
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  await runner.add('tasks', ids);
  await handedOver(parts, 'tasks', ids);
  return ids.length;
}

const dueRows = (db: Store['read'] | Tx, table: 'deliveries' | 'tasks', now: number, real: number) =>
  (db as Tx)
    .selectFrom(table)
    .select('id')
    .where('state', '=', 'queued')
    .where('due_at', '<=', now)
    .where((eb) => eb.or([eb('relayed_at', 'is', null), eb('relayed_at', '<', real - again)]))
    .orderBy('due_at')
    .limit(batch)
    .execute();

async function handedOver({ store, clock }: QueueParts, table: 'deliveries' | 'tasks', ids: string[]): Promise<void> {
  await store.write((tx) => tx.updateTable(table).set({ relayed_at: clock.real() }).where('id', 'in', ids).execute());
}

/** Finds what is due and gives each delivery its address; what nobody can be reached with, or the guard holds, ends here. */
async function prepare(tx: Tx, parts: QueueParts): Promise<{ seen: number; byLane: Map<string, string[]> }> {
  const ids = (await dueRows(tx, 'deliveries', parts.clock.now(), parts.clock.real())).map((row) => row.id);
  const byLane = new Map<string, string[]>();
  if (ids.length === 0) return { seen: 0, byLane };
  const rows = await tx.selectFrom('deliveries').selectAll().where('id', 'in', ids).orderBy('due_at').orderBy('part').execute();
  for (const row of rows) {
    for (const { id, lane } of await address(tx, parts, row)) byLane.set(lane, [...(byLane.get(lane) ?? []), id]);
  }
  return { seen: rows.length, byLane };
}

async function address(tx: Tx, parts: QueueParts, row: Row<'deliveries'>): Promise<{ id: string; lane: string }[]> {
  if (row.address && row.lane && row.part > 0) return [{ id: row.id, lane: row.lane }];
  const to: Address | null = row.address
    ? JSON.parse(row.address)
    : await parts.resolve(tx, { kind: row.audience_kind, id: row.audience_id }, JSON.parse(row.tried));
  const now = parts.clock.now();
  const end = (state: 'failed' | 'held', reason: string) =>
    tx.updateTable('deliveries').set({ state, reason, settled_at: now }).where('id', '=', row.id).execute();
  if (!to) {
    await end('failed', '联系不上：没有绑定企业微信或钉钉，也没有和机器人聊过');
    return [];
  }
  const clause = to.chat.kind === 'group' ? await parts.guard(tx, row) : null;
  if (clause) {
    await end('held', clause);
    return [];
  }
  await tx
    .updateTable('deliveries')
    .set({ address: JSON.stringify(to), lane: to.lane })
    .where('id', '=', row.id)
    .execute();
  return [{ id: row.id, lane: to.lane }, ...(await split(tx, parts, row, to))];
}

/** A text longer than the lane takes becomes several deliveries that follow one another. */
async function split(tx: Tx, parts: QueueParts, row: Row<'deliveries'>, to: Address) {
  const { platform } = laneOf(parts.platforms, to.lane);
  const count = platform.render(to.lane, JSON.parse(row.said)).length;
  const made: { id: string; lane: string }[] = [];
  let after = row.id;
  for (let part = 1; part < count; part++) {
    const id = newId();
    const next = { ...row, id, key: `${row.key}|${part}`, part, after_id: after, address: JSON.stringify(to), lane: to.lane };
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('deliveries')
      .values(next)
      .onConflict((c) => c.column('key').doNothing())
      .executeTakeFirst();
    if (Number(numInsertedOrUpdatedRows) === 0) break;
    made.push({ id, lane: to.lane });
    after = id;
  }
  return made;
}

/**
 * What a dead process left: claims that ran out become `unknown` (or are queued again where repeats are dropped or allowed),
 * what is past its time becomes `missed`. Returns how many rows changed.
 */
export async function sweep(parts: QueueParts): Promise<number> {
  const { store, clock } = parts;
  const stale = await store.read
    .selectFrom('deliveries')
    .select(['id'])
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'sending'), eb('claimed_until', '<', clock.real())]),
        eb.and([eb('state', '=', 'queued'), eb('expires_at', '<=', clock.now())]),
      ]),
    )
    .limit(batch)
    .execute();
  if (stale.length === 0) return 0;
  return store.write(async (tx) => {
    let changed = 0;
    for (const { id } of stale) changed += await sweepOne(tx, parts, id);
    return changed;
  });
}

async function sweepOne(tx: Tx, parts: QueueParts, id: string): Promise<number> {
  const { clock, platforms } = parts;
  const missed = await tx
    .updateTable('deliveries')
    .set({ state: 'missed', reason: '错过了发送时间', settled_at: clock.now() })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .where('expires_at', '<=', clock.now())
    .executeTakeFirst();
  if (Number(missed.numUpdatedRows) > 0) return 1;
  const row = await tx
    .selectFrom('deliveries')
    .select(['class', 'lane'])
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('claimed_until', '<', clock.real())
    .executeTakeFirst();
  if (!row?.lane) return 0;
  const repeat = classes[row.class as ClassName].repeats || laneOf(platforms, row.lane).lane.idempotent;
  const reason = '发送途中程序中断，不知道平台是否已收下';
  await tx
    .updateTable('deliveries')
    .set(
      repeat
        ? { state: 'queued', reason, claimed_until: null, relayed_at: null }
        : { state: 'unknown', reason, claimed_until: null, settled_at: clock.now() },
    )
    .where('id', '=', id)
    .execute();
  if (!repeat) await parts.alarm(tx, id);
  return 1;
}
