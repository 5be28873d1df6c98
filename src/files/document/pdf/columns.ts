// Tables without drawn lines, seen by what stands below each other; and text in two columns, which looks alike but is read downwards.
import type { Glyph } from './geometry.ts';
import { cellText, type Line, lineOf } from './lines.ts';

/** A stretch of a page: lines as they are, or a table of several. */
export type Stretch = { lines: Line[] } | { rows: string[][] };

/** Blank that parts a line, and blank that parts columns over all lines, in heights of the type. */
const gapWithin = 1.2;
const gapBetween = 0.4;
const fewestLines = 3;

interface Span {
  x0: number;
  x1: number;
}

/** Splits lines (from above downwards, tables cut out) into ordinary ones and tables. */
export function stretches(seen: readonly Line[]): Stretch[] {
  const lines = level(seen);
  const found: Stretch[] = [];
  const plain = (line: Line) => {
    const last = found.at(-1);
    if (last && 'lines' in last) last.lines.push(line);
    else found.push({ lines: [line] });
  };
  for (let i = 0; i < lines.length; ) {
    const run = runFrom(lines, i);
    if (!run) plain(lines[i++] as Line);
    else {
      if (isProse(run)) for (const line of downwards(run)) plain(line);
      else found.push({ rows: rowsOf(run) });
      i += run.parts.length;
    }
  }
  return found;
}

/** Neighbours in different columns may stand a little higher or lower than each other, as one line all the same. */
function level(lines: readonly Line[]): Line[] {
  const found: Line[] = [];
  for (const line of lines) {
    const last = found.at(-1);
    const beside = last?.glyphs.every(({ x0, x1 }) => line.glyphs.every((glyph) => glyph.x1 <= x0 || glyph.x0 >= x1));
    if (last && beside && line.y - last.y < last.size * 0.7)
      found[found.length - 1] = lineOf([...last.glyphs, ...line.glyphs]);
    else found.push(line);
  }
  return found;
}

interface Run {
  columns: Span[];
  /** For each line its parts, each of them a line. */
  parts: Line[][];
}

/** The longest run of lines from `start` on that keep a blank strip between at least two columns; null when that is no table. */
function runFrom(lines: readonly Line[], start: number): Run | null {
  const parts: Line[][] = [];
  let columns: Span[] = [];
  for (let i = start; i < lines.length; i++) {
    const line = lines[i] as Line;
    const before = lines[i - 1];
    if (i > start && before && line.y - before.y > line.size * 4) break;
    const own = partsOf(line);
    if (i === start && own.length < 2) return null;
    const united = unite([...columns, ...own], line.size * gapBetween);
    if (united.length < 2 || (columns.length > 0 && united.length < Math.min(columns.length, most(parts)))) break;
    columns = united;
    parts.push(own);
  }
  // A paragraph below a table begins like its first column, but further down than the lines of a cell are apart.
  const pitchAt = (i: number): number => (lines[start + i]?.y ?? 0) - (lines[start + i - 1]?.y ?? 0);
  const usual = Math.min(...parts.slice(1).map((_, i) => pitchAt(i + 1)));
  while ((parts.at(-1)?.length ?? 2) < 2 && pitchAt(parts.length - 1) > usual * 1.3) parts.pop();
  const rich = parts.filter((own) => own.length >= 2).length;
  return rich >= fewestLines && rich * 2 >= parts.length ? narrowed(lines.slice(start, start + parts.length)) : null;
}

/** The same lines parted once more: over all of them, narrower strips are sure as well. */
function narrowed(lines: readonly Line[]): Run {
  const glyphs = lines.map((line) => line.glyphs.filter(({ text }) => text.trim() !== ''));
  const columns = unite(glyphs.flat(), Math.max(...lines.map(({ size }) => size)) * gapBetween);
  const parts = glyphs.map((own) => {
    const starts = new Map(own.toReversed().map((glyph) => [glyph.run, glyph]));
    return [...Map.groupBy(own, (glyph) => columnOf(columns, starts.get(glyph.run) ?? glyph)).values()].map(lineOf);
  });
  return { columns, parts };
}

