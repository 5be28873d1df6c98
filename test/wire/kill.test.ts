// kill -9 at ten random moments while 200 callbacks and 100 deliveries run: every acknowledged message has exactly one effect, every
// wanted delivery is sent, queued or unknown, and nothing reaches the platform twice.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { wecom } from '../../src/platforms/wecom/index.ts';
import { want } from '../../src/queue/ledger.ts';
import { Deployment } from '../support/deployment.ts';
import { type FakeWecom, startFakeWecom } from '../support/fake-wecom.ts';

const kills = 10;
const callbacks = 200;
const deliveries = 100;

let fake: FakeWecom;
let deployment: Deployment;
afterEach(async () => {
  await deployment.remove();
  await fake.stop();
});

describe('kill -9', () => {
  it('loses nothing and repeats nothing', { timeout: 240_000 }, async () => {
    fake = await startFakeWecom();
    const o = fake.options;
    deployment = new Deployment({
      env: {
        WECOM_API_BASE: fake.apiBase,
        WECOM_BOT_NAME: o.botName,
        WECOM_BOT_TOKEN: o.botToken,
        WECOM_BOT_AES_KEY: o.botAesKey,
      },
      platform: 'wecom',
      group: { robot: o.botId },
    });
    await deployment.prepare();
    await oweToGroups();

    const start = async () => {
      await deployment.start();
      fake.hooks.bot = `${deployment.url}/hooks/wecom/bot`;
    };
    await start();
    let over = false;
    const talking = talk(() => over);
    for (let i = 0; i < kills; i++) {
      await sleep(20 + Math.random() * 400);
      await deployment.kill();
      await start();
    }
    await talking;
    over = true;
    await settled();

    const facts = await deployment.withStore(async (store) => ({
      effects: await store.read
        .selectFrom('audit')
        .select((eb) => ['origin', eb.fn.countAll<number>().as('count')])
        .where('origin', 'like', 'wecom-bot/%')
        .groupBy('origin')
        .execute(),
      states: await store.read
        .selectFrom('deliveries')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        .where('source_kind', '=', 'kill-test')
        .groupBy('state')
        .execute(),
    }));
    expect(facts.effects.filter((e) => Number(e.count) !== 1)).toEqual([]);
    expect(facts.effects).toHaveLength(callbacks);

    const state = Object.fromEntries(facts.states.map((s) => [s.state, Number(s.count)]));
    const { sent = 0, queued = 0, unknown = 0, ...other } = state;
    expect(other).toEqual({});
    expect(sent + queued + unknown).toBe(deliveries);
    const lane = wecom({ ...fake.settings }).lanes.find((l) => l.name === 'wecom-push')!;
    expect(unknown).toBeLessThanOrEqual(kills * lane.concurrency);

    const shown = fake.accepted.filter((m) => m.way === 'hook' && m.text.includes('通知 '));
    const times = new Map<string, number>();
    for (const { text } of shown) times.set(text, (times.get(text) ?? 0) + 1);
    expect([...times].filter(([, n]) => n > 1)).toEqual([]);
    expect(times.size).toBeGreaterThanOrEqual(sent);
  });

  /** One group with a push robot of its own for each delivery, so that no limit hides a repeat. */
  async function oweToGroups(): Promise<void> {
    const now = instantOf('2023-03-06', '08:00');
    await deployment.withStore((store) =>
      store.write(async (tx) => {
        for (let i = 0; i < deliveries; i++) {
          fake.webhooks.add(`kill-key-${i}`);
          await tx
            .insertInto('groups')
            .values({
              id: `g-kill-${i}`,
              name: `群${i}`,
              platform: 'wecom',
              robot: null,
              chat_id: null,
              hook_lane: 'wecom-push',
              hook_key: `kill-key-${i}`,
              hook_secret: null,
              subjects: '[]',
              schools: '[]',
              roles: '[]',
              outsiders: 0,
              active: 1,
              registered_by: null,
              registered_at: now,
            })
            .execute();
        }
        await want(
          tx,
          now,
          Array.from({ length: deliveries }, (_, i) => ({
            source: { kind: 'kill-test', id: String(i) },
            audience: { kind: 'group' as const, id: `g-kill-${i}` },
            class: 'notice' as const,
            said: { text: `通知 ${i} 号` },
            // Spread over the kills: they become due one after another.
            due: now + Math.floor((i / deliveries) * 15_000),
          })),
        );
      }),
    );
  }

  /** Twenty people's worth of callbacks, each repeated with the same id until it is acknowledged. */
  async function talk(over: () => boolean): Promise<void> {
    let next = 0;
    const one = async () => {
      while (next < callbacks && !over()) {
        const i = next++;
        const text = `/集体备课 安排 数学 第9周 李强 课题${i}`;
        const message = fake.message({ user: 'p-wangmin', chat: 'g-math', text, msgid: `kill-${i}` });
        for (;;) {
          const called = await fake.postBot(message, { once: true }).catch(() => null);
          if (called?.status === 200) break;
          await sleep(30);
        }
        await sleep(150);
      }
    };
    await Promise.all(Array.from({ length: 4 }, one));
  }

  /** Claims of killed processes run out after twenty seconds; then every row has come to an end. */
  async function settled(): Promise<void> {
    for (let tries = 0; tries < 120; tries++) {
      const open = await deployment.withStore((store) =>
        store.read
          .selectFrom('deliveries')
          .select('id')
          .where('source_kind', '=', 'kill-test')
          .where('state', 'in', ['queued', 'sending'])
          .execute(),
      );
      if (open.length === 0) return;
      await sleep(500);
    }
  }
});
