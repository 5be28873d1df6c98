// Who holds the platforms' connections: one process for each data folder. A second one would be let in by the platform and throw the
// first one out for good, so it waits until the first is gone, and takes over then.
import { join } from 'node:path';
import { type Lock, tryLock } from '../ground/lock.ts';
import type { Log } from '../lib/log.ts';

/** What is done while the connections are ours. */
export interface Connections {
  dataDir: string;
  log: Log;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** How often a waiting process looks whether the connections are free, milliseconds. */
const lookMs = 2_000;

/** Opens the connections as soon as no other process on this folder has them. `stop` closes them and lets the next one in. */
export async function holdConnections({ dataDir, log, open, close }: Connections): Promise<{ stop(): Promise<void> }> {
  let lock: Lock | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waiting = false;
  const take = async (): Promise<void> => {
    lock = tryLock(join(dataDir, 'connections.lock'));
    if (lock) return open();
    if (!waiting) log.warn('another process on this DATA_DIR holds the connections; waiting for it to end');
    waiting = true;
    timer = setTimeout(() => take().catch((error) => log.error({ err: error }, 'connections not opened')), lookMs);
  };
  await take();
  return {
    async stop() {
      clearTimeout(timer);
      if (lock) await close();
      lock?.release();
    },
  };
}
