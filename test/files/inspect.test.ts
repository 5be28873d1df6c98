// What a file is must be what its ending says, and nothing in it may run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectFile, type Obstacle } from '../../src/files/inspect.ts';
import { endingsOf, type FileKind, hasMacroEnding, kindOfName, shownName } from '../../src/files/kinds.ts';
import { docxOf, oleOf, zipOf } from '../support/zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

const docx = docxOf();
const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
const jpg = Buffer.from('ffd8ffe000104a464946', 'hex');
const bomb = zipOf({ name: 'a', data: Buffer.alloc(70_000_000) });
const cut = docx.subarray(0, docx.length - 30);
const far = Buffer.concat([
  oleOf('Root Entry', 'WordDocument'),
  Buffer.alloc(128 * 1600),
  oleOf('_VBA_PROJECT').subarray(512),
]);

const cases: [string, FileKind, Buffer, Obstacle | null][] = [
  ['a document', 'docx', docx, null],
  ['a workbook', 'xlsx', zipOf({ name: 'xl/workbook.xml', data: '' }), null],
  ['slides', 'pptx', zipOf({ name: 'ppt/presentation.xml', data: '' }), null],
  ['any zip', 'zip', zipOf({ name: '教案/一.txt', data: '好' }), null],
  ['an empty zip', 'zip', zipOf(), null],
  ['a pdf', 'pdf', Buffer.from('%PDF-1.7\n'), null],
  ['a pdf after a byte order mark', 'pdf', Buffer.from('\ufeff%PDF-1.4\n'), null],
  ['a photo', 'jpg', jpg, null],
  ['a picture', 'png', png, null],
  ['an old document', 'doc', oleOf('Root Entry', 'WordDocument'), null],
  ['an old workbook', 'xls', oleOf('Root Entry', 'Workbook'), null],
  ['old slides', 'ppt', oleOf('Root Entry', 'PowerPoint Document'), null],
  ['nothing', 'pdf', Buffer.alloc(0), 'empty'],
  ['a program called pdf', 'pdf', Buffer.from('MZ\x90\x00'), 'mismatch'],
  ['a png called jpg', 'jpg', png, 'mismatch'],
  ['a page called doc', 'doc', Buffer.from('<html>'), 'mismatch'],
  ['a zip called docx', 'docx', zipOf({ name: 'a.txt', data: '' }), 'mismatch'],
  ['a workbook called docx', 'docx', zipOf({ name: 'xl/workbook.xml', data: '' }), 'mismatch'],
  ['an old document called xls', 'xls', oleOf('Root Entry', 'WordDocument'), 'mismatch'],
  ['an old document called docx', 'docx', oleOf('Root Entry', 'WordDocument'), 'mismatch'],
  ['text called zip', 'zip', Buffer.from('hello'), 'mismatch'],
  ['macros in a document', 'docx', docxOf('', { name: 'word/vbaProject.bin', data: 'x' }), 'macros'],
  ['a macro workbook in a zip', 'zip', zipOf({ name: 'a/表.XLSM', data: 'x' }), 'macros'],
  ['macros in an old document', 'doc', oleOf('Root Entry', 'WordDocument', 'Macros'), 'macros'],
  ['macros in an old workbook', 'xls', oleOf('Root Entry', 'Workbook', '_VBA_PROJECT_CUR'), 'macros'],
  ['macros far behind', 'doc', far, 'macros'],
  ['a document with a password', 'docx', oleOf('Root Entry', 'EncryptedPackage', 'EncryptionInfo'), 'encrypted'],
  ['a zip with a password', 'zip', zipOf({ name: 'a', data: 'b', encrypted: true }), 'encrypted'],
  ['a bomb', 'zip', bomb, 'tooLarge'],
  ['half a document', 'docx', cut, 'broken'],
];

describe('inspectFile', () => {
  it.each(cases)('%s (%s)', async (name, kind, bytes, expected) => {
    const path = join(folder, encodeURIComponent(name));
    writeFileSync(path, bytes);
    expect(await inspectFile(path, kind)).toBe(expected);
  });

  it('takes the words of a text for words: a document about macros has none', async () => {
    const path = join(folder, 'about');
    const words = Buffer.concat([
      oleOf('Root Entry', 'WordDocument'),
      Buffer.from('Macros _VBA_PROJECT'.repeat(50), 'utf16le'),
    ]);
    writeFileSync(path, words);
    expect(await inspectFile(path, 'doc')).toBeNull();
  });
});

describe('names', () => {
  it.each([
    ['单元设计.docx', '单元设计.docx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\王\\教案.pdf', '教案.pdf'],
    ['a\u0000b\u202Etxt.exe\u200B', 'abtxt.exe'],
    ['  多  空 格 .pdf ', '多 空 格 .pdf'],
    ['...hidden', 'hidden'],
    ['\u202E', '未命名'],
    ['', '未命名'],
    [`${'长'.repeat(200)}.pptx`, `${'长'.repeat(74)}….pptx`],
    ['\ud800.pdf', '\ufffd.pdf'],
  ])('%j is shown as %j', (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });

  it.each([
    ['A.PDF', 'pdf'],
    ['照片.jpeg', 'jpg'],
    ['教案.docx.exe', null],
    ['教案', null],
    ['教案.wps', null],
  ])('%s claims to be %s', (name, kind) => {
    expect(kindOfName(name)).toBe(kind);
  });

  it('knows endings with macros, and the endings of kinds', () => {
    expect(['a.docm', 'b.XLSM', 'c.docx'].map(hasMacroEnding)).toEqual([true, true, false]);
    expect(endingsOf(['pdf', 'jpg'])).toEqual(['.pdf', '.jpg', '.jpeg']);
  });
});
