// The Stream client against a gateway that behaves badly in every way known of it (protocol §2.2, list of §2.3).
import { afterEach, describe, expect, it } from 'vitest';
import { streamTiming } from '../../src/platforms/dingtalk/settings.ts';
import { pauseBefore } from '../../src/platforms/dingtalk/stream.ts';
import { type Kit, startKit, until } from './dingtalk-kit.ts';

let kit: Kit;
afterEach(() => kit.stop());

const topic = '/v1.0/im/bot/messages/get';
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const told = (text: string) => kit.heard.filter((heard) => heard.text === text).length;
const say = (text: string) => kit.fake.say({ staffId: 'staff-wang', conversationId: 'cidA==', text });

describe('a Stream connection', () => {
  it('delivers a message and acknowledges it in the documented words', async () => {
    kit = await startKit();
    const { answer, tries } = await kit.fake.push(
      kit.fake.json({ staffId: 's', conversationId: 'cidA==', text: '帮助' }),
    );
    expect(tries).toBe(1);
    expect(answer).toEqual({
      code: 200,
      headers: { contentType: 'application/json', messageId: answer.headers.messageId },
      message: 'OK',
      data: '{"response":null}',
    });
    expect(kit.heard[0]).toMatchObject({ text: '帮助', chat: { kind: 'group', id: 'cidA==' } });
    expect(kit.usage).toEqual(['push']);
    expect(await kit.platform.health()).toEqual({ ok: true, detail: 'ok' });
    expect((await kit.platform.check?.())?.map(({ name, ok }) => [name, ok])).toEqual([
      ['钉钉应用', true],
      ['钉钉 Stream', true],
    ]);
    expect(kit.fake.gateway.count()).toBe(1);
  });

  it('subscribes to robot messages only, so that nothing else is counted', async () => {
    kit = await startKit();
    await kit.fake.gateway.connected();
    expect(await kit.fake.gateway.exchange('CALLBACK', '/v1.0/card/instances/callback', '{}', 50)).toBeNull();
  });

  it('acknowledges what is of no use and rejects it: another robot, a message without id', async () => {
    kit = await startKit();
    const { msgId: _, ...nameless } = kit.fake.json({ staffId: 's', conversationId: 'cidA==', text: '无' });
    const foreign = { ...kit.fake.json({ staffId: 's', text: '别家' }), robotCode: 'dingOther' };
    for (const message of [nameless, foreign]) expect((await kit.fake.push(message)).tries).toBe(1);
    await say('还在');
    expect(kit.heard.map(({ text, robot }) => [text, robot])).toEqual([['还在', kit.fake.options.clientId]]);
    expect(kit.rejected).toEqual(['dingtalk: malformed', 'dingtalk: foreign']);
  });

  it('echoes a ping, acknowledges an event, refuses a topic of nobody', async () => {
    kit = await startKit();
    const { gateway } = kit.fake;
    await gateway.connected();
    const data = '{"opaque":"x 你好"}';
    expect(await gateway.exchange('SYSTEM', 'ping', data, 500)).toMatchObject({ code: 200, message: 'OK', data });
    expect(await gateway.exchange('EVENT', '*', '{}', 500)).toMatchObject({ code: 200, data: '{"status":"SUCCESS"}' });
    expect(await gateway.exchange('SYSTEM', 'REGISTERED', '{}', 50)).toBeNull();
    expect(kit.heard).toEqual([]);
  });

  it('acknowledges only what is committed: a store that is down gets the message again under the same id', async () => {
    kit = await startKit({}, { redeliverAfter: 60 });
    const commit = kit.engine.hear;
    let down = 2;
    kit.engine.hear = (message) => (down-- > 0 ? Promise.reject(new Error('store down')) : commit(message));
    const { tries, msgId } = await say('帮助');
    expect(tries).toBe(3);
    expect(kit.heard.map((heard) => heard.messageId)).toEqual([msgId, msgId, msgId]);
    expect(new Set(kit.rejected)).toEqual(new Set(['dingtalk: not committed']));
    expect(kit.fake.gateway.opens.length).toBe(1);
  });

  it('keeps going through junk', async () => {
    kit = await startKit();
    const { gateway } = kit.fake;
    await gateway.connected();
    const frames = [
      '',
      'oops',
      '{',
      'null',
      '[]',
      '7',
      '{"type":"CALLBACK"}',
      '{"type":7,"headers":{}}',
      '{"type":"CALLBACK","headers":null}',
      '{"type":"OTHER","headers":{"topic":"x"}}',
      `{"type":"CALLBACK","headers":{"topic":"${topic}","messageId":"m1"},"data":"{oops"}`,
      `{"type":"CALLBACK","headers":{"topic":"${topic}","messageId":"m2"},"data":{"msgtype":7}}`,
      `{"type":"CALLBACK","headers":{"topic":"${topic}","messageId":"m3"}}`,
      `{"type":"CALLBACK","headers":{"topic":"/nobody","messageId":"m4"},"data":"{}"}`,
    ];
    for (const frame of frames) gateway.raw(frame);
    await say('还在');
    expect(told('还在')).toBe(1);
    expect(gateway.opens.length).toBe(1);
    expect(new Set(kit.rejected)).toEqual(new Set(['dingtalk: malformed', 'dingtalk: frame type']));
  });

  it('hears the same message twice when it comes twice: the inbox tells', async () => {
    kit = await startKit();
    await kit.fake.say({ staffId: 's', text: '一', msgId: 'same' });
    await kit.fake.say({ staffId: 's', text: '一', msgId: 'same' });
    expect(kit.heard.map(({ messageId }) => messageId)).toEqual(['same', 'same']);
  });

  it('tells a spent quota once in the log and in health until messages come again', async () => {
    kit = await startKit();
    const spent = { ...kit.fake.json({ staffId: 's' }), errorCode: '20001', errorMessage: 'quota', text: undefined };
    await kit.fake.push(spent);
    await kit.fake.push(spent);
    expect(kit.heard).toEqual([]);
    expect(kit.logged().match(/quota of pushes/g)).toHaveLength(1);
    expect(await kit.platform.health()).toEqual({ ok: false, detail: '本月钉钉推送额度已用完，收不到消息内容' });
    await say('又有了');
    expect((await kit.platform.health()).ok).toBe(true);
  });
});

