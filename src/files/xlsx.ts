// Workbooks in and out: sheets as rows of text. The library stays behind this file and its thread, and sees what the preflight let through.
import { writeXlsx } from 'hucre/xlsx';
import { refuse } from '../lib/refuse.ts';
import { inThread, type ThreadBounds } from './in-thread.ts';
import { ZipFault, type ZipFaultReason, type ZipLimits, zipPreflight } from './zip.ts';

/** One row that has something in it. */
export interface SheetRow {
  /** As Excel counts, from 1. */
  number: number;
  /** Cells from column A as text without blanks around; empty cells are `''`. */
  cells: string[];
}

/** How large a workbook may be. */
export interface SheetLimits {
  /** Bytes of the file. */
  bytes: number;
  rows: number;
  /** Columns beyond are cut off: a cell far out must not make every row long. */
  columns: number;
}

/** A roster of a large district (200 schools, 4,500 people) is about a tenth of this. */
export const sheetLimits: SheetLimits = { bytes: 5_000_000, rows: 10_000, columns: 40 };

/** Unpacked sizes of such a workbook; the reader keeps all its texts in memory at once. */
const packedLimits: ZipLimits = { entries: 300, entryBytes: 6_000_000, totalBytes: 16_000_000 };

const faults: Record<ZipFaultReason, string> = {
  notZip: '打不开这个文件：它不是 .xlsx 工作簿。旧的 .xls 请用 Excel 或 WPS 另存为 .xlsx。',
  broken: '这个工作簿是坏的或没有传完整，请重新保存后再发一次。',
  encrypted: '这个工作簿有密码，请去掉密码后再发一次。',
  method: '这个工作簿的压缩方式读不了，请用 Excel 或 WPS 重新保存后再发一次。',
  tooMany: '这个工作簿里的内容太多，请只保留要导入的表后再发一次。',
  tooLarge: '这个工作簿里的内容太多，请只保留要导入的表后再发一次。',
};

/** What the reading thread is given. */
export interface SheetJob {
  bytes: Uint8Array;
  names: readonly string[];
  limits: SheetLimits;
}

/** What it answers: the sheets by name, the name of the one that is too long, or that the file is broken. */
export type SheetsRead = { sheets: [string, SheetRow[]][] } | { tooLong: string } | { broken: true };

/** The thread's bounds: a hostile workbook of a few kilobytes can ask for gigabytes or minutes, an honest one for a fraction of this. */
const threadBounds: ThreadBounds = { heapMb: 384, growthMb: 800, ms: 20_000 };
const readerThread = new URL('./xlsx-worker.ts', import.meta.url);

/**
 * The rows of the named sheets, in that order; a sheet that is not there has none.
 * @throws Refusal with a Chinese sentence for anything that is not a whole, plain, reasonably small workbook
 */
export async function readSheets(
  bytes: Buffer,
  names: readonly string[],
  limits: SheetLimits = sheetLimits,
): Promise<Map<string, SheetRow[]>> {
  if (bytes.length > limits.bytes) {
    refuse('workbook', `这个文件超过 ${Math.floor(limits.bytes / 1e6)} MB，请只保留要导入的表后再发一次。`);
  }
  await preflight(bytes);
  const job: SheetJob = { bytes, names, limits };
  const read = await inThread<SheetJob, SheetsRead>(readerThread, job, threadBounds);
  if (!read || 'broken' in read) refuse('workbook', faults.broken);
  if ('tooLong' in read) refuse('workbook', `“${read.tooLong}”表超过 ${limits.rows} 行，请分几次导入。`);
  return new Map(read.sheets);
}

async function preflight(bytes: Buffer): Promise<void> {
  try {
    await zipPreflight(bytes, packedLimits);
  } catch (error) {
    if (!(error instanceof ZipFault)) throw error;
    // A workbook with a password is no zip at all but an OLE container, like the old format.
    const ole = error.reason === 'notZip' && bytes.subarray(0, 4).toString('hex') === 'd0cf11e0';
    refuse('workbook', ole ? oldOrLocked : faults[error.reason]);
  }
}

const oldOrLocked = '打不开这个文件：它是旧的 .xls，或者设了密码。请去掉密码，另存为 .xlsx 后再发一次。';

/** A sheet to be written: a bold first row, then text cells. */
export interface SheetToWrite {
  name: string;
  columns: { title: string; width: number }[];
  rows: string[][];
}

/** A workbook of text cells; account numbers keep their leading zeros, and a text that begins with `=` stays a text. */
export async function writeSheets(sheets: readonly SheetToWrite[]): Promise<Buffer> {
  const bytes = await writeXlsx({
    sheets: sheets.map(({ name, columns, rows }) => ({
      name,
      columns: columns.map(({ width }) => ({ width, numFmt: '@' })),
      rows: [columns.map(({ title }) => title), ...rows],
      cells: new Map(columns.map(({ title }, i) => [`0,${i}`, { value: title, style: { font: { bold: true } } }])),
      freezePane: { rows: 1 },
    })),
  });
  return Buffer.from(bytes);
}
