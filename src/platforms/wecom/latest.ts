// The latest entries of something, so that what is only good to have never fills the memory.

/** At most `most` entries; the oldest one makes room. Adding a key again makes it the youngest. */
export interface Latest<T> {
  add(key: string, value: T): void;
  get(key: string): T | undefined;
}

/** An empty one. */
export function latest<T>(most: number): Latest<T> {
  const entries = new Map<string, T>();
  return {
    add(key, value) {
      entries.delete(key);
      entries.set(key, value);
      const oldest = entries.keys().next().value;
      if (entries.size > most && oldest !== undefined) entries.delete(oldest);
    },
    get: (key) => entries.get(key),
  };
}
