// What an exam chain owes and to whom, from the store: nothing twice, nothing to whoever has confirmed, one message after a long stop.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import type { Calendar } from '../../src/office/calendar/model.ts';
import { confirmStep, takeBack } from '../../src/office/exams/confirm.ts';
import { giveDuties } from '../../src/office/exams/duties.ts';
import { batchMeant, endDuties } from '../../src/office/exams/ending.ts';
import { dueExams } from '../../src/office/exams/reminders.ts';
import { settleLate } from '../../src/office/reminders/late.ts';
import { keyOf, type Wanted } from '../../src/queue/ledger.ts';
import { examItem, putExams } from '../support/exam-term.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));
let office: TestOffice;
let calendar: Calendar;

beforeEach(async () => {
  office = await openOffice();
  calendar = await office.act(null, (act) =>
    putExams(act, [
      examItem('领卷', 'paperPickup', '2023-03-14'),
      examItem('检测', 'examDay', '2023-03-15', '2023-03-16'),
      examItem('阅卷', 'marking', '2023-03-17'),
    ]),
  );
});
afterEach(() => office.close());

const owed = (from: string, to: string): Promise<Wanted[]> => dueExams(office.store.read, calendar, at(from), at(to));
const hearers = (wanted: readonly Wanted[]): string[] =>
  wanted.map(({ due, lead, audience }) => `${stamp(due).slice(5)} ${lead} ${audience.kind}:${audience.id}`).sort();
const to = (wanted: readonly Wanted[], lead: string): string[] =>
  wanted
    .filter((one) => one.lead === lead)
    .map(({ audience }) => audience.id)
    .sort();

test('the same span gives the same keys, however it is cut, and none of it goes to a group', async () => {
  await office.act('周岚', (act) => giveDuties(act, 'courier', '二码头小学 李强'));
  await office.act('周岚', (act) => giveDuties(act, 'invigilator', '二码头小学 三年级1班 全部 赵雪、曾琴'));
  await office.act('周岚', (act) => giveDuties(act, 'marker', '语文 赵雪'));
  const whole = await owed('2023-03-06 12:00', '2023-03-20 00:00');
  const parts = [
    ...(await owed('2023-03-06 12:00', '2023-03-14 07:42')),
    ...(await owed('2023-03-14 07:42', '2023-03-14 14:11')),
    ...(await owed('2023-03-14 14:11', '2023-03-20 00:00')),
  ];
  expect(whole.map(keyOf).sort()).toEqual(parts.map(keyOf).sort());
  expect(new Set(whole.map(keyOf)).size).toBe(whole.length);
  expect(whole.every(({ audience }) => audience.kind === 'person')).toBe(true);
  expect(hearers(whole).filter((line) => line.endsWith('zhaoxue') || line.endsWith('liqiang'))).toEqual([
    '03-09 16:12 -3 person:p-liqiang',
    '03-13 16:12 -1 person:p-liqiang',
    '03-14 07:42 0 person:p-liqiang',
    '03-14 16:12 -1 person:p-zhaoxue',
    '03-16 16:12 -1 person:p-zhaoxue',
  ]);
});

test('nobody reads of anybody else', async () => {
  await office.act('周岚', (act) =>
    giveDuties(act, 'invigilator', '二码头小学 三年级1班 语文 赵雪、曾琴\n震华小学 三年级1班 语文 潘磊、田甜'),
  );
  const said = (await owed('2023-03-14 16:00', '2023-03-14 17:00')).map((one) => `${one.audience.id} ${one.said.text}`);
  const told = (
    await office.store.read
      .selectFrom('deliveries')
      .select(['audience_id', 'said'])
      .where('lead', '=', 'given')
      .execute()
  ).map((row) => `${row.audience_id} ${JSON.parse(row.said).text}`);
  for (const line of [...said, ...told]) {
    expect(line).toMatch(/语文，(?:二码头|震华)小学 三年级1班/);
    expect(line.split('\n').slice(1).join()).not.toMatch(/赵雪|曾琴|潘磊|田甜/);
    expect(/震华/.test(line)).toBe(/panlei|tiantian/.test(line));
  }
  expect([said.length, told.length]).toEqual([4, 4]);
});

