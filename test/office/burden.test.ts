// A week's burden: which messages things come in, what waits for the Friday digest, and what one beat of the clock writes.
import { describe, expect, it } from 'vitest';
import { habits, rules } from '../../config/reminders.ts';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import { beatOf, horizonOf, laterPushes, pushOf } from '../../src/office/burden/beat.ts';
import { messagesOf } from '../../src/office/burden/messages.ts';
import type { Push, Roster } from '../../src/office/burden/model.ts';
import { rosterOf } from '../../src/office/burden/roster.ts';
import { counts, weigh } from '../../src/office/burden/weigh.ts';
import { type Calendar, plainItem } from '../../src/office/calendar/model.ts';
import { digestAt } from '../../src/office/digest/rules.ts';
import type { Group, Person } from '../../src/office/people/model.ts';
import { rulesWith } from '../../src/office/reminders/rules.ts';
import type { ClassName } from '../../src/queue/classes.ts';
import { keyOf, type Wanted } from '../../src/queue/ledger.ts';

/** Monday 2023-03-20 is the first day of an ordinary week. */
const calendar: Calendar = {
  term: {
    id: 't',
    title: '',
    documentNumber: null,
    week1Monday: '2023-02-13',
    lastWeek: 20,
    seriesLastWeek: 18,
  },
  items: [
    { ...plainItem, id: 'city', title: '', kind: 'meeting', quote: '', level: 'city' },
    { ...plainItem, id: 'area', title: '', kind: 'meeting', quote: '', level: 'area' },
  ],
  overrides: new Map(),
};
const days = { mon: '2023-03-20', tue: '2023-03-21', wed: '2023-03-22', thu: '2023-03-23', fri: '2023-03-24' };
type Day = keyof typeof days;
const at = (when: string): number => {
  const [day, time] = when.split(' ') as [Day, string];
  return instantOf(days[day], time);
};
const nextWeek = instantOf('2023-03-29', '06:30');

interface Given {
  to?: string;
  class?: ClassName;
  expires?: number;
  source?: { kind: string; id: string };
  fixed?: boolean;
  occurrence?: string;
}

const wish = (id: string, when: string, given: Given = {}): Wanted => ({
  source: given.source ?? { kind: 'item', id },
  occurrence: given.occurrence ?? id,
  audience: given.to?.startsWith('p') ? { kind: 'person', id: given.to } : { kind: 'group', id: given.to ?? 'g' },
  class: given.class ?? 'event',
  said: { text: id },
  ...(given.fixed ? {} : { saidAt: (instant: number) => ({ text: `${id} ${stamp(instant)}` }) }),
  due: at(when),
  expires: given.expires ?? nextWeek,
});
const push = (id: string, when: string, given?: Given): Push => pushOf(wish(id, when, given));

const roster: Roster = {
  hearers: ({ kind, id }) => (kind === 'person' ? [id] : id === 'g' ? ['p1', 'p2'] : ['p2', 'p3']),
  schoolOf: (id) => (id === 'p9' ? 's' : null),
};
const names = (pushes: readonly Push[]): string => pushes.map(({ source }) => source.id).join('+');

describe('which messages things come in', () => {
  const cases: [title: string, pushes: Push[], expected: string[]][] = [
    ['one moment, one message', [push('a', 'mon 16:12'), push('b', 'mon 16:12')], ['a+b 16:12']],
    [
      'two hearers, two messages',
      [push('a', 'mon 16:12'), push('b', 'mon 16:12', { to: 'h' })],
      ['a 16:12', 'b 16:12'],
    ],
    [
      'what comes later in the same span of hours goes along',
      [push('a', 'mon 14:12'), push('b', 'mon 17:12')],
      ['a+b 14:12'],
    ],
    ['not over noon', [push('a', 'mon 09:12'), push('b', 'mon 14:12')], ['a 09:12', 'b 14:12']],
    ['not over night', [push('a', 'mon 16:12'), push('b', 'tue 16:12')], ['a 16:12', 'b 16:12']],
    [
      'a timed message keeps its time, and others join it',
      [
        push('s', 'mon 14:12', { class: 'schedule' }),
        push('a', 'mon 16:12'),
        push('z', 'mon 17:12', { class: 'schedule' }),
      ],
      ['s+a 14:12', 'z 17:12'],
    ],
    [
      'exam affairs, corrections and notices go by themselves',
      [
        push('a', 'mon 16:12'),
        push('e', 'mon 16:12', { class: 'exam' }),
        push('c', 'mon 16:12', { class: 'correction' }),
      ],
      ['a 16:12', 'c 16:12', 'e 16:12'],
    ],
    [
      'of one thing the later reminder keeps its time',
      [
        push('a', 'mon 14:12', { source: { kind: 'item', id: 'x' }, occurrence: 'o' }),
        pushOf({ ...wish('b', 'mon 16:12', { source: { kind: 'item', id: 'x' }, occurrence: 'o' }), lead: '0' }),
      ],
      ['x 14:12', 'x 16:12'],
    ],
    [
      'what has gone is joined by nothing',
      [{ ...push('a', 'mon 14:12'), gone: true }, push('b', 'mon 16:12')],
      ['a 14:12', 'b 16:12'],
    ],
  ];
  it.each(cases)('%s', (_, pushes, expected) => {
    const found = messagesOf(pushes, calendar).map((one) => `${names(one.pushes)} ${stamp(one.at).slice(11)}`);
    expect(found.sort()).toEqual(expected.sort());
  });
});

