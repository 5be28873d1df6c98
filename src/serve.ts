// `jiaoyan serve`: the services web, worker and clock, in one process or in three, started in order and stopped in order.

import { mkdirSync } from 'node:fs';
import cron from 'node-cron';
import { dataDir, isSandbox, publicUrl } from '../config/load.ts';
import type { Settings } from '../config/schema.ts';
import { tick } from '../jobs/tick.ts';
import { type Core, createCore } from './app.ts';
import { configuredPlatforms, platformQuotas } from './configured.ts';
import { clockSocket } from './ground/clock-socket.ts';
import { ensureRedis } from './ground/redis.ts';
import { refuseWrongRedis } from './ground/redis-policy.ts';
import { type Clock, type MovableClock, movableClock, systemClock } from './lib/clock.ts';
import { instantOf } from './lib/dates.ts';
import type { Log } from './lib/log.ts';
import { systemAct } from './office/act.ts';
import { lastBeat } from './office/beat.ts';
import { countUsage } from './office/deliveries/quota.ts';
import { seedSandbox } from './office/sample/seed.ts';
import { sandboxPlatform } from './platforms/sandbox.ts';
import { type BullRunner, bullRunner } from './queue/bullmq.ts';
import { redisPace } from './queue/pace.ts';
import { createPump, type Pump } from './queue/pump.ts';
import { openStore, type Store } from './store/db.ts';
import { startWeb, type Web } from './web/web.ts';

