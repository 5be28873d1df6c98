// Plan documents: every kind of file that says the same is read the same, and pieces of each kind by themselves.
import { readFileSync } from 'node:fs';
import { writeXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { pastedDocument } from '../../src/files/document/pasted.ts';
import { readDocument } from '../../src/files/document/read.ts';
import type { Block } from '../../src/files/document.ts';
import { wordOf } from '../support/documents.ts';
import { chromium, noChromium } from '../support/outside.ts';
import { type PlanFiles, planFiles, printed, weekPlan } from '../support/plan-files.ts';

const without = (text: string): string => text.replace(/\s/g, '');

/** Table rows and paragraphs without blanks; a row with one text stands for a paragraph, which is all a sheet has. */
const said = (blocks: readonly Block[]): string[] =>
  blocks
    .flatMap((block) => (block.kind === 'table' ? block.rows : [[block.text]]))
    .map((cells) => (cells.slice(1).every((cell) => cell === '') ? (cells[0] ?? '') : cells.join('|')))
    .map(without);

const tableIn = (blocks: readonly Block[]): string[][] => blocks.find((block) => block.kind === 'table')?.rows ?? [];
const paragraphsIn = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => (block.kind === 'paragraph' ? [block.text] : []));
const read = async (bytes: Buffer | string, name = '计划'): Promise<Block[]> =>
  (await readDocument(Buffer.from(bytes), name)).blocks;

let files: PlanFiles;
beforeAll(async () => {
  files = await planFiles(weekPlan);
});

describe('one plan in every kind of file', () => {
  const kept = (name: string): Buffer => readFileSync(new URL(`../support/${name}`, import.meta.url));
  // The old kinds were saved by LibreOffice from the new ones.
  test.each<[string, () => Buffer]>([
    ['docx', () => files.docx],
    ['xlsx', () => files.xlsx],
    ['md', () => files.md],
    ['doc', () => kept('plan-files.doc')],
    ['xls', () => kept('plan-files.xls')],
  ])('%s', async (kind, bytes) => {
    const { name, blocks } = await readDocument(bytes(), `计划.${kind}`);
    expect(name).toBe(`计划.${kind}`);
    expect(said(blocks)).toEqual(said(weekPlan.blocks));
  });

  test('pdf', async ({ skip }) => {
    skip(!chromium, noChromium);
    expect(said(await read(files.pdf ?? ''))).toEqual(said(weekPlan.blocks));
  });

  test('the content counts, not the ending', async () => {
    expect(said(await read(files.docx, '计划.pdf'))).toEqual(said(weekPlan.blocks));
    expect(said(await read(files.xlsx, '计划.docx'))).toEqual(said(weekPlan.blocks));
  });

  test('text keeps its lines, with the tabs of an empty first cell', async () => {
    const lines = paragraphsIn(await read(files.txt));
    expect(lines).toHaveLength(15);
    expect(lines[4]).toBe('\t第2周\t2月20日—26日\t数学集体备课（三年级下册）\t李强');
  });
});

