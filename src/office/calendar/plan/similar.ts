// Whether two titles mean the same activity: by their pairs of neighbouring characters, or one holding the other.
import { compareKey } from '../../../lib/chinese.ts';

interface Known {
  key: string;
  pairs: Map<string, number>;
}

const known = new Map<string, Known>();

/** Titles are compared with many others: what is compared of them is remembered. */
function knownOf(title: string): Known {
  let found = known.get(title);
  if (found === undefined) {
    const key = compareKey(title).replace(/[\p{P}\p{S}\s]/gu, '');
    found = { key, pairs: pairsOf(key) };
    if (known.size >= 10_000) known.clear();
    known.set(title, found);
  }
  return found;
}

function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let i = 0; i + 1 < text.length; i++) pairs.set(text.slice(i, i + 2), (pairs.get(text.slice(i, i + 2)) ?? 0) + 1);
  return pairs;
}

/** Dice overlap of two-character pairs, 0 … 1; 1 when one title contains the other. */
export function likeness(a: string, b: string): number {
  const [{ key: x, pairs: p }, { key: y, pairs: q }] = [knownOf(a), knownOf(b)];
  if (x === '' || y === '') return 0;
  if (x.includes(y) || y.includes(x)) return 1;
  // Too unlike in length to overlap by half.
  if (Math.min(x.length, y.length) * 3 < Math.max(x.length, y.length)) return 0;
  let both = 0;
  for (const [pair, count] of p) both += Math.min(count, q.get(pair) ?? 0);
  return (2 * both) / Math.max(1, x.length - 1 + y.length - 1);
}
