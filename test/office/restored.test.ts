// After a backup has been put back: what is told of the difference counts what is held and what is still to be done, secret tasks left out.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { later } from '../../src/office/act.ts';
import { settleRestored } from '../../src/office/restored/actions.ts';
import { type Wanted, want } from '../../src/queue/ledger.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const message = (id: string, of: Wanted['class']): Wanted => ({
  source: { kind: 'test', id },
  audience: { kind: 'person', id: 'p-liqiang' },
  class: of,
  said: { text: id },
  due: office.now,
});

test('what is held and what is to be done is counted', async () => {
  await office.act(null, async (act) => {
    await want(act.tx, act.now, [message('a', 'notice'), message('b', 'notice'), message('c', 'secret')]);
    await act.tx.updateTable('deliveries').set({ state: 'held' }).execute();
    await later(act, 'export', {});
  });
  const text = await office.act(null, settleRestored);
  expect(text).toContain('2 条扣着');
  expect(text).toContain('1 件没做完的后台任务');
});
