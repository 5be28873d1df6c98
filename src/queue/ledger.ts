// The ledger: one row for every message the office owes. It, not the queue, decides whether something is still wanted.
// States and arrows: docs/decisions/0002-ledger.md.
import { sql } from 'kysely';
import type { Said } from '../bot/message.ts';
import { newId } from '../lib/ids.ts';
import type { Address, Sent } from '../platforms/platform.ts';
import type { Reader, Tx } from '../store/db.ts';
import type { DeliveryState, Row } from '../store/tables.ts';
import { type ClassName, classes } from './classes.ts';

/** Who is to hear it: a registered group, a person wherever they can be reached, or the very chat of a message. */
export type Audience =
  | { kind: 'group'; id: string }
  | { kind: 'person'; id: string }
  | { kind: 'chat'; id: string; address: Address };

/** A message that is owed. Everything but `said`, `due` and `expires` makes its identity: wanted twice, it is written once. */
export interface Wanted {
  /** What it comes from: `preparation`, `visit`, `contest`, `schedule`, `answer`, `notice` … and its id there. */
  source: { kind: string; id: string };
  /** Day of the occurrence, for sources that recur. */
  occurrence?: string;
  /** Which reminder of the occurrence, for instance `-1`, `created`, `receipt`. */
  lead?: string;
  /** Revision of that occurrence: a change makes a new message, an unchanged one is never sent again. */
  revision?: number;
  audience: Audience;
  class: ClassName;
  said: Said;
  /** Epoch ms from which it may go out. */
  due: number;
  /** Epoch ms after which it is `missed`. */
  expires?: number;
  /** Written for the record only: it was over before it could be owed (`past`), or came too late (`missed`). */
  born?: Extract<DeliveryState, 'past' | 'missed'>;
  reason?: string;
  /** Person who is told privately when it is held or fails. */
  author?: string;
}

/** The unique key of a wanted message. */
export function keyOf(wanted: Wanted): string {
  const { source, occurrence = '', lead = '', revision = 0, audience } = wanted;
  return [source.kind, source.id, occurrence, lead, `${audience.kind}:${audience.id}`, revision].join('|');
}

/** Writes what is owed; what stands in the ledger already stays as it is. Returns how many rows are new. */
export async function want(tx: Tx, now: number, wishes: readonly Wanted[]): Promise<number> {
  if (wishes.length === 0) return 0;
  const rows = wishes.map((wish) => ({
    id: newId(),
    key: keyOf(wish),
    source_kind: wish.source.kind,
    source_id: wish.source.id,
    occurrence_on: wish.occurrence ?? null,
    lead: wish.lead ?? null,
    revision: wish.revision ?? 0,
    audience_kind: wish.audience.kind,
    audience_id: wish.audience.id,
    class: wish.class,
    said: JSON.stringify(wish.said),
    part: 0,
    after_id: null,
    state: wish.born ?? ('queued' as const),
    reason: wish.reason ?? null,
    due_at: wish.due,
    expires_at: wish.expires ?? null,
    address: wish.audience.kind === 'chat' ? JSON.stringify(wish.audience.address) : null,
    lane: wish.audience.kind === 'chat' ? wish.audience.address.lane : null,
    tried: '[]',
    relayed_at: null,
    claimed_until: null,
    attempts: 0,
    ref: null,
    created_at: now,
    settled_at: wish.born ? now : null,
    author_id: wish.author ?? null,
  }));
  let written = 0;
  // SQLite allows 32,766 bound values in one statement.
  for (let i = 0; i < rows.length; i += 500) {
    const result = await tx
      .insertInto('deliveries')
      .values(rows.slice(i, i + 500))
      .onConflict((c) => c.column('key').doNothing())
      .executeTakeFirst();
    written += Number(result.numInsertedOrUpdatedRows ?? 0);
  }
  return written;
}

