// The store: SQLite in DATA_DIR, or PostgreSQL by DATABASE_URL. One set of migrations, one way to write.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { groupCommit } from './group-commit.ts';
import * as first from './migrations/0001-first.ts';
import * as calendar from './migrations/0002-calendar.ts';
import * as changeOfTerm from './migrations/0003-change-of-term.ts';
import * as schedules from './migrations/0004-schedules.ts';
import * as reminderRules from './migrations/0005-reminder-rules.ts';
import * as replies from './migrations/0006-replies.ts';
import * as exams from './migrations/0007-exams.ts';
import * as papers from './migrations/0008-papers.ts';
import * as stages from './migrations/0009-stages.ts';
import * as bundles from './migrations/0010-bundles.ts';
import { sqliteDialect } from './sqlite.ts';
import type { Tables } from './tables.ts';
import type { Tx } from './tx.ts';

export type { Reader, Tx } from './tx.ts';

/** The open store. */
export interface Store {
  engine: 'sqlite' | 'postgres';
  /** Reads outside a transaction; sees only what is committed. Safe inside `write` too: it has a connection of its own. */
  read: Kysely<Tables>;
  /**
   * Runs `work` in one durable transaction and resolves after the commit; whatever it throws undoes it and is rethrown.
   * Work must not wait for the network: on SQLite every other writer waits for it.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Where the store is: a folder for SQLite, or a PostgreSQL URL. */
export interface StorePlace {
  dataDir: string;
  databaseUrl?: string | undefined;
}

/** Opens the store and brings it up to date. @throws when the place cannot be opened or a migration fails */
export async function openStore(place: StorePlace): Promise<Store> {
  const store = place.databaseUrl ? openPostgres(place.databaseUrl) : openSqlite(place.dataDir);
  await store.migrate();
  return store;
}

type Opened = Store & { migrate(): Promise<void> };

function openSqlite(dataDir: string): Opened {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'jiaoyan.db');
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file) });
  let reader: Kysely<Tables> | null = null;
  return {
    engine: 'sqlite',
    get read() {
      reader ??= new Kysely<Tables>({ dialect: sqliteDialect(file, true) });
      return reader;
    },
    write: groupCommit(db),
    migrate: () => migrate(db, 'sqlite'),
    close: async () => {
      await db.destroy();
      await reader?.destroy();
    },
  };
}

// bigint columns hold epoch milliseconds and counts, all below 2^53: numbers, as in SQLite.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * How long a PostgreSQL transaction may stand still, milliseconds, before the server ends it: a process that is frozen keeps its rows and
 * locks no longer, and its late write fails instead. Shorter than a claim holds (queue/claim.ts). An object, so that tests can shorten it.
 */
export const standingStill = { endsAfter: 15_000 };

function openPostgres(url: string): Opened {
  const pool = new pg.Pool({
    ...{ connectionString: url, max: 12, connectionTimeoutMillis: 5000 },
    idle_in_transaction_session_timeout: standingStill.endsAfter,
  });
  // A connection that breaks, idle or between two statements, is replaced by the pool; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    engine: 'postgres',
    read: db,
    write: (work) => untilNoDeadlock(() => db.transaction().execute(work)),
    migrate: () => migrate(db, 'postgres'),
    close: () => db.destroy(),
  };
}

/** Whether PostgreSQL ended it because two waited for each other: whoever catches everything has to let it through, and `write` does it again. */
export const isDeadlock = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '40P01';

/** How often a transaction is done again that PostgreSQL ended because two waited for each other. */
const mostTries = 5;

/** The loser of a deadlock was undone whole, so it is simply done again: work in a transaction changes nothing outside it. */
async function untilNoDeadlock<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isDeadlock(error) || tries >= mostTries) throw error;
    }
  }
}

async function migrate(db: Kysely<Tables>, engine: Store['engine']): Promise<void> {
  const migrations: Record<string, Migration> = {
    '0001-first': { up: (k: Kysely<unknown>) => first.up(k, engine) },
    '0002-calendar': { up: calendar.up },
    '0003-change-of-term': { up: changeOfTerm.up },
    '0004-schedules': { up: schedules.up },
    '0005-reminder-rules': { up: reminderRules.up },
    '0006-replies': { up: replies.up },
    '0007-exams': { up: exams.up },
    '0008-papers': { up: papers.up },
    '0009-stages': { up: stages.up },
    '0010-bundles': { up: bundles.up },
  };
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/** Undoes `work` alone when it throws, keeping the rest of the transaction. */
export async function attempt<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  await sql`savepoint attempt`.execute(tx);
  try {
    const result = await work(tx);
    await sql`release savepoint attempt`.execute(tx);
    return result;
  } catch (error) {
    await sql`rollback to savepoint attempt`.execute(tx);
    await sql`release savepoint attempt`.execute(tx);
    throw error;
  }
}

/** Makes transactions that call this with the same name run one after another (row lock on PostgreSQL; SQLite has one writer anyway). */
export async function serialise(tx: Tx, name: string): Promise<void> {
  await tx
    .insertInto('counters')
    .values({ name: `lock:${name}`, value: 0 })
    .onConflict((c) => c.column('name').doUpdateSet({ value: 0 }))
    .execute();
}

/** The next running number of a kind, from 1. */
export async function nextNumber(tx: Tx, name: string): Promise<number> {
  const row = await tx
    .insertInto('counters')
    .values({ name, value: 1 })
    .onConflict((c) => c.column('name').doUpdateSet((eb) => ({ value: eb('counters.value', '+', 1) })))
    .returning('value')
    .executeTakeFirstOrThrow();
  return row.value;
}
