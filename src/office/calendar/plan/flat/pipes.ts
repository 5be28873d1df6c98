// Tables whose cells are divided by bars, all cells of a row on one line or each on its own.
import { roleOf } from '../columns.ts';
import { type Found, padded, type RawLine } from './common.ts';

const pipe = /[|｜│┃]/;
const rule = /^[\s|｜│┃:\-+=─━—┌┐└┘├┤┬┴┼]+$/;

/** Whether the line has a bar at all. */
export const hasPipe = (text: string): boolean => pipe.test(text);

/** | 周次 | 日期 | 内容 | */
export function pipeTable(lines: RawLine[], from: number): Found | null {
  const rows: string[][] = [];
  const places: number[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const text = lines[at]!.text.trim();
    if (text === '') {
      if (!pipe.test(lines[at + 1]?.text ?? '')) break;
      continue;
    }
    if (!pipe.test(text) && !rule.test(text)) break;
    if (rule.test(text) && rows.length === 0 && at - from > 4) return null;
    if (rule.test(text)) continue;
    const cells = text
      .replace(/^[|｜│┃]/, '')
      .replace(/[|｜│┃]\s*$/, '')
      .split(pipe)
      .map((cell) => cell.trim().replace(/<br ?\/?>/g, '\n'));
    rows.push(cells);
    places.push(at);
  }
  return rows.length >= 2 ? { rows: padded(rows), lines: places, to: at } : null;
}

interface Cell {
  text: string;
  at: number;
}

const longestCell = 12;

/** The cells of lines that each end in a bar; a cell may run over several lines. Also where they stop. */
function cellsFrom(lines: RawLine[], from: number): { cells: Cell[]; to: number } {
  const cells: Cell[] = [];
  let open: Cell | null = null;
  let to = from;
  for (let at = from; at < lines.length; at++) {
    const text = lines[at]!.text.trim();
    const bars = [...text].filter((char) => pipe.test(char)).length;
    if (bars > 1) {
      if (!rule.test(text)) break;
      to = at + 1;
      continue;
    }
    const ends = pipe.test(text.at(-1) ?? '');
    if ((bars === 1 && !ends) || (open && at - open.at > longestCell)) break;
    const said: string = ends ? text.slice(0, -1).trim() : text;
    if (open) open.text += said ? `\n${said}` : '';
    else if (ends || said) open = { text: said, at };
    if (!ends) continue;
    if (open) cells.push(open);
    open = null;
    to = at + 1;
  }
  return { cells, to };
}

/** Each line is one cell that ends in a bar: the heading tells how many make a row, or a lone bar begins each row. */
export function barredTable(lines: RawLine[], from: number): Found | null {
  const alone = (at: number): boolean => /^[|｜│┃]$/.test((lines[at]?.text ?? '').trim());
  const start = alone(from) ? from + 1 : from;
  const single = (at: number): boolean => /^[^|｜│┃]+[|｜│┃]\s*$/.test(lines[at]?.text ?? '');
  if (!single(start) || !single(start + 1)) return null;
  if (roleOf(lines[start]!.text.replace(pipe, '')) === null) return null;
  const { cells, to } = cellsFrom(lines, from);
  const rows = start > from ? atLoneBars(cells) : byWidth(cells);
  return rows && rows.length >= 2
    ? { rows: padded(rows.map((row) => row.map(({ text }) => text))), lines: rows.map((row) => row[0]?.at ?? from), to }
    : null;
}

function atLoneBars(cells: Cell[]): Cell[][] {
  const rows: Cell[][] = [];
  const width = cells.slice(1).findIndex(({ text }) => text === '');
  for (const cell of cells) {
    const last = rows.at(-1);
    if (cell.text === '' && (!last || last.length >= width)) rows.push([]);
    else last?.push(cell);
  }
  return rows.filter((row) => row.length > 0);
}

/** The heading is as wide as there are cells before the first that names no column and says a number or a date. */
function byWidth(cells: Cell[]): Cell[][] | null {
  const known = cells.findIndex(({ text }) => roleOf(text) === null);
  const first = cells.findIndex(
    ({ text }, i) => i > 0 && /^(?:\d|第|[一二三四五六七八九十]{1,2}$|[一二三四五六七八九十]{1,2}月|预备)/.test(text),
  );
  const width = first >= 2 ? first : known;
  if (width < 2 || cells.length < width * 2) return null;
  const rows: Cell[][] = [];
  for (let i = 0; i < cells.length; i += width) rows.push(cells.slice(i, i + width));
  return rows;
}

/** Cells that each begin with a bar, one on a line; a line without one begins a row. */
export function prefixedTable(lines: RawLine[], from: number): Found | null {
  const bar = (at: number): boolean => /^[|｜│┃]/.test((lines[at]?.text ?? '').trim());
  if (bar(from) || !bar(from + 1) || !bar(from + 2)) return null;
  const rows: string[][] = [];
  const places: number[] = [];
  let at = from;
  let open = false;
  for (; at < lines.length; at++) {
    const text = lines[at]!.text.trim();
    if (text === '') continue;
    const last = rows.at(-1);
    if (bar(at) && last) {
      if ([...text].filter((char) => pipe.test(char)).length > 1) break;
      last.push(text.slice(1).trim());
      open = false;
    } else if (open && last) last[last.length - 1] += `\n${text}`;
    else {
      // The first cell of a row has no bar; it must be followed by one soon.
      if (!bar(at + 1) && !bar(at + 2)) break;
      rows.push([text]);
      places.push(at);
      open = true;
    }
  }
  const width = (rows[0]?.length ?? 0) - 1;
  if (rows.length < 3 || width < 2 || roleOf(rows[0]![0]!) === null) {
    if (rows.length < 3 || width < 2 || !rows[0]!.some((cell) => roleOf(cell) !== null)) return null;
  }
  // The bar that ends a row leaves an empty cell; cells merged with the row above are missing in front.
  const even = rows.map((row) => {
    const cells = row.at(-1) === '' ? row.slice(0, -1) : row;
    // A row of numbers alone with more missing stands under nothing that could be told.
    if (cells.length < width - 1 && cells.every((cell) => cell.length <= 4))
      return Array.from({ length: width }, () => '');
    return [...Array.from({ length: Math.max(0, width - cells.length) }, () => ''), ...cells];
  });
  return { rows: padded(even), lines: places, to: at };
}
