// node:sqlite behind Kysely: write-ahead log, synchronous FULL (a committed transaction survives a power cut).
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** Kysely hands values as they are; SQLite takes null, numbers, strings and bytes, and binds a leading object silently as NULL. */
function bind(value: unknown): SQLInputValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`cannot bind ${Object.prototype.toString.call(value)}`);
}

const cached = 400;
const begin = 'begin immediate';

/**
 * SQLite gives up a whole transaction by itself when the disk is full or a write fails. What its owner, who has not noticed, says
 * next would then stand on its own: it is refused, with the error of then, until the owner rolls back.
 */
function whileItLasts(db: DatabaseSync): <T>(sql: string, run: () => T, nothing: T) => T {
  let begun = false;
  let lost: { error: unknown } | null = null;
  return (sql, run, nothing) => {
    if (sql === begin) lost = null;
    if (lost) {
      const { error } = lost;
      if (sql !== 'rollback') throw error;
      lost = null;
      begun = false;
      return nothing;
    }
    try {
      const result = run();
      if (sql === begin) begun = true;
      if (sql === 'commit' || sql === 'rollback') begun = false;
      return result;
    } catch (error) {
      if (begun && !db.isTransaction) lost = { error };
      throw error;
    }
  };
}

/** Statements are compiled once per text: the same forty sentences make up nearly all traffic. */
function statements(db: DatabaseSync): (sql: string) => SqliteStatement {
  const known = new Map<string, SqliteStatement>();
  const step = whileItLasts(db);
  const wrap = (sql: string, statement: StatementSync): SqliteStatement => ({
    reader: statement.columns().length > 0,
    all: (values) => step(sql, () => statement.all(...values.map(bind)), []),
    run: (values) => step(sql, () => statement.run(...values.map(bind)), { changes: 0, lastInsertRowid: 0 }),
    iterate: (values) => statement.iterate(...values.map(bind)) as IterableIterator<unknown>,
  });
  return (sql) => {
    let statement = known.get(sql);
    if (!statement) {
      statement = wrap(sql, db.prepare(sql));
      if (known.size >= cached) known.clear();
      known.set(sql, statement);
    }
    return statement;
  };
}

/** How long a call may wait for another process's commit, milliseconds. Calls block the whole process, so only for a moment. */
const patience = 20;

/** Whether an error says that another process is writing just now. */
export const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5;

/**
 * A Kysely dialect on one database file. Two processes may open the same file: who finds it locked waits for a moment and is then
 * told so (`isBusy`); group-commit.ts tries again without blocking anybody.
 * A read-then-write transaction that starts deferred would fail at once (SQLITE_BUSY_SNAPSHOT), hence `begin immediate`.
 */
export function sqliteDialect(file: string, readOnly = false): SqliteDialect {
  const db = new DatabaseSync(file, { timeout: patience, enableForeignKeyConstraints: true, readOnly });
  if (!readOnly) db.exec('pragma journal_mode=wal; pragma synchronous=full');
  const prepare = statements(db);
  const database: SqliteDatabase = {
    close: () => db.close(),
    prepare: (sql) => prepare(sql === 'begin' ? begin : sql),
  };
  return new SqliteDialect({ database });
}