/** So many messages to group g that never wait, on Monday. */
const urgent = (n: number): Push[] =>
  Array.from({ length: n }, (_, i) => push(`u${i}`, `mon 08:1${i}`, { class: 'exam' }));
const digest = push('d', 'fri 16:42', { class: 'digest', source: { kind: 'digest', id: 'd' } });

describe('what waits for the digest', () => {
  const scale = {
    caps: { pushes: 5, asks: 2 },
    roster,
    digestAt: () => digestAt(calendar, days.mon),
    levelOf: ({ source }: Push) => ({ city: 4, area: 2 })[source.id] ?? 3,
  };
  const cases: [title: string, pushes: Push[], expected: string[]][] = [
    ['nothing in a week that is not full', [...urgent(3), push('a', 'tue 16:12'), digest], []],
    ['one too many: it waits', [...urgent(4), push('a', 'tue 16:12'), digest], ['a']],
    [
      'the less important class first',
      [...urgent(3), push('a', 'wed 16:12'), push('b', 'tue 16:12', { class: 'deadline' }), digest],
      ['b'],
    ],
    [
      'what matters keeps its place later in the week',
      [...urgent(3), push('b', 'mon 16:12', { class: 'deadline' }), push('a', 'thu 16:12'), digest],
      ['b'],
    ],
    [
      'the lower level first',
      [...urgent(3), push('city', 'wed 16:12', { class: 'deadline' }), push('area', 'tue 16:12'), digest],
      ['area'],
    ],
    ['equals: the later first', [...urgent(3), push('a', 'tue 16:12'), push('b', 'wed 16:12'), digest], ['b']],
    ['as many as are too many', [...urgent(5), push('a', 'tue 16:12'), push('b', 'wed 16:12'), digest], ['b', 'a']],
    ['nothing that never waits', [...urgent(6), push('c', 'tue 16:12', { class: 'correction' }), digest], []],
    [
      'nothing that would be too late',
      [...urgent(5), push('a', 'tue 16:12', { expires: at('fri 16:42') }), digest],
      [],
    ],
    ['nothing whose words hold for one day only', [...urgent(5), push('a', 'tue 16:12', { fixed: true }), digest], []],
    [
      'nothing that goes along with what cannot wait',
      [...urgent(5), push('a', 'tue 16:12'), push('b', 'tue 16:12', { expires: at('fri 12:00') }), digest],
      [],
    ],
    [
      'nothing that stands in the ledger already',
      [...urgent(5), { ...push('a', 'tue 16:12'), written: true }, digest],
      [],
    ],
    ['nothing due in the hours of the digest itself', [...urgent(5), push('a', 'fri 14:12'), digest], []],
    ['without a digest one alone would only come later', [...urgent(5), push('a', 'tue 16:12')], []],
    ['without a digest two become one', [...urgent(5), push('a', 'tue 16:12'), push('b', 'wed 16:12')], ['b', 'a']],
    [
      'a group message counts for everybody in its audience',
      [
        ...['mon 08:12', 'mon 14:12', 'tue 14:12', 'wed 14:12'].map((when, i) =>
          push(`q${i}`, when, { to: 'p1', class: 'exam' }),
        ),
        push('a', 'thu 16:12'),
        digest,
      ],
      ['a'],
    ],
    [
      'somebody else’s full week is no reason',
      [
        ...['mon 08:12', 'mon 14:12', 'tue 14:12', 'wed 14:12', 'thu 14:12'].map((when, i) =>
          push(`q${i}`, when, { to: 'p3', class: 'exam' }),
        ),
        push('a', 'thu 16:12'),
        digest,
      ],
      [],
    ],
    [
      'a school is asked for two things, the third waits',
      ['tue 09:12', 'wed 09:12', 'thu 09:12'].map((when, i) => push(`k${i}`, when, { to: 'p9', class: 'deadline' })),
      ['k2'],
    ],
    [
      'secret tasks count nowhere',
      [
        ...urgent(4),
        push('s1', 'tue 16:12', { to: 'p1', class: 'secret' }),
        push('s2', 'wed 16:12', { to: 'p1', class: 'secret' }),
        digest,
      ],
      [],
    ],
  ];
  it.each(cases)('%s', (_, pushes, expected) => {
    const { putOff } = weigh(messagesOf(pushes, calendar), scale);
    expect([...putOff.keys()].map((message) => names(message.pushes))).toEqual(expected);
  });

  it('does not count answers, receipts, alerts and secret tasks', () => {
    const kinds = ['answer', 'receipt', 'alert', 'secret'] as const;
    const messages = messagesOf(
      kinds.map((name) => push(name, 'mon 16:12', { class: name })),
      calendar,
    );
    expect(messages.filter(counts)).toEqual([]);
  });
});

