// What both WeCom callbacks share: the raw body within its limit, the query, the URL check, and how a refusal is answered.
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import type { PlatformParts } from '../platform.ts';
import { type CallbackSecrets, type Opened, open, type SealedQuery, type Stage, WecomRefused } from './crypto.ts';

/** Largest callback body in bytes, as it comes over the wire. */
export const bodyLimit = 1_048_576;

const statusOf: Record<Stage, number> = {
  size: 413,
  query: 400,
  body: 400,
  signature: 403,
  stale: 403,
  base64: 400,
  length: 400,
  padding: 400,
  layout: 400,
  receiveId: 403,
  utf8: 400,
  message: 400,
  foreign: 403,
};

/** The engine could not take the message: the platform is to deliver it again. */
export class TryAgain extends Error {}

/**
 * Wraps the handler of one callback: a refused one gets its status and an empty body, and `parts.rejected` hears of it; when the engine could not take the message the answer is 503, so that WeCom repeats it (§7.1).
 */
export function guarded(channel: string, parts: PlatformParts, handle: (ctx: Context) => Promise<void>) {
  return async (ctx: Context): Promise<void> => {
    try {
      await handle(ctx);
    } catch (error) {
      ctx.body = '';
      if (error instanceof WecomRefused) {
        ctx.status = statusOf[error.stage];
        if (error.stage === 'size') ctx.set('connection', 'close');
        parts.rejected(channel, error.stage);
      } else if (error instanceof TryAgain) {
        ctx.status = 503;
        parts.rejected(channel, 'store');
      } else {
        throw error;
      }
    }
  };
}

/** Hands the message to the engine. @throws TryAgain when it rejects */
export async function heardOrAgain<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new TryAgain('the engine took nothing', { cause: error });
  }
}

/** The body of a request. @throws WecomRefused `size` beyond the limit (the connection is given up then), `body` when it breaks off */
export function readBody(request: IncomingMessage, limit = bodyLimit): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (stage: Stage) => {
      request.off('data', collect);
      // Left unread: the connection is closed after the answer, so that a sender of gigabytes costs nothing.
      request.pause();
      reject(new WecomRefused(stage));
    };
    const collect = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) refuse('size');
      else chunks.push(chunk);
    };
    if (Number(request.headers['content-length'] ?? 0) > limit) return refuse('size');
    request.on('data', collect);
    request.on('error', () => refuse('body'));
    request.on('close', () => request.complete || refuse('body'));
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
  });
}

/** The values named, each given exactly once: a repeated one could be read differently by signer and reader. @throws WecomRefused */
export function queryOf<Name extends string>(ctx: Context, ...names: Name[]): Record<Name, string> {
  const values = {} as Record<Name, string>;
  for (const name of names) {
    const value = ctx.query[name];
    if (typeof value !== 'string' || value === '') throw new WecomRefused('query');
    values[name] = value;
  }
  return values;
}

/** Reads, checks and opens one POST; `envelope` finds the sealed text in the body. @throws WecomRefused */
export async function openPost(
  ctx: Context,
  secrets: CallbackSecrets,
  now: number,
  envelope: (body: string) => string,
): Promise<Opened & { query: SealedQuery }> {
  const query = queryOf(ctx, 'msg_signature', 'timestamp', 'nonce');
  const encrypted = envelope(await readBody(ctx.req));
  return { ...open(secrets, query, encrypted, now), query };
}

/** Answers the URL check with the bare plaintext (§2). @throws WecomRefused */
export function answerUrlCheck(ctx: Context, secrets: CallbackSecrets, now: number): void {
  const { echostr, ...query } = queryOf(ctx, 'msg_signature', 'timestamp', 'nonce', 'echostr');
  const { plaintext } = open(secrets, query, echostr, now);
  ctx.type = 'text/plain; charset=utf-8';
  ctx.body = plaintext;
}

/** 200 with nothing in it: nothing is to be said. */
export function answerNothing(ctx: Context): void {
  ctx.status = 200;
  ctx.type = 'text/plain; charset=utf-8';
  ctx.body = '';
}
