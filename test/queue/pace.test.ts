// The pace against a platform whose windows are in phase with nobody: no limit is ever exceeded, and nobody waits without need.
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisHandle } from '../../src/ground/redis.ts';
import type { Address, Lane, Limit } from '../../src/platforms/platform.ts';
import { type Pace, redisPace } from '../../src/queue/pace.ts';
import { lane } from '../support/recorder.ts';
import { startRedis } from '../support/redis.ts';

let server: RedisHandle;
let clients: Redis[];
beforeAll(async () => {
  server = await startRedis();
  clients = [new Redis(server.url), new Redis(server.url)];
});
afterAll(async () => {
  for (const client of clients) client.disconnect();
  await server.stop();
});

let now = 0;
/** One for each process; they share nothing but Redis. */
let paces: Pace[];
beforeEach(async () => {
  now = 1_790_000_000_000;
  paces = clients.map((client) => redisPace(client, () => now));
  await clients[0]?.flushall();
});

const to = (chat: string, robot = 'r'): Address => ({ lane: 'test', robot, chat: { kind: 'group', id: chat } });
const pace = (): Pace => paces[0] as Pace;
/** Asks, and when it may go, is answered at once. */
async function go(id: string, theLane: Lane, chat: string): Promise<number> {
  const wait = await pace().wait(id, theLane, to(chat));
  if (wait === 0) await pace().sent(id, theLane, to(chat));
  return wait;
}

/** Most requests that any window of length `per` holds, wherever it begins. */
function fullest(times: number[], { per }: Limit): number {
  const sorted = times.toSorted((a, b) => a - b);
  let from = 0;
  let most = 0;
  sorted.forEach((time, i) => {
    while ((sorted[from] ?? 0) <= time - per) from++;
    most = Math.max(most, i - from + 1);
  });
  return most;
}

interface Message {
  id: string;
  chat: string;
  /** When it is first asked for, ms from the start. */
  at: number;
  /** From permission to being counted by the platform, and from there to the answer. */
  out: number;
  back: number;
  /** How late its job runs after each wait. */
  late: number;
  process: number;
}

/** Plays messages in pretended time and returns when the platform counted each. */
async function play(messages: Message[], theLane: Lane): Promise<{ id: string; chat: string; at: number }[]> {
  const counted: { id: string; chat: string; at: number }[] = [];
  const begin = now;
  const agenda: { at: number; act(): Promise<void> }[] = [];
  const ask = (message: Message) => async () => {
    const { id, chat, out, back, late } = message;
    const mine = paces[message.process] as Pace;
    const wait = await mine.wait(id, theLane, to(chat));
    if (wait > 0) {
      agenda.push({ at: now + wait + late, act: ask(message) });
      return;
    }
    counted.push({ id, chat, at: now + out - begin });
    agenda.push({ at: now + out + back, act: () => mine.sent(id, theLane, to(chat)) });
  };
  for (const message of messages) agenda.push({ at: begin + message.at, act: ask(message) });
  for (let steps = 0; agenda.length > 0; steps++) {
    if (steps > 200 * messages.length) throw new Error('somebody waits for ever');
    agenda.sort((a, b) => a.at - b.at);
    const next = agenda.shift();
    now = Math.max(now, next?.at ?? 0);
    await next?.act();
  }
  return counted;
}