/** Takes back what has not been sent: everything of a source, or one occurrence of it. Wins until the request to the platform begins. */
export async function cancel(
  tx: Tx,
  now: number,
  source: { kind: string; id: string; occurrence?: string },
  reason: string,
): Promise<number> {
  let query = tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', reason, settled_at: now })
    .where('source_kind', '=', source.kind)
    .where('source_id', '=', source.id)
    .where('state', 'in', ['queued', 'held']);
  if (source.occurrence) query = query.where('occurrence_on', '=', source.occurrence);
  const result = await query.executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** How long a claim holds, machine time: longer than the longest request (10 s) and its settling. */
export const claimMs = 20_000;

/** A delivery that this process may now send. */
export interface Claimed {
  id: string;
  said: Said;
  part: number;
  address: Address;
  class: ClassName;
  attempts: number;
  audience: { kind: string; id: string };
}

/** Why a delivery cannot be sent now. */
export type Unclaimed = { wait: number } | { over: true };

/**
 * Takes a delivery for sending: `queued` → `sending`, durable before the request begins. What was cancelled, replaced or
 * sent already is `over`; what another process holds, or what follows an unsettled part, has to wait.
 */
export async function claim(tx: Tx, id: string, now: number, real: number): Promise<Claimed | Unclaimed> {
  const row = await tx
    .updateTable('deliveries')
    .set({ state: 'sending', claimed_until: real + claimMs, attempts: sql`attempts + 1` })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .where('address', 'is not', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .where((eb) =>
      eb.or([
        eb('after_id', 'is', null),
        eb.not(
          eb.exists(
            eb
              .selectFrom('deliveries as before')
              .select('before.id')
              .whereRef('before.id', '=', 'deliveries.after_id')
              .where('before.state', 'in', ['queued', 'sending']),
          ),
        ),
      ]),
    )
    .returning(['id', 'said', 'part', 'address', 'class', 'attempts', 'audience_kind', 'audience_id'])
    .executeTakeFirst();
  if (row) {
    return {
      id: row.id,
      said: JSON.parse(row.said),
      part: row.part,
      address: JSON.parse(row.address!),
      class: row.class as ClassName,
      attempts: row.attempts,
      audience: { kind: row.audience_kind, id: row.audience_id },
    };
  }
  return whyNot(tx, id, now, real);
}

async function whyNot(tx: Tx, id: string, now: number, real: number): Promise<Unclaimed> {
  const row = await tx
    .selectFrom('deliveries')
    .select(['state', 'expires_at', 'claimed_until', 'after_id'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row?.state === 'queued') {
    if (row.expires_at !== null && row.expires_at <= now) {
      await tx
        .updateTable('deliveries')
        .set({ state: 'missed', reason: '错过了发送时间', settled_at: now })
        .where('id', '=', id)
        .execute();
      return { over: true };
    }
    return row.after_id ? { wait: 200 } : { over: true };
  }
  if (row?.state === 'sending' && row.claimed_until !== null && row.claimed_until > real) {
    return { wait: row.claimed_until - real };
  }
  return { over: true };
}

/** How often something not accepted is tried before it counts as failed, and the pause before the next try (ms, doubled each time). */
export const retries = { attempts: 8, firstPause: 2_000, longestPause: 600_000 };

/** What the runner does next with the job of a delivery. */
export type Settled = 'done' | { wait: number } | 'reroute';

/**
 * Writes down what became of a claimed delivery. A person who is gone on one lane is tried on the next (`reroute`).
 * `idempotent`: the lane drops repeats, so an unknown outcome is simply tried again.
 */
export async function settle(tx: Tx, claimed: Claimed, sent: Sent, idempotent: boolean, now: number): Promise<Settled> {
  switch (sent.outcome) {
    case 'sent':
      await finish(tx, claimed.id, 'sent', null, now, sent.ref ?? null);
      return 'done';
    case 'failed':
      if (sent.gone && claimed.audience.kind === 'person') {
        await reroute(tx, claimed);
        return 'reroute';
      }
      await finish(tx, claimed.id, 'failed', sent.reason, now);
      return 'done';
    case 'unknown':
      if (idempotent || classes[claimed.class].repeats) return again(tx, claimed, sent, now);
      await finish(tx, claimed.id, 'unknown', sent.reason, now);
      return 'done';
    case 'retry':
    case 'alarm':
      return again(tx, claimed, sent, now);
  }
}

async function again(
  tx: Tx,
  claimed: Claimed,
  sent: { reason: string; after?: number },
  now: number,
): Promise<Settled> {
  if (claimed.attempts >= retries.attempts) {
    await finish(tx, claimed.id, 'failed', sent.reason, now);
    return 'done';
  }
  const wait = sent.after ?? Math.min(retries.firstPause * 2 ** (claimed.attempts - 1), retries.longestPause);
  await tx
    .updateTable('deliveries')
    .set({ state: 'queued', reason: sent.reason, claimed_until: null })
    .where('id', '=', claimed.id)
    .where('state', '=', 'sending')
    .execute();
  return { wait };
}

async function reroute(tx: Tx, claimed: Claimed): Promise<void> {
  const row = await tx.selectFrom('deliveries').select('tried').where('id', '=', claimed.id).executeTakeFirstOrThrow();
  const tried = [...(JSON.parse(row.tried) as string[]), claimed.address.lane];
  await tx
    .updateTable('deliveries')
    .set({ state: 'queued', tried: JSON.stringify(tried), address: null, lane: null, relayed_at: null, claimed_until: null })
    .where('id', '=', claimed.id)
    .where('state', '=', 'sending')
    .execute();
}

async function finish(tx: Tx, id: string, state: DeliveryState, reason: string | null, now: number, ref: string | null = null) {
  await tx
    .updateTable('deliveries')
    .set({ state, reason, ref, settled_at: now, claimed_until: null })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .execute();
}

/** A delivery by id, as admins see it. */
export const deliveryById = (db: Reader, id: string): Promise<Row<'deliveries'> | undefined> =>
  db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst();
