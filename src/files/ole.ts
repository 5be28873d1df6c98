// Looks into old Office containers (doc, xls, ppt; also documents with a password): names of what is inside, read in windows.
import type { FileHandle } from 'node:fs/promises';

/** How such a file begins. */
export const oleSignature = Buffer.from('d0cf11e0a1b11ae1', 'hex');

const macroStreams = ['Macros', '_VBA_PROJECT', '_VBA_PROJECT_CUR', 'VBA'];

/** What stands against an open container, whatever it is a document of. */
export async function inspectOle(file: FileHandle): Promise<'macros' | 'encrypted' | null> {
  const names = await streamNames(file);
  if (macroStreams.some((name) => names.has(name))) return 'macros';
  return names.has('EncryptedPackage') ? 'encrypted' : null;
}

const slot = 128;
const window = slot * 512;

/**
 * Names of storages and streams in an old Office container. Its directory entries are 128 bytes, at multiples of 128 from the
 * start of the file; every such place that reads as an entry counts, also in parts the container no longer uses.
 */
export async function streamNames(file: FileHandle): Promise<Set<string>> {
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