describe('text', () => {
  const words = '三月：第5周 集体备课\n四月：領卷、考試';
  const gb = Buffer.from('c8fdd4c2a3bab5da35d6dc20bcafcce5b1b8bfce', 'hex');
  test.each<[string, Buffer, string[]]>([
    ['UTF-8', Buffer.from(words), words.split('\n')],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${words}`), words.split('\n')],
    ['UTF-16', Buffer.from(`\ufeff${words}`, 'utf16le'), words.split('\n')],
    ['UTF-16, the other way round', Buffer.from(`\ufeff${words}`, 'utf16le').swap16(), words.split('\n')],
    ['GB18030', gb, ['三月：第5周 集体备课']],
    ['old line ends, invisible signs', Buffer.from('一月\r\u200b二月\r\n\r\n三月\u00a0'), ['一月', '二月', '三月']],
  ])('%s', async (_, bytes, lines) => expect(paragraphsIn(await read(bytes))).toEqual(lines));

  test('pasted: tabs and pipes stay, parts of characters become characters', () => {
    expect(pastedDocument('⼯作⻘年⻚\n\t第2周\t会\n| 3 | 考试 |\n\n').blocks).toEqual([
      { kind: 'paragraph', text: '工作青年页' },
      { kind: 'paragraph', text: '\t第2周\t会' },
      { kind: 'paragraph', text: '| 3 | 考试 |' },
    ]);
  });

  test('markdown without its signs; a table needs its ruler', async () => {
    const text =
      '# **计划**\n\n- [x] 三月`开题`\n1. 领卷\n> 引文\n| a | b |\n周次 | 内容\n:-- | --:\n第5周 | 例会<br>考试\n6 | a\\|b |\n---\n尾';
    expect(await read(text, '计划.MD')).toEqual([
      ...['计划', '三月开题', '1. 领卷', '引文', '| a | b |'].map((line) => ({ kind: 'paragraph', text: line })),
      {
        kind: 'table',
        rows: [
          ['周次', '内容'],
          ['第5周', '例会\n考试'],
          ['6', 'a|b'],
        ],
      },
      { kind: 'paragraph', text: '尾' },
    ]);
  });
});

describe('workbooks', () => {
  const book = async (...sheets: Parameters<typeof writeXlsx>[0]['sheets']) =>
    read(Buffer.from(await writeXlsx({ sheets })));

  test('days as days, numbers and words as the cell shows them', async () => {
    const day = new Date('2023-03-21T00:00:00Z');
    const cells: [unknown, string | undefined][] = [
      [day, 'm"月"d"日"'],
      [day, 'yyyy/m/d'],
      [day, 'aaaa'],
      [day, 'm"月"'],
      [new Date('2023-03-21T09:30:00Z'), 'yyyy/m/d h:mm'],
      [3, '"第"0"周"'],
      [0.5, undefined],
      [true, undefined],
    ];
    const blocks = await book({
      name: 'Sheet1',
      rows: [['甲', '乙'], cells.map(([value]) => value as Date)],
      cells: new Map(
        cells.flatMap(([value, numFmt], i) =>
          numFmt ? [[`1,${i}`, { value: value as Date, style: { numFmt } }]] : [],
        ),
      ),
    });
    expect(tableIn(blocks)[1]).toEqual([
      '2023-03-21',
      '2023-03-21',
      '星期二',
      '3月',
      '2023-03-21 09:30',
      '第3周',
      '0.5',
      '是',
    ]);
  });

  test('sheets in order with their names, hidden ones left out, edges trimmed, merged and far cells cut', async () => {
    const far = Array.from({ length: 60 }, (_, i) => `列${i}`);
    const blocks = await book(
      {
        name: '三月',
        rows: [[null], [null, '周次', '内容'], [null, '5', '会'], [null, '底下', '会'], [null, null, null]],
        merges: [{ startRow: 2, endRow: 3, startCol: 1, endCol: 1 }],
      },
      { name: '旧', hidden: true, rows: [['不要', '不要']] },
      { name: '空', rows: [] },
      { name: 'Sheet4', rows: [far] },
    );
    expect(blocks).toEqual([
      { kind: 'paragraph', text: '三月' },
      {
        kind: 'table',
        rows: [
          ['周次', '内容'],
          ['5', '会'],
          ['', '会'],
        ],
      },
      { kind: 'table', rows: [far.slice(0, 40)] },
    ]);
  });
});

describe('Word', () => {
  const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
  const cell = (content: string, more = '') => `<w:tc><w:tcPr>${more}</w:tcPr>${content}</w:tc>`;
  const row = (...cells: string[]) => `<w:tr>${cells.join('')}</w:tr>`;
  /** The body of a document; wordOf puts it into a paragraph that this closes and opens again. */
  const body = (inside: string) => wordOf(`x</w:t></w:r></w:p>${inside}<w:p><w:r><w:t>y`);

  test('wide cells, a table in a frame, a table in a cell', async () => {
    const inner = `<w:tbl>${row(cell(paragraph('甲')), cell(paragraph('乙')))}</w:tbl>`;
    const blocks = await read(
      body(
        `<w:tbl>${row(cell(paragraph('合'), '<w:gridSpan w:val="2"/>'), cell(paragraph('丙')))}${row(cell(paragraph('1')), cell(paragraph('2') + paragraph('3')), cell(inner + paragraph('')))}</w:tbl>` +
          `<w:tbl>${row(cell(paragraph('框') + inner + paragraph('尾')))}</w:tbl>`,
      ),
    );
    expect(blocks).toEqual([
      { kind: 'paragraph', text: 'x' },
      {
        kind: 'table',
        rows: [
          ['合', '', '丙'],
          ['1', '2\n3', '甲 乙'],
        ],
      },
      { kind: 'paragraph', text: '框' },
      { kind: 'table', rows: [['甲', '乙']] },
      { kind: 'paragraph', text: '尾' },
      { kind: 'paragraph', text: 'y' },
    ]);
  });

  test('a month written downwards is one word; endless spans stay small', async () => {
    const blocks = await read(
      body(
        `<w:tbl>${row(cell([...'三月份'].map(paragraph).join('')), cell(paragraph('会'), '<w:gridSpan w:val="99999"/>'), cell(paragraph('远')))}</w:tbl>`,
      ),
    );
    expect(tableIn(blocks)).toEqual([['三月份', '会']]);
  });
});

describe('PDF', () => {
  const long = '三年级下册单元整体教学研讨，主备人说课，各校教研组长参加，自带教材与听课记录，上午九点到会，下午评课';
  const weeks = Array.from({ length: 60 }, (_, i) => [`第${i + 1}周`, i % 7 === 0 ? long : '例会', '王敏']);
  const plain = [
    ['周次', '内容', '负责'],
    ['第5周', `${long}；数学集体备课`, '王敏'],
    ['第6周', '领卷', '李强'],
    ['第7周', '科学实验', ''],
  ];
  const row = (cells: string[]): string => `<tr>${cells.map((text) => `<td>${text}</td>`).join('')}</tr>`;
  const html = {
    prose: `<p>一、集体备课。<br>第5周 21号（周二）</p><p>${long.repeat(2)}</p>`,
    overPages: `<table class="r"><thead>${row(['周次', '内容', '负责'])}</thead>${weeks.map(row).join('')}</table><p>完</p>`,
    wide: `<table class="r"><tr><td colspan="3">三月行事历</td></tr><tr><td rowspan="2">上旬</td><td>1</td><td>会</td></tr><tr><td colspan="2">考试</td></tr></table>`,
    unruled: `<p>${long}。</p><table>${plain.map(row).join('')}</table><p>完</p>`,
  };
  const style = `<style>body{font:12pt/1.5 sans-serif;margin:0} td{padding:3px 14px;vertical-align:top}
    .r{border-collapse:collapse;width:100%} .r td{border:1px solid} td:first-child,td:last-child{white-space:nowrap}</style>`;

  let pdf: Record<string, Buffer> = {};
  beforeAll(async () => {
    const files = await printed(
      Object.values(html).map((body) => `<!doctype html><meta charset="utf-8">${style}${body}`),
    );
    pdf = Object.fromEntries(Object.keys(html).map((name, i) => [name, files?.[i] ?? Buffer.alloc(0)]));
  });

  test.for<[keyof typeof html, (blocks: Block[]) => void]>([
    [
      'prose',
      (blocks) => {
        const lines = paragraphsIn(blocks);
        expect(lines.length).toBeGreaterThan(4);
        expect(lines.slice(0, 2)).toEqual(['一、集体备课。', '第5周 21号（周二）']);
        expect(lines.slice(2).join('')).toBe(long.repeat(2));
      },
    ],
    [
      'overPages',
      (blocks) => {
        expect(blocks.map(({ kind }) => kind)).toEqual(['table', 'paragraph']);
        expect(tableIn(blocks)).toEqual([['周次', '内容', '负责'], ...weeks]);
      },
    ],
    [
      'wide',
      (blocks) =>
        expect(tableIn(blocks)).toEqual([
          ['三月行事历', '', ''],
          ['上旬', '1', '会'],
          ['', '考试', ''],
        ]),
    ],
    [
      'unruled',
      (blocks) => {
        expect(tableIn(blocks)).toEqual(plain);
        expect(paragraphsIn(blocks).at(-1)).toBe('完');
      },
    ],
  ])('%s', async ([name, check], { skip }) => {
    skip(!chromium, noChromium);
    check(await read(pdf[name] ?? ''));
  });
});
