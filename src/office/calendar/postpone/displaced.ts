// What city events displace, and what they only squeeze. Pure.
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import { hoursMeet, wantsSame } from '../clashes/concerns.ts';
import { type Engagement, engagementsOf, rankOf } from '../clashes/engagements.ts';
import type { Calendar, Item } from '../model.ts';
import type { Board } from './board.ts';
import { fixedRank, isMovable, type PostponeOptions } from './model.ts';

/** One thing in the way of a city event. */
export interface Displaced {
  e: Engagement;
  cause: Engagement;
  /** Chinese, set when it cannot move by rule: a person has to decide. */
  why: string | null;
}

/** Whether an item displaces lower ones: run by the city or the province, on stated days that are not over. */
export const isCause = ({ level, precision, start, end, reminderKind, recurrence }: Item, today: LocalDate): boolean =>
  rankOf(level) >= fixedRank &&
  precision === 'day' &&
  reminderKind !== 'visitWindow' &&
  start !== null &&
  (recurrence !== null || (end ?? start) >= today);

const displaces = (e: Engagement, today: LocalDate): boolean =>
  e.rank >= fixedRank && e.precision === 'day' && e.item?.reminderKind !== 'visitWindow' && e.end >= today;

/** The occurrences of the causes that displace something. */
export const causesOn = (board: Board, ids: ReadonlySet<string>): Engagement[] =>
  board.engagements
    .filter((e) => e.itemId !== null && ids.has(e.itemId) && displaces(e, board.today))
    .sort((a, b) => b.rank - a.rank || (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1));

/** Everything lower that the causes find on their days, as the board stands; each once, for the first of its causes. */
export function displacedBy(board: Board, causes: readonly Engagement[]): Displaced[] {
  const found = new Map<Engagement, Displaced>();
  for (const cause of causes) {
    for (let day = cause.start < board.today ? board.today : cause.start; day <= cause.end; day = addDays(day, 1)) {
      for (const e of board.on(day)) {
        if (found.has(e) || !isInTheWay(e, cause)) continue;
        found.set(e, { e, cause, why: isMovable(e, board.today) ? null : whyNot(e) });
      }
    }
  }
  return [...found.values()];
}

const isInTheWay = (e: Engagement, cause: Engagement): boolean =>
  e.rank < cause.rank &&
  e.rank < fixedRank &&
  e.itemId !== cause.itemId &&
  !e.window &&
  !e.past &&
  hoursMeet(e, cause) &&
  wantsSame(e, cause);

const whyNot = (e: Engagement): string =>
  e.exam ? '领卷、考试、阅卷前后相连，请人来定日子' : '已经开始了，请人来定怎么办';

/**
 * What of the calendar still stands in the way of `causes` although it could move: nothing, once a proposal is applied, except what
 * stayed for want of a day. `options.visits` as they are after the moves.
 */
export function remainingOverlaps(calendar: Calendar, causes: readonly Item[], options: PostponeOptions): Engagement[] {
  const ids = new Set(causes.map(({ id }) => id));
  const all = engagementsOf(calendar, options);
  const { today } = options;
  const high = all.filter((e) => e.itemId !== null && ids.has(e.itemId) && displaces(e, today));
  return all.filter(
    (e) =>
      isMovable(e, today) && high.some((cause) => e.start <= cause.end && e.end >= cause.start && isInTheWay(e, cause)),
  );
}
