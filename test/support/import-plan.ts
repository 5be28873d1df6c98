// A plan document taken through the office as an admin would: draft, confirmation, one beat of the clock.
import { tick } from '../../jobs/tick.ts';
import { AskBack } from '../../src/bot/command.ts';
import { createLog } from '../../src/lib/log.ts';
import { meetings, weekOf } from '../../src/office/calendar/days.ts';
import { confirmPlan, importPasted, planDraft } from '../../src/office/calendar/drafts/actions.ts';
import { type Calendar, type Item, loadCalendar } from '../../src/office/calendar/model.ts';
import type { TestOffice } from './office.ts';

/** Imports and confirms a text; answers the calendar it became. */
export async function importText(office: TestOffice, text: string): Promise<Calendar> {
  await office.act('陈安', (act) => importPasted(act, text));
  const { number } = await office.act('陈安', (act) => planDraft(act));
  const seen = await office
    .act('陈安', (act) => confirmPlan(act, number, undefined))
    .then(
      () => {
        throw new Error('nothing was shown before it was confirmed');
      },
      (error: unknown) => {
        if (error instanceof AskBack) return error.options[0]?.value;
        throw error;
      },
    );
  await office.act('陈安', (act) => confirmPlan(act, number, seen));
  const calendar = await loadCalendar(office.store.read);
  if (!calendar) throw new Error('no calendar came of it');
  return calendar;
}

/** One beat of the clock at the office's time; answers how many messages are owed in all, answers left out. */
export async function beat(office: TestOffice): Promise<number> {
  const clock = { now: () => office.now, real: () => office.now };
  const settings = { publicUrl: null, sandbox: true };
  await tick({ store: office.store, clock, settings, log: createLog('silent') } as unknown as Parameters<
    typeof tick
  >[0]);
  const rows = await office.store.read.selectFrom('deliveries').select('id').where('class', '!=', 'answer').execute();
  return rows.length;
}

/** The item whose title has these words in it. */
export function itemWith({ items }: Calendar, words: string): Item {
  const found = items.filter(({ title, theme }) => !theme && title.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} items with ${words}`);
  return found[0]!;
}

/** How many meetings the weekly series of a subject holds in weeks `from`…`to`. */
export function sessions(calendar: Calendar, subject: string, from: number, to: number): number {
  const series = calendar.items.find(({ recurrence }) => recurrence?.subject === subject);
  if (!series) throw new Error(`no series of ${subject}`);
  return meetings(calendar, series).filter(({ day, lostTo }) => {
    const week = weekOf(calendar.term, day);
    return lostTo === null && week >= from && week <= to;
  }).length;
}

/** The dated facts of the 2023 plan: words of the item, first and last day (domain rules, section 3). */
export const datedFacts: [words: string, start: string, end: string][] = [
  ['领卷', '2023-02-21', '2023-02-21'],
  ['小学考试', '2023-02-22', '2023-02-23'],
  ['阅卷', '2023-02-24', '2023-02-24'],
  ['工作会', '2023-02-28', '2023-02-28'],
  ['教学视导', '2023-03-21', '2023-04-25'],
  ['换届', '2023-03-31', '2023-03-31'],
  ['课改公开课比赛', '2023-04-03', '2023-04-16'],
  ['艺体学科检测', '2023-04-24', '2023-05-07'],
  ['学术活动', '2023-06-05', '2023-06-11'],
];
