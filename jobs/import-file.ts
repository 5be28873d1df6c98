// Fetches a roster workbook that came with a message, reads it, and sends the preview to whoever asked.
import { z } from 'zod';
import { sheetLimits } from '../src/files/xlsx.ts';
import { Refusal } from '../src/lib/refuse.ts';
import { type Act, systemAct } from '../src/office/act.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import type { Workbook } from '../src/office/people/roster/model.ts';
import { readRoster } from '../src/office/people/roster/workbook.ts';
import { endFetching, offerImport, sourceOf } from '../src/office/people/roster.ts';
import { done, job } from '../src/queue/job.ts';

/** Payload: the number of the import. Run again after the preview was sent, it changes nothing. */
export const importFile = job<OfficeParts>()({
  name: 'import-file',
  payload: z.object({ import: z.string() }),
  attempts: 3,
  deadline: 180_000,
  async run({ import: number }, parts) {
    const { store, clock, settings } = parts;
    const inOffice = <T>(work: (act: Act) => Promise<T>) =>
      store.write((tx) => work(systemAct(tx, clock.now(), `import/${number}`, settings)));
    const source = await inOffice((act) => sourceOf(act.tx, number));
    if (!source) return done;
    try {
      const { bytes } = await parts.fetchMedia(source.platform, source.media, sheetLimits.bytes);
      const workbook: Workbook = await readRoster(bytes);
      await inOffice((act) => offerImport(act, number, workbook));
    } catch (error) {
      // A mistake in the file is for the admin to mend; anything else is tried again, until the file is gone and says so itself.
      if (!(error instanceof Refusal)) throw error;
      await inOffice((act) => endFetching(act, number, error.message));
    }
    return done;
  },
});
