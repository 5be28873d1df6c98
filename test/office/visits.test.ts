// 教学视导: what stands in the way, the nearest free days, who is told, and the reminders.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AskBack } from '../../src/bot/command.ts';
import { daysFrom, instantOf, stamp } from '../../src/lib/dates.ts';
import { type DateSpec, parseDate } from '../../src/lib/datespec.ts';
import { Refusal } from '../../src/lib/refuse.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import type { Person } from '../../src/office/people/model.ts';
import type { Preparation } from '../../src/office/preparation/model.ts';
import { samplePeople, sampleSchools } from '../../src/office/sample/district.ts';
import { cancelVisit, moveVisit, planVisit } from '../../src/office/visits/actions.ts';
import { readVisitNumber, type Visit } from '../../src/office/visits/model.ts';
import { dueVisits, visitReminders } from '../../src/office/visits/reminders.ts';
import {
  freeDaysNear,
  mayChange,
  noticeDays,
  obstacle,
  type Placing,
  visitWindows,
} from '../../src/office/visits/rules.ts';
import { dayFrom } from '../../src/office/visits/wording.ts';
import { keyOf } from '../../src/queue/ledger.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023, spring2023File } from '../support/term.ts';

const calendar = spring2023();
const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11) || '09:00');
const person = (name: string): Person => {
  const found = samplePeople.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};
const school = (name: string) => {
  const found = sampleSchools.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
};
const visit = (number: string, where: string, day: string, ...team: string[]): Visit => ({
  id: number,
  number,
  schoolId: school(where).id,
  day,
  team: team.map((name) => person(name).id),
  plannedBy: person(team[0] ?? '王敏').id,
  state: 'planned',
  revision: 1,
  plannedAt: at('2023-03-01'),
});
const placing = (team: string[], more: Partial<Placing> = {}): Placing => ({
  calendar,
  now: at('2023-03-06'),
  school: school('二码头小学'),
  team: team.map(person),
  visits: [],
  preparations: [],
  busy: 'leaders',
  ...more,
});
const prepared = (subject: string, day: string, lead: string): Preparation => ({
  id: 'x',
  subject,
  day,
  leadId: person(lead).id,
  topic: null,
  place: null,
  revision: 1,
  updatedAt: 0,
  assignedAt: 0,
});

