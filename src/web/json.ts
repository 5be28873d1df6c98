// A small JSON body, from our own pages only.
import type { Context } from 'koa';
import { refuse } from '../lib/refuse.ts';

const largest = 64 * 1024;

/**
 * The JSON a page of ours sent. Another site cannot send this type without asking first, and is never allowed to.
 * @throws Refusal for other types, larger bodies, and what is no JSON
 */
export async function readJson(ctx: Context): Promise<unknown> {
  const site = ctx.get('sec-fetch-site');
  if (!ctx.is('application/json') || (site !== '' && site !== 'same-origin' && site !== 'none')) {
    refuse('not-json', '这个请求不是从本页面发出的。');
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of ctx.req) {
    size += part.length;
    if (size > largest) refuse('too-long', '内容太长了。');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    refuse('not-json', '没有读懂这个请求。');
  }
}
