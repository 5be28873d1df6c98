// What is done by hand about messages that did not simply go out, and who is told of them.
import { refuse } from '../../lib/refuse.ts';
import type { ClassName } from '../../queue/classes.ts';
import { bundleKind } from '../../queue/classes.ts';
import type { DeliveryState, NewRow } from '../../store/tables.ts';
import { type Act, me, record, tell } from '../act.ts';
import type { Role } from '../people/model.ts';
import { peopleWith } from '../people/queries.ts';
import type { Delivery } from './model.ts';
import { findDelivery, saidIn, timesRecorded } from './queries.ts';
import * as wording from './wording.ts';

/** What each deed makes of a delivery, and how the record calls it. */
const outcomes: Record<wording.Deed, { action: string; state(from: DeliveryState): DeliveryState; reason: string }> = {
  已发出: { action: 'delivery.confirmed', state: () => 'sent', reason: '管理员看过，确已发出' },
  重发: { action: 'delivery.resent', state: () => 'queued', reason: '管理员要求重发' },
  放弃: {
    action: 'delivery.given-up',
    state: (from) => (from === 'held' ? 'cancelled' : 'failed'),
    reason: '不再发送',
  },
  放行: { action: 'delivery.released', state: () => 'queued', reason: '教研室主任放行' },
  撤回: { action: 'delivery.withdrawn', state: () => 'cancelled', reason: '管理员撤回' },
};

/**
 * The one delivery of a short number, as far as it is the speaker's to know: admins have no part in secret tasks, for them there is none.
 * @throws Refusal when there is none, or several
 */
export async function deliveryCalled(act: Act, number: string): Promise<Delivery> {
  const found = await findDelivery(act.tx, number);
  if (found.row.class === 'secret' && !me(act).roles.includes('head'))
    refuse('no-delivery', wording.noDelivery(number));
  return found;
}

/**
 * Does `deed` about a delivery that is unknown, failed, missed, held or still waiting. What is held is the head's to decide. Recorded with
 * old and new state. @throws Refusal when the state does not allow it (any more), or it is not the speaker's to do
 */
export async function settleByHand(act: Act, delivery: Delivery, deed: wording.Deed): Promise<void> {
  const { row } = delivery;
  if ((deed === '放行' || row.state === 'held') && !me(act).roles.includes('head'))
    refuse('head-only', wording.headOnly);
  if (!wording.deedsFor(row, row.state, true).includes(deed)) refuse('delivery-state', wording.notNow(delivery, deed));
  const { action, state: become, reason } = outcomes[deed];
  const state = become(row.state);
  const values = state === 'queued' ? sendAgain(act, delivery) : { state, settled_at: act.now };
  const result = await act.tx
    .updateTable('deliveries')
    .set({ ...values, reason })
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) {
    refuse('delivery-state', wording.notNow(await findDelivery(act.tx, row.id), deed));
  }
  // Who takes back a message that says several things takes back all of them.
  if (state === 'cancelled' && row.source_kind === bundleKind) {
    const members = await act.tx
      .updateTable('deliveries')
      .set({ state, reason, settled_at: act.now })
      .where('bundle_id', '=', row.id)
      .where('state', '=', 'merged')
      .returning('id')
      .execute();
    for (const { id } of members)
      await record(act, action, { kind: 'delivery', id }, { old: { state: 'merged' }, new: { state } });
  }
  await record(act, action, { kind: 'delivery', id: row.id }, { old: { state: row.state }, new: { state } });
}

/**
 * Due again now. What failed begins afresh: all attempts and ways to the person are open again (an answer and a later part keep
 * their address). What is unknown keeps way and count, so that a late answer of the platform still finds it.
 */
