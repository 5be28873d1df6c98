// From a pasted plan to the calendar: what is found in it, that nothing speaks of what is over, edits of a draft, two admins at once.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AskBack } from '../../src/bot/command.ts';
import { instantOf } from '../../src/lib/dates.ts';
import * as drafts from '../../src/office/calendar/drafts/actions.ts';
import { datesFor, dropLines, editLine, mergeLines, splitLine } from '../../src/office/calendar/drafts/rules.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { beat, datedFacts, importText, itemWith, sessions } from '../support/import-plan.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

/** The spring-2023 plan in our own words, with the same dates. */
const plan = `示例区教研室2023年小学教研工作安排
示教研〔2023〕6号
五、行事历
二月：启动
1. 第一周拟定小学教研工作计划，教研员拟定学科计划。
2. 第二周考试周：21号领卷，小学22号23号考试，24号网上集中阅卷。
3. 第三周28号（周二）召开全区课改工作会。
三月：学习
1. 第四周开始各校集体备课（周二语文、周三数学、周四英语）。
2. 第六周至第十一周教学视导（3月21---4月25）。
3. 第七周3月31日召开学会换届会议。
四至五月：教研
1. 第八、九周精品课打磨、课改公开课比赛。
2. 第十一、十二周艺体学科检测。
3. 第十二周开始教研员命题。
六月：检验
1. 第十七周，教育学会学术活动。
2. 期末考试。
七月：总结
评选优秀教研组，谋划下期工作。`;

