// Documents that cannot be read: each ends in one Chinese sentence that says what it is and what to do, and nothing else.
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { readDocument } from '../../src/files/document/read.ts';
import { Refusal } from '../../src/lib/refuse.ts';
import { pdfOf, wordOf } from '../support/documents.ts';
import { type PlanFiles, planFiles, weekPlan } from '../support/plan-files.ts';
import { oleOf, zipOf } from '../support/zip.ts';

/** The sentence of the refusal, or how many blocks there are. */
const reading = (bytes: Buffer, name: string | null = '计划.docx'): Promise<string> =>
  readDocument(bytes, name).then(
    ({ blocks }) => `${blocks.length} blocks`,
    (error: unknown) => (error instanceof Refusal ? error.message : Promise.reject(error)),
  );

let files: PlanFiles;
let locked: Buffer;
beforeAll(async () => {
  files = await planFiles(weekPlan);
  const rows = [['周次', '内容']];
  locked = Buffer.from(
    await writeXlsx({ sheets: [{ name: '表', rows }], encryption: { password: '123456', spinCount: 10 } }),
  );
});

const hex = (start: string, length = 64): Buffer => Buffer.concat([Buffer.from(start, 'hex'), Buffer.alloc(length)]);
const word = (document: string): Buffer =>
  zipOf({ name: '[Content_Types].xml', data: '<Types/>' }, { name: 'word/document.xml', data: document });
const part = (name: string): Buffer => zipOf({ name, data: 'x' });

/** A PDF of one page: what is drawn on it, how that is packed, its font, more objects and what the trailer says of them. */
function pdf(
  drawing: Buffer,
  more: { filter?: string; font?: string; object?: string; trailer?: string } = {},
): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} ${more.filter ?? ''} >>\nstream\n${drawing.toString('latin1')}\nendstream`,
    more.font ?? '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    more.object ?? 'null',
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.7\n${body}trailer\n<< /Size 7 /Root 1 0 R ${more.trailer ?? ''} >>\n%%EOF\n`, 'latin1');
}

const zeros = '0'.repeat(64);
const password = {
  object: `<< /Filter /Standard /V 1 /R 2 /O <${zeros}> /U <${zeros}> /P -4 >>`,
  trailer: '/Encrypt 6 0 R /ID [<00> <00>]',
};
/** Text in the encoding of old Chinese programs, whose table is not at hand. */
const foreign = {
  font: '<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts [6 0 R] >>',
  object:
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>',
};

/** The header of a Word document as far as it is looked at, in a container. */
function oldWord(signature: number, flags: number): Buffer {
  const header = Buffer.alloc(512);
  header.writeUInt16LE(signature, 0);
  header.writeUInt16LE(0xc1, 2);
  header.writeUInt16LE(flags, 10);
  return Buffer.concat([oleOf('WordDocument'), header]);
}

