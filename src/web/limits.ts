// Small guards of the upload page: one thing after another for each person, and not too often for each link. Kept in memory.

/** Runs pieces of work of one key one after another. */
export interface Turns {
  /** Null when too many wait already. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> | null;
}

/** At most `most` pieces of work of one key at once, the running one included. */
export function turns(most: number): Turns {
  const lines = new Map<string, { count: number; last: Promise<unknown> }>();
  return {
    take(key, work) {
      const line = lines.get(key) ?? { count: 0, last: Promise.resolve() };
      if (line.count >= most) return null;
      line.count++;
      const mine = line.last.then(work);
      const leave = () => {
        line.count--;
        if (line.count === 0) lines.delete(key);
      };
      line.last = mine.then(leave, leave);
      lines.set(key, line);
      return mine;
    },
  };
}

/** Whether a key may be used once more at `now` (epoch ms, machine time); counts when it may. */
export type Allowance = (key: string, now: number) => boolean;

/** `count` uses of a key within any `per` milliseconds. */
export function allowance(count: number, per: number): Allowance {
  const uses = new Map<string, number[]>();
  let swept = 0;
  return (key, now) => {
    if (now - swept > per) {
      for (const [old, times] of uses) if ((times.at(-1) ?? 0) <= now - per) uses.delete(old);
      swept = now;
    }
    const recent = (uses.get(key) ?? []).filter((at) => at > now - per);
    const allowed = recent.length < count;
    if (allowed) recent.push(now);
    uses.set(key, recent);
    return allowed;
  };
}
