// A file somebody handed on as material, behind a personal link. The token in the path is the only credential; it must stand in no log
// line. Fetching it never uses it up: chat apps fetch links ahead.
import { createReadStream } from 'node:fs';
import type Router from 'koa-router';
import type { OfficeParts } from '../office/parts.ts';
import { fileBehind } from '../office/replies/files.ts';
import { linkOver, tooOften } from '../office/replies/view-wording.ts';
import { pageHeaders } from './assets.ts';
import { allowance } from './limits.ts';
import { nothingPage } from './pages/calendar.ts';

const minute = 60_000;
/** How often one link gives its file within ten minutes. */
const most = 20;
const token = /^[A-Za-z0-9_-]{20,64}$/;

/** Mounts `/files/:token`: the file as a download, never shown in the browser, whatever is in it. */
export function replyFileRoutes(router: Router, { store, clock, files }: OfficeParts): void {
  const mayTake = allowance(most, 10 * minute);
  router.get('/files/:token', async (ctx) => {
    ctx.set(pageHeaders);
    const asked = String(ctx.params.token ?? '');
    const found = token.test(asked) ? await fileBehind(store.read, asked, clock.now()) : null;
    const there = found !== null && (await files.exists(found.path));
    if (!found || !there) {
      ctx.status = 404;
      ctx.type = 'text/html; charset=utf-8';
      ctx.body = nothingPage(linkOver);
      return;
    }
    if (!mayTake(found.hash, clock.real())) {
      ctx.status = 429;
      ctx.set('Retry-After', '600');
      ctx.type = 'text/html; charset=utf-8';
      ctx.body = nothingPage(tooOften);
      return;
    }
    ctx.attachment(found.name, { fallback: `material${/\.[a-z]{3,4}$/.exec(found.path)?.[0] ?? ''}` });
    ctx.type = 'application/octet-stream';
    ctx.body = createReadStream(files.path(found.path));
  });
}
