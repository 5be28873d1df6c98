// Identifiers: unguessable tokens for links, uuids for rows, short numbers for faults.
import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';

/** A row id. */
export const newId = (): string => randomUUID();

/** A token of 192 bits for a personal link, safe in a URL path. */
export const newToken = (): string => randomBytes(24).toString('base64url');

/** What is stored of a token or one-time code: SHA-256 in hex, so that a stolen store opens no link. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A one-time code of eight digits that people can type. */
export const newCode = (): string => String(randomInt(0, 100_000_000)).padStart(8, '0');

/** The short number under which a fault is told in the chat and found in the log. */
export const faultNumber = (): string => randomBytes(3).toString('hex').toUpperCase();
