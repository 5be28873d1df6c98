// A clash as people read it: who is wanted twice, on which days.
import type { LocalDate } from '../../../lib/dates.ts';

/** What two things both want: a room, people by name, a school, a subject, one group's attention, or whoever they are for. */
export type Want = 'room' | 'person' | 'school' | 'subject' | 'group' | 'everybody';

/** Two things in each other's way, on all the days they are: one line for a person to read. */
export interface Clash {
  /** `same`: on the same day for the same people; `load`: kinds of work that a term should keep apart lie in the same weeks. */
  kind: 'same' | 'load';
  want: Want;
  /** Titles on either side, each once. */
  a: string[];
  b: string[];
  /** Ids of the items and visits. */
  ids: string[];
  /** The subjects, when they are what both want. */
  subjects: string[];
  days: LocalDate[];
  /** One of them is above the other, which can be put off for it. */
  postponable: boolean;
}
