// The stories over WeCom: the long connection; and callback mode with the self-built app for private messages and push robots in groups.
import { afterEach, describe, expect, it } from 'vitest';
import { Deployment } from '../support/deployment.ts';
import { type Accepted, type FakeWecom, startFakeWecom } from '../support/fake-wecom.ts';
import { playStories } from './stories.ts';

let fake: FakeWecom;
let deployment: Deployment;
afterEach(async () => {
  await deployment.remove();
  await fake.stop();
});

const fits = (to: string, words: string) => (m: Accepted) => m.to === to && m.text.includes(words);
const base = (options: FakeWecom['options'], apiBase: string) => ({
  WECOM_API_BASE: apiBase,
  WECOM_BOT_NAME: options.botName,
});

describe('WeCom', () => {
  it('long connection', { timeout: 120_000 }, async () => {
    fake = await startFakeWecom();
    const { botId, botSecret } = fake.options;
    deployment = new Deployment({
      env: {
        ...base(fake.options, fake.apiBase),
        WECOM_WS_URL: fake.wsUrl,
        WECOM_BOT_ID: botId,
        WECOM_BOT_SECRET: botSecret,
      },
      platform: 'wecom',
      group: { robot: botId },
    });
    await deployment.prepare();
    await deployment.start();
    await playStories({
      deployment,
      async ask(user, text, chat) {
        const before = fake.accepted.length;
        let said = fake.say({ user, text, ...(chat ? { chat } : {}) });
        // The connection may still be on its way up right after the start.
        for (let tries = 0; !said.delivered && tries < 100; tries++) {
          await new Promise((r) => setTimeout(r, 50));
          said = fake.say({ user, text, ...(chat ? { chat } : {}) });
        }
        const answer = await fake.heard((m) => m.way === 'respond' && fake.accepted.indexOf(m) >= before, 10_000);
        return answer.text;
      },
      arrives: async (to, words) => (await fake.heard((m) => m.way !== 'respond' && fits(to, words)(m), 20_000)).text,
      count: (to, words) => fake.accepted.filter((m) => m.way !== 'respond' && fits(to, words)(m)).length,
    });
    await pressButtons();
  });

  /** What was asked with buttons is answered with one press, once, and not by a card of before. */
  async function pressButtons(): Promise<void> {
    fake.say({ user: 'p-wangmin', text: '/视导 安排 二码头小学 4月20日' });
    await fake.heard(fits('p-wangmin', '4月20日'), 10_000);
    const asked = async () => {
      const before = fake.accepted.length;
      fake.say({ user: 'p-wangmin', text: '/视导 取消 视0002' });
      const { card } = await fake.heard((m) => m.card !== undefined && fake.accepted.indexOf(m) >= before, 10_000);
      return card!.taskId;
    };
    const old = await asked();
    fake.say({ user: 'p-wangmin', text: '取消' });
    await fake.heard(fits('p-wangmin', '已取消“/视导 取消”'), 10_000);
    const taskId = await asked();
    fake.press('p-wangmin', old, '确认');
    await fake.heard(fits('p-wangmin', '已经过时了'), 10_000);
    fake.press('p-wangmin', taskId, '确认');
    await fake.heard(
      (m) => fits('p-wangmin', '视0002')(m) && m.way === 'push' && m.text.includes('已取消 视0002'),
      10_000,
    );
    expect(fake.sockets.cards.shown.get(taskId)).toMatchObject({ desc: '已选：确认' });
    expect(fake.sockets.cards.shown.get(old)).toMatchObject({ desc: '已经过时' });
    expect(fake.violations).toEqual([]);
  }

  it('callback, app and push robot', { timeout: 120_000 }, async () => {
    fake = await startFakeWecom();
    const o = fake.options;
    deployment = new Deployment({
      env: {
        ...base(o, fake.apiBase),
        WECOM_BOT_TOKEN: o.botToken,
        WECOM_BOT_AES_KEY: o.botAesKey,
        WECOM_CORP_ID: o.corpId,
        WECOM_APP_SECRET: o.appSecret,
        WECOM_APP_AGENT_ID: o.agentId,
        WECOM_APP_TOKEN: o.appToken,
        WECOM_APP_AES_KEY: o.appAesKey,
      },
      platform: 'wecom',
      group: { robot: o.botId },
    });
    await deployment.prepare();
    // The callback robot hears the groups but cannot speak by itself: a push robot in the same group does.
    await deployment.withStore((store) =>
      store.write((tx) => tx.updateTable('groups').set({ hook_lane: 'wecom-push', hook_key: 'hook-key-1' }).execute()),
    );
    await deployment.start();
    fake.hooks.bot = `${deployment.url}/hooks/wecom/bot`;
    fake.hooks.app = `${deployment.url}/hooks/wecom/app`;
    const place = (to: string) => (to.startsWith('g-') ? 'hook-key-1' : to);
    let count = 0;
    await playStories({
      deployment,
      async ask(user, text, chat) {
        if (!chat) {
          const fields = {
            FromUserName: user,
            MsgType: 'text',
            Content: text,
            MsgId: String(7000000000000000000n + BigInt(++count)),
          };
          return (await fake.postApp(fields)).reply ?? '';
        }
        return (await fake.postBot(fake.message({ user, chat, text }))).reply ?? '';
      },
      arrives: async (to, words) => (await fake.heard(fits(place(to), words), 20_000)).text,
      count: (to, words) => fake.accepted.filter((m) => m.way === 'hook' && fits(place(to), words)(m)).length,
    });
  });
});
