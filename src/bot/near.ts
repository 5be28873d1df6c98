// Near misses: the name of a command that a text begins with but for a slip (视岛 安排, 行事力).
import { compareKey, editDistance, slipsAtStart } from '../lib/chinese.ts';
import { type Index, typedUnits } from './match.ts';
import { splitWords } from './split.ts';

/** What was typed, and the name it was meant to be. */
export interface NearMiss {
  typed: string;
  said: string;
}

/** Compared lengths after each of the first words: where a name may end when there is no slash. */
function wordBorders(text: string): number[] {
  let length = 0;
  return splitWords(text)
    .slice(0, 4)
    .map(({ raw }) => (length += compareKey(raw).length));
}

/** The name that a text misses by a slip (two in long names); without a slash only whole words are compared. */
export function nearMiss<W>(names: Index<W>['names'], text: string, slash: boolean): NearMiss | null {
  const start = text.slice(0, 60);
  const key = compareKey(start);
  const borders = wordBorders(start);
  let best: { slips: number; length: number; said: string; key: string } | null = null;
  for (const { said, key: name } of names) {
    if (name.length < (slash ? 2 : 3)) continue;
    const most = name.length > 5 ? 2 : 1;
    const near = name.length === 2 ? shortNear(name, key.slice(0, borders[0])) : slipsAtStart(name, key, most);
    if (near.slips > most || (!slash && !borders.includes(near.length))) continue;
    if (!best || near.slips < best.slips || (near.slips === best.slips && name.length > best.key.length))
      best = { ...near, said, key: name };
  }
  return best && { typed: typedUnits(text, 0, best.length), said: best.said };
}

/** Names of two signs are compared with a first word of two signs only. */
const shortNear = (name: string, word: string): { slips: number; length: number } =>
  word.length === 2 ? { slips: editDistance(name, word), length: 2 } : { slips: 9, length: 0 };
