// What is said to authors and heads about a message that is held or reaches nobody: it follows from the message itself.
import type { Wanted } from '../../queue/ledger.ts';
import type { Row } from '../../store/tables.ts';
import type { Delivery } from '../deliveries/model.ts';
import { failedNote, heldAlert, heldNote } from '../deliveries/wording.ts';
import type { Hearers } from './hearers.ts';

/** What becomes of a message that does not go out when it is handed over. */
export type Trouble = { state: 'held'; clause: string } | { state: 'failed'; reason: string };

/** A message that is to be handed over, worked out or from the ledger. */
export type Owed = Omit<Wanted, 'audience'> & { audience: { kind: string; id: string } };
/** A private message that follows from another. */
export type Alert = Wanted & { audience: { kind: 'person'; id: string } };

const nameOf = ({ source, occurrence, lead, audience }: Owed): string =>
  [source.kind, source.id, occurrence, lead, audience.kind, audience.id].join('/');

/** Stands where the alert will have the number of the delivery. */
export const numberToCome = '〔编号〕';

/** The alerts about a wish that is held or fails, due at once (see deliveries/actions.ts: `tellHeld`, `tellFailed`). */
export function alertsAbout(wish: Owed, trouble: Trouble, hearers: Hearers): Alert[] {
  const { author, audience, source, occurrence, due } = wish;
  const delivery: Delivery = { row: rowOf(wish, trouble), to: hearers.bareName(audience) };
  const alert = (id: string, more: Pick<Wanted, 'source' | 'said' | 'lead' | 'occurrence'>): Alert => ({
    class: 'alert',
    audience: { kind: 'person', id },
    due,
    ...more,
  });
  if (trouble.state === 'held') {
    const about = { source: { kind: 'delivery', id: nameOf(wish) }, lead: 'held' };
    const heads = hearers.heads.map((id) => alert(id, { ...about, said: heldAlert(delivery, trouble.clause) }));
    const told = author && !hearers.heads.includes(author);
    return told ? [...heads, alert(author, { ...about, said: heldNote(delivery, trouble.clause) })] : heads;
  }
  if (!author || author === audience.id || wish.class === 'alert' || wish.class === 'answer') return [];
  return [
    alert(author, {
      source: { kind: 'failed', id: `${source.kind}/${source.id}` },
      ...(occurrence ? { occurrence } : {}),
      said: failedNote(delivery),
    }),
  ];
}

/** The row of the ledger as the wording of alerts reads it. */
const rowOf = (wish: Owed, trouble: Trouble): Row<'deliveries'> => ({
  id: numberToCome,
  key: nameOf(wish),
  source_kind: wish.source.kind,
  source_id: wish.source.id,
  occurrence_on: wish.occurrence ?? null,
  lead: wish.lead ?? null,
  revision: wish.revision ?? 0,
  audience_kind: wish.audience.kind,
  audience_id: wish.audience.id,
  class: wish.class,
  said: JSON.stringify(wish.said),
  part: 0,
  after_id: null,
  state: trouble.state,
  reason: trouble.state === 'held' ? trouble.clause : trouble.reason,
  due_at: wish.due,
  expires_at: wish.expires ?? null,
  address: null,
  lane: null,
  tried: '[]',
  relayed_at: null,
  claimed_until: null,
  withdrawn: null,
  attempts: 0,
  ref: null,
  created_at: wish.due,
  settled_at: wish.due,
  author_id: wish.author ?? null,
  bundle_id: null,
  put_off_from: wish.putOffFrom ?? null,
});
