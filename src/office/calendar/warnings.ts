// What the office has to know about its own calendar before trusting it: said in /行事历 and by `doctor`.
import { addDays, type LocalDate } from '../../lib/dates.ts';
import { holidaysKnown, weekSpan } from './days.ts';
import type { Calendar } from './model.ts';

/**
 * Chinese sentences about what may be wrong with the calendar, seen from `today`; empty when all is well. A year whose
 * holidays are not published yet counts only weekends as free, unless the office has entered days of its own for it.
 */
export function calendarWarnings(calendar: Calendar, today: LocalDate): string[] {
  const { term, overrides } = calendar;
  const last = weekSpan(term, term.lastWeek).end;
  const years = [...new Set([term.week1Monday, last, ...(today <= last ? [today] : [])].map((day) => day.slice(0, 4)))];
  const entered = (year: string): boolean => [...overrides.keys()].some((day) => day.startsWith(year));
  const unknown = years.filter((year) => !holidaysKnown(Number(year)) && !entered(year));
  const holidays = unknown.map(
    (year) => `还没有${year}年的放假和调休安排，目前只按周末休息推算，遇到节假日会算错；请管理员在学期文件的 days 里补上。`,
  );
  const stale = today > addDays(last, 60) ? ['行事历还是上一学期的，请管理员导入本学期的行事历。'] : [];
  return [...holidays, ...stale];
}