describe('what stands in the way', () => {
  test('the window of the term: 2023-03-21 to 04-25, 26 school days', () => {
    expect(visitWindows(calendar)).toEqual([{ start: '2023-03-21', end: '2023-04-25' }]);
    // A team that leads nothing can go on every school day of it.
    const days = daysFrom('2023-03-01', '2023-05-10').filter((day) => obstacle(placing(['周岚']), day) === null);
    expect([days.length, days[0], days.at(-1)]).toEqual([26, '2023-03-21', '2023-04-25']);
    expect(days).toContain('2023-04-23');
  });

  test.each<[string, string[], Partial<Placing>, string | null]>([
    ['2023-03-23', ['王敏'], {}, null],
    ['2023-03-20', ['王敏'], {}, 'outside'],
    ['2023-04-26', ['王敏'], {}, 'outside'],
    ['2023-03-03', ['王敏'], {}, 'past'],
    ['2023-03-23', ['王敏'], { now: at('2023-03-23 08:29') }, null],
    ['2023-03-23', ['王敏'], { now: at('2023-03-23 08:30') }, 'begun'],
    ['2023-03-06', ['王敏'], { now: at('2023-03-06 13:00') }, 'outside'],
    ['2024-03-21', ['王敏'], {}, 'outside'],
    ['2023-04-05', ['王敏'], {}, 'noSchool'],
    ['2023-03-25', ['王敏'], {}, 'noSchool'],
    ['2023-04-23', ['王敏'], {}, null],
    ['2023-03-22', ['王敏'], {}, 'leads'],
    ['2023-03-22', ['刘芳'], {}, null],
    ['2023-03-21', ['刘芳'], {}, 'leads'],
    ['2023-03-22', ['马骏'], {}, null],
    ['2023-03-22', ['马骏'], { busy: 'subject' }, 'leads'],
    ['2023-03-22', ['马骏'], { preparations: [prepared('数学', '2023-03-22', '马骏')] }, 'leads'],
    ['2023-03-22', ['王敏'], { preparations: [prepared('数学', '2023-03-22', '马骏')] }, 'leads'],
    ['2023-03-29', ['马骏'], { preparations: [prepared('数学', '2023-03-22', '马骏')] }, null],
    ['2023-03-23', ['李强'], {}, 'ownSchool'],
    ['2023-03-23', ['王敏', '李强'], {}, 'ownSchool'],
    ['2023-03-23', ['王敏'], { visits: [visit('视0001', '二码头小学', '2023-03-23', '刘芳')] }, 'schoolTaken'],
    ['2023-03-24', ['王敏'], { visits: [visit('视0001', '二码头小学', '2023-03-23', '刘芳')] }, null],
    ['2023-03-23', ['王敏'], { visits: [visit('视0001', '青禾小学', '2023-03-23', '刘芳', '王敏')] }, 'memberTaken'],
    ['2023-03-23', ['何静'], { visits: [visit('视0001', '青禾小学', '2023-03-23', '刘芳', '王敏')] }, 'leads'],
    ['2023-03-24', ['何静'], { visits: [visit('视0001', '青禾小学', '2023-03-24', '刘芳', '王敏')] }, null],
    ['2023-03-23', ['王敏'], { calendar: { ...calendar, items: [] } }, 'noWindow'],
  ])('%s with %j', (day, team, more, kind) => expect(obstacle(placing(team, more), day)?.kind ?? null).toBe(kind));

  test('a day the office declared free or worked counts as such', () => {
    const free = spring2023({ '2023-03-23': { kind: 'holiday', name: '校运会', follows: null } });
    expect(obstacle(placing(['王敏'], { calendar: free }), '2023-03-23')).toMatchObject({
      kind: 'noSchool',
      day: { name: '校运会' },
    });
  });

  test.each<[string, string[], Partial<Placing>, string[]]>([
    ['2023-04-05', ['王敏'], {}, ['2023-04-04', '2023-04-06']],
    ['2023-03-22', ['王敏'], {}, ['2023-03-21', '2023-03-23']],
    ['2023-03-10', ['王敏'], {}, ['2023-03-21']],
    ['2023-06-01', ['王敏'], {}, ['2023-04-25']],
    ['2023-03-23', ['王敏'], { now: at('2023-03-23 10:00') }, ['2023-03-24']],
    [
      '2023-03-25',
      ['王敏'],
      { visits: [visit('视0001', '二码头小学', '2023-03-24', '刘芳')] },
      ['2023-03-23', '2023-03-27'],
    ],
    ['2023-04-05', ['王敏'], { now: at('2023-04-26 10:00') }, []],
    // The day a visit is moved from is no alternative.
    ['2023-03-22', ['王敏'], { leaving: '2023-03-23' }, ['2023-03-21', '2023-03-24']],
  ])('near %s with %j', (day, team, more, days) => expect(freeDaysNear(placing(team, more), day)).toEqual(days));

  test.each([
    ['2023-03-06', '2023-03-23', 13],
    ['2023-03-09', '2023-03-23', 10],
    ['2023-03-10', '2023-03-23', 9],
    ['2023-03-22', '2023-03-23', 1],
    ['2023-03-23', '2023-03-23', 0],
    ['2023-04-21', '2023-04-24', 2],
  ])('from %s to %s there are %i school days', (today, day, days) =>
    expect(noticeDays(calendar, at(today), day)).toBe(days),
  );

  test.each([
    ['王敏', true],
    ['周岚', true],
    ['何静', true],
    ['李强', false],
    ['刘芳', false],
  ])('%s may change a visit of 王敏 with 何静 and 李强: %s', (name, may) => {
    expect(mayChange(person(name), visit('视0001', '青禾小学', '2023-03-24', '王敏', '何静', '李强'))).toBe(may);
  });

  test.each([
    ['视0001', '视0001'],
    ['视1', '视0001'],
    ['１２', '视0012'],
    ['0', null],
    ['视', null],
    ['视导1', null],
  ])('%s is visit %s', (text, number) => expect(readVisitNumber(text)).toBe(number));

  test.each([
    ['2023-03-22', '明天（3月23日）'],
    ['2023-03-20', '3月23日（本周四）'],
    ['2023-03-16', '3月23日（下周四）'],
    ['2023-03-09', '3月23日（第6周周四）'],
  ])('seen from %s it is %s', (today, words) => expect(dayFrom(calendar.term, '2023-03-23', today)).toBe(words));
});

