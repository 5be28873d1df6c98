// What clashes in a calendar before it is published: the same people, subject, school, room or group at once, and full weeks.
import { describe, expect, test } from 'vitest';
import { concernsSame } from '../../src/office/calendar/clashes/concerns.ts';
import { type Beside, engagementsOf, itemEngagements, rankOf } from '../../src/office/calendar/clashes/engagements.ts';
import { rolesOf } from '../../src/office/calendar/clashes/roles.ts';
import { clashesIn } from '../../src/office/calendar/clashes/rules.ts';
import { clashText } from '../../src/office/calendar/clashes/wording.ts';
import { type Calendar, type Item, plainItem } from '../../src/office/calendar/model.ts';
import type { Visit } from '../../src/office/visits/model.ts';
import { spring2023 } from '../support/term.ts';

const today = '2023-03-06';

const item = ({ id, ...rest }: Partial<Item> & { id: string }): Item => ({
  ...plainItem,
  id,
  title: id,
  kind: 'meeting',
  quote: '',
  precision: 'day',
  start: '2023-05-19',
  ...rest,
  end: rest.end ?? rest.start ?? '2023-05-19',
});

const bare = (items: readonly Item[]): Calendar => ({ ...spring2023(), items: [...items] });
const told = (calendar: Calendar, beside: Beside = {}, from = today): string[] =>
  clashText(calendar, clashesIn(calendar, beside), from);

test('the 2023 term: what the planner must be warned of, once each', () => {
  expect(told(spring2023())).toEqual([
    '第8—9周　教学视导 × 区级思政课改精品课打磨、课改精品课打磨、课改公开课比赛（9个上课日重叠）',
    '第11周　教学视导 × 艺体学科检测（2个上课日重叠）',
    '第6—11周　教学视导 × 语文、数学、英语集体备课（15个上课日重叠）',
    '第12周　教研员命题开始 × 艺体学科检测（3个上课日重叠）',
    '第12—18周　教研员命题开始 × 语文、数学、英语集体备课（19个上课日重叠）',
    '第8—9周　区级思政课改精品课打磨、课改精品课打磨、课改公开课比赛 × 语文、数学、英语集体备课（5个上课日重叠）',
    '第11—12周　艺体学科检测 × 语文、数学、英语集体备课（4个上课日重叠）',
  ]);
});

test('what is over is left out', () => {
  expect(told(spring2023(), {}, '2023-05-08')).toEqual([
    '第13—18周　教研员命题开始 × 语文、数学、英语集体备课（18个上课日重叠）',
  ]);
});

test('a city event stands first, with what can be put off for it', () => {
  const calendar = spring2023();
  const city = item({ id: '市评比', level: 'city', subjects: ['数学'], start: '2023-04-12' });
  const lines = told({ ...calendar, items: [...calendar.items, city] });
  expect(lines[0]).toBe('4月12日（周三）　市评比 × 数学集体备课：都是数学，可以顺延');
  expect(lines).toHaveLength(8);
});

