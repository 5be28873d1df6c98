// One task, one attempt: the outbox's jobs that are not messages.
import type { Tx } from '../store/db.ts';
import { done, type JobEnd, snooze } from './job.ts';
import type { QueueParts } from './parts.ts';
import { within } from './within.ts';

/** Pause after a failed attempt, milliseconds: doubled each time within its bounds. */
const pauseAfter = (attempts: number): number => Math.min(1_000 * 2 ** attempts, 300_000);

/**
 * Runs the task `id` if it is still open. An attempt that throws or passes its job's deadline is tried again with growing
 * pauses, then written down as failed. What passed its deadline cannot be stopped: it may end beside its next attempt, which is
 * why jobs are written to be run twice. @throws when the store cannot be had
 */
export async function runTask(id: string, parts: QueueParts): Promise<JobEnd> {
  const { store, clock, log } = parts;
  const row = await store.read.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
  if (row?.state !== 'queued') return done;
  const { name } = row;
  const update = (tx: Tx, values: { state?: 'done' | 'failed'; attempts?: number; reason?: string }) =>
    tx
      .updateTable('tasks')
      .set({ ...values, ...(values.state ? { settled_at: clock.now() } : {}) })
      .where('id', '=', id)
      .where('state', '=', 'queued')
      .execute();
  let end: JobEnd;
  try {
    end = await inTime(parts, name, row.payload);
  } catch (error) {
    const attempts = row.attempts + 1;
    log.error({ err: error, task: name, id, attempts }, 'task failed');
    const last = attempts >= parts.attemptsOf(name);
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'error';
    await store.write((tx) => update(tx, { attempts, reason, ...(last ? { state: 'failed' } : {}) }));
    return last ? done : snooze(pauseAfter(attempts));
  }
  if (end.kind === 'done') await store.write((tx) => update(tx, { state: 'done' }));
  return end;
}

async function inTime(parts: QueueParts, name: string, payload: string): Promise<JobEnd> {
  const ms = parts.deadlineOf(name);
  return within(ms, parts.runTask(name, JSON.parse(payload)), () => {
    throw new Error(`${name} took longer than ${ms} ms`);
  });
}
