// Straight lines out of drawn paths: what programs draw around the cells of a table, as strokes or as very thin rectangles.
import { apply, type Matrix, type Rule } from './geometry.ts';

/** Drawn shapes thinner than this are lines, points. */
const thin = 2.5;
const shortest = 3;

/** Numbers in a path of the library: 0 moves, 1 draws a line, 2 and 3 curves, 4 closes. */
const lengths = [2, 2, 6, 4, 0];

type Point = readonly [number, number];

/** Lines of one path under the matrix `m`. */
export function rulesOfPath(path: ArrayLike<number>, m: Matrix, how: { stroke: boolean; fill: boolean }): Rule[] {
  return shapes(path, m).flatMap((points) => [
    ...(how.stroke ? points.slice(1).flatMap((point, i) => between(points[i] ?? point, point)) : []),
    ...(how.fill ? filled(points) : []),
  ]);
}

/** Corners of the straight parts of a path; curves end them. */
function shapes(path: ArrayLike<number>, m: Matrix): Point[][] {
  const all: Point[][] = [];
  let points: Point[] = [];
  const begin = (...first: Point[]) => {
    points = first;
    all.push(points);
  };
  for (let i = 0; i < path.length; ) {
    const kind = path[i] ?? 0;
    const length = lengths[kind];
    if (length === undefined) return [];
    const point = apply(m, path[i + length - 1] ?? 0, path[i + length] ?? 0);
    if (kind === 0 || kind === 2 || kind === 3) begin(point);
    else if (kind === 1) points.push(point);
    else if (points[0]) points.push(points[0]);
    i += length + 1;
  }
  return all;
}

function between([x0, y0]: Point, [x1, y1]: Point): Rule[] {
  const [width, height] = [Math.abs(x1 - x0), Math.abs(y1 - y0)];
  if (height <= 1 && width >= shortest) return [flat((y0 + y1) / 2, x0, x1)];
  if (width <= 1 && height >= shortest) return [upright((x0 + x1) / 2, y0, y1)];
  return [];
}

function filled(points: readonly Point[]): Rule[] {
  if (points.length < 4) return [];
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if (y1 - y0 <= thin && x1 - x0 >= shortest) return [flat((y0 + y1) / 2, x0, x1)];
  if (x1 - x0 <= thin && y1 - y0 >= shortest) return [upright((x0 + x1) / 2, y0, y1)];
  return [];
}

const flat = (at: number, a: number, b: number): Rule => ({ flat: true, at, from: Math.min(a, b), to: Math.max(a, b) });
const upright = (at: number, a: number, b: number): Rule => ({ ...flat(at, a, b), flat: false });
