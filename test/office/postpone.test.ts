// 市级优先，区级顺延 on the spring-2023 calendar: where each thing goes, what stays, what is said, what people change by hand.
import { describe, expect, test } from 'vitest';
import type { DayOverride, Item } from '../../src/office/calendar/model.ts';
import { type Calendar, plainItem } from '../../src/office/calendar/model.ts';
import { applyProposal, visitMoves } from '../../src/office/calendar/postpone/apply.ts';
import { brokenItems } from '../../src/office/calendar/postpone/broken.ts';
import { isCause, remainingOverlaps } from '../../src/office/calendar/postpone/displaced.ts';
import { editMove } from '../../src/office/calendar/postpone/edit.ts';
import type { PostponeOptions, Proposal } from '../../src/office/calendar/postpone/model.ts';
import { proposePostponement } from '../../src/office/calendar/postpone/propose.ts';
import { proposalText } from '../../src/office/calendar/postpone/wording.ts';
import type { Visit } from '../../src/office/visits/model.ts';
import { spring2023 } from '../support/term.ts';

const today = '2023-03-06';

type Given = Partial<Item> & { id: string };

const item = ({ id, ...rest }: Given): Item => ({
  ...plainItem,
  id,
  title: id,
  kind: 'activity',
  quote: '',
  precision: 'day',
  ...rest,
  end: rest.end ?? rest.start ?? null,
});

/** A city event; for everybody unless said. */
const city = (start: string, end = start, rest: Partial<Item> = {}): Item =>
  item({ id: '市活动', level: 'city', start, end, ...rest });

function withItems(items: readonly Item[], days: Record<string, DayOverride> = {}): Calendar {
  const calendar = spring2023(days);
  return { ...calendar, items: [...calendar.items, ...items] };
}

/** 数学集体备课 04-12→04-13, one line a move; what stays with its reason. */
const lines = ({ moves, stuck }: Proposal): string[] => [
  ...moves.map(({ title, from, to, cascadeOf }) => {
    const [was, is] = [from, to].map(({ start, end }) =>
      start === end ? start.slice(5) : `${start.slice(5)}…${end.slice(5)}`,
    );
    return `${title} ${was}→${is}${cascadeOf === null ? '' : ` (${cascadeOf})`}`;
  }),
  ...stuck.map(({ title, at, why }) => `${title} ${at.start.slice(5)} 不动：${why}`),
];

function propose(cause: Item, others: readonly Item[] = [], options: Partial<PostponeOptions> = {}): Proposal {
  return proposePostponement(withItems([...others, cause]), [cause], { today, ...options });
}