describe('who hears a group message', () => {
  const person = (id: string, more: Partial<Person>): Person => ({
    ...{ id, name: id, roles: ['teacher'], subjects: [], schoolId: null, contactSchools: [] },
    ...more,
  });
  const group = (id: string, more: Partial<Group>): Group => ({
    ...{ id, name: id, platform: 'sandbox', robot: null, chatId: null, hook: null },
    ...{ subjects: [], schools: [], roles: [], outsiders: false },
    ...more,
  });
  const people = [
    person('math', { subjects: ['数学'], schoolId: 's1' }),
    person('both', { subjects: ['数学', '科学'], roles: ['teacher', 'liaison'], schoolId: 's2' }),
    person('head', { roles: ['principal'], schoolId: 's2' }),
  ];
  const groups = [
    group('subject', { subjects: ['数学'] }),
    group('school', { schools: ['s2'] }),
    group('role', { roles: ['liaison'] }),
    group('mixed', { subjects: ['数学'], schools: ['s2'] }),
    group('all', {}),
  ];
  const known = rosterOf(groups, people);
  it.each([
    ['subject', ['math', 'both']],
    ['school', ['both', 'head']],
    ['role', ['both']],
    ['mixed', ['both']],
    ['all', ['math', 'both', 'head']],
    ['gone', []],
  ])('%s', (id, expected) => expect(known.hearers({ kind: 'group', id })).toEqual(expected));
  it('a person alone; schools of those who answer for them', () => {
    expect(known.hearers({ kind: 'person', id: 'math' })).toEqual(['math']);
    expect(['math', 'both', 'head'].map(known.schoolOf)).toEqual([null, 's2', 's2']);
  });
});

