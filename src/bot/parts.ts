// What the engine is given by app.ts. Knows nothing of schools.
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Vault } from '../lib/vault.ts';
import type { Store, Tx } from '../store/db.ts';
import type { Command, Speaker } from './command.ts';
import type { Heard, Said } from './message.ts';

/** Who speaks and the world their commands act in. */
export interface Entered<W> {
  world: W;
  speaker: Speaker;
  /** Roster id; null for strangers. */
  personId: string | null;
}

/** What the engine is given by app.ts. */
export interface DispatchParts<W> {
  store: Store;
  clock: Clock;
  log: Log;
  commands: readonly Command<W>[];
  /** How roles are called in Chinese. */
  roleNames: Record<string, string>;
  /** Finds out who speaks; its writes are part of the message's transaction. */
  enter(tx: Tx, message: Heard, now: number): Promise<Entered<W>>;
  /** The same world for the answer to a question: what is done then comes from the message that asked for it (`originOf`). */
  cameFrom(world: W, origin: string): W;
  /**
   * Why a message is not even looked at, for what comes with it: the sentence that is said instead, in place of all that the message
   * might have meant; null lets it in. Asked for people who are known.
   */
  turnAway?(tx: Tx, message: Heard, now: number): Promise<string | null>;
  /** Seals answers to secret commands, which are kept for repeats. */
  vault?: Vault;
  /** Owes the answer through the ledger, for channels whose answers are not returned at once; a `secret` one is not kept when it is out. */
  owe(tx: Tx, message: Heard, answerId: string, said: Said, now: number, secret: boolean): Promise<void>;
  /**
   * What stands against an answer that is about to be said in a group: the sentence that is said instead; null lets it pass. Asked
   * for every answer there, before the commit; what was done to get at such an answer is undone.
   */
  vet(tx: Tx, message: Heard, said: Said): Promise<string | null>;
  /** Whether the channel's response can carry this answer whole; what it cannot is owed instead of returned. */
  returnable(message: Heard, said: Said): boolean;
  /** Called after a commit: there may be something to hand over. */
  committed(): void;
}