function sendAgain({ now }: Act, { row }: Delivery): Partial<NewRow<'deliveries'>> {
  const fixed = row.audience_kind === 'chat' || row.part > 0;
  const afresh =
    row.state === 'unknown' ? {} : { attempts: 0, ...(fixed ? {} : { address: null, lane: null, tried: '[]' }) };
  return {
    state: 'queued',
    due_at: now,
    expires_at: row.expires_at !== null && row.expires_at <= now ? null : row.expires_at,
    relayed_at: null,
    claimed_until: null,
    settled_at: null,
    ref: null,
    ...afresh,
  };
}

/** What is said about a secret task is as secret: it stands in no list and in no count. */
const alertClass = (name: string): ClassName => (name === 'secret' ? 'secret' : 'alert');

/** Kinds of sources that are themselves alerts about another message. */
const aboutOthers = ['delivery', 'failed'];

async function tellAll(
  act: Act,
  roles: readonly Role[],
  about: { id: string; lead: string; revision: number; class?: ClassName },
  said: ReturnType<typeof wording.unknownAlert>,
): Promise<void> {
  const people = await peopleWith(act.tx, roles);
  await tell(
    act,
    ...people.map((person) => ({
      source: { kind: 'delivery', id: about.id },
      lead: about.lead,
      revision: about.revision,
      audience: { kind: 'person' as const, id: person.id },
      class: about.class ?? 'alert',
      said,
    })),
  );
}

/**
 * Tells every admin in private that nobody knows whether a delivery went out, with 已发出, 重发, 放弃; once for each time it
 * was sent. Nothing is owed about an alert: alerts about alerts would never end. Of a secret task the heads hear instead: admins have
 * no part in it.
 */
export async function alertUnknown(act: Act, deliveryId: string): Promise<void> {
  const delivery = await findDelivery(act.tx, deliveryId);
  const { class: name, source_kind } = delivery.row;
  if (name === 'alert' || aboutOthers.includes(source_kind)) return;
  const revision = await timesRecorded(act.tx, deliveryId, 'delivery.resent');
  const about = { id: deliveryId, lead: 'unknown', revision, class: alertClass(name) };
  await tellAll(act, name === 'secret' ? ['head'] : ['admin'], about, wording.unknownAlert(delivery));
}

/**
 * Tells the author in private that a message could not be sent, once for each thing it is about however many did not get it.
 * Nothing is owed about an alert or an answer.
 */
export async function tellFailed(act: Act, deliveryId: string): Promise<void> {
  const failed = await findDelivery(act.tx, deliveryId);
  for (const delivery of await saidIn(act.tx, failed)) await tellAuthor(act, delivery);
}

async function tellAuthor(act: Act, delivery: Delivery): Promise<void> {
  const { author_id: author, class: kind, audience_id: audience, source_kind, source_id, occurrence_on } = delivery.row;
  if (!author || author === audience || kind === 'alert' || kind === 'answer') return;
  await tell(act, {
    source: { kind: 'failed', id: `${source_kind}/${source_id}` },
    ...(occurrence_on ? { occurrence: occurrence_on } : {}),
    audience: { kind: 'person', id: author },
    class: alertClass(kind),
    said: wording.failedNote(delivery),
  });
}

/** Tells the author and the head in private that a group message is held back because of `clause`; once. */
export async function tellHeld(act: Act, deliveryId: string, clause: string): Promise<void> {
  const delivery = await findDelivery(act.tx, deliveryId);
  const heads = await peopleWith(act.tx, ['head']);
  await tellAll(act, ['head'], { id: deliveryId, lead: 'held', revision: 0 }, wording.heldAlert(delivery, clause));
  const author = delivery.row.author_id;
  if (!author || heads.some(({ id }) => id === author)) return;
  await tell(act, {
    source: { kind: 'delivery', id: deliveryId },
    lead: 'held',
    audience: { kind: 'person', id: author },
    class: 'alert',
    said: wording.heldNote(delivery, clause),
  });
}

/** What a deed on record is called: 重发. */
export const deedTitle = (action: string): string =>
  Object.entries(outcomes).find(([, outcome]) => outcome.action === action)?.[0] ?? '改动';
