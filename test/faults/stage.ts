// The ground a row stands on: a store of its own (SQLite or PostgreSQL), a Redis of its own, a fake WeCom, and processes of ours.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayMs, instantOf } from '../../src/lib/dates.ts';
import { systemAct } from '../../src/office/act.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { seedContest } from '../../src/office/sample/contest.ts';
import { seedDistrict } from '../../src/office/sample/district.ts';
import type { Lane } from '../../src/platforms/platform.ts';
import { openStore, type Store } from '../../src/store/db.ts';
import { type FakeOptions, type FakeWecom, startFakeWecom } from '../support/fake-wecom.ts';
import { startPostgres } from '../support/postgres.ts';
import { startRedis } from '../support/redis.ts';
import type { RowParts } from './row.ts';
import { type Service, startService } from './service.ts';

const term = join(import.meta.dirname, '../../config/terms/2023-spring.yaml');

/** Monday of week 4: office time at which every stage begins, epoch ms. */
export const stageStart = instantOf('2023-03-06', '08:00');

/** What may differ from stage to stage. */
export interface StageOptions {
  /** Lanes changed in all processes, by name. */
  lanes?: Record<string, Partial<Lane>>;
  /** Settings beside those of store, Redis, clock and fake. */
  env?: Record<string, string>;
  fake?: Partial<FakeOptions>;
  /** The sample district, the spring term of 2023 and the contest, as an office would have them. Default true. */
  district?: boolean;
}

/** A stage. Everything on it belongs to it alone. */
export interface Stage {
  engine: Store['engine'];
  store: Store;
  dataDir: string;
  redisUrl: string;
  fake: FakeWecom;
  /** Where the web service of this stage listens. */
  url: string;
  /** Office time now, epoch ms: begins at `stageStart` and runs at normal speed unless moved. */
  now(): number;
  /** Moves the office time of processes that start from now on; running ones are moved by their own `clockTo`. */
  moveTo(now: number): void;
  /** Starts a process; `name` keeps those with the same services apart. Killed when the stage closes. */
  start(services: string, more?: { name?: string; env?: Record<string, string> }): Promise<Service>;
  close(): Promise<void>;
}

/** Puts everything up; nothing of ours runs yet. */
export async function openStage({ engine }: Pick<RowParts, 'engine'>, options: StageOptions = {}): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jiaoyan-faults-'));
  const postgres = engine === 'postgres' ? await startPostgres() : null;
  const [redis, fake] = [await startRedis(), await startFakeWecom(options.fake)];
  const databaseUrl = postgres?.url;
  const store = await openStore({ dataDir, databaseUrl });
  if (options.district ?? true) await seed(store, fake);
  const port = await freePort();
  const services: Service[] = [];
  let [base, since] = [stageStart, Date.now()];
  const now = () => base + (Date.now() - since);
  const given = {
    HOST: '127.0.0.1',
    PORT: String(port),
    // Not loopback by name, so that links are given out; nobody follows them.
    PUBLIC_URL: `http://jiaoyan.test:${port}`,
    DATA_DIR: dataDir,
    REDIS_URL: redis.path ? `unix://${redis.path}` : redis.url,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...fakeSettings(fake),
    FAULTS_LANES: JSON.stringify(options.lanes ?? {}),
    ...options.env,
  };
  return {
    engine,
    store,
    dataDir,
    redisUrl: redis.url,
    fake,
    url: `http://127.0.0.1:${port}`,
    now,
    moveTo(instant) {
      [base, since] = [instant, Date.now()];
    },
    async start(names, { name = '', env = {} } = {}) {
      const socket = join(dataDir, `${names.replaceAll(',', '-')}${name}.sock`);
      const service = await startService(names, socket, {
        ...given,
        CLOCK_START: new Date(now()).toISOString(),
        ...env,
      });
      services.push(service);
      // Its clock began while it was still starting: behind everybody else's by that long.
      await service.clockTo(now());
      return service;
    },
    async close() {
      await Promise.all(services.map((service) => service.kill()));
      await store.close();
      await redis.stop();
      await fake.stop();
      await postgres?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Settings with which a process talks to this fake: robot callback, app, push robots. */
function fakeSettings(fake: FakeWecom): Record<string, string> {
  const o = fake.options;
  return {
    WECOM_API_BASE: fake.apiBase,
    WECOM_BOT_NAME: o.botName,
    WECOM_BOT_TOKEN: o.botToken,
    WECOM_BOT_AES_KEY: o.botAesKey,
    WECOM_CORP_ID: o.corpId,
    WECOM_APP_SECRET: o.appSecret,
    WECOM_APP_AGENT_ID: o.agentId,
    WECOM_APP_TOKEN: o.appToken,
    WECOM_APP_AES_KEY: o.appAesKey,
  };
}

/** People and groups on WeCom; each group has a push robot of its own. */
async function seed(store: Store, fake: FakeWecom): Promise<void> {
  await store.write(async (tx) => {
    const act = systemAct(tx, stageStart - dayMs / 24, 'test', { publicUrl: 'http://jiaoyan.test', sandbox: false });
    await seedDistrict(act, { platform: 'wecom' });
    await importTerm(act, term);
    await seedContest(act);
    for (const { id } of await tx.selectFrom('groups').select('id').execute()) {
      const hook = { robot: null, chat_id: null, hook_lane: 'wecom-push', hook_key: `hook-${id}` };
      fake.webhooks.add(hook.hook_key);
      await tx.updateTable('groups').set(hook).where('id', '=', id).execute();
    }
    await tx.updateTable('identities').set({ opened_at: null, opened_robot: null }).execute();
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
