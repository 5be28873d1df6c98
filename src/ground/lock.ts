// A lock on a file that the kernel frees when its holder dies, kill -9 included, so there are no stale locks to judge.
// It is SQLite's lock, because Node has none of its own. Never open the file otherwise: closing it would free the lock.
import { DatabaseSync } from 'node:sqlite';

export interface Lock {
  release(): void;
}

const SQLITE_BUSY = 5;

/** Takes the lock, or answers undefined while somebody else, in this process or another, holds it. */
export function tryLock(file: string): Lock | undefined {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec('pragma locking_mode = exclusive; begin exclusive');
    return { release: () => db.close() };
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}
