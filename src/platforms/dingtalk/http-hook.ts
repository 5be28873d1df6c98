// DingTalk's callbacks over HTTP: robot messages (protocol §1.5) and event subscription (§4). Signature first, then the body.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import type Router from 'koa-router';
import type { PlatformParts } from '../platform.ts';
import { fields } from './decode.ts';
import { EnvelopeError, type EnvelopeKeys, openEnvelope, sealEnvelope } from './envelope.ts';
import { type Peer, readJson, type Taken } from './frames.ts';
import { type DingtalkSettings, maxCallbackBytes } from './settings.ts';
import { judgeCallback } from './sign.ts';

const answerStatus: Record<Taken, number> = { taken: 200, malformed: 400, foreign: 403 };

type Reject = (ctx: Context, status: number, why: string) => void;

/** Refuses without a word about the content and closes the connection, because the rest of the body is not read. */
const rejecting =
  (channel: string, parts: PlatformParts): Reject =>
  (ctx, status, why) => {
    ctx.status = status;
    ctx.body = '';
    ctx.set('connection', 'close');
    parts.rejected(channel, why);
  };

/** The body when it has at most `maxCallbackBytes`, otherwise null. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length']) > maxCallbackBytes) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  // The default iterator would destroy the socket on the way out, and with it the 413.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxCallbackBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Mounts `POST /hooks/dingtalk/robot`. 403 unsigned, forged or stale; 413 over 1 MB; 400 no robot message; 403 one to another robot;
 * 503 when the message could not be committed, so that DingTalk may send it again; else 200 with the body that means "no answer here".
 */
export function robotHook(router: Router, settings: DingtalkSettings, parts: PlatformParts, peer: Peer): void {
  const { clientSecret, maxSkewMs } = settings;
  if (!clientSecret) return;
  const reject = rejecting('dingtalk', parts);
  router.post('/hooks/dingtalk/robot', async (ctx) => {
    const verdict = judgeCallback(ctx.get('timestamp'), ctx.get('sign'), clientSecret, parts.clock.real(), maxSkewMs);
    if (verdict !== 'ok') return reject(ctx, 403, verdict);
    const raw = await readBody(ctx.req);
    if (raw === null) return reject(ctx, 413, 'oversized');
    const body = readJson(raw);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return reject(ctx, 400, 'malformed');
    try {
      ctx.status = answerStatus[await peer.message(body)];
    } catch {
      return reject(ctx, 503, 'not committed');
    }
    ctx.body = ctx.status === 200 ? { msgtype: 'empty' } : '';
  });
}

const first = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');

/** Names of the query differ between documents (protocol §4); timestamps come in seconds or milliseconds. */
function stampOf(ctx: Context): { signature: string; timestamp: string; nonce: string } {
  const { query } = ctx;
  return {
    signature: first(query.msg_signature) || first(query.signature),
    timestamp: first(query.timestamp) || first(query.timeStamp),
    nonce: first(query.nonce),
  };
}

const milliseconds = (timestamp: string): number =>
  /^\d{1,15}$/.test(timestamp) ? Number(timestamp) * (timestamp.length <= 10 ? 1_000 : 1) : Number.NaN;

const statusOf = (error: EnvelopeError): number => (['signature', 'owner'].includes(error.stage) ? 403 : 400);

/** Opens the callback's envelope and gives the event's type, or refuses it and gives null. */
function eventType(ctx: Context, raw: string, keys: EnvelopeKeys, reject: Reject): string | null {
  const { encrypt } = fields(readJson(raw));
  if (typeof encrypt !== 'string') {
    reject(ctx, 400, 'malformed');
    return null;
  }
  try {
    const event = fields(readJson(openEnvelope(keys, stampOf(ctx), encrypt)));
    return typeof event.EventType === 'string' ? event.EventType : '';
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    reject(ctx, statusOf(error), error.stage);
    return null;
  }
}

/**
 * Mounts `POST /hooks/dingtalk/events`: every event that opens, `check_url` included, is answered with the encrypted `success`.
 * Nothing is done with events yet, so a replay has no effect either.
 */
export function eventsHook(router: Router, settings: DingtalkSettings, parts: PlatformParts): void {
  const { eventToken, eventAesKey, clientId, maxSkewMs } = settings;
  if (!eventToken || !eventAesKey || !clientId) return;
  const keys: EnvelopeKeys = { token: eventToken, aesKey: eventAesKey, owner: clientId };
  const reject = rejecting('dingtalk-events', parts);
  router.post('/hooks/dingtalk/events', async (ctx) => {
    const now = parts.clock.real();
    const stamp = stampOf(ctx);
    if (!stamp.signature || !stamp.nonce) return reject(ctx, 403, 'unsigned');
    if (!(Math.abs(now - milliseconds(stamp.timestamp)) <= maxSkewMs)) return reject(ctx, 403, 'stale');
    const raw = await readBody(ctx.req);
    if (raw === null) return reject(ctx, 413, 'oversized');
    const type = eventType(ctx, raw, keys, reject);
    if (type === null) return;
    settings.usage?.('push');
    parts.log.debug({ event: type.slice(0, 64) }, 'dingtalk event');
    ctx.body = sealEnvelope(keys, 'success', String(now), randomUUID().replaceAll('-', ''));
  });
}
