// What is put off to the Friday digest when a week is full: the least important first, and only what is still in time then. Pure.
import { classes } from '../../queue/classes.ts';
import type { DigestTime } from '../digest/rules.ts';
import { nameOf } from './messages.ts';
import type { Message, Push, Roster } from './model.ts';

/** Most of a week. */
export interface Caps {
  pushes: number;
  asks: number;
}

/** What the weighing has to know. */
export interface Scale {
  caps: Caps;
  roster: Roster;
  /** When the digest of that week goes out to a group or person; null: there is none. */
  digestAt(audience: Push['audience']): DigestTime | null;
  /** Of what level something is; the higher, the later it is put off. */
  levelOf(push: Push): number;
}

/** Why a message was put off: too much for somebody, or too much asked of a school. */
export type Why = 'pushes' | 'asks';

/** What a week comes to. */
export interface Weighed {
  /** Messages that wait for the digest. */
  putOff: ReadonlyMap<Message, Why>;
  /** How many messages each person gets in the week. */
  loads: ReadonlyMap<string, number>;
  /** What each school is asked in the week, beside what waits for the digest. */
  asks: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Whether a message counts as one of the week; answers, receipts, alerts and secret tasks do not. */
export const counts = ({ pushes }: Message): boolean => pushes.some((push) => classes[push.class].counts);

/** What a push asks a school to do, as one name; null when it asks nothing, or nobody who answers for a school. */
export function askOf({ class: name, audience, source, occurrence }: Push, { schoolOf }: Roster) {
  const school = name === 'deadline' && audience.kind === 'person' ? schoolOf(audience.id) : null;
  return school === null ? null : { school, what: `${source.kind}/${source.id}/${occurrence ?? ''}` };
}

/** Weighs the messages of one week, Monday to Sunday. */
export function weigh(messages: readonly Message[], scale: Scale): Weighed {
  const { caps, roster, digestAt } = scale;
  const loads = new Map<string, number>();
  const add = (audience: Push['audience'], n: number): void => {
    for (const id of roster.hearers(audience)) loads.set(id, (loads.get(id) ?? 0) + n);
  };
  const asks = new Map<string, Set<string>>();
  const digests = new Set<string>();
  for (const message of messages) {
    const digest = digestAt(message.audience);
    if (digest !== null && !message.gone && isDigest(message, digest)) digests.add(nameOf(message.audience));
    if (counts(message)) add(message.audience, 1);
    for (const push of message.pushes) {
      const ask = askOf(push, roster);
      if (ask && push.at !== digest?.at) asks.set(ask.school, (asks.get(ask.school) ?? new Set()).add(ask.what));
    }
  }

  const candidates = messages.filter((message) => mayWait(message, scale)).sort(leastFirst(scale));
  const left = new Map<string, number>();
  for (const { audience } of candidates) left.set(nameOf(audience), (left.get(nameOf(audience)) ?? 0) + 1);
  const putOff = new Map<Message, Why>();
  for (const message of candidates) {
    const name = nameOf(message.audience);
    const others = left.get(name) ?? 0;
    left.set(name, others - 1);
    const own = message.pushes.flatMap((push) => askOf(push, roster) ?? []);
    const full = roster.hearers(message.audience).some((id) => (loads.get(id) ?? 0) > caps.pushes);
    const asked = own.some(({ school }) => (asks.get(school)?.size ?? 0) > caps.asks);
    // Where no digest goes anyway, one put off alone would only come later, not be one less.
    const fewer = digests.has(name) || others > 1;
    if (!(full && fewer) && !asked) continue;
    putOff.set(message, full && fewer ? 'pushes' : 'asks');
    add(message.audience, digests.has(name) ? -1 : 0);
    digests.add(name);
    for (const { school, what } of own) asks.get(school)?.delete(what);
  }
  return { putOff, loads, asks };
}

/** Whether what is put off goes out with this message: it is the digest, or holds what was put off before. */
const isDigest = ({ at, pushes }: Message, { from }: DigestTime): boolean =>
  at >= from && pushes.some(({ source, putOffFrom }) => source.kind === 'digest' || putOffFrom !== null);

/** Whether all of a message can wait: nothing in it is urgent, written already, or over before the digest. */
function mayWait(message: Message, { digestAt }: Scale): boolean {
  const digest = digestAt(message.audience);
  // What is due in the span of the digest goes out with it anyway.
  if (digest === null || message.gone || message.at >= digest.from) return false;
  return message.pushes.every(
    ({ class: name, written, expires, wish }) =>
      classes[name].rank !== null &&
      !written &&
      // Words such as 明天 have to be found anew for the day on which they are said.
      wish?.saidAt !== undefined &&
      (expires === null || expires > digest.at || !classes[name].dated),
  );
}

/** Level, then class, then the later ones first; a message counts as its most important part. */
function leastFirst({ levelOf }: Scale): (a: Message, b: Message) => number {
  const most = (message: Message, of: (push: Push) => number): number => Math.max(...message.pushes.map(of));
  const rank = ({ class: name }: Push): number => classes[name].rank ?? 0;
  return (a, b) =>
    most(a, levelOf) - most(b, levelOf) ||
    most(a, rank) - most(b, rank) ||
    b.at - a.at ||
    nameOf(a.audience).localeCompare(nameOf(b.audience)) ||
    (a.pushes[0]?.key ?? '').localeCompare(b.pushes[0]?.key ?? '');
}
