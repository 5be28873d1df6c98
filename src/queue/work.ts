// One run of one job, the same for both runners: a delivery or a task, and never the end of the runner.
import { complainer } from './complain.ts';
import { type JobEnd, snooze, taskQueue } from './job.ts';
import type { QueueParts } from './parts.ts';
import { sendDelivery } from './send.ts';
import { runTask } from './tasks.ts';

/** Pause after a run that could not even be written down (store or Redis away), milliseconds. */
const troubleMs = 5_000;

/**
 * Runs the job `id` of `queue`; `turn` as it was handed over (fair.ts). What it cannot do now it does later: a job is only lost when
 * its row says so.
 */
export function worker(parts: QueueParts): (queue: string, id: string, turn?: number) => Promise<JobEnd> {
  const complain = complainer(parts);
  return async (queue, id, turn) => {
    try {
      return await (queue === taskQueue ? runTask(id, parts) : sendDelivery(id, parts, queue, turn));
    } catch (error) {
      complain(error, `${queue}: a job could not run; it will be tried again`);
      return snooze(troubleMs);
    }
  };
}
