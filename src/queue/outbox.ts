// The outbox: hands what is due to the queue. Reads the ledger; never talks to a platform.
import { type ByLane, giveAddresses } from './address.ts';
import { type Claimant, turnCounter } from './fair.ts';
import { taskQueue } from './job.ts';
import type { QueueParts, Runner } from './parts.ts';

export type { QueueParts, Runner } from './parts.ts';

/** How many rows are handed over in one go: bounds how long other writers wait. */
const batch = 250;
/** What was handed over and is still queued after this long (machine time, ms) is handed over again: Redis may have lost it. */
const againMs = 60_000;

/** Hands everything due to the queue; returns how many deliveries and tasks. Safe to run in several processes at once. */
export async function relay(parts: QueueParts, runner: Runner): Promise<number> {
  return (await relayDeliveries(parts, runner)) + (await relayTasks(parts, runner));
}

async function relayDeliveries(parts: QueueParts, runner: Runner): Promise<number> {
  let total = 0;
  const turnsOf = turnCounter();
  for (;;) {
    const ids = await dueDeliveries(parts);
    if (ids.length === 0) return total;
    const byLane = await addressed(parts, ids);
    const turns = turnsOf(await claimants(parts, [...byLane.values()].flat()));
    let handed = 0;
    for (const [lane, ready] of byLane) {
      await runner.add(lane, ready, turns);
      handed += ready.length;
    }
    // Only now: a row is marked when Redis has it, never before.
    await mark(parts, 'deliveries', [...byLane.values()].flat());
    total += handed;
    // A batch of which nothing could be handed over is being handed over by somebody else, or was put off.
    if (ids.length < batch || handed === 0) return total;
  }
}

async function relayTasks(parts: QueueParts, runner: Runner): Promise<number> {
  const ids = await dueTasks(parts);
  if (ids.length === 0) return 0;
  await runner.add(taskQueue, ids);
  await mark(parts, 'tasks', ids);
  return ids.length;
}

/**
 * The next ones to hand over: first what is new, of each group or person the first before the second of any, then what Redis may have
 * lost. So neither much for one nor a robot that is silenced for an hour keeps others waiting.
 */
async function dueDeliveries({ store, clock }: QueueParts): Promise<string[]> {
  const due = store.read.selectFrom('deliveries').where('state', '=', 'queued').where('due_at', '<=', clock.now());
  const inTurns = due.where('relayed_at', 'is', null).select((eb) => [
    'id',
    'due_at',
    eb.fn
      .agg<number>('row_number')
      .over((over) => over.partitionBy(['audience_kind', 'audience_id']).orderBy('due_at').orderBy('created_at'))
      .as('turn'),
  ]);
  const fresh = await store.read
    .selectFrom(inTurns.as('fresh'))
    .select('id')
    .orderBy('turn')
    .orderBy('due_at')
    .limit(batch)
    .execute();
  const again = await due
    .where('relayed_at', '<', clock.real() - againMs)
    .select('id')
    .orderBy('relayed_at')
    .orderBy('due_at')
    .limit(batch - fresh.length)
    .execute();
  return [...fresh, ...again].map(({ id }) => id);
}

/** What decides about turns, of those that go out: in the order they are given. */
async function claimants({ store }: QueueParts, ids: readonly string[]): Promise<Claimant[]> {
  const rows = await store.read
    .selectFrom('deliveries')
    .select(['id', 'class', 'audience_kind', 'audience_id', 'source_kind', 'source_id'])
    .where('id', 'in', ['-', ...ids])
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function dueTasks({ store, clock }: QueueParts): Promise<string[]> {
  const rows = await store.read
    .selectFrom('tasks')
    .select('id')
    .where('state', '=', 'queued')
    .where('due_at', '<=', clock.now())
    .where((eb) => eb.or([eb('relayed_at', 'is', null), eb('relayed_at', '<', clock.real() - againMs)]))
    .orderBy('due_at')
    .limit(batch)
    .execute();
  return rows.map(({ id }) => id);
}

async function mark(
  { store, clock }: QueueParts,
  table: 'deliveries' | 'tasks',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await store.write((tx) =>
    tx
      .updateTable(table)
      .set({ relayed_at: clock.real() })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom(table)
          .select('id')
          .where('id', 'in', ids)
          .where('state', '=', 'queued')
          // Never waits for rows that are being cancelled or sent: two who wait for each other would end in a deadlock.
          .$if(store.engine === 'postgres', (rows) => rows.forUpdate().skipLocked()),
      )
      .execute(),
  );
}

/**
 * Addresses for all of `ids`. One row that cannot be dealt with (a fault in a rule, a text that cannot be rendered) must not
 * keep all others back: it is found by halving, put off for a minute, and told of.
 */
async function addressed(parts: QueueParts, ids: readonly string[]): Promise<ByLane> {
  try {
    return await parts.store.write((tx) => giveAddresses(tx, parts, ids));
  } catch (error) {
    const [first] = ids;
    if (ids.length === 1 && first) return byItself(parts, first, error);
    const middle = ids.length >> 1;
    const all = await addressed(parts, ids.slice(0, middle));
    const rest = await addressed(parts, ids.slice(middle));
    for (const [lane, more] of rest) all.set(lane, [...(all.get(lane) ?? []), ...more]);
    return all;
  }
}

/** The fault of one row may be in what it would be merged with: then it goes by itself, else it is looked at again in a minute. */
async function byItself(parts: QueueParts, id: string, fault: unknown): Promise<ByLane> {
  try {
    const alone = await parts.store.write((tx) => giveAddresses(tx, parts, [id], false));
    parts.log.warn({ err: fault, delivery: id }, 'delivery cannot be merged with others; it goes by itself');
    return alone;
  } catch (error) {
    await mark(parts, 'deliveries', [id]);
    parts.log.error({ err: error, delivery: id }, 'delivery cannot be handed over; it is looked at again in a minute');
    return new Map();
  }
}
