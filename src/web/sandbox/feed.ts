// Everything that was said in the sandbox, read from inbox and ledger: the same rows a real platform would have acted upon.
import type { Chat, Said } from '../../bot/message.ts';
import { newId } from '../../lib/ids.ts';
import type { Address } from '../../platforms/platform.ts';
import type { Reader } from '../../store/db.ts';

/** One bubble. */
export interface Line {
  /** Place in the feed, from 1; stays while the server runs. */
  n: number;
  /** Where it stands: a group by its chat id, a private chat by its person's platform id. */
  chat: Chat;
  /** Platform id of who said it; null: the robot. */
  from: string | null;
  /** Epoch ms of the sandbox's clock. */
  at: number;
  /** What a person said; null when the words are not kept (codes, keys). */
  text?: string | null;
  /** What the robot said, and whether it is the answer to the line before or arrived by itself. */
  said?: Said;
  answer?: boolean;
}

/** The feed of one running server. */
export interface Feed {
  /** Changes with every start: places of another epoch mean nothing. */
  epoch: string;
  /** The lines after place `n`, oldest first. */
  since(n: number): Promise<Line[]>;
  /** How many lines there are. */
  length(): number;
}

/**
 * A feed over the store; `answerOf` reads stored answers. Lines get their place when they are first seen: the sandbox's clock can be put back, so times give no
 * order to rely on.
 */
export function openFeed(db: Reader, answerOf: (stored: string) => Said): Feed {
  const lines: Line[] = [];
  const seen = new Set<string>();
  let counted = '';
  let looking: Promise<void> | null = null;

  const look = async () => {
    const count = await countRows(db);
    if (count === counted) return;
    const fresh = [...(await heardLines(db, answerOf)), ...(await sentLines(db))].filter(({ id }) => !seen.has(id));
    fresh.sort((a, b) => a.lines[0]!.at - b.lines[0]!.at);
    for (const { id, lines: more } of fresh) {
      seen.add(id);
      for (const line of more) lines.push({ n: lines.length + 1, ...line });
    }
    counted = count;
  };
  return {
    epoch: newId(),
    length: () => lines.length,
    async since(n) {
      looking ??= look().finally(() => {
        looking = null;
      });
      await looking;
      return lines.slice(n);
    },
  };
}

/** A row with the lines it becomes: what was heard and its answer, or one message. */
interface Found {
  id: string;
  lines: [Omit<Line, 'n'>, ...Omit<Line, 'n'>[]];
}

const inboxRows = (db: Reader) => db.selectFrom('inbox').where('platform', '=', 'sandbox');
// A long message is several rows with the same words: the first stands for all.
const sentRows = (db: Reader) =>
  db.selectFrom('deliveries').where('state', '=', 'sent').where('lane', '=', 'sandbox').where('part', '=', 0);

async function countRows(db: Reader): Promise<string> {
  const heard = await inboxRows(db)
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  const sent = await sentRows(db)
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return `${heard.count}/${sent.count}`;
}

async function heardLines(db: Reader, answerOf: (stored: string) => Said): Promise<Found[]> {
  const rows = await inboxRows(db)
    .select(['answer_id', 'chat_kind', 'chat_id', 'sender_id', 'text', 'answer', 'at'])
    .orderBy('at')
    .execute();
  return rows.map((row) => {
    const chat: Chat = { kind: row.chat_kind === 'group' ? 'group' : 'private', id: row.chat_id };
    const asked = { chat, from: row.sender_id, at: row.at, text: row.text };
    if (!row.answer) return { id: row.answer_id, lines: [asked] };
    const answered = { chat, from: null, at: row.at, said: answerOf(row.answer), answer: true };
    return { id: row.answer_id, lines: [asked, answered] };
  });
}

async function sentLines(db: Reader): Promise<Found[]> {
  const rows = await sentRows(db).select(['id', 'address', 'said', 'settled_at']).orderBy('settled_at').execute();
  return rows.flatMap((row): Found[] => {
    if (row.address === null || row.settled_at === null) return [];
    const { chat }: Address = JSON.parse(row.address);
    return [{ id: row.id, lines: [{ chat, from: null, at: row.settled_at, said: JSON.parse(row.said) as Said }] }];
  });
}
