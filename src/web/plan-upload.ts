// The page behind a link for a plan document: shows it, reads what is handed in, keeps no file. The token in the path is the only
// credential (no cookies, so nothing to forge); it must stand in no log line. Mounted before the uploads of contests, which have the
// same path: a token that is not ours is theirs.
import type { Context, Next } from 'koa';
import type Router from 'koa-router';
import { faults } from '../files/document/faults.ts';
import { largestDocument, readDocument } from '../files/document/read.ts';
import { shownName } from '../files/kinds.ts';
import { dateOf } from '../lib/dates.ts';
import { Refusal } from '../lib/refuse.ts';
import { type Act, systemAct } from '../office/act.ts';
import { draftFrom } from '../office/calendar/drafts/reading.ts';
import { type PlanLink, planLinkOf, takePlan } from '../office/calendar/drafts/upload.ts';
import * as wording from '../office/contests/wording.ts';
import { refusePaper } from '../office/papers/files.ts';
import type { OfficeParts } from '../office/parts.ts';
import type { Tx } from '../store/db.ts';
import { answerRefusal, mostDrained } from './answer.ts';
import { pageHeaders } from './assets.ts';
import { allowance, turns } from './limits.ts';
import { linkOverText, oneFileOnly, overPage, planPage, readText } from './pages/plan-upload.ts';
import { type Patience, patience } from './receive.ts';
import { receiveOne } from './receive-one.ts';

const minute = 60_000;

/** What a request may bring. */
const limits = {
  most: largestDocument,
  tooLarge: new Refusal('document-large', faults.large),
  tooMany: new Refusal('too-many', oneFileOnly),
};

/**
 * Mounts `/u/:token` and `/u/:token/files` for plan documents; other tokens go on to the next route. `committed` is called after a
 * plan was read, so that its preview goes out at once.
 */
export function planUploadRoutes(
  router: Router,
  parts: OfficeParts,
  committed: () => void,
  wait: Patience = patience,
): void {
  const mayPost = allowance(30, 10 * minute);
  const reading = turns(1);

  router.get('/u/:token', async (ctx, next) => {
    const found = await planLinkOf(parts.store.read, tokenOf(ctx), parts.clock.now());
    if (found.state === 'unknown') return next();
    ctx.set(pageHeaders);
    ctx.type = 'text/html; charset=utf-8';
    ctx.status = found.state === 'open' ? 200 : 410;
    ctx.body = found.state === 'open' ? planPage(found.link) : overPage(found.state, found.link);
  });

  router.post('/u/:token/files', async (ctx: Context, next: Next) => {
    const found = await planLinkOf(parts.store.read, tokenOf(ctx), parts.clock.now());
    if (found.state === 'unknown') return next();
    ctx.set(pageHeaders);
    try {
      const link = await openLink(ctx, parts);
      if (!mayPost(link.hash, parts.clock.real())) throw new Refusal('too-often', wording.tooOften);
      const turn = reading.take(link.person.id, () => takeDocument(ctx, parts, wait));
      if (!turn) throw new Refusal('too-often', wording.tooManyAtOnce);
      const { items, refused } = await turn;
      committed();
      ctx.status = 201;
      ctx.body = { number: link.number, items, text: readText(items, refused) };
    } catch (error) {
      answerRefusal(ctx, error);
    }
  });
}

const tokenOf = (ctx: Context): string => String(ctx.params.token ?? '');

/** The link when a file may be handed in now. @throws Refusal */
async function openLink(ctx: Context, { store, clock }: OfficeParts, tx?: Tx): Promise<PlanLink> {
  const found = await planLinkOf(tx ?? store.read, tokenOf(ctx), clock.now());
  if (found.state === 'unknown') throw new Refusal('unknown-link', wording.linkOver('unknown', null).text);
  if (found.state !== 'open') throw new Refusal('link-over', linkOverText(found.state, found.link).text);
  return found.link;
}

async function takeDocument(ctx: Context, parts: OfficeParts, wait: Patience) {
  if (Number(ctx.get('content-length')) > mostDrained) throw limits.tooLarge;
  const { name, bytes } = await receiveOne(ctx.req, limits, wait);
  await refusePaper(parts.store.read, name, dateOf(parts.clock.now()), true);
  const content = await draftFrom(await readDocument(bytes, shownName(name)));
  return parts.store.write(async (tx) => {
    // Looked at again: a link ends, and people leave, while a file is still on its way.
    const link = await openLink(ctx, parts, tx);
    return takePlan(actOf(parts, tx, link), link, content);
  });
}

const actOf = ({ clock, settings }: OfficeParts, tx: Tx, { person }: PlanLink): Act => ({
  ...systemAct(tx, clock.now(), 'plan-upload', settings),
  speaker: person,
});
