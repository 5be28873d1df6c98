// Duties taken back: each with the days of its own exam, what was never said is not corrected, two who confirm at once end them once.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changeCalendar } from '../../src/office/calendar/change.ts';
import { type Item, plainItem } from '../../src/office/calendar/model.ts';
import { giveDuties } from '../../src/office/exams/duties.ts';
import { dutiesMeant, endDuties, endingPreview } from '../../src/office/exams/ending.ts';
import type { StepKind } from '../../src/office/exams/model.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023 } from '../support/term.ts';

const item = (id: string, reminderKind: StepKind, start: string, end = start): Item => ({
  ...plainItem,
  ...{ id, title: id, kind: 'exam', quote: id, reminderKind, precision: 'day' as const, start, end },
});

let office: TestOffice;

beforeEach(async () => {
  office = await openOffice();
  await office.act(null, (act) => {
    const { term } = spring2023();
    const items = [
      item('检测', 'examDay', '2023-03-15', '2023-03-16'),
      item('检测阅卷', 'marking', '2023-03-17'),
      item('期末', 'examDay', '2023-06-28', '2023-06-29'),
    ];
    return changeCalendar(act, { term, items }, { kind: 'import', summary: '检测' });
  });
});
afterEach(() => office.close());

/** What is owed about lists of duties: lead, state, to whom and the words. */
const owed = async (lead: string): Promise<{ to: string; state: string; text: string }[]> => {
  const rows = await office.store.read
    .selectFrom('deliveries')
    .select(['lead', 'state', 'audience_id', 'said'])
    .where('source_kind', '=', 'exam')
    .orderBy('created_at')
    .orderBy('due_at')
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
    '更正：检测的这些安排取消了，您不用去：\n3月15日（周三）09:00（90分钟） 语文，二码头小学 三年级1班',
    '更正：期末的这些安排取消了，您不用去：\n6月29日（周四）09:00（80分钟） 数学，二码头小学 三年级2班',
  ]);
});
