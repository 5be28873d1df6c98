// Words as they are stored: a JSON object, or the same sealed where they are secret.
import type { Vault } from '../lib/vault.ts';
import type { Said } from './message.ts';

/** Whether stored words are sealed: anything that is no JSON object. */
export const isSealed = (stored: string): boolean => !stored.startsWith('{');

/** Stored words in the clear; what cannot be opened any more (the key was changed) is a sentence in its place. */
export function readSaid(stored: string, vault: Vault | undefined): Said {
  const open = isSealed(stored) ? vault?.open(stored) : stored;
  return open ? JSON.parse(open) : { text: '这条回答打不开了（密钥换过）。要看结果，请再问一次。' };
}
