// Fetches a plan document that came with a message, reads it, and sends the preview to whoever asked.
import { z } from 'zod';
import { largestDocument, readDocument } from '../src/files/document/read.ts';
import { Refusal } from '../src/lib/refuse.ts';
import { type Act, systemAct } from '../src/office/act.ts';
import { endPlan, offerPlan } from '../src/office/calendar/drafts/actions.ts';
import { draftFrom } from '../src/office/calendar/drafts/reading.ts';
import { sourceOf } from '../src/office/calendar/drafts/store.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import { done, job } from '../src/queue/job.ts';

/** Payload: the number of the draft. Run again after the preview was sent, it changes nothing. */
export const importPlan = job<OfficeParts>()({
  name: 'import-plan',
  payload: z.object({ draft: z.string() }),
  attempts: 3,
  deadline: 180_000,
  async run({ draft: number }, parts) {
    const { store, clock, settings } = parts;
    const inOffice = <T>(work: (act: Act) => Promise<T>) =>
      store.write((tx) => work(systemAct(tx, clock.now(), `import/${number}`, settings)));
    const source = await inOffice((act) => sourceOf(act, number));
    if (!source) return done;
    try {
      const { name, bytes } = await parts.fetchMedia(source.platform, source.media, largestDocument);
      const content = await draftFrom(await readDocument(bytes, source.media.name ?? name));
      await inOffice((act) => offerPlan(act, number, content));
    } catch (error) {
      // A mistake in the file is for people to mend; anything else is tried again, until the file is gone and says so itself.
      if (!(error instanceof Refusal)) throw error;
      await inOffice((act) => endPlan(act, number, error.message));
    }
    return done;
  },
});
