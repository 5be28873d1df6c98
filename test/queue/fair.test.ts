// Fair between groups and sources, on real Redis: whoever has much to say, or is silenced, does not delay the others.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisHandle } from '../../src/ground/redis.ts';
import type { Lane } from '../../src/platforms/platform.ts';
import { type BullRunner, bullRunner } from '../../src/queue/bullmq.ts';
import { lastTurn, turnCounter } from '../../src/queue/fair.ts';
import type { Wanted } from '../../src/queue/ledger.ts';
import { redisPace } from '../../src/queue/pace.ts';
import { createPump, type Pump } from '../../src/queue/pump.ts';
import { lane } from '../support/recorder.ts';
import { startRedis } from '../support/redis.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { addressOn, empty, group, type Kit, kit, many, start, until } from './kit.ts';

afterAll(stopStores);

describe('turns', () => {
  const one = (id: string, to: string, from: string, name = 'event') => ({
    ...{ id, class: name, audience_kind: 'group', audience_id: to },
    ...{ source_kind: 'test', source_id: from },
  });

  it('count what stands before of the same hearer or the same source, on through batches', () => {
    const turnsOf = turnCounter();
    expect([...turnsOf([one('a', 'g1', 'x'), one('b', 'g2', 'x'), one('c', 'g1', 'y'), one('d', 'g3', 'z')])]).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 2],
      ['d', 1],
    ]);
    expect([...turnsOf([one('e', 'g1', 'q'), one('f', 'g9', 'x/1'), one('g', 'g4', 'new')])]).toEqual([
      ['e', 3],
      ['f', 3],
      ['g', 1],
    ]);
  });

  it('let answers pass, and end somewhere', () => {
    const turns = turnCounter()([
      ...Array.from({ length: lastTurn + 5 }, (_, i) => one(String(i), 'g', String(i))),
      one('answer', 'g', 'answer', 'answer'),
    ]);
    expect(turns.get('answer')).toBe(0);
    expect(turns.get(String(lastTurn + 4))).toBe(lastTurn);
  });
});

describe.each(stores)('fairness on $name', ({ open }) => {
  let place: TestStore;
  let room: Kit;
  let redis: RedisHandle;
  let runner: BullRunner;
  let pump: Pump;
  beforeAll(async () => {
    place = await open();
  });
  beforeEach(async () => {
    await empty(place.store);
    redis = await startRedis();
    runner = bullRunner(redis.url, { onError: () => undefined });
  });
  afterEach(async () => {
    await pump.stop();
    await runner.stop(3_000);
    await redis.stop();
  });
  afterAll(() => place.close());

  function set(...lanes: Partial<Lane>[]) {
    room = kit(place, lanes.map(lane), { pace: redisPace(runner.redis, Date.now) });
    pump = createPump(room.parts, runner);
    room.platform.answer = async () => {
      await sleep(5);
      return { outcome: 'sent' };
    };
  }
  const work = () => {
    runner.work(
      room.platform.lanes.map(({ name }) => name),
      room.parts,
    );
    pump.every(50);
  };
  /** `n` messages of a source each of its own, to groups of their own. */
  const others = (n: number, given: Partial<Wanted> = {}): Wanted[] =>
    many(n).map((wish) => ({ ...wish, source: { kind: 'other', id: wish.source.id }, ...given }));
  /** What arrived, in order: `.` from the one with much to say, `o` from the others. */
  async function order(): Promise<string> {
    const kinds = new Map((await room.rows()).map((row) => [row.id, row.source_kind]));
    return room.platform.arrived.map(({ id }) => (kinds.get(id) === 'other' ? 'o' : '.')).join('');
  }
  const said = (text: string) => [...text].filter((sign) => sign === 'o').length;

  it('one group has much to say, handed over before everybody else', { timeout: 60_000 }, async () => {
    set({ concurrency: 4, perChat: [{ count: 20, per: 60_000 }] });
    await room.want(...many(600, { audience: group('noisy'), due: start - 1_000 }), ...others(40));
    work();
    await until(async () => said(await order()) === 40, 50_000);
    // In turns: at most one in flight on each place of the lane stands before the last of the others.
    expect((await order()).split('o').join('').length).toBeLessThanOrEqual(1 + 4);
  });

  it('one source fans out over a robot, and the others come in the middle of it', { timeout: 60_000 }, async () => {
    set({ perRobot: [{ count: 20, per: 500 }] });
    await room.want(...many(200).map((wish) => ({ ...wish, source: { kind: 'schedule', id: 'big' } })));
    work();
    await until(() => room.platform.arrived.length > 30, 50_000);
    const before = room.platform.arrived.length;
    await room.want(...others(20, { lead: 'late' }));
    pump.nudge();
    await until(() => room.platform.arrived.length === 220, 50_000);
    const rest = (await order()).slice(before);
    // All of the twenty within the next three windows, though 170 stood before them.
    expect(said(rest.slice(0, 60))).toBe(20);
    expect(room.platform.overruns).toBeLessThanOrEqual(20);
  });

  it('an answer does not wait for a fan-out', { timeout: 60_000 }, async () => {
    set({ perRobot: [{ count: 20, per: 500 }] });
    await room.want(...many(200).map((wish) => ({ ...wish, source: { kind: 'schedule', id: 'big' } })));
    work();
    await until(() => room.platform.arrived.length > 30, 50_000);
    const before = room.platform.arrived.length;
    const chat = { kind: 'chat' as const, id: 'asker', address: addressOn('test', group('asker')) };
    await room.want(...others(1, { class: 'answer', audience: chat }));
    pump.nudge();
    await until(async () => said(await order()) === 1, 50_000);
    expect((await order()).slice(before).indexOf('o')).toBeLessThan(45);
  });

  it('a robot that is silenced, its messages handed over again and again', { timeout: 60_000 }, async () => {
    set({ name: 'muted', perChat: [{ count: 20, per: 60_000 }] }, { name: 'test' });
    const { platform } = room;
    const answer = platform.answer;
    platform.answer = async (arrival, context) =>
      arrival.lane === 'muted' ? { outcome: 'retry', muted: 'robot', reason: '禁言' } : answer(arrival, context);
    room.parts.resolve = async (_, audience) => addressOn(audience.id.startsWith('muted') ? 'muted' : 'test', audience);
    await room.want(...many(600, { due: start - 60_000 }).map((w, i) => ({ ...w, audience: group(`muted${i % 30}`) })));
    work();
    await until(async () => (await room.rows()).every((row) => row.relayed_at !== null), 50_000);
    // A minute later all of it is due for being handed over again.
    await place.store.write((tx) =>
      tx
        .updateTable('deliveries')
        .set({ relayed_at: Date.now() - 61_000 })
        .execute(),
    );
    await room.want(...others(20));
    const sent = async () => (await room.rows()).filter((row) => row.state === 'sent').map((row) => row.source_kind);
    await until(async () => (await sent()).length >= 20, 50_000);
    expect(new Set(await sent())).toEqual(new Set(['other']));
    // Each silenced chat was tried as often as its silence had not been told of yet, and no more.
    expect(platform.arrived.filter(({ lane: name }) => name === 'muted').length).toBeLessThanOrEqual(2 * 8);
  });
});
