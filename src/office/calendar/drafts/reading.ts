// From a document to a draft. What is longer than a few pages is read in a thread of its own, before any transaction begins.
import type { PlanDocument } from '../../../files/document.ts';
import { inThread, type ThreadBounds } from '../../../files/in-thread.ts';
import { refuse } from '../../../lib/refuse.ts';
import type { Plan, PlanHints } from '../plan/model.ts';
import type { PlanJob } from '../plan/worker.ts';
import type { PlanDraft } from './model.ts';
import { draftOf } from './rules.ts';
import { notAPlan } from './wording.ts';

/** An office writes the plans it hands in: what does not say otherwise is the district's. */
const ours: PlanHints = { writer: 'district' };

/** Signs up to which reading takes a few milliseconds and a thread of its own would only cost. */
const shortDocument = 6_000;

const bounds: ThreadBounds = { heapMb: 512, growthMb: 700, ms: 60_000 };

const lengthOf = ({ blocks }: PlanDocument): number =>
  blocks.reduce((sum, block) => sum + (block.kind === 'paragraph' ? block.text : block.rows.flat().join('')).length, 0);

/** The reader is large and needed a few times a term: it is loaded when the first plan comes. */
const reader = () => import('../plan/read.ts');

/** The draft of a document, read in this thread: for short ones. @throws Refusal when it is no plan */
async function draftAtOnce(document: PlanDocument, hints: PlanHints = {}): Promise<PlanDraft> {
  const { readPlan } = await reader();
  return drafted(document, hints, readPlan(document, { ...ours, ...hints }));
}

/** The draft of a document of any length. @throws Refusal when it is no plan, or too long to be one */
export async function draftFrom(document: PlanDocument, hints: PlanHints = {}): Promise<PlanDraft> {
  if (lengthOf(document) <= shortDocument) return draftAtOnce(document, hints);
  const job: PlanJob = { document, hints: { ...ours, ...hints } };
  const plan = await inThread<PlanJob, Plan>(new URL('../plan/worker.ts', import.meta.url), job, bounds);
  return drafted(document, hints, plan ?? refuse('too-long', '这份文件太长，没有读完。请只留下行事历那一部分再发。'));
}

async function drafted(document: PlanDocument, hints: PlanHints, plan: Plan): Promise<PlanDraft> {
  const { isPlan } = await reader();
  if (!isPlan(plan)) refuse('no-plan', notAPlan);
  return draftOf(document, hints, plan);
}
