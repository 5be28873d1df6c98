// The words of a document as its reader needs them: paragraphs and tables in reading order, whatever the file was.

/** One piece of a document. */
export type Block =
  | { kind: 'paragraph'; text: string }
  /**
   * Cells row by row, line breaks inside a cell as `\n`. Every row has as many cells as the widest. A cell that is covered by a merged
   * one is `''`: the text stands in the first (top left) cell only.
   */
  | { kind: 'table'; rows: string[][] };

/** A document without its layout. */
export interface PlanDocument {
  /** File name as people gave it, or null for pasted text. Never used as a path. */
  name: string | null;
  blocks: Block[];
}
