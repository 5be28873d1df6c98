// Tables out of the lines drawn around their cells.
import type { Glyph, Rule } from './geometry.ts';

/** How far lines that belong together may miss each other, points. */
const slack = 3;

/** The frame of a table: its borders, and which cells are merged. */
export interface Grid {
  /** Borders of the columns from the left, of the rows from above. */
  xs: number[];
  ys: number[];
  /** For each place the first place (top left) of the cell it belongs to, as its index row by row. */
  owner: number[];
  /** Whether a line closes it above and below: none where a page broke a row. */
  closed: { above: boolean; below: boolean };
}

/** Number of columns. */
export const columnsOf = ({ xs }: Grid): number => xs.length - 1;

/** Tables of a page, from above downwards. A frame around a single cell is none. */
export function gridsOf(rules: readonly Rule[]): Grid[] {
  const flats = merged(rules.filter((rule) => rule.flat));
  const uprights = merged(rules.filter((rule) => !rule.flat));
  if (flats.length * uprights.length > 1_000_000) return [];
  return groups(flats, uprights)
    .map(gridOf)
    .filter((grid) => grid.owner.some((owner) => owner !== grid.owner[0]))
    .sort((a, b) => (a.ys[0] ?? 0) - (b.ys[0] ?? 0));
}

/** Pieces of one line as one. */
function merged(rules: readonly Rule[]): Rule[] {
  const all: Rule[] = [];
  const levels = clusters(rules.map(({ at }) => at));
  const byLevel = new Map<number, Rule[]>();
  for (const rule of rules) {
    const at = nearest(levels, rule.at);
    byLevel.set(at, [...(byLevel.get(at) ?? []), rule]);
  }
  for (const [at, pieces] of byLevel) {
    let last: Rule | null = null;
    for (const piece of pieces.toSorted((a, b) => a.from - b.from)) {
      if (last && piece.from <= last.to + slack) last.to = Math.max(last.to, piece.to);
      else {
        last = { ...piece, at };
        all.push(last);
      }
    }
  }
  return all;
}

/** Values that are nearly the same as one. */
function clusters(values: readonly number[]): number[] {
  const found: number[] = [];
  for (const value of values.toSorted((a, b) => a - b)) {
    if (value - (found.at(-1) ?? Number.NEGATIVE_INFINITY) > slack) found.push(value);
  }
  return found;
}

const nearest = (levels: readonly number[], value: number): number =>
  levels.findLast((level) => level <= value + 1e-6) ?? value;

const within = (value: number, { from, to }: Rule): boolean => value >= from - slack && value <= to + slack;

/** Lines that touch, table by table. */
function groups(flats: readonly Rule[], uprights: readonly Rule[]): Rule[][] {
  const all = [...flats, ...uprights];
  const group = all.map((_, i) => i);
  const first = (i: number): number => {
    let at = i;
    while (group[at] !== at) at = group[at] ?? at;
    group[i] = at;
    return at;
  };
  for (const [i, flat] of flats.entries()) {
    for (const [j, upright] of uprights.entries()) {
      if (within(upright.at, flat) && within(flat.at, upright)) group[first(flats.length + j)] = first(i);
    }
  }
  const found = Map.groupBy(all.keys(), first);
  return [...found.values()]
    .map((members) => members.flatMap((i) => all[i] ?? []))
    .filter((rules) => rules.some(({ flat }) => flat) && rules.some(({ flat }) => !flat));
}

function gridOf(rules: readonly Rule[]): Grid {
  const flats = rules.filter(({ flat }) => flat);
  const uprights = rules.filter(({ flat }) => !flat);
  // Tables may be open at their sides; a page may break a row.
  const xs = clusters([...uprights.map(({ at }) => at), ...ends(flats)]);
  const ys = clusters([...flats.map(({ at }) => at), ...ends(uprights)]);
  const [columns, rows] = [xs.length - 1, ys.length - 1];
  const owner = Array.from({ length: Math.max(0, columns * rows) }, (_, i) => i);
  const first = (i: number): number => (owner[i] === i || owner[i] === undefined ? i : first(owner[i]));
  const unite = (a: number, b: number) => {
    const [low, high] = [Math.min(first(a), first(b)), Math.max(first(a), first(b))];
    owner[high] = low;
  };
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const place = r * columns + c;
      if (c + 1 < columns && !covers(uprights, xs[c + 1], ys[r], ys[r + 1])) unite(place, place + 1);
      if (r + 1 < rows && !covers(flats, ys[r + 1], xs[c], xs[c + 1])) unite(place, place + columns);
    }
  }
  return {
    xs,
    ys,
    owner: owner.map((_, i) => first(i)),
    closed: { above: covers(flats, ys[0], xs[0], xs[1]), below: covers(flats, ys.at(-1), xs[0], xs[1]) },
  };
}

const ends = (rules: readonly Rule[]): number[] => [
  Math.min(...rules.map(({ from }) => from)),
  Math.max(...rules.map(({ to }) => to)),
];

/** Whether a line runs at `at` over all between `from` and `to`. */
function covers(rules: readonly Rule[], at = 0, from = 0, to = 0): boolean {
  const room = Math.min(slack, (to - from) / 4);
  return rules.some((rule) => Math.abs(rule.at - at) <= slack && rule.from <= from + room && rule.to >= to - room);
}

/** The cell in which a sign stands, by its first place; undefined for one outside. */
export function cellAt({ xs, ys, owner }: Grid, { x0, x1, y, size }: Glyph): number | undefined {
  const [x, middle] = [(x0 + x1) / 2, y - size * 0.35];
  const [left, right, top, bottom] = [xs[0] ?? 0, xs.at(-1) ?? 0, ys[0] ?? 0, ys.at(-1) ?? 0];
  if (x < left || x > right || middle < top || middle > bottom) return undefined;
  const c = Math.max(
    0,
    xs.findLastIndex((border) => border <= x),
  );
  const r = Math.max(
    0,
    ys.findLastIndex((border) => border <= middle),
  );
  return owner[Math.min(r, ys.length - 2) * (xs.length - 1) + Math.min(c, xs.length - 2)];
}
