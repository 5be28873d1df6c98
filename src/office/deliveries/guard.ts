// The outgoing check on one delivery to a group, at the moment it is handed to the queue.
import type { Said } from '../../bot/message.ts';
import type { Address } from '../../platforms/platform.ts';
import type { Row } from '../../store/tables.ts';
import type { Act } from '../act.ts';
import { guardText } from '../guard.ts';
import { tellHeld } from './actions.ts';
import { isReleased } from './queries.ts';

/**
 * Why a delivery to a group is held back, in Chinese; null lets it pass. When it holds, author and head are told in private.
 * What the head has let pass is not looked at again.
 */
export async function guardDelivery(act: Act, row: Row<'deliveries'>): Promise<string | null> {
  const guarded = guardText(wordsOf(JSON.parse(row.said)), { groupHasOutsiders: await hasOutsiders(act, row) });
  if (guarded.ok || (await isReleased(act.tx, row.id))) return null;
  await tellHeld(act, row.id, guarded.clause);
  return `里面有${guarded.clause}`;
}

/** Everything of a message that people will read. */
const wordsOf = ({ title, text, links = [], choices = [] }: Said): string =>
  [title ?? '', text, ...links.map(({ label }) => label), ...choices.map(({ label }) => label)].join('\n');

async function hasOutsiders(act: Act, row: Row<'deliveries'>): Promise<boolean> {
  const groups = act.tx.selectFrom('groups').select('id').where('outsiders', '=', 1).where('active', '=', 1);
  if (row.audience_kind === 'group')
    return (await groups.where('id', '=', row.audience_id).executeTakeFirst()) !== undefined;
  if (!row.address) return false;
  const { chat } = JSON.parse(row.address) as Address;
  return (await groups.where('chat_id', '=', chat.id).executeTakeFirst()) !== undefined;
}
