// Short plans for tests of the plan reader, and what was read from them in one line each.
import { pastedDocument } from '../../src/files/document/pasted.ts';
import type { Plan, PlanHints } from '../../src/office/calendar/plan/model.ts';
import { readPlan } from '../../src/office/calendar/plan/read.ts';

/** Spring 2023, week 1 = Monday 13 February, as in domain.md §3. */
export const spring2023: PlanHints = { year: 2023, semester: 'spring', firstMonday: '2023-02-13' };

/** A plan of one section with these lines. */
export const planOf = (lines: string, hints: PlanHints = spring2023): Plan =>
  readPlan(pastedDocument(`五、行事历\n${lines}`), hints);

/** `2023-02-28`, `2023-03-21…2023-04-25`, `每周二、四 从2023-03-07`, `待定`. */
export function whenOf({ start, end, recurrence }: Plan['items'][number]): string {
  if (recurrence) {
    const days = recurrence.weekdays.map((day) => '一二三四五六日'[day - 1]).join('、');
    const every = recurrence.freq === 'monthly' ? '每月' : recurrence.interval === 2 ? '隔周' : '每周';
    return `${every}${days}${start ? ` 从${start}` : ''}`;
  }
  if (start === null) return '待定';
  return end === start ? start : `${start}…${end}`;
}

/** Title and dates of each item: `领卷 2023-02-21`. */
export const readLines = (plan: Plan): string[] => plan.items.map((item) => `${item.title} ${whenOf(item)}`);
