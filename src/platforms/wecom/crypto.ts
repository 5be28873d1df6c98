// Signatures and encryption of WeCom callbacks and media (protocols/wecom.md §2, §3.7). Opening is strict where the npm helper is
// not (§9): whatever is not exactly as the scheme says is refused with the stage at which it failed, never with its content.
import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import { encrypt as encryptWith, getSignature } from '@wecom/crypto';

/** Where a callback or a file failed, in the order of the checks (§2). `body` is the envelope or the message inside it. */
export const stages = [
  'size',
  'query',
  'body',
  'signature',
  'stale',
  'base64',
  'length',
  'padding',
  'layout',
  'receiveId',
  'utf8',
  'message',
  'foreign',
] as const;
export type Stage = (typeof stages)[number];

/** A callback or file that is not to be obeyed. Its text holds the stage only. */
export class WecomRefused extends Error {
  readonly stage: Stage;
  constructor(stage: Stage) {
    super(`wecom input refused: ${stage}`);
    this.name = 'WecomRefused';
    this.stage = stage;
  }
}

/** What a callback is checked against. Several tokens and keys hold at once while they are being replaced. */
export interface CallbackSecrets {
  tokens: readonly string[];
  /** EncodingAESKeys of 43 characters. */
  aesKeys: readonly string[];
  /** Corp id for the self-built app, empty for the bot of a corp (§2). */
  receiveId: string;
  /** How far the callback's timestamp may be from ours, milliseconds. */
  maxSkewMs: number;
}

/** The query of a callback, each value given exactly once; `timestamp` in seconds, as text. */
export interface SealedQuery {
  msg_signature: string;
  timestamp: string;
  nonce: string;
}

/** An opened message, and the token and key with which its answer has to be sealed. */
export interface Opened {
  plaintext: string;
  token: string;
  aesKey: string;
}

/**
 * The 32 bytes of an EncodingAESKey (43 characters) or of the `aeskey` beside a media url (43 or 44). Trailing bits are not
 * looked at: published keys have them set. @throws WecomRefused `length` when it is no such key
 */
export function decodeKey(encoded: string): Buffer {
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(encoded)) throw new WecomRefused('length');
  return Buffer.from(encoded.slice(0, 43), 'base64');
}

/**
 * Checks and opens `encrypted` of one callback; `now` in epoch milliseconds.
 * @throws WecomRefused `signature`, `query`, `stale`, `base64`, `length`, `padding`, `layout`, `receiveId` or `utf8`
 */
export function open(secrets: CallbackSecrets, query: SealedQuery, encrypted: string, now: number): Opened {
  const token = secrets.tokens.find((candidate) => signedWith(candidate, query, encrypted));
  if (token === undefined) throw new WecomRefused('signature');
  if (!/^\d{1,12}$/.test(query.timestamp)) throw new WecomRefused('query');
  if (Math.abs(now - Number(query.timestamp) * 1000) > secrets.maxSkewMs) throw new WecomRefused('stale');
  let failure = new WecomRefused('base64');
  for (const aesKey of secrets.aesKeys) {
    try {
      return { plaintext: decrypt(aesKey, encrypted, secrets.receiveId), token, aesKey };
    } catch (error) {
      if (!(error instanceof WecomRefused)) throw error;
      // With several keys the one that came furthest tells what is wrong.
      if (stages.indexOf(error.stage) >= stages.indexOf(failure.stage)) failure = error;
    }
  }
  throw failure;
}

function signedWith(token: string, query: SealedQuery, encrypted: string): boolean {
  const expected = Buffer.from(getSignature(token, query.timestamp, query.nonce, encrypted));
  const given = Buffer.from(query.msg_signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * The message inside one sealed text (§2, steps after the signature). Exported for the vectors; callbacks go through `open`.
 * @throws WecomRefused
 */
export function decrypt(aesKey: string, encrypted: string, receiveId: string): string {
  const sealed = Buffer.from(encrypted, 'base64');
  if (sealed.toString('base64') !== encrypted) throw new WecomRefused('base64');
  const plain = unpad(decipher(decodeKey(aesKey), sealed));
  if (plain.length < 20) throw new WecomRefused('layout');
  const end = 20 + plain.readUInt32BE(16);
  if (end > plain.length) throw new WecomRefused('layout');
  const id = Buffer.from(receiveId);
  // Compared also when empty: a clamped or foreign message otherwise passes as a bot's (§9).
  if (!plain.subarray(end).equals(id)) throw new WecomRefused('receiveId');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain.subarray(20, end));
  } catch {
    throw new WecomRefused('utf8');
  }
}

/** The bytes of a downloaded file (§3.7: no header, no receive id). @throws WecomRefused `length` or `padding` */
export const decryptMedia = (sealed: Buffer, key: string): Buffer => unpad(decipher(decodeKey(key), sealed));

function decipher(key: Buffer, sealed: Buffer): Buffer {
  if (sealed.length === 0 || sealed.length % 16 !== 0) throw new WecomRefused('length');
  const cipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(sealed), cipher.final()]);
}

/** PKCS#7 to multiples of 32, which the usual unpadder of 16 refuses half of the time. */
function unpad(padded: Buffer): Buffer {
  const pad = padded[padded.length - 1] ?? 0;
  if (pad < 1 || pad > 32 || pad > padded.length) throw new WecomRefused('padding');
  const end = padded.length - pad;
  if (!padded.subarray(end).every((byte) => byte === pad)) throw new WecomRefused('padding');
  return padded.subarray(0, end);
}

/** A passive answer, sealed: the encrypted text and its signature. `timestamp` in epoch seconds, `nonce` the callback's (§3.1). */
export function seal(
  secret: { token: string; aesKey: string; receiveId: string },
  message: string,
  timestamp: number,
  nonce: string,
): { encrypt: string; signature: string } {
  const encrypt = encryptWith(secret.aesKey, message, secret.receiveId);
  return { encrypt, signature: getSignature(secret.token, timestamp, nonce, encrypt) };
}
