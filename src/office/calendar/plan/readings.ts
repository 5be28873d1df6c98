// What a statement that contradicts itself can mean: by its date, by its weekday, by its week.
import { addDays, isDate, type LocalDate, mondayOf, weekdayName, weekdayOf } from '../../../lib/dates.ts';
import { dayOf, inside, type Span, ymd } from './days.ts';
import type { PlanReading } from './model.ts';
import type { TermYears } from './term.ts';
import type { DayFact, Range } from './when.ts';

/** The parts of the statement. */
export interface Parts {
  range: Range<DayFact>;
  weekdays: number[];
  /** The week its sentence names. */
  week: Span | null;
  weekText: string;
  /** What else is around: a row, a printed range. */
  around: Span | null;
  month: { year: number; month: number } | null;
  term: TermYears;
  firstMonday: LocalDate | null;
}

const called = (date: LocalDate, firstMonday: LocalDate | null): string => {
  const [year, month, day] = date.split('-').map(Number);
  const week = firstMonday ? Math.floor((Date.parse(date) - Date.parse(firstMonday)) / 604_800_000) + 1 : 0;
  return `${year}年${month}月${day}日（${weekdayName(date)}${week >= 1 ? `，第${week}周` : ''}）`;
};

/** Dates that a fact alone can be: in its month, else in the months around. */
function byDate(fact: DayFact, { term, month, week, around }: Parts): LocalDate[] {
  if (fact.month !== undefined) {
    const date = dayOf(fact, term);
    if (date !== null && date !== 'impossible') return [date];
    const last =
      date === 'impossible' && fact.month >= 1 && fact.month <= 12 ? dayOf({ ...fact, day: 28 }, term) : null;
    return last && last !== 'impossible' ? [addDays(mondayFirst(last), 0)] : [];
  }
  const base = week ?? around;
  const from = base ? { year: Number(base.start.slice(0, 4)), month: Number(base.start.slice(5, 7)) } : month;
  if (!from) return [];
  const held = week === null ? null : inside(fact.day, week);
  if (held) return [held];
  return [0, 1, -1]
    .map((shift) => {
      const months = from.year * 12 + from.month - 1 + shift;
      return ymd(Math.floor(months / 12), (months % 12) + 1, fact.day);
    })
    .filter(isDate)
    .slice(0, 2);
}

/** The last day of that month: what a date past its end may have meant. */
const mondayFirst = (date: LocalDate): LocalDate => {
  let last = date;
  while (addDays(last, 1).slice(0, 7) === date.slice(0, 7)) last = addDays(last, 1);
  return last;
};

/** All readings, each date once. */
export function readingsOf(parts: Parts): PlanReading[] {
  const found = new Map<string, PlanReading>();
  const add = (start: LocalDate, end: LocalDate, by: string): void => {
    const key = `${start} ${end}`;
    if (!found.has(key))
      found.set(key, {
        label: `${called(start, parts.firstMonday)}${end !== start ? `至${called(end, parts.firstMonday)}` : ''}：按“${by}”`,
        start,
        end,
      });
  };
  const { range, weekdays, week, weekText } = parts;
  const said = `${range.from.month ? `${range.from.month}月` : ''}${range.from.day}${range.from.month ? '日' : '号'}`;
  const dates = byDate(range.from, parts);
  for (const start of dates) {
    const ends = range.to === range.from ? [start] : byDate(range.to, parts);
    const end = ends.find((date) => date >= start) ?? start;
    add(start, end, said);
  }
  for (const weekday of weekdays.slice(0, 1)) {
    const name = weekdayName(addDays('2023-02-12', weekday));
    if (week) add(inWeek(week, weekday), inWeek(week, weekday), `${weekText}${name}`);
    else
      for (const date of dates.slice(0, 1))
        add(addDays(mondayOf(date), weekday - 1), addDays(mondayOf(date), weekday - 1), name);
  }
  if (week && weekdays.length === 0) add(week.start, week.end, weekText);
  return [...found.values()];
}

const inWeek = (week: Span, weekday: number): LocalDate => {
  for (let n = 0; n < 7; n++) if (weekdayOf(addDays(week.start, n)) === weekday) return addDays(week.start, n);
  return week.start;
};
