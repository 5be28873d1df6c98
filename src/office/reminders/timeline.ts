// What falls due over a whole term, in order, so that one beat of the clock looks at what is near and not at all there is.

/** Things in the order of their due instants. */
export interface Timeline<T> {
  /** Those due in (from, to], epoch ms, the earliest first. */
  between(from: number, to: number): T[];
}

/** Puts things with a due instant (epoch ms) in order. */
export function timelineOf<T extends { due: number }>(things: readonly T[]): Timeline<T> {
  const sorted = things.toSorted((a, b) => a.due - b.due);
  return {
    between: (from, to) => sorted.slice(after(sorted, from), after(sorted, to)),
  };
}

/** How many of them are due at `instant` or before. */
function after(sorted: readonly { due: number }[], instant: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.due ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The timeline of something that is never changed, worked out once and forgotten together with it. */
export function timelines<Of extends object, T extends { due: number }>(
  work: (of: Of) => readonly T[],
): (of: Of) => Timeline<T> {
  const known = new WeakMap<Of, Timeline<T>>();
  return (of) => {
    const own = known.get(of) ?? timelineOf(work(of));
    known.set(of, own);
    return own;
  };
}
