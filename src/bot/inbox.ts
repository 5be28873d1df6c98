// The inbox: one row for every message ever heard, against repeats, with the answer it got. Runs for every message, hence prepared.

import type { Vault } from '../lib/vault.ts';
import type { Tx } from '../store/db.ts';
import { prepared } from '../store/prepared.ts';
import type { Outcome } from './carry-out.ts';
import type { Heard, Said } from './message.ts';
import { readSaid } from './sealed.ts';

type Key = { channel: string; robot: string; message: string };
const keyOf = ({ channel, robot, messageId }: Heard): Key => ({ channel, robot, message: messageId });

type Receipt = Key & { answer: string; platform: string; sender: string; kind: string; chat: string; at: number };

const insertReceipt = prepared((db, v: Receipt) =>
  db
    .insertInto('inbox')
    .values({
      channel: v.channel,
      robot: v.robot,
      message_id: v.message,
      answer_id: v.answer,
      platform: v.platform,
      sender_id: v.sender,
      person_id: null,
      chat_kind: v.kind,
      chat_id: v.chat,
      text: null,
      answer: null,
      outcome: 'silent',
      fault: null,
      at: v.at,
    })
    .onConflict((c) => c.columns(['channel', 'robot', 'message_id']).doNothing()),
);

/** Writes the receipt of a message; false when it has been heard before. `id` is its answer's, `now` epoch ms. */
export async function receive(tx: Tx, message: Heard, id: string, now: number): Promise<boolean> {
  const { platform, sender, chat } = message;
  const { numAffectedRows } = await insertReceipt(tx, {
    ...keyOf(message),
    ...{ answer: id, platform, sender: sender.id, kind: chat.kind, chat: chat.id, at: now },
  });
  return Number(numAffectedRows ?? 0) > 0;
}

/** The answer a message got when it was first heard. */
export async function storedAnswer(tx: Tx, message: Heard, vault?: Vault): Promise<{ id: string; said: Said | null }> {
  const row = await tx
    .selectFrom('inbox')
    .select(['answer_id', 'answer'])
    .where('channel', '=', message.channel)
    .where('robot', '=', message.robot)
    .where('message_id', '=', message.messageId)
    .executeTakeFirstOrThrow();
  return { id: row.answer_id, said: row.answer ? readSaid(row.answer, vault) : null };
}

type Kept = {
  person: string | null;
  text: string | null;
  answer: string | null;
  outcome: string;
  fault: string | null;
};

const keep = prepared((db, v: Key & Kept) =>
  db
    .updateTable('inbox')
    .set({ person_id: v.person, text: v.text, answer: v.answer, outcome: v.outcome, fault: v.fault })
    .where('channel', '=', v.channel)
    .where('robot', '=', v.robot)
    .where('message_id', '=', v.message),
);

/** Longest text that is kept of a message, characters. */
const longest = 4000;

/**
 * Keeps what was said and what came of it. Nothing of a stranger is kept but the receipt that stops repeats, and no secrets: the answer
 * to one is sealed.
 */
export async function remember(
  tx: Tx,
  message: Heard,
  personId: string | null,
  result: Outcome,
  vault?: Vault,
): Promise<void> {
  if (result.outcome === 'silent' && personId === null) return;
  await keep(tx, {
    ...keyOf(message),
    person: personId,
    text: result.secret || personId === null ? null : message.text.slice(0, longest),
    answer: result.said ? keptAnswer(result, vault) : null,
    outcome: result.outcome,
    fault: result.fault ?? null,
  });
}

function keptAnswer({ said, secret }: Outcome, vault: Vault | undefined): string {
  const answer = JSON.stringify(said);
  return secret && vault ? vault.seal(answer) : answer;
}
