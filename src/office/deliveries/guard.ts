// The outgoing check on what is said to a group: an answer before it is stored, a delivery when it is handed to the queue.
import type { Heard, Said } from '../../bot/message.ts';
import type { Address } from '../../platforms/platform.ts';
import type { Tx } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import type { Act } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { type Guarded, guardText, planLines } from '../guard.ts';
import { tellHeld } from './actions.ts';
import { isReleased } from './queries.ts';
import { notHere } from './wording.ts';

/**
 * Why a delivery to a group is held back, in Chinese; null lets it pass. When it holds, author and head are told in private.
 * What the head has let pass is not looked at again.
 */
export async function guardDelivery(act: Act, row: Row<'deliveries'>): Promise<string | null> {
  const chat = row.address ? (JSON.parse(row.address) as Address).chat.id : null;
  const where =
    row.audience_kind === 'group'
      ? ({ column: 'id', id: row.audience_id } as const)
      : ({ column: 'chat_id', id: chat } as const);
  const guarded = await look(act.tx, JSON.parse(row.said), where);
  if (guarded.ok || (await isReleased(act.tx, row.id))) return null;
  await tellHeld(act, row.id, guarded.clause);
  return `里面有${guarded.clause}`;
}

/** What is said in a group instead of an answer that does not belong there; null lets the answer pass. */
export async function guardAnswer(tx: Tx, { chat }: Heard, said: Said): Promise<string | null> {
  const guarded = await look(tx, said, { column: 'chat_id', id: chat.id });
  return guarded.ok ? null : notHere(guarded.clause);
}

/** Looks first as if all the world were listening: ordinary words need no look into the store. */
async function look(
  tx: Tx,
  said: Said,
  { column, id }: { column: 'id' | 'chat_id'; id: string | null },
): Promise<Guarded> {
  const words = wordsOf(said);
  const strict = guardText(words, { groupHasOutsiders: true });
  if (strict.ok) return strict;
  const group =
    id === null
      ? undefined
      : await tx
          .selectFrom('groups')
          .select('id')
          .where(column, '=', id)
          .where('outsiders', '=', 1)
          .where('active', '=', 1)
          .executeTakeFirst();
  return guardText(words, { groupHasOutsiders: group !== undefined, plan: planLines(await loadCalendar(tx)) });
}

/** Everything of a message that people will read. */
const wordsOf = ({ title, text, links = [], choices = [] }: Said): string =>
  [title ?? '', text, ...links.map(({ label }) => label), ...choices.flatMap(({ label, says }) => [label, says])].join(
    '\n',
  );
