// The page behind a personal upload link: shows it, and takes what is handed in. The token in the path is the only credential
// (no cookies, so nothing to forge); it must stand in no log line.
import type { Context } from 'koa';
import type Router from 'koa-router';
import { dateOf } from '../lib/dates.ts';
import { Refusal } from '../lib/refuse.ts';
import { type Act, systemAct } from '../office/act.ts';
import { type Arrived, handIn } from '../office/contests/actions.ts';
import { handedInBy, type Link, type LinkState, linkOf } from '../office/contests/queries.ts';
import * as wording from '../office/contests/wording.ts';
import { inPaperWindow } from '../office/papers/files.ts';
import type { OfficeParts } from '../office/parts.ts';
import type { Tx } from '../store/db.ts';
import { answerRefusal, mostDrained } from './answer.ts';
import { assets, pageHeaders } from './assets.ts';
import { allowance, turns } from './limits.ts';
import { overPage, uploadPage } from './pages/upload.ts';
import { type Patience, patience, receive } from './receive.ts';

const minute = 60_000;

/**
 * Mounts `/u/:token`, `/u/:token/files` and the assets of the page. `committed` is called after a hand-in, so that its job
 * starts at once.
 */
export function uploadRoutes(
  router: Router,
  parts: OfficeParts,
  committed: () => void,
  wait: Patience = patience,
): void {
  const asset = assets(new URL('./pages/', import.meta.url), ['upload.css', 'upload.js']);
  const mayPost = allowance(30, 10 * minute);
  const line = turns(3);

  router.get('/assets/:name', (ctx) => asset(ctx, ctx.params.name ?? ''));
  router.get('/u/:token', (ctx) => showPage(ctx, parts));
  router.post('/u/:token/files', async (ctx) => {
    ctx.set(pageHeaders);
    try {
      const { link } = await openLink(ctx, parts);
      if (!mayPost(link.hash, parts.clock.real())) throw new Refusal('too-often', wording.tooOften);
      const turn = line.take(link.person.id, () => takeHandIn(ctx, parts, link, wait));
      if (!turn) throw new Refusal('too-often', wording.tooManyAtOnce);
      const entry = await turn;
      committed();
      ctx.status = 201;
      ctx.body = { number: entry.number, version: entry.version };
    } catch (error) {
      answerRefusal(ctx, error);
    }
  });
}

async function showPage(ctx: Context, { store, clock }: OfficeParts): Promise<void> {
  ctx.set(pageHeaders);
  ctx.type = 'text/html; charset=utf-8';
  const found = await linkOf(store.read, tokenOf(ctx), clock.now());
  ctx.status = found.state === 'unknown' ? 404 : found.state === 'open' ? 200 : 410;
  if (found.state === 'unknown') {
    ctx.body = overPage(wording.linkOver('unknown', null), null);
    return;
  }
  const { link } = found;
  const [handed] = await handedInBy(store.read, link.person.id, link.contest.id);
  ctx.body =
    found.state === 'open'
      ? uploadPage(link, handed ?? null, clock.now())
      : overPage(wording.linkOver(found.state, link.contest), handed ?? null);
}

const tokenOf = (ctx: Context): string => String(ctx.params.token ?? '');

/** The link when files may be handed in now. @throws Refusal */
async function openLink(ctx: Context, { store, clock }: OfficeParts, tx?: Tx): Promise<{ link: Link }> {
  const found: LinkState = await linkOf(tx ?? store.read, tokenOf(ctx), clock.now());
  if (found.state === 'unknown') throw new Refusal('unknown-link', wording.linkOver('unknown', null).text);
  if (found.state !== 'open') throw new Refusal('link-over', wording.linkOver(found.state, found.link.contest).text);
  return found;
}

async function takeHandIn(ctx: Context, parts: OfficeParts, { contest }: Link, wait: Patience) {
  const length = Number(ctx.get('content-length'));
  if (length > mostDrained) throw new Refusal('too-large', wording.entryTooLarge(contest));
  const noPapers = await inPaperWindow(parts.store.read, dateOf(parts.clock.now()));
  const arrived = await receive(ctx.req, { ...contest, noPapers }, parts.files, wait);
  try {
    return await parts.store.write(async (tx) => {
      // Looked at again: a contest closes, and a link ends, while files are still on their way.
      const { link } = await openLink(ctx, parts, tx);
      return handIn(actOf(parts, tx, link), link, arrived);
    });
  } catch (error) {
    await removeAll(parts, arrived);
    throw error;
  }
}

const actOf = ({ clock, settings }: OfficeParts, tx: Tx, { person }: Link): Act => ({
  ...systemAct(tx, clock.now(), 'upload', settings),
  speaker: person,
});

async function removeAll({ files }: OfficeParts, arrived: readonly Arrived[]): Promise<void> {
  for (const { path } of arrived) await files.remove(path);
}