describe('a Stream that breaks', () => {
  it('comes back after a cut, one connection at a time, with a new ticket', async () => {
    kit = await startKit();
    const { gateway } = kit.fake;
    for (let round = 1; round <= 3; round++) {
      await gateway.connected();
      gateway.cut();
      await say(`第${round}次`);
      expect(gateway.count()).toBe(1);
    }
    expect(gateway.opens.length).toBe(4);
    expect(kit.heard.map(({ text }) => text)).toEqual(['第1次', '第2次', '第3次']);
  });

  it('opens no storm when sockets are refused or close at once', async () => {
    kit = await startKit({ timing: { pauseFrom: 20, pauseTo: 200, stableAfter: 100, openWithin: 300 } });
    const { gateway } = kit.fake;
    await gateway.connected();
    gateway.manners.refuseSockets = 3;
    gateway.manners.closeAfterOpen = 3;
    gateway.cut();
    await wait(60);
    expect(await kit.platform.health()).toMatchObject({ ok: false, detail: expect.stringContaining('钉钉') });
    await until(() => gateway.manners.closeAfterOpen === 0);
    await say('好了');
    // one at first, three refused, three closed, one that holds
    expect(gateway.opens.length).toBe(8);
    const gaps = gateway.opens.slice(1).map((at, i) => at - gateway.opens[i]!);
    expect(Math.max(...gaps.slice(4))).toBeGreaterThan(100);
  });

  it('keeps trying with wrong credentials, slower and slower, and says so', async () => {
    kit = await startKit({ clientSecret: 'wrong-secret-77' });
    await until(() => kit.fake.gateway.opens.length >= 4);
    const detail = '钉钉网关不接受这个应用（401）：请核对 Client ID 和密钥，机器人要选 Stream 模式并已发布';
    expect(await kit.platform.health()).toEqual({ ok: false, detail });
    expect(await kit.platform.check?.()).toEqual([
      { name: '钉钉应用', ok: false, detail: '钉钉应用的 Client ID 或密钥不对' },
      { name: '钉钉 Stream', ok: false, detail },
    ]);
    expect(kit.logged()).not.toContain('wrong-secret-77');
  });

  it('survives a gateway that answers nonsense, never answers, or never finishes the handshake', async () => {
    kit = await startKit({ timing: { openWithin: 80, pauseFrom: 5, pauseTo: 20, stableAfter: 50 } });
    const { gateway } = kit.fake;
    await gateway.connected();
    for (const fault of ['html', 'hang', '500', 'reset', 'redirect'] as const) {
      kit.fake.fail('/v1.0/gateway/connections/open', fault);
    }
    gateway.manners.silentHandshake = 1;
    gateway.cut();
    await say('回来了');
    expect(told('回来了')).toBe(1);
    expect(gateway.opens.length).toBe(4); // the first, the hanging one (taken, then silent), the silent handshake, the good one
  });

  it('moves on at once when asked to, and closes the old connection', async () => {
    kit = await startKit({ timing: { pauseFrom: 2_000, pauseTo: 2_000 } }, { evicts: false });
    const { gateway } = kit.fake;
    await gateway.connected();
    const began = performance.now();
    gateway.disconnect();
    await say('新的');
    expect(performance.now() - began).toBeLessThan(1_000);
    await until(() => gateway.count() === 1);
  });

  it('still acknowledges on the old connection what was under way when asked to move on', async () => {
    kit = await startKit({}, { evicts: false });
    const gate = Promise.withResolvers<void>();
    const commit = kit.engine.hear;
    kit.engine.hear = (message) => (message.text === '慢' ? gate.promise.then(() => commit(message)) : commit(message));
    const slow = say('慢');
    await until(() => told('慢') === 1);
    kit.fake.gateway.disconnect();
    await say('快');
    gate.resolve();
    expect((await slow).tries).toBe(1);
    await until(() => kit.fake.gateway.count() === 1);
  });

  it('does not race when asked to move on again and again', async () => {
    kit = await startKit({ timing: { pauseFrom: 50, pauseTo: 400, stableAfter: 10_000 } });
    const { gateway } = kit.fake;
    const end = performance.now() + 600;
    while (performance.now() < end) {
      gateway.disconnect();
      await wait(10);
    }
    expect(gateway.opens.length).toBeLessThan(8);
  });

  it('notices a line gone silent', async () => {
    kit = await startKit({ timing: { pingEvery: 20, silentFor: 120, pauseFrom: 5 } });
    const { gateway } = kit.fake;
    await gateway.connected();
    gateway.playDead(true);
    gateway.cut();
    await until(() => gateway.opens.length === 2 && gateway.count() === 1);
    gateway.playDead(false);
    await until(() => gateway.opens.length === 3);
    await wait(300);
    expect(gateway.opens.length).toBe(3); // pongs count as life
    await say('活着');
  });

  it('connects once however often it is asked to', async () => {
    kit = await startKit();
    await kit.fake.gateway.connected();
    await kit.platform.connect?.({} as never);
    await say('在');
    expect(kit.fake.gateway.opens.length).toBe(1);
  });

  it('makes no war of evictions with another process of the same app', async () => {
    kit = await startKit({ timing: { pauseFrom: 20, pauseTo: 1_000, stableAfter: 5_000 } }, { evicts: true });
    const other = await startKit({
      apiBase: kit.fake.apiBase,
      timing: { pauseFrom: 20, pauseTo: 1_000, stableAfter: 5_000 },
    });
    await wait(1_000);
    await other.stop();
    expect(kit.fake.gateway.opens.length).toBeGreaterThan(3);
    expect(kit.fake.gateway.opens.length).toBeLessThan(20);
  });
});

