// The signs of a drawn string at their places. ISO 32000-1, 9.4.4.
import { apply, type Glyph, type Matrix, times } from './geometry.ts';

/** What of a font counts for places. */
export interface Font {
  /** From its own units to the height of the type. */
  scale: number;
  vertical: boolean;
  /** The library could not read it, so that its text is lost. */
  lost: boolean;
}

/** Until a page names its first font. */
export const noFont: Font = { scale: 0.001, vertical: false, lost: false };

/** How a string is drawn: the matrix of the page, and what the text operators have set. */
export interface TextState {
  m: Matrix;
  font: Font;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  stretch: number;
  leading: number;
  rise: number;
}

type Placed = Omit<Glyph, 'run'>;

/** Puts the signs of one string at their places; gives where the next one goes on. */
export function write(signs: readonly unknown[], from: Matrix, state: TextState, glyphs: Glyph[]): Matrix {
  const { font, size, charSpacing, wordSpacing, stretch, rise } = state;
  const whole = times(state.m, from);
  let gone = 0;
  for (const sign of signs) {
    if (typeof sign === 'number') {
      gone += ((font.vertical ? 1 : -1) * sign * size) / 1000;
      continue;
    }
    if (typeof sign !== 'object' || sign === null) continue;
    const { unicode, width, isSpace } = { unicode: '', width: 0, isSpace: false, ...sign };
    const advance = font.vertical ? size : Number(width) * font.scale * size;
    const glyph = placed(
      String(unicode),
      whole,
      font.vertical ? [-size / 2, rise - gone - size] : [gone * stretch, rise],
      font.vertical ? size : advance * stretch,
      size,
    );
    if (glyph) glyphs.push({ ...glyph, run: runOf(glyph, glyphs.at(-1)) });
    gone += advance + charSpacing + (isSpace ? wordSpacing : 0);
  }
  return times(from, font.vertical ? [1, 0, 0, 1, 0, -gone] : [1, 0, 0, 1, gone * stretch, 0]);
}

const runOf = (glyph: Placed, last: Glyph | undefined): number => {
  if (!last) return 0;
  const near = Math.abs(glyph.x0 - last.x1) < glyph.size * 0.3 && Math.abs(glyph.y - last.y) < glyph.size * 0.2;
  return near ? last.run : last.run + 1;
};

/** A sign on the page; null for one that is written across: watermarks and stamps. */
function placed(
  text: string,
  m: Matrix,
  [x, y]: readonly [number, number],
  width: number,
  size: number,
): Placed | null {
  const [start, end] = [apply(m, x, y), apply(m, x + width, y)];
  const height = Math.hypot(m[2], m[3]) * Math.abs(size);
  const [right, down] = [Math.abs(m[0]), Math.abs(m[1])];
  if (text === '' || height < 1) return null;
  if (down < right * 0.1)
    return { text, x0: Math.min(start[0], end[0]), x1: Math.max(start[0], end[0]), y: start[1], size: height };
  // Turned by a quarter: its own place is kept, as if it stood upright.
  if (right < down * 0.1)
    return { text, x0: start[0] - height / 2, x1: start[0] + height / 2, y: Math.max(start[1], end[1]), size: height };
  return null;
}
