// What the queue side is made of and given: shared by relay, sweep, sending and both runners.
import type { Said } from '../bot/message.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Vault } from '../lib/vault.ts';
import type { Address, Platform } from '../platforms/platform.ts';
import type { Store, Tx } from '../store/db.ts';
import type { Row } from '../store/tables.ts';
import type { Turns } from './fair.ts';
import type { JobEnd } from './job.ts';
import type { Pace } from './pace.ts';

/** Where due work is put; two of them keep one contract: BullMQ, and an inline one for conversations played in tests. */
export interface Runner {
  /**
   * Puts deliveries of a lane (or `tasks`) into the queue; the same id twice is one job. `turns`: how many of the same group or source
   * stand before it (fair.ts), 0 or none: nobody is to be waited for. Rejects when the queue is down.
   */
  add(queue: string, ids: readonly string[], turns?: Turns): Promise<void>;
}

/** What the queue side is given by app.ts. */
export interface QueueParts {
  store: Store;
  clock: Clock;
  log: Log;
  platforms: readonly Platform[];
  pace: Pace;
  /** Opens the answers that lie sealed. */
  vault?: Vault | undefined;
  /** The way to a group or person now, leaving out lanes that were tried; null: unreachable. */
  resolve(tx: Tx, audience: { kind: string; id: string }, tried: readonly string[]): Promise<Address | null>;
  /** Why a message to a group is held back; null lets it pass. Tells the author when it holds. */
  guard(tx: Tx, delivery: Row<'deliveries'>): Promise<string | null>;
  /** Whether words, each of which may be said there, may also stand together in one message. */
  fits?(tx: Tx, audience: { kind: string; id: string }, said: Said): Promise<boolean>;
  /** Something became `unknown` and will not be repeated by itself: tells an admin. */
  alarm(tx: Tx, deliveryId: string): Promise<void>;
  /** Something became `failed`: tells its author. */
  failed?(tx: Tx, deliveryId: string): Promise<void>;
  /** Runs one task; see tasks.ts. */
  runTask(name: string, payload: Record<string, string>): Promise<JobEnd>;
  attemptsOf(name: string): number;
  /** How long one run of a task may take, milliseconds. */
  deadlineOf(name: string): number;
}
