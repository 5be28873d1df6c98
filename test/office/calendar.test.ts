// Term files, the store's calendar, and what /行事历 answers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { calendar as commands } from '../../handlers/calendar.ts';
import type { Said } from '../../src/bot/message.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { Refusal } from '../../src/lib/refuse.ts';
import { weekOf } from '../../src/office/calendar/days.ts';
import { readHoliday } from '../../src/office/calendar/holidays.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { stretchAsked } from '../../src/office/calendar/queries.ts';
import { readTerm } from '../../src/office/calendar/termfile.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { calendarWarnings } from '../../src/office/calendar/warnings.ts';
import { agendaText, holidayText, pendingText, termText } from '../../src/office/calendar/wording.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023, spring2023File } from '../support/term.ts';

const calendar = spring2023();
const whole = ({ title, text }: Said): string => [title, text].join('\n');
const asked = (words: string, today: string): Said => {
  const stretch = stretchAsked(calendar, today, parseDate(words) ?? undefined, 'when');
  return agendaText(calendar, stretch, today, []);
};

describe('what /行事历 answers', () => {
  test('a week: theme, days, window', () => {
    expect(whole(asked('第6周', '2023-03-23'))).toBe(
      [
        '第6周（3月20日—3月26日）',
        '3月主题：新课改学习月、教学视导月',
        '3月21日（周二）　语文集体备课',
        '3月22日（周三）　数学集体备课',
        '3月23日（周四）　英语集体备课',
        '教学视导　3月21日—4月25日（进行中，第3天）',
      ].join('\n'),
    );
  });

  test('a week with a holiday and week items', () => {
    expect(whole(asked('第8周', '2023-03-06'))).toBe(
      [
        '第8周（4月3日—4月9日）',
        '4—5月主题：新课改教研月',
        '4月4日（周二）　语文集体备课',
        '4月5日（周三）　清明节放假，数学集体备课停一次',
        '4月6日（周四）　英语集体备课',
        '第8—9周　区级思政课改精品课打磨、课改精品课打磨、课改公开课比赛',
        '教学视导　3月21日—4月25日',
      ].join('\n'),
    );
  });

  test('a month: dated items, series, what falls away, holidays', () => {
    expect(whole(asked('4月', '2023-05-08'))).toBe(
      [
        '4月（第7—11周）',
        '4—5月主题：新课改教研月',
        '第8—9周　区级思政课改精品课打磨、课改精品课打磨、课改公开课比赛',
        '第11—12周　艺体学科检测',
        '教学视导　3月21日—4月25日（已结束）',
        '每周（第4—18周）　周二语文集体备课、周三数学集体备课、周四英语集体备课',
        '停一次　4月5日数学集体备课（清明节）',
        '放假　清明节4月5日、劳动节4月29日—5月3日',
        '调休上班　4月23日（周日）',
      ].join('\n'),
    );
  });

  test.each([
    ['第2周', '2月22日（周三）　小学考试（到2月23日）'],
    ['第10周', '4月23日（周日）　劳动节调休，上班'],
    ['第12周', '全周　教研员命题开始'],
    ['3月25日', '周末，不上课'],
    ['4月5日', '清明节放假\n数学集体备课停一次'],
    ['2月6日', '还没有开学，第1周从2月13日（周一）开始。'],
    ['8月', '本学期已经结束，最后一周是第20周（到7月2日）。\n行事历上没有安排。'],
    ['下周', '3月31日（周五）　教育学会换届会'],
  ])('%s says: %s', (words, part) => expect(whole(asked(words, '2023-03-22'))).toContain(part));

  test.each([
    ['第25周', '本学期只有20周，没有第25周。'],
    ['2月30日', '2023年2月没有30日。'],
  ])('%s is refused: %s', (words, text) =>
    expect(() => asked(words, '2023-03-22')).toThrow(new Refusal('no-date', text)),
  );

  test('every answer fits a phone', () => {
    const weeks = Array.from({ length: 20 }, (_, i) => `第${i + 1}周`);
    const months = ['2月', '3月', '4月', '5月', '6月', '7月', '第1周至第20周'];
    const answers = [
      ...[...weeks, ...months].map((words) => asked(words, '2023-03-22')),
      termText(calendar, '2023-03-22', []),
      pendingText(calendar, '2023-03-22'),
    ];
    expect(Math.max(...answers.map((said) => [...whole(said)].length))).toBeLessThan(900);
  });

  test('what has no day yet', () => {
    expect(pendingText(calendar, '2023-03-22').text).toContain('6月（日子待定）　义务教育期末考试');
  });
});

