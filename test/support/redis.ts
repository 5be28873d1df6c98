// A Redis for one test file, provided as the product provides its own: `const redis = await startRedis()` … `await redis.stop()`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../src/ground/cache-folder.mjs';
import { ensureRedis, type RedisHandle } from '../../src/ground/redis.ts';

export async function startRedis(): Promise<RedisHandle> {
  const dataDir = await mkdtemp(join(tmpdir(), 'jiaoyan-test-'));
  const redis = await ensureRedis({ dataDir, cacheDir: cacheFolder(dataDir), log: () => {} });
  return {
    ...redis,
    stop: async () => {
      await redis.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
