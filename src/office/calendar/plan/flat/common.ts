// What the finders of flattened tables share: lines, headings, which words say when.
import { type Role, roleOf, whenOfCell } from '../columns.ts';
import { isOrganisation } from '../headings.ts';

/** A line as it stands, with its outer blanks. */
export interface RawLine {
  text: string;
  block: number;
}

/** Lines up to `to` are a table. */
export interface Found {
  rows: string[][];
  /** Line of each row. */
  lines: number[];
  to: number;
}

const wide = /(?:\t| {2,}|[ \u3000]*\u3000[ \u3000]*| {1,}\u3000)+/;

/** Pieces between tabs, several blanks or wide blanks. */
export const tokens = (text: string): string[] =>
  text
    .trim()
    .split(wide)
    .map((cell) => cell.trim())
    .filter(Boolean);

/** Pieces between any blanks. */
export const singles = (text: string): string[] => text.trim().split(/[\s\u3000]+/);

export const timeRole = (role: Role | null): boolean =>
  role === 'week' || role === 'date' || role === 'month' || role === 'number';

const weekday = /^(?:周|星期)?[一二三四五六日天]$/;

/** How many cells name columns; the days of a week do when there are five. */
export const rolesIn = (cells: string[]): number => {
  const days = cells.filter((cell) => weekday.test(cell)).length;
  return cells.filter((cell) => roleOf(cell) !== null).length + (days >= 5 ? days : 0);
};

/** At least two cells name columns, and half of all. */
export const isHeader = (cells: string[]): boolean =>
  cells.length > 1 && rolesIn(cells) >= 2 && rolesIn(cells) * 2 >= cells.filter((cell) => cell.trim()).length;

/** 周次 日期 内容 on one line. */
export const headsTable = (text: string): boolean =>
  singles(text).length >= 3 && singles(text).every((cell) => roleOf(cell) !== null);

export const saysWhen = (cell: string): boolean =>
  whenOfCell(cell, 'week') !== null || whenOfCell(cell, 'date') !== null;

/** Rows of equal length. */
export function padded(rows: string[][]): string[][] {
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array.from({ length: width - row.length }, () => '')]);
}

/** A note, a section or a signature stands below the table. */
export const endsTable = (text: string): boolean =>
  /^\s*(?:注|备注|说明|附注?|附件|抄送)[:：]|^\s*[一二三四五六七八九十]、/.test(text) || isOrganisation(text.trim());

/** The next line from `at` on that says something. */
export function nextFull(lines: RawLine[], at: number): number {
  let i = at;
  while (i < lines.length && lines[i]!.text.trim() === '') i++;
  return i;
}
