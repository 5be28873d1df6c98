// All that happens by itself, one file each. The heartbeat (tick.ts) is not a job: it is what owes messages and starts nothing else.
import type { OfficeParts } from '../src/office/parts.ts';
import type { Job } from '../src/queue/job.ts';
import { forgetLink } from './forget-link.ts';
import { importFile } from './import-file.ts';
import { importPlan } from './import-plan.ts';
import { reconcileJob } from './reconcile.ts';
import { replyFile } from './reply-file.ts';
import { storeFile } from './store-file.ts';
import { tidyUploads } from './tidy-uploads.ts';

/** Every job, by the name under which `later` puts it into the outbox. */
export const jobs: readonly Job<OfficeParts>[] = [
  storeFile,
  forgetLink,
  tidyUploads,
  importFile,
  importPlan,
  reconcileJob,
  replyFile,
];
