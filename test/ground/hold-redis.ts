// A process that has a private Redis and waits to be killed: node hold-redis.ts DATA_DIR
import { ensureRedis } from '../../src/ground/redis.ts';

const redis = await ensureRedis({ dataDir: process.argv[2] ?? '', log: console.error });
console.log(redis.path);
setInterval(() => {}, 1_000);
