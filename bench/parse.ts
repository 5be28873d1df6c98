// Reading plans: documents and bytes a second from file to items, beside reading the same file's text only; and one of 200 pages.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pastedDocument, readDocument } from '../src/files/document/read.ts';
import type { PlanDocument } from '../src/files/document.ts';
import { readPlan } from '../src/office/calendar/plan/read.ts';
import { planFiles, weekPlan } from '../test/support/plan-files.ts';
import type { Line, Piece } from './table.ts';

const folder = join(import.meta.dirname, '../test/plans');
const plans = readdirSync(folder).filter((name) => name.endsWith('.json'));
const texts = plans.map((name): string => JSON.parse(readFileSync(join(folder, name), 'utf8')).text);

/** A page of A4 with 12-point signs holds some 800 of them. */
const pages = 200;
const longText = (): string => {
  const once = texts.join('\n');
  return once.repeat(Math.ceil((pages * 800) / once.length)).slice(0, pages * 800);
};

/** Milliseconds of `work`. */
async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const readAll = (documents: readonly PlanDocument[]): void => {
  for (const document of documents) readPlan(document, {});
};

export const parsing: Piece = {
  name: 'parsing',
  title: 'plans from file to items',
  async run(rounds) {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const documents = texts.map(pastedDocument);
    const long = pastedDocument(longText());
    const { docx } = await planFiles(weekPlan);
    const figures = {
      perSecond: [] as number[],
      mega: [] as number[],
      long: [] as number[],
      docx: [] as number[],
      share: [] as number[],
    };
    for (let round = 0; round <= rounds; round++) {
      const items = await timed(() => readAll(documents));
      const whole = await timed(() => readPlan(long, {}));
      const words = await timed(() => readDocument(docx, 'plan.docx'));
      const file = await timed(async () => readPlan(await readDocument(docx, 'plan.docx'), {}));
      if (round === 0) continue;
      figures.perSecond.push((texts.length * 1_000) / items);
      figures.mega.push(bytes / 1_000 / items);
      figures.long.push(whole);
      figures.docx.push(file);
      figures.share.push(file / words);
    }
    return [
      { what: `plans read (${texts.length} labelled ones)`, unit: '/s', rounds: figures.perSecond, bound: 'CPU' },
      { what: '  the same', unit: 'MB/s', rounds: figures.mega },
      {
        what: 'a Word plan from file to items',
        unit: 'ms',
        rounds: figures.docx,
        ratio: { to: 'its text only', rounds: figures.share },
        bound: 'starting the reading thread',
      },
      { what: `${pages} pages of text (aim ≤ 5,000)`, unit: 'ms', rounds: figures.long, bound: 'CPU' },
    ] satisfies Line[];
  },
};
