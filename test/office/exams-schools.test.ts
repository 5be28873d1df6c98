// Exams whose days are not the same for all schools: each school is counted, asked and given times by its own items alone.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import type { Calendar } from '../../src/office/calendar/model.ts';
import { chainsOf } from '../../src/office/exams/chain.ts';
import { confirmStep } from '../../src/office/exams/confirm.ts';
import { previewDuties } from '../../src/office/exams/duties.ts';
import { progressShown } from '../../src/office/exams/overview.ts';
import { dueExams } from '../../src/office/exams/reminders.ts';
import { examDays, timetableOf } from '../../src/office/exams/timetable.ts';
import { stateTimetable } from '../../src/office/exams/timetabling.ts';
import { examItem, putExams } from '../support/exam-term.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));
const east = ['s-qinghe'];
const city = ['s-ermatou', 's-shiyan', 's-yanmatou', 's-zhenhua'];

let office: TestOffice;
let calendar: Calendar;

beforeEach(async () => {
  office = await openOffice();
  calendar = await office.act(null, (act) =>
    putExams(act, [
      examItem('城区检测', 'examDay', '2023-03-14', '2023-03-15', { schools: city }),
      examItem('江东检测', 'examDay', '2023-03-15', '2023-03-16', { schools: east }),
      examItem('城区阅卷', 'marking', '2023-03-17', '2023-03-17', { schools: city }),
      examItem('江东阅卷', 'marking', '2023-03-20', '2023-03-20', { schools: east }),
    ]),
  );
});
afterEach(() => office.close());

test('a school that has confirmed what is for it is counted, in the overview too', async () => {
  office.now = at('2023-03-17 09:00');
  await office.act('丁宁', (act) => confirmStep(act, 'examDay'));
  const { counts } = await office.act('丁宁', (act) => confirmStep(act, 'marking'));
  expect(counts).toEqual({ done: 1, all: 4 });
  const said = await office.act('周岚', progressShown);
  expect(said).toContain('阅卷（3月17日—3月20日）：已确认 1/5 所学校');
  expect(said).toContain('已确认：二码头小学（丁宁');
  expect((await office.act('丁宁', progressShown)).split('\n').at(-1)).toBe('二码头小学：考试已确认，阅卷已确认。');
});

test('each school is asked on the last day of what is for it, and stands in one list', async () => {
  office.now = at('2023-03-17 09:00');
  await office.act('丁宁', (act) => confirmStep(act, 'examDay'));
  await office.act('丁宁', (act) => confirmStep(act, 'marking'));
  const owed = (await dueExams(office.store.read, calendar, at('2023-03-17 10:00'), at('2023-03-21 00:00'))).filter(
    ({ lead, audience }) => lead === 'alert' || audience.id === 'p-zhoulan',
  );
  expect(
    owed
      .map(
        ({ due, lead, audience, said }) =>
          `${stamp(due).slice(5)} ${lead} ${audience.id} ${said.text.split('\n')[1] ?? ''}`,
      )
      .sort(),
  ).toEqual([
    '03-17 16:12 alert p-dongping ',
    '03-17 16:12 alert p-jiangwen ',
    '03-17 16:12 alert p-xiemin ',
    '03-17 17:42 list p-zhoulan 实验小学（蒋文）',
    '03-20 16:12 alert p-yeqing ',
    '03-20 17:42 list p-zhoulan 青禾小学（叶青）',
  ]);
});

test('papers are on the days of the school, usual ones and stated ones', async () => {
  const preview = () =>
    office.act('周岚', async (act) => {
      const rooms = '二码头小学 三年级1班 数学 曾琴\n青禾小学 三年级1班 数学 曾琴';
      return (await previewDuties(act, 'invigilator', rooms)).split('\n').slice(1, 3);
    });
  expect(await preview()).toEqual([
    '3月15日（周三）09:00（80分钟） 数学，二码头小学 三年级1班：曾琴（盐码头小学）',
    '3月16日（周四）09:00（80分钟） 数学，青禾小学 三年级1班：曾琴（盐码头小学）',
  ]);
  await office.act('周岚', (act) =>
    stateTimetable(act, '第1天 三年级 语文 9:00 90分钟\n第2天 三年级 数学 10:00 70分钟'),
  );
  expect(await preview()).toEqual([
    '3月15日（周三）10:00（70分钟） 数学，二码头小学 三年级1班：曾琴（盐码头小学）',
    '3月16日（周四）10:00（70分钟） 数学，青禾小学 三年级1班：曾琴（盐码头小学）',
  ]);
});

test('an exam day for all counts for those who have another one besides', () => {
  const [first, second] = ['2023-03-14', '2023-03-15'];
  const items = [examItem('全区', 'examDay', first), examItem('江东', 'examDay', second, second, { schools: east })];
  const own = { ...calendar, items };
  const [chain] = chainsOf(own);
  const found = chain ? timetableOf(own, chain, new Map()).sittings : [];
  expect([...new Set(found.map(({ itemId, subject }) => `${itemId} ${subject}`))]).toEqual([
    '全区 语文',
    '全区 英语',
    '江东 数学',
    '江东 科学',
  ]);
});

test.each<[string, Parameters<typeof examItem>[], [string, number][]]>([
  [
    'a day for all after one of each is the second of everybody who had one',
    [
      ['甲', 'examDay', '2023-03-14', '2023-03-14', { schools: east }],
      ['乙', 'examDay', '2023-03-15', '2023-03-15', { schools: city }],
      ['全区', 'examDay', '2023-03-16'],
    ],
    [
      ['甲', 1],
      ['乙', 1],
      ['全区', 2],
    ],
  ],
  [
    'two items on one day are one day',
    [
      ['语文', 'examDay', '2023-03-14'],
      ['数学', 'examDay', '2023-03-14', '2023-03-15'],
    ],
    [
      ['语文', 1],
      ['数学', 1],
      ['数学', 2],
    ],
  ],
])('days of an exam: %s', (_, given, expected) => {
  const own = { ...calendar, items: given.map((one) => examItem(...one)) };
  const [chain] = chainsOf(own);
  expect(chain && examDays(own, chain).map(({ item, n }) => [item.id, n])).toEqual(expected);
});
