// DingTalk's HMAC signatures: robot callbacks over HTTP and custom robots. Both are base64 of HMAC-SHA256.
import { createHmac, timingSafeEqual } from 'node:crypto';

const hmac = (key: string, data: string): string => createHmac('sha256', key).update(data).digest('base64');

/** Whether two strings are equal, in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A callback's verdict: accepted, or why not. */
export type Verdict = 'ok' | 'unsigned' | 'stale' | 'forged';

/**
 * Judges the `timestamp` (epoch milliseconds) and `sign` headers of a robot callback (protocol §1.5). The signature does not
 * cover the body: what is accepted proves only that somebody had a signed header within `maxSkew` milliseconds of `now`.
 */
export function judgeCallback(
  timestamp: string | undefined,
  sign: string | undefined,
  appSecret: string,
  now: number,
  maxSkew: number,
): Verdict {
  if (!timestamp || !sign || !/^\d{1,15}$/.test(timestamp)) return 'unsigned';
  if (!sameText(sign, hmac(appSecret, `${timestamp}\n${appSecret}`))) return 'forged';
  return Math.abs(now - Number(timestamp)) <= maxSkew ? 'ok' : 'stale';
}

/** What a custom robot with 加签 appends to its URL: `&timestamp=…&sign=…`, sign URL-encoded; `timestamp` in epoch ms (protocol §3.3). */
export const customRobotQuery = (secret: string, timestamp: number | string): string =>
  `&timestamp=${timestamp}&sign=${encodeURIComponent(hmac(secret, `${timestamp}\n${secret}`))}`;
