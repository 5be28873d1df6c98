// What becomes of one message: it goes out, or it does not and somebody may be told. Pure, over what was read of the hearers.
import type { Said } from '../../bot/message.ts';
import { keyOf, type Wanted } from '../../queue/ledger.ts';
import { type Alert, alertsAbout, type Owed, type Trouble } from './alerts.ts';
import type { Hearers } from './hearers.ts';
import type { From, Mergeable, Rehearsed, Unsaid } from './model.ts';
import { reasonOf, type Titles } from './reasons.ts';
import type { Span } from './span.ts';
import { privateSaid, secretSaid, whys } from './wording.ts';
import type { Written } from './written.ts';

/** A message as a beat writes it; `due` may be later than the beat (epoch ms). */
export type Beaten = Wanted & { beat: number };

/** What is known of people, groups and names. */
export interface Known {
  span: Span;
  hearers: Hearers;
  titles: Titles;
}

/** One line of a rehearsal. */
export type Entry = Rehearsed | Unsaid;
export const isUnsaid = (entry: Entry): entry is Unsaid => 'why' in entry;
export const isSaid = (entry: Entry): entry is Rehearsed => !isUnsaid(entry);

/** What becomes of a message, and the alerts that follow from it. */
export interface Outcome {
  entry: Entry;
  alerts: Alert[];
  /** Set while it waits: with what it may be merged. */
  mergeable?: Mergeable;
}

/** What becomes of a message that is not in the ledger yet. */
export function outcomeOf(known: Known, wish: Beaten): Outcome {
  const unsaid = (why: string): Outcome => ({ entry: { at: wish.beat, ...named(known, wish), why }, alerts: [] });
  if (wish.born) return unsaid(wish.reason ?? '');
  if (wish.due > known.span.end) return unsaid(whys.later(wish.due));
  return handedOver(known, wish, 'planned', keyOf(wish));
}

/** What is handed over when it is due: it goes out, is held, or reaches nobody. */
function handedOver(known: Known, wish: Owed, state: Rehearsed['state'], key: string): Outcome {
  const trouble = troubleOf(wish, known.hearers);
  const { class: name, due, audience } = wish;
  if (!trouble)
    return {
      entry: said(known, wish, state),
      alerts: [],
      mergeable: { class: name, key, due, putOffFrom: wish.putOffFrom, said: wish.said, audience },
    };
  const why = trouble.state === 'held' ? whys.held(trouble.clause) : trouble.reason;
  return { entry: { at: wish.due, ...named(known, wish), why }, alerts: alertsAbout(wish, trouble, known.hearers) };
}

function troubleOf(wish: Owed, hearers: Hearers): Trouble | null {
  if (!hearers.reaches(wish.audience)) return { state: 'failed', reason: whys.unreachable };
  const clause = hearers.heldFor(wish);
  return clause ? { state: 'held', clause } : null;
}

/** A message that goes out. */
export const said = (known: Known, wish: Owed, state: Rehearsed['state']): Rehearsed => ({
  at: wish.due,
  ...named(known, wish),
  said: shown(wish),
  state,
});

/** What becomes of what stands in the ledger already. */
export function outcomeOfWritten(known: Known, { at, key, state, reason, author, ...row }: Written): Outcome {
  const { occurrence, lead, ...source } = row.source;
  const wish: Owed = {
    ...{ ...row, source, due: at },
    ...(occurrence === undefined ? {} : { occurrence }),
    ...(lead === undefined ? {} : { lead }),
    ...(author ? { author } : {}),
  };
  switch (state) {
    case 'sent':
    case 'unknown':
      return { entry: said(known, wish, 'sent'), alerts: [] };
    case 'queued':
    case 'sending':
      return handedOver(known, wish, 'waiting', key);
    default:
      return { entry: { at, ...named(known, wish), why: reason ?? '' }, alerts: [] };
  }
}

/** Of a secret task nobody learns whom it is for. */
function named({ hearers, titles }: Known, { class: name, audience, occurrence, lead, source }: Owed) {
  if (name === 'secret') {
    const nobody = { kind: 'person' as const, id: '', name: '（保密）' };
    return { to: nobody, class: name, source: { kind: 'secret', id: '' }, reason: '保密任务' };
  }
  const from: From = { ...source, ...(occurrence ? { occurrence } : {}), ...(lead ? { lead } : {}) };
  return { to: hearers.called(audience), class: name, source: from, reason: reasonOf(from, name, titles) };
}

function shown({ class: name, said, source }: Owed): Said {
  if (name === 'secret') return secretSaid;
  // What a teacher asked to be passed on, for instance why somebody cannot come.
  return source.kind === 'reply' ? privateSaid : said;
}
