// Looks into a zip before anything opens it: bombs, encryption and forged sizes are refused while only a window of it is in memory.
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** How much a zip may hold, unpacked. Sizes in bytes. */
export interface ZipLimits {
  entries: number;
  entryBytes: number;
  totalBytes: number;
}

/** Enough for documents with pictures, far below what would hurt. */
export const zipLimits: ZipLimits = { entries: 2_000, entryBytes: 64_000_000, totalBytes: 200_000_000 };

/** One file inside, with its true unpacked size. The name is what the zip says and must never be used as a path. */
export interface ZipEntry {
  name: string;
  bytes: number;
}

/** A file inside that can be read; its size has been counted, so that reading it again is bounded. */
export interface OpenEntry extends ZipEntry {
  /** Its first bytes, at most 64, by which kinds of content are known. */
  head: Buffer;
  /** Unpacks it once more, piece by piece, for `take`. @throws ZipFault when it cannot be unpacked, or what `take` throws */
  unpack(take: Take): Promise<void>;
}

type Take = (parts: AsyncIterable<Buffer>) => Promise<void>;

/** Why a zip is refused. `notZip`: no complete directory (cut off, zip64, something else); `broken`: it contradicts itself. */
export type ZipFaultReason = 'notZip' | 'broken' | 'encrypted' | 'method' | 'tooMany' | 'tooLarge';

/** A zip that may not be opened. */
export class ZipFault extends Error {
  readonly reason: ZipFaultReason;
  constructor(reason: ZipFaultReason) {
    super(`zip refused: ${reason}`);
    this.name = 'ZipFault';
    this.reason = reason;
  }
}

/** Bytes that can be read anywhere: a buffer, or an open file. */
export interface ZipSource {
  size: number;
  /** Up to `length` bytes from `from`; fewer only at the end. */
  read(from: number, length: number): Promise<Buffer>;
}

/** A buffer as a source. */
export const bufferSource = (bytes: Buffer): ZipSource => ({
  size: bytes.length,
  read: async (from, length) => bytes.subarray(from, from + length),
});

/** An open file as a source; the caller closes it. */
export const fileSource = async (file: FileHandle): Promise<ZipSource> => ({
  size: (await file.stat()).size,
  read: async (from, length) => {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  },
});

const endLength = 22;
const centralLength = 46;
const localLength = 30;

interface Header {
  name: string;
  method: number;
  packed: number;
  unpacked: number;
  at: number;
}

/** Names and true sizes of what is in the zip, as `openZip` finds them. @throws ZipFault */
export async function zipPreflight(zip: Buffer | ZipSource, limits: ZipLimits = zipLimits): Promise<ZipEntry[]> {
  return (await openZip(zip, limits)).map(({ name, bytes }) => ({ name, bytes }));
}

const headLength = 64;

/**
 * The files in the zip, each unpacked once for counting and thrown away, so that the sizes are true whatever the headers say.
 * Names must be the same in both headers: readers differ in which they believe. Zip64 counts as not a zip. The entries can be read
 * as long as the source can. @throws ZipFault
 */
export async function openZip(zip: Buffer | ZipSource, limits: ZipLimits = zipLimits): Promise<OpenEntry[]> {
  const source = Buffer.isBuffer(zip) ? bufferSource(zip) : zip;
  const directory = await findDirectory(source);
  if (directory.entries > limits.entries) throw new ZipFault('tooMany');
  const headers = readDirectory(await exactly(source, directory.at, directory.length), directory.entries);
  const entries: OpenEntry[] = [];
  let total = 0;
  for (const header of headers) {
    const start = await dataStart(source, header);
    if (start + header.packed > directory.at) throw new ZipFault('broken');
    const most = Math.min(limits.entryBytes, limits.totalBytes - total);
    const unpack = (take: Take) => pour(source, start, header, take);
    if (header.method === 0 && header.packed > most) throw new ZipFault('tooLarge');
    const { bytes, head } = await measured(unpack, most);
    if (bytes !== header.unpacked) throw new ZipFault('broken');
    total += bytes;
    entries.push({ name: header.name, bytes, head, unpack });
  }
  return entries;
}