test('who has confirmed hears nothing more; taken back, the question comes after all', async () => {
  office.now = at('2023-03-14 07:30');
  await office.act('蒋文', (act) => confirmStep(act, 'paperPickup'));
  await office.act('丁宁', (act) => confirmStep(act, 'paperPickup'));
  await office.act('周岚', (act) => giveDuties(act, 'courier', '二码头小学 李强\n青禾小学 夏雨'));
  const morning = await owed('2023-03-14 07:41', '2023-03-14 07:43');
  expect(to(morning, '0')).toEqual(['p-dongping', 'p-xiayu', 'p-xiemin', 'p-yeqing']);
  await office.act('丁宁', (act) => takeBack(act, 'paperPickup'), { at: at('2023-03-14 09:00') });
  const day = await owed('2023-03-14 11:00', '2023-03-14 18:00');
  expect(to(day, 'alert')).toEqual(['p-dingning', 'p-dongping', 'p-xiemin', 'p-yeqing']);
  expect(to(day, 'list')).toEqual(['p-chenan', 'p-zhoulan']);
  const list = day.find(({ lead }) => lead === 'list')?.said.text ?? '';
  expect([/实验小学/.test(list), /二码头小学（丁宁）/.test(list)]).toEqual([false, true]);
});

test('when all have confirmed there is neither alert nor list', async () => {
  office.now = at('2023-03-14 08:00');
  for (const who of ['蒋文', '丁宁', '谢敏', '董萍', '叶青'])
    await office.act(who, (act) => confirmStep(act, 'paperPickup'));
  expect(await owed('2023-03-14 09:00', '2023-03-14 15:00')).toEqual([]);
});

test('a school without a liaison: its head teacher is asked; without either the list says so', async () => {
  const { write } = office.store;
  await write((tx) =>
    tx.updateTable('people').set({ active: 0 }).where('id', 'in', ['p-dingning', 'p-yeqing', 'p-yuhai']).execute(),
  );
  const day = await owed('2023-03-14 11:00', '2023-03-14 15:00');
  expect(to(day, 'alert')).toEqual(['p-dongping', 'p-jiangwen', 'p-songzhiyuan', 'p-xiemin']);
  const list = day.find(({ lead }) => lead === 'list')?.said.text ?? '';
  expect(list).toContain('青禾小学（名册里没有联系人）');
  expect(list).toContain('二码头小学（宋志远）');
});

test.each([
  // The morning's word is worth nothing half an hour before papers are handed out.
  ['2023-03-14 08:00', ['0 missed']],
  ['2023-03-14 12:30', ['0 missed', 'alert queued']],
  // A day down: one word to the school, the list to the office, whatever hour it is.
  ['2023-03-14 20:00', ['0 missed', 'alert queued', 'list queued']],
  ['2023-03-15 09:00', ['0 missed', 'alert missed', 'list missed']],
])('after a stop until %s: %j', async (now, expected) => {
  const late = settleLate(await owed('2023-03-14 07:00', now), at(now), calendar).filter(
    ({ source, audience }) => source.id === '领卷' && ['p-dingning', 'p-zhoulan'].includes(audience.id),
  );
  expect(late.map(({ lead, born }) => `${lead} ${born ?? 'queued'}`)).toEqual(expected);
});

test('the clock turned back, or a second beat, owes nothing new', async () => {
  const once = (await owed('2023-03-14 07:00', '2023-03-14 12:00')).map(keyOf);
  office.now = at('2023-03-14 12:10');
  await office.act('蒋文', (act) => confirmStep(act, 'paperPickup'));
  const again = (await owed('2023-03-14 07:00', '2023-03-14 12:00')).map(keyOf);
  expect(again.filter((key) => !once.includes(key))).toEqual([]);
});

test('a duty given after its reminder was due is not said twice; a list taken back before it went out was never said', async () => {
  office.now = at('2023-03-13 19:00');
  await office.act('周岚', (act) => giveDuties(act, 'courier', '二码头小学 李强'));
  expect(to(await owed('2023-03-13 16:00', '2023-03-13 20:00'), '-1')).toEqual([]);
  const ending = await office.act('周岚', (act) => batchMeant(act));
  await office.act('周岚', (act) => endDuties(act, ending));
  const rows = await office.store.read
    .selectFrom('deliveries')
    .select(['lead', 'state'])
    .where('source_kind', '=', 'exam')
    .execute();
  expect(rows).toEqual([{ lead: 'given', state: 'cancelled' }]);
});

test('the record has how many, never who is where', async () => {
  await office.act('周岚', (act) => giveDuties(act, 'invigilator', '二码头小学 三年级1班 语文 赵雪、曾琴'));
  const rows = await office.store.read.selectFrom('audit').selectAll().where('action', '=', 'exam.assigned').execute();
  expect(rows.map(({ subject, subject_id, new: made }) => [subject, subject_id, JSON.parse(made ?? '')])).toEqual([
    ['item', '检测', { title: '检测', stage: '监考', number: '考0001', items: 2 }],
  ]);
});
