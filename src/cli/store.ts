// The office's store for commands that work on it beside the running services.
import { loadSettings } from '../../config/load.ts';
import { openStore, type Store } from '../store/db.ts';

/** Opens the store of the settings, runs `work`, closes it. */
export async function withStore<T>(env: NodeJS.ProcessEnv, work: (store: Store) => Promise<T>): Promise<T> {
  const settings = loadSettings(env);
  const store = await openStore({ dataDir: settings.DATA_DIR, databaseUrl: settings.DATABASE_URL });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
