// Places on a page of a PDF. Points (1/72 inch) from the upper left corner, y downwards, after the page has been turned as it is shown.

/** One sign where it stands. */
export interface Glyph {
  text: string;
  x0: number;
  x1: number;
  /** Base line. */
  y: number;
  /** Height of its line of type. */
  size: number;
  /** Signs drawn one right after the other have the same number; they stay together where texts overlap. */
  run: number;
}

/** A straight line, of a table or for decoration. */
export interface Rule {
  /** Horizontal, else vertical. */
  flat: boolean;
  /** y of a horizontal, x of a vertical one. */
  at: number;
  from: number;
  to: number;
}

/** What is on a page. */
export interface Page {
  height: number;
  glyphs: Glyph[];
  rules: Rule[];
}

/** a b c d e f, as PDF writes them. */
export type Matrix = readonly [number, number, number, number, number, number];

/** First `inner`, then `outer`. */
export const times = (outer: Matrix, inner: Matrix): Matrix => [
  outer[0] * inner[0] + outer[2] * inner[1],
  outer[1] * inner[0] + outer[3] * inner[1],
  outer[0] * inner[2] + outer[2] * inner[3],
  outer[1] * inner[2] + outer[3] * inner[3],
  outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
  outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
];

/** Where a point goes. */
export const apply = (m: Matrix, x: number, y: number): readonly [number, number] => [
  m[0] * x + m[2] * y + m[4],
  m[1] * x + m[3] * y + m[5],
];
