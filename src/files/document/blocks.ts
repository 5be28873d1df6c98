// Text and tables as every reader hands them on: clean signs, rows of equal length, nothing that is only empty.
import type { Block } from '../document.ts';

/** Columns beyond are cut off: a cell far out must not make every row long. */
export const mostColumns = 40;

/**
 * Parts of characters that PDF programs write in place of whole characters that look the same (青 as ⻘), by the table
 * EquivalentUnifiedIdeograph of Unicode. The other half of them, U+2F00 to U+2FDF, is known to `normalize`.
 */
const radicals = new Map(
  '⺁厂⺇几⺌小⺎兀⺓幺⺝月⺠民⺧牛⺩王⺫目⺬示⺮竹⺶羊⺸羊⺹老⺻聿⺼肉⺽臼⻁虎⻃西⻄西⻅见⻆角⻉贝⻊足⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟'
    .match(/../gu)
    ?.map((pair) => [pair[0] ?? '', pair[1] ?? '']),
);

/** Text without invisible signs; look-alike parts of characters become the characters. Line breaks are `\n`. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\v\f\u2028\u2029]/g, '\n')
    .replace(/[\u2e80-\u2fdf\uf900-\ufaff]/g, (sign) => radicals.get(sign) ?? sign.normalize('NFKC'))
    .replace(/\u00a0/g, ' ')
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '');

/** A paragraph for each line that says something. Tabs around it stay: of a flattened table they are the empty cells. */
export const paragraphs = (text: string): Block[] =>
  cleanText(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/^[^\S\t]+|[^\S\t]+$/g, ''))
    .map((line) => ({ kind: 'paragraph', text: line }));

/** A cell's lines without blanks around; characters written one below the other become a word. */
function cellText(text: string): string {
  const lines = cleanText(text)
    .split('\n')
    .map((line) => line.replaceAll('\t', ' ').trim())
    .filter((line) => line !== '');
  return lines.every((line) => /^\p{L}$/u.test(line)) ? lines.join('') : lines.join('\n');
}

/**
 * A table of these cells: empty rows and columns around it are cut off, short rows filled up. A table of one column is a frame around
 * text and becomes paragraphs; one without any text, nothing.
 */
export function tableBlocks(rows: readonly (readonly string[])[]): Block[] {
  const cells = rows.map((row) => row.slice(0, mostColumns).map(cellText));
  const used = cells.flatMap((row, r) => row.flatMap((cell, c) => (cell === '' ? [] : [{ r, c }])));
  const [top, bottom] = [used[0]?.r, used.at(-1)?.r];
  if (top === undefined || bottom === undefined) return [];
  let [left, right] = [mostColumns, 0];
  for (const { c } of used) [left, right] = [Math.min(left, c), Math.max(right, c)];
  const whole = cells
    .slice(top, bottom + 1)
    .map((row) => Array.from({ length: right - left + 1 }, (_, c) => row[left + c] ?? ''));
  return left === right ? paragraphs(whole.flat().join('\n')) : [{ kind: 'table', rows: whole }];
}
