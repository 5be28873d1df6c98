// The vectors of ../shared/protocols/dingtalk-vectors.json against our signatures, envelope and decoding. Those of card callbacks
// (`card_http_callback_sign`) are left out: nothing in the product sends cards, so nothing would check one (docs/channels.md).
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode, isForeign } from '../../src/platforms/dingtalk/decode.ts';
import { openEnvelope, sealEnvelope } from '../../src/platforms/dingtalk/envelope.ts';
import { readFrame, respond } from '../../src/platforms/dingtalk/frames.ts';
import { customRobotQuery, judgeCallback } from '../../src/platforms/dingtalk/sign.ts';

interface EventVector {
  token: string;
  aes_key: string;
  owner_key: string;
  timeStamp: string;
  nonce: string;
  plaintext: string;
}
interface Vectors {
  custom_robot_sign: { timestamp: string; secret: string; query: string }[];
  callback_sign: {
    headers: { timestamp: string; sign: string };
    app_secret: string;
    now_ms: number;
    expect: 'accept' | 'reject';
  }[];
  event_crypto: (EventVector & { msg_signature: string; encrypt: string })[];
  event_crypto_encrypt: (EventVector & { random16: string; expect: { encrypt: string; msg_signature: string } })[];
  payloads: {
    id: string;
    body?: Record<string, unknown>;
    frame?: { type: string; headers: Record<string, string>; data: string };
    expect: {
      text?: string;
      text_contains?: string[];
      mentioned_staff_ids_without_bot?: string[];
      image_codes?: string[];
      file_name?: string;
      download_code?: string;
      ack?: unknown;
    };
  }[];
}

const file = new URL('../../../shared/protocols/dingtalk-vectors.json', import.meta.url);
const absent = !existsSync(file);
const vectors: Vectors = absent ? ({} as Vectors) : (JSON.parse(readFileSync(file, 'utf8')) as Vectors);
const hour = 3_600_000;
const settings = { clientId: 'dingdemorobot0001x', botName: '值班助手', webhookHosts: ['oapi.dingtalk.com'] };
const keysOf = ({ token, aes_key, owner_key }: EventVector) => ({ token, aesKey: aes_key, owner: owner_key });

if (absent) it('the DingTalk vectors', ({ skip }) => skip('../shared is not beside this clone'));

describe.skipIf(absent)('the DingTalk vectors', () => {
  it.for(vectors.custom_robot_sign ?? [])('custom robot sign at $timestamp', ({ timestamp, secret, query }) => {
    expect(customRobotQuery(secret, timestamp)).toBe(query);
  });

  it.for(vectors.callback_sign ?? [])('callback sign at $now_ms', (row) => {
    const { timestamp, sign } = row.headers;
    const verdict = judgeCallback(timestamp, sign, row.app_secret, row.now_ms, hour);
    expect(verdict === 'ok' ? 'accept' : 'reject').toBe(row.expect);
    expect(judgeCallback(timestamp, sign, `${row.app_secret}x`, row.now_ms, hour)).toBe('forged');
    expect(judgeCallback(timestamp, sign, row.app_secret, row.now_ms + 2 * hour, hour)).toBe('stale');
  });

  it.for(vectors.event_crypto ?? [])('event crypto of $owner_key', (row) => {
    const stamp = { signature: row.msg_signature, timestamp: row.timeStamp, nonce: row.nonce };
    expect(openEnvelope(keysOf(row), stamp, row.encrypt)).toBe(row.plaintext);
    expect(() => openEnvelope({ ...keysOf(row), owner: 'other' }, stamp, row.encrypt)).toThrow('owner');
    expect(() => openEnvelope({ ...keysOf(row), token: 'other' }, stamp, row.encrypt)).toThrow('signature');
  });

  it.for(vectors.event_crypto_encrypt ?? [])('event encrypt of $owner_key', (row) => {
    const sealed = sealEnvelope(keysOf(row), row.plaintext, row.timeStamp, row.nonce, Buffer.from(row.random16));
    expect(sealed).toMatchObject(row.expect);
  });

  it.for(vectors.payloads ?? [])('$id', async ({ body, frame, expect: expected }) => {
    const read = frame && readFrame(JSON.stringify(frame));
    const message = body ?? JSON.parse(read?.data ?? '');
    expect(isForeign(message, settings.clientId)).toBe(false);
    const heard = decode(message, settings);
    if (expected.text !== undefined) expect(heard?.text).toBe(expected.text);
    for (const words of expected.text_contains ?? []) expect(heard?.text).toContain(words);
    if (expected.mentioned_staff_ids_without_bot) {
      expect(heard?.mentions).toEqual(expected.mentioned_staff_ids_without_bot);
    }
    const images = heard?.media.filter(({ kind }) => kind === 'image').map(({ ref }) => ref.downloadCode);
    if (expected.image_codes) expect(images).toEqual(expected.image_codes);
    if (expected.file_name) expect(heard?.media[0]?.name).toBe(expected.file_name);
    if (expected.download_code) expect(heard?.media[0]?.ref.downloadCode).toBe(expected.download_code);
    if (read && expected.ack) {
      const peer = { message: async () => 'taken' as const, junk() {} };
      expect(JSON.parse((await respond(read, peer)) ?? '')).toEqual(expected.ack);
    }
    expect(heard?.route?.sessionWebhook).toMatch(/^https:\/\/oapi\.dingtalk\.com\//);
  });
});
