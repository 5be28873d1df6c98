// The ledger: one row for every message the office owes. It, not the queue, decides whether something is still wanted.
// States and arrows: docs/decisions/0002-ledger.md.
import type { Said } from '../bot/message.ts';
import { newId } from '../lib/ids.ts';
import type { Address } from '../platforms/platform.ts';
import type { Tx } from '../store/db.ts';
import type { DeliveryState } from '../store/tables.ts';
import type { ClassName } from './classes.ts';
import { takeFromBundles, type Withdrawn } from './dissolve.ts';

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
  /** The same said at another instant (epoch ms): 明天 becomes 下周一. Whoever has no such words leaves it out. Not stored. */
  saidAt?: (at: number) => Said;
  /** Seals the words for as long as they are kept. Not stored. */
  seal?: (words: string) => string;
  /** Epoch ms from which it may go out. */
  due: number;
  /** When it was due before it was put off because the week was full (epoch ms). */
  putOffFrom?: number;
  /** Epoch ms after which it is `missed`. */
  expires?: number;
  /** Written for the record only: it was over before it could be owed (`past`), or came too late (`missed`). */
  born?: Extract<DeliveryState, 'past' | 'missed'>;
  reason?: string;
  /** Person who is told privately when it is held or fails. */
  author?: string;
}

/** What a message is told by. */
export type Identity = Pick<Wanted, 'source' | 'occurrence' | 'lead' | 'revision' | 'audience'>;

/** The unique key of a wanted message. */
export function keyOf(wanted: Identity): string {
  const { source, occurrence = '', lead = '', revision = 0, audience } = wanted;
  const fields = [source.kind, source.id, occurrence, lead, `${audience.kind}:${audience.id}`, String(revision)];
  // Ids come from outside too: what separates fields must not occur in them, or two messages would share a key.
  return fields.map((field) => field.replace(/[%|]/g, encodeURIComponent)).join('|');
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
    said: wish.seal ? wish.seal(JSON.stringify(wish.said)) : JSON.stringify(wish.said),
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
    bundle_id: null,
    put_off_from: wish.putOffFrom ?? null,
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

/**
 * Takes back what has not been sent: everything of a source, or part of it. Wins until the request to the platform
 * begins; of what is under way the platform decides, and if it does not take it, it is not tried again. What stands in one message
 * with others is taken out of it, and the others go by themselves. Returns how many were cancelled at once.
 */
export async function cancel(tx: Tx, now: number, source: Withdrawn, reason: string): Promise<number> {
  let cancelled = 0;
  for (;;) {
    cancelled += await cancelOwn(tx, now, source, reason);
    const ended = await takeFromBundles(tx, now, source, reason);
    if (ended === null) return cancelled;
    // Once more: somebody else may have taken the same bundle apart at this very moment.
    cancelled += ended;
  }
}

/** What stands by itself. */
async function cancelOwn(tx: Tx, now: number, source: Withdrawn, reason: string): Promise<number> {
  // One statement, so that a row on its way from `sending` back to `queued` cannot slip through between two.
  let query = tx
    .updateTable('deliveries')
    .set((eb) => ({
      state: eb
        .case()
        .when('state', '=', 'sending')
        .then(eb.ref('state'))
        .else(eb.val<DeliveryState>('cancelled'))
        .end(),
      reason: eb.case().when('state', '=', 'sending').then(eb.ref('reason')).else(reason).end(),
      settled_at: eb.case().when('state', '=', 'sending').then(eb.ref('settled_at')).else(now).end(),
      withdrawn: eb.case().when('state', '=', 'sending').then(reason).else(eb.ref('withdrawn')).end(),
    }))
    .where('source_kind', '=', source.kind)
    .where('source_id', '=', source.id)
    .where('state', 'in', ['queued', 'held', 'sending']);
  if (source.occurrence) query = query.where('occurrence_on', '=', source.occurrence);
  if (source.lead) query = query.where('lead', '=', source.lead);
  if (source.to) query = query.where('audience_id', 'in', source.to);
  const rows = await query.returning('state').execute();
  return rows.filter(({ state }) => state === 'cancelled').length;
}
