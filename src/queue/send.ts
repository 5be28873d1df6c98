// One delivery, one attempt: is it its turn, is it still wanted, send, write down what became of it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Address, Lane, Platform, Sent } from '../platforms/platform.ts';
import type { Tx } from '../store/db.ts';
import { prepared } from '../store/prepared.ts';
import type { DeliveryState } from '../store/tables.ts';
import { type Claimed, claim } from './claim.ts';
import { done, type JobEnd, snooze } from './job.ts';
import { laneOf } from './lanes.ts';
import type { QueueParts } from './parts.ts';
import { type Settled, settle } from './settle.ts';
import { tellOf } from './tell.ts';
import { endNotWritten, mayBegin } from './trouble.ts';
import { within } from './within.ts';

/** Longest a request may take, milliseconds: the adapter is told to stop, and a little later no longer waited for. */
const request = { stop: 12_000, leave: 14_000 };

/**
 * A turn this near, milliseconds, is waited for here: going back to the queue and out again takes about as long. Whoever is sent
 * back comes a little `early`, since the queue is punctual to some ten milliseconds only.
 */
const near = { wait: 30, early: 15 };

/** Pause before looking again whether the store takes writes, milliseconds. */
const troubleMs = 2_000;

/** How soon a later part looks again whether the one before it has gone, milliseconds: soon at first, rarely in a long wait. */
const lookAgainAfter = (waited: number): number => Math.min(5_000, Math.max(100, waited / 4));

/**
 * Sends the delivery `id`, which was put into the queue `queue` with that `turn` (fair.ts), if it is still wanted. Run twice, it sends once: the ledger
 * decides. @throws when store or Redis cannot be had; what was begun stays in the ledger
 */
export async function sendDelivery(id: string, parts: QueueParts, queue: string, turn = 0): Promise<JobEnd> {
  const { store, clock, pace } = parts;
  const [row] = (await glance(store.read, { id })).rows;
  if (!row?.address) return done;
  const to: Address = JSON.parse(row.address);
  const { platform, lane } = laneOf(parts.platforms, to.lane);
  if (row.state !== 'queued' || to.lane !== queue) {
    // A place that was kept for what has been cancelled meanwhile; one that is sent elsewhere just now keeps its own.
    if (row.state !== 'sending') await pace.release(id, lane, to);
    return done;
  }
  const late = await behind(parts, id, row);
  if (late) return late;
  if (!(await mayBegin(store, id))) return snooze(troubleMs);
  let wait = await pace.wait(id, lane, to, turn);
  if (wait > 0 && wait <= near.wait) {
    await sleep(wait);
    wait = await pace.wait(id, lane, to, turn);
  }
  if (wait > 0) return snooze(Math.max(1, wait - near.early));
  const claimed = await store.write((tx) => claim(tx, id, clock.now(), clock.real(), parts.vault));
  if (!claimed) {
    await pace.release(id, lane, to);
    return done;
  }
  return conclude(parts, lane, claimed, await requestTo(parts, platform, claimed));
}

/** What has to be known before a turn is asked for; the claim asks it all again. */
const glance = prepared((db, v: { id: string }) =>
  db
    .selectFrom('deliveries as d')
    .leftJoin('deliveries as b', 'b.id', 'd.after_id')
    .select(['d.state', 'd.address', 'd.due_at', 'b.state as before'])
    .where('d.id', '=', v.id),
);

/** What a later part does about the one before it: null when that has gone, or nobody knows better. */
async function behind(
  { store, clock }: QueueParts,
  id: string,
  { before, due_at }: { before: DeliveryState | null; due_at: number },
): Promise<JobEnd | null> {
  switch (before) {
    case 'queued':
    case 'sending':
      return snooze(lookAgainAfter(clock.now() - due_at));
    case 'held':
      // The relay hands this part over again when the one before it has been let pass.
      return done;
    case 'failed':
    case 'missed':
    case 'cancelled':
    case 'merged': {
      // The end of a message without its beginning helps nobody.
      const end = { state: before, reason: '前面的部分没有发出', settled_at: clock.now() };
      await store.write((tx) =>
        tx.updateTable('deliveries').set(end).where('id', '=', id).where('state', '=', 'queued').execute(),
      );
      return done;
    }
    default:
      return null;
  }
}

async function requestTo(parts: QueueParts, platform: Platform, claimed: Claimed): Promise<Sent> {
  const { id, said, part, address } = claimed;
  try {
    const texts = platform.render(address.lane, said);
    const text = texts[part];
    // Cut by an earlier release into more parts than today's: what it holds is said with the others.
    if (text === undefined) return { outcome: 'failed', reason: '并入了前面的部分' };
    // Links and buttons belong under the end of a message, once.
    const shown = part === texts.length - 1 ? said : { text: said.text };
    const context = { deliveryId: id, part, signal: AbortSignal.timeout(request.stop) };
    const sending = platform.send(address, shown, text, context);
    return await within(request.leave, sending, () => ({ outcome: 'unknown', reason: '平台没有答复' }));
  } catch (error) {
    parts.log.error({ err: error, lane: address.lane, delivery: id }, 'sending threw');
    return { outcome: 'unknown', reason: '发送时程序出错' };
  }
}

async function conclude(parts: QueueParts, lane: Lane, claimed: Claimed, sent: Sent): Promise<JobEnd> {
  const [settled] = await Promise.all([
    whileClaimed(parts, claimed, (tx) => writeDown(tx, parts, lane, claimed, sent)),
    // The pace is advice to ourselves: the message has gone out, whatever Redis says now.
    tellPace(parts, lane, claimed, sent).catch((error) => parts.log.warn({ err: error }, 'pace not written')),
  ]);
  if (sent.outcome === 'alarm')
    parts.log.error({ lane: lane.name, delivery: claimed.id, reason: sent.reason }, 'platform refuses us');
  return settled.wait === undefined ? done : snooze(settled.wait);
}

async function writeDown(tx: Tx, parts: QueueParts, lane: Lane, claimed: Claimed, sent: Sent): Promise<Settled> {
  const settled = await settle(tx, claimed, sent, lane.idempotent, parts.clock.now());
  if (settled.state === 'unknown') await tellOf(tx, parts, claimed.id, 'alarm');
  if (settled.state === 'failed') await tellOf(tx, parts, claimed.id, 'failed');
  return settled;
}

/** The end of a request is too dear to lose to a short outage of the store: tried until the claim lapses. */
async function whileClaimed<T>(parts: QueueParts, { until }: Claimed, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let pause = 50; ; pause *= 2) {
    try {
      return await parts.store.write(work);
    } catch (error) {
      endNotWritten(parts.store);
      if (parts.clock.real() + pause >= until) throw error;
      await sleep(pause);
    }
  }
}

async function tellPace(parts: QueueParts, lane: Lane, claimed: Claimed, sent: Sent): Promise<void> {
  if (sent.outcome === 'retry' && sent.muted) {
    await parts.pace.mute(sent.muted, lane, claimed.address, sent.after ?? lane.mutedFor);
  }
  await parts.pace.sent(claimed.id, lane, claimed.address);
}
