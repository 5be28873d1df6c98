// The vectors of ../shared/protocols/wecom-vectors.json (format: wecom.md §12) against our crypto and XML.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { encrypt } from '@wecom/crypto';
import { expect, it } from 'vitest';
import {
  decodeKey,
  decryptMedia,
  open,
  type SealedQuery,
  seal,
  WecomRefused,
} from '../../src/platforms/wecom/crypto.ts';
import { readEnvelope, readXml } from '../../src/platforms/wecom/xml.ts';

interface Vector {
  id: string;
  kind: 'url-verify' | 'xml-callback' | 'json-callback' | 'encrypt' | 'media-decrypt';
  why: string;
  config: { token: string; encodingAESKey: string; receiveId: string };
  request: { query: SealedQuery & { echostr?: string }; rawQuery: string; body: string };
  input: {
    plaintext: string;
    randomHex: string;
    timestamp: string;
    nonce: string;
    ciphertextBase64: string;
    encodingAESKey?: string;
    aeskey?: string;
  };
  expect: {
    accept: boolean;
    stage?: string;
    plaintext: string;
    fields?: Record<string, string>;
    json?: unknown;
    encrypt: string;
    signature: string;
    plaintextHex: string;
    sha256: string;
  };
}
const file = new URL('../../../shared/protocols/wecom-vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

const checks: Record<Vector['kind'], (vector: Vector) => void> = {
  'url-verify': (vector) => {
    const query = Object.fromEntries(new URLSearchParams(vector.request.rawQuery));
    expect(query).toEqual(vector.request.query);
    expect(opened(vector, query.echostr ?? '')).toBe(vector.expect.plaintext);
  },
  'xml-callback': (vector) => {
    const work = () => opened(vector, readEnvelope(vector.request.body));
    if (!vector.expect.accept) return expect(work).toThrow(new WecomRefused(vector.expect.stage as 'signature'));
    expect(work()).toBe(vector.expect.plaintext);
    expect(Object.fromEntries(readXml(work(), 'message'))).toEqual(vector.expect.fields);
  },
  'json-callback': (vector) => {
    const text = opened(vector, (JSON.parse(vector.request.body) as { encrypt: string }).encrypt);
    expect(text).toBe(vector.expect.plaintext);
    expect(JSON.parse(text)).toEqual(vector.expect.json);
  },
  encrypt: ({ config, input, expect: expected }) => {
    const { token, encodingAESKey: aesKey, receiveId } = config;
    expect(encrypt(aesKey, input.plaintext, receiveId, Buffer.from(input.randomHex, 'hex'))).toBe(expected.encrypt);
    const query = { msg_signature: expected.signature, timestamp: input.timestamp, nonce: input.nonce };
    const secrets = { tokens: [token], aesKeys: [aesKey], receiveId, maxSkewMs: 0 };
    const now = Number(input.timestamp) * 1000;
    expect(open(secrets, query, expected.encrypt, now).plaintext).toBe(input.plaintext);
    const ours = seal({ token, aesKey, receiveId }, input.plaintext, Number(input.timestamp), input.nonce);
    expect(open(secrets, { ...query, msg_signature: ours.signature }, ours.encrypt, now).plaintext).toBe(
      input.plaintext,
    );
  },
  'media-decrypt': ({ input, expect: expected }) => {
    const key = input.aeskey ?? input.encodingAESKey ?? '';
    expect(decodeKey(key)).toHaveLength(32);
    const bytes = decryptMedia(Buffer.from(input.ciphertextBase64, 'base64'), key);
    expect(bytes.toString('hex')).toBe(expected.plaintextHex);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(expected.sha256);
  },
};

function opened({ config, request }: Vector, encrypted: string): string {
  const secrets = {
    tokens: [config.token],
    aesKeys: [config.encodingAESKey],
    receiveId: config.receiveId,
    maxSkewMs: 0,
  };
  return open(secrets, request.query, encrypted, Number(request.query.timestamp) * 1000).plaintext;
}

it.for(vectors)('$id $kind: $why', (vector) => checks[vector.kind](vector));
