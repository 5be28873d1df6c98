// What of the calendar belongs to a stretch of days. Pure.
import { addDays, daysBetween, daysFrom, type LocalDate } from '../../lib/dates.ts';
import { type DayKind, dayKind, type Meeting, meetings, weekOf } from './days.ts';
import type { Calendar, Item, Term } from './model.ts';

/** Days from `start` to `end`, both included. */
export interface Stretch {
  start: LocalDate;
  end: LocalDate;
}

/** An item with a date of its own. */
export type DatedItem = Item & Stretch;

/** Days in a row that are free or worked against the weekday: 清明节, 劳动节调休. */
export interface SpecialDays extends Stretch {
  kind: 'holiday' | 'makeup';
  name: string;
}

/** Everything the calendar has in a stretch of days; lists in order of time. */
export interface Agenda {
  themes: DatedItem[];
  /** Of precision `day`, at most a week long. */
  dated: DatedItem[];
  /** Of precision `day` and longer: windows such as 教学视导. */
  windows: DatedItem[];
  /** Known only to the week or month. */
  vague: DatedItem[];
  /** Meetings of weekly series, those that fall away for a holiday too. */
  meetings: (Meeting & { item: Item })[];
  /** Series that name no day: 每月一次, or weekly ones nobody knows the first meeting of. */
  rhythms: Item[];
  special: SpecialDays[];
}

const longestDated = 7;

const hasDates = (item: Item): item is DatedItem => item.start !== null && item.end !== null;
const touches = (a: Stretch, b: Stretch): boolean => a.start <= b.end && a.end >= b.start;
const isLong = ({ start, end }: Stretch): boolean => daysBetween(start, end) >= longestDated;
const byStart = (a: Stretch, b: Stretch): number => a.start.localeCompare(b.start) || a.end.localeCompare(b.end);

/** What the calendar has in `stretch`. */
export function agenda(calendar: Calendar, stretch: Stretch): Agenda {
  const here = calendar.items
    .filter(hasDates)
    .filter((item) => !item.recurrence && touches(item, stretch))
    .sort(byStart);
  const items = here.filter(({ theme }) => !theme);
  const exact = items.filter(({ precision }) => precision === 'day');
  return {
    themes: here.filter(({ theme }) => theme),
    dated: exact.filter((item) => !isLong(item)),
    windows: exact.filter(isLong),
    vague: items.filter(({ precision }) => precision !== 'day'),
    meetings: meetingsIn(calendar, stretch),
    rhythms: calendar.items.filter(({ recurrence, start, end }) => {
      const dayless = recurrence !== null && (recurrence.freq === 'monthly' || start === null);
      return (
        dayless && (start === null || start <= stretch.end) && (end === null || end === start || end >= stretch.start)
      );
    }),
    special: specialDays(calendar, stretch),
  };
}

/** The meetings of all weekly series in `stretch`, held or lost, by day. */
export const meetingsIn = (calendar: Calendar, { start, end }: Stretch): Agenda['meetings'] =>
  calendar.items
    .flatMap((item) => meetings(calendar, item).map((meeting) => ({ ...meeting, item })))
    .filter(({ day }) => start <= day && day <= end)
    .sort((a, b) => a.day.localeCompare(b.day));

/** The first and last teaching week of a weekly series; its own end counts, else the term's. */
export function seriesWeeks(term: Term, { start, end }: Item): [first: number, last: number] {
  const first = weekOf(term, start ?? term.week1Monday);
  return [first, end && end !== start ? weekOf(term, end) : term.seriesLastWeek];
}

/** Items nobody has given a day yet: 待定, or known only to the month. */
export const pendingItems = ({ items }: Calendar): Item[] =>
  items.filter(({ theme, precision }) => !theme && (precision === null || precision.startsWith('month')));

/** An exam or one of its days, dated or not: what papers are set for, and what ends the time in which they are kept. */
export const isExam = ({ kind, reminderKind }: Item): boolean => kind === 'exam' || reminderKind === 'examDay';

/** The longest run of free days: what begins before a stretch or ends after it is still told with its own first and last day. */
const longestRun = 16;

/** Holidays and makeup days that touch `stretch`, days in a row together. */
export function specialDays(calendar: Calendar, stretch: Stretch): SpecialDays[] {
  const runs: SpecialDays[] = [];
  for (const day of daysFrom(addDays(stretch.start, -longestRun), addDays(stretch.end, longestRun))) {
    const { kind, name } = dayKind(calendar, day);
    if (!isSpecial(kind)) continue;
    const last = runs.at(-1);
    if (last && last.kind === kind && last.name === name && addDays(last.end, 1) === day) last.end = day;
    else runs.push({ kind, name, start: day, end: day });
  }
  return runs.filter((run) => touches(run, stretch));
}

const isSpecial = (kind: DayKind['kind']): kind is SpecialDays['kind'] => kind === 'holiday' || kind === 'makeup';
