// The ledger: written once, claimed once, settled by whoever claimed it, and taken back until the request begins.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sent } from '../../src/platforms/platform.ts';
import { type Claimed, claim, claims } from '../../src/queue/claim.ts';
import type { ClassName } from '../../src/queue/classes.ts';
import { cancel, keyOf, want } from '../../src/queue/ledger.ts';
import { retries, settle } from '../../src/queue/settle.ts';
import { openStore, type Store } from '../../src/store/db.ts';
import type { Row } from '../../src/store/tables.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { addressOn, empty, group, type Kit, kit, many, person, start, wish } from './kit.ts';

afterAll(stopStores);

const source = { kind: 'test', id: 'a' };
const real = 1_000_000;

describe.each(stores)('ledger on $name', ({ open }) => {
  let place: TestStore;
  let store: Store;
  let room: Kit;
  let other: Store;
  beforeAll(async () => {
    place = await open();
    store = place.store;
    // One process has one connection to write to SQLite; two processes are the store's own test.
    other = store.engine === 'sqlite' ? store : await openStore(place.where);
  });
  beforeEach(async () => {
    room = kit(place);
    await empty(store);
  });
  afterAll(async () => {
    if (other !== store) await other.close();
    await place.close();
  });

  /** Owes one message and gives it an address, as the relay does. */
  async function owed(given: Partial<Row<'deliveries'>> = {}): Promise<string> {
    await room.want({});
    const { id } = await room.row();
    const address = JSON.stringify(addressOn('test', group('g')));
    await store.write((tx) =>
      tx
        .updateTable('deliveries')
        .set({ address, lane: 'test', ...given })
        .execute(),
    );
    return id;
  }
  const claimed = async (id: string): Promise<Claimed> => {
    const got = await store.write((tx) => claim(tx, id, start, real));
    if (!got) throw new Error('not claimed');
    return got;
  };
  const settled = (got: Claimed, sent: Sent, idempotent = false) =>
    store.write((tx) => settle(tx, got, sent, idempotent, start));
  const cancelled = (reason = '不办了') => store.write((tx) => cancel(tx, start, source, reason));
  const retry: Sent = { outcome: 'retry', reason: '忙' };
  const unclear: Sent = { outcome: 'unknown', reason: '没有回音' };

  describe('want', () => {
    it('writes the same message once, however often and from wherever it is derived', async () => {
      const wishes = many(40);
      const written = await Promise.all([
        store.write((tx) => want(tx, start, wishes)),
        other.write((tx) => want(tx, start, wishes.toReversed())),
        store.write((tx) => want(tx, start, wishes.slice(7))),
      ]);
      expect(written.reduce((a, b) => a + b)).toBe(40);
      expect(await room.rows()).toHaveLength(40);
    });

    it('writes a changed occurrence as a new message', async () => {
      expect(await room.want({ occurrence: '2023-03-21' }, { occurrence: '2023-03-22' })).toBe(2);
      expect(await room.want({ occurrence: '2023-03-21', revision: 1 })).toBe(1);
      expect(await room.want({ occurrence: '2023-03-21', said: { text: '别的话' } })).toBe(0);
    });

    it('takes more than one statement can hold', async () => {
      expect(await store.write((tx) => want(tx, start, many(1_201)))).toBe(1_201);
    });

    it('writes what was never owed for the record only', async () => {
      await room.want({ born: 'past', reason: '学期开始前' });
      expect(await room.row()).toMatchObject({ state: 'past', reason: '学期开始前', settled_at: start });
    });

    it('gives different messages different keys, whatever their ids look like', () => {
      const one = wish({ source: { kind: 'a', id: 'b|c' }, occurrence: 'd' });
      const other = wish({ source: { kind: 'a', id: 'b' }, occurrence: 'c|d' });
      const third = wish({ source: { kind: 'a', id: 'b%7Cc' }, occurrence: 'd' });
      expect(new Set([one, other, third].map(keyOf)).size).toBe(3);
    });
  });

  describe('claim', () => {
    it('is given to one of many that race for it', async () => {
      const id = await owed();
      const all = await Promise.all(
        Array.from({ length: 12 }, (_, i) => (i % 2 ? store : other).write((tx) => claim(tx, id, start, real))),
      );
      expect(all.filter((got) => got !== null)).toMatchObject([{ id, attempts: 1, until: real + claims.holdFor }]);
    });

    it('is refused without an address, before its time is over only', async () => {
      await room.want({ expires: start + 60_000 });
      const { id } = await room.row();
      const ask = (now: number) => store.write((tx) => claim(tx, id, now, real));
      expect(await ask(start)).toBeNull();
      const address = JSON.stringify(addressOn('test', group('g')));
      await store.write((tx) => tx.updateTable('deliveries').set({ address, lane: 'test' }).execute());
      expect(await ask(start + 60_000)).toBeNull();
      expect(await ask(start + 59_999)).not.toBeNull();
    });
  });

  describe('cancel', () => {
    it('takes back one reminder for some people alone', async () => {
      const to = (id: string, lead: string) => ({ lead, audience: { kind: 'person' as const, id } });
      await room.want(to('a', 'given'), to('b', 'given'), to('a', 'ended'));
      const part = { ...source, lead: 'given', to: ['a'] };
      expect(await store.write((tx) => cancel(tx, start, part, '不办了'))).toBe(1);
      const rows = await room.rows();
      expect(rows.map(({ audience_id, lead, state }) => [audience_id, lead, state]).sort()).toEqual([
        ['a', 'ended', 'queued'],
        ['a', 'given', 'cancelled'],
        ['b', 'given', 'queued'],
      ]);
    });

    it('takes back what is queued or held, of one source or one occurrence of it', async () => {
      await room.want({ occurrence: '1' }, { occurrence: '2' }, { source: { kind: 'test', id: 'b' } });
      await store.write((tx) =>
        tx
          .updateTable('deliveries')
          .set({ state: 'held', settled_at: start })
          .where('occurrence_on', '=', '2')
          .execute(),
      );
      expect(await store.write((tx) => cancel(tx, start, { ...source, occurrence: '1' }, '改期'))).toBe(1);
      expect(await cancelled()).toBe(1);
      expect((await room.rows()).map(({ state, reason }) => [state, reason])).toEqual([
        ['cancelled', '改期'],
        ['cancelled', '不办了'],
        ['queued', null],
      ]);
    });

    it('either wins against a claim or knows that it came too late', async () => {
      await store.write((tx) => want(tx, start, many(60, { source })));
      const address = JSON.stringify(addressOn('test', group('g')));
      await store.write((tx) => tx.updateTable('deliveries').set({ address, lane: 'test' }).execute());
      const ids = (await room.rows()).map(({ id }) => id);
      const half = ids.length / 2;
      const claims = (some: string[]) => some.map((id) => store.write((tx) => claim(tx, id, start, real)));
      const results = await Promise.all([...claims(ids.slice(0, half)), cancelled(), ...claims(ids.slice(half))]);
      const taken = results.filter((r) => typeof r === 'object' && r !== null).length;
      const states = await room.rows();
      expect(states.filter(({ state }) => state === 'sending')).toHaveLength(taken);
      expect(states.filter(({ state }) => state === 'cancelled')).toHaveLength(60 - taken);
      expect(results).toContain(60 - taken);
      // Whatever was claimed before the cancel knows of it; what was claimed after it does not exist.
      for (const row of states) expect(row.withdrawn).toBe(row.state === 'sending' ? '不办了' : null);
    });

    it('lets the platform decide about what is under way, and tries no second time', async () => {
      const got = await claimed(await owed());
      expect(await cancelled()).toBe(0);
      expect(await settled(got, retry)).toEqual({ state: 'cancelled' });
      expect(await room.row()).toMatchObject({
        state: 'cancelled',
        reason: '不办了',
        settled_at: start,
        claimed_until: null,
      });
    });

    it('does not undo what the platform took', async () => {
      const got = await claimed(await owed());
      await cancelled();
      expect(await settled(got, { outcome: 'sent', ref: 'm1' })).toEqual({ state: 'sent' });
    });

    it('stops a repeat that the class would allow, and says that nobody knows', async () => {
      const got = await claimed(await owed({ class: 'exam' }));
      await cancelled();
      expect(await settled(got, unclear)).toEqual({ state: 'unknown' });
    });
  });

  describe('settle', () => {
    it('writes what the platform says', async () => {
      const got = await claimed(await owed());
      expect(await settled(got, { outcome: 'sent', ref: 'm1' })).toEqual({ state: 'sent' });
      expect(await room.row()).toMatchObject({ state: 'sent', ref: 'm1', settled_at: start, claimed_until: null });
    });

    it('tries again with growing pauses, eight times in all', async () => {
      const id = await owed();
      const pauses: (number | undefined)[] = [];
      for (;;) {
        const end = await settled(await claimed(id), retry);
        if (end.state !== 'queued') break;
        pauses.push(end.wait);
      }
      expect(pauses).toEqual([2_000, 8_000, 32_000, 128_000, 512_000, 600_000, 600_000]);
      expect(await room.row()).toMatchObject({ state: 'failed', reason: '忙', attempts: retries.attempts });
    });

    it('waits as long as the platform asks', async () => {
      const got = await claimed(await owed());
      expect(await settled(got, { ...retry, after: 333 })).toEqual({ state: 'queued', wait: 333 });
    });

    const unknowns: [string, ClassName, boolean, string][] = [
      ['stays unknown', 'notice', false, 'unknown'],
      ['is repeated where silence would be worse', 'exam', false, 'queued'],
      ['is repeated for a correction', 'correction', false, 'queued'],
      ['is repeated where the platform drops repeats', 'notice', true, 'queued'],
    ];
    it.each(unknowns)('an unknown outcome %s', async (_, name, idempotent, state) => {
      const got = await claimed(await owed({ class: name }));
      expect(await settled(got, unclear, idempotent)).toMatchObject({ state });
    });

    it('is unknown, not failed, when the last of eight tries may have been accepted', async () => {
      const id = await owed({ class: 'exam', attempts: retries.attempts - 1 });
      expect(await settled(await claimed(id), unclear)).toEqual({ state: 'unknown' });
    });

    it('puts a person who is gone back for another lane, and a group not', async () => {
      const gone: Sent = { outcome: 'failed', reason: '不在了', gone: true };
      const got = await claimed(await owed({ audience_kind: 'person' }));
      expect(await settled(got, gone)).toEqual({ state: 'queued' });
      expect(await room.row()).toMatchObject({ address: null, lane: null, tried: '["test"]', relayed_at: null });
      await store.write((tx) => tx.deleteFrom('deliveries').execute());
      expect(await settled(await claimed(await owed()), gone)).toEqual({ state: 'failed' });
    });

    it('does not touch a later claim', async () => {
      const id = await owed();
      const late = await claimed(id);
      await store.write((tx) => tx.updateTable('deliveries').set({ state: 'queued', claimed_until: null }).execute());
      const second = await store.write((tx) => claim(tx, id, start, real + 1));
      expect(await settled(late, { outcome: 'sent' })).toEqual({ state: null });
      expect(await settled(late, retry)).toEqual({ state: null });
      expect(await room.row()).toMatchObject({ state: 'sending', claimed_until: second?.until });
    });

    it('writes the truth over an unknown that was only a late answer', async () => {
      const got = await claimed(await owed());
      await store.write((tx) =>
        tx.updateTable('deliveries').set({ state: 'unknown', claimed_until: null, settled_at: start }).execute(),
      );
      expect(await settled(got, retry)).toEqual({ state: null });
      expect(await settled(got, { outcome: 'sent' })).toEqual({ state: 'sent' });
    });

    it('leaves a person alone who was asked for again by hand', async () => {
      const got = await claimed(await owed({ audience_kind: person('p').kind }));
      await store.write((tx) =>
        tx.updateTable('deliveries').set({ state: 'queued', claimed_until: null, attempts: 0 }).execute(),
      );
      expect(await settled(got, { outcome: 'sent' })).toEqual({ state: null });
    });
  });
});
