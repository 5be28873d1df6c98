// A proposal to put district items off for city events: what moves where, what a person has to decide. Plain data, kept as JSON.
import type { LocalDate } from '../../../lib/dates.ts';
import type { Preparation } from '../../preparation/model.ts';
import type { Beside, Engagement } from '../clashes/engagements.ts';
import { rankOf } from '../clashes/engagements.ts';
import type { Stretch } from '../rules.ts';

/** What a postponement is worked out with. */
export interface PostponeOptions extends Beside {
  today: LocalDate;
  /** Who leads which meeting, so that it is said what moves along. */
  preparations?: readonly Preparation[];
  /** Contests of the office with the instants they close (epoch ms), so that it is said that these stay. */
  contests?: readonly { name: string; closesAt: number }[];
  /** What else hangs on an item and moves along, Chinese, by id of the item. */
  hanging?: ReadonlyMap<string, readonly string[]>;
  /** How many days after its own day something may be put at most. */
  maxLookahead?: number;
}

/** Four weeks: what cannot be held within a month has to be planned anew by a person. */
export const usualLookahead = 28;

/** One thing that moves. */
export interface Move {
  /** From 1; what people call it by. Kept when the proposal is edited. */
  no: number;
  /** Of the engagement (see `Engagement.id`). */
  id: string;
  kind: Engagement['kind'];
  /** Id of the item, or of the visit. */
  itemId: string;
  /** Of a meeting: the day the rhythm gives it. */
  nominal: LocalDate | null;
  title: string;
  from: Stretch;
  to: Stretch;
  /** Chinese: 让给市教学评比. */
  why: string;
  /** Number of the move that displaces it; null when a city event does. */
  cascadeOf: number | null;
  /** What hangs on it, Chinese, one line each. */
  dependents: string[];
  /** Somebody chose the day. */
  byHand: boolean;
}

/** One thing that would have to move and stays where it is until a person decides. */
export interface Stuck {
  no: number;
  id: string;
  kind: Engagement['kind'];
  itemId: string;
  title: string;
  at: Stretch;
  /** Chinese: 四周内没有空档. */
  why: string;
  cascadeOf: number | null;
  /** Somebody chose to leave it. */
  byHand: boolean;
}

export interface Proposal {
  causes: { id: string; title: string; start: LocalDate; end: LocalDate }[];
  /** By number. */
  moves: Move[];
  stuck: Stuck[];
  /** Chinese sentences about what does not move but should be looked at. */
  remarks: string[];
  /** Numbers given so far, by engagement: a line keeps its number while the proposal is edited. */
  numbers: Record<string, number>;
  /** Days chosen by hand, by engagement; null: left where it is. */
  edits: Record<string, LocalDate | null>;
}

/** From this rank on things never move. */
export const fixedRank = rankOf('city');

/** Whether something is put off at all when something higher needs its place: not what is above, over, under way, vague or long. */
export const isMovable = (e: Engagement, today: LocalDate): boolean =>
  e.rank < fixedRank && e.precision === 'day' && !e.window && !e.exam && !e.past && e.start >= today;