describe('meetings of weekly series', () => {
  test.each<[string, Item, string[]]>([
    [
      'one subject, one day: the next school day before the next meeting',
      city('2023-04-12', '2023-04-12', { subjects: ['数学'] }),
      ['数学集体备课 04-12→04-13'],
    ],
    [
      'everybody, three days',
      city('2023-04-11', '2023-04-13'),
      ['语文集体备课 04-11→04-14', '数学集体备课 04-12→04-14', '英语集体备课 04-13→04-14'],
    ],
    [
      'a holiday week: the meeting lost to 清明 frees no day, the week after is taken up before the next meetings',
      city('2023-04-03', '2023-04-07'),
      ['语文集体备课 04-04→04-10', '英语集体备课 04-06→04-10'],
    ],
    [
      'the same weekday when no meeting of its own is there: 数学 falls away on 05-03',
      city('2023-04-26', '2023-04-28', { subjects: ['数学'] }),
      ['数学集体备课 04-26→05-04'],
    ],
    [
      'two weeks: later meetings make room, none passes another',
      city('2023-04-10', '2023-04-21', { subjects: ['语文'] }),
      ['语文集体备课 04-11→04-24', '语文集体备课 04-18→04-25', '语文集体备课 04-25→04-26 (2)'],
    ],
    [
      'never on a makeup day: 04-23 (Sunday) is left out',
      city('2023-04-18', '2023-04-21', { subjects: ['语文'] }),
      ['语文集体备课 04-18→04-24'],
    ],
    [
      'the last meeting goes to the same weekday of week 19',
      city('2023-06-14', '2023-06-14', { subjects: ['数学'] }),
      ['数学集体备课 06-14→06-21'],
    ],
    [
      'nothing is free until the end of the term',
      city('2023-06-14', '2023-06-30', { subjects: ['数学'] }),
      ['数学集体备课 06-14 不动：往后4周都没有空档'],
    ],
    [
      'a meeting for 教务主任 does not want teachers',
      city('2023-04-12', '2023-04-12', { audience: '各校教务主任' }),
      [],
    ],
    ['another subject', city('2023-04-12', '2023-04-12', { subjects: ['英语'] }), []],
    ['on a holiday nothing is held', city('2023-04-05'), []],
    ['over already', city('2023-02-28', '2023-03-05'), []],
  ])('%s', (_, cause, expected) => {
    expect(lines(propose(cause))).toEqual(expected);
  });

  test('exam days and weeks are left out', () => {
    const exams = [
      item({ id: '区检测', kind: 'exam', start: '2023-04-13' }),
      item({
        id: '音乐检测',
        kind: 'exam',
        precision: 'weekrange',
        subjects: ['音乐'],
        start: '2023-04-10',
        end: '2023-04-23',
      }),
    ];
    const cause = city('2023-04-12', '2023-04-12', { subjects: ['数学'] });
    expect(lines(propose(cause, exams))).toEqual(['数学集体备课 04-12→04-14']);
    const week = item({ id: '考试周', kind: 'exam', precision: 'week', start: '2023-04-10', end: '2023-04-16' });
    expect(lines(propose(cause, [week]))).toEqual(['数学集体备课 04-12→04-17']);
  });

  test('another city event for the same is left out, one for others is not', () => {
    const cause = city('2023-04-12', '2023-04-12', { subjects: ['数学'] });
    const other = item({ id: '市赛', level: 'city', start: '2023-04-13', subjects: ['数学'] });
    expect(lines(propose(cause, [other]))).toEqual(['数学集体备课 04-12→04-14']);
    expect(lines(propose(cause, [{ ...other, subjects: ['美术'] }]))).toEqual(['数学集体备课 04-12→04-13']);
  });

  test('one that finds no day does not hold up the others of its series', () => {
    // All of 数学 is taken from 06-07 on but for 06-13 and 06-15: the meeting of 06-14 can leave, the one of 06-07 too, in order.
    const cause = city('2023-06-07', '2023-06-12', { subjects: ['数学'] });
    const late = city('2023-06-14', '2023-06-30', { id: '市赛', subjects: ['数学'] });
    const calendar = withItems([cause, late]);
    expect(lines(proposePostponement(calendar, [cause, late], { today }))).toEqual([
      '数学集体备课 06-07→06-13',
      '数学集体备课 06-14 不动：往后4周都没有空档',
    ]);
  });

  test('a chain of meetings making room that reaches the end of the term goes back to where it began', () => {
    const days = { '2023-06-21': { kind: 'holiday', name: '校庆', follows: null } } as const;
    const cause = city('2023-06-07', '2023-06-13', { subjects: ['数学'] });
    const late = city('2023-06-15', '2023-06-30', { id: '市赛', subjects: ['数学'] });
    const proposal = proposePostponement(withItems([cause, late], days), [cause], { today });
    expect(lines(proposal)).toEqual(['数学集体备课 06-07 不动：往后4周都没有空档']);
  });

  test('a meeting that was moved before moves on from where it is, under the day its rhythm gives it', () => {
    const first = city('2023-04-12', '2023-04-12', { subjects: ['数学'] });
    const calendar = withItems([first]);
    const items = applyProposal(calendar, proposePostponement(calendar, [first], { today }));
    const second = city('2023-04-13', '2023-04-13', { id: '市赛' });
    const then = { ...calendar, items: [...items, second] };
    const proposal = proposePostponement(then, [second], { today });
    expect(lines(proposal)).toEqual(['英语集体备课 04-13→04-14', '数学集体备课 04-13→04-14']);
    const math = applyProposal(then, proposal).find(({ title }) => title === '数学集体备课');
    expect(math?.exceptions).toEqual([{ day: '2023-04-12', to: '2023-04-14', why: '让给市赛', revision: 0 }]);
  });
});

