// The 行事历 in the layout offices use – 周次, 日期, 内容, 负责, 备注 – month by month and week by week. Pure; page and files show it.
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import type { VisitWords } from '../../visits/wording.ts';
import { weekOf, weekSpan } from '../days.ts';
import type { Calendar, Item } from '../model.ts';
import type { DatedItem } from '../rules.ts';
import { freeDays, monthLine, type Placed, pendingLine, placedItem, placedVisit, type SheetRow } from './lines.ts';
import { monthsText } from './wording.ts';

/** The lines of one week; also of the days before the term (开学前) and after it (假期), and what only its month is known of. */
export interface SheetWeek {
  /** 第6周; 6月 for what is known only to the month. */
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
}

/** The whole sheet. */
export interface Sheet {
  title: string;
  documentNumber: string | null;
  months: SheetMonth[];
  /** 待定日期. */
  pending: SheetRow[];
}

/** 3.20, as week columns have it. */
const dotted = (day: LocalDate): string => `${Number(day.slice(5, 7))}.${Number(day.slice(8))}`;
const monthOf = (day: LocalDate): string => day.slice(0, 7);

/** The sheet of a calendar; `visits` stand among the items for those they concern. */
export function sheetOf(calendar: Calendar, visits: readonly VisitWords[] = []): Sheet {
  const { title, documentNumber } = calendar.term;
  const items = calendar.items.filter(({ theme }) => !theme);
  const placed = [
    ...items.flatMap((item) => placedItem(calendar, item)),
    ...visits.map(placedVisit),
    ...freeDays(calendar),
  ].sort((a, b) => a.at.localeCompare(b.at));
  const parts = [
    ...outside(calendar, placed, 'before'),
    ...weeksOf(calendar, placed),
    ...outside(calendar, placed, 'after'),
    ...monthly(items),
  ];
  const themes = calendar.items.filter(
    (item): item is DatedItem => item.theme && item.start !== null && item.end !== null,
  );
  const months = [...parts.map(({ month }) => month), ...themes.map(({ start }) => monthOf(start))];
  return {
    ...{ title, documentNumber },
    months: [...new Set(months)].sort().map((month) => ({
      label: monthsText(month, month),
      themes: themes.filter(({ start }) => monthOf(start) === month).map(themeText),
      weeks: parts.filter((part) => part.month === month).map(({ week }) => week),
    })),
    pending: items.flatMap(pendingLine),
  };
}

/** Some lines of the sheet with the month they stand in, `YYYY-MM`. */
interface Part {
  month: string;
  week: SheetWeek;
}

/** All teaching weeks, also those without any line: people write into them. */
function weeksOf({ term }: Calendar, placed: readonly Placed[]): Part[] {
  return Array.from({ length: term.lastWeek }, (_, i) => {
    const { start, end } = weekSpan(term, i + 1);
    const rows = placed.filter(({ day }) => start <= day && day <= end).map(({ row }) => row);
    const span = `${dotted(start)}—${dotted(end)}`;
    return { month: monthOf(addDays(start, 3)), week: { label: `第${i + 1}周`, span, start, end, rows } };
  });
}

/** What stands before the term or after it, by month. */
function outside({ term }: Calendar, placed: readonly Placed[], side: 'before' | 'after'): Part[] {
  const here = placed.filter(({ day }) =>
    side === 'before' ? weekOf(term, day) < 1 : weekOf(term, day) > term.lastWeek,
  );
  return byMonth(here, () => (side === 'before' ? '开学前' : '假期'));
}

/** What is known only to the month. */
function monthly(items: readonly Item[]): Part[] {
  return byMonth(items.flatMap(monthLine), (day) => `${monthsText(monthOf(day), monthOf(day))}内`);
}

function byMonth(placed: readonly Placed[], labelOf: (day: LocalDate) => string): Part[] {
  const groups = Map.groupBy(placed, ({ day }) => monthOf(day));
  return [...groups].map(([month, lines]) => ({
    month,
    week: { label: labelOf(`${month}-01`), span: '', start: null, end: null, rows: lines.map(({ row }) => row) },
  }));
}

function themeText({ title, start, end }: DatedItem): string {
  const [first, last] = [monthOf(start), monthOf(end)];
  return first === last ? title : `${title}（${monthsText(first, last)}）`;
}