const messagesOf = (chats: number, most: number) =>
  fc
    .array(
      fc.record({
        chat: fc.integer({ min: 0, max: chats - 1 }).map((n) => `c${n}`),
        at: fc.integer({ min: 0, max: 4_000 }),
        out: fc.integer({ min: 0, max: 1_500 }),
        back: fc.integer({ min: 0, max: 1_500 }),
        late: fc.integer({ min: 0, max: 300 }),
        process: fc.integer({ min: 0, max: 1 }),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((list) => list.map((message, i) => ({ ...message, id: `d${i}` })));

describe('pace', () => {
  it('never lets more through than chat and robot may take, in any window, from any process', async () => {
    const perChat = [
      { count: 3, per: 1_000 },
      { count: 8, per: 5_000 },
    ];
    const perRobot = [{ count: 5, per: 1_000 }];
    let round = 0;
    await fc.assert(
      fc.asyncProperty(messagesOf(3, 40), async (messages) => {
        const theLane = lane({ name: `test${++round}`, perChat, perRobot });
        const counted = await play(messages, theLane);
        expect(counted).toHaveLength(messages.length);
        for (const limit of perRobot) {
          const times = counted.map(({ at }) => at);
          expect(fullest(times, limit)).toBeLessThanOrEqual(limit.count);
        }
        for (const chat of ['c0', 'c1', 'c2']) {
          const times = counted.filter((c) => c.chat === chat).map(({ at }) => at);
          for (const limit of perChat) expect(fullest(times, limit)).toBeLessThanOrEqual(limit.count);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('loses hardly any time: a burst is through soon after the least time there is', async () => {
    const theLane = lane({ perChat: [{ count: 20, per: 3_000 }] });
    const messages = Array.from({ length: 100 }, (_, i) => ({
      id: `d${i}`,
      chat: 'c',
      at: i,
      out: 5,
      back: 10,
      late: 2,
      process: i % 2,
    }));
    const counted = await play(messages, theLane);
    expect(Math.max(...counted.map(({ at }) => at))).toBeLessThan(4 * 3_000 * 1.05);
  });

  it('serves first come, first served', async () => {
    const theLane = lane({ perChat: [{ count: 2, per: 1_000 }] });
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      now += 1;
      waits.push((await go(`d${i}`, theLane, 'c')) + i);
    }
    expect(waits.slice(0, 2)).toEqual([0, 1]);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    // Whoever comes now stands behind those who wait, though the window is free again.
    now += 1_010;
    expect(await go('late', theLane, 'c')).toBeGreaterThan(1_000);
    expect(await go('d2', theLane, 'c')).toBe(0);
    expect(await go('d3', theLane, 'c')).toBe(0);
    expect(await go('d4', theLane, 'c')).toBeGreaterThan(0);
  });

  it('gives a place free that is released, or that nobody comes back for', async () => {
    const theLane = lane({ perChat: [{ count: 1, per: 1_000 }] });
    expect(await pace().wait('a', theLane, to('c'))).toBe(0);
    await pace().release('a', theLane, to('c'));
    expect(await pace().wait('b', theLane, to('c'))).toBe(0);
    await pace().sent('b', theLane, to('c'));
    expect(await pace().wait('dead', theLane, to('c'))).toBeGreaterThan(0);
    expect(await pace().wait('c', theLane, to('c'))).toBeGreaterThan(1_100);
    now += 2_100;
    expect(await pace().wait('c', theLane, to('c'))).toBeGreaterThan(0);
    now += 5_000;
    expect(await pace().wait('c', theLane, to('c'))).toBe(0);
  });

  it('counts an attempt that was not accepted, and one that nobody told the end of', async () => {
    const theLane = lane({ perChat: [{ count: 2, per: 1_000 }] });
    await pace().wait('a', theLane, to('c'));
    await pace().sent('a', theLane, to('c'));
    expect(await pace().wait('a', theLane, to('c'))).toBe(0);
    // The second was never answered: it counts as on its way, also for a third try of the same delivery.
    now += 2_000;
    expect(await pace().wait('a', theLane, to('c'))).toBe(0);
    expect(await pace().wait('b', theLane, to('c'))).toBeGreaterThan(0);
    now += 25_000;
    expect(await pace().wait('b', theLane, to('c'))).toBe(0);
  });

  it('lets other chats pass when one is silenced or crowded', async () => {
    const theLane = lane({ perChat: [{ count: 20, per: 60_000 }], perRobot: [{ count: 5, per: 1_000 }] });
    await pace().mute('chat', theLane, to('muted'), 600_000);
    for (let i = 0; i < 30; i++) {
      expect(await pace().wait(`m${i}`, theLane, to('muted'))).toBeGreaterThanOrEqual(600_000);
    }
    for (let i = 0; i < 60; i++) await go(`crowd${i}`, theLane, 'crowd');
    // Of the crowd only the twenty its chat may take now stand before the robot, five a second.
    expect(await pace().wait('x', theLane, to('quiet'))).toBeLessThan(4_100);
  });

  it('serves a silenced chat in its pace when the silence ends', async () => {
    const theLane = lane({ perChat: [{ count: 2, per: 1_000 }] });
    await pace().mute('chat', theLane, to('c'), 5_000);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) waits.push(await pace().wait(`d${i}`, theLane, to('c')));
    expect(waits.map((wait) => Math.round(wait / 1_000))).toEqual([5, 5, 6, 6, 7, 7]);
  });

  it('silences all chats of a robot, and no other robot', async () => {
    const theLane = lane({ perChat: [{ count: 20, per: 60_000 }], perRobot: [{ count: 20, per: 60_000 }] });
    await pace().mute('robot', theLane, to('c'), 10_000);
    expect(await pace().wait('a', theLane, to('other'))).toBe(10_000);
    expect(await pace().wait('b', theLane, to('c', 'second'))).toBe(0);
  });

  it('is silent where the lane has no limit of its own: a robot with limits for chats only, a chat with limits for robots only', async () => {
    const chats = lane({ name: 'chats', perChat: [{ count: 20, per: 60_000 }] });
    await pace().mute('robot', chats, to('c'), 10_000);
    expect(await pace().wait('a', chats, to('other'))).toBe(10_000);
    expect(await pace().wait('b', chats, to('c', 'second'))).toBe(0);
    const robots = lane({ name: 'robots', perRobot: [{ count: 20, per: 60_000 }] });
    await pace().mute('chat', robots, to('c'), 10_000);
    expect(await pace().wait('d', robots, to('c'))).toBe(10_000);
    expect(await pace().wait('e', robots, to('other'))).toBe(0);
    now += 10_000;
    expect(await pace().wait('a', chats, to('other'))).toBe(0);
    expect(await pace().wait('d', robots, to('c'))).toBe(0);
  });

  it('lets who has little to say pass the rest of a long list, but nobody for ever', async () => {
    const theLane = lane({ perRobot: [{ count: 2, per: 1_000 }] });
    // Twenty of one source at once: two a second.
    const waits: number[] = [];
    for (let i = 0; i < 20; i++) waits.push(await pace().wait(`big${i}`, theLane, to(`c${i}`), i + 1));
    expect(waits.at(-1)).toBeGreaterThan(9_000);
    for (const id of ['big0', 'big1']) await pace().sent(id, theLane, to('c'));
    now += 1_010;
    // An answer stands before all that waits, somebody else's first word where the list would have come to by now.
    for (const [id, turn] of [
      ['other', 1],
      ['answer', 0],
    ] as const) {
      expect(await pace().wait(id, theLane, to(id), turn)).toBe(0);
      await pace().sent(id, theLane, to(id));
    }
    expect(await pace().wait('big2', theLane, to('c2'), 3)).toBeGreaterThan(0);
    now += 1_010;
    // The list goes on: nothing that came later stands before what was due by then.
    const later: number[] = [];
    for (let i = 0; i < 10; i++) later.push(await pace().wait(`later${i}`, theLane, to(`z${i}`), 1));
    const next = await pace().wait('big2', theLane, to('c2'), 3);
    expect(next).toBe(0);
    expect(Math.min(...later)).toBeGreaterThan(0);
  });

  it('asks nothing of Redis for a lane without limits', async () => {
    await pace().wait('a', lane(), to('c'));
    expect(await clients[0]?.keys('pace:*')).toEqual([]);
  });
});
