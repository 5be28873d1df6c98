// Personal links out of the calendar: subscriptions, which hold until they are revoked, and links for a look or an export, which
// end by themselves. The token is in the URL only; the store keeps its hash.
import type { Said } from '../../../bot/message.ts';
import { newToken, tokenHash } from '../../../lib/ids.ts';
import { refuse } from '../../../lib/refuse.ts';
import type { Reader } from '../../../store/db.ts';
import { type Act, later, me, record, tell } from '../../act.ts';
import { type Person, personOf } from '../../people/model.ts';
import type { Scope } from './scope.ts';
import * as wording from './wording.ts';

/** How long a link for a look or an export lasts, days. */
export const viewDays = 14;
const viewLasts = viewDays * 86_400_000;
/** A stored answer may be asked for again by a repeat of its message; after this long (ms) the link is cut out of it. */
const linkKeptFor = 3_600_000;

/** A link that has just been given. */
export interface Given {
  /** The page; with `.ics`, `.docx`, `.xlsx` behind it feed and files. */
  url: string;
  hash: string;
  /** An older subscription to the same has ended with it. */
  renewed: boolean;
}

/**
 * A new subscription of the speaker; an older one to the same scope ends. @throws Refusal when links would lead nowhere
 */
export async function subscribe(act: Act, scope: Scope): Promise<Given> {
  const ended = await act.tx
    .updateTable('calendar_links')
    .set({ revoked_at: act.now })
    .where((eb) => eb.and({ person_id: me(act).id, scope: scope.kind, scope_id: scope.id }))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const given = await give(act, scope, null);
  await record(act, 'calendar.subscribed', { kind: 'calendar', id: scope.kind });
  return { ...given, renewed: Number(ended.numUpdatedRows) > 0 };
}

/** A link for a look at the page or for its files; it ends after `viewDays`. @throws Refusal when links would lead nowhere */
export async function giveView(act: Act, scope: Scope): Promise<Given> {
  // What has ended long ago is of no use to anybody, and every long answer makes another.
  await act.tx
    .deleteFrom('calendar_links')
    .where('person_id', '=', me(act).id)
    .where('revoked_at', '<', act.now - viewLasts)
    .execute();
  return { ...(await give(act, scope, act.now + viewLasts)), renewed: false };
}

/** A link for an export, on the record. @throws Refusal when links would lead nowhere */
export async function giveExport(act: Act, scope: Scope): Promise<Given> {
  const given = await giveView(act, scope);
  await record(act, 'calendar.exported', { kind: 'calendar', id: scope.kind });
  return given;
}

/**
 * The page of a scope, for answers too long for a chat: to be put into `links` of what is said. Null where no link can be given:
 * links lead nowhere, nobody speaks, the group has outsiders, or the scope is somebody's own and a group would see it.
 */
export async function calendarLink(act: Act, scope: Scope): Promise<string | null> {
  const inGroup = act.message?.chat.kind === 'group';
  const closed = inGroup && (scope.kind === 'person' || act.group === null || act.group.outsiders);
  if (closed || act.speaker === null || act.settings.publicUrl === null) return null;
  return (await giveView(act, scope)).url;
}

async function give(act: Act, scope: Scope, endsAt: number | null): Promise<{ url: string; hash: string }> {
  if (act.settings.publicUrl === null) refuse('no-links', wording.linksNotSetUp);
  const token = newToken();
  const hash = tokenHash(token);
  await act.tx
    .insertInto('calendar_links')
    .values({
      token_hash: hash,
      scope: scope.kind,
      scope_id: scope.id,
      person_id: me(act).id,
      created_at: act.now,
      revoked_at: endsAt,
    })
    .execute();
  await forgetLater(act, hash);
  return { url: `${act.settings.publicUrl}/calendar/${token}`, hash };
}

/** The stored answer opens no page once no repeat can ask for it; in the sandbox it stays, there the store is the chat window. */
async function forgetLater(act: Act, hash: string): Promise<void> {
  if (!act.message || act.settings.sandbox) return;
  const { channel, robot, messageId: message } = act.message;
  await later(act, 'forget-link', { link: hash, channel, robot, message }, act.now + linkKeptFor);
}

/** Sends links to the speaker in private, for requests made in a group. */
export const sendLinks = (act: Act, hash: string, said: Said): Promise<void> =>
  tell(act, {
    source: { kind: 'calendar-link', id: hash },
    audience: { kind: 'person', id: me(act).id },
    class: 'answer',
    said,
    expires: act.now + viewLasts,
  });

/** Ends all links of the speaker; answers how many were open. */
export async function revokeAll(act: Act): Promise<number> {
  const ended = await act.tx
    .updateTable('calendar_links')
    .set({ revoked_at: act.now })
    .where('person_id', '=', me(act).id)
    .where((eb) => eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', act.now)]))
    .executeTakeFirst();
  const count = Number(ended.numUpdatedRows);
  if (count > 0)
    await record(act, 'calendar.unsubscribed', { kind: 'calendar', id: 'links' }, { new: { items: count } });
  return count;
}

/** A link as the page behind it sees it. */
export type LinkState = { state: 'unknown' } | { state: 'over' } | { state: 'open'; link: CalendarLink };

/** An open link. */
export interface CalendarLink {
  /** Names it without opening it. */
  hash: string;
  scope: Scope;
  person: Person;
  /** A subscription, which has a feed; else it ends by itself. */
  feed: boolean;
}

/** The link of a token at `now` (epoch ms). Looking never changes it: chat apps fetch links ahead. */
export async function linkOf(db: Reader, token: string, now: number): Promise<LinkState> {
  const hash = tokenHash(token);
  const row = await db.selectFrom('calendar_links').selectAll().where('token_hash', '=', hash).executeTakeFirst();
  if (!row) return { state: 'unknown' };
  const person = await db.selectFrom('people').selectAll().where('id', '=', row.person_id).executeTakeFirst();
  const ended = row.revoked_at !== null && row.revoked_at <= now;
  if (ended || person?.active !== 1) return { state: 'over' };
  const scope: Scope = { kind: row.scope as Scope['kind'], id: row.scope_id };
  return { state: 'open', link: { hash, scope, person: personOf(person), feed: row.revoked_at === null } };
}
