// Plain text and Markdown: which encoding it is in, and what of Markdown is layout.
import type { Block } from '../document.ts';
import { paragraphs, tableBlocks } from './blocks.ts';
import { DocumentFault } from './faults.ts';

const marks: readonly [string, string][] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

/** The text as the file's mark says, else as UTF-8, else as GB18030. @throws DocumentFault for anything that is no text */
export function decodeText(bytes: Buffer): string {
  const mark = marks.find(([start]) => bytes.toString('hex', 0, 3).startsWith(start));
  const text = mark ? decoded(bytes, mark[1]) : (decoded(bytes, 'utf-8') ?? chinese(bytes));
  if (text === null) throw new DocumentFault('encoding');
  // No text has zero bytes, nor more than a few control signs.
  const controls = text.match(/[\u0000-\u0008\u000e-\u001f\ufffd]/g)?.length ?? 0;
  if (text.includes('\0') || controls * 100 > text.length) throw new DocumentFault('unknown');
  return text;
}

function decoded(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Nearly every pair of bytes makes some sign of GB18030; in Chinese most of them are among the 3,755 usual characters of GB 2312. */
function chinese(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  let [pairs, usual] = [0, 0];
  for (let i = 0; i < bytes.length - 1; i++) {
    const [lead, trail] = [bytes[i] ?? 0, bytes[i + 1] ?? 0];
    if (lead < 0x80) continue;
    pairs++;
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3))) usual++;
    i++;
  }
  return usual * 10 < pairs * 4 ? null : decoded(bytes, 'gb18030');
}

/** Every line is a paragraph; tables in it stay lines, whose reader knows how they were flattened. */
export const readText = (bytes: Buffer): Block[] => paragraphs(decodeText(bytes));

const ruler = /^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$/;
const cellsOf = (line: string): string[] =>
  line
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) =>
      plain(cell)
        .replace(/<br\s*\/?>/gi, '\n')
        .replaceAll('\\|', '|'),
    );

/** A line without the signs of headings, lists, quotations and emphasis. A number before a point stays: it may be one of the plan's. */
const plain = (line: string): string =>
  line
    .trim()
    .replace(/^(?:>\s*)+/, '')
    .replace(/^#{1,6}\s+/, '')
    .replace(/^[-*+]\s+(?:\[[ xX]\]\s+)?/, '')
    .replace(/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/g, '$2')
    .replace(/(?<!\*)\*(?=\S)([^*]+?)(?<=\S)\*(?!\*)/g, '$1')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!~>])/g, '$1');

/** Markdown without its signs; a table of pipes under a ruler is a table. */
export function readMarkdown(bytes: Buffer): Block[] {
  const lines = decodeText(bytes)
    .split(/\r\n?|\n/)
    .map((line) => line.trim());
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const under = lines[i + 1] ?? '';
    if (!(line.includes('|') && under.includes('-') && ruler.test(under))) {
      if (!/^(?:```|~~~|={3,}$|-{3,}$|\*{3,}$)/.test(line)) blocks.push(...paragraphs(plain(line)));
      continue;
    }
    const rows = [cellsOf(line)];
    for (i += 2; lines[i]?.includes('|'); i++) rows.push(cellsOf(lines[i] ?? ''));
    i--;
    blocks.push(...tableBlocks(rows));
  }
  return blocks;
}