describe('stopping', () => {
  it('finishes what is under way and hears nothing more', async () => {
    kit = await startKit();
    const gate = Promise.withResolvers<void>();
    const commit = kit.engine.hear;
    kit.engine.hear = (message) => gate.promise.then(() => commit(message));
    const slow = say('最后');
    await until(() => told('最后') === 1);
    const stopped = kit.platform.disconnect?.();
    gate.resolve();
    await stopped;
    expect((await slow).tries).toBe(1);
    expect(kit.fake.gateway.count()).toBe(0);
    await wait(100);
    expect(kit.fake.gateway.opens.length).toBe(1);
  });

  it.each([
    ['while the gateway hangs', 'hang' as const, 0],
    ['while the handshake hangs', undefined, 1],
  ])('ends at once %s', async (_, fault, silentHandshake) => {
    kit = await startKit({ timing: { openWithin: 10_000, pauseFrom: 5 } });
    const { fake, platform } = kit;
    await fake.gateway.connected();
    if (fault) fake.fail('/v1.0/gateway/connections/open', fault);
    fake.gateway.manners.silentHandshake = silentHandshake;
    fake.gateway.cut();
    await until(() => fake.gateway.opens.length === 2);
    await wait(20);
    const began = performance.now();
    await platform.disconnect?.();
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  it('ends during a pause', async () => {
    kit = await startKit({ timing: { pauseFrom: 60_000, pauseTo: 60_000 } });
    await kit.fake.gateway.connected();
    kit.fake.gateway.cut();
    await wait(30);
    const began = performance.now();
    await kit.platform.disconnect?.();
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('pauses', () => {
  it('grow from one second to a minute and stay in their bounds', async () => {
    kit = await startKit();
    for (let failures = 0; failures < 100; failures++) {
      for (const random of [0, 0.5, 0.999]) {
        const pause = pauseBefore(failures, streamTiming, random);
        expect(pause).toBeGreaterThanOrEqual(1_000);
        expect(pause).toBeLessThanOrEqual(60_000);
        if (failures > 6) expect(pause).toBeGreaterThanOrEqual(45_000);
      }
    }
    expect(pauseBefore(3, streamTiming, 0)).not.toBe(pauseBefore(3, streamTiming, 1));
  });
});
