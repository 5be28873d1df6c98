// Duties taken back: each with the days of its own exam, what was never said is not corrected, two who confirm at once end them once.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import type { Act } from '../../src/office/act.ts';
import { giveDuties } from '../../src/office/exams/duties.ts';
import { batchMeant, dutiesMeant, endDuties, endingPreview } from '../../src/office/exams/ending.ts';
import { examItem, putExams } from '../support/exam-term.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

let office: TestOffice;

beforeEach(async () => {
  office = await openOffice();
  await office.act(null, (act) =>
    putExams(act, [
      examItem('检测', 'examDay', '2023-03-15', '2023-03-16'),
      examItem('检测阅卷', 'marking', '2023-03-17'),
      examItem('期末', 'examDay', '2023-06-28', '2023-06-29'),
    ]),
  );
});
afterEach(() => office.close());

/** What is owed about lists of duties with that lead: state, to whom and the words; in the order of its making, then of the hearers and words. */
const owed = async (lead: string): Promise<{ to: string; state: string; text: string }[]> => {
  const rows = await office.store.read
    .selectFrom('deliveries')
    .select(['lead', 'state', 'audience_id', 'said'])
    .where('source_kind', '=', 'exam')
    .orderBy('created_at')
    .orderBy('audience_id')
    .orderBy('said')
    .execute();
  return rows
    .filter((row) => row.lead?.split(':')[0] === lead)
    .map(({ audience_id, state, said }) => ({ to: audience_id, state, text: JSON.parse(said).text }));
};

/** As if everything that is owed had gone out. */
const sendAll = () =>
  office.store.write((tx) =>
    tx.updateTable('deliveries').set({ state: 'sent' }).where('state', '=', 'queued').execute(),
  );

test('of two exams each duty is shown and corrected with the days of its own', async () => {
  await office.act('周岚', (act) => giveDuties(act, 'invigilator', '二码头小学 三年级1班 语文 曾琴'));
  await office.act('周岚', (act) => giveDuties(act, 'invigilator', '考试=期末\n二码头小学 三年级2班 数学 曾琴'));
  await sendAll();
  const preview = await office.act('周岚', async (act) => endingPreview(act, await dutiesMeant(act, '曾琴')));
  expect(preview.split('\n').slice(0, 5)).toEqual([
    '要取消 2 项，1 位老师：',
    '检测：',
    '3月15日（周三）09:00（90分钟） 语文，二码头小学 三年级1班：曾琴（盐码头小学）',
    '期末：',
    '6月29日（周四）09:00（80分钟） 数学，二码头小学 三年级2班：曾琴（盐码头小学）',
  ]);
  await office.act('周岚', async (act) => endDuties(act, await dutiesMeant(act, '曾琴')));
  expect((await owed('ended')).map(({ text }) => text)).toEqual([
    '更正：期末的这些安排取消了，您不用去：\n6月29日（周四）09:00（80分钟） 数学，二码头小学 三年级2班',
    '更正：检测的这些安排取消了，您不用去：\n3月15日（周三）09:00（90分钟） 语文，二码头小学 三年级1班',
  ]);
});

const evening = instantOf('2023-03-06', '20:00');
const release = (name: string, at: number) =>
  office.act('周岚', async (act) => endDuties(act, await dutiesMeant(act, name)), { at });

test('who has not been told yet of any of the own duties is told nothing, others of the end', async () => {
  const list = '二码头小学 三年级1班 语文 曾琴、赵雪\n二码头小学 三年级1班 数学 赵雪';
  await office.act('周岚', (act) => giveDuties(act, 'invigilator', list), { at: evening });
  expect(await release('曾琴', evening + 1)).toBe('已取消 1 项，1 位老师，还没通知到本人，就不再发了。');
  expect((await owed('given')).map(({ to, state }) => `${to} ${state}`).sort()).toEqual([
    'p-zengqin cancelled',
    'p-zhaoxue queued',
  ]);
  expect(await owed('ended')).toEqual([]);
  const one = (act: Act) => dutiesMeant(act, '赵雪', '数学');
  await office.act('周岚', async (act) => endDuties(act, await one(act)), { at: evening + 2 });
  expect((await owed('ended')).map(({ to, state }) => [to, state])).toEqual([['p-zhaoxue', 'queued']]);
  await sendAll();
  await release('赵雪', evening + 3);
  expect((await owed('ended')).map(({ to, state }) => [to, state])).toEqual([
    ['p-zhaoxue', 'sent'],
    ['p-zhaoxue', 'queued'],
  ]);
});

test('a list taken back does not take back what was said of an end before', async () => {
  await office.act('周岚', (act) => giveDuties(act, 'marker', '语文 曾琴、赵雪'));
  await sendAll();
  await release('曾琴', evening);
  await office.act('周岚', async (act) => endDuties(act, await batchMeant(act)), { at: evening + 1 });
  expect((await owed('ended')).map(({ to, state }) => [to, state]).sort()).toEqual([
    ['p-zengqin', 'queued'],
    ['p-zhaoxue', 'queued'],
  ]);
});

test('two who confirm the same list end it once', async () => {
  await office.act('周岚', (act) => giveDuties(act, 'marker', '语文 曾琴、赵雪'));
  await sendAll();
  const ending = await office.act('周岚', (act) => dutiesMeant(act, '曾琴'));
  await office.act('陈安', (act) => endDuties(act, ending));
  await expect(office.act('周岚', (act) => endDuties(act, ending))).rejects.toThrow('刚刚已经取消');
  const all = await office.act('周岚', (act) => batchMeant(act));
  expect(await office.act('周岚', (act) => endDuties(act, { ...all, duties: [...ending.duties, ...all.duties] }))).toBe(
    '已取消 1 项，1 位老师，都私下告诉本人。',
  );
  expect((await owed('ended')).map(({ to }) => to)).toEqual(['p-zengqin', 'p-zhaoxue']);
  const rows = await office.store.read
    .selectFrom('exam_duties')
    .select(['person_id', 'ended_by'])
    .orderBy('person_id')
    .execute();
  expect(rows.map(({ person_id, ended_by }) => [person_id, ended_by])).toEqual([
    ['p-zengqin', 'p-chenan'],
    ['p-zhaoxue', 'p-zhoulan'],
  ]);
});
