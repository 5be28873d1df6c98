// One activity as it was divided from its sentence, before it has dates.
import type { Said } from './resolve.ts';
import type { When } from './when.ts';

/** What is said about one activity. */
export interface Activity {
  /** Where its words stand in the entry. */
  from: number;
  to: number;
  /** Dates inside its words. */
  own: When[];
  /** The date that opens its sentence, and the one that opens its line. */
  sentence: When | null;
  line: When | null;
  /** Where its name stands when its own words have none. */
  name?: { from: number; to: number };
  /** Adds to the title: （语文）. */
  label: string | null;
  /** Moved, called off or put off by its sentence. */
  change?: 'moved' | 'cancelled' | 'postponed';
  /** The words are those of an item above: only the change counts. */
  remark?: true;
}

/** Statements, nearest first. */
export const saidOf = (activity: Activity, text: string): Said[] => {
  const said: Said[] = activity.own.map((when) => ({ when, text: text.slice(when.from, when.to), where: 'own' }));
  if (activity.sentence && !activity.own.includes(activity.sentence))
    said.push({
      when: activity.sentence,
      text: text.slice(activity.sentence.from, activity.sentence.to),
      where: 'sentence',
    });
  if (activity.line && activity.line !== activity.sentence && !activity.own.includes(activity.line))
    said.push({ when: activity.line, text: text.slice(activity.line.from, activity.line.to), where: 'line' });
  return said;
};
