// The robot's and the app's callbacks over HTTP: what is answered, what is refused and with which status, what is said again.
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, type Kit, pause, until, wecomKit } from './wecom-kit.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await wecomKit();
});
afterEach(() => kit.stop());

const spoken = { user: 'WangWei', chat: 'wrGroup_01', text: '帮助' };
const old = { once: true, timestamp: Math.floor(Date.now() / 1000) - 3700 };

describe('the robot callback', () => {
  const post = (more: Parameters<Kit['fake']['postBot']>[1] = {}, message = kit.fake.message(spoken)) =>
    kit.fake.postBot(message, more);

  it('answers with a finished stream of the answer’s own id', async () => {
    kit.engine.answer = answering({ title: '帮助', text: '说 <命令>' });
    const called = await post({}, kit.fake.message({ ...spoken, msgid: 'm-1' }));
    expect(called).toMatchObject({ status: 200, deliveries: 1 });
    expect(JSON.parse(called.reply ?? '')).toEqual({
      msgtype: 'stream',
      stream: { id: 'answer-m-1', finish: true, content: '**帮助**\n说 ＜命令＞' },
    });
    expect(called.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(kit.heard).toMatchObject([{ channel: 'wecom-bot', messageId: 'm-1', answerBy: 'return', text: '帮助' }]);
  });

  it('gives a repeat the same answer under the same id', async () => {
    kit.engine.answer = answering({ text: '好' }, true);
    const message = kit.fake.message(spoken);
    expect((await post({}, message)).reply).toBe((await post({}, message)).reply);
  });

  it('is silent with an empty 200', async () => {
    expect(await post()).toMatchObject({ status: 200, reply: null });
    expect(
      await post(
        {},
        { ...kit.fake.message({ user: 'WangWei' }), msgtype: 'event', event: { eventtype: 'enter_chat' } },
      ),
    ).toMatchObject({ status: 200, reply: null });
    expect(kit.heard).toHaveLength(1);
  });

  it('does nothing about a button pressed on a card that is left over from the long connection', async () => {
    const template_card_event = { card_type: 'button_interaction', event_key: 'q-1|确认', task_id: 't-1' };
    const event = { eventtype: 'template_card_event', template_card_event };
    expect(await post({}, { ...kit.fake.message(spoken), msgtype: 'event', event })).toMatchObject({ reply: null });
    expect(kit.heard).toEqual([]);
  });

  it('cuts what is too long with a note', async () => {
    kit.engine.answer = answering({ text: '很长的一行\n'.repeat(3000), choices: [{ label: '好', says: '好' }] });
    const { reply } = await post();
    const { content } = (JSON.parse(reply ?? '') as { stream: { content: string } }).stream;
    expect(content).toMatch(/（内容较长，以下从略）\n\n1\. 好$/);
    expect(kit.fake.violations).toEqual([]);
  });

  it('answers refresh polls with what was said, once more finished', async () => {
    kit.engine.answer = answering({ text: '好' });
    await post({}, kit.fake.message({ ...spoken, msgid: 'm-2' }));
    const poll = { ...kit.fake.message(spoken), msgtype: 'stream', stream: { id: 'answer-m-2' } };
    expect(JSON.parse((await post({}, poll)).reply ?? '')).toMatchObject({
      stream: { id: 'answer-m-2', finish: true, content: '好' },
    });
    const unknown = { ...poll, stream: { id: 'never' } };
    expect(JSON.parse((await post({}, unknown)).reply ?? '')).toMatchObject({ stream: { id: 'never', finish: true } });
    expect(kit.heard).toHaveLength(1);
  });

  it('is delivered again while the store is down, and when the answer is late', async () => {
    let times = 0;
    kit.engine.answer = async (heard) => {
      times++;
      if (times < 3) throw new Error('store down');
      return answering({ text: '好' })(heard);
    };
    expect(await post()).toMatchObject({ status: 200, deliveries: 3 });
    expect(new Set(kit.rejected)).toEqual(new Set(['wecom-bot store']));

    let first = true;
    kit.engine.answer = async (heard) => {
      const wait = first ? 1200 : 0;
      first = false;
      await pause(wait);
      return answering({ text: '好' })(heard);
    };
    const slow = await post();
    expect(slow.deliveries).toBe(2);
    expect(new Set(kit.heard.slice(3).map(({ messageId }) => messageId)).size).toBe(1);
  });

  it.for([
    ['unsigned', { query: { msg_signature: undefined } }, 400, 'query'],
    ['wrongly signed', { query: { msg_signature: '0'.repeat(40) } }, 403, 'signature'],
    ['signed with another token', { token: 'otherToken' }, 403, 'signature'],
    ['stale', old, 403, 'stale'],
    ['from the future', { timestamp: Math.floor(Date.now() / 1000) + 3700 }, 403, 'stale'],
    ['with a repeated value', { query: { nonce: ['1', '2'] } }, 400, 'query'],
    ['with an empty value', { query: { nonce: '' } }, 400, 'query'],
    ['sealed with another key', { aesKey: 'B'.repeat(43) }, 400, /padding|layout|utf8/],
    ['of another receiver', { receiveId: 'wwOTHER' }, 403, 'receiveId'],
    ['without JSON', { body: 'hello' }, 400, 'body'],
    ['with an empty body', { body: '' }, 400, 'body'],
    ['without the sealed text', { body: '{"Encrypt":"x"}' }, 400, 'body'],
    ['with the body of another message', { body: '{"encrypt":"AAAA"}' }, 403, 'signature'],
    ['oversized', { body: `{"encrypt":"${'A'.repeat(1_100_000)}"}` }, 413, 'size'],
  ] as const)('%s is refused without effect', async ([, options, status, stage]) => {
    const called = await post({ ...options, once: true } as Parameters<typeof post>[0]);
    expect(called).toMatchObject({ status, reply: null });
    expect(kit.rejected).toEqual([expect.stringMatching(stage)]);
    expect(kit.heard).toEqual([]);
  });

  it('refuses what is well sealed but no message', async () => {
    expect(await kit.fake.postBot({ hello: 'world' }, { once: true })).toMatchObject({ status: 400 });
    expect(kit.rejected).toEqual(['wecom-bot message']);
  });

  it('refuses what was said to another robot', async () => {
    const foreign = { ...kit.fake.message(spoken), aibotid: 'AIBOT-OTHER' };
    expect(await kit.fake.postBot(foreign, { once: true })).toMatchObject({ status: 403, reply: null });
    expect(kit.rejected).toEqual(['wecom-bot foreign']);
    expect(kit.heard).toEqual([]);
  });

  it('knows a repeat by a name of its own where no robot id is configured', async () => {
    const nameless = await wecomKit({ settings: { botId: undefined } });
    try {
      const message = nameless.fake.message(spoken);
      for (const aibotid of ['AIBOT-FAKE', 'AIBOT-OTHER']) await nameless.fake.postBot({ ...message, aibotid });
      const [first, second] = nameless.heard.map(({ channel, robot, messageId }) => [channel, robot, messageId]);
      expect(first).toEqual(['wecom-bot', 'wecom-bot', message.msgid]);
      expect(second).toEqual(first);
    } finally {
      await nameless.stop();
    }
  });

  it('a replayed message is the engine’s to recognise: it arrives with its id', async () => {
    const message = kit.fake.message(spoken);
    await post({}, message);
    await post({}, message);
    const [first, second] = kit.heard;
    expect(second?.messageId).toBe(first?.messageId);
  });

  it('tells the kind of each rejection, and no more', async () => {
    for (let i = 0; i < 5; i++) await post({ ...old });
    for (let i = 0; i < 5; i++) await post({ once: true, body: '' });
    expect(new Set(kit.rejected)).toEqual(new Set(['wecom-bot stale', 'wecom-bot body']));
  });

  it('gives up a body that grows without end, also without a length', async () => {
    const query = 'msg_signature=x&timestamp=1&nonce=2';
    const status = await new Promise((resolve) => {
      const sending = request(`${kit.fake.hooks.bot}?${query}`, { method: 'POST' }, ({ statusCode }) => {
        clearInterval(timer);
        sending.destroy();
        resolve(statusCode);
      });
      sending.on('error', () => resolve('reset'));
      const timer = setInterval(() => sending.write('A'.repeat(300_000)), 5);
      sending.on('close', () => clearInterval(timer));
    });
    expect([413, 'reset']).toContain(status);
    expect(kit.rejected).toEqual(['wecom-bot size']);
  });

  it('survives a sender that breaks off', async () => {
    const sending = request(`${kit.fake.hooks.bot}?msg_signature=x&timestamp=1&nonce=2`, {
      method: 'POST',
      headers: { 'content-length': 500 },
    });
    sending.on('error', () => {});
    sending.write('half');
    await pause(50);
    sending.destroy();
    await until(() => kit.rejected.length > 0);
    expect(kit.rejected).toEqual(['wecom-bot body']);
    expect(await post()).toMatchObject({ status: 200 });
  });

  it('answers the URL check with the bare text, and nothing else', async () => {
    expect(await kit.fake.checkUrl('bot', '94966531020182955848408')).toEqual({
      status: 200,
      body: '94966531020182955848408',
    });
    expect(await kit.fake.checkUrl('bot', 'x', { token: 'other' })).toEqual({ status: 403, body: '' });
    expect(await kit.fake.checkUrl('bot', 'x', { query: { echostr: undefined } })).toEqual({ status: 400, body: '' });
    expect(await kit.fake.checkUrl('bot', 'x', old)).toEqual({ status: 403, body: '' });
  });
});

describe('the app callback', () => {
  const text = (Content: string, more: Record<string, string> = {}) => ({ FromUserName: 'WangWei', Content, ...more });

  it('answers with a text', async () => {
    kit.engine.answer = answering({ text: '收到 ]]> <b>' });
    const called = await kit.fake.postApp(text('帮助', { MsgId: '7100000000000000019' }));
    expect(called).toMatchObject({ status: 200, deliveries: 1 });
    expect(kit.fake.accepted).toMatchObject([{ way: 'passive-app', to: 'WangWei', text: '收到 ]]> ＜b＞' }]);
    expect(kit.heard).toMatchObject([{ channel: 'wecom-app', robot: '1000002', messageId: '7100000000000000019' }]);
  });

  it('carries whole what the engine returns: as long as `render` gives one part, nothing is cut', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `第${i}行：活动`).join('\n');
    const said = { text: lines, choices: [{ label: '更早的', says: '/记录 第2页' }] };
    const parts = kit.platform.render('wecom-app', said);
    expect(parts).toHaveLength(1);
    kit.engine.answer = answering(said);
    await kit.fake.postApp(text('帮助'));
    expect(kit.fake.accepted).toMatchObject([{ way: 'passive-app', text: parts[0] }]);
  });

  it('is empty where the answer is owed, and sends nothing by itself', async () => {
    kit.engine.answer = answering(null);
    expect(await kit.fake.postApp(text('帮助'))).toMatchObject({ status: 200, reply: null });
    expect(kit.fake.api.calls.send).toBe(0);
  });

  it('is cut with a note should a longer one arrive all the same, and sends nothing by itself', async () => {
    kit.engine.answer = answering({ text: '很长的一行\n'.repeat(300) });
    await kit.fake.postApp(text('帮助'));
    await pause(100);
    expect(kit.fake.accepted).toMatchObject([
      { way: 'passive-app', text: expect.stringMatching(/（内容较长，以下从略）$/) },
    ]);
    expect(kit.fake.violations).toEqual([]);
  });

  it('is silent with an empty 200', async () => {
    expect(await kit.fake.postApp(text('帮助'))).toMatchObject({ status: 200, reply: null });
    expect(await kit.fake.postApp({ FromUserName: 'WangWei', MsgType: 'event', Event: 'subscribe' })).toMatchObject({
      status: 200,
      reply: null,
    });
  });

  it('is delivered up to three times again while the store is down', async () => {
    kit.engine.answer = () => Promise.reject(new Error('store down'));
    expect(await kit.fake.postApp(text('帮助'))).toMatchObject({ status: 503, deliveries: 4 });
    expect(kit.heard).toHaveLength(4);
  });

  it.for([
    ['of another corp inside', text('x', { ToUserName: 'wwOTHER' }), {}, 403, 'foreign'],
    ['of another app', text('x', { AgentID: '1000009' }), {}, 403, 'foreign'],
    ['of another receiver', text('x'), { receiveId: 'wwOTHER' }, 403, 'receiveId'],
    ['of a robot’s kind', text('x'), { receiveId: '' }, 403, 'receiveId'],
    ['with a DOCTYPE', text('x'), { body: '<!DOCTYPE xml><xml><Encrypt>AAAA</Encrypt></xml>' }, 400, 'body'],
    ['with two sealed texts', text('x'), { body: '<xml><Encrypt>A</Encrypt><Encrypt>B</Encrypt></xml>' }, 400, 'body'],
    ['in JSON', text('x'), { body: '{"encrypt":"AAAA"}' }, 400, 'body'],
    ['without a sender', text('x', { FromUserName: '' }), {}, 400, 'message'],
    ['stale', text('x'), old, 403, 'stale'],
    ['wrongly signed', text('x'), { query: { msg_signature: 'f'.repeat(40) } }, 403, 'signature'],
  ] as const)('%s is refused without effect', async ([, fields, options, status, stage]) => {
    const called = await kit.fake.postApp(fields, { ...options, once: true } as Parameters<Kit['fake']['postApp']>[1]);
    expect(called).toMatchObject({ status, reply: null });
    expect(kit.rejected).toEqual([`wecom-app ${stage}`]);
    expect(kit.heard).toEqual([]);
  });

  it('answers the URL check', async () => {
    expect(await kit.fake.checkUrl('app', '1616140317555161061')).toEqual({ status: 200, body: '1616140317555161061' });
  });
});

describe('rotation and settings', () => {
  it('takes old and new secrets, and answers each with its own', async () => {
    const { botToken, botAesKey } = kit.fake.options;
    const rotating = await wecomKit({
      settings: { botTokens: ['newToken01', botToken], botAesKeys: ['B'.repeat(43), botAesKey] },
    });
    try {
      rotating.engine.answer = answering({ text: '好' });
      for (const options of [{}, { token: 'newToken01', aesKey: 'B'.repeat(43) }]) {
        const called = await rotating.fake.postBot(rotating.fake.message(spoken), options);
        expect(called.reply).toContain('"content":"好"');
      }
    } finally {
      await rotating.stop();
    }
  });

  it('has no entrance where none is configured', async () => {
    const bare = await wecomKit({ settings: { botTokens: [], corpId: undefined } });
    try {
      expect((await fetch(bare.fake.hooks.bot, { method: 'POST' })).status).toBe(404);
      expect((await fetch(bare.fake.hooks.app, { method: 'POST' })).status).toBe(404);
      expect(bare.platform.lanes.map(({ name }) => name)).toEqual(['wecom-ws', 'wecom-push']);
    } finally {
      await bare.stop();
    }
  });
});
