// What nobody may hand in inside a zip or an office package: programs, macros, archives, names that leave the folder. Documents in a
// zip are looked into as well, one level down; names and content both count, because either can be changed by hand.
import { type FileHandle, open, rm } from 'node:fs/promises';
import { hasArchiveEnding, hasMacroEnding, hasProgramEnding, isZipDocument, leavesFolder } from './kinds.ts';
import { inspectOle, oleSignature } from './ole.ts';
import { fileSource, type OpenEntry, openZip, ZipFault, type ZipLimits, zipLimits } from './zip.ts';

/** Why a zip is not taken for what is inside. */
export type InsideObstacle =
  | 'paths'
  | 'program'
  | 'macros'
  | 'nested'
  | 'encrypted'
  | 'tooLarge'
  | 'broken'
  | 'mismatch';

const zipObstacles = {
  notZip: 'broken',
  broken: 'broken',
  method: 'broken',
  encrypted: 'encrypted',
  tooMany: 'tooLarge',
  tooLarge: 'tooLarge',
} as const satisfies Record<ZipFault['reason'], InsideObstacle>;

/** Looks into an open zip that is an office document with this main part; documents inside it are judged by their names alone. */
export const inspectPackage = (file: FileHandle, main: string): Promise<InsideObstacle | null> =>
  judged(async () => {
    const entries = await openZip(await fileSource(file));
    return (await against(entries)) ?? (entries.some(({ name }) => name === main) ? null : 'mismatch');
  });

/** Looks into an open plain zip and the documents in it, which are unpacked one after another to `scratch` (absolute path). */
export const inspectArchive = (file: FileHandle, scratch: string): Promise<InsideObstacle | null> =>
  judged(async () => {
    const entries = await openZip(await fileSource(file));
    const found = (await against(entries)) ?? (entries.some(isArchive) ? 'nested' : null);
    return found ?? (await inDocuments(entries, scratch).finally(() => rm(scratch, { force: true })));
  });

async function judged(look: () => Promise<InsideObstacle | null>): Promise<InsideObstacle | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ZipFault) return zipObstacles[error.reason];
    throw error;
  }
}

const starts = ({ head }: OpenEntry, ...signatures: Buffer[]): boolean =>
  signatures.some((signature) => head.subarray(0, signature.length).equals(signature));

/** Of a zip with files, of an empty one, of the first of several volumes. */
const zips = ['\x03\x04', '\x05\x06', '\x07\x08'].map((signs) => Buffer.from(`PK${signs}`, 'latin1'));
const archives = [
  Buffer.from('Rar!'),
  Buffer.from('377abcaf271c', 'hex'),
  Buffer.from('1f8b08', 'hex'),
  Buffer.from('MSCF'),
];
const elf = Buffer.from('\x7fELF', 'latin1');

/** Programs for Windows begin with two letters, which a text may do too; no text has a zero byte soon after. */
const isProgram = (entry: OpenEntry): boolean =>
  starts(entry, elf) || (starts(entry, Buffer.from('MZ')) && entry.head.includes(0));

const isArchive = (entry: OpenEntry): boolean =>
  starts(entry, ...archives) || (starts(entry, ...zips) && !isZipDocument(entry.name));

const rules: readonly [InsideObstacle, (entry: OpenEntry) => boolean][] = [
  ['paths', ({ name }) => leavesFolder(name)],
  ['program', (entry) => hasProgramEnding(entry.name) || isProgram(entry)],
  ['macros', ({ name }) => hasMacroEnding(name) || /(^|\/)vbaProject\.bin$/i.test(name)],
  ['nested', ({ name }) => hasArchiveEnding(name)],
];

/** What stands against the entries themselves, of whatever kind their zip is. */
async function against(entries: readonly OpenEntry[]): Promise<InsideObstacle | null> {
  const broken = rules.find(([, breaks]) => entries.some(breaks));
  return broken ? broken[0] : (await declareMacros(entries)) ? 'macros' : null;
}

/** Types of parts, and of relations between parts, that only documents with macros have (ECMA-376 part 2, MS-OFFMACRO2). */
const macroTypes = /vbaProject|vbaData|macroEnabled|macrosheet/i;
const macroRelations = /relationships\/(?:vbaProject|wordVbaData|xl(?:Intl)?Macrosheet)/i;
/** Longest list of types or relations that is read, bytes; real ones have some thousand. */
const longestList = 1_000_000;

/** Whether the package says of itself that it has macros: Office goes by this and not by the names of the parts. */
async function declareMacros(entries: readonly OpenEntry[]): Promise<boolean> {
  for (const entry of entries) {
    const types = entry.name.toLowerCase() === '[content_types].xml';
    if (!types && !entry.name.toLowerCase().endsWith('.rels')) continue;
    if ((types ? macroTypes : macroRelations).test(await plainXml(entry))) return true;
  }
  return false;
}

/** The signs of a small XML file, whether written in 8 or 16 bits, by number or directly. @throws ZipFault when too long or with a DTD */
async function plainXml(entry: OpenEntry): Promise<string> {
  if (entry.bytes > longestList) throw new ZipFault('broken');
  let text = '';
  await entry.unpack(async (parts) => {
    for await (const part of parts) text += part.toString('latin1');
  });
  const narrow = text.replaceAll('\0', '');
  // Office refuses such packages; here an entity could spell the words that are looked for.
  if (/<!DOCTYPE/i.test(narrow)) throw new ZipFault('broken');
  return narrow.replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (_, hex?: string, decimal?: string) =>
    String.fromCharCode(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  );
}

/** How much all documents of one zip may hold together, so that many small bombs are no larger than one. */
const allDocuments: ZipLimits = { ...zipLimits, entries: 20_000 };

async function inDocuments(entries: readonly OpenEntry[], scratch: string): Promise<InsideObstacle | null> {
  const left = { ...allDocuments };
  for (const entry of entries) {
    if (!starts(entry, oleSignature, ...zips)) continue;
    const file = await open(scratch, 'w+');
    try {
      await entry.unpack(async (parts) => {
        for await (const part of parts) await file.write(part);
      });
      const found = starts(entry, oleSignature) ? await inspectOle(file) : await inDocument(file, left);
      if (found) return found;
    } finally {
      await file.close();
    }
  }
  return null;
}

/** Takes what the document holds from what is `left`. @throws ZipFault */
async function inDocument(file: FileHandle, left: ZipLimits): Promise<InsideObstacle | null> {
  const entries = await openZip(await fileSource(file), {
    ...left,
    entries: Math.min(left.entries, zipLimits.entries),
  });
  left.entries -= entries.length;
  left.totalBytes -= entries.reduce((sum, { bytes }) => sum + bytes, 0);
  return against(entries);
}
