// The lines of the sheet: what each item, series, visit and free day says in 日期, 内容, 负责, 备注, and where it stands. Pure.
import { addDays, type LocalDate, monthDay, monthDayWeekday } from '../../../lib/dates.ts';
import type { VisitWords } from '../../visits/wording.ts';
import { dayKind, meetings, weekOf, weekSpan } from '../days.ts';
import type { Calendar, Item } from '../model.ts';
import { meetingsIn, type SpecialDays, specialDays } from '../rules.ts';
import { daysText, monthsText, movedText, rhythm, seriesText } from './wording.ts';

/** One line of the sheet. */
export interface SheetRow {
  kind: 'item' | 'free';
  date: string;
  content: string;
  /** 负责. */
  charge: string;
  /** 备注. */
  remark: string;
}

/** A row with its place: `at` orders, `day` says in which week it stands. */
export interface Placed {
  day: LocalDate;
  at: string;
  row: SheetRow;
}

const note = (...parts: (string | null | false)[]): string => parts.filter(Boolean).join('；');

const isMonthly = ({ precision }: Item): boolean => precision?.startsWith('month') ?? false;
const monthOf = (day: LocalDate): string => day.slice(0, 7);

function rowOf(item: Item, date: string, remark = ''): SheetRow {
  const { title, venue, audience } = item;
  return {
    kind: 'item',
    date,
    content: title,
    charge: chargeOf(item),
    remark: note(
      remark,
      movedText(item),
      audience && audience !== chargeOf(item) && `对象：${audience}`,
      venue && `地点：${venue}`,
    ),
  };
}

/** Who sees to it, as far as the calendar knows; what it does not know stays empty. */
function chargeOf({ subjects, level, audience }: Item): string {
  if (level === 'city' || level === 'province') return level === 'city' ? '市级' : '省级';
  if (subjects.length > 0) return `${subjects.join('、')}教研员`;
  return audience?.includes('教研员') ? '教研员' : '';
}

/** The line of what is known only to the month; nothing for all else. */
export function monthLine(item: Item): Placed[] {
  const { start, end, recurrence } = item;
  if (recurrence || !start || !end || !isMonthly(item)) return [];
  return [{ day: start, at: start, row: rowOf(item, monthsText(monthOf(start), monthOf(end)), '日子待定') }];
}

/** The line of what nobody has given any time yet, or that happens once a month on no certain day. */
export function pendingLine(item: Item): SheetRow[] {
  const { start, precision, recurrence } = item;
  if (recurrence?.freq === 'monthly') return [rowOf(item, '每月一次')];
  return start === null || precision === null ? [rowOf(item, '待定')] : [];
}

/** The line of what has a day or a week, and of a series, with its place; nothing for all else. */
export function placedItem(calendar: Calendar, item: Item): Placed[] {
  const { start, end, precision, recurrence, time } = item;
  if (!start || !end || !precision || recurrence?.freq === 'monthly') return [];
  if (recurrence) return [placedSeries(calendar, item, start)];
  if (isMonthly(item)) return [];
  if (precision === 'day') {
    const row = rowOf(item, daysText(start, end) + (time ? ` ${time}` : ''));
    return [{ day: start, at: start, row }];
  }
  const [first, last] = [weekOf(calendar.term, start), weekOf(calendar.term, end)];
  // What has no day comes after what has one.
  const row = rowOf(item, first === last ? '本周内' : `第${first}—${last}周`, '日子待定');
  return [{ day: start, at: `${addDays(calendarMonday(calendar, start), 6)}~`, row }];
}

const calendarMonday = ({ term }: Calendar, day: LocalDate): LocalDate => weekSpan(term, weekOf(term, day)).start;

/** A series stands once, where it begins, with the meetings that are not held as the rhythm says. */
function placedSeries(calendar: Calendar, item: Item, start: LocalDate): Placed {
  const all = meetings(calendar, item);
  const lost = all.filter(({ lostTo }) => lostTo !== null).map(({ day, lostTo }) => `${monthDay(day)}停（${lostTo}）`);
  const moved = all.flatMap(({ day, lostTo, exception }) =>
    lostTo === null && exception && exception.day !== day
      ? [`原定${monthDay(exception.day)}的改到${monthDayWeekday(day)}${exception.why && `（${exception.why}）`}`]
      : [],
  );
  const text = seriesText(calendar.term, item) + (item.time ? ` ${item.time}` : '');
  const day = all.find(({ lostTo }) => lostTo === null)?.day ?? start;
  return { day: start, at: day, row: rowOf(item, text, note(...lost, ...moved)) };
}

/** The line of a visit. */
export const placedVisit = ({ visit, school, team }: VisitWords): Placed => ({
  day: visit.day,
  at: visit.day,
  row: {
    kind: 'item',
    date: monthDayWeekday(visit.day),
    content: `视导${school}`,
    charge: team.join('、'),
    remark: visit.number,
  },
});

/** Holidays and makeup days of the term, each where it begins. */
export function freeDays(calendar: Calendar): Placed[] {
  const { term } = calendar;
  const whole = { start: term.week1Monday, end: weekSpan(term, term.lastWeek).end };
  return specialDays(calendar, whole).map((run) => {
    const day = run.start < whole.start ? whole.start : run.start;
    return { day, at: day, row: run.kind === 'holiday' ? holidayRow(calendar, run) : makeupRow(calendar, run) };
  });
}

function holidayRow(calendar: Calendar, run: SpecialDays): SheetRow {
  const lost = meetingsIn(calendar, run).filter(({ lostTo, exception }) => lostTo !== null && !exception);
  const titles = [...new Set(lost.map(({ item }) => item.title))];
  return {
    ...{ kind: 'free', date: daysText(run.start, run.end), content: `${run.name}放假`, charge: '' },
    remark: titles.length > 0 ? `停一次：${titles.join('、')}` : '',
  };
}

function makeupRow(calendar: Calendar, run: SpecialDays): SheetRow {
  const { timetable } = dayKind(calendar, run.start);
  const follows =
    timetable && `上${rhythm({ freq: 'weekly', weekdays: [timetable], interval: 1, subject: null }).slice(1)}的课`;
  return {
    ...{ kind: 'free', date: daysText(run.start, run.end), content: '调休上班', charge: '' },
    remark: note(run.name, follows || null),
  };
}
