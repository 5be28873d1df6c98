// Ruled tables with their text, and tables that go on over a page break.
import type { Glyph } from './geometry.ts';
import { cellAt, columnsOf, type Grid } from './grid.ts';
import { cellText, joined, type Line, linesOf } from './lines.ts';

/** A table of a page, before it is known whether it goes on. */
export interface RuledTable {
  grid: Grid;
  rows: Cell[][];
}

interface Cell {
  text: string;
  /** Whether nothing more fitted on its last line. */
  full: boolean;
}

/** Text of the cells; a place that a merged cell covers is empty. Borders at which no cell begins are left out. */
export function ruledTable(grid: Grid, glyphs: readonly Glyph[]): RuledTable {
  const columns = columnsOf(grid);
  const inCell = Map.groupBy(glyphs, (glyph) => cellAt(grid, glyph));
  const lines = new Map([...inCell].map(([cell, signs]) => [cell, linesOf(signs)]));
  const widths = roomsOf(grid, lines);
  const cells = grid.owner.map((owner, place): Cell => {
    const own = owner === place ? (lines.get(place) ?? []) : [];
    const width = widths.get(place) ?? 0;
    const last = own.at(-1);
    return { text: cellText(own, width), full: last !== undefined && last.x1 - last.x0 + last.size * 1.5 > width };
  });
  const begins = (place: number): boolean => grid.owner[place] === place;
  const used = Array.from({ length: columns }, (_, c) => c).filter((c) =>
    grid.ys.slice(1).some((_, r) => begins(r * columns + c)),
  );
  const rows = grid.ys
    .slice(1)
    .map((_, r) => r)
    .filter((r) => used.some((c) => begins(r * columns + c)))
    .map((r) => used.map((c) => cells[r * columns + c] ?? { text: '', full: false }));
  return { grid, rows };
}

/** What lines had in each cell, by its first place: its width less the blank at both sides, and at least the longest line of its column. */
function roomsOf({ xs, owner }: Grid, lines: ReadonlyMap<number | undefined, readonly Line[]>): Map<number, number> {
  const columns = xs.length - 1;
  const ends = new Map<number, number>();
  for (const [place, first] of owner.entries()) {
    ends.set(first, Math.max((place % columns) + 1, ends.get(first) ?? 0));
  }
  const left = (cell: number): number => xs[cell % columns] ?? 0;
  const placed = [...lines].flatMap(([cell, own]) => (cell === undefined ? [] : own.map((line) => ({ cell, line }))));
  const blank = Math.min(Math.max(Math.min(...placed.map(({ cell, line }) => line.x0 - left(cell))), 0), mostBlank);
  const spanOf = (cell: number): string => `${cell % columns} ${ends.get(cell)}`;
  const longest = new Map<string, number>();
  for (const { cell, line } of placed) {
    longest.set(spanOf(cell), Math.max(line.x1 - line.x0, longest.get(spanOf(cell)) ?? 0));
  }
  return new Map(
    [...ends].map(([cell, end]) => [
      cell,
      Math.max((xs[end] ?? 0) - left(cell) - 2 * blank, longest.get(spanOf(cell)) ?? 0),
    ]),
  );
}

/** Blank between a cell's border and its text at most, points. */
const mostBlank = 12;

/** Rows of tables that are one over page breaks. */
export function oneTable(tables: readonly RuledTable[]): string[][] {
  const rows: Cell[][] = [];
  for (const [i, { grid, rows: next }] of tables.entries()) {
    const head = tables[0]?.rows[0];
    const again = i > 0 && head !== undefined && same(next[0], head) && head.some(({ text }) => text !== '');
    const more = again ? next.slice(1) : next;
    const open = !again && i > 0 && !(grid.closed.above && tables[i - 1]?.grid.closed.below);
    const [last, first] = [rows.at(-1), more[0]];
    if (last && first && (open || goesOn(last, first))) rows[rows.length - 1] = joinedRow(last, first);
    else if (first) rows.push(first);
    rows.push(...more.slice(1));
  }
  return rows.map((row) => row.map(({ text }) => text));
}

/** Whether `next` has the columns of `before`, so that it may be the same table on the next page. */
export const continues = (before: RuledTable, next: RuledTable): boolean =>
  before.grid.xs.length === next.grid.xs.length &&
  before.rows[0]?.length === next.rows[0]?.length &&
  before.grid.xs.every((x, i) => Math.abs(x - (next.grid.xs[i] ?? 0)) < 4);

const same = (a: readonly Cell[] | undefined, b: readonly Cell[]): boolean =>
  a?.length === b.length && a.every(({ text }, i) => text === b[i]?.text);

/** Whether a page break cut through a row that has lines on both sides: nothing new begins, and a full line waits for its rest. */
const goesOn = (last: readonly Cell[], first: readonly Cell[]): boolean =>
  first[0]?.text === '' &&
  first.every(({ text }, i) => text === '' || last[i]?.text !== '') &&
  first.some(({ text }, i) => text !== '' && last[i]?.full === true && !/[。；;]$/.test(last[i].text));

const joinedRow = (last: readonly Cell[], first: readonly Cell[]): Cell[] =>
  last.map((cell, i) => {
    const more = first[i];
    if (!more || more.text === '') return cell;
    if (cell.text === '') return more;
    return { text: cell.full ? joined(cell.text, more.text) : `${cell.text}\n${more.text}`, full: more.full };
  });
