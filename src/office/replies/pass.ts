// Passing on what was answered: to whom, when, and under which name in the ledger.
import type { Said } from '../../bot/message.ts';
import { newId } from '../../lib/ids.ts';
import { cancel } from '../../queue/ledger.ts';
import { type Act, me, record, tell } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import type { Person } from '../people/model.ts';
import { callNames } from '../preparation/queries.ts';
import { politeFrom } from '../reminders/hours.ts';
import type { Matter, Reply } from './model.ts';
import { listenersOf } from './rules.ts';
import { somebody } from './view-wording.ts';
import { label, listenerWords } from './wording.ts';

/** How a private word goes out. */
interface How {
  /** Epoch ms; in decent hours without. What somebody asked themselves may come at once. */
  due?: number;
  /** The answer it passes on: taken back with it while it has not gone. */
  of?: Reply;
}

/** Where private words come from in the ledger: from the answer of that id, or each by itself. */
const replySource = (id: string) => ({ kind: 'reply', id });

/** Owes a private word about a matter. */
export async function tellPrivately(
  act: Act,
  matter: Matter,
  people: readonly Pick<Person, 'id'>[],
  said: Said,
  { due, of }: How = {},
): Promise<void> {
  const when = due ?? politeFrom(await loadCalendar(act.tx), matter.beginsAt, act.now);
  // Not under the matter: who moves or cancels that takes back its reminders, never what somebody wanted passed on.
  const source = replySource(of?.id ?? newId());
  // Each thing said is a message of its own; the transaction of the message keeps it from being owed twice.
  const lead = newId();
  for (const person of people) {
    await tell(act, {
      source,
      lead,
      audience: { kind: 'person', id: person.id },
      class: 'notice',
      said,
      due: when,
    });
  }
}

/** Tells whoever hears what the speaker answers; `of`: the answer itself. Answers who that is, in words. */
export async function passOn(act: Act, matter: Matter, said: Said, of?: Reply): Promise<string> {
  const listeners = listenersOf(matter, me(act).id);
  await tellPrivately(act, matter, listeners.people, said, of ? { of } : {});
  return listenerWords(listeners);
}

/**
 * Takes back what has not gone out of an answer that was changed, taken back or settled. True when nobody has heard of it yet, so that
 * nobody needs to hear of its end.
 */
export async function takeBackUnsent(act: Act, { id }: Reply, why: string): Promise<boolean> {
  const source = replySource(id);
  const rows = () =>
    act.tx
      .selectFrom('deliveries')
      .select('id')
      .where('source_kind', '=', source.kind)
      .where('source_id', '=', source.id)
      .where('state', '!=', 'cancelled')
      .execute();
  const owed = await rows();
  await cancel(act.tx, act.now, source, why);
  return owed.length > 0 && (await rows()).length === 0;
}

/** Whether an answer was passed on to somebody, or is about to be. */
export async function wasTold(act: Act, { id }: Reply, personId: string): Promise<boolean> {
  const source = replySource(id);
  const row = await act.tx
    .selectFrom('deliveries')
    .select('id')
    .where('source_kind', '=', source.kind)
    .where('source_id', '=', source.id)
    .where('audience_kind', '=', 'person')
    .where('audience_id', '=', personId)
    .where('state', '!=', 'cancelled')
    .executeTakeFirst();
  return row !== undefined;
}

/** What somebody is called in messages: 李强（二码头小学）. */
export async function callName(act: Act, id: string): Promise<string> {
  return (await callNames(act.tx, [id])).get(id) ?? somebody;
}

/** What the speaker is called in messages. */
export const myName = (act: Act): Promise<string> => callName(act, me(act).id);

/** Records that something was answered: to what and which kind, never the words. */
export const recordReply = (
  act: Act,
  deed: string,
  { id, number }: Reply,
  matter: Matter | null,
  side: 'old' | 'new' = 'new',
): Promise<void> =>
  record(act, `reply.${deed}`, { kind: 'reply', id: number ?? id }, { [side]: { title: matter ? label(matter) : '' } });
