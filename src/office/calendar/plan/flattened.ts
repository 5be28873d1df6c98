// Tables that copy and paste has turned into lines: tabs, pipes, runs of blanks, or one cell on each line.
import { looksLikeOwner, type Role, roleOf, whenOfCell } from './columns.ts';
import { readMark } from './marks.ts';
import { widthOf } from './words.ts';

/** A line as it stands, with its outer blanks. */
export interface RawLine {
  text: string;
  block: number;
}

/** Lines `from` up to `to` are a table. */
export interface Found {
  rows: string[][];
  /** Line of each row. */
  lines: number[];
  to: number;
}

const pipe = /[|｜│┃]/;
const rule = /^[\s|｜│┃:\-+=─━—┌┐└┘├┤┬┴┼]+$/;
const wide = /(?:\t| {2,}|[ \u3000]*\u3000[ \u3000]*| {1,}\u3000)+/;

const rolesIn = (cells: string[]): number => cells.filter((cell) => roleOf(cell) !== null).length;
const timeRole = (role: Role | null): boolean =>
  role === 'week' || role === 'date' || role === 'month' || role === 'number';
const isHeader = (cells: string[]): boolean =>
  cells.length > 1 && rolesIn(cells) >= 2 && rolesIn(cells) * 2 >= cells.filter((cell) => cell.trim()).length;
const saysWhen = (cell: string): boolean => whenOfCell(cell, 'week') !== null || whenOfCell(cell, 'date') !== null;

/** 周次 日期 内容 on one line. */
export const headsTable = (text: string): boolean =>
  singles(text).length >= 3 && singles(text).every((cell) => roleOf(cell) !== null);

const padded = (rows: string[][]): string[][] => {
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array.from({ length: width - row.length }, () => '')]);
};

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

/** Each line is one cell that ends in a bar: the heading tells how many make a row. */
export function barredTable(lines: RawLine[], from: number): Found | null {
  const cellOf = (at: number): string | null =>
    /^([^|｜│┃]*)[|｜│┃]\s*$/.exec(lines[at]?.text ?? '')?.[1]?.trim() ?? null;
  if (roleOf(cellOf(from) ?? '') === null || roleOf(cellOf(from + 1) ?? '') === null) return null;
  const cells: { text: string; at: number }[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const text = cellOf(at);
    if (text === null) break;
    cells.push({ text, at });
  }
  const width = cells.findIndex(({ text }) => roleOf(text) === null);
  if (width < 2 || cells.length < width * 2) return null;
  const rows: string[][] = [];
  const places: number[] = [];
  for (let i = 0; i < cells.length; i += width) {
    rows.push(cells.slice(i, i + width).map(({ text }) => text));
    places.push(cells[i]!.at);
  }
  return { rows: padded(rows), lines: places, to: at };
}

/** Cells between tabs; a line without enough cells goes on with the last cell of the row before. */
export function tabTable(lines: RawLine[], from: number): Found | null {
  const cellsOf = (line: RawLine | undefined): string[] =>
    (line?.text ?? '')
      .replace(/\t+$/, '')
      .split('\t')
      .map((cell) => cell.trim());
  const first = cellsOf(lines[from]);
  if (first.length < 2) return null;
  const rows: string[][] = [];
  const places: number[] = [];
  const width = first.length;
  let at = from;
  for (; at < lines.length; at++) {
    const text = lines[at]!.text;
    if (text.trim() === '') {
      if (!(lines[at + 1]?.text ?? '').includes('\t')) break;
      continue;
    }
    const cells = cellsOf(lines[at]);
    const last = rows.at(-1);
    const opens = saysWhen(cells[0] ?? '') || /^\t/.test(text) || rows.length === 0;
    if (
      last &&
      !opens &&
      last.length < width &&
      last.length + cells.length - 1 <= width &&
      (text.includes('\t') || nextHasTab(lines, at))
    ) {
      last[last.length - 1] += `\n${cells[0]}`;
      last.push(...cells.slice(1));
      continue;
    }
    if (!text.includes('\t')) break;
    rows.push(cells);
    places.push(at);
  }
  return rows.length >= 2 ? { rows: padded(rows.map(unquoted)), lines: places, to: at } : null;
}

const nextHasTab = (lines: RawLine[], at: number): boolean =>
  lines.slice(at + 1, at + 4).some(({ text }) => text.includes('\t'));

/** Spreadsheets quote cells with line breaks. */
const unquoted = (row: string[]): string[] => row.map((cell) => (/^".*"$/s.test(cell) ? cell.slice(1, -1) : cell));

const tokens = (text: string): string[] =>
  text
    .trim()
    .split(wide)
    .map((cell) => cell.trim())
    .filter(Boolean);
