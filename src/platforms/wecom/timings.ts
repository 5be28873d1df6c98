// How long things take on WeCom's side of the house, in one place; tests shorten them.

/** Times of the long connection and of calls, milliseconds. */
export interface Timings {
  /** Between two pings. */
  ping: number;
  /** Without any frame for so long the socket is taken for dead. */
  silence: number;
  /** How long a request of ours waits for its answer, and the handshake for its end. */
  answer: number;
  /** First and longest wait before a new attempt. */
  backoffFirst: number;
  backoffLast: number;
  /** How long a message waits while the engine takes none, before the person is told. */
  holdFor: number;
  /** Bounds of one HTTP call to the API. */
  call: number;
  /** The same for a check: somebody is waiting at a terminal. */
  check: number;
}

/** The times in service. */
export const usualTimings: Timings = {
  ping: 30_000,
  silence: 75_000,
  answer: 8000,
  backoffFirst: 1000,
  backoffLast: 60_000,
  holdFor: 30_000,
  call: 10_000,
  check: 5000,
};
