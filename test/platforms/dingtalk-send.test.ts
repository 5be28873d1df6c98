// Sending: which way a message takes, and what each answer of DingTalk is taken for (protocol §3.1 to §3.5).
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { meaningOf, meaningOfFailure } from '../../src/platforms/dingtalk/errors.ts';
import type { Address } from '../../src/platforms/platform.ts';
import { type Kit, startKit } from './dingtalk-kit.ts';

const groupPath = '/v1.0/robot/groupMessages/send';
const replyPath = '/robot/sendBySession';
const tokenPath = '/v1.0/oauth2/accessToken';
const said = { title: '题', text: '第一行\n"第二行"' };

let kit: Kit;
const group = (id: string, from?: Kit['heard'][0]): Address => kit.address({ conversationId: id }, from);
const person = (id: string, from?: Kit['heard'][0]): Address => kit.address({ staffId: id }, from);
const last = () => kit.fake.accepted.at(-1);

describe('a message of the app', () => {
  beforeAll(async () => {
    kit = await startKit();
  });
  afterAll(() => kit.stop());
  afterEach(() => {
    kit.usage.length = 0;
  });

  async function hear(speech: { staffId?: string; conversationId?: string }) {
    await kit.fake.say({ text: '帮助', ...speech });
    return kit.heard.at(-1)!;
  }

  it('goes to a group, and to a person', async () => {
    const sent = await kit.send(group('cidA=='), said);
    expect(sent).toEqual({ outcome: 'sent', ref: expect.any(String) });
    expect(last()).toMatchObject({ way: 'group', to: 'cidA==', title: '题', text: '### 题  \n第一行  \n"第二行"' });
    expect(await kit.send(person('staff-li'), said)).toMatchObject({ outcome: 'sent' });
    expect(last()).toMatchObject({ way: 'private', to: 'staff-li' });
    expect(kit.usage).toEqual(['api', 'api']);
  });

  it('answers through the session while it lives', async () => {
    for (const speech of [{ staffId: 's', conversationId: 'cidB==' }, { staffId: 's' }]) {
      const heard = await hear(speech);
      const to = speech.conversationId ? group(speech.conversationId, heard) : person('s', heard);
      expect(await kit.send(to, said)).toEqual({ outcome: 'sent' });
      expect(last()).toMatchObject({ way: 'reply', to: speech.conversationId ?? 's' });
    }
    expect(kit.usage.filter((kind) => kind !== 'push')).toEqual(['reply', 'reply']);
  });

  it('goes the lasting way in the same sending when the session has ended', async () => {
    const heard = await hear({ staffId: 's', conversationId: 'cidC==' });
    kit.fake.endSessions();
    expect(await kit.send(group('cidC==', heard), said)).toMatchObject({ outcome: 'sent' });
    expect(last()).toMatchObject({ way: 'group', to: 'cidC==' });
  });

  it('does not try a session that ends within seconds, nor one elsewhere', async () => {
    const heard = await hear({ staffId: 's', conversationId: 'cidD==' });
    const tries = kit.fake.calls(replyPath).length;
    const to = group('cidD==', heard);
    const before = kit.fake.accepted.length;
    const ending = { ...to.route, expires: Date.now() + 5_000 };
    const elsewhere = { ...to.route, sessionWebhook: 'http://127.0.0.1:1/robot/sendBySession' };
    for (const route of [ending, elsewhere]) {
      expect(await kit.send({ ...to, route }, said)).toMatchObject({ outcome: 'sent' });
    }
    expect(kit.fake.accepted.slice(before).map(({ way }) => way)).toEqual(['group', 'group']);
    expect(kit.fake.calls(replyPath).length).toBe(tries);
  });

  it('is unknown and sent no second way when the answer of the session is lost', async () => {
    const heard = await hear({ staffId: 's', conversationId: 'cidE==' });
    kit.fake.fail(replyPath, 'lost');
    const before = kit.fake.accepted.length;
    expect(await kit.send(group('cidE==', heard), said)).toMatchObject({ outcome: 'unknown' });
    expect(kit.fake.accepted.length).toBe(before + 1);
  });

  it('fails for good where nobody is', async () => {
    kit.fake.disband('cidGone==');
    kit.fake.remove('staff-gone');
    const gone = { outcome: 'failed', gone: true };
    expect(await kit.send(group('cidGone=='), said)).toMatchObject(gone);
    expect(await kit.send(group(''), said)).toMatchObject(gone);
    expect(await kit.send(person('staff-gone'), said)).toMatchObject(gone);
    expect(await kit.send(person('$:LWCP_v1:$outsider'), said)).toMatchObject(gone);
  });

  it('waits where DingTalk holds back one person', async () => {
    kit.fake.slowDown('staff-slow');
    expect(await kit.send(person('staff-slow'), said)).toMatchObject({ outcome: 'retry', muted: 'chat' });
  });

  it('waits where a chat gets too much', async () => {
    const outcomes = new Set<string>();
    let muted: unknown;
    for (let i = 0; i < 45; i++) {
      if (i % 15 === 14) await new Promise((done) => setTimeout(done, 1_050)); // under 20 calls a second
      const sent = await kit.send(group('cidBusy=='), said);
      outcomes.add(sent.outcome);
      if (sent.outcome === 'retry') muted = sent.muted;
    }
    expect([...outcomes].toSorted()).toEqual(['retry', 'sent']);
    expect(muted).toBe('chat');
  });

  it('alarms for a robot of another app', async () => {
    expect(await kit.send({ ...group('cidA=='), robot: 'dingother' }, said)).toMatchObject({ outcome: 'alarm' });
  });

  it.each([
    ['503', 'retry'],
    ['html', 'retry'],
    ['500', 'unknown'],
    ['502', 'unknown'],
    ['reset', 'unknown'],
    ['lost', 'unknown'],
    ['redirect', 'alarm'],
  ] as const)('takes %s for %s', async (fault, outcome) => {
    kit.fake.fail(groupPath, fault);
    expect(await kit.send(group('cidF=='), said)).toMatchObject({
      outcome,
      reason: expect.stringMatching(/\p{Script=Han}/u),
    });
  });

  it('is given up with the signal: before it began to try again, afterwards unknown', async () => {
    const before = kit.fake.accepted.length;
    expect(await kit.send(group('cidG=='), said, { signal: AbortSignal.abort() })).toMatchObject({ outcome: 'retry' });
    expect(kit.fake.accepted.length).toBe(before);
    kit.fake.fail(groupPath, 'hang');
    expect(await kit.send(group('cidG=='), said, { signal: AbortSignal.timeout(50) })).toMatchObject({
      outcome: 'unknown',
    });
  });

  it('is to be tried again when nobody listens', async () => {
    await kit.fake.unplug();
    expect(await kit.send(group('cidH=='), said)).toMatchObject({ outcome: 'retry' });
    await kit.fake.plug();
    expect(await kit.send(group('cidH=='), said)).toMatchObject({ outcome: 'sent' });
  });
});

