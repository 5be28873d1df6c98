// What to do with messages the clock finds late: say them now, at the next opening, or never (domain rules, section 4). Pure.
import { dayMs } from '../../lib/dates.ts';
import { classes } from '../../queue/classes.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Calendar } from '../calendar/model.ts';
import { nextSendingTime } from './hours.ts';

/** How far back the clock looks after a long stop (ms); what was due earlier is over anyway. */
export const longestSpan = 31 * dayMs;

/**
 * What a beat has to handle: after `from`, up to and with `to` (epoch ms). Null when there is nothing: at the first beat
 * (`last` null – nothing before it speaks) and when the clock was turned back.
 */
export function spanToDo(last: number | null, now: number): { from: number; to: number } | null {
  if (last === null || now <= last) return null;
  return { from: Math.max(last, now - longestSpan), to: now };
}

/** Messages that replace each other when several are late: the leads of one event, the runs of one schedule, to one audience. */
export const threadOf = ({ source, occurrence = '', audience }: Wanted): string =>
  [source.kind, source.id, source.kind === 'schedule' ? '' : occurrence, audience.kind, audience.id].join('|');

const isOver = (wanted: Wanted, now: number): boolean => wanted.expires !== undefined && wanted.expires <= now;
const missed = (wanted: Wanted, reason: string): Wanted => ({ ...wanted, born: 'missed', reason });

/**
 * Everything that was due up to `now`, as it goes into the ledger: what came too late is written as `missed`; of several
 * leads of one event only the latest speaks (never a burst); what falls outside sending hours waits for the next opening,
 * unless its class may go out at any hour. Keys do not change, so a repeated beat writes nothing new.
 */
export function settleLate(wanted: readonly Wanted[], now: number, calendar: Calendar | null): Wanted[] {
  const latest = new Map<string, number>();
  for (const wish of wanted) {
    if (wish.born || isOver(wish, now)) continue;
    latest.set(threadOf(wish), Math.max(wish.due, latest.get(threadOf(wish)) ?? 0));
  }
  return wanted.map((wish) => {
    if (wish.born) return wish;
    if (isOver(wish, now)) return missed(wish, '错过了发送时间');
    if (wish.due < (latest.get(threadOf(wish)) ?? 0)) return missed(wish, '之后还有更近的一次，只发最近的');
    if (classes[wish.class].anyHour) return wish;
    return inHours(wish, now, calendar);
  });
}

function inHours(wish: Wanted, now: number, calendar: Calendar | null): Wanted {
  const from = Math.max(wish.due, now);
  const opening = nextSendingTime(calendar, from);
  if (opening === null || (wish.expires !== undefined && wish.expires <= opening)) {
    return missed(wish, '到期时不在发送时段，之后就太晚了');
  }
  return opening === from ? wish : { ...wish, due: opening, said: wish.saidAt?.(opening) ?? wish.said };
}
