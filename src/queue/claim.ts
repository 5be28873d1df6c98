// Taking a delivery for sending: the commit that has to be durable before the request begins.
import { sql } from 'kysely';
import type { Said } from '../bot/message.ts';
import { readSaid } from '../bot/sealed.ts';
import type { Vault } from '../lib/vault.ts';
import type { Address } from '../platforms/platform.ts';
import type { Tx } from '../store/db.ts';
import { prepared } from '../store/prepared.ts';
import { bundleKind, type ClassName } from './classes.ts';

/**
 * How long a claim holds, milliseconds of machine time: longer than the longest request (14 s) and writing down its end. An object,
 * so that processes that are killed on purpose (test/faults) can be given shorter times.
 */
export const claims = { holdFor: 20_000 };

/** A delivery that this process may now send. */
export interface Claimed {
  id: string;
  said: Said;
  part: number;
  address: Address;
  class: ClassName;
  /** Which attempt this is, from 1. */
  attempts: number;
  /** Machine time at which the claim lapses; with the id it names this claim and no other. */
  until: number;
  audience: { kind: string; id: string };
  /** Whether it says several things at once. */
  bundle: boolean;
}

/** While the part before is in one of these, a later part has to wait. */
const unsettled = ['queued', 'sending', 'held'] as const;

const take = prepared((db, v: { id: string; now: number; until: number }) =>
  db
    .updateTable('deliveries')
    // What was withdrawn earlier has been asked for again since, or it would not be queued.
    .set({ state: 'sending', claimed_until: v.until, withdrawn: null, attempts: sql`attempts + 1` })
    .where('id', '=', v.id)
    .where('state', '=', 'queued')
    .where('address', 'is not', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', v.now)]))
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('after_id', 'is', null),
        not(
          exists(
            selectFrom('deliveries as before')
              .select('before.id')
              .whereRef('before.id', '=', 'deliveries.after_id')
              .where('before.state', 'in', unsettled),
          ),
        ),
      ]),
    )
    .returning(['said', 'part', 'address', 'class', 'attempts', 'audience_kind', 'audience_id', 'source_kind']),
);

/**
 * Takes a delivery for sending: `queued` → `sending`. Null when it is not to be sent (now): cancelled, sent already, held by
 * another process, out of time, or the part before it has not come to an end. `now` is office time, `real` machine time; `vault` opens
 * what lies sealed.
 */
export async function claim(tx: Tx, id: string, now: number, real: number, vault?: Vault): Promise<Claimed | null> {
  const until = real + claims.holdFor;
  const [row] = (await take(tx, { id, now, until })).rows;
  if (!row?.address) return null;
  return {
    id,
    said: readSaid(row.said, vault),
    part: row.part,
    address: JSON.parse(row.address),
    class: row.class as ClassName,
    attempts: row.attempts,
    until,
    bundle: row.source_kind === bundleKind,
    audience: { kind: row.audience_kind, id: row.audience_id },
  };
}
