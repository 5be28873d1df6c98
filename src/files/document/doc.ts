// Old Word documents: their text, with tables as the library leaves them: a tab ends a cell, a tab and a line break end a row.
import WordExtractor from 'word-extractor';
import type { Block } from '../document.ts';
import { paragraphs, tableBlocks } from './blocks.ts';

/** Blocks of an old Word document. @throws whatever the library says about a broken one */
export async function readDoc(bytes: Buffer): Promise<Block[]> {
  const document = await new WordExtractor().extract(bytes);
  return [...docBlocks(bodyOf(document)), ...paragraphs(document.getTextboxes({ includeHeadersAndFooters: false }))];
}

/** The option that keeps Chinese quotation marks and dashes as they are is not in the types. */
const bodyOf = (document: { getBody(options?: { filterUnicode: boolean }): string }): string =>
  document.getBody({ filterUnicode: false });

/** How long a line can be, and how many there can be, that belong to the first cell of the next row and do not stand between two tables. */
const inCell = { signs: 14, lines: 2 };

/** Paragraphs and tables of such a text. Where a cell has several lines, those before its tab belong to it. */
export function docBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let rows: string[][] = [];
  let waiting: string[] = [];
  const endTable = () => {
    blocks.push(...tableBlocks(rows), ...paragraphs(waiting.join('\n')));
    rows = [];
    waiting = [];
  };
  /** Cells of the row that has begun; the last is not yet ended by its tab. */
  let row: string[] | null = null;
  for (const line of text.split('\n')) {
    const cells = line.split('\t');
    if (row) row.push(`${row.pop()}\n${cells[0]}`, ...cells.slice(1));
    else if (cells.length === 1) waiting.push(line);
    else {
      const first = rows.length > 0 && waiting.length <= inCell.lines && waiting.every(isShort) ? waiting : [];
      if (first.length < waiting.length) endTable();
      waiting = [];
      row = [[...first, cells[0]].join('\n'), ...cells.slice(1)];
    }
    // An ordinary line may have tabs in it; a row ends with one.
    if (!row || !line.endsWith('\t')) continue;
    rows.push(row.slice(0, -1));
    row = null;
  }
  if (row) waiting.push(...row.join('\t').split('\n'));
  endTable();
  return blocks;
}

const isShort = (line: string): boolean => line.trim() !== '' && line.trim().length <= inCell.signs;
