// Removes files that broken transfers left in the incoming folder.
import { z } from 'zod';
import { dayMs } from '../src/lib/dates.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import { done, job } from '../src/queue/job.ts';

/** An incoming file this old belongs to nobody: the longest transfer is cut off after half an hour. */
const orphanAfter = dayMs;

/** Started by the first beat of each day (tick.ts). */
export const tidyUploads = job<OfficeParts>()({
  name: 'tidy-uploads',
  payload: z.object({}),
  attempts: 3,
  deadline: 60_000,
  async run(_, parts) {
    await removeOrphans(parts);
    return done;
  },
});

/** Removes incoming files older than a day that no entry waits for; returns how many. */
export async function removeOrphans({ store, files, clock, log }: OfficeParts): Promise<number> {
  const old = await files.incomingBefore(clock.real() - orphanAfter);
  const rows = await store.read.selectFrom('entry_files').select('path').where('state', '=', 'received').execute();
  const waiting = new Set(rows.map((row) => row.path));
  const orphans = old.filter((path) => !waiting.has(path));
  for (const path of orphans) await files.remove(path);
  if (orphans.length > 0) log.info({ count: orphans.length }, 'orphaned uploads removed');
  return orphans.length;
}
