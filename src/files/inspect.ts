// Whether a file is what its ending says, and harmless enough to keep: read in windows from disk, never whole into memory.
import { type FileHandle, open } from 'node:fs/promises';
import { type InsideObstacle, inspectArchive, inspectPackage } from './insides.ts';
import type { FileKind } from './kinds.ts';
import { inspectOle, oleSignature, streamNames } from './ole.ts';

/**
 * Why a file is not taken. `mismatch`: the content is not of the kind its ending says. `program`, `nested`, `paths`: a zip with a program
 * in it, with another archive in it, with names that lead out of the folder it is unpacked to.
 */
export type Obstacle = 'empty' | InsideObstacle;

const signatures: Partial<Record<FileKind, readonly number[]>> = {
  jpg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};

/** What an office package of the kind must contain. */
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

/**
 * Looks into the file at `path` (absolute). Returns what stands against it, or null. Documents in a plain zip are unpacked one at a
 * time beside it, as `<path>.inside`. @throws when it cannot be read
 */
export async function inspectFile(path: string, kind: FileKind): Promise<Obstacle | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    const head = buffer.subarray(0, bytesRead);
    if (bytesRead === 0) return 'empty';
    if (kind === 'pdf') return head.includes('%PDF-') ? null : 'mismatch';
    const signature = signatures[kind];
    if (signature) return head.subarray(0, signature.length).equals(Buffer.from(signature)) ? null : 'mismatch';
    const oldOffice = head.subarray(0, oleSignature.length).equals(oleSignature);
    if (mainStream[kind]) return oldOffice ? await inspectOldOffice(file, mainStream[kind]) : 'mismatch';
    // Word writes a document with a password as an old container around the encrypted new one.
    if (oldOffice) return (await streamNames(file)).has('EncryptedPackage') ? 'encrypted' : 'mismatch';
    if (head.subarray(0, 2).toString('latin1') !== 'PK') return 'mismatch';
    const main = mainPart[kind];
    return await (main ? inspectPackage(file, main) : inspectArchive(file, `${path}.inside`));
  } finally {
    await file.close();
  }
}

async function inspectOldOffice(file: FileHandle, main: readonly string[]): Promise<Obstacle | null> {
  const names = await streamNames(file);
  return (await inspectOle(file)) ?? (main.some((name) => names.has(name)) ? null : 'mismatch');
}
