// The time columns of a table, row after row: merged cells, days that count on, week and printed days in one.
import { type Role, whenOfCell } from './columns.ts';
import type { Container } from './entry.ts';
import type { Place } from './model.ts';
import { findWhens } from './scan.ts';
import type { DayFact, When } from './when.ts';
import { plainOf, words } from './words.ts';

/** One column of a table. */
export interface Column {
  role: Role;
  heading: string;
  /** A column that is itself a month, week or weekday. */
  when: When | null;
}

/** One row with its place. */
export interface Body {
  cells: string[];
  place: Place;
}

/** The columns that are read together, and those of them that hold work. */
export interface Shape {
  columns: Column[];
  set: number[];
  contents: number[];
}

export const timeRoles: Role[] = ['month', 'week', 'date', 'weekday'];
export const filled = (row: string[]): string[] => row.filter((cell) => cell.trim() !== '');
export const plainLine = (text: string): string => plainOf(text).replace(/\n/g, '').trim();
/** In one line. */
export const clean = (cell: string): string => cell.replace(/\s+/g, ' ').trim();
/** The columns of a role that hold it themselves. */
export const columnsOf = ({ columns, set }: Shape, role: Role): number[] =>
  set.filter((i) => columns[i]?.role === role && !columns[i]?.when);

/** What the time columns say, row after row: merged cells are empty below, days without a month count on. */
export class Times {
  private readonly shape: Shape;
  private readonly above = new Map<number, string>();
  /** Columns of day numbers only (1—7, 29—5), which would also read as month and day. */
  private readonly numbered: Set<number>;
  private last: DayFact | null = null;

  constructor(shape: Shape, body: Body[]) {
    this.shape = shape;
    const bareRange = /^\d{1,2}[日号]?(?:\s*[-~—–至]+\s*\d{1,2}[日号]?)?$/;
    this.numbered = new Set(
      columnsOf(shape, 'date').filter((i) => {
        const cells = filled(body.map(({ cells: row }) => row[i] ?? '')).map(plainLine);
        const plain = cells.filter((cell) => bareRange.test(cell));
        return plain.length >= cells.length * 0.6 && plain.some((cell) => Number.parseInt(cell, 10) > 12);
      }),
    );
  }

  clear(): void {
    this.above.clear();
  }

  next(cells: string[], outer: Container[]): Container[] {
    const row: Container[] = [];
    let opened = false;
    for (const role of timeRoles)
      for (const i of columnsOf(this.shape, role)) {
        const cell = /^(?:[〃"″〞]|同上)$/.test((cells[i] ?? '').trim()) ? '' : (cells[i] ?? '').trim();
        if (cell) {
          // A new month or week closes what stood beside the one above.
          const later = timeRoles.slice(timeRoles.indexOf(role) + 1).flatMap((other) => columnsOf(this.shape, other));
          if (!opened) for (const column of later) this.above.delete(column);
          opened = true;
          this.above.set(i, cell);
        }
        const text = cell || this.above.get(i) || '';
        if (!text) continue;
        const dated = this.numbered.has(i) && !/[日号]$/.test(plainLine(text)) ? `${plainLine(text)}日` : text;
        const container = timeCell(dated, role);
        if (container) row.push(role === 'date' ? this.counted(container, [...outer, ...row]) : container);
      }
    return together(row);
  }

  /** Days without a month take it from the row before, which they follow, else from the month around. */
  private counted(container: Container, around: Container[]): Container {
    const range = container.when.days.length === 1 ? container.when.days[0]! : null;
    const month = around.findLast(({ when }) => when.months.length === 1)?.when.months[0]?.from.month;
    if (!range) return container;
    const { from, to } = range;
    let first = from.month;
    if (first === undefined && month !== undefined) {
      // 29—5 may stand under the month in which it ends.
      const before = ((month + 10) % 12) + 1;
      first =
        to.month === undefined && from.day > to.day && this.last?.month === before && from.day > this.last.day
          ? before
          : month;
    } else if (first === undefined && this.last?.month !== undefined)
      first = from.day > this.last.day ? this.last.month : (this.last.month % 12) + 1;
    if (first === undefined) return container;
    const last = to.month ?? (to.day >= from.day ? first : (first % 12) + 1);
    const start = { ...from, month: first };
    const end = to === from ? start : { ...to, month: last };
    this.last = end;
    return { ...container, when: { ...container.when, days: [{ from: start, to: end }] } };
  }
}

/** A cell of a time column; several dates in one cell are several days. */
function timeCell(whole: string, role: Role): Container | null {
  // 三月份 / 安全教育月 / 3.8 妇女节: only the first line of a month's cell is the month.
  const text = role === 'month' && whole.includes('\n') ? whole.split('\n')[0]! : whole;
  const when = whenOfCell(text, role) ?? whenOfCell(text.replace(/\s*\n\s*/g, ''), role);
  if (when) return { when, text: plainLine(text), what: 'row' };
  const whens = findWhens(words(text).plain.replace(/\n/g, ' '), { column: true });
  const first = whens[0];
  if (!first) return null;
  const merged: When = { ...first, days: [...first.days], weeks: [...first.weeks] };
  for (const other of whens.slice(1)) {
    if (merged.weeks.length === 0) merged.weeks = other.weeks;
    merged.days = [...merged.days, ...other.days];
    if (merged.weekdays.length === 0) merged.weekdays = other.weekdays;
    if (other.every && !merged.every) merged.every = other.every;
    if (other.time && !merged.time) merged.time = other.time;
    if (other.mod && !merged.mod && (merged.every || merged.pairs)) merged.mod = other.mod;
  }
  return { when: merged, text: plainLine(text), what: 'row' };
}

/** Week, printed days and weekday of one row belong together: they become one container. */
function together(row: Container[]): Container[] {
  const week = row.find(({ when }) => when.weeks.length > 0);
  const date = row.find((container) => container !== week && container.when.days.length > 0);
  const day = row.find(
    ({ when }) => when.weekdays.length > 0 && when.days.length + when.weeks.length === 0 && !when.every,
  );
  const parts = [week, date, day].filter((container) => container !== undefined);
  if (parts.length < 2 || (week && date && week.when.days.length > 0)) return row;
  const when: When = { ...(date ?? week)!.when };
  if (week) when.weeks = week.when.weeks;
  if (day && when.weekdays.length === 0)
    Object.assign(when, { weekdays: day.when.weekdays, ...(day.when.weekdaySpan && { weekdaySpan: true }) });
  const [first, ...others] = parts.map(({ text }) => text);
  return row
    .filter((container) => !parts.includes(container))
    .concat({ when, text: `${first}（${others.join('，')}）`, what: 'row' });
}
