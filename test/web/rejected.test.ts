// Hooks against bad callers, on a running service: no effect, the right status, one log line a minute for each kind, without content.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Deployment } from '../support/deployment.ts';
import { type FakeWecom, startFakeWecom } from '../support/fake-wecom.ts';

let fake: FakeWecom;
let deployment: Deployment;
beforeAll(async () => {
  fake = await startFakeWecom();
  const o = fake.options;
  deployment = new Deployment({
    env: {
      WECOM_API_BASE: fake.apiBase,
      WECOM_BOT_TOKEN: o.botToken,
      WECOM_BOT_AES_KEY: o.botAesKey,
      WECOM_BOT_NAME: o.botName,
    },
    platform: 'wecom',
    group: { robot: o.botId },
  });
  await deployment.prepare();
  await deployment.start();
  fake.hooks.bot = `${deployment.url}/hooks/wecom/bot`;
});
afterAll(async () => {
  await deployment.remove();
  await fake.stop();
});

const secretWords = 'CANARY-7d1f';

describe('the door', () => {
  it('keeps every bad callback out, twenty times over', async () => {
    const hour = 3_600_000;
    for (let i = 0; i < 20; i++) {
      const message = fake.message({
        user: 'p-wangmin',
        chat: 'g-math',
        text: `/集体备课 安排 数学 第9周 李强 ${secretWords}`,
      });
      const bad = await Promise.all([
        fake.postBot(message, { once: true, token: 'somebody-elses' }),
        fake.postBot(message, { once: true, timestamp: Math.floor((Date.now() - 2 * hour) / 1000) }),
        fake.postBot(message, { once: true, receiveId: 'another-corp' }),
        fake.postBot(message, { once: true, query: { msg_signature: undefined } }),
        fake.postBot(message, { once: true, body: randomBytes(1_100_000).toString('hex') }),
        fake.postBot(message, { once: true, body: '{"encrypt":' }),
      ]);
      for (const { status, reply } of bad) {
        expect([400, 403, 413]).toContain(status);
        expect(reply).toBeNull();
      }
    }
    const kept = await deployment.withStore(async ({ read }) => [
      ...(await read.selectFrom('inbox').selectAll().execute()),
      ...(await read.selectFrom('preparations').selectAll().execute()),
    ]);
    expect(kept).toEqual([]);
  });

  it('logs each kind once, without content', () => {
    const lines = deployment.output.split('\n').filter((line) => line.includes('callback rejected'));
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(deployment.output).not.toContain(secretWords);
    expect(deployment.output).not.toContain(fake.options.botToken);
  });

  it('still hears the real one, and a replay of it changes nothing', async () => {
    const message = fake.message({ user: 'p-wangmin', chat: 'g-math', text: '/集体备课 安排 数学 第9周 李强 倒数' });
    const [first, again] = [await fake.postBot(message), await fake.postBot(message)];
    expect(first.reply).toContain('第9周');
    expect(JSON.parse(again.reply!).stream.id).toBe(JSON.parse(first.reply!).stream.id);
    const rows = await deployment.withStore(({ read }) => read.selectFrom('preparations').select('revision').execute());
    expect(rows).toHaveLength(1);
  });
});
