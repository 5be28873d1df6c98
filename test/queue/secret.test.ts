// Answers that were secret: said word for word, sealed as long as they wait, not kept once they are out.
import { afterAll, describe, expect, it, test } from 'vitest';
import { createVault } from '../../src/lib/vault.ts';
import type { Sent } from '../../src/platforms/platform.ts';
import { claim } from '../../src/queue/claim.ts';
import { notKept, secretAnswer } from '../../src/queue/secret.ts';
import { settle } from '../../src/queue/settle.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { addressOn, empty, group, kit, start } from './kit.ts';

afterAll(stopStores);

const vault = createVault('a key of this test', 'answers');
const words = { text: '密A3F09C　李强　数学　五年级' };

describe.each(stores)('an answer on $name', ({ open }) => {
  let place: TestStore;
  afterAll(() => place?.close());

  /** Owes one, sends it with that end, and gives what was said and what is kept. */
  async function sending(given: { class?: 'answer' | 'notice'; lead?: string; seal?: typeof vault.seal }, sent: Sent) {
    place ??= await open();
    const { store } = place;
    await empty(store);
    const room = kit(place);
    await room.want({ class: 'answer', said: words, ...given });
    const { id, said: waiting } = await room.row();
    const address = JSON.stringify(addressOn('test', group('g')));
    await store.write((tx) => tx.updateTable('deliveries').set({ address, lane: 'test' }).execute());
    const claimed = await store.write((tx) => claim(tx, id, start, 1_000_000, vault));
    if (!claimed) throw new Error('not claimed');
    await store.write((tx) => settle(tx, claimed, sent, false, start));
    const { said, state } = await room.row();
    return { said: claimed.said, kept: said, waiting, state };
  }

  it('is said as it is and then not kept', async () =>
    expect(await sending({ lead: secretAnswer, seal: vault.seal }, { outcome: 'sent' })).toMatchObject({
      said: words,
      kept: notKept,
      state: 'sent',
    }));

  test.each<[string, Sent, string]>([
    ['did not get out', { outcome: 'failed', reason: '不在' }, 'failed'],
    ['perhaps got out', { outcome: 'unknown', reason: '没有回音' }, 'unknown'],
    ['is to be tried again', { outcome: 'retry', reason: '忙' }, 'queued'],
  ])('lies sealed before it goes and when it %s', async (_, sent, state) => {
    const found = await sending({ lead: secretAnswer, seal: vault.seal }, sent);
    expect(found).toMatchObject({ said: words, kept: found.waiting, state });
    expect(found.kept).not.toContain('李强');
    expect(vault.open(found.kept)).toBe(JSON.stringify(words));
  });

  it('is a sentence in its place when the key has been changed', async () => {
    const other = createVault('another key', 'answers');
    expect((await sending({ lead: secretAnswer, seal: other.seal }, { outcome: 'sent' })).said.text).toContain(
      '再问一次',
    );
  });

  test.each<[string, Parameters<typeof sending>[0], Sent, string]>([
    ['that is no secret', {}, { outcome: 'sent' }, 'sent'],
    ['of another class', { class: 'notice', lead: secretAnswer }, { outcome: 'sent' }, 'sent'],
  ])('is kept: one %s', async (_, given, sent, state) =>
    expect(await sending(given, sent)).toMatchObject({ said: words, kept: JSON.stringify(words), state }),
  );
});