const singles = (text: string): string[] => text.trim().split(/[\s\u3000]+/);

/** Puts the pieces of a line under the heading: times from the left, people and places from the right, the rest is content. */
function fitted(pieces: string[], roles: (Role | null)[]): string[] {
  const row = roles.map(() => '');
  const rest = [...pieces];
  let left = 0;
  while (left < roles.length && rest.length > 0 && (timeRole(roles[left] ?? null) || roles[left] === 'weekday')) {
    if (whenOfCell(rest[0]!, roles[left]!) || (roles[left] === 'number' && /^\d{1,3}$/.test(rest[0]!)))
      row[left] = rest.shift()!;
    left++;
  }
  let right = roles.length - 1;
  while (right > left && rest.length > 1 && roles[right] !== 'content' && roles[right] !== null) {
    const last = rest.at(-1)!;
    const fits = roles[right] === 'owner' ? looksLikeOwner(last) || last.length <= 4 : rest.length > right - left;
    if (fits) row[right] = rest.pop()!;
    right--;
  }
  while (left < roles.length - 1 && rest.length > 1 && left < right && roles[left + 1] === 'content')
    row[left++] = rest.shift()!;
  row[left] = row[left] ? `${row[left]} ${rest.join('  ')}` : rest.join('  ');
  return row;
}

/** 主  要  工  作: the letters of a heading set apart are put together as far as they name columns. */
function headingCells(text: string): string[] {
  const cells: string[] = [];
  let loose = '';
  const settle = (): void => {
    let rest = loose;
    loose = '';
    while (rest !== '') {
      let length = Math.min(rest.length, 8);
      while (length > 1 && roleOf(rest.slice(0, length)) === null) length--;
      cells.push(rest.slice(0, length));
      rest = rest.slice(length);
    }
  };
  for (const cell of tokens(text)) {
    if (cell.length === 1) loose += cell;
    else {
      settle();
      cells.push(cell);
    }
  }
  settle();
  return cells;
}

/** Rows without a heading that each begin with a week or day and have their cells apart. */
function bareTable(lines: RawLine[], from: number): Found | null {
  const rows: string[][] = [];
  const places: number[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const text = lines[at]!.text;
    if (text.trim() === '') continue;
    const pieces = tokens(text);
    const dated = saysWhen(pieces[0] ?? '') || (/^\d{1,2}$/.test(pieces[0] ?? '') && saysWhen(pieces[1] ?? ''));
    if (pieces.length < 3 || !dated) break;
    rows.push(pieces);
    places.push(at);
  }
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (rows.length < 3 || rows.filter((row) => row.length >= width - 1).length < rows.length * 0.7) return null;
  return { rows: padded(rows), lines: places, to: at };
}

/** Cells between runs of blanks, under a heading or with weeks or dates in the first column. */
export function blankTable(lines: RawLine[], from: number): Found | null {
  const head = lines[from]!.text;
  if (/\t/.test(head) || pipe.test(head)) return null;
  const heading = isHeader(headingCells(head))
    ? headingCells(head)
    : isHeader(singles(head)) && singles(head).length >= 3
      ? singles(head)
      : null;
  if (!heading) return /(?: {2}|\u3000)/.test(head.trim()) ? bareTable(lines, from) : null;
  const roles = heading.map(roleOf);
  const rows: string[][] = [heading];
  const places = [from];
  let at = from + 1;
  let gap = 0;
  for (; at < lines.length; at++) {
    const text = lines[at]!.text;
    if (text.trim() === '') {
      if (++gap > 1) break;
      continue;
    }
    const pieces = tokens(text);
    const apart = pieces.length === heading.length ? pieces : fittedPieces(text, pieces, roles);
    if (apart && apart.length > 0) {
      rows.push(pieces.length === heading.length && !needsFit(pieces, roles) ? pieces : fitted(apart, roles));
      places.push(at);
    } else if (
      rows.length > 1 &&
      gap === 0 &&
      (/^[\s\u3000]{2,}/.test(text) || isContinued(rows.at(-1)!)) &&
      !endsTable(text)
    ) {
      const content = Math.max(0, roles.indexOf('content'));
      const last = rows.at(-1)!;
      last[content] = `${last[content] ?? ''}\n${text.trim()}`;
    } else break;
    gap = 0;
  }
  return rows.length >= 2 ? { rows: padded(rows), lines: places, to: at } : null;
}

const needsFit = (pieces: string[], roles: (Role | null)[]): boolean =>
  (roles[0] === 'week' || roles[0] === 'date' || roles[0] === 'month') &&
  whenOfCell(pieces[0] ?? '', roles[0]) === null;

const isContinued = (row: string[]): boolean => widthOf(row.join('')) > 28;
const endsTable = (text: string): boolean => /^\s*(?:注|备注|说明|附)[:：]|^\s*[一二三四五六七八九十]、/.test(text);

