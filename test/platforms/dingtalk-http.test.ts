// The callbacks over HTTP: what is let in, and that nothing else has any effect.
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { type Kit, startKit } from './dingtalk-kit.ts';

let kit: Kit;
const event = { eventToken: 'evToken123', eventAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' };
beforeAll(async () => {
  kit = await startKit({ mode: 'http', ...event }, { redeliverAfter: 20, ...event });
});
afterAll(() => kit.stop());
beforeEach(() => {
  kit.heard.length = 0;
});

const speech = { staffId: 'staff-wang', conversationId: 'cidA==', text: '帮助' };
const post = (headers: Record<string, string>, body: string): Promise<Response> =>
  fetch(`${kit.web}/hooks/dingtalk/robot`, { method: 'POST', headers, body });
const good = () => JSON.stringify(kit.fake.json(speech));

describe('the robot hook', () => {
  it('hears a signed message and answers that the answer comes separately', async () => {
    const answer = await kit.fake.post(kit.fake.json(speech));
    expect(answer).toEqual({ status: 200, body: '{"msgtype":"empty"}', tries: 1 });
    expect(kit.heard[0]).toMatchObject({
      text: '帮助',
      answerBy: 'delivery',
      route: { sessionWebhook: expect.any(String) },
    });
  });

  it('opens no Stream in this mode', () => expect(kit.fake.gateway.opens).toEqual([]));

  it('asks for the message again when it could not be committed', async () => {
    const { hear } = kit.engine;
    let down = 2;
    kit.engine.hear = (message) => (down-- > 0 ? Promise.reject(new Error('store down')) : hear(message));
    expect(await kit.fake.say(speech)).toMatchObject({ tries: 3 });
    expect(new Set(kit.heard.map(({ messageId }) => messageId)).size).toBe(1);
    kit.engine.hear = hear;
  });

  const hour = 3_600_000;
  it.each([
    ['unsigned', () => ({})],
    ['with a sign only', () => ({ sign: kit.fake.signedHeaders().sign! })],
    ['signed two hours ago', () => kit.fake.signedHeaders(systemClock.real() - 2 * hour)],
    ['signed for tomorrow', () => kit.fake.signedHeaders(systemClock.real() + 24 * hour)],
    [
      'with the sign of another time',
      () => ({ ...kit.fake.signedHeaders(), timestamp: String(systemClock.real() - 60_000) }),
    ],
    ['with a forged sign', () => ({ ...kit.fake.signedHeaders(), sign: 'AAAA' })],
  ])('refuses what comes %s', async (_, headers) => {
    const response = await post(headers(), good());
    expect([response.status, await response.text()]).toEqual([403, '']);
    expect(kit.heard).toEqual([]);
  });

  it.each([
    ['no JSON', '{oops', 400],
    ['nothing', '', 400],
    ['a list', '[]', 400],
    ['a number', '7', 400],
    ['null', 'null', 400],
    ['an object of no use', '{}', 400],
    ['a deep nest', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 400],
  ])('has no use for %s', async (_, body, status) => {
    expect((await post(kit.fake.signedHeaders(), body)).status).toBe(status);
    expect(kit.heard).toEqual([]);
  });

  it('refuses a message to another robot and one without an id, well signed or not', async () => {
    const before = kit.rejected.length;
    const { msgId, ...nameless } = kit.fake.json(speech);
    const foreign = { ...nameless, msgId, robotCode: 'dingOther' };
    const send = async (message: object) => (await post(kit.fake.signedHeaders(), JSON.stringify(message))).status;
    expect([await send(foreign), await send(nameless)]).toEqual([403, 400]);
    expect(await send({ ...foreign, errorCode: '20001' })).toBe(403);
    expect(await kit.platform.health()).toMatchObject({ ok: true });
    expect(kit.rejected.slice(before)).toEqual(['dingtalk: foreign', 'dingtalk: malformed', 'dingtalk: foreign']);
    expect(kit.heard).toEqual([]);
  });

  it('refuses more than a megabyte, said beforehand or not', async () => {
    const big = `{"x":"${'a'.repeat(1024 * 1024)}"}`;
    expect((await post(kit.fake.signedHeaders(), big)).status).toBe(413);
    const status = await new Promise<number>((done, reject) => {
      const headers = { ...kit.fake.signedHeaders(), 'transfer-encoding': 'chunked' };
      const sending = request(`${kit.web}/hooks/dingtalk/robot`, { method: 'POST', headers }, (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      });
      sending.on('error', reject);
      sending.write(big.slice(0, 700_000));
      sending.write(big.slice(700_000));
    });
    expect(status).toBe(413);
    expect(kit.heard).toEqual([]);
  });

  it('reads an unsigned body not at all', async () => {
    const status = await new Promise<number>((done, reject) => {
      const sending = request(`${kit.web}/hooks/dingtalk/robot`, { method: 'POST' }, (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      });
      sending.on('error', reject);
      sending.write('{'); // and never an end
    });
    expect(status).toBe(403);
  });

  it('drops a foreign webhook and hears the message', async () => {
    await kit.fake.post({ ...kit.fake.json(speech), sessionWebhook: 'https://evil.example/robot/sendBySession' });
    expect(kit.heard[0]?.text).toBe('帮助');
    expect(kit.heard[0]).not.toHaveProperty('route');
  });

  it('hands on a replay under the same id: the inbox stops it', async () => {
    const message = kit.fake.json(speech);
    await kit.fake.post(message);
    await kit.fake.post(message);
    expect(kit.heard.map(({ messageId }) => messageId)).toEqual([message.msgId, message.msgId]);
  });

  it('reports the kind of each rejection, without content', () => {
    expect(kit.rejected).toContain('dingtalk: unsigned');
    expect(kit.rejected).toContain('dingtalk: stale');
    expect(kit.rejected).toContain('dingtalk: oversized');
    expect(kit.rejected.join()).not.toMatch(/帮助|staff/);
  });
});

describe('the events hook', () => {
  it.each(['check_url', 'user_leave_org'])('answers %s with an encrypted success', async (EventType) => {
    expect(await kit.fake.postEvent({ EventType })).toEqual({ status: 200, reply: 'success' });
  });

  it.each([
    ['for another owner', { owner: 'dingsomebody' }],
    ['with a wrong signature', { signature: '0'.repeat(40) }],
    ['without signature', { signature: '' }],
    ['of yesterday', { timestamp: systemClock.real() - 86_400_000 }],
  ])('refuses an event %s', async (_, wrong) => {
    expect(await kit.fake.postEvent({ EventType: 'check_url' }, wrong)).toEqual({ status: 403, reply: null });
  });

  it('takes a timestamp in seconds, as one official sample has it', async () => {
    const timestamp = Math.floor(systemClock.real() / 1_000);
    expect((await kit.fake.postEvent({ EventType: 'check_url' }, { timestamp })).reply).toBe('success');
  });

  it('refuses a body that is none, and a query given twice', async () => {
    const url = `${kit.web}/hooks/dingtalk/events?msg_signature=a&nonce=b&timestamp=${systemClock.real()}`;
    expect((await fetch(url, { method: 'POST', body: '{"encrypt":7}' })).status).toBe(400);
    expect((await fetch(`${url}&nonce=c`, { method: 'POST', body: '{"encrypt":"AAAA"}' })).status).toBe(403);
  });
});

describe('without settings', () => {
  it('mounts no hook that could not check a signature', async () => {
    const bare = await startKit({ mode: 'http', clientSecret: undefined });
    try {
      for (const path of ['robot', 'events']) {
        const response = await fetch(`${bare.web}/hooks/dingtalk/${path}`, { method: 'POST', body: '{}' });
        expect(response.status).toBe(404);
      }
    } finally {
      await bare.stop();
    }
  });

  it('mounts no robot hook in Stream mode', async () => {
    const stream = await startKit();
    try {
      const headers = stream.fake.signedHeaders();
      const response = await fetch(`${stream.web}/hooks/dingtalk/robot`, { method: 'POST', headers, body: '{}' });
      expect(response.status).toBe(404);
    } finally {
      await stream.stop();
    }
  });
});
