// The reconciler: a term run through gives no difference on any evening, and whatever is planted behind the ledger's back is found.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, instantOf, type LocalDate } from '../../src/lib/dates.ts';
import { reconcile } from '../../src/office/reconcile/reconcile.ts';
import { arrange } from '../support/at-work.ts';
import { openRun, type TermRun } from '../support/run.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';

afterAll(stopStores);

describe.each(stores)('the reconciler on $name', ({ open }) => {
  let kept: TestStore;
  let run: TermRun;
  beforeEach(async () => {
    kept = await open();
    run = await openRun(kept);
  });
  afterEach(() => kept.close());

  const compared = (day: LocalDate, time = '23:59') => reconcile(run.store.read, { now: instantOf(day, time) });

  it('finds nothing on any evening of a term', { timeout: 240_000 }, async () => {
    await arrange(run);
    let wanted = 0;
    for (let day = '2023-03-06'; day <= '2023-07-20'; day = addDays(day, 1)) {
      await run.runTo(day);
      const found = await compared(day);
      expect([day, found.differences]).toEqual([day, []]);
      wanted += found.wanted;
    }
    expect(wanted).toBeGreaterThan(100);
  });
});