describe('one beat of the clock', () => {
  const outlook = (later: Wanted[], written: Push[] = []) => ({
    ...{ written, ended: new Set<string>(), roster },
    later: laterPushes(later, calendar),
  });
  const line = ({ source, due, born, putOffFrom, said }: Wanted): string =>
    [source.id, stamp(due).slice(5), born, putOffFrom && 'put off', said.text].filter(Boolean).join(' ');

  it('brings along what would come later in the same hours, and nothing else', () => {
    const now = at('mon 14:12');
    const later = [wish('b', 'mon 17:12'), wish('c', 'tue 09:12'), wish('d', 'mon 17:12', { to: 'h' })];
    const { owed } = beatOf(calendar, [wish('a', 'mon 14:12')], now, outlook(later));
    expect(owed.map(line)).toEqual(['a 03-20 14:12 a', 'b 03-20 14:12 b']);
  });

  it('moves what waits in the ledger along too', () => {
    const waits: Push = { ...push('w', 'fri 16:42'), written: true, putOffFrom: at('tue 16:12'), wish: null };
    const { earlier } = beatOf(calendar, [wish('a', 'fri 14:12')], at('fri 14:12'), outlook([], [waits]));
    expect([...earlier]).toEqual([[waits.key, at('fri 14:12')]]);
  });

  it('puts off in the words of the day on which it is said, with the reason', () => {
    const written = urgent(4).map((one): Push => ({ ...one, written: true, wish: null }));
    const digests = [wish('d', 'fri 16:42', { class: 'digest', source: { kind: 'digest', id: 'd' } })];
    const { owed } = beatOf(calendar, [wish('a', 'tue 16:12')], at('tue 16:12'), outlook(digests, written));
    expect(owed.map(line)).toEqual(['a 03-24 16:42 put off a 2023-03-24 16:42']);
    expect(owed[0]?.reason).toBe('本周已满 5 条，并入周五汇总');
    expect(owed[0]?.putOffFrom).toBe(at('tue 16:12'));
  });

  it('lets go of what is said once more before the digest anyway', () => {
    const written = urgent(4).map((one): Push => ({ ...one, written: true, wish: null }));
    const again = { ...wish('a', 'fri 14:12'), lead: '-1' };
    const digests = [wish('d', 'fri 16:42', { class: 'digest', source: { kind: 'digest', id: 'd' } }), again];
    const { owed } = beatOf(calendar, [wish('a', 'tue 16:12')], at('tue 16:12'), outlook(digests, written));
    expect(owed.map(line)).toEqual(['a 03-21 16:12 missed a']);
  });

  it('a second beat over the same span decides the same, and what is written stays', () => {
    const now = at('mon 14:12');
    const later = [wish('b', 'mon 17:12')];
    const first = beatOf(calendar, [wish('a', 'mon 14:12')], now, outlook(later));
    const written = first.owed.map((one): Push => ({ ...pushOf(one), written: true, wish: null }));
    // What is due later on the day comes along; once it is written it is not owed again.
    expect(first.owed.map(keyOf)).toEqual([keyOf(wish('a', 'mon 14:12')), keyOf(wish('b', 'mon 17:12'))]);
    const second = beatOf(calendar, [wish('a', 'mon 14:12')], now, outlook(later, written));
    expect(second.owed.map(keyOf)).toEqual([keyOf(wish('a', 'mon 14:12'))]);
    expect(second.earlier).toEqual(new Map());
  });

  it('looks at whole weeks, and at none where nothing merges', () => {
    const horizon = horizonOf([wish('a', 'tue 16:12')], at('tue 16:12'));
    expect([stamp(horizon?.from ?? 0), stamp(horizon?.to ?? 0)]).toEqual(['2023-03-20 00:00', '2023-03-26 23:59']);
    expect(horizonOf([wish('a', 'tue 16:12', { class: 'exam' })], at('tue 16:12'))).toBeNull();
  });
});

describe('when the digest goes out', () => {
  const ruled = (change: object): Calendar => ({
    ...calendar,
    rules: rulesWith({ habits: {}, kinds: [{ kind: 'digest', groupId: null, change }] }),
  });
  const cases: [title: string, calendar: Calendar, day: string, expected: string | null][] = [
    ['on Friday', calendar, '2023-03-21', '2023-03-24 16:42'],
    [
      'on Thursday when Friday is off',
      { ...calendar, overrides: new Map([['2023-03-24', { kind: 'holiday', name: '假', follows: null }]]) },
      '2023-03-21',
      '2023-03-23 16:42',
    ],
    ['on a makeup Sunday', calendar, '2023-04-21', '2023-04-23 16:42'],
    ['not in a week without school', calendar, '2023-07-30', null],
    ['not when it is off', ruled({ on: false }), '2023-03-21', null],
    [
      'at the next opening of that day',
      ruled({ leads: [{ name: '0', schoolDays: 0, at: '12:42' }] }),
      '2023-03-21',
      '2023-03-24 13:30',
    ],
    [
      'not when that day has no opening left',
      ruled({ leads: [{ name: '0', schoolDays: 0, at: '19:12' }] }),
      '2023-03-21',
      null,
    ],
  ];
  it.each(cases)('%s', (_, given, day, expected) => {
    const found = digestAt(given, day);
    expect(found && stamp(found.at)).toBe(expected);
  });
});

it('the office’s habits are those of the rules of the district', () => {
  expect([habits.pushesAWeek, habits.asksAWeek, rules.digest.on]).toEqual([5, 2, true]);
});
