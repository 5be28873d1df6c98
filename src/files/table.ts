// A document that is one table, as its writers (docx.ts, table-xlsx.ts) take it.

/** One column; `width` is its share of the page. */
export interface TableColumn {
  title: string;
  width: number;
  /** Short words look better in the middle. */
  centred?: boolean;
}

/**
 * One row: a band over the whole width, or a cell for each column. A cell that is null belongs to the one above it. `quiet` rows
 * are shaded from the second column on: they tell of free days, not of work.
 */
export type TableRow = { band: string } | { cells: readonly (string | null)[]; quiet?: boolean };

/** The document. */
export interface TableDocument {
  title: string;
  /** Lines under the title: a document number, a date. */
  lines: readonly string[];
  columns: readonly TableColumn[];
  rows: readonly TableRow[];
}

/** How many rows from `row` on a cell of that column covers: 1 when nothing below belongs to it. */
export function rowsCovered(rows: readonly TableRow[], row: number, column: number): number {
  let covered = 1;
  for (let next = rows[row + covered]; next && 'cells' in next && next.cells[column] === null; ) {
    covered += 1;
    next = rows[row + covered];
  }
  return covered;
}
