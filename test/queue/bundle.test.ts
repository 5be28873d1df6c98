// Merging: what is due for the same hearer at one moment is one message, and taking one thing out of it leaves the others whole.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claim } from '../../src/queue/claim.ts';
import { inlineRunner } from '../../src/queue/inline.ts';
import { cancel, type Wanted } from '../../src/queue/ledger.ts';
import { relay } from '../../src/queue/outbox.ts';
import { sendDelivery } from '../../src/queue/send.ts';
import { settle } from '../../src/queue/settle.ts';
import { together } from '../../src/queue/together.ts';
import { lane } from '../support/recorder.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { empty, group, type Kit, kit, person, start } from './kit.ts';

afterAll(stopStores);

const event = (id: string, more: Partial<Wanted> = {}): Partial<Wanted> => ({
  source: { kind: 'item', id },
  class: 'event',
  said: { text: `事项${id}` },
  ...more,
});

describe('words of several messages', () => {
  it('each under its number, titles with it, links together', () => {
    expect(
      together([{ text: '甲' }, { title: '题', text: '乙', links: [{ label: '页', url: 'https://a.example' }] }]),
    ).toEqual({
      title: '有 2 件事',
      text: '一、甲\n\n二、题\n乙',
      links: [{ label: '页', url: 'https://a.example' }],
    });
  });

  it('keeps choices where one member alone has some, and none where it would not be clear whose they are', () => {
    const choices = [{ label: '参加', says: '/参加' }];
    expect(together([{ text: '甲', choices, asks: 'q' }, { text: '乙' }])).toMatchObject({ choices, asks: 'q' });
    expect(
      together([
        { text: '甲', choices },
        { text: '乙', choices },
      ]),
    ).not.toHaveProperty('choices');
  });
});

