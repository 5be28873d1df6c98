// Which groups hear of a meeting: those of the people who take part, as the item says; where it says nothing, by the rule.
import { describe, expect, test } from 'vitest';
import { groupsFor, rolesCalled } from '../../src/office/calendar/audience.ts';
import { type Item, plainItem } from '../../src/office/calendar/model.ts';
import type { Group } from '../../src/office/people/model.ts';
import { rulesWith } from '../../src/office/reminders/rules.ts';
import { sampleGroups } from '../../src/office/sample/district.ts';

const groups: Group[] = sampleGroups.map((group) => ({
  ...group,
  platform: 'sandbox',
  robot: 'sandbox',
  chatId: group.id,
  hook: null,
  outsiders: false,
}));
const meeting = (more: Partial<Item>): Item => ({
  ...plainItem,
  id: 'm',
  title: '会',
  kind: 'meeting',
  reminderKind: 'meeting',
  quote: '会',
  start: '2023-03-31',
  end: '2023-03-31',
  precision: 'day',
  ...more,
});
const heard = (item: Item, some = groups, calendar = {}): string[] =>
  groupsFor(calendar, item, some)
    .map(({ name }) => name)
    .sort();

describe('who hears of a meeting', () => {
  const byRule = ['学校联系人群', '教研员群'];
  test.each<[string, Partial<Item>, string[]]>([
    ['nothing is said', {}, byRule],
    ['教研组长', { audience: '教研组长' }, ['教研组长群']],
    ['各校教务主任', { audience: '各校教务主任' }, ['学校联系人群']],
    ['校长、教研员', { audience: '校长、教研员' }, ['教研员群', '校长群'].sort()],
    ['教师: nobody in particular', { audience: '教师' }, byRule],
    ['a subject', { subjects: ['语文'], audience: '教师' }, ['语文教研群']],
    ['a subject without a group', { subjects: ['音乐'] }, byRule],
    ['a subject without a group, and roles', { subjects: ['音乐'], audience: '教研组长' }, ['教研组长群']],
    ['a school', { schools: ['s-ermatou'], subjects: ['语文'] }, ['二码头小学教研群']],
  ])('%s', (_, item, names) => expect(heard(meeting(item))).toEqual([...names].sort()));

  test('never a group with outsiders', () => {
    const open = groups.map((group) => ({ ...group, outsiders: group.id === 'g-chinese' }));
    expect(heard(meeting({ subjects: ['语文'] }), open)).toEqual([...byRule].sort());
  });

  test('exams stay with those who answer for the schools, whatever subject they name', () => {
    const exam = meeting({ reminderKind: 'examDay', subjects: ['语文'], audience: '教师' });
    expect(heard(exam)).toEqual(['学校联系人群']);
  });

  test('what an admin has set holds where the item says nothing', () => {
    const change = { roles: ['principal'] };
    const calendar = { rules: rulesWith({ habits: {}, kinds: [{ kind: 'meeting', groupId: null, change }] }) };
    expect(heard(meeting({}), groups, calendar)).toEqual(['校长群']);
    expect(heard(meeting({ audience: '教研组长' }), groups, calendar)).toEqual(['教研组长群']);
  });
});

test.each([
  [null, []],
  ['教导主任', ['liaison']],
  ['备课组长', ['prepLeader']],
  ['全体教研员', ['researcher']],
  ['学生', []],
])('%s names %j', (words, roles) => expect(rolesCalled(words)).toEqual(roles));