describe('what cannot be read', () => {
  test.each<[string, () => Buffer, RegExp]>([
    ['an empty file', () => Buffer.alloc(0), /是空的/],
    ['50 MB', () => Buffer.alloc(50_000_000), /超过 20 MB/],
    ['only blanks', () => Buffer.from(' \n\t\n'), /没有文字/],
    ['a Word document without text', () => wordOf(''), /没有文字，可能只有图片/],
    ['a scan', () => pdf(Buffer.from('q Q')), /多半是扫描件或图片.*粘贴/],
    [
      'a PDF whose letters mean nothing',
      () => pdf(Buffer.from('BT /F1 12 Tf <bdccd1d0> Tj ET'), foreign),
      /认不出来（字体/,
    ],
    ['a PDF with a password', () => pdf(Buffer.from('q Q'), password), /设了密码/],
    ['a workbook with a password', () => locked, /设了密码/],
    ['an old Word document with a password', () => oldWord(0xa5ec, 0x100), /设了密码/],
    ['an old Word document that is none', () => oldWord(0xa5ec, 0), /Word 文档是坏的/],
    ['a much older Word document', () => oldWord(0xa5dc, 0), /太旧了.*\.docx/],
    ['a Word document cut off', () => files.docx.subarray(0, 4_000), /是坏的或没有传完整/],
    ['a workbook cut off', () => files.xlsx.subarray(0, 2_000), /是坏的或没有传完整/],
    ['a PDF cut off', () => pdfOf('plan').subarray(0, 200), /PDF 是坏的/],
    ['a Word document with nonsense inside', () => word('<w:document><w:body>'), /Word 文档是坏的/],
    ['a zip with a password', () => zipOf({ name: 'word/document.xml', data: 'x', encrypted: true }), /设了密码/],
    [
      'a web page',
      () => Buffer.from('\ufeff<!DOCTYPE html>\n<html><body>三月</body></html>'),
      /其实是网页.*另存为 \.docx/,
    ],
    [
      'a web page as Word writes it',
      () => Buffer.from('MIME-Version: 1.0\nContent-Type: multipart/related'),
      /其实是网页/,
    ],
    ['XML', () => Buffer.from('<?xml version="1.0"?><w:wordDocument/>'), /XML.*\.docx/],
    ['RTF', () => Buffer.from('{\\rtf1\\ansi plan}'), /RTF.*\.docx/],
    ['a picture', () => hex('ffd8ffe0'), /一张图片/],
    ['another picture', () => hex('424d3600'), /一张图片/],
    ['slides', () => part('ppt/presentation.xml'), /演示文稿/],
    ['old slides', () => oleOf('Current User', 'PowerPoint Document'), /演示文稿/],
    ['an old file of some program', () => oleOf('Contents'), /不是 \.doc 或 \.xls/],
    ['OpenDocument', () => part('mimetype'), /OpenDocument.*另存为/],
    ['OFD', () => part('OFD.xml'), /OFD/],
    ['xlsb', () => part('xl/workbook.bin'), /xlsb.*另存为 \.xlsx/],
    ['a zip of files', () => part('计划.docx'), /压缩包.*解压/],
    ['rar', () => hex('526172211a07'), /压缩包/],
    ['bytes of no meaning', () => hex('00010203'), /认不出来/],
    [
      'bytes of no meaning without zeros',
      () => Buffer.from(Array.from({ length: 4_000 }, (_, i) => 1 + ((i * i * 7) % 251))),
      /认不出来/,
    ],
    ['a text in BIG5', () => Buffer.from('a4bda5acb0d1a5d1b8eaaeeca9f3a658'.repeat(3), 'hex'), /认不出来/],
  ])('%s', async (_, bytes, words) => expect(await reading(bytes())).toMatch(words));
});

describe('what would eat memory or time', { timeout: 120_000 }, () => {
  const spaces = (bytes: number): Buffer => deflateSync(Buffer.alloc(bytes, ' '), { level: 9 });
  test.each<[string, () => Buffer]>([
    ['a Word document that unpacks to 70 MB', () => word(' '.repeat(70_000_000))],
    ['a Word document with 13 MB of words', () => word(`<w:document>${'字'.repeat(4_400_000)}`)],
    ['a Word document nested without end', () => word(`<w:document><w:body>${'<w:p>'.repeat(30_000)}`)],
    ['two million letters', () => Buffer.from('第五周开会\n'.repeat(400_000))],
    ['a PDF that unpacks to 600 MB', () => pdf(spaces(600_000_000), { filter: '/Filter /FlateDecode' })],
  ])('%s', async (_, bytes) => {
    const file = bytes();
    const before = process.memoryUsage();
    expect(await reading(file)).toMatch(/内容太多|是坏的|没有文字/);
    // Nothing of it stays in the main thread.
    expect(process.memoryUsage().heapUsed - before.heapUsed).toBeLessThan(100_000_000);
  });

  test('a cell at the far corner and an endless merge cost nothing', async () => {
    const merges = [{ startRow: 1, startCol: 1, endRow: 1_048_575, endCol: 16_383 }];
    const cells = new Map([['1048575,16383', { value: '远' }]]);
    const sheet = {
      name: '三月',
      rows: [
        ['周次', '内容'],
        ['5', '会'],
        ['6', '底下'],
      ],
      merges,
      cells,
    };
    const { blocks } = await readDocument(Buffer.from(await writeXlsx({ sheets: [sheet] })), null);
    expect(blocks[1]).toEqual({
      kind: 'table',
      rows: [
        ['周次', '内容'],
        ['5', '会'],
        ['6', ''],
      ],
    });
  });
});

test('whatever is damaged, nothing but a refusal comes out', { timeout: 120_000 }, async () => {
  const kinds = ['docx', 'xlsx', 'pdf'] as const;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      async (kind, at, put) => {
        const bytes = Buffer.from(files[kind] ?? pdfOf('plan'));
        bytes.set(put.subarray(0, bytes.length), Math.min(Math.floor(at * bytes.length), bytes.length - put.length));
        expect(await reading(bytes)).toMatch(/^\d+ blocks$|请/);
      },
    ),
    { numRuns: 25 },
  );
});

test('one after the other: a good file is read after a bad one', async () => {
  const answers = await Promise.all([reading(hex('ffd8ff')), reading(wordOf('第5周开会')), reading(pdfOf('week 5'))]);
  expect(answers).toEqual([expect.stringMatching(/一张图片/), '1 blocks', '1 blocks']);
});
