// What is remembered from clause to clause of one entry.
import type { Activity } from './activity.ts';
import type { Host } from './lexicon.ts';
import type { Stretch } from './signs.ts';
import type { When } from './when.ts';

/** Dates that still count, and the activity whose particulars may follow. */
export interface State {
  /** The date that opened the line, and the one that opened the sentence. */
  line: When | null;
  sentence: When | null;
  /** What the last activity was. */
  host: Host;
  /** The last clause described it: what follows does so too. */
  describing: boolean;
  found: Activity[];
}

/** Whether a date lies in a stretch. */
export const touches = (when: When, { from, to }: { from: number; to: number }): boolean =>
  when.from >= from && when.to <= to;

/** An activity of a stretch with the dates that count for it. */
export const make = (clause: Stretch, own: When[], leading: When | null, state: State): Activity => ({
  from: clause.from,
  to: clause.to,
  own: own.filter((when) => when !== leading),
  sentence: state.sentence,
  line: state.line,
  label: null,
});
