// The sheet as a document for Word and Excel: which columns, which rows, what belongs together. Pure.
import type { TableColumn, TableDocument, TableRow } from '../../../files/table.ts';
import type { SheetRow } from './lines.ts';
import type { Sheet, SheetMonth, SheetWeek } from './sheet.ts';

/** The columns offices use, for files and page alike. */
export const sheetColumns: readonly TableColumn[] = [
  { title: '周次', width: 11, centred: true },
  { title: '日期', width: 18, centred: true },
  { title: '内容', width: 40 },
  { title: '负责', width: 13, centred: true },
  { title: '备注', width: 28 },
];

/** `asOf`: what the document says of its own state: 截至3月6日. `whose`: whose part of the calendar it is; empty for all. */
export function sheetDocument(sheet: Sheet, whose: string, asOf: string): TableDocument {
  return {
    title: sheet.title,
    lines: [[sheet.documentNumber, whose, asOf].filter(Boolean).join('　')],
    columns: sheetColumns,
    rows: [...sheet.months.flatMap(monthRows), ...pendingRows(sheet)],
  };
}

/** 3月　新课改学习月. */
export const monthHead = ({ label, themes }: SheetMonth): string => [label, ...themes].join('　');

const monthRows = (month: SheetMonth): TableRow[] => [{ band: monthHead(month) }, ...month.weeks.flatMap(weekRows)];

/** The week's name covers all its rows; a week without any has an empty one to write in. */
function weekRows({ label, span, rows }: SheetWeek): TableRow[] {
  const name = span ? `${label}\n${span}` : label;
  if (rows.length === 0) return [{ cells: [name, '', '', '', ''] }];
  return rows.map((row, i) => tableRow(i === 0 ? name : null, row));
}

const pendingRows = ({ pending }: Sheet): TableRow[] =>
  pending.length === 0 ? [] : [{ band: '日期待定' }, ...pending.map((row) => tableRow('', row))];

const tableRow = (week: string | null, { kind, date, content, charge, remark }: SheetRow): TableRow => ({
  cells: [week, date, content, charge, remark],
  quiet: kind === 'free',
});