/** The services by name. */
export const serviceNames = ['web', 'worker', 'clock'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What runs in this process. */
export interface Serving {
  core: Core;
  /** Where the web service listens; null without it. */
  url: string | null;
  /** True when no platform is configured: /sandbox is open. */
  sandbox: boolean;
  /** Stops everything in order, within 25 s. */
  stop(): Promise<void>;
}

/** How often the worker looks for what became due, milliseconds. */
const pumpMs = 1_000;
/** How often the clock beats; each beat handles everything since the last, so the rhythm only bounds lateness. */
const heartbeat = '*/10 * * * * *';
/** How long running sends may take when stopping, milliseconds. */
const stopMs = 20_000;

/** Starts the named services. @throws with a sentence that says what to do when store, Redis or port cannot be had */
export async function serve(given: Settings, names: readonly ServiceName[], log: Log): Promise<Serving> {
  const sandbox = isSandbox(given);
  const settings = { ...given, DATA_DIR: dataDir(given) };
  mkdirSync(settings.DATA_DIR, { recursive: true });
  const redis = await ensureRedis({
    dataDir: settings.DATA_DIR,
    redisUrl: settings.REDIS_URL,
    log: (line) => log.info(line),
  });
  const runner = bullRunner(redis.url, {
    onError: onceAMinute(systemClock, (error) => log.warn({ err: error }, 'redis is not answering')),
  });
  await refuseWrongRedis(runner.redis, (fault) => log.error(fault));
  const store = await openStore({ dataDir: settings.DATA_DIR, databaseUrl: settings.DATABASE_URL });
  const { clock, movable } = await theClock(settings, sandbox, store);
  let pump: Pump | null = null;
  const usage = usageMeter();
  const core = createCore({
    settings,
    store,
    clock,
    log,
    platforms: sandbox ? [sandboxPlatform()] : configuredPlatforms(settings, usage.count),
    pace: redisPace(runner.redis, clock.real),
    sandbox,
    committed: () => pump?.nudge(),
  });
  if (sandbox) await seedSandbox(core.office);
  pump = createPump(core.queue, runner);
  if (names.includes('worker')) {
    runner.work(workerQueues(core), core.queue);
    pump.every(pumpMs);
  }
  const beat = names.includes('clock') ? startHeartbeat(core, pump) : null;
  const control =
    settings.CLOCK_SOCKET && movable ? await clockSocket(settings.CLOCK_SOCKET, movable, () => void beat?.now()) : null;
  const web = names.includes('web') ? await startWeb({ core, settings, pump, runner, movable }) : null;
  usage.keep(core);
  pump.nudge();

  return {
    core,
    url: web?.url ?? null,
    sandbox,
    stop: once(() => stopInOrder({ web, beat, control, usage, pump, runner, store, redis })),
  };
}

/** What the worker works on; a lane bound to a connection is worked where the connection is (web.ts). */
const workerQueues = (core: Core): string[] => [
  ...core.platforms.flatMap((platform) => platform.lanes.filter((lane) => !lane.bound).map((lane) => lane.name)),
  'tasks',
];

/** node-cron writes coloured lines of its own otherwise. */
const cronLog = (log: Log) => ({
  info: (message: string) => log.debug({ cron: message }, 'heartbeat'),
  warn: (message: string) => log.warn({ cron: message }, 'heartbeat'),
  error: (message: string | Error) => log.error({ cron: String(message) }, 'heartbeat'),
  debug: (message: string | Error) => log.debug({ cron: String(message) }, 'heartbeat'),
});

interface Heartbeat {
  now(): Promise<void>;
  stop(): void;
}

function startHeartbeat(core: Core, pump: Pump): Heartbeat {
  const beat = async () => {
    try {
      if ((await tick(core.office)) > 0) pump.nudge();
    } catch (error) {
      core.log.error({ err: error }, 'clock beat failed; the next one makes up for it');
    }
  };
  void beat();
  const task = cron.schedule(heartbeat, beat, {
    name: 'heartbeat',
    timezone: 'Asia/Shanghai',
    noOverlap: true,
    logger: cronLog(core.log),
  });
  return { now: beat, stop: () => void task.stop() };
}

/** The first morning of the sandbox: Monday of week 4, the day the 2023 plan was issued. */
const sandboxStart = instantOf('2023-03-06', '08:00');

async function theClock(settings: Settings, sandbox: boolean, store: Store) {
  if (!settings.CLOCK_START && !settings.CLOCK_SOCKET && !sandbox) {
    return { clock: systemClock as Clock, movable: null };
  }
  // A sandbox goes on where it was left: a clock turned back would keep every reminder silent.
  const position = await lastBeat(store.read);
  const start = settings.CLOCK_START
    ? Date.parse(settings.CLOCK_START)
    : sandbox
      ? Math.max(sandboxStart, position ?? 0)
      : systemClock.now();
  const movable: MovableClock = movableClock(start);
  return { clock: movable as Clock, movable };
}

/** How often what was used of a quota is written down, milliseconds. */
const usageMs = 30_000;

/** Counts calls in memory and writes the sums down now and then: a transaction for each call would cost more than the call. */
function usageMeter() {
  let used = new Map<string, number>();
  let core: Core | null = null;
  let timer: NodeJS.Timeout | undefined;
  const flush = async () => {
    const sums = used;
    used = new Map();
    if (!core || sums.size === 0) return;
    const { store, clock, office } = core;
    await store.write((tx) => countUsage(systemAct(tx, clock.now(), 'usage', office.settings), sums, platformQuotas));
  };
  return {
    count: (quota: string) => void used.set(quota, (used.get(quota) ?? 0) + 1),
    keep(of: Core) {
      core = of;
      timer = setInterval(() => flush().catch((error) => of.log.warn({ err: error }, 'usage not written')), usageMs);
    },
    async flush() {
      clearInterval(timer);
      await flush();
    },
  };
}

interface Running {
  web: Web | null;
  beat: Heartbeat | null;
  control: { close(): void } | null;
  usage: { flush(): Promise<void> };
  pump: Pump;
  runner: BullRunner;
  store: Store;
  redis: { stop(): Promise<void> };
}

/** First nothing new comes in, then what is under way ends, then the ground goes. */
async function stopInOrder({ web, beat, control, usage, pump, runner, store, redis }: Running): Promise<void> {
  control?.close();
  beat?.stop();
  await web?.stop();
  await pump.stop();
  await runner.stop(stopMs);
  await usage.flush();
  await store.close();
  await redis.stop();
}

const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let result: Promise<void> | null = null;
  return () => {
    result ??= work();
    return result;
  };
};

function onceAMinute(clock: Clock, work: (error: Error) => void): (error: Error) => void {
  let last = 0;
  return (error) => {
    if (clock.real() - last < 60_000) return;
    last = clock.real();
    work(error);
  };
}

/** What `npm start` prints once everything runs. */
export function welcome(serving: Serving, settings: Settings): string {
  const base = settings.PUBLIC_URL ? publicUrl(settings) : serving.url;
  const lines = [`教研助手已启动：${base ?? '（没有网页服务）'}`];
  if (serving.sandbox && serving.url) {
    lines.push(
      `沙盒（示例区，2023 年春季学期）：${serving.url}/sandbox`,
      '还没有接入企业微信或钉钉；接入方法见 README。按 Ctrl-C 停止。',
    );
  }
  return lines.join('\n');
}
