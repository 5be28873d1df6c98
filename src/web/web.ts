// The web service: contract routes on one server, the platforms' connections, and the sandbox where it is allowed.
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Settings } from '../../config/schema.ts';
import { tick } from '../../jobs/tick.ts';
import type { Core } from '../app.ts';
import type { MovableClock } from '../lib/clock.ts';
import { stamp } from '../lib/dates.ts';
import { loadCalendar } from '../office/calendar/model.ts';
import { upcoming } from '../office/reminders/due.ts';
import type { PlatformParts } from '../platforms/platform.ts';
import type { BullRunner } from '../queue/bullmq.ts';
import type { Pump } from '../queue/pump.ts';
import { calendarRoutes } from './calendar.ts';
import { holdConnections } from './connections.ts';
import { planUploadRoutes } from './plan-upload.ts';
import { replyFileRoutes } from './reply-files.ts';
import { sandboxRoutes } from './sandbox.ts';
import { type Readiness, startServer } from './server.ts';
import { uploadRoutes } from './uploads.ts';

/** What the web service is given. */
export interface WebParts {
  core: Core;
  settings: Settings;
  pump: Pump;
  runner: BullRunner;
  /** The clock of sandbox and tests; null when time is real. */
  movable: MovableClock | null;
}

/** The running web service. */
export interface Web {
  url: string;
  stop(): Promise<void>;
}

/** Starts the server and opens the platforms' connections. */
export async function startWeb(parts: WebParts): Promise<Web> {
  const { core, settings, runner } = parts;
  const metrics = meters(parts);
  const platformParts: PlatformParts = {
    hear: core.hear,
    clock: core.clock,
    log: core.log,
    rejected: metrics.rejected,
  };
  const server = await startServer({
    log: core.log,
    host: settings.HOST,
    port: settings.PORT,
    ready: () => readiness(parts),
    metrics: metrics.text,
    mount(router) {
      for (const platform of core.platforms) platform.routes?.(router, platformParts);
      planUploadRoutes(router, core.office, parts.pump.nudge);
      uploadRoutes(router, core.office, parts.pump.nudge);
      calendarRoutes(router, core.office);
      replyFileRoutes(router, core.office);
      if (core.office.settings.sandbox && parts.movable) sandboxRoutes(router, sandboxPorts(parts, parts.movable));
    },
  });
  const connections = await holdConnections({
    dataDir: settings.DATA_DIR,
    log: core.log,
    async open() {
      for (const platform of core.platforms) await platform.connect?.(platformParts);
      runner.work(boundLanes(core), core.queue);
    },
    async close() {
      await Promise.all(core.platforms.map((platform) => platform.disconnect?.()));
    },
  });
  return {
    url: server.url,
    async stop() {
      await connections.stop();
      await server.close();
    },
  };
}

/** Lanes that only the process with the connection can send on. */
const boundLanes = (core: Core): string[] =>
  core.platforms.flatMap((platform) => platform.lanes.filter((lane) => lane.bound).map((lane) => lane.name));

async function readiness({ core, runner }: WebParts): Promise<Readiness> {
  const ok = (work: Promise<unknown>) =>
    work.then(
      () => true,
      () => false,
    );
  const [store, redis, ...platforms] = await Promise.all([
    ok(core.store.read.selectFrom('counters').select('name').limit(1).execute()),
    ok(runner.redis.ping()),
    ...core.platforms.map(async (p) => [p.name, await p.health()] as const),
  ]);
  return {
    store,
    parts: {
      redis: { ok: redis, detail: redis ? '正常' : '连不上，消息先记下，恢复后再发' },
      ...Object.fromEntries(platforms),
    },
  };
}

/** Metrics, and the log line for rejected callbacks: one a minute for each channel and reason, without content. */
function meters({ core, runner }: WebParts) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const rejections = new Counter({
    name: 'jiaoyan_callbacks_rejected_total',
    help: 'Callbacks refused at the door',
    labelNames: ['channel', 'why'],
    registers: [registry],
  });
  const deliveries = new Gauge({
    name: 'jiaoyan_deliveries',
    help: 'Deliveries in the ledger by state, secret tasks left out',
    labelNames: ['state'],
    registers: [registry],
  });
  const depth = new Gauge({
    name: 'jiaoyan_queue_waiting',
    help: 'Jobs waiting',
    labelNames: ['queue'],
    registers: [registry],
  });
  const logged = new Map<string, number>();
  return {
    rejected(channel: string, why: string) {
      rejections.inc({ channel, why });
      const key = `${channel}|${why}`;
      if (core.clock.real() - (logged.get(key) ?? 0) < 60_000) return;
      logged.set(key, core.clock.real());
      core.log.warn({ channel, why }, 'callback rejected');
    },
    async text() {
      const rows = await core.store.read
        .selectFrom('deliveries')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        // Secret tasks are counted nowhere (domain rules, section 8).
        .where('class', '!=', 'secret')
        .groupBy('state')
        .execute();
      deliveries.reset();
      for (const row of rows) deliveries.set({ state: row.state }, Number(row.count));
      const waiting = await runner.depth().catch(() => ({}));
      for (const [queue, count] of Object.entries(waiting)) depth.set({ queue }, count);
      return registry.metrics();
    },
  };
}

/** Longest the sandbox waits for messages to go out before it moves on, milliseconds. */
const drainMs = 10_000;

function sandboxPorts(parts: WebParts, clock: MovableClock) {
  const { core, pump } = parts;
  const nextDue = async () => {
    const calendar = await loadCalendar(core.store.read);
    return upcoming(core.store.read, calendar, clock.now());
  };
  const pending = async () => {
    const rows = await core.store.read
      .selectFrom('deliveries')
      .select('id')
      .where('state', 'in', ['queued', 'sending'])
      .where('due_at', '<=', clock.now())
      .limit(1)
      .execute();
    return rows.length > 0;
  };
  const drain = async () => {
    const until = clock.real() + drainMs;
    do {
      pump.nudge();
      await new Promise((r) => setTimeout(r, 20));
    } while ((await pending()) && clock.real() < until);
  };
  return {
    store: core.store,
    hear: core.hear,
    answerOf: core.answerOf,
    clock,
    nextDue,
    drain,
    /** Goes from due instant to due instant, so that nothing on the way counts as late. */
    async moveClock(to: number, onStep?: (now: number) => void) {
      try {
        for (let stop = -1; stop !== to; ) {
          const next = await nextDue();
          stop = next === null || next > to ? to : next;
          clock.moveTo(stop);
          await tick(core.office);
          await drain();
          onStep?.(stop);
        }
      } catch (error) {
        core.log.error({ err: error, to: stamp(to) }, 'the sandbox clock did not get there');
        throw error;
      }
    },
  };
}
