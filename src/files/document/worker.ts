// Reads one document in a thread of its own, whose memory and time the caller bounds. Answers with one message. The libraries are loaded
// here and nowhere else, each only for its kind of file.
import { parentPort, workerData } from 'node:worker_threads';
import type { Block } from '../document.ts';
import { DocumentFault, type Fault } from './faults.ts';
import type { DocumentJob, DocumentRead } from './read.ts';
import type { DocumentKind } from './sniff.ts';

/** How a file of a kind is read, and what is wrong when its reader trips over it. */
const readers: Record<DocumentKind, { read: (bytes: Buffer) => Promise<Block[]>; fault: Fault }> = {
  text: { read: async (bytes) => (await import('./text.ts')).readText(bytes), fault: 'encoding' },
  markdown: { read: async (bytes) => (await import('./text.ts')).readMarkdown(bytes), fault: 'encoding' },
  docx: { read: async (bytes) => (await import('./docx.ts')).readDocx(bytes), fault: 'brokenWord' },
  doc: { read: async (bytes) => (await import('./doc.ts')).readDoc(bytes), fault: 'brokenWord' },
  xlsx: { read: async (bytes) => (await import('./sheets.ts')).readXlsxSheets(bytes), fault: 'brokenSheet' },
  xls: { read: async (bytes) => (await import('./sheets.ts')).readXlsSheets(bytes), fault: 'brokenSheet' },
  pdf: { read: async (bytes) => (await import('./pdf/read.ts')).readPdf(bytes), fault: 'brokenPdf' },
};

/** Signs in one document; 200 pages have about a fifth. */
const longest = 1_000_000;

const lengthOf = (block: Block): number =>
  block.kind === 'paragraph' ? block.text.length : block.rows.flat().reduce((sum, cell) => sum + cell.length + 1, 0);

async function read({ bytes, kind }: DocumentJob): Promise<DocumentRead> {
  const { read, fault } = readers[kind];
  try {
    const blocks = await read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (blocks.length === 0) return { fault: 'blank' };
    return blocks.reduce((sum, block) => sum + lengthOf(block), 0) > longest ? { fault: 'tooMuch' } : { blocks };
  } catch (error) {
    // Whatever a reader trips over is the file's fault; its own words are English and about its insides.
    return { fault: error instanceof DocumentFault ? error.fault : fault };
  }
}

const job: DocumentJob = workerData;
// A library may let go of an error in the background; that is the file's fault too.
process.once('uncaughtException', () => parentPort?.postMessage({ fault: readers[job.kind].fault }));
parentPort?.postMessage(await read(job));