describe('single items', () => {
  test.each<[string, Item, Item[], string[]]>([
    ['the same weekday of the next week', city('2023-03-31'), [], ['教育学会换届会 03-31→04-07']],
    [
      'that one taken by the city: the week after',
      city('2023-03-31'),
      [item({ id: '市会', level: 'city', start: '2023-04-07' })],
      ['教育学会换届会 03-31→04-14'],
    ],
    [
      'no such weekday within four weeks: the next school day',
      city('2023-03-31'),
      ['2023-04-07', '2023-04-14', '2023-04-21', '2023-04-28'].map((start) => item({ id: `区会${start}`, start })),
      ['教育学会换届会 03-31→04-03'],
    ],
    [
      'a span keeps its school days and crosses no weekend',
      city('2023-05-10', '2023-05-10', { subjects: ['美术'] }),
      [
        item({ id: '画展', start: '2023-05-09', end: '2023-05-11', subjects: ['美术'] }),
        item({ id: '区会', start: '2023-05-18', subjects: ['美术'] }),
      ],
      ['画展 05-09…05-11→05-23…05-25'],
    ],
    [
      'a span may begin on another weekday, and use a makeup day',
      city('2023-04-20', '2023-04-20', { subjects: ['科学'] }),
      [
        item({ id: '画展', start: '2023-04-19', end: '2023-04-20', subjects: ['科学'] }),
        ...['2023-04-26', '2023-05-04', '2023-05-10', '2023-05-17', '2023-04-21'].map((start) =>
          item({ id: `区会${start}`, start, subjects: ['科学'] }),
        ),
      ],
      ['画展 04-19…04-20→04-23…04-24'],
    ],
    [
      'a lower item gives way to the one that moves there',
      city('2023-05-10', '2023-05-10', { subjects: ['美术'] }),
      [
        item({ id: '画展', start: '2023-05-10', subjects: ['美术'] }),
        item({ id: '校展', level: 'school', start: '2023-05-17', subjects: ['美术'] }),
      ],
      ['画展 05-10→05-17', '校展 05-17→05-24 (1)'],
    ],
    [
      'through three levels; the highest is placed first whatever its day',
      city('2023-05-10', '2023-05-10', { subjects: ['美术'] }),
      [
        item({ id: '无级', level: 'unknown', start: '2023-05-24', subjects: ['美术'] }),
        item({ id: '校展', level: 'school', start: '2023-05-17', subjects: ['美术'] }),
        item({ id: '画展', start: '2023-05-10', subjects: ['美术'] }),
      ],
      ['画展 05-10→05-17', '校展 05-17→05-24 (1)', '无级 05-24→05-31 (2)'],
    ],
    [
      'hours that do not meet',
      city('2023-05-10', '2023-05-10', { subjects: ['美术'], time: '09:00' }),
      [
        item({ id: '下午', start: '2023-05-10', subjects: ['美术'], time: '14:30' }),
        item({ id: '上午', start: '2023-05-10', subjects: ['美术'], time: '10:30' }),
      ],
      ['上午 05-10→05-17'],
    ],
    [
      'the same room, though for others',
      city('2023-05-12', '2023-05-12', { subjects: ['美术'], venue: '三楼会议室' }),
      [item({ id: '音乐会', start: '2023-05-12', subjects: ['音乐'], venue: '三楼会议室' })],
      ['音乐会 05-12→05-19'],
    ],
    [
      'other schools are left alone',
      city('2023-05-12', '2023-05-12', { schools: ['a'] }),
      [
        item({ id: '乙校会', start: '2023-05-12', schools: ['b'] }),
        item({ id: '甲校会', start: '2023-05-12', schools: ['a'] }),
      ],
      ['甲校会 05-12→05-19'],
    ],
    [
      'an equal or higher one, a deadline, a theme, what is known to the week, a window: all stay',
      city('2023-05-12'),
      [
        item({ id: '市会', level: 'city', start: '2023-05-12' }),
        item({ id: '省会', level: 'province', start: '2023-05-12' }),
        item({ id: '截止', kind: 'deadline', start: '2023-05-12' }),
        item({ id: '主题', theme: true, start: '2023-05-12' }),
        item({ id: '周活动', precision: 'week', start: '2023-05-08', end: '2023-05-14' }),
        item({ id: '长活动', start: '2023-05-08', end: '2023-05-19' }),
        item({ id: '过去的', start: '2023-05-12', past: true }),
      ],
      [],
    ],
    [
      '领卷、考试、阅卷 are for a person, and what is under way too',
      city('2023-03-06', '2023-03-07', { subjects: ['美术'] }),
      [
        item({ id: '检测', kind: 'exam', reminderKind: 'examDay', start: '2023-03-07', subjects: ['美术'] }),
        item({ id: '培训', start: '2023-03-03', end: '2023-03-07', subjects: ['美术'] }),
      ],
      ['培训 03-03 不动：已经开始了，请人来定怎么办', '检测 03-07 不动：领卷、考试、阅卷前后相连，请人来定日子'],
    ],
  ])('%s', (_, cause, others, expected) => {
    expect(lines(propose(cause, others))).toEqual(expected);
  });

  test('remember where they stood first, and forget it when they come back', () => {
    const calendar = withItems([]);
    const election = calendar.items.find(({ title }) => title === '教育学会换届会')!;
    const move = (from: string, to: string) => ({
      no: 1,
      id: election.id,
      kind: 'item' as const,
      itemId: election.id,
      nominal: null,
      title: election.title,
      from: { start: from, end: from },
      to: { start: to, end: to },
      why: '',
      cascadeOf: null,
      dependents: [],
      byHand: false,
    });
    const at = (items: readonly Item[]) => {
      const { start, movedFrom } = items.find(({ id }) => id === election.id)!;
      return [start, movedFrom?.start ?? null];
    };
    const once = applyProposal(calendar, { moves: [move('2023-03-31', '2023-04-07')] });
    const twice = applyProposal({ items: once }, { moves: [move('2023-04-07', '2023-04-14')] });
    const back = applyProposal({ items: twice }, { moves: [move('2023-04-14', '2023-03-31')] });
    expect([once, twice, back].map(at)).toEqual([
      ['2023-04-07', '2023-03-31'],
      ['2023-04-14', '2023-03-31'],
      ['2023-03-31', null],
    ]);
  });

  test.each<[string, Partial<Item>, boolean, string[]]>([
    ['a district item', { level: 'district' }, false, ['“市活动”不是市级或省级的活动，别的安排不给它让']],
    ['known to the week', { precision: 'week' }, false, ['“市活动”还没有定到日子，定了日子再顺延']],
    ['undated', { start: null, end: null, precision: null }, false, ['“市活动”还没有日期，定了日子再顺延']],
    ['with a day', {}, true, []],
  ])('what others make room for: %s', (_, rest, makesRoom, remarks) => {
    const cause = { ...city('2023-05-19'), ...rest };
    expect(isCause(cause, today)).toBe(makesRoom);
    const proposal = propose(cause);
    expect(proposal.remarks).toEqual(remarks);
    expect(proposal.moves).toEqual([]);
  });
});

