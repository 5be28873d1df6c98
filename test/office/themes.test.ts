// The theme of a month: one message on its first school day, to groups inside, never for a month that is over.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { dueThemes, themeDays } from '../../src/office/calendar/themes.ts';
import { settleLate } from '../../src/office/reminders/late.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023, spring2023File } from '../support/term.ts';

const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));

test('the first school day of each month, of two months the first; a month of vacation has none', () => {
  const told = themeDays(spring2023()).map(({ day, themes }) => [day, ...themes.map(({ title }) => title)]);
  expect(told).toEqual([
    // The term begins on Monday 2023-02-13; 2023-04-01 is a Saturday.
    ['2023-02-13', '新课改启动月'],
    ['2023-03-01', '新课改学习月、教学视导月'],
    ['2023-04-03', '新课改教研月'],
    ['2023-06-01', '新课改检验月'],
  ]);
});

test('a first of April that becomes a day off puts it on the next school day', () => {
  const off = spring2023({ '2023-04-03': { kind: 'holiday', name: '停课', follows: null } });
  expect(themeDays(off).map(({ day }) => day)).toContain('2023-04-04');
});

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice();
  await office.act(null, (act) => importTerm(act, spring2023File));
});
afterEach(() => office.close());

async function owed(from: string, to: string) {
  const calendar = (await loadCalendar(office.store.read)) ?? expect.fail('no calendar');
  const wanted = await dueThemes(office.store.read, calendar, at(from), at(to));
  return { calendar, wanted };
}

test('not to groups with outsiders, nor to those of a single school', async () => {
  await office.store.write((tx) => tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-math').execute());
  const { wanted } = await owed('2023-04-03 00:00', '2023-04-04 00:00');
  expect(wanted.map(({ audience }) => audience.id).sort()).toEqual([
    'g-chinese',
    'g-english',
    'g-leaders',
    'g-liaisons',
    'g-principals',
    'g-researchers',
  ]);
  expect(new Set(wanted.map(({ due }) => stamp(due)))).toEqual(new Set(['2023-04-03 09:12']));
});

test('a group with a rule of its own hears it by that, or not at all', async () => {
  const own = (groupId: string, change: object) => ({
    kind: 'theme',
    group_id: groupId,
    change: JSON.stringify(change),
  });
  await office.store.write(async (tx) => {
    await tx
      .insertInto('reminder_rules')
      .values([own('g-math', { on: false }), own('g-chinese', { leads: [{ name: '0', schoolDays: 0, at: '13:42' }] })])
      .execute();
    await tx.updateTable('terms').set({ stamp: 'changed' }).execute();
  });
  const { wanted } = await owed('2023-04-03 00:00', '2023-04-04 00:00');
  const times = new Map(wanted.map(({ audience, due }) => [audience.id, stamp(due).slice(11)]));
  expect(times.get('g-math')).toBeUndefined();
  expect(times.get('g-chinese')).toBe('13:42');
  expect(times.get('g-english')).toBe('09:12');
});

test('late on the same day it is said, the next day it is not', async () => {
  const { calendar, wanted } = await owed('2023-04-03 00:00', '2023-04-04 00:00');
  const born = (now: string) => new Set(settleLate(wanted, at(now), calendar).map((wish) => wish.born ?? 'said'));
  expect(born('2023-04-03 16:00')).toEqual(new Set(['said']));
  expect(born('2023-04-04 08:00')).toEqual(new Set(['missed']));
});

test('a month whose first school day is over when the plan comes in stays silent', async () => {
  const { wanted } = await owed('2023-03-06 09:00', '2023-03-31 23:00');
  expect(wanted).toEqual([]);
});
