// Two people answer or decide the same at the same moment: it is done once, and the second is told.
import { afterAll, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { type Act, systemAct } from '../../src/office/act.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { personOf } from '../../src/office/people/model.ts';
import { arrange } from '../../src/office/preparation/actions.ts';
import { decide, propose } from '../../src/office/replies/handover.ts';
import { answerQuestion, askOrganiser } from '../../src/office/replies/questions.ts';
import { seedDistrict } from '../../src/office/sample/district.ts';
import { stopStores, stores } from '../support/stores.ts';
import { spring2023File } from '../support/term.ts';

afterAll(stopStores);

const settings = { publicUrl: null, sandbox: true };
const now = instantOf('2023-03-06', '09:00');
const week = parseDate('3月8日') ?? expect.fail('no date');

describe.each(stores)('at the same moment on $name', ({ open }) => {
  /** 马骏 leads the maths meeting of 3月8日, and the maths group and he have been reminded of it. */
  async function office() {
    const { store, close } = await open();
    const as = <T>(name: string, work: (act: Act) => Promise<T>): Promise<T> =>
      store.write(async (tx) => {
        const row = await tx.selectFrom('people').selectAll().where('name', '=', name).executeTakeFirstOrThrow();
        return work({ ...systemAct(tx, now, 'test', settings), speaker: personOf(row) });
      });
    await store.write(async (tx) => {
      const act = systemAct(tx, now, 'test', settings);
      await seedDistrict(act, { platform: 'sandbox' });
      await importTerm(act, spring2023File);
    });
    await as('王敏', (act) => arrange(act, { subject: '数学', when: week, lead: 'p-majun' }));
    return { store, close, as };
  }

  it('of two who decide on one proposal the first does it, the second hears so', async () => {
    const { store, close, as } = await office();
    await as('马骏', (act) => propose(act, { name: '方圆' }));
    const said = await Promise.allSettled([
      as('王敏', (act) => decide(act, '改0001', true, '')),
      as('周岚', (act) => decide(act, '改0001', false, '再商量')),
    ]);
    expect(said.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [refused] = said.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toMatchObject({ name: 'Refusal', code: 'decided' });
    const told = store.read.selectFrom('deliveries').select('said').where('said', 'like', '%没有同意%');
    const { state } = await store.read.selectFrom('replies').select('state').executeTakeFirstOrThrow();
    expect(await told.execute()).toHaveLength(state === 'refused' ? 1 : 0);
    await close();
  });

  it('of two who answer one question the second knows that it had been answered', async () => {
    const { close, as } = await office();
    await as('李强', (act) => askOrganiser(act, { words: '要带电脑吗', field: 'question' }));
    const answered = await Promise.all(
      ['马骏', '王敏'].map((name) => as(name, (act) => answerQuestion(act, '问0001', '要'))),
    );
    expect(answered.map(({ state }) => state).sort()).toEqual(['done', 'open']);
    await close();
  });
});
