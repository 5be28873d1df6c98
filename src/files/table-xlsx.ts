// Writes a workbook that is one table: title on top, the head frozen and repeated in print, wrapped text, one page wide.
import { type Cell, type CellStyle, type MergeRange, writeXlsx } from 'hucre/xlsx';
import { rowsCovered, type TableColumn, type TableDocument } from './table.ts';

const edge = { style: 'thin', color: { rgb: '9AA69F' } } as const;
const border = { top: edge, right: edge, bottom: edge, left: edge };
const filled = (rgb: string): NonNullable<CellStyle['fill']> => ({
  type: 'pattern',
  pattern: 'solid',
  fgColor: { rgb },
});
const middle = { horizontal: 'center', vertical: 'center', wrapText: true } as const;
const left = { vertical: 'center', wrapText: true } as const;
const plain = { name: '仿宋', size: 11 };
const strong = { name: '黑体', size: 11 };

const styles = {
  title: { font: { name: '宋体', size: 18, bold: true }, alignment: middle },
  line: { font: { name: '仿宋', size: 12 }, alignment: middle },
  head: { font: strong, alignment: middle, border, fill: filled('E7EFEB') },
  band: { font: strong, alignment: left, border, fill: filled('F2F6F4') },
  centred: { font: plain, alignment: middle, border },
  text: { font: plain, alignment: left, border },
} satisfies Record<string, CellStyle>;
const quiet = filled('F7F7F7');

/** All widths together, in signs: what fits a landscape page at a readable size. */
const signs = 130;
/** Heights in points: programs that fit rows to wrapped text by themselves leave merged cells out. */
const heights = { title: 32, line: 16, around: 4 };

/** One line of the sheet: its cells, or one text over all columns. */
interface Line {
  texts: readonly string[];
  styleOf: (column: number) => CellStyle;
  wide: boolean;
}

/** The bytes of the workbook, its sheet called `sheet`. Every cell is text: nothing in it is ever a formula or a number. */
export async function writeTableXlsx(sheet: string, document: TableDocument): Promise<Buffer> {
  const { title, lines, columns, rows } = document;
  const head = lines.length + 1;
  const all = linesOf(document);
  const bytes = await writeXlsx({
    defaultFont: plain,
    properties: { title, creator: '教研助手' },
    sheets: [
      {
        name: sheet,
        columns: widths(columns),
        rows: all.map(({ texts }) => [...texts]),
        cells: new Map(all.flatMap(cellsOf)),
        merges: [...all.flatMap((line, row) => (line.wide ? [band(row, columns)] : [])), ...merged(rows, head + 1)],
        rowDefs: new Map(rowHeights(document).map((height, row) => [row, { height }])),
        freezePane: { rows: head + 1 },
        pageSetup: {
          ...{ paperSize: 'a4', orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
          printTitlesRow: `${head + 1}:${head + 1}`,
          horizontalCentered: true,
        },
      },
    ],
  });
  return Buffer.from(bytes);
}

function widths(columns: readonly TableColumn[]): { width: number }[] {
  const shares = columns.reduce((sum, { width }) => sum + width, 0);
  return columns.map(({ width }) => ({ width: Math.round((signs * width) / shares) }));
}

/** How wide a text is in signs of the usual font: a Chinese one takes two. */
const widthOf = (text: string): number => text.replace(/[^\u0000-\u00ff]/g, '--').length;

/** How many lines a text takes in a column. */
const linesIn = (text: string, width: number): number =>
  text.split('\n').reduce((sum, part) => sum + Math.max(1, Math.ceil(widthOf(part) / (width - 1))), 0);

/** The height of each line of the sheet; what a merged cell needs is shared by the rows it covers. */
function rowHeights({ lines, columns, rows }: TableDocument): number[] {
  const heightOf = (count: number): number => heights.around + heights.line * Math.ceil(count);
  const wide = widths(columns).map(({ width }) => width);
  const body = rows.map((row, at) => {
    if ('band' in row) return heightOf(1);
    const counts = row.cells.map((_, i) => {
      const first = rows.slice(0, at + 1).findLastIndex((one) => 'cells' in one && one.cells[i] !== null);
      const above = rows[first];
      const text = (above && 'cells' in above && above.cells[i]) || '';
      return linesIn(text, wide[i] ?? signs) / rowsCovered(rows, first, i);
    });
    return heightOf(Math.max(...counts));
  });
  return [heights.title, ...lines.map(() => heightOf(1)), heightOf(1), ...body];
}

function linesOf({ title, lines, columns, rows }: TableDocument): Line[] {
  const wide = (text: string, style: CellStyle): Line => ({
    texts: columns.map((_, i) => (i === 0 ? text : '')),
    styleOf: () => style,
    wide: true,
  });
  const usual = (i: number): CellStyle => (columns[i]?.centred ? styles.centred : styles.text);
  return [
    wide(title, styles.title),
    ...lines.map((line) => wide(line, styles.line)),
    { texts: columns.map((column) => column.title), styleOf: () => styles.head, wide: false },
    ...rows.map((row): Line => {
      if ('band' in row) return wide(row.band, styles.band);
      const styleOf = (i: number) => (row.quiet && i > 0 ? { ...usual(i), fill: quiet } : usual(i));
      return { texts: row.cells.map((text) => text ?? ''), styleOf, wide: false };
    }),
  ];
}

const cellsOf = ({ texts, styleOf }: Line, row: number): [string, Partial<Cell>][] =>
  texts.map((value, column) => [`${row},${column}`, { value, style: { numFmt: '@', ...styleOf(column) } }]);

const band = (row: number, columns: readonly TableColumn[]): MergeRange => ({
  ...{ startRow: row, startCol: 0, endRow: row, endCol: columns.length - 1 },
});

/** Cells that cover others below; `first` is the place of the first row in the sheet. */
const merged = (rows: TableDocument['rows'], first: number): MergeRange[] =>
  rows.flatMap((row, at) => {
    if ('band' in row) return [];
    return row.cells.flatMap((text, column) => {
      const covered = text === null ? 1 : rowsCovered(rows, at, column);
      const [startRow, endRow] = [first + at, first + at + covered - 1];
      return covered > 1 ? [{ startRow, startCol: column, endRow, endCol: column }] : [];
    });
  });