describe('holidays by name', () => {
  test.each([
    ['清明', '清明'],
    ['清明节', '清明'],
    ['五一', '劳动'],
    ['劳动节放假', '劳动'],
    ['端午', '端午'],
    ['校运会', '校运会'],
    ['秋假', '秋假'],
    ['放假', ''],
    ['节假日', ''],
    ['暑假', 'term'],
    ['本周', null],
    ['语文', null],
    ['开会', '开会'],
  ])('%s → %s', (text, name) => expect(readHoliday(text)).toBe(name));

  const told = (word: string, of = calendar) => whole(holidayText(of, readHoliday(word) ?? '', '2023-03-06'));
  test('its days, what falls away and what is worked instead', () => {
    expect(told('清明')).toBe('清明节　4月5日（周三，第8周）\n停一次　4月5日数学集体备课');
    expect(told('五一')).toBe(
      '劳动节　第11—12周（4月29日—5月3日）\n停一次　5月2日语文集体备课、5月3日数学集体备课\n调休上班　4月23日（周日）、5月6日（周六）',
    );
    expect(told('元旦')).toBe('元旦　2022年12月31日—1月2日\n不在本学期里。');
  });
  test('all of the term, and its end', () => {
    const all = told('放假').split('\n');
    expect(all.filter((line) => /节　/.test(line))).toEqual([
      '清明节　4月5日',
      '劳动节　4月29日—5月3日',
      '端午节　6月22日—6月24日',
    ]);
    expect(all.at(-1)).toBe('本学期到7月2日（周日）结束（第20周），之后放假。');
    expect(told('暑假')).toContain('本学期到7月2日');
  });
  test('the office’s own days off; one that is not known names those that are', () => {
    const own = spring2023({ '2023-03-23': { kind: 'holiday', name: '校运会', follows: null } });
    expect(told('校运会', own)).toBe('校运会　3月23日（周四，第6周）\n停一次　3月23日英语集体备课');
    expect(told('国庆')).toContain(
      '本学期没有“国庆”放假。有的是：清明节4月5日、劳动节4月29日—5月3日、端午节6月22日—6月24日。',
    );
  });
  test('a weekend says that there is no school, unless it is worked', () => {
    expect(whole(asked('周末', '2023-03-06'))).toContain('不上课，行事历上没有安排。');
    expect(whole(asked('第10周周末', '2023-03-06'))).toMatch(/4月23日（周日）　劳动节调休，上班/);
    expect(whole(asked('第10周周末', '2023-03-06'))).not.toContain('不上课');
  });
});

describe('a year whose holidays are not published', () => {
  const term = { ...calendar.term, week1Monday: '2031-02-10' };
  const later = { ...calendar, term };

  test('is said loudly, with the answer', () => {
    const warnings = calendarWarnings(later, '2031-03-03');
    expect(warnings).toEqual([expect.stringContaining('还没有2031年的放假和调休安排')]);
    const stretch = stretchAsked(later, '2031-03-03', undefined, 'when');
    expect(agendaText(later, stretch, '2031-03-03', warnings).text).toContain('注意：还没有2031年的放假');
  });

  test('is no matter once the office has entered days of its own', () => {
    const overrides = new Map([['2031-04-05', { kind: 'holiday' as const, name: '清明节', follows: null }]]);
    expect(calendarWarnings({ ...later, overrides }, '2031-03-03')).toEqual([]);
  });

  test('nothing to warn of in spring 2023', () => expect(calendarWarnings(calendar, '2023-03-06')).toEqual([]));
});

