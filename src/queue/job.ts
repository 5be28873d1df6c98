// What a job is: a name, ids in the payload, an end in sight, three answers (done, later, an error that is tried again).
import type { z } from 'zod';

/** The queue of everything that is not a message; all other queues are called like their lane. */
export const taskQueue = 'tasks';

/** How a run of a job ended. An error thrown counts as a failed attempt. */
export type JobEnd = { kind: 'done' } | { kind: 'snooze'; ms: number };

/** Finished; the task is settled. */
export const done: JobEnd = { kind: 'done' };

/** Not now: run again in `ms` milliseconds; does not use up an attempt. */
export const snooze = (ms: number): JobEnd => ({ kind: 'snooze', ms });

/** A job for parts of type P. Running it twice must change nothing the second time: queues repeat after a crash. */
export interface Job<P> {
  name: string;
  payload: z.ZodType<Record<string, string>>;
  /** Attempts before the task counts as failed and somebody is told. */
  attempts: number;
  /** A run longer than this is given up, milliseconds. */
  deadline: number;
  run(payload: Record<string, string>, parts: P): Promise<JobEnd>;
}

/** Declares a job; only here for the types of the payload. */
export const job =
  <P>() =>
  <T extends Record<string, string>>(
    declared: Omit<Job<P>, 'payload' | 'run'> & { payload: z.ZodType<T>; run(payload: T, parts: P): Promise<JobEnd> },
  ): Job<P> =>
    declared as unknown as Job<P>;
