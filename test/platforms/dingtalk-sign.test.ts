// Signatures and the event envelope, against vectors computed by other programs (vectors/dingtalk.json).

import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EnvelopeError, envelopeSignature, openEnvelope, sealEnvelope } from '../../src/platforms/dingtalk/envelope.ts';
import { customRobotQuery, judgeCallback } from '../../src/platforms/dingtalk/sign.ts';

interface EventVector {
  token: string;
  aesKey: string;
  owner: string;
  timestamp: string;
  nonce: string;
  random: string;
  text: string;
  encrypt: string;
  signature: string;
}
const vectors = JSON.parse(readFileSync(new URL('vectors/dingtalk.json', import.meta.url), 'utf8')) as {
  customRobot: { timestamp: string; secret: string; query: string }[];
  callback: { timestamp: string; secret: string; sign: string; now: number; verdict: string }[];
  event: EventVector[];
};
const hour = 3_600_000;

describe('signatures', () => {
  it.each(vectors.customRobot)('of a custom robot at $timestamp', ({ timestamp, secret, query }) => {
    expect(customRobotQuery(secret, timestamp)).toBe(query);
  });

  it.each(vectors.callback)('of a callback at $timestamp, looked at $now: $verdict', (row) => {
    expect(judgeCallback(row.timestamp, row.sign, row.secret, row.now, hour)).toBe(row.verdict);
  });

  const [row] = vectors.callback;
  const { timestamp, secret, sign, now } = row!;
  it.each([
    ['no header at all', undefined, undefined, 'unsigned'],
    ['an empty sign', timestamp, '', 'unsigned'],
    ['a timestamp that is no number', 'NaN', sign, 'unsigned'],
    ['a timestamp given twice', `${timestamp}, ${timestamp}`, sign, 'unsigned'],
    ['another time than was signed', '1795000000001', sign, 'forged'],
    ['a shorter sign', timestamp, sign.slice(0, -2), 'forged'],
    ['the sign of another secret', timestamp, vectors.callback[1]!.sign, 'forged'],
  ])('refuses %s', (_, at, given, verdict) => {
    expect(judgeCallback(at, given, secret, now, hour)).toBe(verdict);
  });
});

describe('the event envelope', () => {
  it.each(vectors.event)('opens and seals "$text"', (row) => {
    expect(openEnvelope(row, row, row.encrypt)).toBe(row.text);
    expect(sealEnvelope(row, row.text, row.timestamp, row.nonce, Buffer.from(row.random))).toEqual({
      msg_signature: row.signature,
      timeStamp: row.timestamp,
      nonce: row.nonce,
      encrypt: row.encrypt,
    });
  });

  const row = vectors.event[0]!;
  const key = Buffer.from(`${row.aesKey}=`, 'base64');
  /** An envelope around any plain bytes, rightly signed. */
  function around(plain: Buffer): { stamp: { signature: string; timestamp: string; nonce: string }; encrypt: string } {
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const encrypt = Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
    const { timestamp, nonce, token } = row;
    return { stamp: { timestamp, nonce, signature: envelopeSignature(token, timestamp, nonce, encrypt) }, encrypt };
  }
  function plain(length: number, message: Buffer, owner: string, pad?: number[]): Buffer {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(length);
    const body = Buffer.concat([Buffer.alloc(16, 7), size, message, Buffer.from(owner)]);
    const fill = 32 - (body.length % 32);
    return Buffer.concat([body, pad ? Buffer.from(pad) : Buffer.alloc(fill, fill)]);
  }
  const ok = Buffer.from('ok');
  const short = Buffer.alloc(32, 32);
  const badPad = plain(2, ok, row.owner);
  badPad[badPad.length - 2]! ^= 1;
  const zeroPad = plain(2, ok, row.owner);
  zeroPad[zeroPad.length - 1] = 0;

  it.each([
    ['padding bytes that differ', badPad, 'padding'],
    ['a padding of nought', zeroPad, 'padding'],
    ['nothing but padding', short, 'length'],
    ['a length beyond the end', plain(200, ok, row.owner), 'length'],
    ['a length of four gigabytes', plain(0xffffffff, ok, row.owner), 'length'],
    ['another owner', plain(2, ok, 'dingsomebody'), 'owner'],
    ['no owner', plain(2, ok, ''), 'owner'],
    ['an owner with something behind it', plain(2, ok, `${row.owner}x`), 'owner'],
    ['bytes that are no UTF-8', plain(2, Buffer.from([0xc3, 0x28]), row.owner), 'text'],
  ])('refuses %s', (_, bytes, stage) => {
    const { stamp, encrypt } = around(bytes);
    expect(() => openEnvelope(row, stamp, encrypt)).toThrow(expect.objectContaining({ stage }));
  });

  it('refuses a wrong signature before it decrypts, and base64 that is not strict', () => {
    const { timestamp, nonce, token } = row;
    expect(() => openEnvelope(row, { ...row, signature: '0'.repeat(40) }, row.encrypt)).toThrow(
      expect.objectContaining({ stage: 'signature' }),
    );
    const loose = `${row.encrypt.slice(0, 8)}\n${row.encrypt.slice(8)}`;
    const signature = envelopeSignature(token, timestamp, nonce, loose);
    expect(() => openEnvelope(row, { ...row, signature }, loose)).toThrow(expect.objectContaining({ stage: 'base64' }));
  });

  it('tells nothing of the content in its error', () => {
    const { stamp, encrypt } = around(plain(2, ok, 'dingsomebody'));
    expect.assertions(2);
    try {
      openEnvelope(row, stamp, encrypt);
    } catch (error) {
      expect(error).toBeInstanceOf(EnvelopeError);
      expect(String(error)).toBe('EnvelopeError: envelope refused: owner');
    }
  });
});
