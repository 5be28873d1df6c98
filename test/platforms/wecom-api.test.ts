// The HTTP side: the app's token, 1:1 messages, push webhooks, files, and what every kind of failure is called.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { movableClock } from '../../src/lib/clock.ts';
import { markOf } from '../../src/platforms/wecom/api.ts';
import { nameIn } from '../../src/platforms/wecom/media.ts';
import { tokenSource } from '../../src/platforms/wecom/token.ts';
import { startFakeWecom } from '../support/fake-wecom.ts';
import { group, type Kit, pause, person, sending, wecomKit } from './wecom-kit.ts';

let kit: Kit;
beforeEach(async () => {
  kit = await wecomKit({ fake: { people: ['WangWei', 'LiMin', 'ZhaoYi'], unlicensed: ['ZhaoYi'] } });
});
afterEach(() => kit.stop());

const toPerson = (id = 'WangWei', text = '好', context = sending()) =>
  kit.platform.send(person('wecom-app', id), { text }, text, context);
const push = (text = '好', key = 'hook-key-1', context = sending()) =>
  kit.platform.send({ ...group('wecom-push', 'g'), hook: { key } }, { text }, text, context);

describe('the access token', () => {
  it('is fetched once for many, and kept', async () => {
    const sent = await Promise.all(Array.from({ length: 20 }, (_, i) => toPerson('WangWei', `第${i}条`)));
    expect(sent.every(({ outcome }) => outcome === 'sent')).toBe(true);
    expect(kit.fake.api.calls).toEqual({ gettoken: 1, send: 20 });
  });

  it('is fetched anew when it dies early, and the call repeated once', async () => {
    await toPerson();
    kit.fake.expire();
    expect(await toPerson('LiMin')).toMatchObject({ outcome: 'sent' });
    expect(kit.fake.api.calls).toEqual({ gettoken: 2, send: 3 });
  });

  it('is not fetched for ever when no new one helps', async () => {
    for (let i = 0; i < 4; i++) kit.fake.break('message/send', { kind: 'errcode', errcode: 42_001 });
    expect(await toPerson()).toMatchObject({ outcome: 'retry' });
    expect(kit.fake.api.calls.gettoken).toBe(2);
  });

  it('is renewed five minutes early', async () => {
    const fake = await startFakeWecom();
    const start = Date.UTC(2026, 10, 21);
    const clock = movableClock(start, true);
    const real = { now: clock.now, real: clock.now };
    const tokens = tokenSource({ ...fake.settings }, real, 1000);
    const first = await tokens.get();
    clock.moveTo(start + 6_899_000);
    expect(await tokens.get()).toEqual(first);
    clock.moveTo(start + 6_901_000);
    expect(await tokens.get()).not.toEqual(first);
    await fake.stop();
  });

  it('is not asked for again and again with a wrong secret', async () => {
    const wrong = await wecomKit({ settings: { appSecret: 'wrong-secret' } });
    for (let i = 0; i < 10; i++) {
      const sent = await wrong.platform.send(person('wecom-app', 'WangWei'), { text: '好' }, '好', sending());
      expect(sent).toMatchObject({ outcome: 'alarm', reason: expect.stringContaining('密钥不正确') });
      expect(JSON.stringify(sent)).not.toContain('wrong-secret');
    }
    expect(wrong.fake.api.calls.gettoken).toBe(1);
    expect(await wrong.platform.health()).toMatchObject({ ok: false, detail: expect.stringContaining('密钥不正确') });
    await wrong.stop();
  });

  it.for([
    [{ kind: 'lost answer' }, 'retry'],
    [{ kind: 'html', status: 502 }, 'retry'],
    [{ kind: 'html', status: 403 }, 'alarm'],
    [{ kind: 'errcode', errcode: -1 }, 'retry'],
    [{ kind: 'errcode', errcode: 60_020 }, 'alarm'],
  ] as const)('that cannot be had (%j) is a %s: nothing was sent yet', async ([fault, outcome]) => {
    kit.fake.break('cgi-bin/gettoken', fault);
    expect(await toPerson()).toMatchObject({ outcome });
    expect(kit.fake.api.calls.send).toBe(0);
  });
});

