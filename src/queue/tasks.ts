// One task, one attempt: the outbox's jobs that are not messages.
import { done, type JobEnd, snooze } from './job.ts';
import type { QueueParts } from './outbox.ts';

/** Runs the task `id` if it is still open; a failed attempt is tried again with growing pauses, then written down as failed. */
export async function runTask(id: string, parts: QueueParts): Promise<JobEnd> {
  const { store, clock, log } = parts;
  const row = await store.read.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
  if (row?.state !== 'queued') return done;
  const settle = (state: 'done' | 'failed', reason: string | null) =>
    store.write((tx) =>
      tx
        .updateTable('tasks')
        .set({ state, reason, settled_at: clock.now() })
        .where('id', '=', id)
        .where('state', '=', 'queued')
        .execute(),
    );
  try {
    const end = await parts.runTask(row.name, JSON.parse(row.payload));
    if (end.kind === 'done') await settle('done', null);
    return end;
  } catch (error) {
    const attempts = row.attempts + 1;
    log.error({ err: error, task: row.name, id, attempts }, 'task failed');
    await store.write((tx) => tx.updateTable('tasks').set({ attempts }).where('id', '=', id).execute());
    if (attempts < parts.attemptsOf(row.name)) return snooze(Math.min(1000 * 2 ** attempts, 300_000));
    await settle('failed', error instanceof Error ? error.message.slice(0, 200) : 'error');
    return done;
  }
}
