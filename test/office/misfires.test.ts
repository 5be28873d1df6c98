// The misfire classes: what each does with lateness, and that the handbook of operations says the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dayMs, instantOf, stamp } from '../../src/lib/dates.ts';
import type { Calendar } from '../../src/office/calendar/model.ts';
import { settleLate, spanToDo } from '../../src/office/reminders/late.ts';
import { leadAt, spokenOn } from '../../src/office/reminders/leads.ts';
import { misfires, misfireTable } from '../../src/office/reminders/misfires.ts';
import type { Wanted } from '../../src/queue/ledger.ts';

const calendar: Calendar = {
  term: {
    ...{ id: 't', title: '', documentNumber: null, week1Monday: '2023-02-13' },
    ...{ lastWeek: 20, seriesLastWeek: 18 },
  },
  items: [],
  overrides: new Map(),
};

it('the table stands in docs/operations.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  expect(text).toContain(misfireTable());
});

/** Due on Tuesday 16:12, over on Thursday 06:30. */
const wish = (name: Wanted['class'], lead = '-1', due = '2023-03-21 16:12'): Wanted => ({
  ...{ source: { kind: 'item', id: name }, occurrence: '2023-03-23', lead, class: name, said: { text: '' } },
  audience: { kind: 'group', id: 'g' },
  due: instantOf(due.slice(0, 10), due.slice(11)),
  expires: instantOf('2023-03-23', '06:30'),
});

describe.each(misfires)('$name', ({ class: name }) => {
  const anyHour = ['exam', 'correction'].includes(name);
  const cases: [title: string, now: string, expected: string][] = [
    ['in time', '2023-03-21 16:12', '2023-03-21 16:12'],
    ['late, within hours: at once', '2023-03-22 09:00', '2023-03-21 16:12'],
    ['late, at noon', '2023-03-22 12:30', anyHour ? '2023-03-21 16:12' : '2023-03-22 13:30'],
    ['late, at night', '2023-03-21 22:00', anyHour ? '2023-03-21 16:12' : '2023-03-22 07:30'],
    ['when the next opening is too late', '2023-03-22 18:30', anyHour ? '2023-03-21 16:12' : 'missed'],
    ['over', '2023-03-23 06:30', 'missed'],
  ];
  it.each(cases)('%s', (_, now, expected) => {
    const [settled] = settleLate([wish(name)], instantOf(now.slice(0, 10), now.slice(11)), calendar);
    expect(settled?.born ?? stamp(settled?.due ?? 0)).toBe(expected);
  });

  it('two days down: of several leads the last speaks', () => {
    const wishes = [wish(name, '-3', '2023-03-20 16:12'), wish(name, '-2'), wish(name, '-1', '2023-03-22 08:12')];
    const settled = settleLate(wishes, instantOf('2023-03-22', '09:00'), calendar);
    expect(settled.map(({ born }) => born ?? 'owed')).toEqual(['missed', 'missed', 'owed']);
  });
});

it('a clock turned back owes nothing', () => {
  const now = instantOf('2023-03-22', '09:00');
  expect(spanToDo(now, now - 1)).toBeNull();
  expect(spanToDo(now, now)).toBeNull();
  expect(spanToDo(now - dayMs, now)).toEqual({ from: now - dayMs, to: now });
});

describe('set times avoid the full and half hour', () => {
  it('by two to seven minutes, on one day always the same, not always the same on others', () => {
    const days = Array.from({ length: 28 }, (_, n) => `2023-03-${String(n + 1).padStart(2, '0')}`);
    const lead = { name: '-1', schoolDays: 1, at: '16:00' };
    const minutes = days.map((day) => (spokenOn(day, lead) - instantOf(day, '16:00')) / 60_000);
    expect(minutes).toEqual(days.map((day) => (spokenOn(day, { ...lead }) - instantOf(day, '16:00')) / 60_000));
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...minutes)).toBeLessThanOrEqual(7);
    expect(new Set(minutes).size).toBeGreaterThan(2);
  });
  it('other minutes stay, also where a lead becomes an instant', () => {
    expect(spokenOn('2023-03-21', { name: '0', at: '16:12' })).toBe(instantOf('2023-03-21', '16:12'));
    const due = leadAt(calendar, '2023-03-22', { name: '-1', schoolDays: 1, at: '16:30' });
    expect(due).not.toBe(instantOf('2023-03-21', '16:30'));
  });
});