describe('a message of the app', () => {
  it('goes to one person as text, with the platform’s reference', async () => {
    expect(await toPerson()).toEqual({ outcome: 'sent', ref: expect.any(String) });
    expect(kit.fake.accepted).toMatchObject([{ way: 'app', to: 'WangWei', text: '好' }]);
  });

  it('is not shown twice when an unknown one is sent again', async () => {
    const context = sending();
    kit.fake.break('message/send', { kind: 'lost answer' });
    expect(await toPerson('WangWei', '好', context)).toMatchObject({ outcome: 'unknown' });
    expect(await toPerson('WangWei', '好', context)).toMatchObject({ outcome: 'sent' });
    expect(kit.fake.accepted).toHaveLength(1);
    expect(kit.fake.dropped).toHaveLength(1);
    expect(kit.platform.lanes.find(({ name }) => name === 'wecom-app')?.idempotent).toBe(true);
  });

  it('is shown each time it is meant: equal texts of two deliveries, and of two parts of one', async () => {
    const one = sending();
    for (const context of [one, { ...one, part: 1 }, sending()]) {
      expect(await toPerson('WangWei', '改到3月23日。', context)).toMatchObject({ outcome: 'sent' });
    }
    expect(kit.fake.accepted.map(({ text }) => text)).toEqual(Array(3).fill('改到3月23日。'));
    expect(kit.fake.dropped).toEqual([]);
  });

  it('tells deliveries apart by signs that nobody sees, the same for each try, and fits with them', async () => {
    const marks = Array.from({ length: 50 }, (_, i) => markOf({ deliveryId: `delivery-${i}`, part: 0 }));
    for (const mark of marks) expect(mark).toMatch(/^[\u200b\u200c]{12}$/);
    expect(new Set(marks).size).toBeGreaterThan(45);
    expect(markOf({ deliveryId: 'delivery-0', part: 0 })).toBe(marks[0]);
    const [full = ''] = kit.platform.render('wecom-app', { text: '好'.repeat(3000) });
    expect(Buffer.byteLength(full)).toBeGreaterThan(2000);
    expect(await toPerson('WangWei', full)).toMatchObject({ outcome: 'sent' });
    expect(kit.fake.violations).toEqual([]);
  });

  it.for(['@all', '@ALL', 'WangWei|LiMin', 'Wang Wei', ''])('never goes to "%s"', async (id) => {
    expect(await toPerson(id)).toMatchObject({ outcome: 'failed', gone: true });
    expect(kit.fake.api.calls.send).toBe(0);
  });

  it('says who cannot be reached', async () => {
    expect(await toPerson('Nobody')).toMatchObject({ outcome: 'failed', gone: true });
    expect(await toPerson('ZhaoYi')).toMatchObject({
      outcome: 'failed',
      gone: true,
      reason: expect.stringContaining('许可'),
    });
    expect(await kit.platform.send(group('wecom-app', 'g'), { text: 'x' }, 'x', sending())).toMatchObject({
      outcome: 'failed',
    });
  });
});

