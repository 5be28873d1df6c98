// The long connection: staying connected, giving way, hearing in order, holding messages while the store is down, and honest outcomes.
import { afterEach, describe, expect, it } from 'vitest';
import type { Heard } from '../../src/bot/message.ts';
import { answering, group, type Kit, pause, person, sending, until, wecomKit } from './wecom-kit.ts';

let kit: Kit;
afterEach(() => kit.stop());
const start = async (given: Parameters<typeof wecomKit>[0] = {}) => {
  kit = await wecomKit({ connect: true, ...given });
  return kit;
};
const spoken = { user: 'WangWei', chat: 'wrGroup_01', text: '帮助' };
const inGroup = group('wecom-ws', 'wrGroup_01');
const send = (to = inGroup, text = '好', context = sending()) => kit.platform.send(to, { text }, text, context);
/** Says something and gives what was heard, for its route. */
async function hearing(what = spoken): Promise<Heard> {
  const before = kit.heard.length;
  kit.fake.say(what);
  await until(() => kit.heard.length > before);
  return kit.heard.at(-1)!;
}
const routed = (heard: Heard) => ({ ...inGroup, ...(heard.route ? { route: heard.route } : {}) });

describe('staying connected', () => {
  it('subscribes, pings, and is heard', async () => {
    await start();
    expect(kit.fake.sockets.subscribes).toMatchObject([{ errcode: 0 }]);
    await until(() => kit.fake.sockets.pings >= 2);
    const heard = await hearing();
    expect(heard).toMatchObject({
      channel: 'wecom-ws',
      answerBy: 'delivery',
      text: '帮助',
      route: { reqId: expect.any(String) },
    });
    expect(await kit.platform.health()).toEqual({ ok: true, detail: '长连接正常' });
  });

  it('hears a message that comes together with the answer to the subscribing', async () => {
    kit = await wecomKit();
    kit.fake.sockets.afterSubscribe = () => kit.fake.say({ ...spoken, msgid: 'm-1' });
    await kit.platform.connect?.(kit.parts);
    await until(() => kit.heard.length > 0);
    expect(kit.heard[0]?.messageId).toBe('m-1');
  });

  it('comes back after a close, with one socket', async () => {
    await start();
    for (let i = 1; i <= 3; i++) {
      kit.fake.sockets.drop();
      await until(() => kit.fake.sockets.subscribes.length > i && kit.fake.sockets.connected);
      expect(kit.fake.sockets.open).toBe(1);
    }
    await until(async () => (await kit.platform.health()).ok);
    expect((await hearing()).text).toBe('帮助');
  });

  it('waits longer from attempt to attempt while the server is down, and never gives up', async () => {
    await start({ timings: { backoffFirst: 20, backoffLast: 80 } });
    kit.fake.sockets.down = true;
    kit.fake.sockets.drop();
    await until(async () => (await kit.platform.health()).detail === '长连接中断，正在重试');
    await pause(600);
    const attempts = kit.logged.filter((line) => line.includes('will be reopened')).length;
    expect(attempts).toBeGreaterThan(4);
    expect(attempts).toBeLessThan(20);
    kit.fake.sockets.down = false;
    await until(async () => (await kit.platform.health()).ok);
  });

  it('notices a peer that says nothing any more', async () => {
    await start();
    kit.fake.sockets.mute = true;
    await until(() => kit.fake.sockets.connections.length > 1);
    kit.fake.sockets.mute = false;
    await until(async () => (await kit.platform.health()).ok);
  });

  it('backs off when told that it subscribes too often', async () => {
    kit = await wecomKit({ fake: { subscribes: 0 }, timings: { backoffFirst: 1, backoffLast: 300 } });
    await kit.platform.connect?.(kit.parts);
    await pause(500);
    expect(kit.fake.sockets.subscribes.length).toBeGreaterThan(0);
    expect(kit.fake.sockets.subscribes.length).toBeLessThan(5);
  });

  it('stops at wrong credentials and says so', async () => {
    kit = await wecomKit({ settings: { botSecret: 'wrong-secret' } });
    await kit.platform.connect?.(kit.parts);
    await until(async () => (await kit.platform.health()).detail.includes('密钥不正确'));
    await pause(300);
    expect(kit.fake.sockets.connections).toHaveLength(1);
    expect(await send()).toMatchObject({ outcome: 'alarm' });
    expect(kit.logged.join('')).not.toContain('wrong-secret');
  });

  it('gives way to another instance and does not fight it; connect takes it back', async () => {
    await start();
    const other = await wecomKit({ settings: { wsUrl: kit.fake.wsUrl }, connect: true });
    try {
      await until(async () => (await kit.platform.health()).detail.includes('另一个实例'));
      await pause(400);
      expect(kit.fake.sockets.subscribes).toHaveLength(2);
      expect(await send()).toMatchObject({ outcome: 'alarm' });
      await kit.platform.connect?.(kit.parts);
      await until(async () => (await kit.platform.health()).ok);
      await until(async () => !(await other.platform.health()).ok);
    } finally {
      await other.stop();
    }
  });

  it('survives junk', async () => {
    await start();
    for (const junk of [
      '',
      'hello',
      '{',
      'null',
      '[]',
      '{"headers":{}}',
      '{"cmd":"aibot_msg_callback","headers":{"req_id":"x"},"body":7}',
      '{"headers":{"req_id":"nobody"},"errcode":0}',
      '{"cmd":"new_thing","headers":{"req_id":"y"}}',
    ]) {
      kit.fake.sockets.raw(junk);
    }
    kit.fake.sockets.raw(
      '{"cmd":"aibot_msg_callback",\n"headers":{"req_id":"z"},"body":{"msgid":"m-c","aibotid":"AIBOT-FAKE","chattype":"single","from":{"userid":"WangWei"},"msgtype":"text","text":{"content":"一\u0007二"}}}',
    );
    await until(() => kit.heard.length === 1);
    expect(kit.heard[0]).toMatchObject({ text: '一二' });
    expect((await kit.platform.health()).ok).toBe(true);
    expect(kit.fake.sockets.connections).toHaveLength(1);
    expect(kit.rejected).toEqual(['wecom-ws message']);
  });

  it('hears nothing that was said to another robot, and keeps the connection', async () => {
    await start();
    kit.fake.say({ ...spoken, more: { aibotid: 'AIBOT-OTHER' } });
    expect(await hearing()).toMatchObject({ robot: 'AIBOT-FAKE' });
    expect(kit.heard).toHaveLength(1);
    expect(kit.rejected).toEqual(['wecom-ws foreign']);
    expect(kit.fake.sockets.connections).toHaveLength(1);
  });

  it('closes for good', async () => {
    await start();
    await kit.platform.disconnect?.();
    await until(() => kit.fake.sockets.open === 0);
    await pause(200);
    expect(kit.fake.sockets.connections).toHaveLength(1);
    expect(kit.fake.say(spoken).delivered).toBe(false);
    expect(await send()).toMatchObject({ outcome: 'retry' });
  });

  it('closes also while it is still trying', async () => {
    kit = await wecomKit();
    kit.fake.sockets.down = true;
    await kit.platform.connect?.(kit.parts);
    await pause(100);
    await kit.platform.disconnect?.();
    kit.fake.sockets.down = false;
    // A handshake that was on its way may still reach the platform; it must end unanswered, and none may follow.
    await pause(400);
    expect(kit.fake.sockets.subscribes).toHaveLength(0);
    expect(kit.fake.sockets.open).toBe(0);
  });

  it('logs neither secrets nor words', async () => {
    await start();
    await hearing({ ...spoken, text: '某生成绩' });
    await send(inGroup, '给家长的话');
    kit.fake.sockets.drop();
    await until(() => kit.fake.sockets.connections.length > 1);
    const log = kit.logged.join('');
    expect(log).not.toBe('');
    for (const hidden of [kit.fake.options.botSecret, '某生成绩', '给家长的话', 'WangWei'])
      expect(log).not.toContain(hidden);
  });
});

