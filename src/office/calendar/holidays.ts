// Days off by their name: 清明节, 五一, 放假. Which days they are, and what falls away on them.
import { addDays, type LocalDate } from '../../lib/dates.ts';
import { weekSpan } from './days.ts';
import type { Calendar } from './model.ts';
import { meetingsIn, type SpecialDays, specialDays } from './rules.ts';

/** What people call the published holidays, beside their own names. */
const calledToo: Record<string, string> = { 五一: '劳动', 十一: '国庆', 过年: '春节', 新年: '元旦' };
const published = /^(?:元旦|春节|清明|劳动|端午|中秋|国庆)$/;
/** Words for all of them. */
const anyOf = /^(?:放假|假期|假日|节假日|节日)$/;
/** The holidays between terms; their days are not published but follow from the term. */
const betweenTerms = /^[寒暑]假$/;

/**
 * The holiday a word names: 清明节 → 清明, 五一 → 劳动; `''` for all of them, `term` for 寒假 and 暑假. Null when the word cannot be
 * the name of one. Whether there is such a holiday only the calendar knows: an office may have one of its own, 校运会. Pure.
 */
export function readHoliday(text: string): string | null {
  const word = text.trim().replace(/(?<=..)放假$/, '');
  const name = calledToo[word] ?? word.replace(/(?<=^..)节$/, '');
  if (anyOf.test(word)) return '';
  if (betweenTerms.test(word)) return 'term';
  return published.test(name) || /^\p{Script=Han}{1,6}[节假会]$/u.test(name) ? name : null;
}

/** Days off with the days worked for them, and the meetings of weekly series that fall away. */
export interface Holiday {
  off: SpecialDays;
  makeup: SpecialDays[];
  lost: { day: LocalDate; title: string }[];
}

/** How far before and after the term holidays are known by name, in days. */
const margin = 60;

/** The holidays of the term whose name has `name` in it (all for `''`), by time; just outside the term only when asked for by name. */
export function holidaysCalled(calendar: Calendar, name: string): Holiday[] {
  const { term } = calendar;
  const beyond = name === '' ? 0 : margin;
  const { end } = weekSpan(term, term.lastWeek);
  const days = specialDays(calendar, { start: addDays(term.week1Monday, -beyond), end: addDays(end, beyond) });
  const off = days.filter((run) => run.kind === 'holiday' && run.name.includes(name));
  return off.map((run) => ({
    off: run,
    makeup: days.filter((other) => other.kind === 'makeup' && other.name.startsWith(run.name)),
    lost: meetingsIn(calendar, run).flatMap(({ day, item, lostTo }) => (lostTo ? [{ day, title: item.title }] : [])),
  }));
}
