// Style sheets and scripts of our own pages, read once; headers that let a page load nothing from elsewhere.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context } from 'koa';

/** Headers of every page and answer behind a personal link: nothing from elsewhere, nothing kept, nothing passed on. */
export const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** One file as it is served. */
interface Asset {
  type: string;
  body: Buffer;
  etag: string;
}

/** A folder of ours: serves the named files and no others. */
export function assets(folder: URL, names: readonly string[]): (ctx: Context, name: string) => void {
  const files = new Map(names.map((name): [string, Asset] => [name, load(folder, name)]));
  return (ctx, name) => {
    const asset = files.get(name);
    if (!asset) return;
    ctx.set({ ...pageHeaders, 'Cache-Control': 'no-cache', ETag: asset.etag });
    ctx.type = asset.type;
    ctx.status = 200;
    if (ctx.fresh) ctx.status = 304;
    else ctx.body = asset.body;
  };
}

function load(folder: URL, name: string): Asset {
  const body = readFileSync(new URL(name, folder));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  return { type: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', body, etag };
}
