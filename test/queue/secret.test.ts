// Answers that were secret: said word for word, and not kept once they are out.
import { afterAll, describe, expect, it, test } from 'vitest';
import type { Sent } from '../../src/platforms/platform.ts';
import { claim } from '../../src/queue/claim.ts';
import { notKept, secretAnswer } from '../../src/queue/secret.ts';
import { settle } from '../../src/queue/settle.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { addressOn, empty, group, kit, start } from './kit.ts';

afterAll(stopStores);

const words = { text: '密A3F09C　李强　数学　五年级' };

describe.each(stores)('an answer on $name', ({ open }) => {
  let place: TestStore;
  afterAll(() => place?.close());

  /** Owes one, sends it with that end, and gives what was said and what is kept. */
  async function sending(given: { class?: 'answer' | 'notice'; lead?: string }, sent: Sent) {
    place ??= await open();
    const { store } = place;
    await empty(store);
    const room = kit(place);
    await room.want({ class: 'answer', said: words, ...given });
    const { id } = await room.row();
    const address = JSON.stringify(addressOn('test', group('g')));
    await store.write((tx) => tx.updateTable('deliveries').set({ address, lane: 'test' }).execute());
    const claimed = await store.write((tx) => claim(tx, id, start, 1_000_000));
    if (!claimed) throw new Error('not claimed');
    await store.write((tx) => settle(tx, claimed, sent, false, start));
    const { said, state } = await room.row();
    return { said: claimed.said, kept: JSON.parse(said), state };
  }

  it('is said as it is and then not kept', async () =>
    expect(await sending({ lead: secretAnswer }, { outcome: 'sent' })).toEqual({
      said: words,
      kept: JSON.parse(notKept),
      state: 'sent',
    }));

  test.each<[string, Parameters<typeof sending>[0], Sent, string]>([
    ['that is no secret', {}, { outcome: 'sent' }, 'sent'],
    ['of another class', { class: 'notice', lead: secretAnswer }, { outcome: 'sent' }, 'sent'],
    ['that did not get out', { lead: secretAnswer }, { outcome: 'failed', reason: '不在' }, 'failed'],
    ['that is to be tried again', { lead: secretAnswer }, { outcome: 'retry', reason: '忙' }, 'queued'],
  ])('is kept: one %s', async (_, given, sent, state) =>
    expect(await sending(given, sent)).toEqual({ said: words, kept: words, state }),
  );
});
