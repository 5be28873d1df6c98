// The plans of test/plans, each in another layout, against their labels: what is read must be what a careful reader takes from them.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pastedDocument } from '../src/files/document/pasted.ts';
import type { PlanHints } from '../src/office/calendar/plan/model.ts';
import { readPlan } from '../src/office/calendar/plan/read.ts';
import { type LabelledPlan, scorePlan } from './support/score-plan.ts';

const folder = new URL('./plans/', import.meta.url);
const plans = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name): [string, LabelledPlan] => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]);

const hintsOf = ({ firstMonday, year }: LabelledPlan['term']): PlanHints => ({
  year,
  ...(firstMonday && { firstMonday }),
});
const scores = plans.map(([name, plan]) => {
  const told = readPlan(pastedDocument(plan.text), hintsOf(plan.term));
  const alone = plan.term.yearInText ? readPlan(pastedDocument(plan.text), {}) : told;
  return { name, plan, told, alone, score: scorePlan(plan.items, told.items) };
});
const mean = (numbers: number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

describe('labelled plans', () => {
  it('there are at least fifteen', () => expect(plans.length).toBeGreaterThanOrEqual(15));

  it.each(scores)('$name is read well', ({ score }) => {
    expect(score.f1, JSON.stringify(score, null, 1)).toBeGreaterThanOrEqual(0.8);
  });

  it('the mean F1 is at least 0.95', () =>
    expect(mean(scores.map(({ score }) => score.f1))).toBeGreaterThanOrEqual(0.95));

  it('no item has a wrong date', () => expect(scores.flatMap(({ score }) => score.wrongDates)).toEqual([]));

  it.each(scores)('$name: year and week 1 are found in the text where it tells them', ({ plan, alone }) => {
    if (plan.term.yearInText) expect(alone.term.year).toBe(plan.term.year);
    expect(alone.items.length).toBeGreaterThan(0);
    expect(scorePlan(plan.items, alone.items).f1).toBeGreaterThanOrEqual(0.8);
  });

  it.each(scores)('$name: quotes are words of the text', ({ plan, told }) => {
    const text = plan.text.replace(/[\s|｜]+/g, '');
    for (const { quote } of [...told.items, ...told.refused])
      for (const piece of quote.split('……')) expect(text).toContain(piece.replace(/[\s|｜]+/g, ''));
  });

  it.each(scores)('$name: the same text gives the same plan', ({ plan, told }) =>
    expect(readPlan(pastedDocument(plan.text), hintsOf(plan.term))).toEqual(told),
  );
});
