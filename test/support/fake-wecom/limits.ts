// Fixed windows of the fake, whose phase has nothing to do with ours: the n-th request too many is told so, not delayed.

/** Counts per key in windows of `length` milliseconds that begin at `phase`. */
export class Windows {
  readonly #length: number;
  readonly #phase: number;
  readonly #counts = new Map<string, number>();
  /** Requests over a limit, by key: a sender that keeps the limit leaves this empty. */
  readonly overruns = new Map<string, number>();

  constructor(length: number, phase = Math.random() * length) {
    this.#length = length;
    this.#phase = phase;
  }

  /** True when one more in the present window is within `limit`. */
  allows(key: string, limit: number): boolean {
    const window = Math.floor((Date.now() - this.#phase) / this.#length);
    const slot = `${key} ${window}`;
    const count = (this.#counts.get(slot) ?? 0) + 1;
    this.#counts.set(slot, count);
    if (count <= limit) return true;
    this.overruns.set(key, (this.overruns.get(key) ?? 0) + 1);
    return false;
  }
}
