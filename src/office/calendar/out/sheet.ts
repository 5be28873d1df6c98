// The 行事历 in the layout offices use – 周次, 日期, 内容, 负责, 备注 – month by month and week by week. Pure; page and files show it.
import { addDays, type LocalDate, monthDay, monthDayWeekday } from '../../../lib/dates.ts';
import type { VisitWords } from '../../visits/wording.ts';
import { dayKind, meetings, weekLabel, weekOf, weekSpan } from '../days.ts';
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

/** The lines of one week; also of the days before the term (开学前) and after it (假期). */
export interface SheetWeek {
  /** 第6周. */
  label: string;
  /** 3.20—3.26; empty outside the term. */
  span: string;
  start: LocalDate | null;
  end: LocalDate | null;
  rows: SheetRow[];
}

/** A month: its weeks are those whose Thursday lies in it. */
export interface SheetMonth {
  /** 3月. */
  label: string;
  themes: string[];
  weeks: SheetWeek[];
  /** Known only to the month. */
  vague: SheetRow[];
}

/** The whole sheet. */
export interface Sheet {
  title: string;
  documentNumber: string | null;
  months: SheetMonth[];
  /** 待定日期. */
  pending: SheetRow[];
}

/** A row with its place: `at` orders, `day` says in which week it stands. */
interface Placed {
  day: LocalDate;
  at: string;
  row: SheetRow;
}

/** 3.20, as week columns have it. */
const dotted = (day: LocalDate): string => `${Number(day.slice(5, 7))}.${Number(day.slice(8))}`;
const monthOf = (day: LocalDate): string => day.slice(0, 7);
const note = (...parts: (string | null | false)[]): string => parts.filter(Boolean).join('；');

/** The sheet of a calendar; `visits` stand among the items for those they concern. */
export function sheetOf(calendar: Calendar, visits: readonly VisitWords[] = []): Sheet {
  const { term } = calendar;
  const items = calendar.items.filter(({ theme }) => !theme);
  const placed = [
    ...items.flatMap((item) => placedItem(calendar, item)),
    ...visits.map(placedVisit),
    ...freeDays(calendar),
  ].sort((a, b) => a.at.localeCompare(b.at));
  const vague = items.filter((item) => !item.recurrence && item.start !== null && isMonthly(item));
  return {
    title: term.title,
    documentNumber: term.documentNumber,
    months: monthsOf(calendar, placed, vague),
    pending: items.filter(isPending).map((item) => rowOf(item, item.recurrence ? '每月一次' : '待定')),
  };
}

const isMonthly = ({ precision }: Item): boolean => precision?.startsWith('month') ?? false;
const isPending = ({ start, precision, recurrence }: Item): boolean =>
  recurrence?.freq === 'monthly' || start === null || precision === null;

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

function placedItem(calendar: Calendar, item: Item): Placed[] {
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

const placedVisit = ({ visit, school, team }: VisitWords): Placed => ({
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
function freeDays(calendar: Calendar): Placed[] {
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

/** Every teaching week, and 开学前 or 假期 where something stands there, under their months. */
function monthsOf(calendar: Calendar, placed: readonly Placed[], vague: readonly Item[]): SheetMonth[] {
  const { term } = calendar;
  const weeks = Array.from({ length: term.lastWeek }, (_, i) => weekIn(calendar, i + 1, placed));
  const outside = placed.filter(({ day }) => weekOf(term, day) < 1 || weekOf(term, day) > term.lastWeek);
  const themes = calendar.items.filter(({ theme, start }) => theme && start !== null);
  const keys = [
    ...weeks.map(({ start }) => thursdayMonth(start)),
    ...outside.map(({ day }) => monthOf(day)),
    ...[...themes, ...vague].map(({ start }) => monthOf(start ?? '')),
  ];
  return [...new Set(keys)].sort().map((key) => {
    const out = outside.filter(({ day }) => monthOf(day) === key);
    const [before, after] = [
      out.filter(({ day }) => weekOf(term, day) < 1),
      out.filter(({ day }) => weekOf(term, day) > 0),
    ];
    return {
      label: monthsText(key, key),
      themes: themes.filter(({ start }) => monthOf(start ?? '') === key).map(themeText),
      weeks: [
        ...outsideWeek(calendar, before),
        ...weeks.filter(({ start }) => thursdayMonth(start) === key),
        ...outsideWeek(calendar, after),
      ],
      vague: vague.filter(({ start }) => monthOf(start ?? '') === key).map(vagueRow),
    };
  });
}

const thursdayMonth = (monday: LocalDate | null): string => (monday ? monthOf(addDays(monday, 3)) : '');
const months = ({ start, end }: Item): string => monthsText(monthOf(start ?? ''), monthOf(end ?? start ?? ''));
const themeText = (item: Item): string =>
  monthOf(item.start ?? '') === monthOf(item.end ?? '') ? item.title : `${item.title}（${months(item)}）`;
const vagueRow = (item: Item): SheetRow => rowOf(item, months(item), '日子待定');

function weekIn(calendar: Calendar, n: number, placed: readonly Placed[]): SheetWeek {
  const { start, end } = weekSpan(calendar.term, n);
  const rows = placed.filter(({ day }) => start <= day && day <= end).map(({ row }) => row);
  return { label: `第${n}周`, span: `${dotted(start)}—${dotted(end)}`, start, end, rows };
}

function outsideWeek({ term }: Calendar, placed: readonly Placed[]): SheetWeek[] {
  const [first] = placed;
  if (!first) return [];
  return [{ label: weekLabel(term, first.day), span: '', start: null, end: null, rows: placed.map(({ row }) => row) }];
}