async function exactly(source: ZipSource, from: number, length: number): Promise<Buffer> {
  if (from + length > source.size) throw new ZipFault('broken');
  const bytes = await source.read(from, length);
  if (bytes.length !== length) throw new ZipFault('broken');
  return bytes;
}

/** The directory's place, from the record at the very end: a comment after it must reach exactly to the last byte. */
async function findDirectory(source: ZipSource): Promise<{ entries: number; at: number; length: number }> {
  const from = Math.max(0, source.size - endLength - 0xffff);
  const tail = await source.read(from, source.size - from);
  for (let i = tail.length - endLength; i >= 0; i--) {
    if (tail.readUInt32LE(i) !== 0x06054b50 || i + endLength + tail.readUInt16LE(i + 20) !== tail.length) continue;
    const [entries, length, at] = [tail.readUInt16LE(i + 10), tail.readUInt32LE(i + 12), tail.readUInt32LE(i + 16)];
    if (entries === 0xffff || at === 0xffffffff || at + length > from + i) throw new ZipFault('notZip');
    return { entries, at, length };
  }
  throw new ZipFault('notZip');
}

function readDirectory(bytes: Buffer, count: number): Header[] {
  const headers: Header[] = [];
  let p = 0;
  for (let i = 0; i < count; i++) {
    if (p + centralLength > bytes.length || bytes.readUInt32LE(p) !== 0x02014b50) throw new ZipFault('broken');
    const nameLength = bytes.readUInt16LE(p + 28);
    const next = p + centralLength + nameLength + bytes.readUInt16LE(p + 30) + bytes.readUInt16LE(p + 32);
    if (next > bytes.length) throw new ZipFault('broken');
    if (bytes.readUInt16LE(p + 8) & 1) throw new ZipFault('encrypted');
    const method = bytes.readUInt16LE(p + 10);
    if (method !== 0 && method !== 8) throw new ZipFault('method');
    headers.push({
      name: bytes.toString('utf8', p + centralLength, p + centralLength + nameLength),
      method,
      packed: bytes.readUInt32LE(p + 20),
      unpacked: bytes.readUInt32LE(p + 24),
      at: bytes.readUInt32LE(p + 42),
    });
    p = next;
  }
  // Readers differ in which of two files of one name they take.
  if (new Set(headers.map(({ name }) => name)).size !== count) throw new ZipFault('broken');
  return headers;
}

async function dataStart(source: ZipSource, { name, at }: Header): Promise<number> {
  const local = await exactly(source, at, localLength);
  if (local.readUInt32LE(0) !== 0x04034b50) throw new ZipFault('broken');
  const nameLength = local.readUInt16LE(26);
  const localName = await exactly(source, at + localLength, nameLength);
  if (localName.toString('utf8') !== name) throw new ZipFault('broken');
  return at + localLength + nameLength + local.readUInt16LE(28);
}

const window = 64 * 1024;

async function* stretch(source: ZipSource, from: number, length: number): AsyncGenerator<Buffer> {
  for (let at = from; at < from + length; at += window) {
    yield await exactly(source, at, Math.min(window, from + length - at));
  }
}

/** Hands the unpacked bytes of one entry to `take`. */
async function pour(source: ZipSource, from: number, { method, packed }: Header, take: Take): Promise<void> {
  const parts = stretch(source, from, packed);
  if (method === 0) return take(parts);
  try {
    await pipeline(Readable.from(parts), createInflateRaw(), take);
  } catch (error) {
    const unpacking = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    throw unpacking ? new ZipFault('broken') : error;
  }
}

/** Unpacks to nowhere and counts; stops as soon as there are more than `most` bytes. */
async function measured(unpack: OpenEntry['unpack'], most: number): Promise<{ bytes: number; head: Buffer }> {
  let bytes = 0;
  let head = Buffer.alloc(0);
  await unpack(async (parts) => {
    for await (const part of parts) {
      bytes += part.length;
      if (bytes > most) throw new ZipFault('tooLarge');
      if (head.length < headLength) head = Buffer.concat([head, part.subarray(0, headLength - head.length)]);
    }
  });
  return { bytes, head };
}
