// PDF documents: pages into paragraphs and tables. Page numbers and what repeats at the edges of pages stay out.
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';
import type { Block } from '../../document.ts';
import { cleanText, paragraphs, tableBlocks } from '../blocks.ts';
import { DocumentFault } from '../faults.ts';
import { stretches } from './columns.ts';
import type { Page } from './geometry.ts';
import { cellAt, gridsOf } from './grid.ts';
import { type Line, linesOf } from './lines.ts';
import { readPage } from './page.ts';
import { continues, oneTable, type RuledTable, ruledTable } from './tables.ts';

const mostPages = 500;

/** Blocks of a PDF. @throws DocumentFault, or whatever the library says about a broken one */
export async function readPdf(bytes: Buffer): Promise<Block[]> {
  const { OPS } = await getResolvedPDFJS();
  // Pictures are not decoded; what the library has to say about a broken file goes to nobody.
  const pdf = await getDocumentProxy(new Uint8Array(bytes), {
    verbosity: 0,
    maxImageSize: 1,
  }).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'PasswordException' ? new DocumentFault('locked') : error;
  });
  if (pdf.numPages > mostPages) throw new DocumentFault('tooMuch');
  const pages: Page[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const proxy = await pdf.getPage(number);
    pages.push(await readPage(proxy, OPS));
    proxy.cleanup();
  }
  checkText(pages);
  return blocksOf(pages);
}

/** Signs that fonts without an encoding leave: private ones, unknown ones. */
const nonsense = /[\ue000-\uf8ff\ufffd\u0000-\u001f]/;

function checkText(pages: readonly Page[]): void {
  const signs = pages.flatMap(({ glyphs }) => glyphs).filter(({ text }) => text.trim() !== '');
  if (signs.length === 0) throw new DocumentFault('scan');
  const bad = signs.filter(({ text }) => nonsense.test(text)).length;
  if (bad * 5 > signs.length) throw new DocumentFault('garbled');
}

/** A page taken apart: ruled tables, and the lines around them, from above downwards. */
type Piece = { table: RuledTable } | { line: Line };

function piecesOf(page: Page): Piece[] {
  const glyphs = page.glyphs.map((glyph) => ({ ...glyph, text: cleanText(glyph.text) }));
  const grids = gridsOf(page.rules);
  const where = Map.groupBy(glyphs, (glyph) => grids.find((grid) => cellAt(grid, glyph) !== undefined));
  const tables = grids
    .filter((grid) => where.has(grid))
    .map((grid) => ({ at: grid.ys[0] ?? 0, piece: { table: ruledTable(grid, where.get(grid) ?? []) } }));
  const lines = linesOf(where.get(undefined) ?? []).map((line) => ({ at: line.y, piece: { line } }));
  return [...tables, ...lines].sort((a, b) => a.at - b.at).map(({ piece }) => piece);
}

const pageNumber = /^[-—–·\s]*(?:第\s*|Page\s+)?\d{1,3}\s*(?:页)?(?:\s*[/／,，共\s]+\d{1,3}\s*页?)?[-—–·\s]*$/;
/** Share of the page above and below in which headers and footers stand. */
const edge = 0.12;

/** Leaves out page numbers, and lines that several pages have at the same place at their edge, whatever digits they have in them. */
function withoutEdges(pages: readonly Page[], pieces: readonly Piece[][]): Piece[][] {
  const keyOf = (piece: Piece, page: Page): string | null => {
    if (!('line' in piece)) return null;
    const { y, text } = piece.line;
    if (y > page.height * edge && y < page.height * (1 - edge)) return null;
    return pageNumber.test(text) ? 'number' : `${Math.round(y / 4)} ${text.replace(/\d+/g, '#')}`;
  };
  const counts = new Map<string, number>();
  const keys = pieces.map((list, i) => list.map((piece) => keyOf(piece, pages[i] as Page)));
  for (const list of keys) for (const key of new Set(list)) if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  return pieces.map((list, i) =>
    list.filter((_, j) => {
      const key = keys[i]?.[j];
      return !key || (key !== 'number' && (counts.get(key) ?? 0) < 2);
    }),
  );
}

function blocksOf(pages: readonly Page[]): Block[] {
  const blocks: Block[] = [];
  let lines: Line[] = [];
  let tables: RuledTable[] = [];
  const endLines = () => {
    for (const stretch of stretches(lines)) {
      if ('rows' in stretch) blocks.push(...tableBlocks(stretch.rows));
      else for (const { text } of stretch.lines) blocks.push(...paragraphs(text));
    }
    lines = [];
  };
  const endTable = () => {
    if (tables.length > 0) blocks.push(...tableBlocks(oneTable(tables)));
    tables = [];
  };
  for (const pieces of withoutEdges(pages, pages.map(piecesOf))) {
    // Lines of two pages are never one table; a ruled table goes on where the next page begins with one of the same columns.
    endLines();
    for (const [i, piece] of pieces.entries()) {
      const before = tables.at(-1);
      if ('line' in piece) {
        endTable();
        lines.push(piece.line);
        continue;
      }
      endLines();
      if (!(i === 0 && before && continues(before, piece.table))) endTable();
      tables.push(piece.table);
    }
  }
  endLines();
  endTable();
  return blocks;
}
