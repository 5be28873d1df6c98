// Both stores for suites that must hold on either: `describe.each(stores)('… on $name', …)`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type StorePlace } from '../../src/store/db.ts';
import { postgresMissing, startPostgres, type TestPostgres } from './postgres.ts';

/** A fresh store and a way to throw it away. */
export interface TestStore {
  store: Store;
  /** For another process that opens the same data. */
  where: StorePlace;
  close(): Promise<void>;
}

let server: Promise<TestPostgres> | null = null;
let count = 0;

/** The stores; PostgreSQL is started once for each test file, and left out with a printed reason where it cannot run. */
export const stores: { name: string; open(): Promise<TestStore> }[] = [
  { name: 'SQLite', open: () => opened((dataDir) => Promise.resolve({ dataDir })) },
  ...(postgresMissing() === null
    ? [
        {
          name: 'PostgreSQL',
          open: () =>
            opened(async (dataDir) => {
              server ??= startPostgres();
              return { dataDir, databaseUrl: await (await server).create(`t${process.pid}_${++count}`) };
            }),
        },
      ]
    : []),
];

/** To be called in afterAll. */
export async function stopStores(): Promise<void> {
  await (await server)?.stop();
  server = null;
}

async function opened(place: (dataDir: string) => Promise<StorePlace>): Promise<TestStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jiaoyan-store-'));
  const where = await place(dataDir);
  const store = await openStore(where);
  return {
    store,
    where,
    async close() {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
