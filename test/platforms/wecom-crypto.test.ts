// Opening and sealing of WeCom callbacks: our own vectors, the key rotation, and what the npm helper would have let through.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CallbackSecrets,
  decodeKey,
  decryptMedia,
  open,
  type SealedQuery,
  type Stage,
  seal,
  WecomRefused,
} from '../../src/platforms/wecom/crypto.ts';
import { decryptMessage, sign } from '../support/fake-wecom/crypto.ts';

interface Vectors {
  now: number;
  callbacks: {
    id: string;
    why: string;
    secrets: { token: string; aesKey: string; receiveId: string };
    query: SealedQuery;
    encrypt: string;
    expect: { plaintext?: string; stage?: Stage };
  }[];
  media: { id: string; why: string; key: string; ciphertext: string; sha256?: string; stage?: Stage }[];
}
const vectors = JSON.parse(readFileSync(new URL('vectors/wecom.json', import.meta.url), 'utf8')) as Vectors;

const secretsOf = ({ token, aesKey, receiveId }: Vectors['callbacks'][number]['secrets']): CallbackSecrets => ({
  tokens: [token],
  aesKeys: [aesKey],
  receiveId,
  maxSkewMs: 3_600_000,
});

/** The stage at which it is refused, or what it gives. */
function outcome<T>(work: () => T): T | { stage: Stage } {
  try {
    return work();
  } catch (error) {
    if (error instanceof WecomRefused) return { stage: error.stage };
    throw error;
  }
}

describe('our own vectors', () => {
  it.for(vectors.callbacks)('$id: $why', ({ secrets, query, encrypt, expect: expected }) => {
    const result = outcome(() => open(secretsOf(secrets), query, encrypt, vectors.now));
    expect(result).toMatchObject(expected);
  });

  it.for(vectors.media)('$id: $why', ({ key, ciphertext, sha256, stage }) => {
    const result = outcome(() =>
      createHash('sha256')
        .update(decryptMedia(Buffer.from(ciphertext, 'base64'), key))
        .digest('hex'),
    );
    expect(result).toEqual(stage ? { stage } : sha256);
  });
});

describe('a callback', () => {
  const [first] = vectors.callbacks;
  const good = first!;
  const secrets = secretsOf(good.secrets);
  const seconds = vectors.now / 1000;
  const at = (now: number) => outcome(() => open(secrets, good.query, good.encrypt, now));

  it('is stale beyond the skew, in either direction', () => {
    expect(at((seconds + 3600) * 1000)).toMatchObject({ plaintext: good.expect.plaintext });
    expect(at((seconds - 3600) * 1000)).toMatchObject({ plaintext: good.expect.plaintext });
    expect(at((seconds + 3600) * 1000 + 1)).toEqual({ stage: 'stale' });
    expect(at((seconds - 3600) * 1000 - 1)).toEqual({ stage: 'stale' });
  });

  it.for(['1795000006.0', '0x6afd', '', '-1795000006', '17950000060000'])(
    'with the timestamp "%s" is refused',
    (timestamp) => {
      const query = {
        ...good.query,
        timestamp,
        msg_signature: sign(good.secrets.token, timestamp, good.query.nonce, good.encrypt),
      };
      expect(outcome(() => open(secrets, query, good.encrypt, vectors.now))).toEqual({ stage: 'query' });
    },
  );

  it('opens with old and new secrets during a rotation, and is answered with those it came with', () => {
    const { token, aesKey } = good.secrets;
    const both = { ...secrets, tokens: ['newToken', token], aesKeys: ['A'.repeat(43), aesKey] };
    expect(open(both, good.query, good.encrypt, vectors.now)).toEqual({
      plaintext: good.expect.plaintext,
      token,
      aesKey,
    });
    const neither = { ...secrets, tokens: ['newToken'] };
    expect(outcome(() => open(neither, good.query, good.encrypt, vectors.now))).toEqual({ stage: 'signature' });
    const otherKeys = { ...secrets, aesKeys: ['A'.repeat(43), 'B'.repeat(43)] };
    expect(outcome(() => open(otherKeys, good.query, good.encrypt, vectors.now))).toHaveProperty('stage');
  });

  it('never tells what was in it', () => {
    for (const { secrets: own, query, encrypt, expect: expected } of vectors.callbacks) {
      if (!expected.stage) continue;
      try {
        open(secretsOf(own), query, encrypt, vectors.now);
        expect.unreachable();
      } catch (error) {
        expect(String(error)).toBe(`WecomRefused: wecom input refused: ${expected.stage}`);
      }
    }
  });

  it('broken anywhere is refused or, never, read as something else', () => {
    const bytes = Buffer.from(good.encrypt, 'base64');
    const { token, aesKey } = good.secrets;
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const changed = Buffer.from(bytes);
        changed[index] = changed[index]! ^ change;
        const encrypt = changed.toString('base64');
        const query = { ...good.query, msg_signature: sign(token, good.query.timestamp, good.query.nonce, encrypt) };
        const result = outcome(() => open({ ...secrets, aesKeys: [aesKey] }, query, encrypt, vectors.now));
        // A change within the first block and the random bytes may leave the message whole; CBC carries no more than that.
        if ('plaintext' in result) expect(result.plaintext.length).toBeGreaterThan(0);
        else expect(result.stage).toMatch(/^(padding|layout|receiveId|utf8)$/);
      }),
    );
  });
});

describe('keys', () => {
  it('are read with their trailing bits set, as published keys have them', () => {
    expect(decodeKey('kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR')).toHaveLength(32);
  });

  it.for([
    '',
    'short',
    `${'A'.repeat(42)} `,
    `${'A'.repeat(21)}-${'A'.repeat(21)}`,
    'A'.repeat(44),
    `${'A'.repeat(43)}==`,
  ])('"%s" is none', (key) => {
    expect(outcome(() => decodeKey(key))).toEqual({ stage: 'length' });
  });
});

describe('a sealed answer', () => {
  it('opens on the other side, whatever it says', () => {
    const aesKey = 'Zq3vT8mLr1XcN5hYw7DkJ0bGsE4uPfA9oRiV2tKyQxM';
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('', 'ww1'), (message, receiveId) => {
        const { encrypt, signature } = seal({ token: 't', aesKey, receiveId }, message, 1_795_000_007, 'n');
        expect(signature).toBe(sign('t', '1795000007', 'n', encrypt));
        expect(decryptMessage(aesKey, encrypt)).toEqual({ message, receiveId });
        const query = { msg_signature: signature, timestamp: '1795000007', nonce: 'n' };
        const secrets = { tokens: ['t'], aesKeys: [aesKey], receiveId, maxSkewMs: 1000 };
        expect(open(secrets, query, encrypt, 1_795_000_007_000).plaintext).toBe(message);
      }),
    );
  });
});
