// Plan documents in: whatever file people hand in becomes paragraphs and tables, or one Chinese sentence that says what to do.
import { refuse } from '../../lib/refuse.ts';
import type { Block, PlanDocument } from '../document.ts';
import { inThread, type ThreadBounds } from '../in-thread.ts';
import { DocumentFault, type Fault, faults } from './faults.ts';
import { type DocumentKind, sniff } from './sniff.ts';

export { pastedDocument } from './pasted.ts';

/** Largest file, bytes: looked at before anything else. */
export const largestDocument = 20 * 1024 * 1024;

/** What the reading thread is given. */
export interface DocumentJob {
  bytes: Uint8Array;
  kind: DocumentKind;
}

/** What it answers. */
export type DocumentRead = { blocks: Block[] } | { fault: Fault };

const bounds: ThreadBounds = { heapMb: 512, growthMb: 700, ms: 20_000 };
const thread = new URL('./worker.ts', import.meta.url);

/** The reading under way: one at a time, so that several large files together need no more memory than one. */
let underWay: Promise<unknown> = Promise.resolve();

/**
 * Text and tables of a txt, md, docx, doc, xlsx, xls or pdf file, told by its content. Runs in a thread of its own, one file at a time.
 * @throws Refusal with a Chinese sentence for everything that cannot be read; its code is `document-` and the name of the fault
 */
export async function readDocument(bytes: Buffer, name: string | null): Promise<PlanDocument> {
  const turn = underWay.then(() => read(bytes, name));
  underWay = turn.catch(() => {});
  const answer = await turn;
  if ('fault' in answer) refuse(`document-${answer.fault}`, faults[answer.fault]);
  return { name, blocks: answer.blocks };
}

async function read(bytes: Buffer, name: string | null): Promise<DocumentRead> {
  if (bytes.length > largestDocument) return { fault: 'large' };
  try {
    const job: DocumentJob = { bytes, kind: await sniff(bytes, name) };
    return (await inThread<DocumentJob, DocumentRead>(thread, job, bounds)) ?? { fault: 'tooMuch' };
  } catch (error) {
    if (error instanceof DocumentFault) return { fault: error.fault };
    throw error;
  }
}
