// What the office has to know about its own calendar before trusting it: said in /行事历 and by `doctor`.
import type { LocalDate } from '../../lib/dates.ts';
import { holidaysKnown, weekSpan } from './days.ts';
import type { Calendar } from './model.ts';

/**
 * Chinese sentences about what may be wrong with the calendar, seen from `today`; empty when all is well. A year whose
 * holidays are not published yet counts only weekends as free, unless the office has entered days of its own for it; years
 * that are over do not matter any more.
 */
export function calendarWarnings({ term, overrides }: Calendar, today: LocalDate): string[] {
  const last = weekSpan(term, term.lastWeek).end;
  const years = [...new Set([term.week1Monday, last].map((day) => day.slice(0, 4)))];
  const entered = (year: string): boolean => [...overrides.keys()].some((day) => day.startsWith(year));
  return years
    .filter((year) => year >= today.slice(0, 4) && !holidaysKnown(Number(year)) && !entered(year))
    .map(
      (year) =>
        `还没有${year}年的放假和调休安排，目前只按周末休息推算，遇到节假日会算错；请管理员发“/行事历 放假”“/行事历 调休”补上。`,
    );
}
