// Tasks: run twice they happen once, tried as often as their job says, never longer than its deadline.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { snooze } from '../../src/queue/job.ts';
import type { QueueParts } from '../../src/queue/parts.ts';
import { runTask } from '../../src/queue/tasks.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { empty, type Kit, kit, start } from './kit.ts';

afterAll(stopStores);

describe.each(stores)('tasks on $name', ({ open }) => {
  let place: TestStore;
  let room: Kit;
  beforeAll(async () => {
    place = await open();
  });
  beforeEach(() => empty(place.store));
  afterAll(() => place.close());

  const office = (given: Partial<QueueParts> = {}) => {
    room = kit(place, undefined, given);
    return room;
  };
  const task = () => place.store.read.selectFrom('tasks').selectAll().executeTakeFirstOrThrow();

  it('runs once, with its payload, however often it is put into the queue', async () => {
    const runs: unknown[] = [];
    office({
      async runTask(...given) {
        runs.push(given);
        return { kind: 'done' };
      },
    });
    const id = await room.task('store-file', { entry: 'e1' });
    await runTask(id, room.parts);
    await runTask(id, room.parts);
    expect(runs).toEqual([['store-file', { entry: 'e1' }]]);
    expect(await task()).toMatchObject({ state: 'done', settled_at: start });
  });

  it('stays open when it is put off', async () => {
    office({ runTask: async () => snooze(777) });
    expect(await runTask(await room.task('later'), room.parts)).toEqual({ kind: 'snooze', ms: 777 });
    expect(await task()).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('is tried again with growing pauses, then written down as failed', async () => {
    office({
      runTask: async () => {
        throw new Error('文件坏了');
      },
    });
    const id = await room.task('fails');
    const ends = [];
    for (let i = 0; i < 4; i++) ends.push(await runTask(id, room.parts));
    expect(ends).toEqual([snooze(2_000), snooze(4_000), { kind: 'done' }, { kind: 'done' }]);
    expect(await task()).toMatchObject({ state: 'failed', reason: '文件坏了', attempts: 3, settled_at: start });
  });

  it('is given up at its deadline, and what it comes to later changes nothing', async () => {
    let ended = false;
    office({
      deadlineOf: () => 50,
      async runTask() {
        await sleep(1_500);
        ended = true;
        return { kind: 'done' };
      },
    });
    const id = await room.task('slow');
    expect(await runTask(id, room.parts)).toEqual(snooze(2_000));
    expect(ended).toBe(false);
    await expect.poll(() => ended, { timeout: 10_000 }).toBe(true);
    expect(await task()).toMatchObject({ state: 'queued', attempts: 1, reason: 'slow took longer than 50 ms' });
  });

  it('leaves no mark when the store is away, and says so to the runner', async () => {
    office();
    const id = await room.task('works');
    const write = () => Promise.reject(new Error('store away'));
    await expect(
      runTask(id, { ...room.parts, store: { ...place.store, read: place.store.read, write } }),
    ).rejects.toThrow();
    expect(await task()).toMatchObject({ state: 'queued', attempts: 0 });
  });
});
