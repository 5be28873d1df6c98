// Writes a Word document that is one table: A4 on its side, the head repeated on each page, Chinese fonts that Word and WPS have.
import type * as Docx from 'docx';
import { rowsCovered, type TableDocument } from './table.ts';

/** 公文 fonts: 宋体 for titles, 黑体 for heads, 仿宋 for text; Latin letters and digits in Times New Roman. */
type Chinese = '宋体' | '黑体' | '仿宋';
const fonts = (eastAsia: Chinese): Docx.IFontAttributesProperties => ({
  ascii: 'Times New Roman',
  hAnsi: 'Times New Roman',
  cs: 'Times New Roman',
  eastAsia,
});

/** Sizes in half points, as Word counts: 二号 for the title, 小四 under it, 五号 in the table. */
const sizes = { title: 44, line: 24, cell: 21 };
/** A4 and its margins in twentieths of a point. */
const page = { short: 11_906, long: 16_838, margin: 1_000 };
const inside = page.long - 2 * page.margin;
const shades = { head: 'E7EFEB', band: 'F2F6F4', quiet: 'F7F7F7' };

interface Look {
  font: Chinese;
  size: number;
  bold?: boolean;
  centred?: boolean;
}

/** The bytes of the document. The library is loaded when the first one is wanted: most processes never write any. */
export async function writeDocx({ title, lines, columns, rows }: TableDocument): Promise<Buffer> {
  const docx = await import('docx');
  const { Document, Packer, Table, TableRow } = docx;
  const shares = columns.reduce((sum, { width }) => sum + width, 0);
  const widths = columns.map(({ width }) => Math.round((inside * width) / shares));
  const head = columns.map((column, i) => cell(docx, column.title, { width: widths[i], shade: shades.head }, headLook));
  const body = rows.map((row, at) => {
    if ('band' in row) {
      const wide = { span: columns.length, shade: shades.band };
      return new TableRow({ cantSplit: true, children: [cell(docx, row.band, wide, { ...headLook, centred: false })] });
    }
    const children = row.cells.map((text, i) => {
      const place = {
        width: widths[i],
        shade: row.quiet && i > 0 ? shades.quiet : undefined,
        merge: mergeOf(rows, at, i, text),
      };
      return cell(docx, text ?? '', place, { ...cellLook, centred: columns[i]?.centred ?? false });
    });
    return new TableRow({ cantSplit: true, children });
  });
  const table = new Table({
    layout: docx.TableLayoutType.FIXED,
    width: { size: inside, type: docx.WidthType.DXA },
    columnWidths: widths,
    rows: [new TableRow({ tableHeader: true, cantSplit: true, children: head }), ...body],
  });
  const document = new Document({
    ...{ title, creator: '教研助手', lastModifiedBy: '教研助手' },
    styles: { default: { document: { run: { font: fonts('仿宋'), size: sizes.cell } } } },
    sections: [
      {
        properties: { page: pageOf(docx) },
        footers: { default: footer(docx) },
        children: [
          paragraph(docx, title, { font: '宋体', size: sizes.title, bold: true, centred: true }, 120),
          ...lines.map((line) => paragraph(docx, line, { font: '仿宋', size: sizes.line, centred: true }, 120)),
          table,
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

const headLook: Look = { font: '黑体', size: sizes.cell, centred: true };
const cellLook: Look = { font: '仿宋', size: sizes.cell };

const mergeOf = (rows: TableDocument['rows'], row: number, column: number, text: string | null): Place['merge'] =>
  text === null ? 'continue' : rowsCovered(rows, row, column) > 1 ? 'restart' : undefined;

function pageOf({ PageOrientation }: typeof Docx): NonNullable<Docx.ISectionPropertiesOptions['page']> {
  const { short, long, margin } = page;
  return {
    // The library turns the sheet itself.
    size: { width: short, height: long, orientation: PageOrientation.LANDSCAPE },
    margin: { top: margin, bottom: margin, left: margin, right: margin },
  };
}

interface Place {
  width?: number | undefined;
  span?: number;
  shade: string | undefined;
  merge?: 'continue' | 'restart' | undefined;
}

function cell(docx: typeof Docx, text: string, { width, span, shade, merge }: Place, look: Look): Docx.TableCell {
  return new docx.TableCell({
    verticalAlign: docx.VerticalAlignTable.CENTER,
    margins: { top: 40, bottom: 40, left: 90, right: 90 },
    ...(width !== undefined && { width: { size: width, type: docx.WidthType.DXA } }),
    ...(span !== undefined && { columnSpan: span }),
    ...(shade !== undefined && { shading: { type: docx.ShadingType.CLEAR, color: 'auto', fill: shade } }),
    ...(merge && { verticalMerge: merge }),
    children: [paragraph(docx, text, look)],
  });
}

function paragraph(docx: typeof Docx, text: string, look: Look, after = 0): Docx.Paragraph {
  const { font, size, bold = false, centred = false } = look;
  const children = text
    .split('\n')
    .map((line, i) => new docx.TextRun({ text: line, font: fonts(font), size, bold, ...(i > 0 && { break: 1 }) }));
  return new docx.Paragraph({
    children,
    spacing: { after },
    ...(centred && { alignment: docx.AlignmentType.CENTER }),
  });
}

/** 第 1 页 共 3 页. */
function footer(docx: typeof Docx): Docx.Footer {
  const { PageNumber, TextRun } = docx;
  const children = ['第 ', PageNumber.CURRENT, ' 页　共 ', PageNumber.TOTAL_PAGES, ' 页'];
  const run = new TextRun({ children, font: fonts('宋体'), size: 18 });
  return new docx.Footer({ children: [new docx.Paragraph({ alignment: docx.AlignmentType.CENTER, children: [run] })] });
}
