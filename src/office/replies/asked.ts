// What was said by itself in a chat, read from the ledger: the last of it is what a bare answer belongs to.
import type { Said } from '../../bot/message.ts';
import { dayMs } from '../../lib/dates.ts';
import type { DeliveryState } from '../../store/tables.ts';
import type { Act } from '../act.ts';
import { allGroups } from '../people/model.ts';
import { answerable } from './matters/index.ts';
import { type MatterRef, refText, replySettings } from './model.ts';
import { hears, sameWords } from './rules.ts';

/** A message that can be answered, as it was said. */
export interface Asked {
  ref: MatterRef;
  said: Said;
  /** Epoch ms. */
  at: number;
}

/** What has been read, or may have been: what was merged into another message stands in that one. */
const read: readonly DeliveryState[] = ['sent', 'unknown', 'merged'];

/** How many are looked at: more than are asked of anybody within the time that counts. */
const most = 60;

/** What was said to these groups or people of late, newest first. */
async function saidTo({ tx, now }: Act, audience: 'group' | 'person', ids: readonly string[]): Promise<Asked[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('deliveries')
    .select(['source_kind', 'source_id', 'occurrence_on', 'said', 'due_at', 'settled_at'])
    .where('audience_id', 'in', [...ids])
    .where('audience_kind', '=', audience)
    .where('due_at', '>', now - replySettings.recent.days * dayMs)
    .where('source_kind', 'in', answerable)
    .where('state', 'in', [...read])
    .where('part', '=', 0)
    .orderBy('due_at', 'desc')
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map((row) => ({
    ref: { kind: row.source_kind, id: row.source_id, occurrence: row.occurrence_on ?? '' },
    said: JSON.parse(row.said),
    at: row.settled_at ?? row.due_at,
  }));
}

/** What was said by itself in the chat of this message: to the group, or to the person in private. Newest first. */
export function askedHere(act: Act): Promise<Asked[]> {
  if (act.message?.chat.kind === 'group') return saidTo(act, 'group', act.group ? [act.group.id] : []);
  return saidTo(act, 'person', act.speaker ? [act.speaker.id] : []);
}

/** What was said to the groups that are for this person: a group message counts for everybody it is for. Newest first. */
export async function askedInGroups(act: Act): Promise<Asked[]> {
  const { speaker } = act;
  if (!speaker) return [];
  const groups = (await allGroups(act.tx)).filter((group) => hears(group, speaker));
  return saidTo(
    act,
    'group',
    groups.map(({ id }) => id),
  );
}

/** The messages that are quoted, among those: several where one message said more than one thing. */
export const quotedAmong = (asked: readonly Asked[], quote: string): Asked[] =>
  asked.filter(({ said }) => sameWords([said.title, said.text].filter(Boolean).join('\n'), quote));

/** Their refs, each once, newest first. */
export const refsOf = (asked: readonly Asked[]): MatterRef[] => [
  ...new Map(asked.map(({ ref }) => [refText(ref), ref])).values(),
];
