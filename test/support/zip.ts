// Zip files for tests, written by hand so that they can lie about themselves.
import { crc32, deflateRawSync } from 'node:zlib';

/** One file inside. */
export interface ZipPart {
  name: string;
  data: Buffer | string;
  /** Sets the flag of a zip with a password. */
  encrypted?: boolean;
}

/** A zip of these files, deflated. */
export function zipOf(...parts: ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, data, encrypted } of parts) {
    const plain = Buffer.from(data);
    const packed = deflateRawSync(plain);
    const title = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(plain.length, 18);
    head.writeUInt16LE(title.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), head, title, packed);
    central.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, tail, title);
    at += 30 + title.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A Word document, as far as its insides are looked at. */
export const docxOf = (text = '教学设计', ...more: ZipPart[]): Buffer =>
  zipOf(
    { name: '[Content_Types].xml', data: '<Types/>' },
    { name: 'word/document.xml', data: `<w:document>${text}</w:document>` },
    ...more,
  );

/** An old Office container with these streams, as far as its directory is looked at. */
export function oleOf(...names: string[]): Buffer {
  const file = Buffer.alloc(512 + 128 * Math.max(4, names.length));
  file.set(Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  for (const [i, name] of names.entries()) {
    const at = 512 + 128 * i;
    file.write(name, at, 'utf16le');
    file.writeUInt16LE((name.length + 1) * 2, at + 64);
    file[at + 66] = 2;
  }
  return file;
}
