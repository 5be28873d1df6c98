// Tables with one cell on each line: a run of column headings, then rows that each begin with a week, date or number.
import { looksLikeOwner, type Role, roleOf, whenOfCell } from '../columns.ts';
import { readMark } from '../marks.ts';
import { endsTable, type Found, headsTable, nextFull, padded, type RawLine, singles, timeRole } from './common.ts';

/** The headings from `from` on and the line behind them. */
function headingsAt(lines: RawLine[], from: number): { heading: string[]; to: number } {
  const heading: string[] = [];
  let to = from;
  for (let i = nextFull(lines, from); i < lines.length && heading.length < 10; i = nextFull(lines, i + 1)) {
    const text = lines[i]!.text.trim();
    if (heading.length === 0 && headsTable(text)) return { heading: singles(text), to: i + 1 };
    if (roleOf(text) === null) break;
    heading.push(text);
    to = i + 1;
  }
  return { heading, to };
}

const lone = /^[\d一二三四五六七八九十]{1,3}$/;

/** Whether a line begins a row in the column of that role. */
const opensRow = (text: string, role: Role, row: number): boolean => {
  if (role === 'number') return text === String(row);
  if (whenOfCell(text, role) === null) return false;
  return role !== 'week' || !/[.月/]/.test(text) || /^第?[^.月/]*周/.test(text);
};

/** The lines of a table gathered into rows; a month that stands over several weeks opens one of its own. */
function gather(
  lines: RawLine[],
  from: number,
  roles: (Role | null)[],
): { rows: string[][]; places: number[]; to: number } {
  const lead = roles[0]!;
  const rows: string[][] = [];
  const places: number[] = [];
  const dates = roles[1] === 'date' && lead === 'week';
  const weeks = lead === 'month' && roles[1] === 'week';
  let month: string[] | null = null;
  const open = (row: string[], at: number): void => {
    rows.push(row);
    places.push(at);
  };
  let i = nextFull(lines, from);
  for (; i < lines.length; i = nextFull(lines, i + 1)) {
    const text = lines[i]!.text.trim();
    const row = rows.at(-1);
    if (weeks) {
      if (whenOfCell(text, 'week') && /周/.test(text)) {
        open([month?.join('\n') ?? '', text], i);
        month = null;
      } else if (whenOfCell(text, 'month') && /月/.test(text) && !/\d日/.test(text)) month = [text];
      else if (month) month.push(text);
      else if (
        !row ||
        (endsTable(text) &&
          !lines.slice(i + 1, i + 10).some((line) => /周/.test(line.text) && whenOfCell(line.text, 'week') !== null))
      )
        break;
      else row.push(text);
      continue;
    }
    const printed =
      dates && row?.length === 1 && whenOfCell(text, 'date') !== null && !/周/.test(text) && !lone.test(text);
    if (opensRow(text, lead, rows.length + 1) && !printed) open([text], i);
    else if (!row || endsNote(text)) break;
    else if (dates && row.length >= 3 && whenOfCell(text, 'date')) open(['', text], i);
    else if (
      row.length >= roles.length &&
      !lines.slice(i + 1, i + 12).some((line) => opensRow(line.text.trim(), lead, rows.length + 1))
    )
      break;
    else row.push(text);
  }
  return { rows, places, to: i };
}

const endsNote = (text: string): boolean => /^(?:注|备注|说明|附注|附件|抄送)[:：]/.test(text);

/** One cell on each line. */
export function stackedTable(lines: RawLine[], from: number): Found | null {
  const { heading, to } = headingsAt(lines, from);
  const roles = heading.map(roleOf);
  const lead = roles[0] ?? null;
  if (heading.length >= 2 && !timeRole(lead)) return later(lines, from, to, heading);
  if (heading.length < 2 || !timeRole(lead) || !(roles.includes('content') || roles.includes('remark'))) return null;
  const found = gather(lines, to, roles);
  if (found.rows.length < 2) return null;
  const rows = found.rows.map((row) => rowOf(row, roles));
  return { rows: padded([heading, ...rows]), lines: [from, ...found.places], to: found.to };
}

/** Gives the lines of one row to its columns; what is too much belongs to the content. */
function rowOf(lines: string[], roles: (Role | null)[]): string[] {
  const row = roles.map(() => '');
  const rest = [...lines];
  let left = 0;
  while (left < roles.length && rest.length > 0 && (timeRole(roles[left]!) || roles[left] === 'weekday')) {
    if (left === 0 || rest[0] === '' || whenOfCell(rest[0]!, roles[left]!) || roles[left] === 'week')
      row[left] = rest.shift()!;
    left++;
  }
  let right = roles.length - 1;
  while (right >= left && rest.length > 0 && roles[right] !== 'content') {
    const spare = rest.length > right - left && rest.length > 1;
    const last = rest.at(-1)!;
    const fits = roles[right] === 'owner' ? looksLikeOwner(last) || (spare && last.length <= 6) : spare;
    if (fits && (!readMark(last) || last.length <= 6)) row[right] = rest.pop()!;
    right--;
  }
  for (; left < right && rest.length > 1 && roles[left] !== 'content'; left++) row[left] = rest.shift()!;
  if (right - left > 0 && rest.length === right - left + 1)
    for (const [i, text] of rest.entries()) row[left + i] = text;
  else row[left] = rest.join('\n');
  return row;
}

/** 主题, 时间, 形式 with the time in a later column: rows of equal length whose time says when. */
function later(lines: RawLine[], from: number, to: number, heading: string[]): Found | null {
  const roles = heading.map(roleOf);
  const time = roles.findIndex((role) => role === 'date' || role === 'week');
  if (time < 1) return null;
  // Columns that are empty all the way leave no lines.
  for (let width = heading.length; width > time; width--) {
    const rows: string[][] = [];
    const places: number[] = [];
    let next = to;
    for (;;) {
      const row: string[] = [];
      let i = nextFull(lines, next);
      const start = i;
      for (; row.length < width && i < lines.length; i = nextFull(lines, i + 1)) row.push(lines[i]!.text.trim());
      if (row.length < width || whenOfCell(row[time]!, roles[time]!) === null) break;
      rows.push(row);
      places.push(start);
      next = i;
    }
    if (rows.length >= 3) return { rows: padded([heading, ...rows]), lines: [from, ...places], to: next };
  }
  return null;
}