const most = (parts: readonly Line[][]): number => Math.max(0, ...parts.map((own) => own.length));

function partsOf(line: Line): Line[] {
  const groups: Glyph[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const glyph of line.glyphs) {
    if (glyph.text.trim() === '') continue;
    if (glyph.x0 - end > line.size * gapWithin) groups.push([]);
    groups.at(-1)?.push(glyph);
    end = Math.max(end, glyph.x1);
  }
  return groups.map(lineOf);
}

function unite(spans: readonly Span[], gap: number): Span[] {
  const found: Span[] = [];
  for (const { x0, x1 } of spans.toSorted((a, b) => a.x0 - b.x0)) {
    const last = found.at(-1);
    if (last && x0 - last.x1 < gap) last.x1 = Math.max(last.x1, x1);
    else found.push({ x0, x1 });
  }
  return found;
}

const columnOf = (columns: readonly Span[], part: Span): number =>
  Math.max(
    0,
    columns.findLastIndex(({ x0 }) => x0 <= part.x0 + 0.5),
  );

/** Two columns whose lines mostly fill them are text. */
function isProse({ columns, parts }: Run): boolean {
  const [left, right] = columns;
  if (columns.length !== 2 || !left || !right) return false;
  const lines = parts
    .map((own) => own.find((part) => columnOf(columns, part) === 0))
    .filter((part) => part !== undefined);
  const full = lines.filter((part) => left.x1 - part.x1 < part.size * 2).length;
  return left.x1 - left.x0 > (lines[0]?.size ?? 0) * 8 && full * 10 >= parts.length * 6;
}

const downwards = ({ columns, parts }: Run): Line[] =>
  columns.flatMap((_, c) => parts.flatMap((own) => own.filter((part) => columnOf(columns, part) === c)));

/**
 * Rows by the larger gaps between lines where there are such, else by the key column: the first that is filled often, since merged
 * months stand before it. It also decides where it counts: 第1周, 第2周, 第3周, all of one form but for the number.
 */
function rowsOf({ columns, parts }: Run): string[][] {
  const inColumn = (own: readonly Line[], c: number): Line[] => own.filter((part) => columnOf(columns, part) === c);
  const filled = columns.map((_, c) => parts.filter((own) => inColumn(own, c).length > 0).length);
  const key = Math.max(
    0,
    filled.findIndex((count) => count * 5 >= parts.length * 2),
  );
  const forms = parts
    .flatMap((own) => inColumn(own, key))
    .map(({ text }) => text.replace(/[\d一二三四五六七八九十]+/g, '#'));
  const counts = [...Map.groupBy(forms, (form) => form)].some(
    ([form, all]) => form.includes('#') && all.length * 5 >= forms.length * 3,
  );
  const baseOf = (own: readonly Line[] | undefined): number => own?.[0]?.y ?? 0;
  const pitches = parts.map((own, i) => baseOf(own) - baseOf(parts[i - 1])).slice(1);
  const least = Math.min(...pitches);
  const spaced = pitches.some((pitch) => pitch < least * 1.1) && pitches.some((pitch) => pitch > least * 1.2);
  const begins = (own: readonly Line[], i: number): boolean =>
    spaced && !counts ? (pitches[i - 1] ?? 0) > least * 1.15 : inColumn(own, key).length > 0;
  return grouped(parts, begins).map((row) =>
    columns.map(({ x0, x1 }, c) => cellText(inColumn(row.flat(), c), x1 - x0)),
  );
}

function grouped(parts: readonly Line[][], begins: (own: readonly Line[], i: number) => boolean): Line[][][] {
  const rows: Line[][][] = [];
  for (const [i, own] of parts.entries()) {
    if (i === 0 || begins(own, i)) rows.push([]);
    rows.at(-1)?.push(own);
  }
  return rows;
}
