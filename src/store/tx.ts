// What is written in and read from.
import type { ControlledTransaction, Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** A transaction: all reads and writes of one piece of work. */
export type Tx = Transaction<Tables> | ControlledTransaction<Tables>;
/** Something to read from: a transaction, or the store's reader. */
export type Reader = Kysely<Tables> | Tx;
