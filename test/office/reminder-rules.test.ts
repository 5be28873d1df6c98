// What admins type about rules of reminders, and what the rules make of it for single groups.
import { describe, expect, test } from 'vitest';
import { leadOf, rules } from '../../config/reminders.ts';
import { stamp } from '../../src/lib/dates.ts';
import { itemReminders } from '../../src/office/calendar/reminders.ts';
import { hoursIn, latenessIn, leadsIn, rolesIn } from '../../src/office/reminders/reading.ts';
import { hearings, rulesWith } from '../../src/office/reminders/rules.ts';
import { spring2023 } from '../support/term.ts';

describe('leads as typed', () => {
  test.each([
    ['前3天、前1天', ['-3 16:12', '-1 16:12']],
    ['3、1', ['-3 16:12', '-1 16:12']],
    ['前1天 10:42，前3天', ['-3 10:42', '-1 10:42']],
    ['提前三个上课日 8：05、当天 7:42', ['-3 08:05', '0 07:42']],
    ['当天', ['0 16:12']],
    ['前３天　１６：３０', ['-3 16:30']],
    ['前2天 25:00', null],
    ['前2天、前2天 8:00', null],
    ['前61天', null],
    ['1、2、3、4、5、6、7', null],
    ['明天', null],
    ['', null],
  ])('%s', (text, wanted) => {
    const found = leadsIn(text, '16:12');
    expect(found?.map(({ name, at }) => `${name} ${at}`) ?? null).toEqual(wanted);
  });
});

test.each([
  ['7:30-12:00、13:30-18:00', ['07:30-12:00', '13:30-18:00']],
  ['13:30至18:00，8:00～11:30', ['08:00-11:30', '13:30-18:00']],
  ['8:00-12:00、11:00-13:00', null],
  ['12:00-8:00', null],
  ['全天', null],
])('hours as typed: %s', (text, wanted) => {
  const found = hoursIn(text);
  expect(found?.map(({ from, to }) => `${from}-${to}`) ?? null).toEqual(wanted);
});

test.each([
  ['2小时', 7_200_000],
  ['半小时', 1_800_000],
  ['30分钟', 1_800_000],
  ['0', 0],
  ['3', null],
  ['3天', null],
  ['100小时', null],
])('lateness as typed: %s', (text, wanted) => expect(latenessIn(text)).toBe(wanted));

test.each([
  ['学校联系人、教研员', ['liaison', 'researcher']],
  ['教师', ['teacher']],
  ['学校联系人、路人', null],
])('audience as typed: %s', (text, wanted) => expect(rolesIn(text)).toEqual(wanted));

describe('a group with a rule of its own', () => {
  const own = { leads: [leadOf(2, '10:42')] };
  const calendar = {
    ...spring2023(),
    rules: rulesWith({ habits: {}, kinds: [{ kind: 'meeting', groupId: 'g-liaisons', change: own }] }),
  };

  test('hears by that and not by the one for all', () => {
    const said = hearings(calendar, 'meeting').map(({ rule, holdsFor }) => ({
      leads: rule.leads,
      groups: ['g-liaisons', 'g-researchers'].filter(holdsFor),
    }));
    expect(said).toEqual([
      { leads: rules.meeting.leads, groups: ['g-researchers'] },
      { leads: own.leads, groups: ['g-liaisons'] },
    ]);
  });

  test('is silent when its rule is off, the others are not', () => {
    const off = rulesWith({ habits: {}, kinds: [{ kind: 'meeting', groupId: 'g-liaisons', change: { on: false } }] });
    expect(hearings({ rules: off }, 'meeting').map(({ holdsFor }) => holdsFor('g-liaisons'))).toEqual([false]);
  });

  test('the reminders of a meeting fall due by each rule', () => {
    const [from, to] = [Date.parse('2023-03-20T00:00+08:00'), Date.parse('2023-04-01T00:00+08:00')];
    const due = itemReminders(calendar, from, to).map((one) => `${stamp(one.due)} ${one.holdsFor('g-liaisons')}`);
    expect(due).toEqual(['2023-03-28 16:12 false', '2023-03-29 10:42 true', '2023-03-30 16:12 false']);
  });
});
