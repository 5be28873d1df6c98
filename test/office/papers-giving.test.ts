// Secret tasks as they are given and changed: nothing is told of other people's tasks, of days after the exam, or twice for nothing.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { changeCalendar } from '../../src/office/calendar/change.ts';
import type { Item } from '../../src/office/calendar/model.ts';
import { givePaper, givePreview, redatePaper } from '../../src/office/papers/giving.ts';
import { paperSpans } from '../../src/office/papers/queries.ts';
import { isExam } from '../../src/office/papers/rules.ts';
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
