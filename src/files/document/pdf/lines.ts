// Signs put together to lines as they are seen, and lines of a cell to its text.
import type { Glyph } from './geometry.ts';

/** Signs on one base line, from left to right. */
export interface Line {
  glyphs: Glyph[];
  text: string;
  x0: number;
  x1: number;
  y: number;
  size: number;
}

const wide = /[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]/;

/** Lines from above downwards. */
export function linesOf(glyphs: readonly Glyph[]): Line[] {
  const rows: Glyph[][] = [];
  let base = Number.NEGATIVE_INFINITY;
  for (const glyph of glyphs.toSorted((a, b) => a.y - b.y)) {
    if (glyph.y - base > glyph.size * 0.45) rows.push([]);
    base = glyph.y;
    rows.at(-1)?.push(glyph);
  }
  return rows.map(lineOf).filter((line) => line.text !== '');
}

/** A line of these signs. Runs are put in order, never the signs of two runs between each other: text may reach into the next cell. */
export function lineOf(row: readonly Glyph[]): Line {
  const runs = [...Map.groupBy(onceEach(row), ({ run }) => run).values()];
  const glyphs = runs.sort((a, b) => (a[0]?.x0 ?? 0) - (b[0]?.x0 ?? 0)).flat();
  const seen = glyphs.filter(({ text }) => text.trim() !== '');
  return {
    glyphs,
    text: textOf(glyphs),
    x0: Math.min(...seen.map(({ x0 }) => x0)),
    x1: Math.max(...seen.map(({ x1 }) => x1)),
    y: glyphs[0]?.y ?? 0,
    size: Math.max(...glyphs.map(({ size }) => size), 1),
  };
}

/** Some programs write bold signs twice, a little beside each other. */
function onceEach(glyphs: readonly Glyph[]): Glyph[] {
  const places = new Map<string, number[]>();
  return glyphs.filter(({ text, x0, size }) => {
    const others = places.get(text) ?? [];
    places.set(text, [...others, x0]);
    return !others.some((other) => Math.abs(other - x0) < size * 0.2);
  });
}

/** Blanks stand where they were written, and where a gap is as wide as one: between words of letters, and wherever a sign would fit in. */
function textOf(glyphs: readonly Glyph[]): string {
  let text = '';
  let end: Glyph | null = null;
  for (const glyph of glyphs) {
    const gap = end ? glyph.x0 - end.x1 : 0;
    const letters = end && !wide.test(end.text) && !wide.test(glyph.text);
    if (gap > glyph.size) text += '  ';
    else if (letters && gap > glyph.size * 0.18) text += ' ';
    text += glyph.text;
    if (glyph.text.trim() !== '' || !end) end = glyph;
    else end = { ...glyph, text: end.text };
  }
  return text.trim().replace(/ {3,}/g, '  ');
}

const numbered = /^(?:\d{1,2}[.．、)）](?!\d)|[(（]\d{1,2}[)）]|[①-⑳]|[(（]?[一二三四五六七八九十]{1,3}[)）、.．])/;
const closing = /[，。；：、？！）》”’】,.;:?!)%]/;
const opening = /[（《“‘【(]/;

/** What must have fitted behind the line before, had it not been broken by hand: a word of letters or digits, a sign with its marks. */
function firstWord(line: Line): number {
  const glyphs = line.glyphs.filter(({ text }) => text.trim() !== '');
  let end = 0;
  while (opening.test(glyphs[end]?.text ?? '')) end++;
  if (/[\w.]/.test(glyphs[end]?.text ?? '')) while (/[\w.]/.test(glyphs[end + 1]?.text ?? '')) end++;
  while (closing.test(glyphs[end + 1]?.text ?? '')) end++;
  return (glyphs[end] ?? glyphs.at(-1))!.x1 - line.x0;
}

/** Whether `next` only stands on a line of its own because `line` was full. `width` is what lines had, points. */
export function isWrapped(line: Line, next: Line, width: number): boolean {
  if (numbered.test(next.text) && !/[第、，,（(]$/.test(line.text)) return false;
  // Between digits and Chinese some programs leave a quarter of a sign.
  const between = /[\w]$/.test(line.text) !== /^[\w]/.test(next.text) ? line.size / 4 : 0;
  return line.x1 - line.x0 + firstWord(next) + between > width + line.size * 0.02;
}

/** The text of a cell `width` points wide inside: lines that were only full are joined, those broken by hand stay. */
export function cellText(lines: readonly Line[], width: number): string {
  const pitch = Math.min(...lines.slice(1).map((line, i) => line.y - (lines[i]?.y ?? 0)));
  return lines.reduce((text, line, i) => {
    const before = lines[i - 1];
    if (!before) return line.text;
    const near = line.y - before.y < pitch * 1.35;
    return near && isWrapped(before, line, width) ? joined(text, line.text) : `${text}\n${line.text}`;
  }, '');
}

/** Two parts of a wrapped line: words of letters need their blank back. */
export const joined = (text: string, more: string): string =>
  text + (/[a-z]$/i.test(text) && /^[a-z]/i.test(more) ? ' ' : '') + more;
