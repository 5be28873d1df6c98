// Whether a file is what its ending says, and harmless enough to keep: read in windows from disk, never whole into memory.
import { type FileHandle, open } from 'node:fs/promises';
import { type FileKind, hasMacroEnding } from './kinds.ts';
import { fileSource, ZipFault, zipPreflight } from './zip.ts';

/** Why a file is not taken. `mismatch`: the content is not of the kind its ending says. */
export type Obstacle = 'empty' | 'mismatch' | 'macros' | 'encrypted' | 'tooLarge' | 'broken';

const signatures: Partial<Record<FileKind, readonly number[]>> = {
  jpg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};
const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** What a zip of the kind must contain; a plain zip may contain anything. */
const mainPart: Partial<Record<FileKind, string>> = {
  docx: 'word/document.xml',
  xlsx: 'xl/workbook.xml',
  pptx: 'ppt/presentation.xml',
};

/** What an old Office file of the kind must contain. */
const mainStream: Partial<Record<FileKind, readonly string[]>> = {
  doc: ['WordDocument'],
  xls: ['Workbook', 'Book'],
  ppt: ['PowerPoint Document'],
};

/** Looks into the file at `path` (absolute). Returns what stands against it, or null. @throws when it cannot be read */
export async function inspectFile(path: string, kind: FileKind): Promise<Obstacle | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    const head = buffer.subarray(0, bytesRead);
    if (bytesRead === 0) return 'empty';
    if (kind === 'pdf') return head.includes('%PDF-') ? null : 'mismatch';
    const signature = signatures[kind];
    if (signature) return head.subarray(0, signature.length).equals(Buffer.from(signature)) ? null : 'mismatch';
    const oldOffice = head.subarray(0, ole.length).equals(ole);
    if (mainStream[kind]) return oldOffice ? await inspectOle(file, mainStream[kind]) : 'mismatch';
    // Word writes a document with a password as an old container around the encrypted new one.
    if (oldOffice) return (await streamNames(file)).has('EncryptedPackage') ? 'encrypted' : 'mismatch';
    return head.subarray(0, 2).toString('latin1') === 'PK' ? await inspectZip(file, mainPart[kind]) : 'mismatch';
  } finally {
    await file.close();
  }
}

const zipObstacles = {
  notZip: 'broken',
  broken: 'broken',
  method: 'broken',
  encrypted: 'encrypted',
  tooMany: 'tooLarge',
  tooLarge: 'tooLarge',
} as const satisfies Record<ZipFault['reason'], Obstacle>;

async function inspectZip(file: FileHandle, main: string | undefined): Promise<Obstacle | null> {
  try {
    const names = (await zipPreflight(await fileSource(file))).map((entry) => entry.name);
    if (names.some((name) => /(^|\/)vbaProject\.bin$/i.test(name) || hasMacroEnding(name))) return 'macros';
    return main && !names.includes(main) ? 'mismatch' : null;
  } catch (error) {
    if (error instanceof ZipFault) return zipObstacles[error.reason];
    throw error;
  }
}

const macroStreams = ['Macros', '_VBA_PROJECT', '_VBA_PROJECT_CUR', 'VBA'];

async function inspectOle(file: FileHandle, main: readonly string[]): Promise<Obstacle | null> {
  const names = await streamNames(file);
  if (macroStreams.some((name) => names.has(name))) return 'macros';
  if (names.has('EncryptedPackage')) return 'encrypted';
  return main.some((name) => names.has(name)) ? null : 'mismatch';
}

const slot = 128;
const window = slot * 512;

/**
 * Names of storages and streams in an old Office container. Its directory entries are 128 bytes, at multiples of 128 from the
 * start of the file; every such place that reads as an entry counts, also in parts the container no longer uses.
 */
async function streamNames(file: FileHandle): Promise<Set<string>> {
  const names = new Set<string>();
  const buffer = Buffer.alloc(window);
  for (let at = 0; ; at += window) {
    const { bytesRead } = await file.read(buffer, 0, window, at);
    for (let p = 0; p + slot <= bytesRead; p += slot) {
      const length = buffer.readUInt16LE(p + 64);
      const type = buffer[p + 66];
      if (length < 4 || length > 64 || length % 2 !== 0 || (type !== 1 && type !== 2)) continue;
      if (buffer.readUInt16LE(p + length - 2) === 0) names.add(buffer.toString('utf16le', p, p + length - 2));
    }
    if (bytesRead < window) return names;
  }
}
