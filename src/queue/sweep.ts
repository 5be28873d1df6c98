// Tidies up after processes that died and after time that went by.
import type { Tx } from '../store/db.ts';
import { bundleKind, type ClassName, classes } from './classes.ts';
import { freeMembers } from './dissolve.ts';
import type { QueueParts } from './parts.ts';
import { retries } from './settle.ts';
import { tellOf } from './tell.ts';

/** How many claims are looked at in one go. */
const batch = 200;

/**
 * Claims that ran out become `unknown`, or are queued again where the platform drops repeats or the class allows them; what
 * is past its time becomes `missed`. Returns how many rows changed. Safe to run in several processes at once.
 */
export async function sweep(parts: QueueParts): Promise<number> {
  return (await sweepMissed(parts)) + (await sweepClaims(parts));
}

/** Looks before it writes: most of the time there is nothing, and a look costs no commit. */
async function sweepMissed({ store, clock }: QueueParts): Promise<number> {
  const now = clock.now();
  const late = await store.read
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'queued')
    .where('due_at', '<=', now)
    .where('expires_at', '<=', now)
    .limit(batch)
    .execute();
  if (late.length === 0) return 0;
  const ids = late.map(({ id }) => id);
  return store.write(async (tx) => {
    const swept = await tx
      .updateTable('deliveries')
      .set({ state: 'missed', reason: '错过了发送时间', settled_at: now })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('deliveries')
          .select('id')
          .where('id', 'in', ids)
          .where('state', '=', 'queued')
          // What is being cancelled or claimed right now is looked at the next time; see outbox.ts on waiting.
          .$if(store.engine === 'postgres', (rows) => rows.forUpdate().skipLocked()),
      )
      .returning(['id', 'source_kind', 'part'])
      .execute();
    for (const { id, source_kind, part } of swept)
      if (source_kind === bundleKind && part === 0) await takeApart(tx, now, id);
    return swept.length;
  });
}

/** The time of one thing in it is over; the others may still be said. */
async function takeApart(tx: Tx, now: number, id: string): Promise<void> {
  const end = { state: 'cancelled' as const, reason: '里面有一件已经过时，其余另发' };
  await tx.updateTable('deliveries').set(end).where('id', '=', id).execute();
  await freeMembers(tx, now, id);
}

async function sweepClaims(parts: QueueParts): Promise<number> {
  const { store, clock } = parts;
  const lapsed = await store.read
    .selectFrom('deliveries')
    .select(['id', 'class', 'lane', 'attempts', 'claimed_until', 'source_kind'])
    .where('state', '=', 'sending')
    .where('claimed_until', '<', clock.real())
    .limit(batch)
    .execute();
  if (lapsed.length === 0) return 0;
  return store.write(async (tx) => {
    let changed = 0;
    for (const row of lapsed) changed += await sweepClaim(tx, parts, row);
    return changed;
  });
}

interface Lapsed {
  id: string;
  class: string;
  lane: string | null;
  attempts: number;
  claimed_until: number | null;
  source_kind: string;
}

async function sweepClaim(tx: Tx, parts: QueueParts, row: Lapsed): Promise<number> {
  const reason = '发送途中程序中断，不知道平台是否已收下';
  // Whoever comes second finds the claim gone: the alarm is called once.
  const claim = tx.updateTable('deliveries').where('id', '=', row.id).where('claimed_until', '=', row.claimed_until);
  if (mayRepeat(parts, row)) {
    const { numUpdatedRows } = await claim
      .set({ state: 'queued', reason, claimed_until: null, relayed_at: null })
      .where('withdrawn', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return 1;
  }
  const { numUpdatedRows } = await claim
    .set({ state: 'unknown', reason, claimed_until: null, settled_at: parts.clock.now() })
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return 0;
  await tellOf(tx, parts, row.id, 'alarm');
  return 1;
}

/** By its class, or because the platform drops repeats; a lane that is no longer set up promises nothing. Not for ever, and no bundle (settle.ts). */
const mayRepeat = ({ platforms }: QueueParts, row: Lapsed): boolean =>
  row.attempts < retries.attempts &&
  row.source_kind !== bundleKind &&
  (classes[row.class as ClassName].repeats ||
    platforms.some(({ lanes }) => lanes.some((lane) => lane.name === row.lane && lane.idempotent)));
