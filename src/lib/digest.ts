// What a confirmation carries of something that was shown, so that a yes is for that and nothing else.
import { createHash } from 'node:crypto';

/** The same for the same, as JSON sees it: 32 hex digits. */
export const digestOf = (...shown: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 32);
