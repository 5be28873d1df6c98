// Tables whose cells are set apart by blanks under a heading: by their places on the line, and by what they say.
import { looksLikeOwner, type Role, whenOfCell } from '../columns.ts';
import { isActivity } from '../lexicon.ts';
import { findWhens } from '../scan.ts';
import { widthOf, words } from '../words.ts';
import { endsTable, type Found, padded, type RawLine, saysWhen, singles, timeRole, tokens } from './common.ts';
import { type Heading, headingCells, headingOf, type Piece, placed } from './headline.ts';

const close = 4;
const near = 9;

/** Puts the pieces of a line under the heading: times from the left, others where they are printed, the rest is content. */
function fitted(pieces: Piece[], { cells, roles }: Heading): string[] {
  const row = roles.map(() => '');
  const rest = [...pieces];
  let left = 0;
  while (left < roles.length && rest.length > 0 && (timeRole(roles[left]!) || roles[left] === 'weekday')) {
    const { text, at } = rest[0]!;
    // A bare number fills the month only where no cell is missing.
    const spare = roles[left] !== 'month' || /月/.test(text) || rest.length >= roles.length - left;
    const says =
      (spare && whenOfCell(text, roles[left]!) !== null) || (roles[left] === 'number' && /^\d{1,3}$/.test(text));
    // 开学前 in the column of weeks says no week, but stands there.
    const stands =
      !says &&
      !/^\d/.test(text) &&
      Math.abs(at - cells[left]!.at) <= 4 &&
      left + 1 < roles.length &&
      timeRole(roles[left + 1]!) &&
      rest[1] !== undefined &&
      saysWhen(rest[1].text);
    if (says || stands) row[left] = rest.shift()!.text;
    left++;
  }
  let right = roles.length - 1;
  while (right > left && rest.length > 1 && roles[right] !== 'content' && roles[right] !== null) {
    const { text, at } = rest.at(-1)!;
    const before = rest.at(-2)!;
    const apart = at - before.at - 2 * widthOf(before.text);
    const off = Math.abs(at - cells[right]!.at);
    const below = (off <= close && (apart >= 6 || !isActivity(text))) || (off <= near && apart >= 6);
    const fits =
      roles[right] === 'owner'
        ? looksLikeOwner(text) || (below && text.length <= 6)
        : timeRole(roles[right]!)
          ? saysWhen(text) || below
          : below;
    if (fits) row[right] = rest.pop()!.text;
    right--;
  }
  while (left < right && rest.length > 1 && roles[left] !== 'content') row[left++] = rest.shift()!.text;
  // 开学前 in a column of weeks and the like: what is left over fills the content.
  const content = roles.slice(left, right + 1).indexOf('content');
  row[content < 0 ? left : left + content] = rest.map(({ text }) => text).join('  ');
  return row;
}

/** Rows without a heading that each begin with a week or day and have their cells apart. */
function bareTable(lines: RawLine[], from: number): Found | null {
  const rows: string[][] = [];
  const places: number[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const { text } = lines[at]!;
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

/** 隔周周一下午，从第2周起: says when, and something more. */
const saysWhenAny = (text: string): boolean => findWhens(words(text).plain).length > 0;

/** The pieces of a row, or null when the line begins with none of the times the heading promises. */
function piecesOf(line: string, { roles, cells }: Heading): string[] | null {
  const leading = roles.filter((role) => timeRole(role)) as Role[];
  const pieces = tokens(line);
  if (leading.length === 0) return pieces.length > 1 ? pieces : null;
  const opens = (list: string[]): boolean =>
    (list === pieces && list.length === cells.length && !timeRole(roles[0]!)) ||
    leading.some((role) => whenOfCell(list[0] ?? '', role) !== null) ||
    (roles[0] === 'number' && /^\d{1,3}$/.test(list[0] ?? '')) ||
    roles.some(
      (role, i) =>
        i > 0 &&
        timeRole(role) &&
        list.length > 1 &&
        list.length >= cells.length - 1 &&
        whenOfCell(list[i] ?? '', role) !== null,
    ) ||
    (leading.length > 0 &&
      roles.at(-1) !== null &&
      timeRole(roles.at(-1)!) &&
      !timeRole(roles[0]!) &&
      list.length > 1 &&
      saysWhenAny(list.at(-1)!)) ||
    (list.length >= cells.length - 1 && list.length > 2 && timeRole(roles[1] ?? null) && saysWhen(list[1] ?? ''));
  const single = singles(line);
  return [pieces, single].find((list) => list.length > 1 && opens(list)) ?? null;
}

/** As many pieces as columns, the first and the last in their places: every piece is its column's. */
function stands(pieces: Piece[], { cells, roles }: Heading): boolean {
  if (pieces.length !== cells.length) return false;
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  const begins =
    !timeRole(roles[0]!) ||
    roles[0] === 'number' ||
    whenOfCell(first.text, roles[0]!) !== null ||
    Math.abs(first.at - cells[0]!.at) <= close;
  return begins && (roles.at(-1) !== 'remark' || Math.abs(last.at - cells.at(-1)!.at) <= near);
}

const isContinued = (row: string[]): boolean => widthOf(row.join('')) > 28;

/** Cells between runs of blanks, under a heading or with weeks or dates in the first column. */
export function blankTable(lines: RawLine[], from: number): Found | null {
  const head = lines[from]!.text;
  if (/\t/.test(head) || /[|｜│┃]/.test(head)) return null;
  const heading = headingOf(head);
  if (!heading) return /(?: {2}|\u3000)/.test(head.trim()) ? bareTable(lines, from) : null;
  const titles = heading.cells.map(({ text }) => text);
  const rows: string[][] = [titles];
  const places = [from];
  const content = Math.max(0, heading.roles.indexOf('content'));
  let at = from + 1;
  let gap = 0;
  for (; at < lines.length; at++) {
    const { text } = lines[at]!;
    if (text.trim() === '') {
      if (++gap > 1) break;
      continue;
    }
    // The heading is printed again on each page.
    if (headingCells(text).join() === titles.join() || singles(text).join() === titles.join()) continue;
    const apart = endsTable(text) ? null : piecesOf(text, heading);
    const opensLater = lines.slice(at + 1, at + 5).some((line) => piecesOf(line.text, heading) !== null);
    if (apart) {
      rows.push(stands(placed(text, apart), heading) ? apart : fitted(placed(text, apart), heading));
      places.push(at);
    } else if (
      rows.length > 1 &&
      gap === 0 &&
      !endsTable(text) &&
      (/^[\s\u3000]{2,}/.test(text) || opensLater || isContinued(rows.at(-1)!))
    ) {
      const last = rows.at(-1)!;
      last[content] = `${last[content] ?? ''}\n${text.trim()}`;
    } else break;
    gap = 0;
  }
  return rows.length >= 2 ? { rows: padded(rows), lines: places, to: at } : null;
}
