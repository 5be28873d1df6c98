// What a comparison of the ledger with calendar and rules comes to: differences, each with what may explain nothing.
import type { Wanted } from '../../queue/ledger.ts';
import type { Row } from '../../store/tables.ts';

/** A row of the ledger, first part of its message. */
export type LedgerRow = Row<'deliveries'>;

/** Why a message that waits, or has gone out, should not be there. */
export type Unwanted = 'gone' | 'changed' | 'hearer' | 'underived';

/** One difference between what should be in the ledger and what is. */
export type Difference =
  /** Wanted by calendar and rules, not in the ledger. `worth`: it would still come in time. */
  | { kind: 'missing'; wanted: Wanted; worth: boolean }
  /** Wanted, in the ledger as taken back, and nothing on record says why. */
  | { kind: 'withdrawn'; row: LedgerRow }
  /** In the ledger, not wanted (any more): waiting, or gone out though nothing on record says why. */
  | { kind: 'unwanted'; row: LedgerRow; why: Unwanted }
  /** Waits with other words than calendar and rules give now. */
  | { kind: 'stale'; row: LedgerRow; words: string }
  /** The clock has owed nothing since `since` (epoch ms). */
  | { kind: 'clock'; since: number };

/** Whether a difference is about a secret task. */
export const isSecretDifference = (one: Difference): boolean =>
  one.kind !== 'clock' && (one.kind === 'missing' ? one.wanted.class : one.row.class) === 'secret';

/** What a comparison found. All instants epoch ms. */
export interface Comparison {
  /** Compared is what fell due after `from`, up to and with `to`, and all that waits. */
  from: number;
  to: number;
  /** How many messages should be there, and how many rows were looked at; secret tasks are in no count. */
  wanted: number;
  rows: number;
  differences: Difference[];
  /** Those about secret tasks: for the head alone. */
  secret: Difference[];
}
