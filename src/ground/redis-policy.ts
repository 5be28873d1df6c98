// A Redis that throws keys away when it is full would lose jobs without a word: such a one is refused.
import type { Redis } from 'ioredis';

/** The one policy that throws nothing away. */
const wanted = 'noeviction';

/** What is wrong with a Redis of this policy, with what to do; null when nothing is. */
export const policyFault = (policy: string): string | null =>
  policy === wanted
    ? null
    : `Redis 的 maxmemory-policy 是 ${policy}，内存满了会丢任务。请改成 ${wanted}（CONFIG SET maxmemory-policy ${wanted}，并写进 redis.conf）再启动。`;

/** What is wrong with the Redis behind a connection, or null. `INFO`, since many services refuse `CONFIG`. @throws when it does not answer */
export async function redisFault(redis: Pick<Redis, 'info'>): Promise<string | null> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
  return policy === undefined ? null : policyFault(policy);
}

/**
 * Looks at a Redis before anything starts. One that does not answer is no reason to stay away: callbacks are heard all the same, and
 * it is looked at again each time it comes (back), `complain` then being told.
 * @throws Error with what is wrong and what to do
 */
export async function refuseWrongRedis(redis: Redis, complain: (fault: string) => void): Promise<void> {
  const look = () => redisFault(redis).catch(() => null);
  const fault = await look();
  if (fault) throw new Error(fault);
  redis.on('ready', async () => {
    const found = await look();
    if (found) complain(found);
  });
}