describe('visits', () => {
  const visit = (id: string, day: string, schoolId = 's1', team = ['p1']): Visit => ({
    id,
    number: `视000${id.slice(1)}`,
    schoolId,
    day,
    team,
    plannedBy: 'p1',
    state: 'planned',
    revision: 1,
    plannedAt: 0,
  });
  const people = [
    { id: 'p1', name: '甲', roles: ['researcher' as const], subjects: ['数学'], schoolId: null, contactSchools: [] },
    { id: 'p2', name: '乙', roles: ['researcher' as const], subjects: ['英语'], schoolId: null, contactSchools: [] },
  ];
  const beside = (...visits: Visit[]) => ({ visits, people, schools: new Map([['s1', '二码头小学']]) });

  test('go to the same weekday within the window, past other visits of the team', () => {
    const cause = city('2023-04-07');
    const proposal = propose(cause, [], beside(visit('v1', '2023-04-07'), visit('v2', '2023-04-14', 's2')));
    expect(lines(proposal)).toEqual(['视0001视导二码头小学 04-07→04-21']);
    expect(visitMoves(proposal)).toEqual([{ visitId: 'v1', from: '2023-04-07', to: '2023-04-21', why: '让给市活动' }]);
    const calendar = withItems([cause]);
    expect(applyProposal(calendar, proposal)).toEqual(calendar.items);
  });

  test('go no further than the window; a day of 集体备课 is taken only for its own 教研员', () => {
    // 04-25, a Tuesday, is the last day of the window.
    const cause = city('2023-04-24', '2023-04-24');
    expect(lines(propose(cause, [], beside(visit('v1', '2023-04-24'))))).toEqual(['视0001视导二码头小学 04-24→04-25']);
    const chinese = people.map((one) => ({ ...one, subjects: ['语文'] }));
    expect(lines(propose(cause, [], { ...beside(visit('v1', '2023-04-24')), people: chinese }))).toEqual([
      '视0001视导二码头小学 04-24 不动：往后4周都没有空档',
    ]);
  });

  test('stay when the city wants another subject, or another school', () => {
    const visits = beside(visit('v1', '2023-04-07'));
    expect(propose(city('2023-04-07', '2023-04-07', { subjects: ['英语'] }), [], visits).moves).toEqual([]);
    expect(propose(city('2023-04-07', '2023-04-07', { schools: ['s2'] }), [], visits).moves).toEqual([]);
  });
});

