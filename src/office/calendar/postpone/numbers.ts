// The numbers of the lines of a proposal. Pure.
import type { Engagement } from '../clashes/engagements.ts';

/**
 * Numbers for lines: those given before stay, new ones follow in order of time, each followed by what it displaces. Numbers are
 * never used again while a proposal is edited.
 */
export function numbered(
  lines: readonly Engagement[],
  parent: (e: Engagement) => Engagement | null,
  given: Readonly<Record<string, number>>,
): Record<string, number> {
  const numbers: Record<string, number> = { ...given };
  let last = Math.max(0, ...Object.values(given));
  const children = Map.groupBy(lines.toSorted(byTime), parent);
  const seen = new Set<Engagement>();
  const give = (e: Engagement): void => {
    if (seen.has(e)) return;
    seen.add(e);
    numbers[e.id] ??= ++last;
    for (const child of children.get(e) ?? []) give(child);
  };
  for (const e of children.get(null) ?? []) give(e);
  for (const e of lines) give(e);
  return numbers;
}

const byTime = (a: Engagement, b: Engagement): number =>
  a.start < b.start ? -1 : a.start > b.start ? 1 : b.rank - a.rank || (a.id < b.id ? -1 : 1);
