// The fake's callbacks over HTTP: signed robot messages that come again when not answered well, and encrypted events.
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import type { State } from './state.ts';

/** How long a callback may take, milliseconds. */
const answerWithin = 2_500;

/** What the service answered. */
export interface HookAnswer {
  status: number;
  body: string;
  tries: number;
}

/** Headers as DingTalk signs them, for the time `at`. */
export function signedHeaders(state: State, at = state.now()): Record<string, string> {
  const { clientSecret } = state.options;
  const sign = createHmac('sha256', clientSecret).update(`${at}\n${clientSecret}`).digest('base64');
  return { 'content-type': 'application/json; charset=utf-8', timestamp: String(at), sign };
}

async function once(url: string, headers: Record<string, string>, body: string): Promise<Omit<HookAnswer, 'tries'>> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(answerWithin) });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: '' };
  }
}

/** Posts a robot message, again after `redeliverAfter` while the answer is late or not 2xx. */
export async function postRobot(state: State, message: unknown): Promise<HookAnswer> {
  const { hook, redeliveries, redeliverAfter } = state.options;
  for (let tries = 1; ; tries++) {
    const answer = await once(hook ?? '', signedHeaders(state), JSON.stringify(message));
    if ((answer.status >= 200 && answer.status < 300) || tries > redeliveries) return { ...answer, tries };
    await new Promise((done) => setTimeout(done, redeliverAfter));
  }
}

const keyOf = (state: State): Buffer => Buffer.from(`${state.options.eventAesKey}=`, 'base64');

function stampOf(state: State, timestamp: string, nonce: string, encrypt: string): string {
  const parts = [state.options.eventToken, timestamp, nonce, encrypt].sort();
  return createHash('sha1').update(parts.join('')).digest('hex');
}

function encrypted(state: State, text: string, owner: string): string {
  const message = Buffer.from(text);
  const size = Buffer.from([message.length >>> 24, message.length >>> 16, message.length >>> 8, message.length]);
  const plain = Buffer.concat([randomBytes(16), size, message, Buffer.from(owner)]);
  const fill = 32 - (plain.length % 32);
  const key = keyOf(state);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  return cipher.update(Buffer.concat([plain, Buffer.alloc(fill, fill)])).toString('base64');
}

function decrypted(state: State, encrypt: string): string {
  const key = keyOf(state);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  decipher.setAutoPadding(false);
  const plain = decipher.update(Buffer.from(encrypt, 'base64'));
  return plain.subarray(20, 20 + plain.readUInt32BE(16)).toString();
}

/** Posts an event; `reply` is what the service answered in its envelope, null when that is not rightly signed. */
export async function postEvent(
  state: State,
  event: unknown,
  wrong: { owner?: string; signature?: string; timestamp?: number } = {},
): Promise<{ status: number; reply: string | null }> {
  const timestamp = String(wrong.timestamp ?? state.now());
  const nonce = randomBytes(6).toString('hex');
  const encrypt = encrypted(state, JSON.stringify(event), wrong.owner ?? state.options.clientId);
  const signature = wrong.signature ?? stampOf(state, timestamp, nonce, encrypt);
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce });
  const headers = { 'content-type': 'application/json' };
  const answer = await once(`${new URL('events', state.options.hook)}?${query}`, headers, JSON.stringify({ encrypt }));
  if (answer.status !== 200) return { status: answer.status, reply: null };
  const envelope = JSON.parse(answer.body) as Record<'msg_signature' | 'timeStamp' | 'nonce' | 'encrypt', string>;
  const right = envelope.msg_signature === stampOf(state, envelope.timeStamp, envelope.nonce, envelope.encrypt);
  return { status: answer.status, reply: right ? decrypted(state, envelope.encrypt) : null };
}