describe('changing a proposal by hand', () => {
  const cause = city('2023-04-11', '2023-04-13');
  const calendar = withItems([cause]);
  const options = { today };
  const first = proposePostponement(calendar, [cause], options);
  const edit = (proposal: Proposal, no: number, to: string | null) => editMove(calendar, proposal, no, to, options);

  test('another day, another line left alone; numbers and earlier choices stay', () => {
    const once = edit(first, 2, '2023-04-17');
    const twice = edit(once, 3, null);
    expect(lines(twice)).toEqual([
      '语文集体备课 04-11→04-14',
      '数学集体备课 04-12→04-17',
      '英语集体备课 04-13 不动：按您说的不动',
    ]);
    expect([...twice.moves, ...twice.stuck].map(({ no, byHand }) => [no, byHand])).toEqual([
      [1, false],
      [2, true],
      [3, true],
    ]);
    expect(lines(edit(twice, 3, '2023-04-10'))[2]).toBe('英语集体备课 04-13→04-10');
  });

  test.each<[string, number, string, string]>([
    [
      'a weekend',
      1,
      '2023-04-15',
      '4月15日（周六）是周末，语文集体备课不能放在4月15日。最近的空档：4月14日（周五）、4月17日（周一）。',
    ],
    [
      'a makeup day',
      2,
      '2023-04-23',
      '下一次在4月19日，先后不能颠倒，数学集体备课不能放在4月23日。最近的空档：4月18日（周二）。',
    ],
    [
      'behind the next meeting',
      2,
      '2023-04-20',
      '下一次在4月19日，先后不能颠倒，数学集体备课不能放在4月20日。最近的空档：4月18日（周二）。',
    ],
    [
      'before the last one',
      2,
      '2023-03-28',
      '上一次在3月29日，先后不能颠倒，数学集体备课不能放在3月28日。最近的空档：3月30日（周四）。',
    ],
    [
      'the city event',
      1,
      '2023-04-13',
      '4月13日有市活动，语文集体备课不能放在4月13日。最近的空档：4月10日（周一）、4月14日（周五）。',
    ],
    ['what is over', 1, '2023-03-06', '只能改到今天以后，语文集体备课不能放在3月6日。最近的空档：4月6日（周四）。'],
    ['a line that is not there', 4, '2023-04-14', '没有第4条；可以改的是第1、2、3条。'],
  ])('is refused with what is free: %s', (_, no, to, words) => {
    expect(() => edit(first, no, to)).toThrow(words);
  });

  test('a makeup day is refused for a weekly series', () => {
    const event = city('2023-04-18', '2023-04-18');
    const then = withItems([event]);
    const proposal = proposePostponement(then, [event], options);
    expect(() => editMove(then, proposal, 1, '2023-04-23', options)).toThrow('调休上班日，每周一次的活动不排在这天');
  });

  test('a meeting may not be put behind one that then finds no day', () => {
    const event = city('2023-06-07', '2023-06-14', { subjects: ['数学'] });
    const late = item({ id: '区赛', start: '2023-06-16', subjects: ['数学'] });
    const later = city('2023-06-19', '2023-06-30', { id: '市赛', subjects: ['数学'] });
    const then = withItems([event, late, later]);
    const proposal = proposePostponement(then, [event], options);
    // 06-15 alone is free, and two cannot both be there in their order.
    expect(lines(proposal)).toEqual([
      '数学集体备课 06-07 不动：往后4周都没有空档',
      '数学集体备课 06-14 不动：往后4周都没有空档',
    ]);
    expect(() => editMove(then, proposal, 1, '2023-06-15', options)).toThrow('先后不能颠倒');
  });

  test('what stays for want of a rule can be given a day by hand', () => {
    const event = city('2023-05-12', '2023-05-12', { subjects: ['美术'] });
    const exam = item({ id: '检测', kind: 'exam', reminderKind: 'examDay', start: '2023-05-12', subjects: ['美术'] });
    const marking = item({ id: '阅卷', kind: 'task', reminderKind: 'marking', start: '2023-05-15' });
    const then = withItems([event, exam, marking]);
    const proposal = proposePostponement(then, [event], options);
    const edited = editMove(then, proposal, 1, '2023-05-19', options);
    expect(lines(edited)).toEqual(['检测 05-12→05-19']);
    expect(edited.moves[0]?.dependents).toEqual(['阅卷（5月15日）要一起改，先后不能颠倒']);
  });

  test('what is left where it is holds its place: what moves goes elsewhere', () => {
    const event = city('2023-05-10', '2023-05-10', { subjects: ['美术'] });
    const district = item({ id: '画展', start: '2023-05-10', subjects: ['美术'] });
    const school = item({ id: '校展', level: 'school', start: '2023-05-17', subjects: ['美术'] });
    const then = withItems([event, district, school]);
    const proposal = proposePostponement(then, [event], options);
    expect(lines(editMove(then, proposal, 2, null, options))).toEqual(['画展 05-10→05-24']);
    // And by hand something higher may push what is lower away, wherever it stands.
    const other = editMove(then, proposal, 1, '2023-05-18', options);
    expect(lines(other)).toEqual(['画展 05-10→05-18']);
    const moved = editMove(then, proposal, 2, '2023-05-25', options);
    expect(lines(moved)).toEqual(['画展 05-10→05-17', '校展 05-17→05-25 (1)']);
    expect(() => editMove(then, moved, 1, '2023-05-25', options)).toThrow('5月25日有画展。请先改第2条');
  });

  test('an earlier choice that no longer holds is named', () => {
    const event = city('2023-05-10', '2023-05-10');
    const shows = ['画展', '书展'].map((id) => item({ id, start: '2023-05-10', subjects: ['美术'] }));
    const then = withItems([event, ...shows]);
    const proposal = proposePostponement(then, [event], options);
    const [a, b] = proposal.moves.filter(({ title }) => title.endsWith('展')).map(({ no }) => no);
    const once = editMove(then, proposal, a!, '2023-05-25', options);
    expect(() => editMove(then, once, b!, '2023-05-25', options)).toThrow(/5月25日/);
  });
});