describe('reminders', () => {
  const one = visit('视0001', '二码头小学', '2023-03-23', '王敏');
  const due = (planned: Partial<Visit>, from: string, to: string) =>
    visitReminders(calendar, [{ ...one, ...planned }], at(from), at(to)).map(
      (found) => `${found.lead} ${stamp(found.due)}`,
    );
  const all = ['-10 2023-03-09 16:12', '-5 2023-03-16 16:12', '-1 2023-03-22 16:12'];

  test.each<[string, Partial<Visit>, string, string, string[]]>([
    ['the whole time', {}, '2023-03-01', '2023-03-31', all],
    ['too early', {}, '2023-03-01', '2023-03-09 16:11', []],
    ['just right', {}, '2023-03-09 16:11', '2023-03-09 16:12', all.slice(0, 1)],
    ['the same instant is not twice', {}, '2023-03-09 16:12', '2023-03-16 16:11', []],
    ['planned after the notice', { plannedAt: at('2023-03-09 16:12') }, '2023-03-01', '2023-03-31', all.slice(1)],
    ['planned the evening before', { plannedAt: at('2023-03-22 20:00') }, '2023-03-01', '2023-03-31', []],
    ['over a weekend and a makeup Sunday', { day: '2023-04-24' }, '2023-04-20', '2023-04-30', ['-1 2023-04-23 16:12']],
    ['over 清明', { day: '2023-04-06' }, '2023-04-03', '2023-04-30', ['-1 2023-04-04 16:12']],
  ])('%s', (_, planned, from, to, expected) => expect(due(planned, from, to)).toEqual(expected));
});

