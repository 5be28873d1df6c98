// What a file is must be what its ending says, and nothing in it may run.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectFile, type Obstacle } from '../../src/files/inspect.ts';
import { endingsOf, type FileKind, hasMacroEnding, kindOfName, shownName } from '../../src/files/kinds.ts';
import { docxOf, oleOf, type ZipPart, zipOf } from '../support/zip.ts';

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

/** A document whose `[Content_Types].xml` and further parts are given. */
const typed = (types: string | Buffer, ...more: ZipPart[]): Buffer =>
  zipOf(
    { name: '[Content_Types].xml', data: types },
    { name: 'word/document.xml', data: '<w:document/>' },
    { name: 'word/x.bin', data: 'x' },
    ...more,
  );
const declared = '<Types><Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>';
const enabled = declared.replace('vnd.ms-office.vbaProject', 'vnd.ms-word.document.macroEnabled.main+xml');
const related =
  '<Relationships><Relationship Id="r1" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="x.bin"/></Relationships>';
const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]);
const inZip = (name: string, data: Buffer | string = 'x') => zipOf({ name: '教案/一.txt', data: '好' }, { name, data });
const bombInside = zipOf(
  ...Array.from({ length: 8 }, (_, i) => ({
    name: `${i}.docx`,
    data: zipOf({ name: 'a', data: Buffer.alloc(40_000_000) }),
  })),
);

