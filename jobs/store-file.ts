// Stores what was handed in: hash, lasting place, receipt. One task for each version of an entry.
import { z } from 'zod';
import { systemAct } from '../src/office/act.ts';
import { acknowledge, settleFile } from '../src/office/contests/actions.ts';
import type { HandedFile } from '../src/office/contests/model.ts';
import { handInOf } from '../src/office/contests/queries.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import { done, job } from '../src/queue/job.ts';

/** Hashes and keeps the files of one version, then owes its receipt. Run twice, it finds everything settled. */
export const storeFile = job<OfficeParts>()({
  name: 'store-file',
  payload: z.object({ entry: z.string(), version: z.string().regex(/^\d+$/) }),
  attempts: 8,
  deadline: 120_000,
  async run({ entry, version }, parts) {
    const handed = await handInOf(parts.store.read, entry, Number(version));
    for (const file of handed?.files ?? []) {
      if (file.state === 'received') await storeOne(parts, `entries/${entry}/${version}`, file);
    }
    await parts.store.write((tx) => acknowledge(systemOf(parts, tx), entry, Number(version)));
    return done;
  },
});

const systemOf = ({ clock, settings }: OfficeParts, tx: Parameters<typeof systemAct>[0]) =>
  systemAct(tx, clock.now(), 'store-file', settings);

/** A run that ended between moving and writing down is taken up where it was left. */
async function storeOne(parts: OfficeParts, folder: string, file: HandedFile): Promise<void> {
  const { files, store, log } = parts;
  const lasting = `${folder}/${file.id}.${file.kind}`;
  const there = (await files.exists(file.path)) || (await files.exists(lasting));
  if (there) await files.keep(file.path, lasting);
  else log.error({ file: file.id }, 'handed-in file is gone');
  const outcome = there
    ? { state: 'stored' as const, path: lasting, sha256: await files.sha256(lasting) }
    : { state: 'lost' as const };
  await store.write((tx) => settleFile(systemOf(parts, tx), file.id, outcome));
}
