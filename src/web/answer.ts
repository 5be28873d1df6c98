// How an upload is refused: a status, one Chinese sentence in JSON, and an end that the browser gets to see.
import type { Context } from 'koa';
import { Refusal } from '../lib/refuse.ts';
import { Broken } from './receive.ts';

/** HTTP status of a refusal by its code; others are 400. */
const statusOf: Record<string, number> = {
  'unknown-link': 404,
  'link-over': 410,
  timeout: 408,
  'too-large': 413,
  tooLarge: 413,
  'too-many': 413,
  kind: 415,
  mismatch: 415,
  macros: 415,
  'not-a-form': 415,
  'too-often': 429,
  'document-large': 413,
  'document-tooMuch': 413,
  'document-webPage': 415,
  'document-xml': 415,
  'document-rtf': 415,
  'document-oldWord': 415,
  'document-oldOffice': 415,
  'document-xlsb': 415,
  'document-slides': 415,
  'document-openDocument': 415,
  'document-ofd': 415,
  'document-image': 415,
  'document-archive': 415,
  'document-unknown': 415,
};

/** Longest request (bytes) that is read to its end after it was refused. */
export const mostDrained = 128 * 1024 * 1024;

/** Answers a refusal in JSON. @throws every other error */
export function answerRefusal(ctx: Context, error: unknown): void {
  if (!(error instanceof Refusal) && !(error instanceof Broken)) throw error;
  ctx.status = error instanceof Refusal ? (statusOf[error.code] ?? 400) : 400;
  ctx.body = { error: error.message };
  if (!ctx.req.complete) finishReading(ctx, error);
}

/** Browsers look at an answer after they have sent everything: what is bounded is read to its end, the rest is cut off. */
function finishReading(ctx: Context, error: Error): void {
  ctx.req.resume();
  const length = ctx.get('content-length');
  const bounded = length !== '' && Number(length) < mostDrained;
  const alive = error instanceof Refusal && error.code !== 'timeout';
  if (!bounded || !alive) ctx.set('Connection', 'close');
}
