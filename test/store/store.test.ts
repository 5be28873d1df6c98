// What both stores must keep: all or nothing, no lost update, work undone alone inside a shared commit.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attempt, nextNumber, type Store, type StorePlace, standingStill, type Tx } from '../../src/store/db.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';

afterAll(stopStores);

/** Another process that counts `n` up, `count` times. */
async function counting(where: StorePlace, count: number): Promise<void> {
  const program = `
    const { openStore, nextNumber } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/store/db.ts'))});
    const store = await openStore(${JSON.stringify(where)});
    await Promise.all(Array.from({ length: ${count} }, () => store.write((tx) => nextNumber(tx, 'n'))));
    await store.close();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
}

describe.each(stores)('store on $name', ({ open }) => {
  let place: TestStore;
  let store: Store;
  beforeEach(async () => {
    place = await open();
    store = place.store;
  });
  afterEach(() => place.close());

  const values = async () =>
    Object.fromEntries((await store.read.selectFrom('counters').selectAll().execute()).map((r) => [r.name, r.value]));

  it('keeps what was written and gives it back as numbers', async () => {
    await store.write((tx) => tx.insertInto('counters').values({ name: 'a', value: 1_795_000_000_123 }).execute());
    expect(await values()).toEqual({ a: 1_795_000_000_123 });
  });

  it('undoes the whole of a piece that throws, and only that', async () => {
    const results = await Promise.allSettled([
      store.write((tx) => nextNumber(tx, 'a')),
      store.write(async (tx) => {
        await nextNumber(tx, 'b');
        throw new Error('no');
      }),
      store.write((tx) => nextNumber(tx, 'a')),
    ]);
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await values()).toEqual({ a: 2 });
  });

  it('keeps the receipt when an attempt inside is undone', async () => {
    await store.write(async (tx) => {
      await nextNumber(tx, 'receipt');
      await attempt(tx, async () => {
        await nextNumber(tx, 'work');
        throw new Error('refused');
      }).catch(() => undefined);
    });
    expect(await values()).toEqual({ receipt: 1 });
  });

  it('loses no update between two processes', async () => {
    const count = 60;
    await Promise.all([counting(place.where, count), counting(place.where, count)]);
    expect(await values()).toEqual({ n: 2 * count });
  });

  it('reads the last commit while a transaction is open', async () => {
    await store.write(async (tx) => {
      await nextNumber(tx, 'inside');
      expect(await store.read.selectFrom('counters').selectAll().execute()).toEqual([]);
    });
  });
});

describe.each(stores.filter(({ name }) => name === 'PostgreSQL'))(
  'a process that stands still, on $name',
  ({ open }) => {
    it('holds up nobody for longer than that: its transaction is ended, and its late write fails', async () => {
      const usual = standingStill.endsAfter;
      standingStill.endsAfter = 300;
      const place = await open().finally(() => {
        standingStill.endsAfter = usual;
      });
      const { store } = place;
      const set = (tx: Tx, value: number) =>
        tx.updateTable('counters').set({ value }).where('name', '=', 'a').execute();
      await store.write((tx) => nextNumber(tx, 'a'));
      const [holds, goesOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const frozen = store.write(async (tx) => {
        await set(tx, 2);
        holds.resolve();
        await goesOn.promise;
        await set(tx, 3);
      });
      const fails = expect(frozen).rejects.toThrow();
      await holds.promise;
      await store.write((tx) => set(tx, 4));
      goesOn.resolve();
      await fails;
      expect(await store.read.selectFrom('counters').select('value').execute()).toEqual([{ value: 4 }]);
      await place.close();
    });
  },
);
