// The zip preflight against what honest programs write and what hostile ones do.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileSource, ZipFault, type ZipFaultReason, type ZipLimits, zipPreflight } from '../../src/files/zip.ts';
import { docxOf, zipOf } from '../support/zip.ts';

const outcome = (zip: Buffer, limits?: ZipLimits): Promise<unknown> =>
  zipPreflight(zip, limits).catch((error: unknown) =>
    error instanceof ZipFault ? error.reason : Promise.reject(error),
  );

/** A copy in which the bytes after each signature (`PK` and two signs) are changed. */
function patched(zip: Buffer, signature: string, change: (header: Buffer) => void): Buffer {
  const copy = Buffer.from(zip);
  const sign = Buffer.from(`PK${signature}`, 'latin1');
  for (let at = copy.indexOf(sign); at >= 0; at = copy.indexOf(sign, at + 1)) change(copy.subarray(at));
  return copy;
}

const plain = zipOf({ name: 'a.txt', data: '教研' }, { name: 'dir/b.txt', data: 'x'.repeat(1000) });
const small: ZipLimits = { entries: 3, entryBytes: 10_000, totalBytes: 15_000 };
const zeros = (size: number) => Buffer.alloc(size);
describe('what passes', () => {
  test('true sizes by name', async () => {
    expect(await zipPreflight(plain)).toEqual([
      { name: 'a.txt', bytes: 6 },
      { name: 'dir/b.txt', bytes: 1000 },
    ]);
    expect(await zipPreflight(docxOf())).toHaveLength(2);
    expect(await zipPreflight(zipOf())).toEqual([]);
  });

  test('a comment at the end', async () => {
    const zip = Buffer.concat([plain, Buffer.from('note')]);
    zip.writeUInt16LE(4, plain.length - 2);
    expect(await zipPreflight(zip)).toHaveLength(2);
  });

  test('an open file, read in windows', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'jiaoyan-zip-'));
    const path = join(dir, 'x.zip');
    const data = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));
    writeFileSync(path, zipOf({ name: 'data', data }));
    const file = await open(path);
    try {
      expect(await zipPreflight(await fileSource(file))).toEqual([{ name: 'data', bytes: 300_000 }]);
    } finally {
      await file.close();
      rmSync(dir, { recursive: true });
    }
  });
});

describe('what is refused', () => {
  test.each<[string, Buffer, ZipFaultReason]>([
    ['nothing', Buffer.alloc(0), 'notZip'],
    ['a text', Buffer.from('姓名,学校\n'), 'notZip'],
    ['a cut-off zip', plain.subarray(0, plain.length - 5), 'notZip'],
    ['zip64 marks', patched(plain, '\x05\x06', (h) => h.writeUInt32LE(0xffffffff, 16)), 'notZip'],
    ['a password', zipOf({ name: 'a', data: 'x', encrypted: true }), 'encrypted'],
    ['an unknown method', patched(plain, '\x01\x02', (h) => h.writeUInt16LE(12, 10)), 'method'],
    ['too many files', zipOf(...['a', 'b', 'c', 'd'].map((name) => ({ name, data: name }))), 'tooMany'],
    ['one large file', zipOf({ name: 'a', data: zeros(10_001) }), 'tooLarge'],
    ['large together', zipOf({ name: 'a', data: zeros(8_000) }, { name: 'b', data: zeros(8_000) }), 'tooLarge'],
    ['a size that lies', patched(plain, '\x01\x02', (h) => h.writeUInt32LE(1, 24)), 'broken'],
    ['data past the directory', patched(plain, '\x01\x02', (h) => h.writeUInt32LE(9_999, 20)), 'broken'],
    ['a place outside', patched(plain, '\x01\x02', (h) => h.writeUInt32LE(0x7fffffff, 42)), 'broken'],
    ['another name inside', patched(plain, '\x03\x04', (h) => h.write('z', 30)), 'broken'],
    ['the same name twice', zipOf({ name: 'a', data: 'x' }, { name: 'a', data: 'y' }), 'broken'],
    ['damaged data', patched(plain, '\x03\x04', (h) => h.fill(0xff, 40, 44)), 'broken'],
    ['more files than there are', patched(plain, '\x05\x06', (h) => h.writeUInt16LE(3, 10)), 'broken'],
  ])('%s', async (_, zip, reason) => expect(await outcome(zip, small)).toBe(reason));

  test('a bomb is given up at the limit, long before it is unpacked', async () => {
    const bomb = zipOf({ name: 'xl/worksheets/sheet1.xml', data: zeros(400_000_000) });
    const before = process.memoryUsage().rss;
    expect(bomb.length).toBeLessThan(500_000);
    expect(await outcome(bomb)).toBe('tooLarge');
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test('whatever is damaged, nothing but a ZipFault comes out', async () => {
    const whole = docxOf('教学设计'.repeat(50));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(whole.length),
        async (damage, keep) => {
          const zip = Buffer.from(whole);
          for (const [at, value] of damage) zip[at] = value;
          await outcome(zip.subarray(0, keep));
          await outcome(zip);
        },
      ),
      { numRuns: 150 },
    );
  });
});
