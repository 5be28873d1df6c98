// Seals short texts that a copy of the store must not tell: AES-256-GCM under a key that is not in the store.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Seals and opens texts under one key. */
export interface Vault {
  /** `v1.<mark of the key>.<nonce, tag and cipher text in base64url>`; the same text is sealed differently each time. */
  seal(text: string): string;
  /** What was sealed; null when it was sealed under another key, altered, or never sealed. */
  open(sealed: string): string | null;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The vault of an office's key, whatever its length; `purpose` keeps what is sealed for one use from being opened for another. */
export function createVault(key: string, purpose: string): Vault {
  const derived = Buffer.from(hkdfSync('sha256', key, 'jiaoyan', purpose, 32));
  const mark = createHash('sha256').update(derived).digest('hex').slice(0, 8);
  const head = `v1.${mark}.`;
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const by = createCipheriv(cipher, derived, nonce);
      const body = Buffer.concat([by.update(text, 'utf8'), by.final()]);
      return head + Buffer.concat([nonce, by.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      if (!sealed.startsWith(head)) return null;
      const bytes = Buffer.from(sealed.slice(head.length), 'base64url');
      try {
        const by = createDecipheriv(cipher, derived, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
        by.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const body = bytes.subarray(nonceBytes + tagBytes);
        return Buffer.concat([by.update(body), by.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}

/** A vault whose key is only asked for when it is first used. */
export function lazyVault(key: () => string, purpose: string): Vault {
  let vault: Vault | null = null;
  const opened = (): Vault => {
    vault ??= createVault(key(), purpose);
    return vault;
  };
  return { seal: (text) => opened().seal(text), open: (sealed) => opened().open(sealed) };
}
