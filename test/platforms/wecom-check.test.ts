// What doctor finds out about WeCom: wrong settings told apart, in sentences without secrets, and a running service left in peace.
import { afterEach, describe, expect, it } from 'vitest';
import type { WecomSettings } from '../../src/platforms/wecom/index.ts';
import { startFakeWecom } from '../support/fake-wecom.ts';
import { type Kit, pause, until, wecomKit } from './wecom-kit.ts';

let kit: Kit;
afterEach(() => kit.stop());
const noBot = { botId: undefined, botSecret: undefined, botTokens: [], botAesKeys: [] };
const noApp = { corpId: undefined, appSecret: undefined, appAgentId: undefined, appTokens: [], appAesKeys: [] };
const noCallback = { botTokens: [], botAesKeys: [] };
const start = async (settings: Partial<WecomSettings> = {}) => {
  kit = await wecomKit({ settings });
  return kit;
};
const check = async () => (await kit.platform.check?.()) ?? [];

it('has one finding for each channel that is set up', async () => {
  await start();
  const found = await check();
  expect(found.map(({ name }) => name)).toEqual(['企业微信长连接', '智能机器人回调', '企业微信自建应用']);
  expect(found.every(({ ok }) => ok)).toBe(true);
  await kit.stop();
  await start({ ...noBot, ...noApp });
  expect(await check()).toEqual([]);
});

it('says nothing secret, whatever is wrong', async () => {
  await start({ appSecret: 'wrong-secret-1', botSecret: 'wrong-secret-2', botAesKeys: ['wrong-key'] });
  const told = JSON.stringify(await check());
  expect(told).not.toMatch(/wrong-|access_token|corpsecret|http:/);
});

it('warns where a robot is set up without its name, which groups need', async () => {
  await start({ ...noApp, botName: undefined });
  expect(await check()).toContainEqual({
    name: '机器人名字',
    ok: false,
    detail: expect.stringMatching(/WECOM_BOT_NAME.*@/),
  });
  await kit.stop();
  await start({ ...noBot, botName: undefined });
  expect((await check()).map(({ name }) => name)).toEqual(['企业微信自建应用']);
});

describe('the app', () => {
  it('is proven with its agent id and where to hear', async () => {
    await start(noBot);
    const [found] = await check();
    expect(found).toEqual({
      name: '企业微信自建应用',
      ok: true,
      detail: 'Secret、AgentId、可信 IP 都对；后台“接收消息”的 URL 填 PUBLIC_URL 加上 /hooks/wecom/app',
    });
    expect(kit.fake.api.calls).toEqual({ gettoken: 1, send: 0 });
    await kit.stop();
    await start({ ...noBot, appTokens: [], appAesKeys: [] });
    expect((await check())[0]?.detail).toContain('只发不收');
  });

  it.for([
    ['a wrong secret', { appSecret: 'wrong' }, /WECOM_APP_SECRET 不对.*40001/],
    ['a wrong corp', { corpId: 'wwOTHER' }, /WECOM_CORP_ID 不对.*40013/],
    ['another app’s agent id', { appAgentId: '1000009' }, /WECOM_APP_AGENT_ID 不是这个 Secret 的应用.*301002/],
    ['a name nobody has', { apiBase: 'http://nowhere.invalid' }, /连接不上企业微信接口.*请检查本机网络/],
  ] as const)('tells %s', async ([, settings, detail]) => {
    await start({ ...noBot, ...settings });
    expect(await check()).toMatchObject([{ ok: false, detail: expect.stringMatching(detail) }]);
  });

  it.for([
    ['cgi-bin/gettoken', { kind: 'errcode', errcode: 60_020 }, /出口 IP 127\.0\.0\.1 不在可信 IP 里.*企业可信 IP/],
    ['agent/get', { kind: 'errcode', errcode: 60_020 }, /出口 IP 127\.0\.0\.1 不在可信 IP 里.*企业可信 IP/],
    ['cgi-bin/gettoken', { kind: 'errcode', errcode: 45_009 }, /调用太频繁.*过一小时再试/],
    ['cgi-bin/gettoken', { kind: 'errcode', errcode: 99_999 }, /企业微信拒绝.*99999/],
    ['cgi-bin/gettoken', { kind: 'lost answer' }, /没有按时回答；请检查/],
    ['cgi-bin/gettoken', { kind: 'html', status: 403 }, /HTTP 403.*代理/],
    ['cgi-bin/gettoken', { kind: 'redirect' }, /HTTP 302.*代理/],
  ] as const)('tells %s %j', async ([way, fault, detail]) => {
    await start(noBot);
    kit.fake.break(way, fault);
    expect(await check()).toMatchObject([{ ok: false, detail: expect.stringMatching(detail) }]);
  });

  it.for([{ kind: 'errcode', errcode: 48_002 }, { kind: 'html', status: 404 }, { kind: 'lost answer' }] as const)(
    'is content with the token where its page cannot be had (%j)',
    async (fault) => {
      await start(noBot);
      kit.fake.break('agent/get', fault);
      expect(await check()).toMatchObject([{ ok: true, detail: expect.stringMatching(/^Secret 能用；/) }]);
    },
  );

  it('does not wait long', async () => {
    await start(noBot);
    kit.fake.break('cgi-bin/gettoken', { kind: 'slow', ms: 15_000 });
    const started = performance.now();
    expect(await check()).toMatchObject([{ ok: false }]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('the long connection', () => {
  it('is tried without subscribing: the running service stays connected', async () => {
    kit = await wecomKit({ connect: true, settings: { ...noApp, ...noCallback } });
    const other = await wecomKit({ settings: { ...noApp, ...noCallback, wsUrl: kit.fake.wsUrl } });
    expect(await other.platform.check?.()).toEqual([
      { name: '企业微信长连接', ok: true, detail: expect.stringContaining('这里不试') },
    ]);
    await until(() => kit.fake.sockets.connections.length === 2 && kit.fake.sockets.open === 1);
    await pause(100);
    expect(kit.fake.sockets.subscribes).toHaveLength(1);
    expect((await kit.platform.health()).ok).toBe(true);
    await other.stop();
  });

  it('tells what is in the way', async () => {
    const closed = await startFakeWecom();
    await closed.stop();
    for (const [wsUrl, detail] of [
      [closed.wsUrl, /ECONNREFUSED.*防火墙/],
      ['ws://nowhere.invalid', /找不到这个地址/],
      ['nonsense', /写成 wss:/],
    ] as const) {
      await start({ ...noApp, ...noCallback, wsUrl });
      expect(await check()).toMatchObject([{ ok: false, detail: expect.stringMatching(detail) }]);
      await kit.stop();
    }
    await start({ ...noApp, ...noCallback });
    const hook = kit.base.replace('http', 'ws');
    const wrong = await wecomKit({ settings: { ...noApp, ...noCallback, wsUrl: hook } });
    expect(await wrong.platform.check?.()).toMatchObject([
      { ok: false, detail: expect.stringMatching(/WECOM_WS_URL/) },
    ]);
    await wrong.stop();
  });
});

describe('the robot callback', () => {
  it('names the address to enter', async () => {
    await start({ ...noApp, botId: undefined });
    expect(await check()).toMatchObject([
      { ok: true, detail: expect.stringContaining('PUBLIC_URL 加上 /hooks/wecom/bot') },
    ]);
  });

  it('tells a key that cannot be one', async () => {
    await start({ ...noApp, botId: undefined, botAesKeys: ['short'] });
    expect(await check()).toMatchObject([{ ok: false, detail: expect.stringContaining('43 个字母或数字') }]);
  });
});
