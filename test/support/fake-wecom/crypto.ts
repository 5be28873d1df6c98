// The fake's own signatures and encryption, from the vendor's description alone; shares nothing with the adapter.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const keyOf = (encodingAesKey: string): Buffer => Buffer.from(`${encodingAesKey}=`, 'base64').subarray(0, 32);

export const sign = (token: string, timestamp: string, nonce: string, encrypted: string): string =>
  createHash('sha1').update([token, timestamp, nonce, encrypted].sort().join('')).digest('hex');

/** Pads to 32 and encrypts; `pad` replaces the padding (to make broken messages). */
export function encryptBytes(encodingAesKey: string, plain: Buffer, pad?: Buffer): Buffer {
  const count = 32 - (plain.length % 32);
  const key = keyOf(encodingAesKey);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, pad ?? Buffer.alloc(count, count)])), cipher.final()]);
}

/** 16 random bytes, the length, the message, the receive id. `length` replaces the true one (to make broken messages). */
export function layOut(message: string | Buffer, receiveId: string, length?: number): Buffer {
  const bytes = Buffer.from(message);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length ?? bytes.length);
  return Buffer.concat([randomBytes(16), size, bytes, Buffer.from(receiveId)]);
}

export const encryptMessage = (encodingAesKey: string, message: string, receiveId: string): string =>
  encryptBytes(encodingAesKey, layOut(message, receiveId)).toString('base64');

/** @throws Error when the answer would not be readable for the real platform */
export function decryptMessage(encodingAesKey: string, encrypted: string): { message: string; receiveId: string } {
  const key = keyOf(encodingAesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64')), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > 32) throw new Error('fake wecom: padding of the answer');
  const plain = padded.subarray(0, padded.length - pad);
  const size = plain.readUInt32BE(16);
  return {
    message: plain.subarray(20, 20 + size).toString('utf8'),
    receiveId: plain.subarray(20 + size).toString('utf8'),
  };
}
