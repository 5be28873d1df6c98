// An exam that moves, with what hangs on it: holders of duties hear of every move, also to a week and back to a day.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Item } from '../../src/office/calendar/model.ts';
import { giveDuties } from '../../src/office/exams/duties.ts';
import { examItem, putExams } from '../support/exam-term.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

const exam = examItem('检测', 'examDay', '2023-03-15', '2023-03-16');

let office: TestOffice;

/** Moves the exam, so many minutes later. */
const put = (days: Partial<Item>, minutes: number) =>
  office.act('周岚', (act) => putExams(act, [{ ...exam, ...days }], 'edit'), { at: office.now + minutes * 60_000 });

beforeEach(async () => {
  office = await openOffice();
  await office.act(null, (act) => putExams(act, [exam]));
  await office.act('周岚', (act) => giveDuties(act, 'invigilator', '二码头小学 三年级1班 语文 曾琴'));
});
afterEach(() => office.close());

test('from its days to a week, to another week, and back to days', async () => {
  await put({ precision: 'week', start: '2023-03-20', end: '2023-03-26' }, 1);
  await put({ precision: 'week', start: '2023-03-27', end: '2023-04-02' }, 2);
  await put({ start: '2023-03-29', end: '2023-03-30' }, 3);
  const rows = await office.store.read
    .selectFrom('deliveries')
    .select('said')
    .where('source_kind', '=', 'correction')
    .where('audience_id', '=', 'p-zengqin')
    .orderBy('created_at')
    .execute();
  expect(rows.map(({ said }) => JSON.parse(said).text.split('\n').slice(1))).toEqual([
    ['检测原定3月15日—3月16日，改到第6周，您的安排跟着改：', '时间另行通知 语文，二码头小学 三年级1班'],
    ['检测原定第6周，改到第7周，您的安排跟着改：', '时间另行通知 语文，二码头小学 三年级1班'],
    [
      '检测原定第7周，改到3月29日—3月30日，您的安排跟着改：',
      '3月29日（周三）09:00（90分钟） 语文，二码头小学 三年级1班',
    ],
  ]);
});
