// The ground of a benchmark: a store and a Redis of its own in a temporary folder, as `npm start` would have them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../src/ground/cache-folder.mjs';
import { ensureRedis } from '../src/ground/redis.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createLog } from '../src/lib/log.ts';
import type { Lane } from '../src/platforms/platform.ts';
import { type BullRunner, bullRunner } from '../src/queue/bullmq.ts';
import { type Wanted, want } from '../src/queue/ledger.ts';
import { noPace, redisPace } from '../src/queue/pace.ts';
import type { QueueParts } from '../src/queue/parts.ts';
import { createPump, type Pump } from '../src/queue/pump.ts';
import { openStore, type Store } from '../src/store/db.ts';
import { type Recorder, recorder } from '../test/support/recorder.ts';

/** A whole queue side at work. */
export interface Stage {
  folder: string;
  redisUrl: string;
  store: Store;
  platform: Recorder;
  runner: BullRunner;
  pump: Pump;
  /** Owes these in one commit and hands them over, as an action does. */
  owe(wishes: readonly Wanted[]): Promise<void>;
  /** Resolves when every delivery has come to its end. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Puts everything up for these lanes; `robotOf` says which robot serves a group. */
export async function openStage(lanes: Lane[], robotOf: (group: string) => string = () => 'robot'): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-bench-'));
  const redis = await ensureRedis({ dataDir: folder, cacheDir: cacheFolder(folder), log: () => undefined });
  const store = await openStore({ dataDir: folder });
  const runner = bullRunner(redis.url, { onError: (error) => console.error(error.message) });
  const platform = recorder(lanes, systemClock.real);
  const limited = lanes.some(({ perChat, perRobot }) => perChat.length + perRobot.length > 0);
  const [first] = lanes;
  if (!first) throw new Error('a stage needs a lane');
  const parts: QueueParts = {
    store,
    clock: systemClock,
    log: createLog('warn'),
    platforms: [platform],
    pace: limited ? redisPace(runner.redis, systemClock.real) : noPace,
    resolve: async (_, { kind, id }) => ({
      lane: first.name,
      robot: robotOf(id),
      chat: { kind: kind === 'person' ? 'private' : 'group', id },
    }),
    guard: async () => null,
    alarm: async () => undefined,
    runTask: async () => ({ kind: 'done' }),
    attemptsOf: () => 1,
    deadlineOf: () => 10_000,
  };
  const pump = createPump(parts, runner);
  runner.work(
    lanes.map(({ name }) => name),
    parts,
  );
  pump.every(1_000);
  return {
    folder,
    redisUrl: redis.url,
    store,
    platform,
    runner,
    pump,
    async owe(wishes) {
      await store.write((tx) => want(tx, systemClock.now(), wishes));
      pump.nudge();
    },
    async settled() {
      const open = store.read
        .selectFrom('deliveries')
        .select('id')
        .where('state', 'in', ['queued', 'sending'])
        .limit(1);
      while ((await open.execute()).length > 0) await new Promise((r) => setTimeout(r, 3));
    },
    async close() {
      await pump.stop();
      await runner.stop(5_000);
      await store.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
