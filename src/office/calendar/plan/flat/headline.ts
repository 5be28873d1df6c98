// The heading of a table set apart by blanks: its names, and where they are printed.
import { type Role, roleOf } from '../columns.ts';
import { widthOf } from '../words.ts';
import { isHeader, rolesIn, singles, tokens } from './common.ts';

/** A piece of a line and where it is printed, in half characters from the left. */
export interface Piece {
  text: string;
  at: number;
}

/** The places of pieces on their line. */
export function placed(line: string, texts: string[]): Piece[] {
  let from = 0;
  return texts.map((text) => {
    const found = line.indexOf(text, from);
    from = found < 0 ? from : found + text.length;
    return { text, at: Math.round(2 * widthOf(line.slice(0, Math.max(found, 0)))) };
  });
}

/** Names of columns with their places. */
export interface Heading {
  cells: Piece[];
  roles: (Role | null)[];
}

/** 主  要  工  作: the letters of a heading set apart are put together as far as they name columns. */
export function headingCells(text: string): string[] {
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

/** The heading on a line, or null. */
export function headingOf(line: string): Heading | null {
  const apart = headingCells(line);
  const single = singles(line);
  const byBlanks = isHeader(single) && single.length >= 3 && rolesIn(single) > rolesIn(apart) ? single : null;
  const texts = byBlanks ?? (isHeader(apart) ? apart : null);
  if (!texts) return null;
  // 内    容 is printed where its first letter stands.
  let from = 0;
  const cells = texts.map((text) => {
    const at = Math.max(line.indexOf(text[0]!, from), 0);
    from = at + 1;
    return { text, at: Math.round(2 * widthOf(line.slice(0, at))) };
  });
  return { cells, roles: texts.map(roleOf) };
}