/** The pieces of a row, or null when the line begins with none of the times the heading promises. */
function fittedPieces(text: string, pieces: string[], roles: (Role | null)[]): string[] | null {
  const leading = roles.filter((role) => timeRole(role)) as Role[];
  if (leading.length === 0) return pieces.length > 1 ? pieces : null;
  if (endsTable(text)) return null;
  const opens = (list: string[]): boolean =>
    leading.some((role) => whenOfCell(list[0] ?? '', role) !== null) ||
    (roles[0] === 'number' && /^\d{1,3}$/.test(list[0] ?? ''));
  if (opens(pieces) && pieces.length > 1) return pieces;
  const single = singles(text);
  if (opens(single) && single.length > 1) return single;
  return null;
}

const isNote = (text: string): boolean => /^(?:注|备注|说明|附注|附件|抄送)[:：]/.test(text.trim());

/** One cell on each line: a run of column headings, then rows that each begin with a week, date or number. */
export function stackedTable(lines: RawLine[], from: number): Found | null {
  const full = (at: number): number => {
    let i = at;
    while (i < lines.length && lines[i]!.text.trim() === '') i++;
    return i;
  };
  const heading: string[] = [];
  let at = from;
  for (let i = full(from); i < lines.length && heading.length < 10; i = full(i + 1)) {
    const text = lines[i]!.text.trim();
    if (heading.length === 0 && headsTable(text)) {
      heading.push(...singles(text));
      at = i + 1;
      break;
    }
    if (roleOf(text) === null) break;
    heading.push(text);
    at = i + 1;
  }
  const roles = heading.map(roleOf);
  const lead = roles[0] ?? null;
  if (heading.length < 2 || !timeRole(lead) || !roles.includes('content')) return null;
  const opens = (text: string, row: number): boolean =>
    lead === 'number'
      ? text === String(row)
      : whenOfCell(text, lead) !== null && (lead !== 'week' || !/[.月/]/.test(text) || /^第?[^.月/]*周/.test(text));
  const rows: string[][] = [];
  const places: number[] = [];
  const second = roles[1] === 'date' && lead === 'week';
  let i = full(at);
  for (; i < lines.length; i = full(i + 1)) {
    const text = lines[i]!.text.trim();
    const row = rows.at(-1);
    const complete = row !== undefined && row.length >= heading.length;
    if (
      opens(text, rows.length + 1) &&
      !(
        second &&
        row &&
        row.length === 1 &&
        whenOfCell(text, 'date') &&
        !/周/.test(text) &&
        !/^[\d一二三四五六七八九十]{1,3}$/.test(text)
      )
    ) {
      rows.push([text]);
      places.push(i);
    } else if (!row || isNote(text)) break;
    else if (second && row.length >= 3 && whenOfCell(text, 'date')) {
      rows.push(['', text]);
      places.push(i);
    } else if (complete && !opensLater(lines, i, (later) => opens(later, rows.length + 1))) break;
    else row.push(text);
  }
  if (rows.length < 2) return null;
  return { rows: padded([heading, ...rows.map((row) => stackedRow(row, roles))]), lines: [from, ...places], to: i };
}

const opensLater = (lines: RawLine[], at: number, opens: (text: string) => boolean): boolean =>
  lines.slice(at + 1, at + 12).some(({ text }) => opens(text.trim()));

/** Gives the lines of one row to its columns; what is too much belongs to the content. */
function stackedRow(lines: string[], roles: (Role | null)[]): string[] {
  const row = roles.map(() => '');
  const rest = [...lines];
  let left = 0;
  while (left < roles.length && rest.length > 0 && (timeRole(roles[left] ?? null) || roles[left] === 'weekday')) {
    if (left === 0 || whenOfCell(rest[0]!, roles[left]!)) row[left] = rest.shift()!;
    left++;
  }
  let right = roles.length - 1;
  while (right >= left && rest.length > 0 && roles[right] !== 'content') {
    const spare = rest.length > right - left;
    const last = rest.at(-1)!;
    const fits =
      roles[right] === 'owner'
        ? looksLikeOwner(last) || (spare && rest.length > 1 && last.length <= 6)
        : spare && rest.length > 1;
    if (fits && !readMark(last)) row[right] = rest.pop()!;
    right--;
  }
  while (left < right && rest.length > right - left + 1 && false) left++;
  for (; left < right && rest.length > 1 && roles[left] !== 'content'; left++) row[left] = rest.shift()!;
  const contents = roles.slice(left, right + 1).length;
  if (contents > 1 && rest.length === contents)
    rest.forEach((text, i) => {
      row[left + i] = text;
    });
  else row[left] = rest.join('\n');
  return row;
}