describe('hearing', () => {
  it('keeps the order within a chat while other chats go on', async () => {
    await start();
    const done: string[] = [];
    kit.engine.answer = async (heard) => {
      if (heard.text === '慢') await pause(150);
      done.push(heard.text);
      return answering(null)(heard);
    };
    for (const text of ['慢', '甲', '乙']) kit.fake.say({ ...spoken, text });
    kit.fake.say({ user: 'LiMin', text: '别处' });
    await until(() => done.length === 4);
    expect(done).toEqual(['别处', '慢', '甲', '乙']);
  });

  it('tries again while the store is down, until it is back', async () => {
    await start({ timings: { holdFor: 5000 } });
    let down = true;
    kit.engine.answer = (heard) => (down ? Promise.reject(new Error('down')) : answering(null)(heard));
    const { msgid } = kit.fake.say(spoken);
    await until(() => kit.heard.length > 1);
    down = false;
    const tries = kit.heard.length;
    await until(() => kit.heard.length > tries);
    await pause(300);
    expect(kit.heard.at(-1)?.messageId).toBe(msgid);
    expect(kit.fake.accepted).toEqual([]);
  });

  it('tells the person to send it again when the store stays down', async () => {
    await start({ timings: { holdFor: 300 } });
    kit.engine.answer = () => Promise.reject(new Error('down'));
    const said = performance.now();
    kit.fake.say(spoken);
    kit.fake.say({ ...spoken, text: '再来' });
    await until(() => kit.fake.accepted.length === 2);
    expect(performance.now() - said).toBeGreaterThan(250);
    expect(kit.fake.accepted).toMatchObject([
      { way: 'respond', to: 'wrGroup_01', text: '系统忙，请稍后再发一次' },
      { way: 'respond', to: 'wrGroup_01', text: '系统忙，请稍后再发一次' },
    ]);
  });

  it('holds at most a thousand messages; more are told at once', async () => {
    await start({ timings: { holdFor: 60_000 } });
    kit.engine.answer = () => Promise.reject(new Error('down'));
    for (let i = 0; i < 1003; i++) kit.fake.say({ user: `U${i}`, text: '帮助' });
    await until(() => kit.fake.accepted.length === 3);
    await pause(50);
    expect(kit.fake.accepted).toHaveLength(3);
  });

  it('tells those who still wait when the process ends', async () => {
    await start({ timings: { holdFor: 60_000 } });
    kit.engine.answer = () => Promise.reject(new Error('down'));
    kit.fake.say(spoken);
    await until(() => kit.heard.length > 0);
    await kit.platform.disconnect?.();
    await kit.fake.heard(({ text }) => text === '系统忙，请稍后再发一次');
  });

  it('hears nothing in it when somebody opens the private chat', async () => {
    await start();
    kit.fake.event('WangWei', { eventtype: 'enter_chat' });
    await hearing();
    expect(kit.heard).toHaveLength(1);
    expect(kit.fake.accepted).toEqual([]);
  });
});