describe.each(stores)('merging on $name', ({ open, name }) => {
  let place: TestStore;
  let room: Kit;
  beforeAll(async () => {
    place = await open();
  });
  beforeEach(async () => {
    await empty(place.store);
    room = kit(place);
  });
  afterAll(() => place.close());

  const nobody = { add: async () => undefined };
  const drain = (given: Partial<Kit['parts']> = {}) => inlineRunner().drain({ ...room.parts, ...given });
  const write: Kit['parts']['store']['write'] = (work) => place.store.write(work);
  const takeBack = (id: string) => write((tx) => cancel(tx, room.clock.now(), { kind: 'item', id }, '不要了'));
  const texts = () =>
    room.platform.accepted
      .map(({ chat, said }) => `${chat}: ${said.title ? `${said.title}\n` : ''}${said.text}`)
      .sort();
  const bundles = async () => (await room.rows()).filter((row) => row.source_kind === 'bundle');
  const members = async () => (await room.rows()).filter((row) => row.source_kind !== 'bundle');
  const states = async () => Object.fromEntries((await members()).map((row) => [row.source_id, row.state]));

  it('one message for each hearer; what matters more stands first', async () => {
    await room.want(
      event('a', { class: 'deadline' }),
      event('b'),
      event('c', { audience: person('g') }),
      event('d', { audience: group('h') }),
      event('e', { due: start - 1, class: 'schedule' }),
    );
    await drain();
    expect(texts()).toEqual(['g: 事项c', 'g: 有 3 件事\n一、事项b\n\n二、事项a\n\n三、事项e', 'h: 事项d']);
    const [bundle] = await bundles();
    expect(bundle).toMatchObject({ state: 'sent', class: 'event', due_at: start });
    expect((await members()).filter((row) => row.bundle_id === bundle?.id).map((row) => row.state)).toEqual(
      Array(3).fill('merged'),
    );
  });

  it.each(['notice', 'exam', 'correction', 'secret', 'receipt', 'alert'] as const)(
    '%s goes by itself',
    async (alone) => {
      await room.want(event('a', { class: alone }), event('b', { class: alone }), event('c'));
      await drain();
      expect(room.platform.accepted).toHaveLength(3);
      expect(await bundles()).toEqual([]);
    },
  );

  it('what is due later is no part of it', async () => {
    await room.want(event('a'), event('b', { due: start + 1 }));
    await drain();
    room.clock.moveTo(start + 1);
    await drain();
    expect(texts()).toEqual(['g: 事项a', 'g: 事项b']);
  });

  it('merges over the bound of what is handed over in one go', async () => {
    const wishes = Array.from({ length: 600 }, (_, n) =>
      event(String(n), { audience: group(`g${n % 200}`), due: start - 600 + n }),
    );
    await room.want(...wishes);
    await drain();
    expect(room.platform.accepted).toHaveLength(200);
    expect((await members()).every(({ state }) => state === 'merged')).toBe(true);
  });

  it('several processes at once make one message for each hearer', async () => {
    const wishes = Array.from({ length: 400 }, (_, n) => event(String(n), { audience: group(`g${n % 100}`) }));
    await room.want(...wishes);
    await Promise.all([1, 2, 3, 4].map(() => relay(room.parts, nobody)));
    await drain();
    expect(await bundles()).toHaveLength(100);
    expect((await members()).every(({ state }) => state === 'merged')).toBe(true);
  });

  it('taken back while it waits: the others go, merged anew, and once', async () => {
    await room.want(event('a'), event('b'), event('c'));
    await relay(room.parts, nobody);
    expect(await takeBack('a')).toBe(1);
    expect(await states()).toEqual({ a: 'cancelled', b: 'queued', c: 'queued' });
    await relay(room.parts, nobody);
    expect(await takeBack('b')).toBe(1);
    await drain();
    expect(texts()).toEqual(['g: 事项c']);
    expect((await bundles()).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });

  it('of one source only the reminder that is taken back comes out', async () => {
    await room.want(event('a', { lead: '-1' }), event('a', { lead: '-3' }), event('b'));
    await relay(room.parts, nobody);
    const part = { kind: 'item', id: 'a', lead: '-1', to: ['g'] };
    expect(await write((tx) => cancel(tx, room.clock.now(), { ...part, to: ['other'] }, '不要了'))).toBe(0);
    expect(await write((tx) => cancel(tx, room.clock.now(), part, '不要了'))).toBe(1);
    expect((await room.rows()).flatMap(({ lead, state }) => (lead === '-1' ? state : []))).toEqual(['cancelled']);
    expect((await room.rows()).flatMap(({ lead, state }) => (lead === '-3' ? state : []))).toEqual(['queued']);
  });

  it('taken back, and the same first member merged again: the new message has a key of its own', async () => {
    await room.want(event('a'), event('b'), event('c'));
    await relay(room.parts, nobody);
    await takeBack('c');
    await drain();
    expect(texts()).toEqual(['g: 有 2 件事\n一、事项a\n\n二、事项b']);
    expect((await bundles()).map(({ state, revision }) => [state, revision])).toEqual([
      ['cancelled', 0],
      ['sent', 1],
    ]);
  });

  /** Claims the one bundle, as a process that is about to send it. */
  const underWay = async () => {
    await relay(room.parts, nobody);
    const [bundle] = await bundles();
    const claimed = await write((tx) => claim(tx, bundle?.id ?? '', room.clock.now(), room.clock.real()));
    if (!claimed) throw new Error('not claimed');
    return claimed;
  };

  it('taken back under way: when the platform does not take it, the others are said and it is not', async () => {
    await room.want(event('a'), event('b'), event('c'));
    const claimed = await underWay();
    expect(await takeBack('b')).toBe(0);
    const retry = { outcome: 'retry', reason: '忙' } as const;
    expect(await write((tx) => settle(tx, claimed, retry, false, room.clock.now()))).toMatchObject({
      state: 'cancelled',
    });
    expect(await states()).toEqual({ a: 'queued', b: 'cancelled', c: 'queued' });
    await drain();
    expect(texts()).toEqual(['g: 有 2 件事\n一、事项a\n\n二、事项c']);
  });

  it('taken back under way: when the platform takes it, that was that', async () => {
    await room.want(event('a'), event('b'));
    const claimed = await underWay();
    await takeBack('b');
    await write((tx) => settle(tx, claimed, { outcome: 'sent' }, false, room.clock.now()));
    await drain();
    expect(await states()).toEqual({ a: 'merged', b: 'merged' });
    expect((await bundles()).map(({ state }) => state)).toEqual(['sent']);
    expect(room.platform.accepted).toEqual([]);
  });

  it('of unknown end: never said again by itself, though the way drops repeats', async () => {
    room = kit(place, [lane({ idempotent: true })]);
    await room.want(event('a'), event('b'));
    room.platform.answer = () => ({ outcome: 'unknown', reason: '没有回音' });
    await drain();
    expect((await bundles()).map(({ state }) => state)).toEqual(['unknown']);
    expect(room.alarms).toHaveLength(1);
  });

  it('one that cannot be dealt with stays behind, the others go', async () => {
    await room.want(event('a'), event('b'), event('c', { audience: group('h') }));
    const guard: Kit['parts']['guard'] = async (_, row) => {
      if (row.source_id === 'b') throw new Error('a fault in a rule');
      return null;
    };
    await drain({ guard });
    expect(texts()).toEqual(['g: 事项a', 'h: 事项c']);
    expect(await states()).toEqual({ a: 'sent', b: 'queued', c: 'sent' });
  });

  it('what the guard holds is held by itself', async () => {
    await room.want(event('a'), event('b'), event('c'));
    const guard: Kit['parts']['guard'] = async (_, row) => (row.source_id === 'b' ? '里面有名次' : null);
    await drain({ guard });
    expect(await states()).toEqual({ a: 'merged', b: 'held', c: 'merged' });
    expect(texts()).toEqual(['g: 有 2 件事\n一、事项a\n\n二、事项c']);
  });

  it('words that may not stand together go apart', async () => {
    await room.want(event('a'), event('b'));
    await drain({ fits: async () => false });
    expect(texts()).toEqual(['g: 事项a', 'g: 事项b']);
  });

  it('whoever cannot be reached: each message fails by itself', async () => {
    await room.want(event('a'), event('b'));
    await drain({ resolve: async () => null });
    expect(await states()).toEqual({ a: 'failed', b: 'failed' });
    expect(room.failures).toHaveLength(2);
  });

  it('when the time of one is over before its turn, the others are said all the same', async () => {
    await room.want(event('a', { expires: start + 10 }), event('b'), event('c'));
    await relay(room.parts, nobody);
    room.clock.moveTo(start + 10);
    await drain();
    expect(await states()).toEqual({ a: 'missed', b: 'merged', c: 'merged' });
    expect(texts()).toEqual(['g: 有 2 件事\n一、事项b\n\n二、事项c']);
  });

  it('what has been tried on a way already is not merged', async () => {
    const runner = inlineRunner();
    await room.want(event('a'));
    room.platform.answer = () => ({ outcome: 'retry', reason: '忙' });
    await runner.drain(room.parts);
    await room.want(event('b'));
    room.platform.answer = () => ({ outcome: 'sent' });
    room.clock.moveTo(start + 120_000);
    await runner.drain(room.parts);
    expect(texts()).toEqual(['g: 事项a', 'g: 事项b']);
  });

  it('relay, sending and taking back at once: everything wanted is said once, nothing twice', {
    timeout: 60_000,
  }, async () => {
    const rounds = name === 'SQLite' ? 10 : 25;
    for (let round = 0; round < rounds; round++) {
      const ids = Array.from({ length: 6 }, (_, n) => `${round}-${n}`);
      await room.want(...ids.map((id) => event(id, { audience: group(`g${round}`) })));
      const back = new Set(ids.filter((_, n) => ((round * 7 + n * 3) % 5) % 2 === 0).slice(0, 3));
      const queue = {
        add: async (lane: string, some: readonly string[]) =>
          void (await Promise.all(some.map((id) => sendDelivery(id, room.parts, lane)))),
      };
      await Promise.all([relay(room.parts, queue), ...[...back].map(takeBack), relay(room.parts, queue)]);
      await drain();
      const said = room.platform.accepted.map(({ text }) => text).join('\n');
      for (const id of ids) {
        const times = said.split(`事项${id}`).length - 1;
        expect(times, id).toBeLessThanOrEqual(1);
        if (!back.has(id)) expect(times, id).toBe(1);
      }
    }
    const open = (await room.rows()).filter(({ state }) => state === 'queued' || state === 'sending');
    expect(open).toEqual([]);
    const ended = new Set((await bundles()).filter(({ state }) => state === 'cancelled').map(({ id }) => id));
    expect((await members()).filter(({ bundle_id }) => bundle_id && ended.has(bundle_id))).toEqual([]);
  });
});
