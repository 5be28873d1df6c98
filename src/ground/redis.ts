// The Redis of this deployment: the one in REDIS_URL, else a private one in DATA_DIR that needs no installation.
import { cacheFolder } from './cache-folder.mjs';
import { PrivateRedis } from './private-redis.ts';
import { redisPlace } from './redis-place.ts';
import { findRedisProgram } from './redis-program.ts';

export interface RedisOptions {
  dataDir: string;
  redisUrl?: string | undefined;
  cacheDir?: string | undefined;
  log: (line: string) => void;
}

export interface RedisHandle {
  /** For `new Redis(url)`: a redis:// address, or the path of a unix socket. */
  url: string;
  /** The unix socket of a private server. */
  path?: string;
  private: boolean;
  /** Stops the server if it was started here. */
  stop(): Promise<void>;
}

export async function ensureRedis({ dataDir, redisUrl, cacheDir, log }: RedisOptions): Promise<RedisHandle> {
  if (redisUrl) return { url: redisUrl, private: false, stop: async () => {} };
  const place = redisPlace(dataDir);
  const redis = new PrivateRedis(
    place,
    () => findRedisProgram({ cacheDir: cacheDir ?? cacheFolder(dataDir), log }),
    log,
  );
  await redis.start();
  return { url: place.socket, path: place.socket, private: true, stop: () => redis.stop() };
}
