// Group commit for the single SQLite writer: pieces of work that arrive while a commit is under way share the next one.
// One fsync then serves many messages; each piece still stands or falls alone, by its own savepoint.
import { CompiledQuery, type ControlledTransaction, type Kysely } from 'kysely';
import { isBusy } from './sqlite.ts';
import type { Tables } from './tables.ts';
import type { Tx } from './tx.ts';

interface Waiting {
  work(tx: Tx): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** How many pieces one commit may carry: bounds how long the first of them waits for its answer. */
const largestGroup = 64;

/**
 * One turn of the event loop. SQLite's calls are synchronous: without it a piece would be committed before the next request
 * that has arrived is even read, and every group would be a group of one.
 */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A `write` for one connection. Nothing resolves before the commit that carries it is durable. */
export function groupCommit(db: Kysely<Tables>): <T>(work: (tx: Tx) => Promise<T>) => Promise<T> {
  const queue: Waiting[] = [];
  let running = false;

  const run = async () => {
    running = true;
    while (queue.length > 0) {
      await turn();
      await commitGroup(db, queue);
    }
    running = false;
  };
  return <T>(work: (tx: Tx) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (!running) void run();
    });
}

async function commitGroup(db: Kysely<Tables>, queue: Waiting[]): Promise<void> {
  const settled: (() => void)[] = [];
  const taken: Waiting[] = [];
  const asked = queue.length;
  try {
    const tx = await begin(db);
    try {
      for (let waiting = queue.shift(); waiting; waiting = taken.length < largestGroup ? queue.shift() : undefined) {
        taken.push(waiting);
        settled.push(await runOne(tx, waiting));
      }
      await tx.commit().execute();
    } catch (error) {
      if (!tx.isCommitted && !tx.isRolledBack) await tx.rollback().execute();
      throw error;
    }
  } catch (error) {
    // The group as a whole did not happen (disk full, locked too long): everybody in it is told so. When it could not even begin, all
    // who waited for that are: one after the other they would wait in vain for ever longer.
    if (taken.length === 0) taken.push(...queue.splice(0, asked));
    for (const waiting of taken) waiting.reject(error);
    return;
  }
  for (const tell of settled) tell();
}

/** How long another process may hold the store before a group is given up, and the pause between two tries; milliseconds. */
const busy = { giveUp: 5_000, pause: 15 };

/** Begins the transaction; waits without blocking while another process writes. @throws the store's error after `busy.giveUp` */
async function begin(db: Kysely<Tables>): Promise<ControlledTransaction<Tables>> {
  for (let waited = 0; ; waited += busy.pause) {
    try {
      return await db.startTransaction().execute();
    } catch (error) {
      if (!isBusy(error) || waited >= busy.giveUp) throw error;
      await new Promise((resolve) => setTimeout(resolve, busy.pause));
    }
  }
}

const piece = {
  begin: CompiledQuery.raw('savepoint piece'),
  keep: CompiledQuery.raw('release savepoint piece'),
  undo: CompiledQuery.raw('rollback to savepoint piece'),
};

async function runOne(tx: Tx, waiting: Waiting): Promise<() => void> {
  await tx.executeQuery(piece.begin);
  try {
    const value = await waiting.work(tx);
    await tx.executeQuery(piece.keep);
    return () => waiting.resolve(value);
  } catch (error) {
    await tx.executeQuery(piece.undo);
    await tx.executeQuery(piece.keep);
    return () => waiting.reject(error);
  }
}