describe('what is said', () => {
  test('numbered lines, what moves along, what to look at, how to go on', () => {
    const cause = city('2023-04-12', '2023-04-12', { id: 'c', title: '市教学评比', subjects: ['数学'] });
    const calendar = withItems([cause]);
    const proposal = proposePostponement(calendar, [cause], {
      today,
      people: [{ id: 'p', name: '甲', roles: ['teacher'], subjects: ['数学'], schoolId: null, contactSchools: [] }],
      preparations: [
        {
          id: 'x',
          subject: '数学',
          day: '2023-04-12',
          leadId: 'p',
          topic: '分数',
          place: '一楼',
          revision: 1,
          updatedAt: 0,
          assignedAt: 0,
        },
      ],
    });
    expect(proposalText(calendar, proposal, today)).toBe(
      [
        '市教学评比　4月12日（周三，第9周）',
        '市级优先，区级顺延，要改1项：',
        '1. 数学集体备课　4月12日（周三）→4月13日（周四）　让给市教学评比',
        '　　主备人甲、课题《分数》跟着改期',
        '　　地点一楼要重新确认',
        '请留意：',
        '· 教学视导（3月21日—4月25日）要避开4月12日，还剩25个上课日',
        '· 区级思政课改精品课打磨、课改精品课打磨、课改公开课比赛（第8—9周）要避开4月12日，还剩8个上课日',
        '换日子：/顺延 改 1 4月13日',
        '不动：/顺延 改 1 不动',
        '照此办理：/顺延 确认　不办：/顺延 放弃',
      ].join('\n'),
    );
  });

  test('deadlines and hand-ins of a contest that moves, rooms, items without a level', () => {
    const cause = city('2023-05-19', '2023-05-19', { subjects: ['美术'] });
    const contest = item({
      id: 'x',
      title: '美术现场赛',
      kind: 'contest',
      level: 'unknown',
      subjects: ['美术'],
      start: '2023-05-19',
      venue: '少年宫',
    });
    const deadline = item({ id: 'y', title: '美术现场赛报名截止', kind: 'deadline', start: '2023-05-05' });
    const contests = [{ name: '美术现场赛', closesAt: Date.parse('2023-05-08T17:00:00+08:00') }];
    const proposal = propose(cause, [contest, deadline], { contests });
    expect(proposal.moves[0]?.dependents).toEqual([
      '地点少年宫要重新确认',
      '“美术现场赛报名截止”（5月5日）没有跟着改，请看要不要改',
      '“美术现场赛”仍在5月8日截止收件',
    ]);
    expect(proposal.remarks).toEqual(['“美术现场赛”没写是哪一级的，按最低一级让']);
  });

  test('nothing to move', () => {
    const cause = city('2023-05-19', '2023-05-19', { subjects: ['美术'] });
    const calendar = withItems([cause]);
    const text = proposalText(calendar, proposePostponement(calendar, [cause], { today }), today);
    expect(text).toBe('市活动　5月19日（周五，第14周）\n没有要顺延的安排。');
  });
});

