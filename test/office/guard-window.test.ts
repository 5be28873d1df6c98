// Between which days the guard looks for what papers are about.
import { describe, expect, it, test } from 'vitest';
import { type Calendar, type Item, plainItem } from '../../src/office/calendar/model.ts';
import type { PaperSpan } from '../../src/office/guard/window.ts';
import { guardText, papersBeingSet } from '../../src/office/guard.ts';

const item = (title: string, start: string | null, end: string | null, more: Partial<Item> = {}): Item => ({
  ...plainItem,
  ...{ id: title, title, quote: title, kind: 'task', start, end, precision: 'day', ...more },
});
const setting = item('教研员命题开始', '2023-05-01', '2023-05-07');
const pickup = item('领卷', '2023-02-21', '2023-02-21', { reminderKind: 'paperPickup' });
const opening = item('小学考试', '2023-02-22', '2023-02-23', { kind: 'exam', reminderKind: 'examDay' });
const final = item('期末考试', '2023-06-26', '2023-06-30', { kind: 'exam', reminderKind: 'examDay' });
const sampled = item('艺体学科检测', '2023-05-20', '2023-05-21', { kind: 'exam' });
const undated = item('期末考试', null, null, { kind: 'exam', precision: null });

const calendarOf = (...items: Item[]): Calendar => ({
  term: { id: 't', title: '', documentNumber: null, week1Monday: '2023-02-13', lastWeek: 20, seriesLastWeek: 18 },
  items,
  overrides: new Map(),
});

const given = (from: string, anchor: string): PaperSpan => ({ from, anchor });

describe('papers are being set', () => {
  test.each<[string, Item[], string, boolean]>([
    ['not before the plan says so', [setting, final], '2023-04-30', false],
    ['from the first day of that line', [setting, final], '2023-05-01', true],
    ['to the last day of the last exam, whatever is tested between', [setting, sampled, final], '2023-06-30', true],
    ['not after it', [setting, sampled, final], '2023-07-01', false],
    ['not before papers are picked up', [pickup, opening], '2023-02-20', false],
    ['from the day they are', [pickup, opening], '2023-02-21', true],
    ['to the last day of that exam', [pickup, opening, final], '2023-02-23', true],
    ['not between two exams', [pickup, opening, setting, final], '2023-02-24', false],
    ['to the end of the term where the exam has no day yet', [setting, undated], '2023-07-02', true],
    ['not in the holidays after it', [setting, undated], '2023-07-03', false],
    ['not because papers are picked up for nothing', [pickup, undated], '2023-02-21', false],
  ])('%s', (_, items, day, open) => expect(papersBeingSet(calendarOf(...items), day)).toBe(open));

  test.each<[string, Item[], PaperSpan, string, boolean]>([
    ['not before the day they were given out', [final], given('2023-04-03', '2023-06-30'), '2023-04-02', false],
    ['from that day on', [final], given('2023-04-03', '2023-06-30'), '2023-04-03', true],
    ['to the last day of their exam', [opening, sampled, final], given('2023-04-03', '2023-05-21'), '2023-05-21', true],
    ['not after it, though others follow', [sampled, final], given('2023-04-03', '2023-05-21'), '2023-05-22', false],
    ['to the new day of an exam that was put off', [final], given('2023-04-03', '2023-06-21'), '2023-06-29', true],
    ['to the end of the term where it has no day', [undated], given('2023-04-03', '2023-06-09'), '2023-07-02', true],
    ['not in the holidays after it', [undated], given('2023-04-03', '2023-06-09'), '2023-07-03', false],
  ])('given out: %s', (_, items, span, day, open) =>
    expect(papersBeingSet(calendarOf(...items), day, [span])).toBe(open),
  );

  it('never without a calendar', () => expect(papersBeingSet(null, '2023-05-01')).toBe(false));
});

describe('while papers are set', () => {
  const facts = { groupHasOutsiders: false, papersBeingSet: true, plan: ['教研员命题开始'] };
  test.each(['第12周 教研员命题开始', '三年级习作：半命题，审题立意', '命题能力大赛报名', '请到教研室领取试卷'])(
    '%s passes',
    (text) => expect(guardText(text, facts)).toEqual({ ok: true }),
  );
  test.each(['数学教研员命题开始了', '五年级数学命题由王敏负责', '试卷.docx'])('%s is held', (text) =>
    expect(guardText(text, facts).ok).toBe(false),
  );
});
