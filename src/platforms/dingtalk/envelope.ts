// The encrypted envelope of DingTalk's event callbacks (protocol §4): opened strictly, sealed for the answer.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { sameText } from './sign.ts';

/** Keys of one event subscription. `owner` is the app key for subscriptions made in the console. */
export interface EnvelopeKeys {
  token: string;
  aesKey: string;
  owner: string;
}

/** What surrounds the encrypted text; names of the query differ between documents, the caller has sorted that out. */
export interface EnvelopeStamp {
  signature: string;
  timestamp: string;
  nonce: string;
}

/** An envelope that must not be opened; `stage` says at which check it failed, never what was in it. */
export class EnvelopeError extends Error {
  readonly stage: 'key' | 'signature' | 'base64' | 'decrypt' | 'padding' | 'length' | 'owner' | 'text';
  constructor(stage: EnvelopeError['stage']) {
    super(`envelope refused: ${stage}`);
    this.name = 'EnvelopeError';
    this.stage = stage;
  }
}

const block = 32;

/** SHA-1 in hex of the four strings, sorted and joined. */
export const envelopeSignature = (token: string, timestamp: string, nonce: string, encrypt: string): string =>
  createHash('sha1').update([token, timestamp, nonce, encrypt].sort().join('')).digest('hex');

function keyBytes(aesKey: string): Buffer {
  // Issued keys need not be canonical base64; Node's decoder ignores the spare bits.
  const key = Buffer.from(`${aesKey}=`, 'base64');
  if (!/^[A-Za-z0-9+/]{43}$/.test(aesKey) || key.length !== block) throw new EnvelopeError('key');
  return key;
}

function decrypt(key: Buffer, encrypt: string): Buffer {
  const sealed = Buffer.from(encrypt, 'base64');
  if (sealed.toString('base64') !== encrypt) throw new EnvelopeError('base64');
  if (sealed.length === 0 || sealed.length % 16 !== 0) throw new EnvelopeError('decrypt');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

function unpad(padded: Buffer): Buffer {
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > block || pad > padded.length) throw new EnvelopeError('padding');
  if (padded.subarray(-pad).some((byte) => byte !== pad)) throw new EnvelopeError('padding');
  return padded.subarray(0, -pad);
}

/** The text of an envelope whose signature, padding, length and owner are all right. @throws EnvelopeError at the first that is not */
export function openEnvelope(keys: EnvelopeKeys, stamp: EnvelopeStamp, encrypt: string): string {
  const key = keyBytes(keys.aesKey);
  const expected = envelopeSignature(keys.token, stamp.timestamp, stamp.nonce, encrypt);
  if (!sameText(stamp.signature, expected)) throw new EnvelopeError('signature');
  const plain = unpad(decrypt(key, encrypt));
  if (plain.length < 20) throw new EnvelopeError('length');
  const end = 20 + plain.readUInt32BE(16);
  if (end > plain.length) throw new EnvelopeError('length');
  if (!sameText(plain.subarray(end).toString('latin1'), Buffer.from(keys.owner).toString('latin1'))) {
    throw new EnvelopeError('owner');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain.subarray(20, end));
  } catch {
    throw new EnvelopeError('text');
  }
}

/**
 * An answer DingTalk can open: `{msg_signature, timeStamp, nonce, encrypt}`; `timestamp` in epoch milliseconds as text.
 * `random` is 16 bytes, given only by tests. @throws EnvelopeError when the key is unusable
 */
export function sealEnvelope(
  keys: EnvelopeKeys,
  text: string,
  timestamp: string,
  nonce: string,
  random: Buffer = randomBytes(16),
): { msg_signature: string; timeStamp: string; nonce: string; encrypt: string } {
  const key = keyBytes(keys.aesKey);
  const message = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([random, length, message, Buffer.from(keys.owner)]);
  const pad = block - (plain.length % block);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const encrypt = Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString(
    'base64',
  );
  return {
    msg_signature: envelopeSignature(keys.token, timestamp, nonce, encrypt),
    timeStamp: timestamp,
    nonce,
    encrypt,
  };
}
