// Workbooks: every sheet that people see, its name and its table, cells as text.
import { type Cell, type CellValue, readXls, readXlsx, type Sheet } from 'hucre/xlsx';
import type { Block } from '../document.ts';
import { mostColumns, paragraphs, tableBlocks } from './blocks.ts';

const mostRows = 5_000;

/** Sheets of a new workbook, in their order. @throws whatever the library says about a broken one */
export async function readXlsxSheets(bytes: Buffer): Promise<Block[]> {
  const { sheets } = await readXlsx(bytes, { readStyles: true, range: `A1:AN${mostRows}` });
  return sheets.flatMap((sheet) => sheetBlocks(sheet, shown));
}

/** Sheets of an old workbook. @throws whatever the library says about a broken one */
export async function readXlsSheets(bytes: Buffer): Promise<Block[]> {
  const { sheets } = await readXls(bytes, { maxRows: mostRows });
  return sheets.flatMap((sheet) => sheetBlocks(sheet, shownOld));
}

const usualName = /^(?:sheet|工作表|表)\s*\d*$/i;

function sheetBlocks(sheet: Sheet, textOf: (value: CellValue, format: string | undefined) => string): Block[] {
  if (sheet.hidden || sheet.veryHidden) return [];
  const covered = coveredCells(sheet);
  const rows = sheet.rows.slice(0, mostRows).map((row, r) =>
    Array.from(row.slice(0, mostColumns), (value, c) => {
      if (covered.has(`${r},${c}`)) return '';
      const cell: Cell | undefined = sheet.cells?.get(`${r},${c}`);
      return textOf(value ?? null, cell?.style?.numFmt);
    }),
  );
  const table = tableBlocks(rows);
  return table.length === 0 || usualName.test(sheet.name.trim()) ? table : [...paragraphs(sheet.name), ...table];
}

/** Places under merged cells, as "row,column" from 0. Programs leave old words there which nobody sees. */
function coveredCells({ merges }: Sheet): Set<string> {
  const covered = new Set<string>();
  for (const { startRow, startCol, endRow, endCol } of merges ?? []) {
    for (let r = startRow; r <= Math.min(endRow, mostRows); r++) {
      for (let c = startCol; c <= Math.min(endCol, mostColumns); c++) {
        if (r !== startRow || c !== startCol) covered.add(`${r},${c}`);
      }
    }
  }
  return covered;
}

/** A format without its words in quotation marks, colours and languages. */
const bare = (format: string): string => format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').toLowerCase();

const weekdays = '日一二三四五六';

/**
 * A cell as text: days as YYYY-MM-DD whatever their format, but a format that shows only a weekday or a month gives only that (the library
 * takes these for numbers).
 */
function shown(value: CellValue, format = ''): string {
  if (value instanceof Date) return shownDate(value, bare(format));
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number' && /^[ymda\s/.-]+$/.test(bare(format))) return shownDate(dateOf(value), bare(format));
  if (typeof value === 'number') return shownNumber(value, format);
  return value === null ? '' : String(value);
}

/** The cell has no time zone; the library gives it as UTC. */
function shownDate(date: Date, format: string): string {
  if (Number.isNaN(date.getTime())) return '';
  const [day, time] = [date.toISOString().slice(0, 10), date.toISOString().slice(11, 16)];
  const clock = /h/.test(format);
  if (/^[^ymdh]*a{3,4}[^ymdh]*$/.test(format) || /^[^ymh]*d{3,4}[^ymh]*$/.test(format)) {
    return `${format.includes('aaa') && !format.includes('aaaa') ? '周' : '星期'}${weekdays[date.getUTCDay()]}`;
  }
  if (clock && !/[yd]/.test(format)) return time;
  if (format.includes('m') && !format.includes('d') && !clock) {
    return `${format.includes('y') ? `${date.getUTCFullYear()}年` : ''}${date.getUTCMonth() + 1}月`;
  }
  return clock && time !== '00:00' ? `${day} ${time}` : day;
}

/** A day as workbooks count them, from the end of 1899. */
const dateOf = (days: number): Date => new Date(Date.UTC(1899, 11, 30 + Math.floor(days)));

/** Words that a format puts around a whole number: 3 as 第3周. */
function shownNumber(value: number, format: string): string {
  const around =
    /^((?:"[^"]*"|[\p{Script=Han}])*)(?:0|#|General|G\/通用格式)((?:"[^"]*"|[\p{Script=Han}])*)(?:;|$)/iu.exec(format);
  if (!around || !Number.isInteger(value)) return String(Math.round(value * 1e9) / 1e9);
  return `${around[1]}${value}${around[2]}`.replaceAll('"', '');
}

/** Days from 2000 to 2049 as the old format counts them. */
const days = { first: 36_526, last: 54_788 };

/**
 * A cell of an old workbook, whose formats are not handed on: the library does not know those of a Chinese Excel for days (27 to 58), so
 * that 3月21日 arrives as 45006.
 */
function shownOld(value: CellValue): string {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < days.first || value > days.last) {
    return shown(value);
  }
  return shown(dateOf(value));
}