describe('the token', () => {
  afterEach(() => kit.stop());

  it('is fetched once for all who wait, and kept', async () => {
    kit = await startKit({ mode: 'http' }, { qps: 1_000 });
    await Promise.all(Array.from({ length: 20 }, (_, i) => kit.send(group(`cid${i}`), said)));
    await kit.send(group('cidA=='), said);
    expect(kit.fake.calls(tokenPath).length).toBe(1);
    expect(kit.fake.accepted.length).toBe(21);
  });

  it('is renewed once for all when it is refused', async () => {
    kit = await startKit({ mode: 'http' }, { qps: 1_000 });
    await kit.send(group('cidA=='), said);
    kit.fake.expire();
    const sent = await Promise.all(Array.from({ length: 10 }, (_, i) => kit.send(group(`cid${i}`), said)));
    expect(sent.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(kit.fake.calls(tokenPath).length).toBe(2);
  });

  it('is fetched five minutes before its end', async () => {
    let now = Date.now();
    kit = await startKit({ mode: 'http', clock: { now: () => now, real: () => now } });
    await kit.send(group('cidA=='), said);
    now += 7_200_000 - 5 * 60_000 - 1;
    await kit.send(group('cidA=='), said);
    expect(kit.fake.calls(tokenPath).length).toBe(1);
    now += 2;
    await kit.send(group('cidA=='), said);
    expect(kit.fake.calls(tokenPath).length).toBe(2);
  });

  it('is asked for again only after a while when the secret is wrong, and nothing tells the secret', async () => {
    let now = Date.now();
    kit = await startKit({ mode: 'http', clientSecret: 'wrong-secret-99', clock: { now: () => now, real: () => now } });
    for (let i = 0; i < 5; i++) {
      const sent = await kit.send(group('cidA=='), said);
      expect(sent).toMatchObject({ outcome: 'alarm' });
      expect(JSON.stringify(sent)).not.toContain('wrong-secret-99');
    }
    expect(kit.fake.calls(tokenPath).length).toBe(1);
    expect(await kit.platform.health()).toEqual({ ok: false, detail: '钉钉应用的 Client ID 或密钥不对' });
    now += 31_000;
    await kit.send(group('cidA=='), said);
    expect(kit.fake.calls(tokenPath).length).toBe(2);
  });

  it('that cannot be fetched now leaves the message to be tried again: nothing was sent', async () => {
    kit = await startKit({ mode: 'http' });
    for (const fault of ['lost', '502', 'html'] as const) {
      kit.fake.fail(tokenPath, fault);
      expect(await kit.send(group('cidA=='), said)).toMatchObject({ outcome: 'retry' });
    }
    expect(await kit.send(group('cidA=='), said)).toMatchObject({ outcome: 'sent' });
  });
});

describe('without an app', () => {
  afterAll(() => kit.stop());
  it('is well, and alarms when it is to send', async () => {
    kit = await startKit({ clientId: undefined, clientSecret: undefined });
    expect(await kit.platform.health()).toEqual({ ok: true, detail: 'ok' });
    expect(await kit.platform.check?.()).toEqual([]);
    expect(await kit.send(group('cidA=='), said)).toEqual({ outcome: 'alarm', reason: '没有配置钉钉应用' });
  });
});

describe('a custom robot', () => {
  const to = (key: string, secret?: string): Address => ({
    lane: 'dingtalk-custom',
    robot: key,
    chat: { kind: 'group', id: key },
    hook: { key, ...(secret && { secret }) },
  });
  beforeAll(async () => {
    kit = await startKit({ clientId: undefined, clientSecret: undefined });
    kit.fake.addCustomRobot('signed-key-1', { secret: 'SEC1234567890' });
    kit.fake.addCustomRobot('plain-key-1');
    kit.fake.addCustomRobot('word-key-1', { keyword: '教研' });
  });
  afterAll(() => kit.stop());

  it('is signed when it has a secret', async () => {
    expect(await kit.send(to('signed-key-1', 'SEC1234567890'), said)).toEqual({ outcome: 'sent' });
    expect(last()).toMatchObject({ way: 'custom', to: 'signed-key-1', title: '题' });
    const wrong = await kit.send(to('signed-key-1', 'SECwrong'), said);
    expect(wrong).toMatchObject({ outcome: 'alarm' });
    expect(JSON.stringify(wrong)).not.toMatch(/SEC|signed-key/);
    expect(await kit.send(to('word-key-1'), said)).toMatchObject({ outcome: 'alarm' });
    expect(await kit.send(to('word-key-1'), { text: '教研通知' })).toMatchObject({ outcome: 'sent' });
  });

  it('drops a repeat of the same part, so that an unclear end may be repeated', async () => {
    kit.fake.fail('/robot/send', 'lost');
    const before = kit.fake.accepted.length;
    const deliveryId = crypto.randomUUID();
    expect(await kit.send(to('plain-key-1'), said, { deliveryId })).toMatchObject({ outcome: 'unknown' });
    expect(await kit.send(to('plain-key-1'), said, { deliveryId })).toMatchObject({ outcome: 'sent' });
    expect(kit.fake.accepted.length).toBe(before + 1);
    await kit.send(to('plain-key-1'), said, { deliveryId, part: 1 });
    expect(kit.fake.accepted.length).toBe(before + 2);
  });

  it('is silent for ten minutes after too much', async () => {
    let sent = await kit.send(to('plain-key-1'), said);
    for (let i = 0; i < 45 && sent.outcome === 'sent'; i++) sent = await kit.send(to('plain-key-1'), said);
    expect(sent).toMatchObject({ outcome: 'retry', muted: 'chat', after: 600_000 });
  });

  it('fails for good when it is unknown or was never registered', async () => {
    expect(await kit.send(to('no-such-key'), said)).toMatchObject({ outcome: 'failed', gone: true });
    const { hook: _, ...bare } = to('plain-key-1');
    expect(await kit.send(bare, said)).toMatchObject({ outcome: 'failed' });
    expect(await kit.send({ ...bare, lane: 'other' }, said)).toMatchObject({ outcome: 'failed' });
  });
});

describe('answers', () => {
  const json = (value: unknown) => JSON.stringify(value);
  it.each([
    [200, { errcode: 0 }, 'ok'],
    [200, { errcode: '0' }, 'ok'],
    [200, { processQueryKey: 'k' }, 'ok'],
    [200, { errcode: -1 }, 'retry'],
    [200, { errcode: 300001 }, 'session-over'],
    [200, { errcode: 40014 }, 'token-over'],
    [400, { code: 'InvalidAuthentication' }, 'token-over'],
    [400, { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' }, 'retry'],
    [403, { code: 'Forbidden.AccessDenied.ApiCountLimitForOrg' }, 'alarm'],
    [200, { errcode: 90020 }, 'alarm'],
    [403, { code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied' }, 'alarm'],
    [403, { code: 'Forbidden.Something' }, 'alarm'],
    [200, { status: 1111, message: 'blocked' }, 'retry'],
    [400, { code: 'invalidParameter.robotCode.notExsit' }, 'failed'],
    [400, { code: 'invalidParameter.msgParam.tooLong' }, 'failed'],
    [400, { code: 'contain.unsafe.url' }, 'failed'],
    [400, { code: 'send.byToken.tooFast' }, 'retry'],
    [400, { code: 'notsend.too.fast' }, 'failed'],
    [500, { code: 'system.error' }, 'retry'],
    [500, { code: 'never.heard.of' }, 'unknown'],
    [429, { code: 'never.heard.of' }, 'retry'],
    [200, { errcode: 430103 }, 'failed'],
    [200, { errcode: 999999 }, 'failed'],
  ])('%i %j: %s', (status, body, expected) => {
    const meaning = meaningOf(status, json(body));
    expect(meaning.kind === 'not' ? meaning.sent.outcome : meaning.kind).toBe(expected);
  });

  // Without a readable body the status decides: a 4xx accepted nothing, a 2xx may have, whatever stood before a 5xx too.
  it.each([
    [200, '', 'unknown'],
    [200, '{"errco', 'unknown'],
    [200, '<html>blocked</html>', 'retry'],
    [400, '', 'retry'],
    [404, 'not found', 'retry'],
    [403, '<html>', 'retry'],
    [502, '<html>', 'unknown'],
    [503, '', 'retry'],
    [302, '', 'alarm'],
  ])('%i %j: %s', (status, body, expected) => {
    const meaning = meaningOf(status, body);
    expect(meaning.kind === 'not' ? meaning.sent.outcome : meaning.kind).toBe(expected);
  });

  it('names an unknown code in the reason, but no more of the answer', () => {
    const meaning = meaningOf(400, json({ code: 'strange.code', message: 'token=abc' }));
    expect(meaning).toMatchObject({ sent: { reason: '钉钉拒绝了消息（strange.code）' } });
  });

  it('tells a certificate apart from a lost connection', () => {
    const failure = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) });
    expect(meaningOfFailure(failure('CERT_HAS_EXPIRED')).sent.outcome).toBe('retry');
    expect(meaningOfFailure(failure('UND_ERR_CONNECT_TIMEOUT')).sent.outcome).toBe('retry');
    expect(meaningOfFailure(failure('ECONNRESET')).sent.outcome).toBe('unknown');
    expect(meaningOfFailure('?').sent.outcome).toBe('unknown');
  });
});

describe('sizes', () => {
  afterAll(() => kit.stop());
  it('are those DingTalk measures, for the worst of texts', async () => {
    kit = await startKit({ mode: 'http' }, { perWindow: 1_000, qps: 1_000 });
    kit.fake.addCustomRobot('k');
    const custom: Address = {
      lane: 'dingtalk-custom',
      robot: 'k',
      chat: { kind: 'group', id: 'k' },
      hook: { key: 'k' },
    };
    for (const text of [
      '"\n'.repeat(20_000),
      '"'.repeat(14_000),
      '好'.repeat(20_000),
      '\u001f\\"'.repeat(9_000),
      '😀<a>\n'.repeat(4_000),
    ]) {
      for (const to of [group('cidA=='), custom]) {
        const parts = kit.platform.render(to.lane, { title: '题', text });
        for (const [part, shown] of parts.entries()) {
          const context = { deliveryId: crypto.randomUUID(), part, signal: new AbortController().signal };
          expect((await kit.platform.send(to, { title: '题', text }, shown, context)).outcome).toBe('sent');
        }
      }
    }
  });
});

it('never writes a secret, a ticket or a token into its log', async () => {
  kit = await startKit();
  try {
    kit.fake.fail('/v1.0/gateway/connections/open', 'reset');
    await kit.fake.gateway.connected();
    kit.fake.gateway.cut();
    await kit.fake.say({ staffId: 's', text: '秘密的话' });
    await kit.send(group('cidA=='), said);
    expect(kit.logged()).not.toMatch(/秘密的话|ticket|session=|fake-app-secret/);
  } finally {
    await kit.stop();
  }
});
