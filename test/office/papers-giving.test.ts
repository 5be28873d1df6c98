// Secret tasks as they are given and changed: nothing is told of other people's tasks, of days after the exam, or twice for nothing.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { changeCalendar } from '../../src/office/calendar/change.ts';
import type { Item } from '../../src/office/calendar/model.ts';
import { isExam } from '../../src/office/calendar/rules.ts';
import { givePaper, givePreview, redatePaper, withdrawPaper } from '../../src/office/papers/giving.ts';
import { takeStep } from '../../src/office/papers/having.ts';
import { paperSpans } from '../../src/office/papers/queries.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023 } from '../support/term.ts';

const { term, items } = spring2023();
const dated = { precision: 'day' as const, start: '2023-06-28', end: '2023-06-29' };

let office: TestOffice;
const put = (change: (item: Item) => Item[]) =>
  office.act(null, (act) =>
    changeCalendar(act, { term, items: items.flatMap(change) }, { kind: 'import', summary: '行事历' }),
  );
beforeEach(async () => {
  office = await openOffice(instantOf('2023-05-08', '09:12'));
  await put((item) => [item.title === '义务教育期末考试' ? { ...item, ...dated } : item]);
});
afterEach(() => office.close());

const day = (text: string) => parseDate(text) ?? expect.fail(`no date: ${text}`);
const wish = (due = '6月9日') => ({ person: '李强', subject: '数学', grade: '五年级', due: day(due) });
const give = (who: string, due?: string) => office.act(who, (act) => givePaper(act, wish(due)));
const redate = (who: string, due: string) => office.act(who, (act) => redatePaper(act, undefined, day(due)));

it('somebody else’s task for the same teacher is not given away', async () => {
  await give('周岚');
  expect(await office.act('王敏', (act) => givePreview(act, wish()))).toContain('要交给 李强 吗');
  expect(await give('王敏')).toContain('已交办');
  await expect(give('王敏')).rejects.toThrow('已经交给这位老师了');
  await expect(give('周岚')).rejects.toThrow('已经交给这位老师了');
});

it('is not put off until the exam has begun', async () => {
  await expect(give('王敏', '6月28日')).rejects.toThrow('就开始了');
  await give('王敏');
  await expect(redate('王敏', '6月28日')).rejects.toThrow('就开始了');
  expect(await redate('王敏', '6月13日')).toContain('改到6月13日');
});

it('for no exam of the plan keeps the window open until the new day', async () => {
  await put((item) => (isExam(item) ? [] : [item]));
  await give('王敏');
  expect(await paperSpans(office.store.read)).toEqual([{ from: '2023-05-08', anchor: '2023-06-09' }]);
  await redate('王敏', '6月13日');
  expect(await paperSpans(office.store.read)).toEqual([{ from: '2023-05-08', anchor: '2023-06-13' }]);
});

const words = async () => {
  const rows = await office.store.read
    .selectFrom('deliveries')
    .select(['lead', 'state', 'said'])
    .where('source_kind', '=', 'paperSetting')
    .where('audience_id', '=', 'p-liqiang')
    .orderBy('created_at')
    .execute();
  return rows.map(({ lead, state, said }) => [lead, state, JSON.parse(said).text.slice(0, 9)]);
};
const night = instantOf('2023-05-08', '20:00');
const giveAtNight = () => office.act('王敏', (act) => givePaper(act, wish()), { at: night });
const withdraw = () => office.act('王敏', (act) => withdrawPaper(act, undefined), { at: night + 2 });

it('never told of is withdrawn without a word', async () => {
  await giveAtNight();
  await withdraw();
  expect(await words()).toEqual([['given', 'cancelled', '您有一项保密任务，']]);
});

it('never told of is told of as given when it is put on another day', async () => {
  await giveAtNight();
  await office.act('王敏', (act) => redatePaper(act, undefined, day('6月8日')), { at: night + 1 });
  expect(await words()).toEqual([
    ['given', 'cancelled', '您有一项保密任务，'],
    ['given', 'queued', '您有一项保密任务，'],
  ]);
  await office.store.write((tx) =>
    tx.updateTable('deliveries').set({ state: 'sent' }).where('state', '=', 'queued').execute(),
  );
  await withdraw();
  expect((await words()).at(-1)).toEqual(['withdrawn', 'queued', '您的一项保密任务已']);
});

it('seen and accepted before the first word went out is told of when it is withdrawn', async () => {
  await giveAtNight();
  await office.act('李强', (act) => takeStep(act, 'accepted', undefined), { at: night + 1 });
  await withdraw();
  expect(await words()).toEqual([
    ['given', 'cancelled', '您有一项保密任务，'],
    ['withdrawn', 'queued', '您的一项保密任务已'],
  ]);
});
