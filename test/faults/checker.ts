// The one judge of all rows: what the platforms showed to people, against what the ledger says of it.
import type { Address, Platform } from '../../src/platforms/platform.ts';
import { type ClassName, classes } from '../../src/queue/classes.ts';
import type { Store } from '../../src/store/db.ts';
import type { DeliveryState } from '../../src/store/tables.ts';
import { atMost, exactly, type Finding } from './row.ts';

/** One message as a fake showed it: where (webhook key, chat or person) and what. */
export interface Shown {
  to: string;
  text: string;
}

/** What came out. Numbers are rows of the ledger, except where messages shown are meant. */
export interface Verdict {
  rows: number;
  states: Partial<Record<DeliveryState, number>>;
  /** Shown more often than the ledger can account for: more than its rows that are sent or unknown. */
  duplicates: number;
  /** The same, of classes that are repeated by rule. */
  repeats: number;
  /** Said to be sent, and nobody saw it. */
  lost: number;
  /** Shown, and no row has such a message at all. */
  strange: number;
}

/** Which rows are judged, and by which platform their texts are rendered. */
export interface Question {
  platforms: readonly Platform[];
  /** Source kinds; all when absent. */
  kinds?: readonly string[];
  /** Seen by the fakes. */
  shown: readonly Shown[];
}

interface Account {
  sure: number;
  perhaps: number;
  shown: number;
  repeating: boolean;
}

/** Compares. A text that several rows share at one place is counted together. */
export async function judge(store: Store, { platforms, kinds, shown }: Question): Promise<Verdict> {
  let query = store.read.selectFrom('deliveries').select(['state', 'class', 'said', 'part', 'address']);
  if (kinds) query = query.where('source_kind', 'in', kinds);
  const rows = await query.execute();
  const accounts = new Map<string, Account>();
  const verdict: Verdict = { rows: rows.length, states: {}, duplicates: 0, repeats: 0, lost: 0, strange: 0 };
  for (const { state, class: name, said, part, address } of rows) {
    verdict.states[state] = (verdict.states[state] ?? 0) + 1;
    if (!address) continue;
    const to: Address = JSON.parse(address);
    const platform = platforms.find(({ lanes }) => lanes.some((lane) => lane.name === to.lane));
    const text = platform?.render(to.lane, JSON.parse(said))[part] ?? '';
    const key = keyOf({ to: to.hook?.key ?? to.chat.id, text });
    const account = accounts.get(key) ?? { sure: 0, perhaps: 0, shown: 0, repeating: false };
    accounts.set(key, account);
    if (state === 'sent') account.sure++;
    // Being sent when its process died: the sweep will call it unknown.
    if (state === 'unknown' || state === 'sending') account.perhaps++;
    account.repeating ||= classes[name as ClassName].repeats;
  }
  for (const message of shown) {
    const account = accounts.get(keyOf(message));
    if (account) account.shown++;
    else verdict.strange++;
  }
  for (const { sure, perhaps, shown: seen, repeating } of accounts.values()) {
    const over = Math.max(0, seen - sure - perhaps);
    if (repeating) verdict.repeats += over;
    else verdict.duplicates += over;
    verdict.lost += Math.max(0, sure - seen);
  }
  return verdict;
}

/** Blanks and signs of no width are the client's business. */
const keyOf = ({ to, text }: Shown): string => `${to}\n${text.replace(/[\s\u200b-\u200d]+/g, '')}`;

/** What every row demands: each wanted message has an end or is still wanted, none was shown twice, none is said to be sent that was not. */
export function demands({ rows, states, duplicates, lost, strange }: Verdict, wanted: number): Finding[] {
  const { sent = 0, queued = 0, unknown = 0, sending = 0 } = states;
  return [
    exactly('wanted deliveries in the ledger', rows, wanted),
    exactly('sent, queued or unknown', sent + queued + unknown + sending, wanted),
    exactly('duplicates', duplicates, 0),
    exactly('said to be sent, never seen', lost, 0),
    exactly('seen, not in the ledger', strange, 0),
    exactly('failed', states.failed ?? 0, 0),
  ];
}

/** `unknown` (with those whose claim has not lapsed yet) against its bound. */
export const unknownAtMost = ({ states }: Verdict, most: number): Finding =>
  atMost('unknown', (states.unknown ?? 0) + (states.sending ?? 0), most);
