// From the blocks of a document to lines and tables: page numbers dropped, flattened tables found, hard-wrapped lines joined.
import type { Block } from '../../../files/document.ts';
import { blankTable } from './flat/blanks.ts';
import type { Found, RawLine } from './flat/common.ts';
import { barredTable, hasPipe, pipeTable, prefixedTable } from './flat/pipes.ts';
import { stackedTable } from './flat/stacked.ts';
import { tabTable } from './flat/tabs.ts';
import type { Piece } from './sheet.ts';
import { words } from './words.ts';
import { goesOn, longest, mannerOf } from './wrapping.ts';

const pageNumber =
  /^\s*(?:[-—–─]\s*\d{1,3}\s*[-—–─]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*\/\s*\d{1,3}|[-—]\s*[-—]?)\s*$/;
const tables: ((lines: RawLine[], at: number) => Found | null)[] = [
  prefixedTable,
  barredTable,
  pipeTable,
  tabTable,
  blankTable,
  stackedTable,
];

/** Looks for a table at each line once. */
function tableFinder(lines: RawLine[]): (at: number) => Found | null {
  const known = new Map<number, Found | null>();
  return (at) => {
    let found = known.get(at);
    if (found === undefined) {
      found = tableAt(lines, at);
      known.set(at, found);
    }
    return found;
  };
}

function tableAt(lines: RawLine[], at: number): Found | null {
  const { text } = lines[at]!;
  if (text.trim() === '') return null;
  for (const find of tables) {
    if ((find === pipeTable || find === barredTable) && !hasPipe(text)) continue;
    if (find === tabTable && !text.trim().includes('\t')) continue;
    const found = find(lines, at);
    if (found) return found;
  }
  return null;
}

function readText(lines: RawLine[]): Piece[] {
  const pieces: Piece[] = [];
  const find = tableFinder(lines);
  const manner = mannerOf(lines);
  for (let at = 0; at < lines.length; ) {
    const table = find(at);
    if (table) {
      const places = table.lines.map((line, row) => ({ block: lines[line]!.block, row }));
      pieces.push({ kind: 'table', rows: table.rows, at: { block: lines[at]!.block }, places });
      at = table.to;
      continue;
    }
    const { text, block } = lines[at]!;
    at++;
    if (text.trim() === '') continue;
    let [whole, last] = [text, text];
    for (;;) {
      let next = at;
      while (next < lines.length && lines[next]!.text.trim() === '' && next - at < 3) next++;
      const more = lines[next]?.text;
      if (more === undefined || more.trim() === '' || find(next) !== null || !goesOn(whole, last, more, manner)) break;
      whole = `${whole.trimEnd()}${/[A-Za-z]$/.test(whole) && /^\s*[A-Za-z]/.test(more) ? ' ' : ''}${more.trim()}`;
      at = next + 1;
      last = more;
    }
    const indent = /^[\s\u3000]*/.exec(text)?.[0].length ?? 0;
    pieces.push({ kind: 'line', words: words(whole), at: { block }, indent });
  }
  return pieces;
}

/** Leaves out page numbers, and the lines that come again beside them at the head or foot of each page. */
function withoutPages(lines: RawLine[]): RawLine[] {
  const beside = new Set<string>();
  const full = lines.map(({ text }, i) => (text.trim() === '' ? -1 : i)).filter((i) => i >= 0);
  full.forEach((i, n) => {
    if (!pageNumber.test(lines[i]!.text)) return;
    for (const near of [full[n - 1], full[n + 1]]) beside.add(near === undefined ? '' : lines[near]!.text.trim());
  });
  const count = Map.groupBy(lines, ({ text }) => text.trim());
  const headers = new Set<string>();
  const kept = lines.filter(({ text }) => {
    const key = text.trim();
    if (pageNumber.test(text)) return false;
    if (key.length < 4 || !beside.has(key) || (count.get(key)?.length ?? 0) < 2) return true;
    headers.add(key);
    return false;
  });
  // The header of the pages is often the title: it stays once, at the top.
  return [...[...headers].map((text) => ({ text, block: lines[0]?.block ?? 0 })), ...kept];
}

/** A line that never ends is read in parts, so that work stays in proportion to the text. */
function bounded(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const stop = Math.max(
      rest.lastIndexOf('。', longest),
      rest.lastIndexOf('；', longest),
      rest.lastIndexOf('\t', longest),
      longest / 2,
    );
    parts.push(rest.slice(0, stop + 1));
    rest = rest.slice(stop + 1);
  }
  return parts.length ? [...parts, rest] : [text];
}

/** Lines and tables of a document in reading order. */
export function piecesOf(blocks: Block[]): Piece[] {
  const pieces: Piece[] = [];
  let lines: RawLine[] = [];
  const flush = (): void => {
    if (lines.length) pieces.push(...readText(withoutPages(lines)));
    lines = [];
  };
  blocks.forEach((block, index) => {
    if (block.kind === 'table') {
      flush();
      const places = block.rows.map((_, row) => ({ block: index, row }));
      pieces.push({ kind: 'table', rows: block.rows, at: { block: index }, places });
      return;
    }
    for (const text of block.text.split(/\r\n?|\n/))
      for (const line of bounded(text)) lines.push({ text: line, block: index });
  });
  flush();
  return pieces;
}
