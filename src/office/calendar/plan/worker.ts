// Reads one plan in a thread of its own: a long document must not keep everybody else waiting. Answers with one message.
import { parentPort, workerData } from 'node:worker_threads';
import type { PlanDocument } from '../../../files/document.ts';
import type { PlanHints } from './model.ts';
import { readPlan } from './read.ts';

/** What the thread is given. */
export interface PlanJob {
  document: PlanDocument;
  hints: PlanHints;
}

const { document, hints } = workerData as PlanJob;
parentPort?.postMessage(readPlan(document, hints));
