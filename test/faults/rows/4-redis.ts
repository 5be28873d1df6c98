// Redis that stands still, goes away, is cut off, dies in the middle of a write, comes and goes, is full, or is set up wrongly.
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { redisPlace } from '../../../src/ground/redis-place.ts';
import { startTcpRedis, wireTo } from '../../support/tcp-redis.ts';
import { atMost, exactly, type Finding, type Row, type RowParts } from '../row.ts';
import { Ground, type Site, type Talked } from '../site.ts';

/** Sizes of one run; milliseconds. */
const scales = {
  full: { outage: 60_000, still: 60_000, restarts: 20, kills: 10, full: 30_000, owed: 60 },
  // Longer than a command may take: whatever is begun meanwhile is given up.
  short: { outage: 1_500, still: 7_000, restarts: 3, kills: 3, full: 1_500, owed: 12 },
};

/** How long the platform waits for an acknowledgement (protocols/wecom.md §3), milliseconds. */
const patience = 5_000;
/** How long the office may take after Redis is back, milliseconds. */
const recovery = 30_000;
/** How often somebody says something meanwhile, milliseconds. */
const gap = 400;

/** One harm to Redis; when it resolves, Redis is well again. */
interface Harm {
  name: string;
  /** How long it takes about, for spreading what falls due, milliseconds. */
  ms: number;
  /** How many messages fall due; more where it has to hit a write. */
  owed?: number;
  work(): Promise<void>;
}

type Variant = { variant: string; findings: Finding[] };

/** Redis going wrong in every way the table knows. */
export const redisRow: Row = {
  number: 4,
  title: 'Redis stopped, shut down, cut off, killed, restarted, full, wrongly set up',
  together: true,
  async run(parts) {
    const ground = new Ground();
    try {
      const work = [outside, own, absent, wrongPolicy].map((variant) => variant(ground, parts));
      return (await Promise.all(work)).flat();
    } finally {
      await ground.close();
    }
  },
};

/** A Redis of somebody else's, over TCP; three processes of ours. */
async function outside(ground: Ground, parts: RowParts): Promise<Variant[]> {
  const sizes = scales[parts.scale];
  const redis = await startTcpRedis();
  ground.keep(() => redis.remove());
  const wire = await wireTo(redis.port);
  ground.keep(() => wire.close());
  const site = await ground.site({
    engine: parts.engine,
    env: { REDIS_URL: wire.url },
    processes: ['web', 'worker', 'clock'],
  });
  await site.start();
  const cut = (how: 'refused' | 'silent') => async () => {
    wire.cut(how);
    await sleep(sizes.outage);
    wire.mend();
  };
  const harms: Harm[] = [
    {
      name: 'stopped by SIGSTOP',
      ms: sizes.outage,
      async work() {
        process.kill(redis.pid(), 'SIGSTOP');
        await sleep(sizes.outage);
        process.kill(redis.pid(), 'SIGCONT');
      },
    },
    {
      name: 'shut down',
      ms: sizes.outage,
      async work() {
        await redis.end('SIGTERM');
        await sleep(sizes.outage);
        await redis.start();
      },
    },
    { name: 'connection broken', ms: sizes.outage, work: cut('refused') },
    { name: 'connection silent', ms: sizes.outage, work: cut('silent') },
    {
      name: `restarted ×${sizes.restarts}`,
      ms: sizes.restarts * 700,
      async work() {
        for (let i = 0; i < sizes.restarts; i++) {
          await redis.end('SIGTERM');
          await redis.start();
          await sleep(100 + ((parts.seed + i * 7_919) % 900));
        }
      },
    },
    {
      name: 'full',
      ms: sizes.full,
      async work() {
        await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
        await sleep(sizes.full);
        await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
      },
    },
  ];
  return inTurn(site, parts, 'over TCP', harms);
}