describe('what a failure is called', () => {
  it.for([
    [{ kind: 'lost answer' }, 'unknown'],
    [{ kind: 'reset' }, 'unknown'],
    [{ kind: 'reset early' }, 'unknown'],
    [{ kind: 'slow', ms: 1000 }, 'unknown'],
    [{ kind: 'html', status: 500 }, 'unknown'],
    [{ kind: 'html', status: 502, taken: true }, 'unknown'],
    [{ kind: 'html', status: 200 }, 'unknown'],
    [{ kind: 'html', status: 503 }, 'retry'],
    [{ kind: 'html', status: 429 }, 'retry'],
    [{ kind: 'html', status: 404 }, 'alarm'],
    [{ kind: 'redirect' }, 'alarm'],
    [{ kind: 'errcode', errcode: -1 }, 'retry'],
    [{ kind: 'errcode', errcode: 45_009 }, 'retry'],
    [{ kind: 'errcode', errcode: 45_033 }, 'retry'],
    [{ kind: 'errcode', errcode: 93_000 }, 'failed'],
    [{ kind: 'errcode', errcode: 40_058 }, 'failed'],
    [{ kind: 'errcode', errcode: 999_999 }, 'failed'],
    [{ kind: 'errcode', errcode: 48_002 }, 'alarm'],
  ] as const)('%j → %s', async ([fault, outcome]) => {
    for (const [way, sent] of [
      ['webhook/send', push],
      ['message/send', toPerson],
    ] as const) {
      kit.fake.break(way, fault);
      const told = await sent();
      expect(told, way).toMatchObject({ outcome });
      expect(JSON.stringify(told)).not.toMatch(/hook-key-1|access_token|http:\/\//);
      if (outcome !== 'unknown') expect(kit.fake.accepted).toEqual([]);
    }
  });

  it('a server that is not there is tried again; one that cannot be found too', async () => {
    const closed = await startFakeWecom();
    await closed.stop();
    for (const apiBase of [closed.apiBase, 'http://nowhere.invalid']) {
      const lost = await wecomKit({ settings: { apiBase }, timings: { call: 3000 } });
      const to = { ...group('wecom-push', 'g'), hook: { key: 'secret-key' } };
      const sent = await lost.platform.send(to, { text: 'x' }, 'x', sending());
      expect(sent).toMatchObject({ outcome: 'retry' });
      expect(JSON.stringify(sent)).not.toContain('secret-key');
      await lost.stop();
    }
  });

  it('too fast silences the chat of a webhook, but the whole app', async () => {
    kit.fake.break('webhook/send', { kind: 'errcode', errcode: 45_009 });
    expect(await push()).toMatchObject({ muted: 'chat', after: 60_000 });
    kit.fake.break('message/send', { kind: 'errcode', errcode: 45_009 });
    expect(await toPerson()).toMatchObject({ muted: 'robot', after: 60_000 });
  });
});

describe('a push webhook', () => {
  it('takes twenty in a window, each key for itself', async () => {
    kit.fake.webhooks.add('hook-key-2');
    for (let i = 0; i < 20; i++) expect(await push(`第${i}条`)).toEqual({ outcome: 'sent' });
    expect(await push()).toMatchObject({ outcome: 'retry' });
    expect(await push('好', 'hook-key-2')).toEqual({ outcome: 'sent' });
    expect([...kit.fake.overruns]).toEqual([['hook hook-key-1', 1]]);
  });

  it('without a key, or with one that is gone, fails', async () => {
    expect(await kit.platform.send(group('wecom-push', 'g'), { text: 'x' }, 'x', sending())).toMatchObject({
      outcome: 'failed',
    });
    expect(await push('好', 'key&with=signs')).toMatchObject({ outcome: 'failed', gone: true });
  });

  it('given up before it starts sends nothing; given up half-way is unknown', async () => {
    expect(await push('好', 'hook-key-1', sending(0, AbortSignal.abort()))).toMatchObject({ outcome: 'retry' });
    kit.fake.break('webhook/send', { kind: 'slow', ms: 200 });
    const controller = new AbortController();
    const sent = push('好', 'hook-key-1', sending(0, controller.signal));
    await pause(50);
    controller.abort();
    expect(await sent).toMatchObject({ outcome: 'unknown' });
  });
});

it('a lane that is not set up is an alarm, not a fault', async () => {
  const bare = await wecomKit({ settings: { appSecret: undefined, botSecret: undefined } });
  for (const lane of ['wecom-app', 'wecom-ws', 'dingtalk-app']) {
    expect(await bare.platform.send(person(lane, 'x'), { text: 'x' }, 'x', sending())).toMatchObject({
      outcome: 'alarm',
    });
  }
  expect(await bare.platform.health()).toEqual({ ok: true, detail: '没有使用长连接' });
  await bare.stop();
});

describe('files', () => {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.4 教案'), Buffer.alloc(5000, 7)]);
  const fetched = (ref: Record<string, string>, limit = 20_000_000, kind: 'file' | 'image' = 'file') =>
    kit.platform.fetchMedia!({ kind, ref }, limit);
  const refused = (code: string) => expect.objectContaining({ name: 'Refusal', code });

  it('of the long connection open with the key beside the url', async () => {
    const { url, aeskey } = kit.fake.file('教案 二.pdf', bytes);
    expect(await fetched({ url, aeskey })).toEqual({ name: '教案 二.pdf', bytes });
  });

  it('of the callback open with the robot’s own key', async () => {
    const { url } = kit.fake.file('教案.pdf', bytes, 'callback');
    expect(await fetched({ url })).toEqual({ name: '教案.pdf', bytes });
  });

  it('of the app come by their id', async () => {
    const { mediaId } = kit.fake.file('图.jpg', bytes, 'app');
    expect(await fetched({ mediaId })).toEqual({ name: '图.jpg', bytes });
  });

  it('too large are given up', async () => {
    const { url, aeskey } = kit.fake.file('a', bytes);
    await expect(fetched({ url, aeskey }, 4000)).rejects.toEqual(refused('media-too-large'));
    // Given up while it comes, before anything is opened.
    await expect(fetched({ url, aeskey: 'B'.repeat(43) }, 4000)).rejects.toEqual(refused('media-too-large'));
    const { mediaId } = kit.fake.file('a', bytes, 'app');
    await expect(fetched({ mediaId }, bytes.length - 1)).rejects.toEqual(refused('media-too-large'));
    expect((await fetched({ mediaId }, bytes.length)).bytes).toHaveLength(bytes.length);
  });

  it('that are gone, or cannot be opened, are refused in words', async () => {
    await expect(fetched({ url: `${kit.fake.apiBase}/file/none` })).rejects.toEqual(refused('media-gone'));
    await expect(fetched({ mediaId: 'none' })).rejects.toEqual(refused('media-gone'));
    const { url } = kit.fake.file('a', bytes);
    await expect(fetched({ url, aeskey: 'B'.repeat(43) })).rejects.toEqual(refused('media-unreadable'));
    await expect(fetched({ url, aeskey: 'bad' })).rejects.toEqual(refused('media-unreadable'));
  });

  it.for([
    'https://evil.example/a',
    'https://evilmyqcloud.com/a',
    'https://x.myqcloud.com.evil.example/a',
    'http://x.myqcloud.com/a',
    'https://user:pass@x.myqcloud.com/a',
    'http://127.0.0.1:1/a',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'ftp://x.myqcloud.com/a',
    'nonsense',
    '',
  ])('at %s are not fetched', async (url) => {
    await expect(fetched({ url, aeskey: 'B'.repeat(43) })).rejects.toEqual(refused('media-foreign'));
  });

  it('follow no redirect', async () => {
    const { url, aeskey } = kit.fake.file('a', bytes);
    kit.fake.break(new URL(url).pathname.slice(1), { kind: 'redirect' });
    await expect(fetched({ url, aeskey })).rejects.toEqual(refused('media-unreachable'));
  });
});

it.for([
  [`attachment; filename="a.pdf"; filename*=utf-8''%E6%95%99%E6%A1%88.pdf`, '教案.pdf'],
  ['attachment; filename="a b.pdf"', 'a b.pdf'],
  ['attachment; filename=a.pdf', 'a.pdf'],
  [`attachment; filename="${Buffer.from('教案.pdf').toString('latin1')}"`, '教案.pdf'],
  [`attachment; filename="..%2F..%2Fetc%2Fpasswd"`, 'passwd'],
  ['attachment; filename="C:\\x\\a.pdf"', 'a.pdf'],
  ['attachment; filename="%E6%"', undefined],
  ['attachment', undefined],
  ['', undefined],
] as const)('the name in %j is %j', ([header, name]) => {
  expect(nameIn(header)).toBe(name);
});
