// Which term a plan is for, and what is said when it would end one that still runs.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import type { PlanDraft } from '../../src/office/calendar/drafts/model.ts';
import { previewSaid } from '../../src/office/calendar/drafts/preview.ts';
import { termOf } from '../../src/office/calendar/drafts/rules.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023File } from '../support/term.ts';

const draft = (term: Partial<PlanDraft['term']>): PlanDraft => ({
  ...{ name: null, document: { name: null, blocks: [] }, hints: {}, lines: [], themes: [] },
  term: {
    ...{ title: '行事历', documentNumber: null, year: null, semester: null, because: null },
    ...{ firstMonday: '2023-09-04', lastWeek: 20, seriesLastWeek: 18 },
    ...term,
  },
});

describe('the id of a term', () => {
  it.each([
    ['is its year and half', { firstMonday: '2023-09-04' }, '2023-autumn'],
    ['comes from its dates where the label is wrong', { year: 2023, firstMonday: '2024-02-26' }, '2024-spring'],
    ['of a label that says the other half', { semester: 'spring', firstMonday: '2023-08-28' }, '2023-autumn'],
  ] as const)('%s', (_what, term, id) => expect(termOf(draft(term)).id).toBe(id));
});

describe('a plan for another term', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice();
    await office.act(null, (act) => importTerm(act, spring2023File));
  });
  afterEach(() => office.close());
  const preview = (day: string, term: Partial<PlanDraft['term']>) =>
    office.act('陈安', (act) => previewSaid(act, '历0009', draft(term)), { at: instantOf(day, '09:00') });

  it('says that it would end the one that still runs', async () =>
    expect((await preview('2023-06-20', {})).text).toContain(
      '注意：现在的“五通桥区2023年春季学期小学教研行事历”到7月2日才结束。确认以后就换成这一份',
    ));
  it.each([
    ['after the last week', '2023-07-10', {}],
    ['for the same term', '2023-06-20', { firstMonday: '2023-02-13' }],
  ] as const)('%s says nothing of it', async (_what, day, term) =>
    expect((await preview(day, term)).text).not.toContain('才结束'),
  );
});
