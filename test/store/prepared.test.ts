// A statement that is built once answers with the values of each run, on both stores and inside transactions.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepared } from '../../src/store/prepared.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';

afterAll(stopStores);

let built = 0;
const put = prepared((db, v: { name: string; value: number }) => {
  built++;
  return db
    .insertInto('counters')
    .values({ name: v.name, value: v.value })
    .onConflict((c) => c.column('name').doUpdateSet({ value: v.value }));
});
const between = prepared((db, v: { low: number; high: number; not: string }) =>
  db
    .selectFrom('counters')
    .select('name')
    .where((eb) => eb.and([eb('value', '>=', v.low), eb('value', '<=', v.high)]))
    .where('name', '!=', v.not)
    .where('name', 'in', ['a', 'b', 'c'])
    .orderBy('name'),
);

describe.each(stores)('prepared on $name', ({ open }) => {
  let place: TestStore;
  beforeAll(async () => {
    place = await open();
    built = 0;
  });
  afterAll(() => place.close());

  it('puts the values where they belong, however often and wherever it runs', async () => {
    const { store } = place;
    await store.write(async (tx) => {
      await put(tx, { name: 'a', value: 1 });
      await put(tx, { name: 'b', value: 2 });
    });
    const { numAffectedRows } = await store.write((tx) => put(tx, { name: 'c', value: 0 }));
    await store.write((tx) => put(tx, { name: 'c', value: 3 }));
    expect(numAffectedRows).toBe(1n);
    expect((await between(store.read, { low: 1, high: 3, not: 'b' })).rows).toEqual([{ name: 'a' }, { name: 'c' }]);
    expect((await between(store.read, { low: 2, high: 2, not: 'a' })).rows).toEqual([{ name: 'b' }]);
    expect(built).toBe(1);
  });
});
