// The outbox: what is due is handed over, once and again when Redis may have lost it; what cannot go anywhere ends here.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claim, claims } from '../../src/queue/claim.ts';
import type { Turns } from '../../src/queue/fair.ts';
import { relay } from '../../src/queue/outbox.ts';
import type { Runner } from '../../src/queue/parts.ts';
import { sweep } from '../../src/queue/sweep.ts';
import type { Store } from '../../src/store/db.ts';
import type { Row } from '../../src/store/tables.ts';
import { lane } from '../support/recorder.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { addressOn, empty, group, type Kit, kit, many, person, start } from './kit.ts';

afterAll(stopStores);

/** A queue that keeps what it is given, or is down. */
function basket() {
  const added: [string, string[]][] = [];
  const self = {
    added,
    turns: new Map<string, number>(),
    down: false,
    ids: () => added.flatMap(([, ids]) => ids),
    async add(queue: string, ids: readonly string[], turns: Turns = new Map()) {
      if (self.down) throw new Error('Redis is away');
      added.push([queue, [...ids]]);
      for (const [id, turn] of turns) self.turns.set(id, turn);
    },
  };
  return self satisfies Runner;
}

describe.each(stores)('outbox on $name', ({ open }) => {
  let place: TestStore;
  let store: Store;
  let room: Kit;
  let queue: ReturnType<typeof basket>;
  beforeAll(async () => {
    place = await open();
    store = place.store;
  });
  beforeEach(async () => {
    await empty(store);
    room = kit(place);
    queue = basket();
  });
  afterAll(() => place.close());

  const set = (values: Partial<Row<'deliveries'>>) =>
    store.write((tx) => tx.updateTable('deliveries').set(values).execute());
  const handOver = (parts = room.parts) => relay(parts, queue);

  describe('relay', () => {
    it('hands over what is due, and the rest when it is due', async () => {
      await room.want(
        { source: { kind: 'test', id: 'now' } },
        { source: { kind: 'test', id: 'later' }, due: start + 1 },
      );
      expect(await handOver()).toBe(1);
      expect(await handOver()).toBe(0);
      room.clock.moveTo(start + 1);
      expect(await handOver()).toBe(1);
      expect(queue.added.map(([name, ids]) => [name, ids.length])).toEqual([
        ['test', 1],
        ['test', 1],
      ]);
    });

    it('hands over in the order of becoming due, and more than one batch', async () => {
      const wishes = many(620).map((w, i) => ({ ...w, due: start - i }));
      await room.want(...wishes);
      expect(await handOver()).toBe(620);
      const rows = await store.read.selectFrom('deliveries').select('id').orderBy('due_at').execute();
      expect(queue.ids()).toEqual(rows.map(({ id }) => id));
    });

    it('hands over in turns: the first for each before the second for any, new before what Redis may have lost', async () => {
      const lost = many(300, { audience: group('muted'), due: start - 60_000 });
      await room.want(...lost.map((w) => ({ ...w, lead: 'lost' })));
      await handOver();
      await set({ relayed_at: Date.now() - 61_000 });
      queue.added.length = 0;
      await room.want(...many(300, { audience: group('noisy'), due: start - 1_000 }), ...many(40, { lead: 'one' }));
      expect(await handOver()).toBe(640);
      const rows = new Map((await room.rows()).map((row) => [row.id, row]));
      const batches = queue.added.map(([, ids]) => ids.map((id) => rows.get(id)?.lead ?? rows.get(id)?.audience_id));
      const [first, second, third] = batches.map((batch) => Map.groupBy(batch, (one) => one));
      expect([first?.get('one')?.length, first?.get('noisy')?.length, first?.get('lost')]).toEqual([
        40,
        210,
        undefined,
      ]);
      expect([second?.get('noisy')?.length, second?.get('lost')?.length]).toEqual([90, 160]);
      expect(third?.get('lost')?.length).toBe(140);
    });

    it('tells the queue how many of the same hearer or source stand before', async () => {
      await room.want(
        { source: { kind: 'test', id: 'a' }, audience: group('g') },
        { source: { kind: 'test', id: 'b' }, audience: group('g'), due: start - 2 },
        { source: { kind: 'test', id: 'b' }, audience: group('h'), due: start - 1 },
        { source: { kind: 'test', id: 'c' }, audience: group('i'), class: 'answer' },
      );
      await handOver();
      const rows = await room.rows();
      const turn = (source: string, to: string) =>
        queue.turns.get(rows.find((row) => row.source_id === source && row.audience_id === to)?.id ?? '');
      expect([turn('b', 'g'), turn('b', 'h'), turn('a', 'g'), turn('c', 'i')]).toEqual([1, 2, 2, 0]);
    });

    it('hands over again after a minute what is still queued', async () => {
      await room.want({});
      await room.task('work');
      await handOver();
      const minuteAgo = Date.now() - 60_001;
      await store.write(async (tx) => {
        await tx.updateTable('deliveries').set({ relayed_at: minuteAgo }).execute();
        await tx.updateTable('tasks').set({ relayed_at: minuteAgo }).execute();
      });
      expect(await handOver()).toBe(2);
      expect(await handOver()).toBe(0);
      await set({ state: 'sent', relayed_at: minuteAgo });
      expect(await handOver()).toBe(0);
    });

    it('keeps what the queue did not take', async () => {
      await room.want({});
      queue.down = true;
      await expect(handOver()).rejects.toThrow('away');
      expect(await room.row()).toMatchObject({ state: 'queued', relayed_at: null });
      queue.down = false;
      expect(await handOver()).toBe(1);
    });

    it('loses nothing and makes no part twice when several relay at once', async () => {
      const text = Array.from({ length: 3 }, () => '长'.repeat(500)).join('\n');
      await room.want(...many(40, { said: { text } }));
      await Promise.all([handOver(), handOver(), handOver()]);
      await handOver();
      const rows = await room.rows();
      expect(rows).toHaveLength(120);
      expect(new Set(queue.ids())).toEqual(new Set(rows.map(({ id }) => id)));
    });

    it('hands the answer to a chat over to the lane of its message', async () => {
      const address = addressOn('test', group('x'));
      await room.want({ audience: { kind: 'chat', id: 'x', address } });
      await handOver();
      expect(await room.row()).toMatchObject({ lane: 'test', address: JSON.stringify(address) });
    });

    it('is not stopped by one delivery that cannot be dealt with', async () => {
      await room.want(...many(30));
      const resolve: typeof room.parts.resolve = async (_, audience) => {
        if (audience.id === 'g13') throw new Error('a fault in a rule');
        return addressOn('test', audience);
      };
      expect(await handOver({ ...room.parts, resolve })).toBe(29);
      const states = await room.rows();
      expect(states.filter(({ lane }) => lane === null).map(({ source_id }) => source_id)).toEqual(['13']);
      expect(room.logged.filter((line) => line.includes('cannot be handed over'))).toHaveLength(1);
      expect(await handOver({ ...room.parts, resolve })).toBe(0);
    });

    it('is not stopped by a lane that is no longer set up', async () => {
      await room.want({ source: { kind: 'test', id: 'old' } }, { source: { kind: 'test', id: 'new' } });
      const resolve: typeof room.parts.resolve = async (_, audience) => addressOn('test', audience);
      await store.write((tx) =>
        tx
          .updateTable('deliveries')
          .set({ address: JSON.stringify(addressOn('gone', group('g'))), lane: 'gone' })
          .where('source_id', '=', 'old')
          .execute(),
      );
      expect(await handOver({ ...room.parts, resolve })).toBe(1);
    });
  });

  describe('what cannot go out', () => {
    it('is not held by the guard when it is an answer: that was looked at when it was given', async () => {
      await room.want({ class: 'answer' });
      expect(await handOver({ ...room.parts, guard: async () => '学生姓名' })).toBe(1);
      expect(await room.row()).toMatchObject({ state: 'queued' });
    });

    it('is held by the guard, in groups only', async () => {
      const guard = async () => '学生姓名';
      await room.want({ audience: group('g') }, { audience: person('p') });
      expect(await handOver({ ...room.parts, guard })).toBe(1);
      expect((await room.rows()).map((r) => [r.audience_kind, r.state, r.reason])).toEqual([
        ['group', 'held', '学生姓名'],
        ['person', 'queued', null],
      ]);
    });

    it('fails when nobody can be reached, and its author is told once', async () => {
      await room.want({ audience: person('p'), author: 'head' });
      expect(await handOver({ ...room.parts, resolve: async () => null })).toBe(0);
      expect(await handOver({ ...room.parts, resolve: async () => null })).toBe(0);
      const row = await room.row();
      expect(row).toMatchObject({ state: 'failed', settled_at: start, reason: expect.stringContaining('联系不上') });
      expect(room.failures).toEqual([row.id]);
    });

    it('is written down even when telling fails', async () => {
      await room.want({ audience: person('p') });
      const failed = async () => {
        throw new Error('a fault in telling');
      };
      await handOver({ ...room.parts, resolve: async () => null, failed });
      expect(await room.row()).toMatchObject({ state: 'failed' });
    });
  });

  describe('a long text', () => {
    const long = { text: Array.from({ length: 5 }, (_, i) => `${i}${'长'.repeat(500)}`).join('\n') };

    it('becomes parts that follow one another', async () => {
      await room.want({ said: long });
      await handOver();
      const rows = (await room.rows()).sort((a, b) => a.part - b.part);
      expect(rows.map(({ part }) => part)).toEqual([0, 1, 2, 3, 4]);
      expect(rows.map(({ after_id }) => after_id)).toEqual([null, ...rows.slice(0, 4).map(({ id }) => id)]);
      expect(queue.ids()).toEqual(rows.map(({ id }) => id));
    });

    it('is cut anew when it goes another way', async () => {
      room = kit(place, [lane({ maxBytes: 2_000 }), lane({ name: 'wide', maxBytes: 4_000 })]);
      await room.want({ audience: person('p'), said: long });
      await handOver();
      await store.write((tx) =>
        tx
          .updateTable('deliveries')
          .set({ tried: '["test"]', address: null, lane: null, relayed_at: null })
          .where('part', '=', 0)
          .execute(),
      );
      await handOver();
      const rows = (await room.rows()).sort((a, b) => a.part - b.part);
      expect(rows.map(({ state, lane }) => [state, lane])).toEqual([
        ['queued', 'wide'],
        ['queued', 'wide'],
        ['queued', 'wide'],
        ['merged', 'test'],
        ['merged', 'test'],
      ]);
    });
  });

  describe('sweep', () => {
    /** A claim that lapsed a second ago. */
    async function lapsed(given: Partial<Row<'deliveries'>> = {}): Promise<string> {
      await room.want({});
      await handOver();
      await set({ reason: null, ...given });
      const { id } = await room.row();
      await store.write((tx) => claim(tx, id, start, room.clock.real() - claims.holdFor - 1_000));
      return id;
    }

    it('leaves a claim alone that still holds', async () => {
      await room.want({});
      await handOver();
      const { id } = await room.row();
      await store.write((tx) => claim(tx, id, start, room.clock.real()));
      expect(await sweep(room.parts)).toBe(0);
    });

    it('makes a claim that ran out unknown and calls an admin once, also when two sweep at once', async () => {
      const id = await lapsed();
      const changed = await Promise.all([sweep(room.parts), sweep(room.parts), sweep(room.parts)]);
      expect(changed.reduce((a, b) => a + b)).toBe(1);
      expect(await room.row()).toMatchObject({ state: 'unknown', settled_at: start, claimed_until: null });
      expect(room.alarms).toEqual([id]);
    });

    it('writes it down although nobody could be told', async () => {
      await lapsed();
      const alarm = async () => {
        throw new Error('a fault in telling');
      };
      expect(await sweep({ ...room.parts, alarm })).toBe(1);
      expect(await room.row()).toMatchObject({ state: 'unknown' });
    });

    it.each([
      ['by its class', { class: 'exam' }, []],
      ['by its lane', {}, [lane({ idempotent: true })]],
    ])('sends again what may be repeated %s', async (_, given, lanes) => {
      if (lanes.length > 0) room = kit(place, lanes);
      const id = await lapsed(given);
      expect(await sweep(room.parts)).toBe(1);
      expect(await room.row()).toMatchObject({ state: 'queued', relayed_at: null, claimed_until: null });
      expect(room.alarms).toEqual([]);
      queue.added.length = 0;
      await handOver();
      expect(queue.ids()).toEqual([id]);
    });

    it('does not repeat what was taken back meanwhile, nor for ever', async () => {
      await lapsed({ class: 'exam' });
      await set({ withdrawn: '取消了' });
      await sweep(room.parts);
      expect(await room.row()).toMatchObject({ state: 'unknown' });
      await empty(store);
      await lapsed({ class: 'exam', attempts: 7 });
      await sweep(room.parts);
      expect(await room.row()).toMatchObject({ state: 'unknown', attempts: 8 });
    });

    it('makes what is past its time missed', async () => {
      await room.want({ expires: start + 60_000 });
      expect(await sweep(room.parts)).toBe(0);
      room.clock.moveTo(start + 60_000);
      expect(await sweep(room.parts)).toBe(1);
      expect(await room.row()).toMatchObject({ state: 'missed', settled_at: start + 60_000 });
      expect(await handOver()).toBe(0);
    });
  });
});
