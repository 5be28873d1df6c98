// Word documents: the library's HTML taken apart into paragraphs and tables. Headers, footers, notes and pictures stay out.
import mammoth from 'mammoth';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Block } from '../document.ts';
import { openZip } from '../zip.ts';
import { mostColumns, paragraphs, tableBlocks } from './blocks.ts';
import { DocumentFault } from './faults.ts';

/** Blocks of a Word document. @throws whatever the library says about a broken one */
export async function readDocx(bytes: Buffer): Promise<Block[]> {
  await checkDepth(bytes);
  // Pictures are not even unpacked.
  const convertImage = mammoth.images.imgElement(async () => ({ src: '' }));
  const { value } = await mammoth.convertToHtml({ buffer: bytes }, { convertImage });
  return htmlBlocks(value);
}

/** Elements inside each other; tables in tables of a real document stay far below. */
const deepest = 300;

/** The library takes the square of the depth in time. @throws DocumentFault when the document is nested too deeply */
async function checkDepth(bytes: Buffer): Promise<void> {
  for (const entry of await openZip(bytes)) {
    if (!/^word\/[^/]+\.xml$/i.test(entry.name)) continue;
    let text = '';
    await entry.unpack(async (parts) => {
      for await (const part of parts) text += part.toString('latin1');
    });
    let depth = 0;
    for (const [tag] of text.replaceAll('\0', '').matchAll(/<[^!?][^>]*>/g)) {
      if (tag.startsWith('</')) depth--;
      else if (!tag.endsWith('/>') && ++depth > deepest) throw new DocumentFault('brokenWord');
    }
  }
}

interface Cell {
  across: number;
  down: number;
  blocks: Block[];
}

/** A table being read, and the text around it that waits. */
interface Open {
  rows: Cell[][];
  before: Block[];
}

const isNote = ({ attributes: { id, href } }: SaxesTagPlain): boolean =>
  /^(?:foot|end)note-/.test(id ?? '') || /^#(?:foot|end)note-/.test(href ?? '');
const span = (value: string | undefined): number => Math.min(Math.max(Number(value ?? 1) || 1, 1), 1_000);

/** Blocks of the library's own well-formed HTML. */
export function htmlBlocks(html: string): Block[] {
  const parser = new SaxesParser();
  const open: Open[] = [];
  let blocks: Block[] = [];
  let text = '';
  /** Elements left until the end of a note, which is skipped. */
  let noteDepth = 0;
  const endParagraph = () => {
    blocks.push(...paragraphs(text));
    text = '';
  };
  parser.on('opentag', (tag) => {
    if (noteDepth > 0 || isNote(tag)) noteDepth++;
    else if (tag.name === 'br') text += '\n';
    else if (tag.name === 'table') {
      endParagraph();
      open.push({ rows: [], before: blocks });
    } else if (tag.name === 'tr') open.at(-1)?.rows.push([]);
    else if (tag.name === 'td' || tag.name === 'th') {
      blocks = [];
      open
        .at(-1)
        ?.rows.at(-1)
        ?.push({ across: span(tag.attributes.colspan), down: span(tag.attributes.rowspan), blocks });
    } else if (/^(?:p|h\d|li|ul|ol)$/.test(tag.name)) endParagraph();
  });
  parser.on('text', (part) => {
    if (noteDepth === 0) text += part;
  });
  parser.on('closetag', ({ name }) => {
    if (noteDepth > 0) noteDepth--;
    else if (/^(?:p|h\d|li|td|th)$/.test(name)) endParagraph();
    else if (name === 'table') {
      const table = open.pop();
      blocks = table ? [...table.before, ...tableOf(table.rows)] : blocks;
      const cell = open.at(-1)?.rows.at(-1)?.at(-1);
      if (cell) cell.blocks = blocks;
    }
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(
    `<body>${html.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')}</body>`,
  );
  parser.close();
  endParagraph();
  return blocks;
}

const cellText = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => (block.kind === 'paragraph' ? block.text : block.rows.map((row) => row.join(' ')).join('\n')))
    .join('\n');

/** Cells at their places; what merged cells cover is empty. A table that only frames other things gives those. */
function tableOf(rows: readonly Cell[][]): Block[] {
  if (rows.every((row) => row.length <= 1)) return rows.flat().flatMap(({ blocks }) => blocks);
  const taken: boolean[][] = rows.map(() => []);
  const texts: string[][] = rows.map(() => []);
  for (const [r, row] of rows.entries()) {
    let c = 0;
    for (const { across, down, blocks } of row) {
      while (taken[r]?.[c]) c++;
      const right = Math.min(c + across, mostColumns);
      for (const line of taken.slice(r, r + down)) take(line, c, right);
      const line = texts[r];
      if (line && c < mostColumns) line[c] = cellText(blocks);
      c = Math.max(right, c + 1);
    }
  }
  return tableBlocks(texts.map((line) => Array.from(line, (cell) => cell ?? '')));
}

function take(line: boolean[], from: number, to: number): void {
  for (let c = from; c < to; c++) line[c] = true;
}
