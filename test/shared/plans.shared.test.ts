// The labelled plans and seed documents of ../shared/plans and ../shared/seeds against our reader.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pastedDocument } from '../../src/files/document/pasted.ts';
import type { PlanHints } from '../../src/office/calendar/plan/model.ts';
import { isPlan, readPlan } from '../../src/office/calendar/plan/read.ts';
import { type LabelledPlan, scorePlan } from '../support/score-plan.ts';

const shared = new URL('../../../shared/', import.meta.url);
const labels = (name: string): LabelledPlan => JSON.parse(readFileSync(new URL(`plans/${name}`, shared), 'utf8'));
const seedNames = readdirSync(new URL('seeds/', shared)).sort();
const seed = (number: string): string => {
  const name = seedNames.find((file) => file.startsWith(number));
  return readFileSync(new URL(`seeds/${name}`, shared), 'utf8');
};
const read = (text: string, hints: PlanHints = {}) => readPlan(pastedDocument(text), hints);
const year2023 = labels('seed-2023.json');

describe('label files', () => {
  it.each([
    ['seed-2023.json', 1],
    ['seed-2025.json', 1],
    ['primary-2020-notice.json', 0.9],
  ])('%s: F1 at least %f, no wrong date', (name, least) => {
    const { text, term, items } = labels(name);
    const hints = { year: term.year, ...(term.firstMonday && { firstMonday: term.firstMonday }) };
    const score = scorePlan(items, read(text, hints).items);
    expect(score.f1, JSON.stringify(score)).toBeGreaterThanOrEqual(least);
    expect(score.wrongDates).toEqual([]);
  });

  it('the 2023 section tells week 1 by itself', () => {
    expect(read(year2023.text, { year: 2023 }).term.firstMonday).toBe('2023-02-13');
  });
});

describe('whole seed documents, nothing known beside them', () => {
  const plan2023 = read(seed('001'));

  it('2023: week 1, year and 文号 are found', () => {
    expect(plan2023.term).toMatchObject({ firstMonday: '2023-02-13', year: 2023, semester: 'spring' });
    expect(plan2023.term.documentNumber).toBe('五教研（小）〔2023〕4号');
  });

  it('2023: the same items as the section alone, nothing from the other sections', () => {
    const shown = ({ items }: ReturnType<typeof read>) =>
      items.map(({ title, start, end, recurrence }) => [title, start, end, recurrence]);
    expect(shown(plan2023)).toEqual(shown(read(year2023.text, { year: 2023, firstMonday: '2023-02-13' })));
    expect(scorePlan(year2023.items, plan2023.items).f1).toBe(1);
    expect(plan2023.refused).toEqual([]);
  });

  it('2023: themes stand beside the items', () => {
    expect(plan2023.themes.map(({ start, text }) => [start, text])).toEqual([
      ['2023-02-01', '新课改启动月'],
      ['2023-03-01', '新课改学习月、教学视导月'],
      ['2023-04-01', '新课改教研月'],
      ['2023-06-01', '新课改检验月'],
      ['2023-07-01', '新课改评选总结提升月'],
    ]);
  });

  it('2023: 29 号（周二） is refused, that line alone, with all readings', () => {
    const changed = read(seed('001').replace('28 号（周二）', '29 号（周二）'));
    expect(changed.refused.map(({ quote }) => quote.replace(/\s/g, ''))).toEqual([
      '第三周29号（周二）召开五通桥区2023年度中小学课改工作会',
    ]);
    const days = changed.refused[0]?.readings.map(({ start }) => start) ?? [];
    expect(days).toContain('2023-02-28');
    expect(days).toContain('2023-03-29');
    expect(changed.items.map(({ title }) => title)).toEqual(
      plan2023.items.map(({ title }) => title).filter((title) => !title.startsWith('召开五通桥区')),
    );
  });

  it('2025: month by month', () => {
    const plan = read(seed('002'));
    expect(scorePlan(labels('seed-2025.json').items, plan.items).f1).toBe(1);
    expect(plan.term).toMatchObject({ firstMonday: null, year: 2025, semester: 'spring' });
  });

  it.each(['000', '003', '004'])('%s holds no plan', (number) => expect(isPlan(read(seed(number)))).toBe(false));
});
