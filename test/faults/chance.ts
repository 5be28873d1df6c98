// Chance that can be had again: the same seed gives the same instants, delays and choices.

/** Draws from one seed. */
export interface Chance {
  /** 0 ≤ x < 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True in about this share of the draws. */
  happens(share: number): boolean;
  /** One of them. @throws when there is none */
  pick<T>(among: readonly T[]): T;
}

/** A source of draws; `part` keeps the draws of one thing from shifting those of another (mulberry32). */
export function chanceOf(seed: number, part = 0): Chance {
  let state = (seed ^ Math.imul(part + 1, 0x9e3779b1)) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    happens: (share) => next() < share,
    pick(among) {
      const one = among[between(0, among.length - 1)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
  };
}
