// Open questions, per person and chat, kept in the store so that they survive a restart.
import type { Vault } from '../lib/vault.ts';
import type { Tx } from '../store/db.ts';
import type { Question } from './command.ts';
import type { Heard } from './message.ts';

/** The open question of `who` in this chat; null when there is none, its time is over, or it was sealed with another key. */
export async function questionOf(
  tx: Tx,
  who: string,
  chatId: string,
  now: number,
  vault?: Vault,
): Promise<Question | null> {
  const row = await tx
    .selectFrom('questions')
    .select('question')
    .where('person_id', '=', who)
    .where('chat_id', '=', chatId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return null;
  const open = row.question.startsWith('{') ? row.question : vault?.open(row.question);
  return open ? JSON.parse(open) : null;
}

const menu = 'menu:';

/** The id under which a question is opened by the message with that answer; its own when it is asked again. */
export const idOf = (question: Question, answerId: string): string =>
  question.id ?? (question.menu ? menu + answerId : answerId);

/** Whether a button answers a question. Buttons of a menu are commands of their own, which stay good when its numbers no longer count. */
export const answersQuestion = ({ asks }: NonNullable<Heard['pressed']>): boolean =>
  asks !== undefined && !asks.startsWith(menu);

/** Whether a button of another question was pressed than the one that is open for this person in this chat. */
export const isOutdated = ({ pressed }: Heard, open: Question | null): boolean =>
  pressed !== undefined && answersQuestion(pressed) && pressed.asks !== open?.id;

/** Remembers a question, sealed when there is a `vault` for it; an older one in the same chat is forgotten. */
export async function openQuestion(
  tx: Tx,
  who: string,
  chatId: string,
  question: Question,
  vault?: Vault,
): Promise<void> {
  const words = JSON.stringify(question);
  const values = { question: vault ? vault.seal(words) : words, expires_at: question.expiresAt };
  await tx
    .insertInto('questions')
    .values({ person_id: who, chat_id: chatId, ...values })
    .onConflict((c) => c.columns(['person_id', 'chat_id']).doUpdateSet(values))
    .execute();
}

/** Forgets the question of `who` in this chat. */
export async function closeQuestion(tx: Tx, who: string, chatId: string): Promise<void> {
  await tx.deleteFrom('questions').where('person_id', '=', who).where('chat_id', '=', chatId).execute();
}

/** Forgets every question whose time is over (`now` epoch ms): what was typed for it must not stay longer than it is of use. */
export async function forgetExpired(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom('questions').where('expires_at', '<=', now).execute();
}
