// What a runner does with what is owed: one contract for both runners, on both stores.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisHandle } from '../../src/ground/redis.ts';
import type { Lane } from '../../src/platforms/platform.ts';
import { bullRunner } from '../../src/queue/bullmq.ts';
import { inlineRunner } from '../../src/queue/inline.ts';
import { taskQueue } from '../../src/queue/job.ts';
import { cancel } from '../../src/queue/ledger.ts';
import type { QueueParts } from '../../src/queue/parts.ts';
import { createPump } from '../../src/queue/pump.ts';
import { lane } from '../support/recorder.ts';
import { startRedis } from '../support/redis.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { empty, group, type Kit, kit, many, person, until } from './kit.ts';

let redis: RedisHandle;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
  await stopStores();
});

/** A runner at work. */
interface Running {
  /** Goes on until it holds. */
  goOn(holds: () => boolean | Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

let count = 0;
const runners: { runner: string; start(room: Kit): Running }[] = [
  {
    runner: 'BullMQ',
    start({ parts }) {
      const runner = bullRunner(redis.url, { prefix: `run${++count}`, onError: () => undefined });
      const lanes = parts.platforms.flatMap((platform) => platform.lanes.map(({ name }) => name));
      runner.work([...lanes, taskQueue], parts);
      const pump = createPump(parts, runner);
      pump.every(30);
      return {
        goOn: until,
        async stop() {
          await pump.stop();
          await runner.stop(5_000);
        },
      };
    },
  },
  {
    runner: 'inline',
    start({ parts, clock }) {
      const runner = inlineRunner();
      return {
        goOn: (holds) =>
          until(async () => {
            await runner.drain(parts);
            if (await holds()) return true;
            clock.moveTo(clock.now() + 100);
            return false;
          }),
        stop: async () => undefined,
      };
    },
  },
];

describe.each(stores.flatMap((store) => runners.map((runner) => ({ ...store, ...runner }))))(
  '$runner on $name',
  ({ open, start: startRunner }) => {
    let place: TestStore;
    let room: Kit;
    let running: Running | undefined;
    beforeAll(async () => {
      place = await open();
    });
    beforeEach(() => empty(place.store));
    afterEach(async () => {
      await running?.stop();
      running = undefined;
    });
    afterAll(() => place.close());

    function run(lanes?: Lane[], given?: Partial<QueueParts>): Running {
      room = kit(place, lanes, given);
      running = startRunner(room);
      return running;
    }
    const allIn = async (...states: string[]) => (await room.rows()).every(({ state }) => states.includes(state));
    const texts = () => room.platform.accepted.map(({ text }) => text);

    it('sends everything once', async () => {
      const { goOn } = run();
      await room.want(...many(60));
      await goOn(() => allIn('sent'));
      const ids = room.platform.arrived.map(({ id }) => id);
      expect(ids.toSorted()).toEqual((await room.rows()).map(({ id }) => id).toSorted());
    });

    it('sends the parts of a message in their order', async () => {
      const { goOn } = run([lane({ maxBytes: 20 })]);
      const parts = ['一二三四五', '六七八九十', '甲乙丙丁戊', '子丑寅卯辰'];
      const said = { text: parts.join('\n'), links: [{ label: '看', url: 'https://example.cn' }] };
      await room.want(...many(5, { said }));
      await goOn(() => room.platform.accepted.length === 20);
      for (const chat of ['g0', 'g4'])
        expect(room.platform.accepted.filter((a) => a.chat === chat).map(({ text }) => text)).toEqual(parts);
      expect(room.platform.accepted.filter((a) => a.said.links).map(({ part }) => part)).toEqual([3, 3, 3, 3, 3]);
    });

    it('does not send the end of a message whose beginning was refused', async () => {
      const { goOn } = run([lane({ maxBytes: 20 })]);
      room.platform.answer = ({ part }) => (part === 0 ? { outcome: 'failed', reason: '不收' } : { outcome: 'sent' });
      await room.want({ said: { text: '一二三四五\n六七八九十\n甲乙丙丁戊' } });
      await goOn(async () => (await room.rows()).length === 3 && allIn('failed'));
      expect(room.platform.arrived.map(({ part }) => part)).toEqual([0]);
    });

    it('tries again what was not accepted', async () => {
      const { goOn } = run();
      let tries = 0;
      room.platform.answer = () => (++tries < 3 ? { outcome: 'retry', after: 40, reason: '忙' } : { outcome: 'sent' });
      await room.want({});
      await goOn(() => allIn('sent'));
      expect(await room.row()).toMatchObject({ attempts: 3 });
    });

    it('calls an admin once when nobody knows', async () => {
      const { goOn } = run();
      room.platform.answer = () => ({ outcome: 'unknown', reason: '没有回音' });
      await room.want({});
      await goOn(() => allIn('unknown'));
      expect(room.alarms).toEqual([(await room.row()).id]);
      expect(room.platform.arrived).toHaveLength(1);
    });

    it('counts a platform that throws as an unknown outcome', async () => {
      const { goOn } = run();
      room.platform.answer = () => {
        throw new Error('a fault in the adapter');
      };
      await room.want({});
      await goOn(() => allIn('unknown'));
      expect(room.logged.join()).toContain('sending threw');
    });

    it('goes the next way to a person who is gone on the first, then gives up', async () => {
      const { goOn } = run([lane(), lane({ name: 'second' })]);
      room.platform.answer = (a) =>
        a.lane === 'test' || a.chat === 'q' ? { outcome: 'failed', reason: '不在了', gone: true } : { outcome: 'sent' };
      await room.want({ audience: person('p') }, { audience: person('q') });
      await goOn(() => allIn('sent', 'failed'));
      expect((await room.rows()).map((r) => [r.audience_id, r.state, r.lane])).toEqual([
        ['p', 'sent', 'second'],
        ['q', 'failed', null],
      ]);
      expect(room.failures).toHaveLength(1);
    });

    it('does not send what was cancelled while it waited for its turn', async () => {
      let turn = false;
      const pace = { ...kit(place).parts.pace, wait: async () => (turn ? 0 : 50) };
      const { goOn } = run(undefined, { pace });
      await room.want({}, { source: { kind: 'test', id: 'b' }, audience: group('b') });
      let looks = 0;
      await goOn(async () => ++looks > 3 && (await room.rows()).every((row) => row.relayed_at !== null));
      await place.store.write((tx) => cancel(tx, 0, { kind: 'test', id: 'a' }, '不办了'));
      turn = true;
      await goOn(() => allIn('sent', 'cancelled'));
      expect(await room.states()).toEqual({ a: 'cancelled', b: 'sent' });
      expect(texts()).toHaveLength(1);
    });

    it('runs a task once, and tries a failing one as often as its job says', async () => {
      const runs: string[] = [];
      const { goOn } = run(undefined, {
        async runTask(name) {
          runs.push(name);
          if (name === 'fails') throw new Error('no');
          return { kind: 'done' };
        },
        attemptsOf: () => 2,
      });
      await room.task('works');
      await room.task('fails');
      const tasks = () => place.store.read.selectFrom('tasks').selectAll().orderBy('name', 'desc').execute();
      await goOn(async () => (await tasks()).every(({ state }) => state !== 'queued'));
      expect((await tasks()).map((t) => [t.name, t.state, t.reason])).toEqual([
        ['works', 'done', null],
        ['fails', 'failed', 'no'],
      ]);
      expect(runs.toSorted()).toEqual(['fails', 'fails', 'works']);
    });
  },
);
