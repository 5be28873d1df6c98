// Workbooks: what people type comes back as typed, and hostile files end in one Chinese sentence.
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSheets, type SheetLimits, writeSheets } from '../../src/files/xlsx.ts';
import { Refusal } from '../../src/lib/refuse.ts';
import { zipOf } from '../support/zip.ts';

const column = (title: string) => ({ title, width: 12 });

/** What reading comes to: the sheets, or the sentence of the refusal. */
const reading = (bytes: Buffer, limits?: SheetLimits): Promise<unknown> =>
  readSheets(bytes, ['人员'], limits).then(
    (sheets) => sheets.get('人员'),
    (error: unknown) => (error instanceof Refusal ? error.message : Promise.reject(error)),
  );

/** The parts of an honest workbook by name. */
function partsOf(bytes: Buffer): Record<string, string> {
  const parts: Record<string, string> = {};
  const end = bytes.length - 22;
  for (let p = bytes.readUInt32LE(end + 16), n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const [nameLength, size, at] = [bytes.readUInt16LE(p + 28), bytes.readUInt32LE(p + 20), bytes.readUInt32LE(p + 42)];
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const data = bytes.subarray(start, start + size);
    const name = bytes.toString('utf8', p + 46, p + 46 + nameLength);
    parts[name] = (bytes.readUInt16LE(p + 10) === 8 ? inflateRawSync(data) : data).toString();
    p += 46 + nameLength + bytes.readUInt16LE(p + 30) + bytes.readUInt16LE(p + 32);
  }
  return parts;
}

let honest: Buffer;
let parts: Record<string, string>;
const withParts = (changed: Record<string, string>): Buffer =>
  zipOf(...Object.entries({ ...parts, ...changed }).map(([name, data]) => ({ name, data })));
const sheet = 'xl/worksheets/sheet1.xml';
const sheetOf = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

beforeAll(async () => {
  honest = await writeSheets([{ name: '人员', columns: [column('姓名')], rows: [['李强']] }]);
  parts = partsOf(honest);
});

describe('round trip', () => {
  test('text stays as typed: rare characters, leading zeros, long numbers, things that look like formulas', async () => {
    const row = ['𠮷田', '0012', '510112199001011234', '=1+1', '@all', '语文、数学'];
    const bytes = await writeSheets([
      { name: '人员', columns: row.map((_, i) => column(`列${i}`)), rows: [row] },
      { name: '群', columns: [column('群名')], rows: [] },
    ]);
    const sheets = await readSheets(bytes, ['学校', '群', '人员']);
    expect([...sheets.keys()]).toEqual(['学校', '群', '人员']);
    expect(sheets.get('学校')).toEqual([]);
    expect(sheets.get('群')).toEqual([{ number: 1, cells: ['群名'] }]);
    expect(sheets.get('人员')?.[1]).toEqual({ number: 2, cells: row });
  });

  test('numbers, days and ticks become text; blanks and unseen signs go; empty rows are left out but counted', async () => {
    const rows = [['姓名'], [' 李强\u200b '], [null], [12], [true], [new Date('2023-03-06T00:00:00Z')]];
    const bytes = Buffer.from(await writeXlsx({ sheets: [{ name: '人员', rows }] }));
    expect(await reading(bytes)).toEqual([
      { number: 1, cells: ['姓名'] },
      { number: 2, cells: ['李强'] },
      { number: 4, cells: ['12'] },
      { number: 5, cells: ['是'] },
      { number: 6, cells: ['2023-03-06'] },
    ]);
  });
});

describe('refusals', () => {
  test.each<[string, () => Buffer, RegExp]>([
    ['a text', () => Buffer.from('姓名,学校'), /不是 \.xlsx/],
    ['an old or locked workbook', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), /旧的 \.xls，或者设了密码/],
    ['cut off', () => honest.subarray(0, honest.length / 2), /不是 \.xlsx/],
    ['a zip that is no workbook', () => zipOf({ name: 'a', data: 'x' }), /坏的或没有传完整/],
    ['5 MB', () => Buffer.alloc(5_000_001), /超过 5 MB/],
    ['a bomb', () => withParts({ [sheet]: sheetOf('<row/>'.repeat(3_000_000)) }), /内容太多/],
  ])('%s', async (_, bytes, words) => expect(await reading(bytes())).toMatch(words));

  test('too many rows', async () => {
    const limits = { bytes: 1e6, rows: 2, columns: 5 };
    const row = '<row><c t="str"><v>x</v></c></row>';
    expect(await reading(withParts({ [sheet]: sheetOf(row.repeat(2)) }), limits)).toHaveLength(2);
    expect(await reading(withParts({ [sheet]: sheetOf(row.repeat(3)) }), limits)).toBe(
      '“人员”表超过 2 行，请分几次导入。',
    );
  });

  test('a cell far out does not make rows long', async () => {
    const far = '<row r="1"><c r="A1" t="str"><v>x</v></c><c r="XFD1" t="str"><v>y</v></c></row>';
    expect(await reading(withParts({ [sheet]: sheetOf(far) }))).toEqual([
      { number: 1, cells: ['x', ...Array(39).fill('')] },
    ]);
  });

  test('what eats memory in the reader ends in its thread', { timeout: 60_000 }, async () => {
    const deep = `<sst>${'<a>'.repeat(1_900_000)}`;
    const before = process.memoryUsage().heapUsed;
    expect(await reading(withParts({ 'xl/sharedStrings.xml': deep }))).toMatch(/坏的或没有传完整/);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
  });

  test('whatever is damaged, nothing but a Refusal comes out', { timeout: 60_000 }, async () => {
    const names = ['xl/workbook.xml', 'xl/sharedStrings.xml', sheet, 'xl/_rels/workbook.xml.rels'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(400), fc.string({ maxLength: 12 }), async (name, at, put) => {
        const text = parts[name] ?? '';
        await reading(withParts({ [name]: text.slice(0, at) + put + text.slice(at + put.length) }));
      }),
      { numRuns: 12 },
    );
  });
});
