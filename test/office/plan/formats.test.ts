// One plan as Word, Excel, PDF, Markdown and old Office files: whatever people hand in, the items are the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { pastedDocument, readDocument } from '../../../src/files/document/read.ts';
import type { PlanItem } from '../../../src/office/calendar/plan/model.ts';
import { readPlan } from '../../../src/office/calendar/plan/read.ts';
import { chromium, noChromium } from '../../support/outside.ts';
import { planFiles, weekPlan } from '../../support/plan-files.ts';

type Said = Pick<
  PlanItem,
  'title' | 'kind' | 'start' | 'end' | 'precision' | 'recurrence' | 'audience' | 'level' | 'venue'
>;

/** What an item says; where it stands and how its words were broken is the file's own. */
const said = ({ title, kind, start, end, precision, recurrence, audience, level, venue }: PlanItem): Said => ({
  ...{ title, kind, start, end, precision, recurrence, audience, level, venue },
});

const itemsOf = async (bytes: Buffer, name: string): Promise<Said[]> =>
  readPlan(await readDocument(bytes, name), {}).items.map(said);

describe('one plan in every kind of file', () => {
  let files: Awaited<ReturnType<typeof planFiles>>;
  let expected: Said[];
  beforeAll(async () => {
    files = await planFiles(weekPlan);
    expected = readPlan(weekPlan, {}).items.map(said);
  });

  it('has something to read', () => {
    expect(expected.length).toBeGreaterThan(12);
    expect(expected.filter(({ start }) => start !== null).length).toBe(expected.length);
  });

  it.each(['docx', 'xlsx', 'md'] as const)('%s', async (kind) =>
    expect(await itemsOf(files[kind], `plan.${kind}`)).toEqual(expected),
  );

  it('pdf', async ({ skip }) => {
    if (!files.pdf) return skip(!chromium, noChromium);
    expect(await itemsOf(files.pdf, 'plan.pdf')).toEqual(expected);
  });

  it.each(['doc', 'xls'])('%s, as saved by an office program', async (kind) => {
    const bytes = readFileSync(join(import.meta.dirname, `../../support/plan-files.${kind}`));
    expect(await itemsOf(bytes, `plan.${kind}`)).toEqual(expected);
  });

  it('copied out of the table into the chat, with tabs', () => {
    const text = weekPlan.blocks.map((block) =>
      block.kind === 'paragraph'
        ? block.text
        : block.rows.map((row) => row.map((cell) => cell.replaceAll('\n', ' ')).join('\t')).join('\n'),
    );
    expect(readPlan(pastedDocument(text.join('\n')), {}).items.map(said)).toEqual(expected);
  });
});
