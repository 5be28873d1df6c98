// BullMQ with a Redis that goes and comes back, a process that died, a job that does not end.
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisHandle } from '../../src/ground/redis.ts';
import { type BullRunner, bullRunner } from '../../src/queue/bullmq.ts';
import { relay } from '../../src/queue/outbox.ts';
import { noPace, redisPace } from '../../src/queue/pace.ts';
import { createPump, type Pump } from '../../src/queue/pump.ts';
import { lane } from '../support/recorder.ts';
import { startRedis } from '../support/redis.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { empty, type Kit, kit, many, until } from './kit.ts';

afterAll(stopStores);

describe.each(stores)('BullMQ on $name', ({ open }) => {
  let place: TestStore;
  let room: Kit;
  let redis: RedisHandle;
  let runner: BullRunner;
  let pump: Pump;
  const watching = { lockDuration: 1_000, stalledInterval: 300 };
  beforeAll(async () => {
    place = await open();
  });
  beforeEach(async () => {
    await empty(place.store);
    redis = await startRedis();
    runner = bullRunner(redis.url, { onError: () => undefined, watching });
    const limited = lane({ perChat: [{ count: 20, per: 1_000 }] });
    room = kit(place, [limited], { pace: redisPace(runner.redis, Date.now) });
    pump = createPump(room.parts, runner);
  });
  afterEach(async () => {
    await pump.stop();
    await runner.stop(3_000);
    await redis.stop();
  });
  afterAll(() => place.close());

  const count = async (state: string) => (await room.rows()).filter((row) => row.state === state).length;
  const work = () => {
    runner.work(['test'], room.parts);
    pump.every(50);
  };

  it('loses and repeats nothing while Redis goes and comes back', async () => {
    work();
    room.platform.answer = async () => {
      await sleep(10);
      return { outcome: 'sent' };
    };
    await room.want(...many(200));
    await until(async () => (await count('sent')) > 20);
    const killer = new Redis(redis.url, { retryStrategy: () => null });
    killer.on('error', () => undefined);
    // Its keeper starts it again; what it had promised to keep is on disk.
    await killer.call('SHUTDOWN', 'NOSAVE').catch(() => undefined);
    killer.disconnect();
    await room.want(...many(20, { lead: 'meanwhile' }));
    await until(async () => (await count('sent')) === 220, 25_000);
    const times = new Map<string, number>();
    for (const { id } of room.platform.arrived) times.set(id, (times.get(id) ?? 0) + 1);
    expect([...times.values()].filter((n) => n > 1)).toEqual([]);
  });

  it('tells how much waits, the first for a hearer and those behind it', async () => {
    await room.want(...many(5), ...many(3, { lead: 'again' }));
    await relay(room.parts, runner);
    expect(await runner.depth()).toMatchObject({ test: 8 });
  });

  it('goes on after a Redis that stood still when the first message was handed over', async () => {
    const pid = Number(/process_id:(\d+)/.exec(await runner.redis.info('server'))?.[1]);
    process.kill(pid, 'SIGSTOP');
    await room.want(...many(5));
    pump.every(50);
    // Longer than a command may take: what was begun meanwhile is given up.
    await sleep(7_000);
    process.kill(pid, 'SIGCONT');
    work();
    await until(async () => (await count('sent')) === 5, 15_000);
  });

  it('takes what Redis has forgotten from the store, a minute later', async () => {
    await room.want(...many(10));
    pump.nudge();
    await until(async () => (await room.rows()).every((row) => row.relayed_at !== null));
    await runner.redis.flushall();
    await place.store.write((tx) =>
      tx
        .updateTable('deliveries')
        .set({ relayed_at: Date.now() - 61_000 })
        .execute(),
    );
    work();
    await until(async () => (await count('sent')) === 10);
    expect(room.platform.arrived).toHaveLength(10);
  });

  it('takes up a job whose process died', async () => {
    await room.want({});
    pump.nudge();
    await until(async () => (await room.row()).relayed_at !== null);
    // A worker that takes the job and is never heard of again.
    const dead = new Worker('test', null, {
      connection: runner.redis.duplicate({ maxRetriesPerRequest: null }),
      prefix: 'jiaoyan',
      lockDuration: 200,
    });
    dead.on('error', () => undefined);
    await until(async () => (await dead.getNextJob('dead')) !== undefined);
    await dead.disconnect();
    work();
    await until(async () => (await count('sent')) === 1);
    expect(room.platform.arrived).toHaveLength(1);
  });

  it('does a job again that could not even begin', async () => {
    let faults = 0;
    const pace = { ...noPace, wait: async () => (++faults < 2 ? Promise.reject(new Error('away')) : 0) };
    room = kit(place, [lane()], { pace });
    pump = createPump(room.parts, runner);
    work();
    await room.want({});
    await until(async () => (await count('sent')) === 1);
    expect(room.logged.filter((line) => line.includes('could not run'))).toHaveLength(1);
  });

  it('hands over nothing while Redis is away, and says so at once', async () => {
    const nowhere = bullRunner('/nonexistent/redis.sock', { onError: () => undefined });
    await until(() => nowhere.redis.status === 'reconnecting');
    const begun = performance.now();
    await expect(nowhere.add('test', ['a'])).rejects.toThrow('away');
    expect(performance.now() - begun).toBeLessThan(4_000);
    await nowhere.stop(100);
  });

  it('stops in time with a job that does not end', async () => {
    let arrived = false;
    room.platform.answer = () => {
      arrived = true;
      return new Promise(() => undefined);
    };
    work();
    await room.want({});
    await until(() => arrived);
    await pump.stop();
    const begun = performance.now();
    await runner.stop(300);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(await room.row()).toMatchObject({ state: 'sending' });
  });
});