describe('checks', () => {
  test('what still stands in the way is found until it has moved', () => {
    const cause = city('2023-04-12');
    const calendar = withItems([cause]);
    const left = (items: Item[]) =>
      remainingOverlaps({ ...calendar, items }, [cause], { today }).map(({ title }) => title);
    expect(left(calendar.items)).toEqual(['数学集体备课']);
    expect(left(applyProposal(calendar, proposePostponement(calendar, [cause], { today })))).toEqual([]);
  });

  test.each<[string, (item: Item) => Item, string[]]>([
    ['as planned', (one) => one, []],
    [
      'two on one day',
      (one) => ({ ...one, exceptions: [{ day: '2023-04-12', to: '2023-04-19', why: '', revision: 1 }] }),
      ['2023-04-19 有两次'],
    ],
    [
      'a day that is not of the series',
      (one) => ({ ...one, exceptions: [{ day: '2023-04-13', to: '2023-04-14', why: '', revision: 1 }] }),
      ['2023-04-13 不是它的日子，却改了期'],
    ],
    [
      'one changed twice',
      (one) => ({
        ...one,
        exceptions: ['2023-04-13', '2023-04-14'].map((to) => ({ day: '2023-04-12', to, why: '', revision: 1 })),
      }),
      ['2023-04-12 改了两回'],
    ],
    ['end before start', (one) => ({ ...one, recurrence: null, end: '2023-03-01' }), ['开始在结束之后']],
    ['no end', (one) => ({ ...one, recurrence: null, end: null }), ['只有开始或者只有结束']],
  ])('items that cannot be: %s', (_, change, expected) => {
    const calendar = spring2023();
    const items = calendar.items.map((one) => (one.title === '数学集体备课' ? change(one) : one));
    const faults = brokenItems({ ...calendar, items });
    expect(faults.map((fault) => fault.replace(/^事项 .*?：/, ''))).toEqual(expected);
  });
});
