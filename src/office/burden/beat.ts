// What one beat of the clock owes: what is due, what goes out with it, and what waits for the Friday digest. Pure; the rehearsal asks
// the same function, so that it says what is really sent.
import { addDays, dateOf, instantOf, mondayOf } from '../../lib/dates.ts';
import { classes } from '../../queue/classes.ts';
import { keyOf, type Wanted } from '../../queue/ledger.ts';
import { rankOf } from '../calendar/clashes/engagements.ts';
import type { Calendar } from '../calendar/model.ts';
import { type DigestTime, digestAt } from '../digest/rules.ts';
import { spanAt } from '../reminders/hours.ts';
import { settleLate } from '../reminders/late.ts';
import { rulesOf } from '../reminders/rules.ts';
import { isSameThing, messagesOf } from './messages.ts';
import type { Message, Push, Roster } from './model.ts';
import { comesNearer, putOffReason } from './reason.ts';
import { type Scale, weigh } from './weigh.ts';

/** What a beat looks at beside what has fallen due. */
export interface Outlook {
  /** What stands in the ledger for the weeks concerned, whatever became of it; `at` is when it is due there. */
  written: readonly Push[];
  /** Keys of the ledger that are nobody's push any more: taken back, missed. They are not owed again. */
  ended: ReadonlySet<string>;
  /** What falls due later in these weeks, each as it would go out by itself. */
  later: readonly Push[];
  roster: Roster;
}

/** What a beat writes. */
export interface Beat {
  owed: Wanted[];
  /** Rows of the ledger that wait and go out earlier: key → new instant (epoch ms). */
  earlier: ReadonlyMap<string, number>;
}

/** What may have company, and may have to wait: something to a group or person that merges. */
const isOpen = ({ born, audience, class: name }: Wanted): boolean =>
  !born && audience.kind !== 'chat' && classes[name].merges;

/** The weeks for which a beat has to look about; null when nothing of it can be merged or put off. */
export function horizonOf(settled: readonly Wanted[], now: number): { from: number; to: number } | null {
  const instants = settled.filter(isOpen).map(({ due }) => Math.max(due, now));
  if (instants.length === 0) return null;
  const monday = (instant: number) => mondayOf(dateOf(instant));
  return {
    from: instantOf(monday(Math.min(...instants))),
    to: instantOf(addDays(monday(Math.max(...instants)), 7)) - 1,
  };
}

/** A wish as a push, at the instant at which it is due. */
export const pushOf = (wish: Wanted, at = wish.due): Push => ({
  key: keyOf(wish),
  audience: wish.audience,
  class: wish.class,
  source: wish.source,
  occurrence: wish.occurrence ?? null,
  at,
  expires: wish.expires ?? null,
  ...{ written: false, gone: false, bundle: null, putOffFrom: null, wish },
});

/** What falls due later, each at the instant at which it would go out by itself; what would not is left out. */
export function laterPushes(wishes: readonly Wanted[], calendar: Calendar | null): Push[] {
  return [...Map.groupBy(wishes, ({ due }) => due)].flatMap(([due, some]) =>
    settleLate(some, due, calendar)
      .filter(({ born, audience }) => !born && audience.kind !== 'chat')
      .map((wish) => pushOf(wish)),
  );
}

/**
 * Makes of what has fallen due up to `now` (`settled`, as late.ts leaves it) what is written. The more the week holds for somebody
 * already, the more has to wait: decided with a look at all of the week, so that what matters more later on keeps its place.
 */
