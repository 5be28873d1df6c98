// The real 2023 plan, whole, as the office hands it in: no date of week 1 given.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { beat, datedFacts, importText, itemWith, sessions } from '../support/import-plan.ts';
import { openOffice } from '../support/office.ts';

const seed = readFileSync(join(import.meta.dirname, '../../../shared/seeds/001_d983e983d77798a7.txt'), 'utf8');

it('the whole seed document: nine dated facts, 14, 13 and 15 sessions, and nothing is sent', async () => {
  const office = await openOffice(instantOf('2023-03-06', '09:00'));
  try {
    await beat(office);
    const calendar = await importText(office, seed);
    expect(calendar.term.week1Monday).toBe('2023-02-13');
    for (const [words, start, end] of datedFacts) expect(itemWith(calendar, words)).toMatchObject({ start, end });
    expect(['语文', '数学', '英语'].map((subject) => sessions(calendar, subject, 4, 18))).toEqual([14, 13, 15]);
    expect(await beat(office)).toBe(0);
  } finally {
    await office.close();
  }
});
