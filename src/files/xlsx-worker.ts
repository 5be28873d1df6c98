// Reads the sheets of one workbook in a thread of its own, whose memory and time the caller bounds. Answers with one message.
import { parentPort, workerData } from 'node:worker_threads';
import { streamXlsxRows } from 'hucre/xlsx';
import type { SheetJob, SheetRow, SheetsRead } from './xlsx.ts';

/** A cell as people see it: days as YYYY-MM-DD (the cell has no time zone; it is read as UTC), no invisible signs. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return value ? '是' : '否';
  return String(value)
    .replace(/[\p{Cc}\p{Cf}]/gu, (sign) => (sign === '\n' || sign === '\t' ? ' ' : ''))
    .trim();
}

/** The rows of one sheet; null when there are more than allowed. */
async function sheetRows({ bytes, limits }: SheetJob, sheet: string): Promise<SheetRow[] | null> {
  const rows: SheetRow[] = [];
  for await (const { index, values } of streamXlsxRows(bytes, { sheet, maxRows: limits.rows + 1 })) {
    const cells = values.slice(0, limits.columns).map(textOf);
    if (!Number.isSafeInteger(index) || cells.every((cell) => cell === '')) continue;
    if (rows.length === limits.rows) return null;
    rows.push({ number: index + 1, cells });
  }
  return rows;
}

async function read(job: SheetJob): Promise<SheetsRead> {
  const sheets: [string, SheetRow[]][] = [];
  try {
    for (const name of job.names) {
      const rows = await sheetRows(job, name);
      if (!rows) return { tooLong: name };
      sheets.push([name, rows]);
    }
  } catch {
    // Whatever the reader trips over is the file's fault; its own words are English and about XML.
    return { broken: true };
  }
  return { sheets };
}

parentPort?.postMessage(await read(workerData));