const hostile: [string, FileKind, Buffer, Obstacle | null][] = [
  ['macros declared under another name', 'docx', typed(declared), 'macros'],
  ['a document of the kind with macros', 'docx', typed(enabled), 'macros'],
  ['macros declared in capitals', 'docx', typed(declared.replace('vbaProject', 'VBAPROJECT')), 'macros'],
  ['macros declared in UTF-16', 'docx', typed(Buffer.from(`\ufeff${declared}`, 'utf16le')), 'macros'],
  ['macros declared by character numbers', 'docx', typed(declared.replace('vba', '&#x76;&#98;a')), 'macros'],
  ['macros behind an entity', 'docx', typed('<!DOCTYPE Types [<!ENTITY v "vba">]><Types/>'), 'broken'],
  ['types that are too many to read', 'docx', typed(`<Types>${' '.repeat(1_100_000)}</Types>`), 'broken'],
  [
    'macros that are only related',
    'docx',
    typed('<Types/>', { name: 'word/_rels/document.xml.rels', data: related }),
    'macros',
  ],
  [
    'a macro sheet',
    'xlsx',
    zipOf(
      { name: 'xl/workbook.xml', data: '' },
      { name: '[Content_Types].xml', data: '<Override ContentType="application/vnd.ms-excel.macrosheet+xml"/>' },
    ),
    'macros',
  ],
  [
    'a link to a page about macros',
    'docx',
    docxOf('', {
      name: 'word/_rels/document.xml.rels',
      data: '<Relationship Type="hyperlink" Target="https://e.example/vbaProject"/>',
    }),
    null,
  ],
  ...[
    'exe',
    'bat',
    'cmd',
    'ps1',
    'vbs',
    'js',
    'scr',
    'msi',
    'lnk',
    'jar',
    'com',
    'EXE',
    'exe ',
    'exe.',
    'e\u200bxe',
  ].map((ending): [string, FileKind, Buffer, Obstacle] => [
    `x/run.${ending} in a zip`,
    'zip',
    inZip(`x/run.${ending}`),
    'program',
  ]),
  ['a program in a document', 'docx', docxOf('', { name: 'word/run.exe', data: 'x' }), 'program'],
  ['a program under another name', 'zip', inZip('课件.txt', program), 'program'],
  ['a text that begins like a program', 'zip', inZip('MZ.txt', 'MZ 是两个字母。'.repeat(30)), null],
  ...[
    '../../etc/passwd',
    '/etc/passwd',
    'a/../../b.txt',
    '..\\..\\b.txt',
    'a\\b.txt',
    'C:/b.txt',
    'a/.. /b.txt',
    'a/..',
  ].map((name): [string, FileKind, Buffer, Obstacle] => [`${name} in a zip`, 'zip', inZip(name), 'paths']),
  ['names with dots', 'zip', inZip('a../..b/…/1..2.txt'), null],
  ['a zip in a zip', 'zip', inZip('里面.zip', zipOf({ name: 'a.txt', data: '好' })), 'nested'],
  ['a zip in a zip with macros', 'zip', inZip('里面.zip', zipOf({ name: 'a.docm', data: 'x' })), 'nested'],
  ['a zip in a zip under another name', 'zip', inZip('里面.dat', zipOf({ name: 'a.txt', data: '好' })), 'nested'],
  ...['rar', '7z', 'tar', 'gz', 'ISO'].map((ending): [string, FileKind, Buffer, Obstacle] => [
    `a ${ending} in a zip`,
    'zip',
    inZip(`里面.${ending}`),
    'nested',
  ]),
  [
    'a rar in a zip under another name',
    'zip',
    inZip('里面.jpg', Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1')),
    'nested',
  ],
  ['a 7z in a zip under another name', 'zip', inZip('里面.jpg', Buffer.from('377abcaf271c0004', 'hex')), 'nested'],
  ['a zip in a document', 'docx', docxOf('', { name: 'word/embeddings/a.zip', data: 'x' }), 'nested'],
  ['a text about a PK in a zip', 'zip', inZip('规则.txt', 'PK 赛规则'), null],
  ['an empty zip in a zip', 'zip', inZip('里面.dat', zipOf()), 'nested'],
  [
    'documents in a zip',
    'zip',
    zipOf({ name: '教案/一.docx', data: docx }, { name: '二.doc', data: oleOf('WordDocument') }),
    null,
  ],
  ['a mind map in a zip', 'zip', inZip('导图.xmind', zipOf({ name: 'content.json', data: '{}' })), null],
  ['what a Mac leaves beside a document', 'zip', inZip('__MACOSX/._一.docx', Buffer.from('00051607', 'hex')), null],
  ['a document with declared macros in a zip', 'zip', inZip('一.docx', typed(declared)), 'macros'],
  [
    'a document with macros in a zip',
    'zip',
    inZip('一.docx', docxOf('', { name: 'word/vbaProject.bin', data: 'x' })),
    'macros',
  ],
  ['an old document with macros in a zip', 'zip', inZip('一.doc', oleOf('WordDocument', 'Macros')), 'macros'],
  ['an old document with macros under another name', 'zip', inZip('一.dat', oleOf('WordDocument', 'Macros')), 'macros'],
  ['a document with a password in a zip', 'zip', inZip('一.docx', oleOf('EncryptedPackage')), 'encrypted'],
  ['a program in a document in a zip', 'zip', inZip('一.docx', docxOf('', { name: 'a.exe', data: 'x' })), 'program'],
  ['a zip in a document in a zip', 'zip', inZip('一.docx', docxOf('', { name: 'a.zip', data: 'x' })), 'nested'],
  ['half a document in a zip', 'zip', inZip('一.docx', cut), 'broken'],
  ['bombs in a zip', 'zip', bombInside, 'tooLarge'],
];

describe('hostile insides', () => {
  it.each(hostile)('%j (%s)', async (name, kind, bytes, expected) => {
    const path = join(folder, `hostile-${hostile.findIndex(([each]) => each === name)}`);
    writeFileSync(path, bytes);
    expect(await inspectFile(path, kind)).toBe(expected);
  });

  it('leave nothing beside the file', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.inside'))).toEqual([]);
  });

  it('are told from names of old Chinese Windows, where a backslash may be half a character', async () => {
    const bytes = inZip('教案/X_.txt');
    for (let at = bytes.indexOf('X_'); at >= 0; at = bytes.indexOf('X_', at + 1)) bytes.write('\x95\\', at, 'latin1');
    const path = join(folder, 'gbk');
    writeFileSync(path, bytes);
    expect(await inspectFile(path, 'zip')).toBeNull();
  });
});

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
