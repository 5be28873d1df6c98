// The only place that reads the real time. Everything else is handed a Clock or a `now` in epoch milliseconds.

/** What time it is. `now` may be pretended (sandbox, tests); `real` never is: leases and timeouts are measured with it. */
export interface Clock {
  /** Epoch milliseconds as people should see them. */
  now(): number;
  /** Epoch milliseconds of the machine. */
  real(): number;
}

/** A clock that can be put forward: it runs at normal speed from where it was put. Refused in production by config. */
export interface MovableClock extends Clock {
  /** Put the clock to `instant` (epoch milliseconds); going back is allowed, reminders then stay silent. */
  moveTo(instant: number): void;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now(), real: () => Date.now() };

/** A clock that starts at `start` (epoch milliseconds) and runs at normal speed, or stands still when `frozen`. */
export function movableClock(start: number, frozen = false): MovableClock {
  let base = start;
  let since = Date.now();
  return {
    now: () => (frozen ? base : base + (Date.now() - since)),
    real: () => Date.now(),
    moveTo(instant) {
      base = instant;
      since = Date.now();
    },
  };
}