describe('a pasted plan', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice(instantOf('2023-03-06', '09:00'));
  });
  afterEach(() => office.close());

  it('becomes the calendar: week 1 found, every dated fact right, 14, 13 and 15 sessions', async () => {
    const calendar = await importText(office, plan);
    expect(calendar.term).toMatchObject({
      id: '2023-spring',
      week1Monday: '2023-02-13',
      documentNumber: '示教研〔2023〕6号',
    });
    for (const [words, start, end] of datedFacts) expect(itemWith(calendar, words)).toMatchObject({ start, end });
    expect(['语文', '数学', '英语'].map((subject) => sessions(calendar, subject, 4, 18))).toEqual([14, 13, 15]);
  });

  it('sends nothing when it comes in, and what is over is past from birth', async () => {
    await beat(office);
    const calendar = await importText(office, plan);
    expect(await beat(office)).toBe(0);
    const past = calendar.items.filter((item) => item.past && !item.theme).map(({ start }) => start);
    expect(past.length).toBeGreaterThan(4);
    expect(past.every((start) => (start ?? '') < '2023-03-06')).toBe(true);
    expect(itemWith(calendar, '换届').past).toBe(false);
  });

  it('refuses exactly the line that contradicts itself, and imports it once somebody says the day', async () => {
    const wrong = plan.replace('28号（周二）', '29号（周二）');
    await office.act('陈安', (act) => drafts.importPasted(act, wrong));
    const { content } = await office.act('陈安', (act) => drafts.planDraft(act));
    const refused = content.lines.filter((line) => line.refused);
    expect(refused.map(({ item }) => item.title)).toEqual(['召开全区课改工作会']);
    const [line] = refused;
    const settled = editLine(content, line!.no, { start: '2023-02-28', end: '2023-02-28', precision: 'day' });
    expect(settled.lines.find(({ no }) => no === line!.no)?.refused).toBeNull();
  });

  it('without any date the week rows wait until somebody says when week 1 begins', async () => {
    const undated = '2023年春季教研安排\n第一周 制定计划\n第二周 听课调研\n第五周 教研组长会';
    await office.act('陈安', (act) => drafts.importPasted(act, undated));
    await expect(office.act('陈安', (act) => drafts.confirmPlan(act, undefined, undefined))).rejects.toThrow('第1周');
    await office.act('陈安', (act) => drafts.setTermFacts(act, { firstMonday: '2023-02-13' }));
    const { content } = await office.act('陈安', (act) => drafts.planDraft(act));
    expect(content.lines.map(({ item }) => item.start)).toEqual(['2023-02-13', '2023-02-20', '2023-03-13']);
  });

  it.each([
    ['a poem', '床前明月光，疑是地上霜。\n举头望明月，低头思故乡。'],
    ['a notice without a date', '关于加强校园安全的通知\n各校要高度重视，落实责任。'],
  ])('%s is no plan, and nothing is kept', async (_what, text) => {
    await expect(office.act('陈安', (act) => drafts.importPasted(act, text))).rejects.toThrow('没有从里面读出');
    expect(await office.store.read.selectFrom('calendar_drafts').select('number').execute()).toEqual([]);
  });

  it('a confirmation is for what was shown: after another edit it is shown again', async () => {
    await office.act('陈安', (act) => drafts.importPasted(act, plan));
    const shown = await office
      .act('陈安', (act) => drafts.confirmPlan(act, undefined, undefined))
      .catch((error: unknown) => error as AskBack);
    expect(shown).toBeInstanceOf(AskBack);
    await office.act('周岚', (act) =>
      drafts.editDraft(act, (content) => ({ content: dropLines(content, [1], true), touched: [1], done: '' })),
    );
    const seen = (shown as AskBack).options[0]?.value;
    await expect(office.act('陈安', (act) => drafts.confirmPlan(act, undefined, seen))).rejects.toThrow(AskBack);
    expect(await loadCalendar(office.store.read)).toBeNull();
  });

  it('a second document with one more item changes that item only: ids and revisions of the others stay', async () => {
    const first = await importText(office, plan);
    const second = await importText(office, `${plan}\n八月：\n暑期教研员培训。`);
    const known = new Map(first.items.map((item) => [item.id, item]));
    const kept = second.items.filter(({ id }) => known.has(id));
    expect(kept.length).toBe(first.items.length);
    expect(kept.every((item) => item.revision === 0)).toBe(true);
    expect(second.items.filter(({ id }) => !known.has(id)).map(({ title, theme }) => [title, theme])).toEqual([
      ['暑期教研员培训', false],
    ]);
  });

  it('a year whose holidays nobody has published yet is said loudly', async () => {
    const said = await office.act('陈安', (act) =>
      drafts.importPasted(act, '2027年春季教研行事历\n第1周 3月1日—3月7日 制定计划\n第2周 3月8日—3月14日 教研组长会'),
    );
    expect(said.text).toContain('注意：还没有2027年的放假和调休安排');
  });

  it('lines are split, merged, left out and taken back; numbers stay', async () => {
    await office.act('陈安', (act) => drafts.importPasted(act, plan));
    const { content } = await office.act('陈安', (act) => drafts.planDraft(act));
    const last = content.lines.at(-1)!.no;
    const split = splitLine(content, 2, ['教研员拟定学科计划', '上交计划']);
    expect(split.lines.at(-1)).toMatchObject({ no: last + 1, item: { title: '上交计划', start: '2023-02-13' } });
    const merged = mergeLines(split, [2, last + 1]);
    expect(merged.lines.find(({ no }) => no === 2)?.item.title).toBe('教研员拟定学科计划、上交计划');
    expect(merged.lines.find(({ no }) => no === last + 1)?.dropped).toBe(true);
    expect(dropLines(merged, [last + 1], false).lines.at(-1)?.dropped).toBe(false);
    expect(() => editLine(content, 999, { title: 'x' })).toThrow('没有第 999 行');
  });

  it('a date for a weekly line says from when on', () => {
    const weekly = { recurrence: { freq: 'weekly', weekdays: [4], interval: 1, subject: '英语' } } as never;
    expect(datesFor(weekly, { start: '2023-03-13', end: '2023-03-19', precision: 'week' })).toEqual({
      ...{ start: '2023-03-16', end: '2023-03-16', precision: 'day' },
    });
  });
});
