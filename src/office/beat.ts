// Where the clock stands: kept in `counters`, so that a beat that was missed is made good and two clocks do it once.
import type { Reader, Tx } from '../store/db.ts';

/** Row of `counters` that holds up to where (epoch ms) everything has been owed; also the lock of a beat. */
export const beatPosition = 'clock';
/** Row of `counters` with the first beat of all (epoch ms): what was due before was never owed. */
const began = 'clock-began';

/** Up to where everything has been owed (epoch ms); null before the first beat. */
export const lastBeat = (db: Reader): Promise<number | null> => counter(db, beatPosition);

/** When the clock beat for the first time (epoch ms); null before it. */
export const firstBeat = (db: Reader): Promise<number | null> => counter(db, began);

async function counter(db: Reader, name: string): Promise<number | null> {
  const row = await db.selectFrom('counters').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? null;
}

/** Everything up to `value` (epoch ms) has been owed; the first time that is also where all began. */
export async function moveBeat(tx: Tx, value: number): Promise<void> {
  if ((await lastBeat(tx)) === null) await put(tx, began, value);
  await put(tx, beatPosition, value);
}

async function put(tx: Tx, name: string, value: number): Promise<void> {
  await tx
    .insertInto('counters')
    .values({ name, value })
    .onConflict((c) => c.column('name').doUpdateSet({ value }))
    .execute();
}
