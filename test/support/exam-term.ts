// The spring-2023 term with nothing in it but the exams a test speaks of.
import type { Act } from '../../src/office/act.ts';
import { changeCalendar } from '../../src/office/calendar/change.ts';
import { type Calendar, type Item, loadCalendar, plainItem } from '../../src/office/calendar/model.ts';
import type { StepKind } from '../../src/office/exams/model.ts';
import { spring2023 } from './term.ts';

/** An item of an exam, on one day unless it has an end; its title is its id. */
export const examItem = (
  id: string,
  reminderKind: StepKind,
  start: string,
  end = start,
  more: Partial<Item> = {},
): Item => ({
  ...plainItem,
  ...{ id, title: id, kind: 'exam', quote: id, reminderKind, precision: 'day', start, end },
  ...more,
});

/** Makes these the items of the term, as an import, or as an edit of what stands. Gives the calendar. */
export async function putExams(act: Act, items: Item[], kind: 'import' | 'edit' = 'import'): Promise<Calendar> {
  await changeCalendar(act, { term: spring2023().term, items }, { kind, summary: '检测' });
  return (await loadCalendar(act.tx)) ?? Promise.reject(new Error('no calendar'));
}