export function beatOf(calendar: Calendar, settled: readonly Wanted[], now: number, outlook: Outlook): Beat {
  const { written, ended, later } = outlook;
  const known = new Set([...ended, ...written.map(({ key }) => key)]);
  const fresh = settled.filter((wish) => isOpen(wish) && !known.has(keyOf(wish)));
  if (fresh.length === 0) return { owed: [...settled], earlier: new Map() };
  const current = new Set(fresh.map(keyOf));
  const atOnce = momentOf(fresh, now, calendar);
  const pushes = [
    ...written.map((push) => ({ ...push, gone: push.at <= now })),
    ...settled
      .filter((wish) => !wish.born && wish.audience.kind !== 'chat' && !known.has(keyOf(wish)))
      .map((wish) => pushOf(wish, wish.due <= now ? Math.max(wish.due, atOnce) : wish.due)),
    ...later.filter(({ key }) => !known.has(key) && !current.has(key)),
  ];
  const owed = new Map(settled.map((wish) => [keyOf(wish), wish]));
  const earlier = new Map<string, number>();
  for (const [monday, messages] of Map.groupBy(messagesOf(pushes, calendar), ({ at }) => mondayOf(dateOf(at)))) {
    const own = messages.filter((message) => message.pushes.some(({ key }) => current.has(key)));
    if (own.length === 0) continue;
    const scale = scaleOf(calendar, monday, outlook.roster);
    const { putOff } = weigh(messages, scale);
    for (const message of own) {
      const why = putOff.get(message);
      const digest = scale.digestAt(message.audience);
      if (why && digest)
        for (const wish of waiting(message, digest.at, messages, putOffReason(why, scale.caps)))
          owed.set(keyOf(wish), wish);
      else goTogether(message, { owed, earlier, current });
    }
  }
  return { owed: [...owed.values()], earlier };
}

/** When what is due goes out: at the last of the due instants, which a beat meets within seconds; after a stop that is over, now. */
function momentOf(fresh: readonly Wanted[], now: number, calendar: Calendar): number {
  const last = Math.max(0, ...fresh.flatMap(({ due }) => (due <= now ? [due] : [])));
  const span = spanAt(calendar, last);
  return span !== null && now < span.to ? last : now;
}

/** What of a message waits for the digest, in the words of that day; nothing of what is said once more until then anyway. */
const waiting = (message: Message, digest: number, week: readonly Message[], reason: string): Wanted[] =>
  message.pushes.flatMap((push): Wanted[] => {
    const { wish } = push;
    if (!wish) return [];
    if (comesAgain(push, digest, week)) return [{ ...wish, born: 'missed', reason: comesNearer(reason) }];
    const said = wish.saidAt?.(digest) ?? wish.said;
    const ends = classes[wish.class].dated ? {} : { expires: instantOf(addDays(dateOf(digest), 1)) };
    return [{ ...wish, ...ends, said, due: digest, putOffFrom: wish.due, reason }];
  });

const comesAgain = (push: Push, until: number, week: readonly Message[]): boolean =>
  week.some(({ pushes }) =>
    pushes.some(
      (other) =>
        other.key !== push.key &&
        isSameThing(other, push) &&
        other.at > push.at &&
        other.at <= until &&
        !other.putOffFrom,
    ),
  );

/** Whatever would come later within the same span of hours goes out with what is due now. */
function goTogether(
  { at, pushes }: Message,
  { owed, earlier, current }: { owed: Map<string, Wanted>; earlier: Map<string, number>; current: ReadonlySet<string> },
): void {
  for (const push of pushes) {
    if (push.wish && (push.at > at || !current.has(push.key)))
      owed.set(push.key, push.at > at ? { ...push.wish, due: at } : push.wish);
    else if (push.written && push.at > at) earlier.set(push.key, at);
  }
}

/** The scale for the week that begins on `monday`. */
export function scaleOf(calendar: Calendar, monday: string, roster: Roster): Scale {
  const { pushesAWeek, asksAWeek } = rulesOf(calendar).habits;
  const known = new Map<string | undefined, DigestTime | null>();
  const ofItems = new Map(calendar.items.map(({ id, level }) => [id, rankOf(level)]));
  return {
    caps: { pushes: pushesAWeek, asks: asksAWeek },
    roster,
    digestAt({ kind, id }) {
      const group = kind === 'group' ? id : undefined;
      const instant = known.get(group);
      if (instant !== undefined) return instant;
      const found = digestAt(calendar, monday, group);
      known.set(group, found);
      return found;
    },
    // The higher its level, the later something is put off.
    levelOf: ({ source }) => (source.kind === 'item' ? ofItems.get(source.id) : undefined) ?? rankOf('district'),
  };
}