describe('sending', () => {
  it('answers under the message, as a finished stream of the delivery’s own id', async () => {
    await start();
    const to = routed(await hearing());
    expect(await send(to, '第一部分', { ...sending(), deliveryId: 'd-1' })).toEqual({ outcome: 'sent' });
    expect(await send(to, '第二部分', { ...sending(1), deliveryId: 'd-1' })).toEqual({ outcome: 'sent' });
    expect(kit.fake.accepted).toMatchObject([
      { way: 'respond', to: 'wrGroup_01', kind: 'group', streamId: 'd-1', text: '第一部分' },
      { way: 'push', to: 'wrGroup_01', kind: 'group', text: '第二部分' },
    ]);
    expect(kit.fake.violations).toEqual([]);
  });

  it('pushes where the way of the answer has ended', async () => {
    await start();
    const to = routed(await hearing());
    kit.fake.sockets.forgetCallbacks();
    expect(await send(to)).toEqual({ outcome: 'sent' });
    const day = 24 * 3_600_000;
    const late = { ...inGroup, route: { reqId: 'gone', heardAt: Date.now() - day } };
    expect(await send(late)).toEqual({ outcome: 'sent' });
    expect(kit.fake.accepted.map(({ way }) => way)).toEqual(['push', 'push']);
  });

  it('reaches a person in private once they have written', async () => {
    await start();
    expect(await send(person('wecom-ws', 'LiMin'))).toMatchObject({ outcome: 'failed', gone: true });
    await hearing({ user: 'LiMin', text: '你好' } as typeof spoken);
    expect(await send(person('wecom-ws', 'LiMin'))).toEqual({ outcome: 'sent' });
    expect(kit.fake.accepted).toMatchObject([{ to: 'LiMin', kind: 'private' }]);
  });

  it('is unknown when the answer is lost, by time or with the connection', async () => {
    await start();
    await hearing();
    kit.fake.break('ws', { kind: 'lost answer' });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
    kit.fake.break('ws', { kind: 'reset' });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
    expect(kit.fake.accepted).toHaveLength(2);
  });

  it('does not wait for an answer that a broken connection cannot bring', async () => {
    await start({ timings: { answer: 20_000 } });
    await hearing();
    kit.fake.break('ws', { kind: 'reset' });
    const started = performance.now();
    expect(await send()).toMatchObject({ outcome: 'unknown' });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('is unknown when it is given up half-way, and not written when it was before', async () => {
    await start();
    await hearing();
    kit.fake.break('ws', { kind: 'slow', ms: 200 });
    const controller = new AbortController();
    const sent = send(inGroup, '好', sending(0, controller.signal));
    await pause(30);
    controller.abort();
    expect(await sent).toMatchObject({ outcome: 'unknown' });
    expect(await send(inGroup, '好', sending(0, AbortSignal.abort()))).toMatchObject({ outcome: 'retry' });
    expect(kit.fake.accepted).toHaveLength(1);
  });

  it('keeps the platform’s limit: the thirty-first in a minute is told as too fast for the chat', async () => {
    await start();
    await hearing();
    for (let i = 0; i < 30; i++) expect((await send()).outcome).toBe('sent');
    expect(await send()).toMatchObject({ outcome: 'retry', muted: 'chat', after: 60_000 });
  });

  it('subscribes anew when the platform has forgotten the connection', async () => {
    await start();
    await hearing();
    kit.fake.break('ws', { kind: 'errcode', errcode: 846_609 });
    expect(await send()).toMatchObject({ outcome: 'retry' });
    await until(async () => kit.fake.sockets.connections.length === 2 && (await kit.platform.health()).ok);
    expect(await send()).toEqual({ outcome: 'sent' });
  });

  it('goes on beside a hundred others', async () => {
    await start();
    for (let i = 0; i < 100; i++) kit.fake.say({ ...spoken, chat: `wr${i}` });
    await until(() => kit.heard.length === 100);
    const all = await Promise.all(
      kit.heard.map((heard) =>
        send({ lane: 'wecom-ws', robot: heard.robot, chat: heard.chat, route: heard.route ?? {} }),
      ),
    );
    expect(all.every(({ outcome }) => outcome === 'sent')).toBe(true);
  });
});