/** The private Redis in DATA_DIR, which we start ourselves; one process of ours. */
async function own(ground: Ground, parts: RowParts): Promise<Variant[]> {
  const sizes = scales[parts.scale];
  const site = await ground.site({ engine: parts.engine });
  await site.start();
  const { socket } = redisPlace(site.deployment.dataDir);
  const pid = async () => Number(/process_id:(\d+)/.exec(String(await ask(socket, 'INFO', 'server')))?.[1]);
  const harms: Harm[] = [
    {
      name: 'stopped by SIGSTOP',
      ms: sizes.still,
      async work() {
        const server = await pid();
        process.kill(server, 'SIGSTOP');
        await sleep(sizes.still);
        process.kill(server, 'SIGCONT');
      },
    },
    {
      name: 'shut down by somebody',
      ms: 1_000,
      work: async () => void (await ask(socket, 'SHUTDOWN').catch(() => undefined)),
    },
    {
      name: `killed mid-write ×${sizes.kills}`,
      ms: sizes.kills * 700,
      owed: sizes.owed * 5,
      async work() {
        for (let i = 0; i < sizes.kills; i++) {
          await sleep((parts.seed + i * 104_729) % 500);
          const server = await pid().catch(() => 0);
          if (server > 0) process.kill(server, 'SIGKILL');
          await sleep(200);
        }
      },
    },
  ];
  return inTurn(site, parts, 'private', harms);
}

async function ask(socket: string, name: string, ...rest: string[]): Promise<unknown> {
  const client = new Redis({ path: socket, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    return await client.call(name, ...rest);
  } finally {
    client.disconnect();
  }
}

async function inTurn(site: Site, parts: RowParts, which: string, harms: readonly Harm[]): Promise<Variant[]> {
  const found: Variant[] = [];
  for (const [i, harm] of harms.entries()) {
    parts.progress(`${which}: ${harm.name}`);
    found.push({ variant: `${which}, ${harm.name}`, findings: await through(site, parts, harm, `${i}`) });
  }
  return found;
}

/** One harm, while people talk and messages fall due before, during and after it. */
async function through(site: Site, parts: RowParts, harm: Harm, name: string): Promise<Finding[]> {
  const { owed = scales[parts.scale].owed } = harm;
  const processes = site.deployment.pids;
  const now = await site.deployment.now();
  const ids = Array.from({ length: owed }, (_, i) => `${name}-${i}`);
  await site.owe(ids.map((id, i) => ({ id, due: now - 500 + Math.floor((i / owed) * (harm.ms + 1_000)) })));
  let over = false;
  const talking = site.talk(`talk-${name}`, gap, () => over);
  await sleep(gap);
  await harm.work();
  const well = Date.now();
  await site.settled(2 * recovery);
  const took = Date.now() - well;
  over = true;
  return judge(site, await talking, took, processes);
}

async function judge(site: Site, talked: readonly Talked[], took: number, before: number[]): Promise<Finding[]> {
  const tally = await site.tally();
  const acknowledged = talked.filter(({ took }) => took !== null).map(({ id }) => id);
  return [
    exactly('callbacks not acknowledged at once', talked.filter(late).length, 0),
    exactly('acknowledged without exactly one effect', (await site.withoutOneEffect(acknowledged)).length, 0),
    atMost('seconds until all was sent', Math.round(took / 100) / 10, recovery / 1_000),
    exactly('not sent', tally.open + tally.unknown + tally.failed, 0),
    exactly('duplicates', tally.twice, 0),
    exactly('sent in the ledger, not on the platform', tally.lies, 0),
    exactly('processes of ours that ended', before.filter((pid) => !alive(pid)).length, 0),
  ];
}

const late = ({ took, tries }: Talked): boolean => took === null || took > patience || tries > 1;

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Started while Redis is away. */
async function absent(ground: Ground, parts: RowParts): Promise<Variant[]> {
  const { outage } = scales[parts.scale];
  const redis = await startTcpRedis();
  ground.keep(() => redis.remove());
  const wire = await wireTo(redis.port);
  ground.keep(() => wire.close());
  wire.cut('refused');
  const site = await ground.site({ engine: parts.engine, env: { REDIS_URL: wire.url } });
  await site.start();
  const work = async () => {
    await sleep(outage);
    wire.mend();
  };
  return inTurn(site, parts, 'over TCP', [{ name: 'away at the start', ms: outage, work }]);
}

/** A Redis that throws keys away is refused before anything starts. */
async function wrongPolicy(ground: Ground, { engine }: RowParts): Promise<Variant[]> {
  const redis = await startTcpRedis('allkeys-lru');
  ground.keep(() => redis.remove());
  const site = await ground.site({ engine, env: { REDIS_URL: redis.url } });
  const refused = await site.start().then(
    () => false,
    (error: Error) => error.message.includes('noeviction'),
  );
  return [{ variant: 'wrong policy', findings: [exactly('started all the same', refused ? 0 : 1, 0)] }];
}
