// The personal link through which somebody hands in a plan document where files cannot reach the robot: given, looked at, used once.
import { newToken, tokenHash } from '../../../lib/ids.ts';
import type { Reader } from '../../../store/db.ts';
import type { Row } from '../../../store/tables.ts';
import { type Act, later, me } from '../../act.ts';
import { type Person, personOf, type Role } from '../../people/model.ts';
import { offerPlan } from './actions.ts';
import type { PlanDraft } from './model.ts';
import { countsOf } from './rules.ts';
import { draftOfLink, newDraft, settleDraft, unusedLinks } from './store.ts';

/** Who may bring a plan in. A link of somebody who lost these roles takes nothing any more. */
export const planRoles: readonly Role[] = ['admin', 'head'];

/** How long a link waits for its file, milliseconds. */
const linkLasts = 24 * 3_600_000;

/** A stored answer may be asked for again by a repeat of its message; after this long (ms) the link is cut out of it. */
const linkKeptFor = 3_600_000;

/** A link that was just given: the token is in the URL only. */
export interface PlanLinkGiven {
  url: string;
  /** Number of the draft that waits for the file. */
  number: string;
  /** Epoch ms. */
  endsAt: number;
}

/**
 * A new personal link for the speaker, for a private answer; one given before and not used ends. Null when links would lead
 * nowhere. The URL is cut out of the stored answer after an hour, except in the sandbox, where the store is the chat window.
 */
export async function givePlanLink(act: Act): Promise<PlanLinkGiven | null> {
  const { publicUrl, sandbox } = act.settings;
  const person = me(act);
  if (publicUrl === null) return null;
  const token = newToken();
  const link = tokenHash(token);
  const number = await newDraft(act, 'plan', { source: { link } });
  for (const old of await unusedLinks(act.tx, person.id)) {
    if (old !== number) await settleDraft(act, old, 'dropped');
  }
  if (act.message && !sandbox) {
    const { channel, robot, messageId: message } = act.message;
    await later(act, 'forget-link', { link, channel, robot, message }, act.now + linkKeptFor);
  }
  return { url: `${publicUrl}/u/${token}`, number, endsAt: act.now + linkLasts };
}

/** A link as the page behind it sees it. */
export interface PlanLink {
  /** What is stored of the token; names the link without opening it. */
  hash: string;
  /** Number of the draft. */
  number: string;
  person: Person;
  /** Epoch ms. */
  endsAt: number;
}

/** Why a link takes nothing: its plan was read, its time is over, it was replaced or let go, its owner may not bring plans in any more. */
export type PlanLinkEnd = 'read' | 'ended' | 'replaced' | 'withdrawn';

/** `open` is the only state in which a file is taken. */
export type PlanLinkState = { state: 'unknown' } | { state: 'open' | PlanLinkEnd; link: PlanLink };

/** The link of a token at `now` (epoch ms). Looking at it never changes it: chat apps fetch links ahead. */
export async function planLinkOf(db: Reader, token: string, now: number): Promise<PlanLinkState> {
  const hash = tokenHash(token);
  const draft = await draftOfLink(db, hash);
  if (!draft?.requested_by) return { state: 'unknown' };
  const row = await db.selectFrom('people').selectAll().where('id', '=', draft.requested_by).executeTakeFirst();
  if (!row) return { state: 'unknown' };
  const link: PlanLink = {
    ...{ hash, number: draft.number, person: personOf(row) },
    endsAt: draft.created_at + linkLasts,
  };
  if (row.active !== 1 || !link.person.roles.some((role) => planRoles.includes(role))) {
    return { state: 'withdrawn', link };
  }
  return { state: stateOf(draft, link.endsAt, now), link };
}

function stateOf({ state }: Row<'calendar_drafts'>, endsAt: number, now: number): 'open' | PlanLinkEnd {
  if (state === 'open' || state === 'done') return 'read';
  if (state !== 'fetching') return 'replaced';
  return now < endsAt ? 'open' : 'ended';
}

/**
 * Takes what was read of the document that came through a link: whoever asked gets the preview in private, and the link ends.
 * Answers how many items were read, and how many lines were refused.
 */
export async function takePlan(
  act: Act,
  { number }: PlanLink,
  content: PlanDraft,
): Promise<{ items: number; refused: number }> {
  await offerPlan(act, number, content);
  const { all, refused } = countsOf(content);
  return { items: all, refused };
}
