// Tells of a trouble once a minute, so that an outage of an hour is sixty lines in the log and not a million.
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';

/** Logs `what` with its error unless the same was logged within the last minute. */
export type Complain = (error: unknown, what: string) => void;

/** A Complain with a memory of its own; `what` is a fixed sentence, so the memory stays small. */
export function complainer({ clock, log }: { clock: Clock; log: Log }): Complain {
  const last = new Map<string, number>();
  return (error, what) => {
    if (clock.real() - (last.get(what) ?? 0) < 60_000) return;
    last.set(what, clock.real());
    log.warn({ err: error }, what);
  };
}