describe('in the office', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice(at('2023-03-06 09:12'));
    await office.act(null, (act) => importTerm(act, spring2023File));
  });
  afterEach(() => office.close());

  const date = (text: string): DateSpec => {
    const spec = parseDate(text);
    if (!spec) throw new Error(text);
    return spec;
  };
  const outcome = (error: unknown): string => {
    if (error instanceof Refusal) return error.message;
    if (error instanceof AskBack) return error.options.map(({ value }) => value).join('|');
    throw error;
  };
  const plan = (who: string, where: string, day: string, team?: string[]) =>
    office.act(who, (act) => planVisit(act, { school: where, date: date(day), team })).catch(outcome);
  const owed = async () => {
    const rows = await office.store.read.selectFrom('deliveries').selectAll().orderBy('created_at').execute();
    const name = (id: string) => samplePeople.find((one) => one.id === id)?.name ?? id;
    return rows.map((row) => `${row.lead} ${name(row.audience_id)} ${row.class} ${row.state}`).sort();
  };

  test('school and team are told once each, not the speaker', async () => {
    await plan('王敏', '二码头小学', '第6周周五', ['李强', '刘芳', '王敏']);
    expect(await owed()).toEqual([]);
    expect(await plan('王敏', '青禾小学', '第6周周四', ['李强', '王敏', '李强'])).toBe(
      '已安排 视0001：3月23日（第6周周四）视导青禾小学。\n组员：王敏、李强',
    );
    expect(await owed()).toEqual([
      'planned 余海 notice queued',
      'planned 叶青 notice queued',
      'planned 李强 notice queued',
    ]);
    const [row] = await office.store.read
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'visit.planned')
      .execute();
    expect(row).toMatchObject({
      subject: 'visit',
      subject_id: '视0001',
      person_id: 'p-wangmin',
      origin: expect.stringMatching(/^sandbox\//),
    });
  });

  test('the head goes along only when nobody else is named', async () => {
    const team = async (number: string) => {
      const row = await office.store.read
        .selectFrom('visits')
        .select('team')
        .where('number', '=', number)
        .executeTakeFirstOrThrow();
      return JSON.parse(row.team);
    };
    await plan('周岚', '青禾小学', '3月23日');
    await plan('周岚', '震华小学', '3月24日', ['王敏']);
    expect([await team('视0001'), await team('视0002')]).toEqual([['p-zhoulan'], ['p-wangmin']]);
  });

  test('a school without contacts is said; at night nobody is woken', async () => {
    await office.act(null, ({ tx }) =>
      tx.updateTable('people').set({ active: 0 }).where('school_id', '=', 's-qinghe').execute(),
    );
    expect(await plan('王敏', '青禾小学', '3月23日')).toMatch(/青禾小学在名册里还没有联系人和校长，请自己通知学校/);
    office.now = at('2023-03-06 21:00');
    await plan('王敏', '震华小学', '3月24日');
    const rows = await office.store.read.selectFrom('deliveries').select('due_at').execute();
    expect(new Set(rows.map(({ due_at }) => stamp(due_at)))).toEqual(new Set(['2023-03-07 07:30']));
  });

  test('two at once: one gets the day, the other the next free ones', async () => {
    const both = await Promise.all([plan('王敏', '青禾小学', '3月24日'), plan('刘芳', '青禾小学', '3月24日')]);
    expect(both[0]).toMatch(/^已安排 视0001/);
    expect(both[1]).toBe('青禾小学3月24日（周五）已经有视导（视0001）。最近的空档：3月23日（周四）、3月27日（周一）。');
  });

  test('dates that are not one day', async () => {
    expect(await plan('王敏', '青禾小学', '第6周')).toMatch(/要定在某一天/);
    expect(await plan('王敏', '青禾小学', '3月21—22日')).toMatch(/要定在某一天/);
    expect(await plan('王敏', '青禾小学', '2月30日')).toMatch(/2月没有30日/);
    expect(await plan('王敏', '青禾小学', '第六周周二3月22日')).toMatch(/对不上/);
    expect(await plan('王敏', '青禾小学', '周一')).toBe('2023-03-06|2023-03-13');
    expect(await plan('王敏', '青禾小学', '3月2日')).toMatch(/^3月2日（周四）已经过去了。最近的空档：3月21日/);
    expect(await plan('王敏', '青禾小学', '2024年3月21日')).toMatch(/^2024年3月21日（周四）不在视导时段/);
    expect(await plan('王敏', '青禾小学', '2022年3月21日')).toMatch(/^2022年3月21日（周一）已经过去了/);
    office.now = at('2023-03-21 13:00');
    expect(await plan('王敏', '青禾小学', '今天')).toBe(
      '今天（3月21日）的视导 08:30 就开始了，来不及安排。最近的空档：3月23日（周四）。',
    );
  });

  test('moving: a new revision, old → new on record, what waits is taken back, reminders follow', async () => {
    await plan('王敏', '青禾小学', '3月23日');
    expect(await office.act('何静', (act) => moveVisit(act, '1', date('3月24日'))).catch(outcome)).toMatch(
      /是王敏安排的/,
    );
    expect(await office.act('王敏', (act) => moveVisit(act, '1', date('4月5日'))).catch(outcome)).toMatch(/清明节/);
    expect(await office.act('王敏', (act) => moveVisit(act, '1', date('3月28日')))).toBe(
      '已改期 视0001：3月28日（第7周周二）视导青禾小学，原定3月23日周四。',
    );
    expect(await owed()).toEqual([
      'moved 余海 correction queued',
      'moved 叶青 correction queued',
      'planned 余海 notice cancelled',
      'planned 叶青 notice cancelled',
    ]);
    const [row] = await office.store.read.selectFrom('audit').selectAll().where('action', '=', 'visit.moved').execute();
    expect([row?.old, row?.new]).toEqual(['{"day":"2023-03-23"}', '{"day":"2023-03-28"}']);
    expect(await due('2023-03-07', '2023-03-28')).toEqual(
      ['-10 2023-03-14', '-5 2023-03-21', '-1 2023-03-27']
        .flatMap((when) => [`${when} 王敏`, `${when} 余海`, `${when} 叶青`])
        .sort(),
    );
  });

  const due = async (from: string, to: string) => {
    const term = await loadCalendar(office.store.read);
    if (!term) throw new Error('no term');
    const wanted = await dueVisits(office.store.read, term, at(from), at(to));
    const name = (id: string) => samplePeople.find((one) => one.id === id)?.name;
    expect(wanted.every(({ expires, revision, class: kind }) => expires && revision && kind === 'event')).toBe(true);
    return wanted.map((one) => `${one.lead} ${stamp(one.due).slice(0, 10)} ${name(one.audience.id)}`).sort();
  };

  test('cancelling: told to school, team and planner; nothing is reminded; the day is free again', async () => {
    await plan('王敏', '青禾小学', '3月23日', ['刘芳']);
    await office.act('周岚', (act) => cancelVisit(act, '视0001'));
    expect((await owed()).filter((line) => line.startsWith('cancelled'))).toEqual(
      ['余海', '刘芳', '叶青', '王敏'].map((name) => `cancelled ${name} correction queued`).sort(),
    );
    expect(await due('2023-03-07', '2023-03-31')).toEqual([]);
    expect(await office.act('周岚', (act) => cancelVisit(act, '视0001')).catch(outcome)).toMatch(/没有“视0001”/);
    expect(await plan('刘芳', '青禾小学', '3月23日')).toMatch(/^已安排 视0002/);
  });

  test('what has begun is not changed any more', async () => {
    await plan('王敏', '青禾小学', '3月23日');
    office.now = at('2023-03-23 08:30');
    expect(await office.act('王敏', (act) => cancelVisit(act, '1')).catch(outcome)).toMatch(/已经开始或结束/);
    expect(await office.act('王敏', (act) => moveVisit(act, '1', date('3月28日'))).catch(outcome)).toMatch(
      /已经开始或结束/,
    );
  });

  test('a reminder expires two hours before the day begins, and the same span gives the same keys', async () => {
    await plan('王敏', '青禾小学', '3月23日');
    const term = await loadCalendar(office.store.read);
    if (!term) throw new Error('no term');
    const span = () => dueVisits(office.store.read, term, at('2023-03-22 00:00'), at('2023-03-22 23:00'));
    const [first] = await span();
    expect([first?.occurrence, stamp(first?.expires ?? 0)]).toEqual(['2023-03-23', '2023-03-23 06:30']);
    expect((await span()).map(keyOf)).toEqual((await span()).map(keyOf));
  });
});
