// Two people do the same about an exam at the same moment: it is done once, on either store.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { confirmStep } from '../../src/office/exams/confirm.ts';
import { giveDuties } from '../../src/office/exams/duties.ts';
import { dutiesMeant, endDuties } from '../../src/office/exams/ending.ts';
import { examItem, putExams } from '../support/exam-term.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { stopStores, stores } from '../support/stores.ts';

const item = examItem('领卷', 'paperPickup', '2023-03-14');

afterAll(stopStores);

describe.each(stores)('two at once on $name', ({ open }) => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice(instantOf('2023-03-14', '08:00'), await open());
    await office.act(null, (act) => putExams(act, [item]));
  });
  afterEach(() => office.close());

  it('who confirm for one school are one confirmation', async () => {
    const both = await Promise.all(
      ['丁宁', '宋志远'].map((who) => office.act(who, (act) => confirmStep(act, 'paperPickup'))),
    );
    expect(both.map(({ changed }) => changed).sort()).toEqual([false, true]);
    const rows = await office.store.read.selectFrom('exam_confirmations').selectAll().execute();
    expect(rows).toMatchObject([{ item_id: '领卷', school_id: 's-ermatou', at: office.now }]);
    const [by] = await office.store.read
      .selectFrom('people')
      .select('name')
      .where('id', '=', rows[0]?.person_id ?? '')
      .execute();
    expect(both.map((one) => one.by)).toEqual([by?.name, by?.name]);
  });

  it('who take back the same duties tell of it once', async () => {
    await office.act('周岚', (act) => giveDuties(act, 'courier', '二码头小学 李强'));
    await office.store.write((tx) => tx.updateTable('deliveries').set({ state: 'sent' }).execute());
    const ending = await office.act('周岚', (act) => dutiesMeant(act, '李强'));
    const both = await Promise.allSettled(
      ['周岚', '陈安'].map((who) => office.act(who, (act) => endDuties(act, ending))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const told = await office.store.read
      .selectFrom('deliveries')
      .select('lead')
      .where('state', '=', 'queued')
      .execute();
    expect(told.map(({ lead }) => lead)).toEqual(['ended:考0001/00001']);
    const noted = await office.store.read
      .selectFrom('audit')
      .select('id')
      .where('action', '=', 'exam.released')
      .execute();
    expect(noted).toHaveLength(1);
  });
});
