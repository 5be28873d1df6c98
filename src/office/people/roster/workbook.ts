// The roster workbook as a file: the empty one to be filled in, and a filled one read into lines.
import { readSheets, type SheetToWrite, writeSheets } from '../../../files/xlsx.ts';
import { refuse } from '../../../lib/refuse.ts';
import { type SheetName, sheets, type Workbook } from './model.ts';
import { readWorkbook } from './read.ts';
import { faultPage } from './wording.ts';

const guideColumns = [
  { title: '表', width: 8 },
  { title: '列', width: 16 },
  { title: '必填', width: 6 },
  { title: '怎么填', width: 70 },
];

/** The empty workbook with a sheet that says what to write where. */
export function rosterTemplate(): Promise<Buffer> {
  const names = Object.keys(sheets) as SheetName[];
  const guide: SheetToWrite = {
    name: '填写说明',
    columns: guideColumns,
    rows: names.flatMap((sheet) =>
      sheets[sheet].map(({ title, required, about }) => [sheet, title, required ? '是' : '', about]),
    ),
  };
  const empty = names.map((name): SheetToWrite => ({ name, columns: [...sheets[name]], rows: [] }));
  return writeSheets([...empty, guide]);
}

/** The lines of a workbook. @throws Refusal with all mistakes by cell, or why the file cannot be read */
export async function readRoster(bytes: Buffer): Promise<Workbook> {
  const { workbook, faults } = readWorkbook(await readSheets(bytes, Object.keys(sheets)));
  if (faults.length > 0) refuse('roster', faultPage(faults));
  return workbook;
}
