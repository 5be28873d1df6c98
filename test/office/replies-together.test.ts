// Two people answer or decide the same at the same moment: it is done once, and the second is told.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { arrange } from '../../src/office/preparation/actions.ts';
import { decide, propose } from '../../src/office/replies/handover.ts';
import { answerQuestion, askOrganiser } from '../../src/office/replies/questions.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { stopStores, stores } from '../support/stores.ts';
import { spring2023File } from '../support/term.ts';

afterAll(stopStores);

const week = parseDate('3月8日') ?? expect.fail('no date');

describe.each(stores)('at the same moment on $name', ({ open }) => {
  /** 马骏 leads the maths meeting of 3月8日. */
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice(instantOf('2023-03-06', '09:00'), await open());
    await office.act(null, (act) => importTerm(act, spring2023File));
    await office.act('王敏', (act) => arrange(act, { subject: '数学', when: week, lead: 'p-majun' }));
  });
  afterEach(() => office.close());

  it('of two who decide on one proposal the first does it, the second hears so', async () => {
    await office.act('马骏', (act) => propose(act, { name: '方圆' }));
    const said = await Promise.allSettled([
      office.act('王敏', (act) => decide(act, '改0001', true, '')),
      office.act('周岚', (act) => decide(act, '改0001', false, '再商量')),
    ]);
    expect(said.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [refused] = said.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toMatchObject({ name: 'Refusal', code: 'decided' });
    const told = office.store.read.selectFrom('deliveries').select('said').where('said', 'like', '%没有同意%');
    const { state } = await office.store.read.selectFrom('replies').select('state').executeTakeFirstOrThrow();
    expect(await told.execute()).toHaveLength(state === 'refused' ? 1 : 0);
  });

  it('of two who answer one question the second knows that it had been answered', async () => {
    await office.act('李强', (act) => askOrganiser(act, { words: '要带电脑吗', field: 'question' }));
    const answered = await Promise.all(
      ['马骏', '王敏'].map((name) => office.act(name, (act) => answerQuestion(act, '问0001', '要'))),
    );
    expect(answered.map(({ state }) => state).sort()).toEqual(['done', 'open']);
  });
});
