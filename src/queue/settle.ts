// Writing down what became of a claimed delivery, and whether it is tried again. Arrows: docs/decisions/0002-ledger.md.
import { sql } from 'kysely';
import type { Sent } from '../platforms/platform.ts';
import type { Tx } from '../store/db.ts';
import { prepared } from '../store/prepared.ts';
import type { DeliveryState } from '../store/tables.ts';
import type { Claimed } from './claim.ts';
import { classes } from './classes.ts';
import { freeMembers } from './dissolve.ts';
import { notKept, secretAnswer } from './secret.ts';

/**
 * How often something not accepted is tried before it counts as failed, and the pause before the next try: four times the one
 * before, milliseconds. Eight tries reach over half an hour, so that an outage of the platform is not the end of a reminder.
 */
export const retries = { attempts: 8, firstPause: 2_000, longestPause: 600_000 };

/** The state a delivery was left in; `wait` (ms) when the same job is to try again. `null`: it was no longer ours to settle. */
export interface Settled {
  state: DeliveryState | null;
  wait?: number;
}

/**
 * Writes down what became of a claimed delivery. A person who is gone on one lane is tried on the next: `queued` without an
 * address, for the relay. `idempotent`: the lane drops repeats, so an unknown outcome is simply tried again.
 */
export function settle(tx: Tx, claimed: Claimed, sent: Sent, idempotent: boolean, now: number): Promise<Settled> {
  switch (sent.outcome) {
    case 'sent':
      return finish(tx, claimed, 'sent', null, now, sent.ref);
    case 'failed':
      // A later part stays with its first: another lane would cut the message elsewhere.
      if (sent.gone && claimed.audience.kind === 'person' && claimed.part === 0) return reroute(tx, claimed, sent, now);
      return finish(tx, claimed, 'failed', sent.reason, now);
    case 'unknown':
      // What a bundle says may go by itself before the next try, under ids of its own, and no platform would know the repeat.
      if (!claimed.bundle && (idempotent || classes[claimed.class].repeats)) return again(tx, claimed, sent, now);
      return giveUp(tx, claimed, sent, now);
    case 'retry':
    case 'alarm':
      return again(tx, claimed, sent, now);
  }
}

const end = prepared(
  (
    db,
    v: {
      id: string;
      until: number;
      attempts: number;
      state: string;
      reason: string | null;
      ref: string | null;
      now: number;
      done: string;
    },
  ) =>
    db
      .updateTable('deliveries')
      .set({
        state: v.state as DeliveryState,
        reason: v.reason,
        ref: v.ref,
        settled_at: v.now,
        claimed_until: null,
        said: sql`case when class = 'answer' and lead = ${secretAnswer} and ${v.done} = 'yes' then ${notKept} else said end`,
      })
      .where('id', '=', v.id)
      .where((eb) =>
        eb.or([
          eb.and({ state: 'sending', claimed_until: v.until }),
          eb.and([eb('state', 'in', ['unknown', 'queued']), eb('attempts', '=', v.attempts)]),
        ]),
      ),
);

/** What the platform surely took or surely refused is written even after the claim lapsed, as long as nobody has claimed it since. */
async function finish(
  tx: Tx,
  { id, until, attempts }: Claimed,
  state: 'sent' | 'failed',
  reason: string | null,
  now: number,
  ref?: string,
): Promise<Settled> {
  const { numAffectedRows = 0n } = await end(tx, {
    ...{ id, until, attempts, state, reason, ref: ref ?? null, now },
    done: state === 'sent' ? 'yes' : 'no',
  });
  return { state: numAffectedRows > 0n ? state : null };
}

type Failing = Exclude<Sent, { outcome: 'sent' }>;

/** No further try: `unknown` where it may have been accepted all the same. */
async function giveUp(tx: Tx, { id, until }: Claimed, sent: Failing, now: number): Promise<Settled> {
  const state = sent.outcome === 'unknown' ? 'unknown' : 'failed';
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set({ state, reason: sent.reason, settled_at: now, claimed_until: null })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('claimed_until', '=', until)
    .executeTakeFirst();
  return { state: numUpdatedRows > 0n ? state : null };
}

async function again(tx: Tx, claimed: Claimed, sent: Failing & { after?: number }, now: number): Promise<Settled> {
  if (claimed.attempts >= retries.attempts) return giveUp(tx, claimed, sent, now);
  const pause = Math.min(retries.firstPause * 4 ** (claimed.attempts - 1), retries.longestPause);
  const settled = await backToQueue(tx, claimed, sent, now, {});
  return settled.state === 'queued' ? { ...settled, wait: sent.after ?? pause } : settled;
}

async function reroute(tx: Tx, claimed: Claimed, sent: Failing, now: number): Promise<Settled> {
  const row = await tx.selectFrom('deliveries').select('tried').where('id', '=', claimed.id).executeTakeFirst();
  const tried = [...(JSON.parse(row?.tried ?? '[]') as string[]), claimed.address.lane];
  const fresh = { tried: JSON.stringify(tried), address: null, lane: null, relayed_at: null };
  return backToQueue(tx, claimed, sent, now, fresh);
}

/** `sending` → `queued`, unless it was taken back meanwhile: then it ends here. */
async function backToQueue(
  tx: Tx,
  { id, until }: Claimed,
  sent: Failing,
  now: number,
  more: { tried?: string; address?: null; lane?: null; relayed_at?: null },
): Promise<Settled> {
  const ended: DeliveryState = sent.outcome === 'unknown' ? 'unknown' : 'cancelled';
  const row = await tx
    .updateTable('deliveries')
    .set((eb) => ({
      ...more,
      state: eb.case().when('withdrawn', 'is', null).then(eb.val<DeliveryState>('queued')).else(ended).end(),
      reason: eb.fn.coalesce('withdrawn', eb.val(sent.reason)),
      // Null while it is sending; the reference also tells PostgreSQL of which type the other branch is.
      settled_at: eb.case().when('withdrawn', 'is', null).then(eb.ref('settled_at')).else(now).end(),
      claimed_until: null,
    }))
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .where('claimed_until', '=', until)
    .returning('state')
    .executeTakeFirst();
  // Of several things in one message one was taken back: the others are said by themselves.
  if (row?.state === 'cancelled') await freeMembers(tx, now, id);
  return { state: row?.state ?? null };
}
