// One plan as files of every kind, so that tests can hold the readers against each other.
import { Document, Packer, Paragraph, Table, TableCell, TableRow, VerticalMergeType, WidthType } from 'docx';
import { type CellValue, type MergeRange, writeXlsx } from 'hucre/xlsx';
import type { Block, PlanDocument } from '../../src/files/document.ts';
import { chromium } from './outside.ts';
import { launch } from './visitor.ts';

/** The files. `pdf` is printed by Chromium and null without it. */
export interface PlanFiles {
  docx: Buffer;
  xlsx: Buffer;
  md: Buffer;
  txt: Buffer;
  pdf: Buffer | null;
}

/** A week table as offices write it, with a paragraph before and after: merged months, several events in a cell, one cell that wraps. */
export const weekPlan: PlanDocument = {
  name: '行事历',
  blocks: [
    { kind: 'paragraph', text: '2023年春季学期小学教研行事历' },
    { kind: 'paragraph', text: '各校：现将本学期教研工作安排如下，请提前做好准备。' },
    {
      kind: 'table',
      rows: [
        ['月份', '周次', '日期', '内容', '负责'],
        ['二月', '第1周', '2月13日—19日', '1. 开学工作会；\n2. 各学科制订教研计划', '王敏'],
        ['', '第2周', '2月20日—26日', '数学集体备课（三年级下册）', '李强'],
        ['', '第3周', '2月27日—3月5日', '语文组：单元整体教学研讨；\n英语组：阅读课观摩', '王敏\n赵丽'],
        ['三月', '第4周', '3月6日—12日', '调研新教师课堂', ''],
        [
          '',
          '第5周',
          '3月13日—19日',
          '21号（周二）全区小学语文教研活动，主题为“思辨性阅读与表达”，请各校教研组长和三年级语文教师准时参加，自带教材与听课记录；\n收集优秀教学设计',
          '王敏',
        ],
        ['', '第6周', '3月20日—26日', '常规视导（第一片区）', '教研室'],
        ['', '第7周', '3月27日—4月2日', '科学实验操作展示', '陈静'],
        ['四月', '第8周', '4月3日—9日', '清明节放假', ''],
        ['', '第9周', '4月10日—16日', '期中监测命题\n教学设计大赛作品上交', '李强'],
        ['', '第10周', '4月17日—23日', '领卷；考试；阅卷', '教研室'],
        ['', '第11周', '4月24日—30日', '质量分析会 9:30 在二码头小学', '王敏'],
      ],
    },
    { kind: 'paragraph', text: '备注：时间如有变动，另行通知。' },
  ],
};

/** All kinds of files that say what `document` says. An empty first cell of a row belongs to the merged cell above it. */
export async function planFiles({ blocks }: PlanDocument): Promise<PlanFiles> {
  const [docx, xlsx, pdf] = [await docxOf(blocks), await xlsxOf(blocks), await pdfOf(blocks)];
  return { docx, xlsx, pdf, md: Buffer.from(mdOf(blocks)), txt: Buffer.from(txtOf(blocks)) };
}

/** Rows from `r` on that its first cell covers. */
function height(rows: readonly string[][], r: number): number {
  const next = rows.findIndex((row, i) => i > r && row[0] !== '');
  return r === 0 ? 1 : (next < 0 ? rows.length : next) - r;
}

function docxOf(blocks: readonly Block[]): Promise<Buffer> {
  const merge = (rows: string[][], r: number, c: number) =>
    c === 0 && (rows[r]?.[0] === '' || height(rows, r) > 1)
      ? { verticalMerge: rows[r]?.[0] === '' ? VerticalMergeType.CONTINUE : VerticalMergeType.RESTART }
      : {};
  const table = (rows: string[][]) =>
    new Table({
      width: { size: 100, type: WidthType.PERCENTAGE },
      rows: rows.map(
        (row, r) =>
          new TableRow({
            children: row.map((cell, c) => new TableCell({ ...merge(rows, r, c), children: lines(cell) })),
          }),
      ),
    });
  const lines = (cell: string) => cell.split('\n').map((line) => new Paragraph(line));
  const children = blocks.map((block) => (block.kind === 'table' ? table(block.rows) : new Paragraph(block.text)));
  return Packer.toBuffer(new Document({ sections: [{ children }] }));
}

async function xlsxOf(blocks: readonly Block[]): Promise<Buffer> {
  const rows: CellValue[][] = [];
  const merges: MergeRange[] = [];
  for (const block of blocks) {
    if (block.kind === 'paragraph') rows.push([block.text]);
    else {
      for (const [r, row] of block.rows.entries()) {
        const more = row[0] === '' ? 0 : height(block.rows, r) - 1;
        if (more > 0) merges.push({ startRow: rows.length, endRow: rows.length + more, startCol: 0, endCol: 0 });
        rows.push(row.map((cell) => (cell === '' ? null : cell)));
      }
    }
  }
  return Buffer.from(await writeXlsx({ sheets: [{ name: 'Sheet1', rows, merges }] }));
}

const mdOf = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      if (block.kind === 'paragraph') return block.text;
      const [head = [], ...rows] = block.rows.map((row) => row.map((cell) => cell.replaceAll('\n', '<br>')));
      return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
    })
    .join('\n\n');

const txtOf = (blocks: readonly Block[]): string =>
  blocks
    .flatMap((block) =>
      block.kind === 'paragraph'
        ? block.text
        : block.rows.map((row) => row.map((cell) => cell.replaceAll('\n', ' ')).join('\t')),
    )
    .join('\r\n');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>');

function htmlOf(blocks: readonly Block[]): string {
  const cell = (rows: string[][], r: number, text: string, c: number): string =>
    c === 0 && text === '' ? '' : `<td${c === 0 ? ` rowspan="${height(rows, r)}"` : ''}>${escaped(text)}</td>`;
  const table = (rows: string[][]): string =>
    `<table>${rows.map((row, r) => `<tr>${row.map((text, c) => cell(rows, r, text, c)).join('')}</tr>`).join('')}</table>`;
  const style = 'body{font:12pt sans-serif} table{border-collapse:collapse} td{border:1px solid;padding:2pt 4pt}';
  const body = blocks.map((block) => (block.kind === 'table' ? table(block.rows) : `<p>${escaped(block.text)}</p>`));
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>${body.join('')}`;
}

const pdfOf = async (blocks: readonly Block[]): Promise<Buffer | null> =>
  (await printed([htmlOf(blocks)]))?.[0] ?? null;

/** Pages of HTML, each printed to a PDF on A4; null without Chromium. */
export async function printed(pages: readonly string[]): Promise<Buffer[] | null> {
  if (!chromium) return null;
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const files: Buffer[] = [];
    for (const html of pages) {
      await page.setContent(html);
      files.push(await page.pdf({ format: 'A4', margin: { top: '2cm', bottom: '2cm', left: '2cm', right: '2cm' } }));
    }
    return files;
  } finally {
    await browser.close();
  }
}