describe('term files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-term-'));
  const file = join(folder, 'term.yaml');
  const written = (items: string): string => {
    writeFileSync(file, `id: t\ntitle: 试\nweek1: 2023-02-13\nitems:\n${items}\n`);
    return file;
  };
  afterEach(() => rmSync(file, { force: true }));

  test.each([
    ['- { id: a, title: 会, kind: meeting, when: { week: 3, day: 2023-03-07 }, quote: 会 }', '周次和日子对不上'],
    ['- { id: a, title: 会, kind: meeting, when: { day: 2023-03-07, weekday: 3 }, quote: 会 }', '星期和日子对不上'],
    ['- { id: a, title: 会, kind: meeting, when: { day: 2023-02-30 }, quote: 会 }', '要写成存在的日子'],
    ['- { id: a, title: 会, kind: meeting, when: { days: [2023-03-07, 2023-03-01] }, quote: 会 }', '结束早于开始'],
    ['- { id: a, title: 会, kind: 会议, quote: 会 }', 'items.0.kind'],
    ['- { id: a, title: 会, kind: meeting, quote: 会, wann: 1 }', 'items.0'],
    ['- { id: a, title: 会, kind: meeting, quote: 会 }\n- { id: a, title: 考, kind: exam, quote: 考 }', '用了两次'],
    ['- { id: a, title: "会, kind: meeting }', '不是有效的 YAML'],
  ])('%s is refused: %s', (items, why) => expect(() => readTerm(written(items))).toThrow(why));

  test('an item without a date is 待定', () => {
    const { items } = readTerm(written('- { id: a, title: 会, kind: meeting, quote: 会 }'));
    expect(items[0]).toMatchObject({ id: 't/a', start: null, end: null, precision: null });
  });

  test('the weeks named in the shipped file agree with its days', () => {
    const visits = calendar.items.find(({ id }) => id === '2023-spring/visits');
    expect([weekOf(calendar.term, visits?.start ?? ''), weekOf(calendar.term, visits?.end ?? '')]).toEqual([6, 11]);
    expect(calendar.term.documentNumber).toBe('五教研（小）〔2023〕4号');
  });
});

describe('the calendar in the store', () => {
  let office: TestOffice;
  afterEach(() => office.close());

  test('what is over at import is past and everything else is not; importing again keeps the ids', async () => {
    office = await openOffice(instantOf('2023-03-06', '09:00'));
    await office.act(null, (act) => importTerm(act, spring2023File));
    const first = await loadCalendar(office.store.read);
    await office.act(null, (act) => importTerm(act, spring2023File));
    const again = await loadCalendar(office.store.read);
    expect({ ...again, stamp: null }).toEqual({ ...first, stamp: null });
    expect(again?.stamp).not.toBe(first?.stamp);
    const past = first?.items.filter((item) => item.past && !item.theme).map(({ title }) => title);
    expect(past).toEqual([
      '拟定小教工作计划',
      '教研员拟定学科教研计划',
      '考试周',
      '领卷',
      '小学考试',
      '网上集中阅卷',
      '全区中小学课改工作会',
    ]);
  });

  test('/行事历 without a term, and with one', async () => {
    office = await openOffice(instantOf('2023-03-06', '09:00'));
    const run = (args: Record<string, unknown>) => office.act('李强', async (act) => commands[0]?.run(act, args));
    await expect(run({})).rejects.toThrow('还没有导入本学期的行事历');
    await office.act(null, (act) => importTerm(act, spring2023File));
    expect(await run({})).toMatchObject({ title: '第4周（3月6日—3月12日）' });
    expect(await run({ when: '全部' })).toMatchObject({ title: calendar.term.title });
    await expect(run({ when: parseDate('周一') })).rejects.toMatchObject({ field: 'when', options: [{}, {}] });
  });
});
