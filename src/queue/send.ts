// One delivery, one attempt: is it its turn, is it still wanted, send, write down what became of it.
import type { Address, Lane, Platform, Sent } from '../platforms/platform.ts';
import { done, type JobEnd, snooze } from './job.ts';
import { laneOf } from './lanes.ts';
import { type Claimed, claim, settle } from './ledger.ts';
import type { QueueParts } from './outbox.ts';

/** Longest a request may take, milliseconds; shorter than a claim holds. */
const requestMs = 12_000;

/** Sends the delivery `id` if it is still wanted. Run twice, it sends once: the ledger decides. */
export async function sendDelivery(id: string, parts: QueueParts): Promise<JobEnd> {
  const row = await parts.store.read
    .selectFrom('deliveries')
    .select(['state', 'address'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row?.address || row.state === 'sent' || row.state === 'cancelled') return done;
  const to: Address = JSON.parse(row.address);
  const { platform, lane } = laneOf(parts.platforms, to.lane);

  const wait = await parts.pace.wait(id, lane, to);
  if (wait > 0) return snooze(wait);
  const claimed = await parts.store.write((tx) => claim(tx, id, parts.clock.now(), parts.clock.real()));
  if (!('address' in claimed)) {
    await parts.pace.release(id, lane, to);
    return 'wait' in claimed ? snooze(claimed.wait) : done;
  }
  const sent = await request(platform, claimed);
  return conclude(parts, lane, claimed, sent);
}

async function request(platform: Platform, { id, said, part, address }: Claimed): Promise<Sent> {
  const texts = platform.render(address.lane, said);
  const last = part === texts.length - 1;
  // Links and buttons belong under the end of a message, once.
  const shown = last ? said : { text: said.text };
  return platform.send(address, shown, texts[part] ?? '', { deliveryId: id, part, signal: AbortSignal.timeout(requestMs) });
}

async function conclude(parts: QueueParts, lane: Lane, claimed: Claimed, sent: Sent): Promise<JobEnd> {
  const [settled] = await Promise.all([
    parts.store.write(async (tx) => {
      const next = await settle(tx, claimed, sent, lane.idempotent, parts.clock.now());
      if (sent.outcome === 'unknown' && next === 'done') await parts.alarm(tx, claimed.id);
      return next;
    }),
    // The pace is advice to ourselves: the message has gone out, whatever Redis says now.
    tellPace(parts, lane, claimed, sent).catch((error) => parts.log.warn({ err: error }, 'pace not written')),
  ]);
  if (sent.outcome === 'alarm') parts.log.error({ lane: lane.name, delivery: claimed.id, reason: sent.reason }, 'platform refuses us');
  if (settled === 'done' || settled === 'reroute') return done;
  return snooze(settled.wait);
}

async function tellPace(parts: QueueParts, lane: Lane, claimed: Claimed, sent: Sent): Promise<void> {
  if (sent.outcome === 'retry' && sent.muted) {
    await parts.pace.mute(sent.muted, lane, claimed.address, sent.after ?? lane.mutedFor);
  }
  await parts.pace.sent(claimed.id, lane, claimed.address);
}
