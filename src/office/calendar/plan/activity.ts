// One activity as it was divided from its sentence, before it has dates.
import type { Said } from './context.ts';
import type { When } from './when.ts';
import { part, quoted, type Words } from './words.ts';

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
  /** Only a time: what it is the time of (初赛时间 → 初赛). The title comes from what is above. */
  asks?: string;
  /** Where its name stands when its own words have none. */
  name?: { from: number; to: number };
  /** Adds to the title: （语文）. */
  label: string | null;
  /** Moved, called off or put off by its sentence. */
  change?: 'moved' | 'cancelled' | 'postponed';
  /** Said of itself in brackets: 运动会（取消）. */
  itself?: true;
  /** The words are those of an item above: only the change counts. */
  remark?: true;
}

/** Statements, nearest first. */
export function saidOf({ own, sentence, line }: Activity, words: Words): Said[] {
  const text = ({ from, to }: When): string => quoted(part(words, from, to));
  const said: Said[] = own.map((when) => ({ when, text: text(when), where: 'own' }));
  if (sentence && !own.includes(sentence)) said.push({ when: sentence, text: text(sentence), where: 'sentence' });
  if (line && line !== sentence && !own.includes(line)) said.push({ when: line, text: text(line), where: 'line' });
  return said;
}
