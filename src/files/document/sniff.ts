// What a document is by its content; its name only tells Markdown from other text. Nothing is unpacked but what the preflight counts.
import { oleSignature } from '../ole.ts';
import { ZipFault, type ZipFaultReason, type ZipLimits, zipPreflight } from '../zip.ts';
import { DocumentFault, type Fault } from './faults.ts';

/** The readers there are. */
export type DocumentKind = 'text' | 'markdown' | 'docx' | 'doc' | 'xlsx' | 'xls' | 'pdf';

/** Unpacked sizes of an honest document with pictures. Readers build trees of the parts, many times as large. */
const packedLimits: ZipLimits = { entries: 2_000, entryBytes: 24_000_000, totalBytes: 64_000_000 };
/** Largest part that a reader takes apart, bytes; a term plan of 200 pages has about a fifth. */
const largestXml = 12_000_000;

const zipFaults: Record<ZipFaultReason, Fault> = {
  notZip: 'brokenZip',
  broken: 'brokenZip',
  method: 'brokenZip',
  encrypted: 'locked',
  tooMany: 'tooMuch',
  tooLarge: 'tooMuch',
};

/** What is in a zip, by the name of one of its parts. */
const packages: readonly [RegExp, DocumentKind | Fault][] = [
  [/^word\/document\d*\.xml$/i, 'docx'],
  [/^xl\/workbook\d*\.xml$/i, 'xlsx'],
  [/^xl\/workbook\d*\.bin$/i, 'xlsb'],
  [/^ppt\/presentation\d*\.xml$/i, 'slides'],
  [/^OFD\.xml$/i, 'ofd'],
  [/^mimetype$/, 'openDocument'],
];

const readable = ['text', 'markdown', 'docx', 'doc', 'xlsx', 'xls', 'pdf'] as const satisfies DocumentKind[];
const isKind = (found: DocumentKind | Fault): found is DocumentKind => readable.some((kind) => kind === found);

/** Other content by its first bytes. */
const signatures: readonly [string, Fault][] = [
  ['ffd8ff', 'image'],
  ['89504e47', 'image'],
  ['47494638', 'image'],
  ['424d', 'image'],
  ['49492a00', 'image'],
  ['4d4d002a', 'image'],
  ['52494646', 'image'],
  ['52617221', 'archive'],
  ['377abcaf271c', 'archive'],
  ['1f8b', 'archive'],
  ['7b5c727466', 'rtf'],
];

/** How texts begin that are something else. */
const markups: readonly [RegExp, Fault][] = [
  [
    /^\s*(?:<!--[\s\S]*?-->\s*)?(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html|<head|<meta|<body|<table|<div)/i,
    'webPage',
  ],
  [/^\s*(?:MIME-Version:|From: <Saved by)/i, 'webPage'],
  [/^\s*<\?xml/i, 'xml'],
];

/** The kind of a document. `name` as people gave it. @throws DocumentFault when it is none that is read */
export async function sniff(bytes: Buffer, name: string | null): Promise<DocumentKind> {
  if (bytes.length === 0) throw new DocumentFault('empty');
  const head = bytes.subarray(0, 1024);
  if (head.includes('%PDF-')) return 'pdf';
  if (head.subarray(0, 2).toString('latin1') === 'PK') return inZip(bytes);
  if (head.subarray(0, oleSignature.length).equals(oleSignature)) return inContainer(bytes);
  const hex = head.toString('hex', 0, 16);
  const other = signatures.find(([start]) => hex.startsWith(start));
  if (other && !(other[0] === '424d' && !head.includes(0))) throw new DocumentFault(other[1]);
  // UTF-16 has zero bytes between the letters; the signs that matter here are all ASCII.
  const opening = head
    .toString('latin1')
    .replace(/^(?:ï»¿|ÿþ|þÿ)/, '')
    .replaceAll('\0', '');
  const markup = markups.find(([start]) => start.test(opening));
  if (markup) throw new DocumentFault(markup[1]);
  return /\.(?:md|markdown)$/i.test(name ?? '') ? 'markdown' : 'text';
}

async function inZip(bytes: Buffer): Promise<DocumentKind> {
  try {
    const entries = await zipPreflight(bytes, packedLimits);
    if (entries.some((entry) => /\.(?:xml|rels)$/i.test(entry.name) && entry.bytes > largestXml)) {
      throw new DocumentFault('tooMuch');
    }
    const found = packages.find(([part]) => entries.some((entry) => part.test(entry.name)))?.[1] ?? 'archive';
    if (!isKind(found)) throw new DocumentFault(found);
    return found;
  } catch (error) {
    throw error instanceof ZipFault ? new DocumentFault(zipFaults[error.reason]) : error;
  }
}

const wide = (name: string): Buffer => Buffer.from(`${name}\0`, 'utf16le');

/** What an old Office container holds, by the first of these streams in its directory (entries stand at multiples of 128 bytes). */
const streams: readonly [Buffer, DocumentKind | Fault][] = [
  [wide('EncryptedPackage'), 'locked'],
  [wide('WordDocument'), 'doc'],
  [wide('Workbook'), 'xls'],
  [wide('Book'), 'xls'],
  [wide('PowerPoint Document'), 'slides'],
];

function inContainer(bytes: Buffer): DocumentKind {
  for (let at = 0; at + 128 <= bytes.length; at += 128) {
    const found = streams.find(([name]) => bytes.subarray(at, at + name.length).equals(name))?.[1];
    if (!found) continue;
    if (!isKind(found)) throw new DocumentFault(found);
    if (found === 'doc') checkWord(bytes);
    if (found === 'xls') checkSheets(bytes);
    return found;
  }
  throw new DocumentFault('oldOffice');
}

/** The header of a Word document stands at the start of a sector: its signature, and the flag of a password ([MS-DOC] 2.5.2). */
function checkWord(bytes: Buffer): void {
  for (let at = 512; at + 32 <= bytes.length; at += 64) {
    const signature = bytes.readUInt16LE(at);
    if (signature === 0xa5dc && at % 512 === 0) throw new DocumentFault('oldWord');
    const version = bytes.readUInt16LE(at + 2);
    if (signature !== 0xa5ec || version < 0xc0 || version > 0x112) continue;
    if (bytes.readUInt16LE(at + 10) & 0x100) throw new DocumentFault('locked');
    return;
  }
  throw new DocumentFault('brokenWord');
}

/** A workbook begins with BOF, and with a password FILEPASS follows ([MS-XLS] 2.4.21, 2.4.117). Before BIFF8 there is no reader. */
function checkSheets(bytes: Buffer): void {
  for (let at = 512; at + 24 <= bytes.length; at += 64) {
    if (bytes.readUInt32LE(at) !== 0x00100809 || bytes.readUInt16LE(at + 6) !== 5) continue;
    if (bytes.readUInt16LE(at + 20) === 0x2f) throw new DocumentFault('locked');
    return;
  }
}
