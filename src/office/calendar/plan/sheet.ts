// The document as lines and tables: the common ground of all layouts.
import type { Place } from './model.ts';
import type { Words } from './words.ts';

/** One line of running text, hard breaks inside it already joined. */
export interface Line {
  kind: 'line';
  words: Words;
  at: Place;
  /** Printed with a deep indent or alone at the right: signatures. */
  indent: number;
}

/** A table, from the file or found in flattened text. `at` is where it begins; `places` where each row stands. */
export interface Sheet {
  kind: 'table';
  rows: string[][];
  at: Place;
  places: Place[];
}

export type Piece = Line | Sheet;
