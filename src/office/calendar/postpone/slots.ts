// Where something may go that has to leave its place: the days to try, the better ones first. Pure.
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import type { Engagement } from '../clashes/engagements.ts';
import type { Stretch } from '../rules.ts';
import type { Board } from './board.ts';

/** How far something that takes several days may stretch over free days, calendar days for each school day. */
const widest = 3;

const isOff = (board: Board, day: LocalDate): boolean => !['school', 'makeup'].includes(board.dayKind(day).kind);

/** How many school days something takes where the plan put it; what stands on free days only takes as many as it has. */
export function lengthOf(board: Board, { start, end }: Stretch): { days: number; gaps: boolean } {
  let [days, off] = [0, 0];
  for (let d = start; d <= end; d = addDays(d, 1)) isOff(board, d) ? off++ : days++;
  return { days: days || off, gaps: days > 0 && off > 0 };
}

/** A stretch from `start`, or what speaks against it. */
export type Try = { at: Stretch; why: null } | { at: null; why: string };

/**
 * `e` put on the days from `start` on, as many school days as it has. It runs over a weekend only if it did before; what is
 * taken on such a weekend stands in its way too.
 */
export function tryAt(board: Board, e: Engagement, start: LocalDate): Try {
  const { days, gaps } = lengthOf(board, e);
  const first = board.closed(e, start);
  if (first) return { at: null, why: first };
  const over = gaps || days > 5;
  for (let d = start, left = days; d <= addDays(start, days * widest + 7); d = addDays(d, 1)) {
    const closed = board.closed(e, d);
    if (closed && !(over && isOff(board, d))) return { at: null, why: closed };
    const taken = board.taken(e, d);
    if (taken) return { at: null, why: taken };
    if (!closed && --left === 0) return { at: { start, end: d }, why: null };
  }
  return { at: null, why: '排不下' };
}

/** The first stretch after `floor` that suits a single item or visit: the same weekday of the next weeks, else the next school day. */
export function slotFor(board: Board, e: Engagement, lookahead: number): Stretch | null {
  const last = addDays(e.start, lookahead);
  return (
    firstOf(board, e, { after: board.today, from: addDays(e.start, 7), last, step: 7 }) ??
    firstOf(board, e, { after: board.today, from: addDays(e.start, 1), last, step: 1 })
  );
}

/** The first stretch that begins after `after` and before or on `last`, tried from `from` on in steps of days. */
export function firstOf(
  board: Board,
  e: Engagement,
  { after, from, last, step }: { after: LocalDate; from: LocalDate; last: LocalDate; step: number },
): Stretch | null {
  for (let d = from; d <= last; d = addDays(d, step)) {
    const { at } = d > after ? tryAt(board, e, d) : { at: null };
    if (at) return at;
  }
  return null;
}