describe('two on one day', () => {
  test.each<[string, Partial<Item>, Partial<Item>, string[]]>([
    ['for everybody', {}, {}, ['5月19日（周五）　甲 × 乙：参加的人有重叠']],
    [
      'several days are one line',
      { end: '2023-05-23' },
      { end: '2023-05-23' },
      ['5月19日、5月20日、5月21日等5天　甲 × 乙：参加的人有重叠'],
    ],
    ['one subject', { subjects: ['语文'] }, { subjects: ['语文', '英语'] }, ['5月19日（周五）　甲 × 乙：都是语文']],
    ['艺术 is 音乐 and 美术', { subjects: ['艺术'] }, { subjects: ['美术'] }, ['5月19日（周五）　甲 × 乙：都是美术']],
    ['other subjects', { subjects: ['语文'] }, { subjects: ['英语'] }, []],
    ['one school', { schools: ['a'] }, { schools: ['a', 'b'] }, ['5月19日（周五）　甲 × 乙：在同一所学校']],
    ['other schools', { schools: ['a'] }, { schools: ['b'] }, []],
    ['other people', { audience: '各校教务主任' }, { audience: '教研员' }, []],
    [
      'teachers and their leaders',
      { audience: '全体教师' },
      { audience: '备课组长' },
      ['5月19日（周五）　甲 × 乙：参加的人有重叠'],
    ],
    [
      'one room, for others',
      { subjects: ['语文'], venue: '一楼' },
      { subjects: ['英语'], venue: '一楼' },
      ['5月19日（周五）　甲 × 乙：同一个地点'],
    ],
    ['morning and afternoon', { time: '09:00' }, { time: '14:00' }, []],
    ['hours that meet', { time: '09:00' }, { time: '10:00' }, ['5月19日（周五）　甲 × 乙：参加的人有重叠']],
    ['an hour and none', { time: '09:00' }, {}, ['5月19日（周五）　甲 × 乙：参加的人有重叠']],
    [
      'levels that differ',
      { level: 'school' },
      { level: 'area' },
      ['5月19日（周五）　乙 × 甲：参加的人有重叠，可以顺延'],
    ],
    ['a deadline', { kind: 'deadline' }, {}, []],
    ['a window', { end: '2023-06-02' }, {}, []],
    ['known to the week', { precision: 'week' }, {}, []],
    ['a theme', { theme: true }, {}, []],
    ['past', { past: true }, {}, []],
    ['another day', { start: '2023-05-22' }, {}, []],
  ])('%s', (_, a, b, expected) => {
    expect(told(bare([item({ id: '甲', ...a }), item({ id: '乙', ...b })]))).toEqual(expected);
  });

  test('one group hears of both though they are for others', () => {
    const group = {
      id: 'g',
      name: '语英群',
      platform: 'wecom',
      robot: null,
      chatId: null,
      hook: null,
      subjects: ['语文', '英语'],
      schools: [],
      roles: [],
      outsiders: false,
    };
    const calendar = bare([item({ id: '甲', subjects: ['语文'] }), item({ id: '乙', subjects: ['英语'] })]);
    expect(told(calendar, { groups: [group] })).toEqual(['5月19日（周五）　甲 × 乙：通知的是同一个群']);
    expect(told(calendar, { groups: [{ ...group, subjects: ['语文'] }] })).toEqual([]);
  });

  test('visits: the same people, the same school, the 教研员 of a subject with 集体备课', () => {
    const visit = (n: number, day: string, schoolId: string, team: string[]): Visit => ({
      id: `v${n}`,
      number: `视000${n}`,
      schoolId,
      day,
      team,
      plannedBy: 'p1',
      state: 'planned',
      revision: 1,
      plannedAt: 0,
    });
    const person = (id: string, subject: string) => ({
      id,
      name: id,
      roles: ['researcher' as const],
      subjects: [subject],
      schoolId: null,
      contactSchools: [],
    });
    const people = [person('p1', '数学'), person('p2', '科学'), person('p3', '科学')];
    const visits = [
      visit(1, '2023-03-22', 's1', ['p1']),
      visit(2, '2023-03-29', 's1', ['p1']),
      visit(3, '2023-03-24', 's1', ['p2']),
      visit(4, '2023-03-24', 's2', ['p2']),
      visit(5, '2023-03-27', 's3', ['p2']),
      visit(6, '2023-03-27', 's3', ['p3']),
      visit(7, '2023-03-27', 's4', ['p1']),
    ];
    expect(told(spring2023(), { visits, people }).slice(0, 3)).toEqual([
      '3月22日、3月29日　数学集体备课 × 视0001视导、视0002视导：都是数学',
      '3月24日（周五）　视0003视导 × 视0004视导：要同样的人',
      '3月27日（周一）　视0005视导 × 视0006视导：在同一所学校',
    ]);
    expect(told(spring2023(), { visits, people })).toHaveLength(10);
  });
});

describe('engagements', () => {
  test('of the 2023 term: meetings one by one without those that fall away', () => {
    const all = engagementsOf(spring2023());
    const count = (title: string) => all.filter((e) => e.title === title).length;
    expect(['语文集体备课', '数学集体备课', '英语集体备课'].map(count)).toEqual([14, 13, 15]);
    expect(all.find(({ title }) => title === '教学视导')).toMatchObject({ window: true, kind: 'item' });
    expect(all.some(({ title }) => title === '拟定小教工作计划')).toBe(false);
  });

  test('a moved meeting keeps the name of the day its rhythm gives it', () => {
    const math = spring2023().items.find(({ title }) => title === '数学集体备课')!;
    const moved = { ...math, exceptions: [{ day: '2023-04-12', to: '2023-04-14', why: '', revision: 1 }] };
    const found = itemEngagements(spring2023(), moved).find(({ nominal }) => nominal === '2023-04-12');
    expect(found).toMatchObject({ id: `${math.id}@2023-04-12`, start: '2023-04-14', end: '2023-04-14' });
  });

  test('ranks of levels', () => {
    const levels = ['province', 'city', 'district', 'area', 'school', 'unknown'];
    expect(levels.map(rankOf)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(rankOf('国家级')).toBe(0);
  });

  test.each<[string | null, string | null, string[]]>([
    ['各校教务主任', null, ['liaison']],
    ['分管教学副校长', null, ['vicePrincipal']],
    ['校长、副校长', null, ['vicePrincipal', 'principal']],
    ['教研员', null, ['researcher']],
    ['数学教师', null, ['teacher', 'groupLeader', 'prepLeader']],
    ['各小学', null, []],
    ['学生', 'marking', []],
    [null, null, []],
    [null, 'paperPickup', ['liaison']],
  ])('whom %s (%s) names', (audience, reminderKind, roles) => {
    expect(rolesOf(item({ id: 'x', audience, reminderKind }))).toEqual(roles);
  });

  test('whether two concern the same does not depend on which comes first', () => {
    const all = engagementsOf(spring2023());
    for (const a of all) for (const b of all) expect(concernsSame(a, b)).toBe(concernsSame(b, a));
  });
});
