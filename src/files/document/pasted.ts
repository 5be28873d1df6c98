// Text that was pasted into a chat, as a document.
import type { PlanDocument } from '../document.ts';
import { paragraphs } from './blocks.ts';

/** A paragraph for each line that says something; a table in it stays as it was flattened, with its tabs, pipes or blanks. */
export const pastedDocument = (text: string): PlanDocument => ({ name: null, blocks: paragraphs(text) });
