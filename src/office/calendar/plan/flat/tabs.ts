// Tables whose cells are divided by tabs; a cell with line breaks runs over several lines.
import { type Found, padded, type RawLine, saysWhen } from './common.ts';

const cellsOf = (line: RawLine | undefined): string[] =>
  (line?.text ?? '')
    .replace(/\t+$/, '')
    .split('\t')
    .map((cell) => cell.trim());

const hasTab = (line: RawLine | undefined): boolean => (line?.text ?? '').includes('\t');
const nextHasTab = (lines: RawLine[], at: number): boolean => lines.slice(at + 1, at + 4).some(hasTab);
/** Spreadsheets quote cells with line breaks. */
const unquoted = (row: string[]): string[] => row.map((cell) => (/^".*"$/s.test(cell) ? cell.slice(1, -1) : cell));

/** Cells between tabs; a line without enough cells goes on with the last cell of the row before. */
export function tabTable(lines: RawLine[], from: number): Found | null {
  const width = cellsOf(lines[from]).length;
  if (width < 2) return null;
  const rows: string[][] = [];
  const places: number[] = [];
  let begun = '';
  let at = from;
  for (; at < lines.length; at++) {
    const { text } = lines[at]!;
    if (text.trim() === '') {
      if (!hasTab(lines[at + 1])) break;
      continue;
    }
    const cells = cellsOf(lines[at]);
    const last = rows.at(-1);
    const opens = saysWhen(cells[0] ?? '') || text.startsWith('\t') || rows.length === 0;
    const fits = last !== undefined && last.length < width && last.length + cells.length - 1 <= width;
    if (last && !opens && !begun && fits && (hasTab(lines[at]) || nextHasTab(lines, at))) {
      last[last.length - 1] += `\n${cells[0]}`;
      last.push(...cells.slice(1));
      continue;
    }
    if (!hasTab(lines[at])) {
      // 8月21日 above （星期一） and the other cells: the first cell of the next row begins here.
      const next = cellsOf(lines[at + 1]);
      if (!opens || begun || !hasTab(lines[at + 1]) || saysWhen((next[0] ?? '').replace(/^[(（].*[)）]$/, ''))) break;
      begun = text.trim();
      continue;
    }
    if (begun) cells[0] = `${begun}\n${cells[0]}`;
    begun = '';
    rows.push(cells);
    places.push(at);
  }
  return rows.length >= 2 ? { rows: padded(rows.map(unquoted)), lines: places, to: at } : null;
}
