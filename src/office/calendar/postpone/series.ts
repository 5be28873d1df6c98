// The meetings of one weekly series that have to leave their days: all at once, so that none passes another. Pure.
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import type { Engagement } from '../clashes/engagements.ts';
import type { Stretch } from '../rules.ts';
import type { Board } from './board.ts';
import { firstOf } from './slots.ts';

/** Where meetings go. `pushedBy`: meetings that were in nobody's way but make room for an earlier one of their series. */
export interface SeriesPlaces {
  places: Map<Engagement, Stretch>;
  pushedBy: Map<Engagement, Engagement>;
  stuck: Engagement[];
}

interface Wish {
  board: Board;
  series: readonly Engagement[];
  lookahead: number;
  /** Whether a meeting may make room for an earlier one. */
  mayPush: (e: Engagement) => boolean;
}

/**
 * New days for `leaving`, meetings of one series: each on the next free day with the weekday it has, before the next meeting; else the
 * next free school day before it; else the place of the next meeting, which makes room by the same rule. What finds nothing
 * stays where it is, and the others are placed around it.
 */
export function placeSeries(wish: Wish, leaving: readonly Engagement[]): SeriesPlaces {
  const stuck = new Set<Engagement>();
  for (;;) {
    const result = attempt(
      wish,
      leaving.filter((e) => !stuck.has(e)),
    );
    if ('places' in result) return { ...result, stuck: [...stuck] };
    stuck.add(result.failed);
  }
}

type Attempt = Omit<SeriesPlaces, 'stuck'> | { failed: Engagement };

/** Places all of them in order, or says which of `leaving` cannot leave. */
function attempt({ board, series, lookahead, mayPush }: Wish, leaving: readonly Engagement[]): Attempt {
  const going = new Set(leaving);
  const places = new Map<Engagement, Stretch>();
  const pushedBy = new Map<Engagement, Engagement>();
  const dayOf = (e: Engagement): LocalDate => (places.get(e) ?? board.where(e)).start;
  let floor = board.today;
  for (const [i, e] of series.entries()) {
    if (going.has(e)) {
      const after = floor > e.start ? floor : e.start;
      const next = series.slice(i + 1).find((one) => !going.has(one));
      const last = addDays(e.start, lookahead);
      const before = next ? addDays(dayOf(next), -1) : last;
      const bound = { after, last: before < last ? before : last };
      let place =
        firstOf(board, e, { ...bound, from: addDays(e.start, 7), step: 7 }) ??
        firstOf(board, e, { ...bound, from: addDays(after, 1), step: 1 });
      if (!place && next && mayPush(next)) {
        const day = dayOf(next);
        place = firstOf(board, e, { after, from: day, last: day < last ? day : last, step: 1 });
        if (place) {
          going.add(next);
          pushedBy.set(next, e);
        }
      }
      if (!place) return { failed: rootOf(e, pushedBy) };
      places.set(e, place);
    }
    if (dayOf(e) > floor) floor = dayOf(e);
  }
  return { places, pushedBy };
}

/** Who began a chain of meetings that make room for each other. */
function rootOf(e: Engagement, pushedBy: ReadonlyMap<Engagement, Engagement>): Engagement {
  const by = pushedBy.get(e);
  return by ? rootOf(by, pushedBy) : e;
}
