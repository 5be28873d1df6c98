// While the ends of sends cannot be written down (disk full, store away), no further send is begun: its end would be unknown too.
import type { Store } from '../store/db.ts';

const troubled = new WeakSet<Store>();

/** The end of a send could not be written down. */
export const endNotWritten = (store: Store): void => void troubled.add(store);

/** About what the end of a send takes, characters; an index of PostgreSQL takes no more than 2,700 bytes. */
const room = 2_000;

/**
 * Whether a send may begin. After trouble only once a write of some size has gone through: on a full disk a claim, which takes no
 * room, still succeeds, and its end would not.
 */
export async function mayBegin(store: Store, id: string): Promise<boolean> {
  if (!troubled.has(store)) return true;
  const name = `room:${id}:${' '.repeat(room)}`;
  try {
    await store.write(async (tx) => {
      await tx.insertInto('counters').values({ name, value: 0 }).execute();
      await tx.deleteFrom('counters').where('name', '=', name).execute();
    });
  } catch {
    return false;
  }
  troubled.delete(store);
  return true;
}
