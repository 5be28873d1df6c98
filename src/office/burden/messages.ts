// Puts what is said unasked together into messages: what is due for one hearer within one span of sending hours goes out at once. Pure.
import { classes } from '../../queue/classes.ts';
import type { Calendar } from '../calendar/model.ts';
import { spanAt } from '../reminders/hours.ts';
import type { Message, Push } from './model.ts';

/** One name for a group or person. */
export const nameOf = ({ kind, id }: Push['audience']): string => `${kind}:${id}`;

/**
 * The messages that these come in. The first thing that merges opens one, and everything of the same hearer that may go earlier and is
 * due within the same span of sending hours joins it, unless it has gone by then. What does not merge goes by itself.
 */
export function messagesOf(pushes: readonly Push[], calendar: Calendar | null): Message[] {
  return [...Map.groupBy(pushes, ({ audience }) => nameOf(audience)).values()].flatMap((own) => ofOne(own, calendar));
}

function ofOne(pushes: readonly Push[], calendar: Calendar | null): Message[] {
  const found: Message[] = [];
  const open = (push: Push): void => {
    found.push({ audience: push.audience, at: push.at, gone: push.gone, pushes: [push] });
  };
  for (const push of pushes.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))) {
    const joined = classes[push.class].merges ? found.find((message) => joins(push, message, calendar)) : undefined;
    if (joined) joined.pushes.push(push);
    else open(push);
  }
  return found;
}

function joins(push: Push, { at, gone, pushes }: Message, calendar: Calendar | null): boolean {
  const [first] = pushes;
  if (!first || !classes[first.class].merges) return false;
  if (push.bundle !== null && push.bundle === first.bundle) return true;
  if (gone !== push.gone) return false;
  if (at === push.at) return true;
  // One thread says two things in one message only where it must: the later reminder of an event goes at its own time.
  if (gone || !classes[push.class].early || pushes.some((other) => isSameThing(other, push))) return false;
  const span = spanAt(calendar, at);
  return span !== null && push.at < span.to;
}

/** Whether two pushes tell the same hearer of the same thing, for instance three days and one day before it. */
export const isSameThing = (a: Push, b: Push): boolean =>
  nameOf(a.audience) === nameOf(b.audience) &&
  a.source.kind === b.source.kind &&
  a.source.id === b.source.id &&
  a.occurrence === b.occurrence;
