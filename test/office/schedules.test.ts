// Timed messages: their days and hours, whom they are for, versions, and what the clock finds due.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { habits } from '../../config/reminders.ts';
import { AskBack } from '../../src/bot/command.ts';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import type { Calendar } from '../../src/office/calendar/model.ts';
import { change, create, remove, start, stop } from '../../src/office/schedules/actions.ts';
import { readAudience } from '../../src/office/schedules/audience.ts';
import { dueSchedules } from '../../src/office/schedules/due.ts';
import type { Plan, Schedule, Wish } from '../../src/office/schedules/model.ts';
import { findSchedule, scheduleSeen, seenToken } from '../../src/office/schedules/queries.ts';
import { recipientsOf } from '../../src/office/schedules/recipients.ts';
import { rehearse } from '../../src/office/schedules/rehearse.ts';
import { occurrencesDue, occurrencesNext, sendingsNext, warnings } from '../../src/office/schedules/rules.ts';
import { fillText, type Hearer, unknownNames } from '../../src/office/schedules/template.ts';
import { keyOf, want } from '../../src/queue/ledger.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

/** Spring 2023 as far as days go: 20 weeks from Monday 2023-02-13. */
const spring: Calendar = {
  term: {
    id: '2023-spring',
    title: '2023年春季学期',
    documentNumber: null,
    week1Monday: '2023-02-13',
    lastWeek: 20,
    seriesLastWeek: 18,
  },
  items: [],
  overrides: new Map(),
};

const plan = (cron: string, more: Partial<Plan> = {}): Plan => ({
  cron,
  onHoliday: 'skip',
  onQuiet: 'postpone',
  ...more,
});
const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));

describe('days and hours', () => {
  const cases: [what: string, plan: Plan, time: string, due: string | null][] = [
    ['a school day', plan('12 16 * * 3'), '2023-03-08 16:12', '2023-03-08 16:12'],
    ['清明节 left out', plan('12 16 * * 3'), '2023-04-05 16:12', null],
    ['清明节 put off', plan('12 16 * * 3', { onHoliday: 'postpone' }), '2023-04-05 16:12', '2023-04-06 16:12'],
    ['清明节 all the same', plan('12 16 * * 3', { onHoliday: 'send' }), '2023-04-05 16:12', '2023-04-05 16:12'],
    ['a makeup Sunday is a school day', plan('12 16 * * 0'), '2023-04-23 16:12', '2023-04-23 16:12'],
    ['an ordinary Sunday left out', plan('12 16 * * 0'), '2023-04-16 16:12', null],
    [
      'a Sunday put off to Monday',
      plan('12 16 * * 0', { onHoliday: 'postpone' }),
      '2023-04-16 16:12',
      '2023-04-17 16:12',
    ],
    [
      '劳动节 put off over five days',
      plan('12 16 29 4 *', { onHoliday: 'postpone' }),
      '2023-04-29 16:12',
      '2023-05-04 16:12',
    ],
    ['noon waits for the afternoon', plan('30 12 * * *'), '2023-03-08 12:30', '2023-03-08 13:30'],
    ['noon left out', plan('30 12 * * *', { onQuiet: 'skip' }), '2023-03-08 12:30', null],
    ['evening waits for the morning', plan('12 19 * * *'), '2023-03-08 19:12', '2023-03-09 07:30'],
    ['Friday evening waits for Monday', plan('12 19 * * *'), '2023-03-10 19:12', '2023-03-13 07:30'],
    [
      'a holiday evening put off twice',
      plan('12 19 * * *', { onHoliday: 'postpone' }),
      '2023-04-05 19:12',
      '2023-04-07 07:30',
    ],
    [
      'a holiday noon all the same, in its hours',
      plan('30 12 * * *', { onHoliday: 'send' }),
      '2023-04-05 12:30',
      '2023-04-05 13:30',
    ],
    ['vacation left out', plan('12 16 * * 3'), '2023-07-12 16:12', null],
    ['vacation is too long to put off', plan('12 16 * * 3', { onHoliday: 'postpone' }), '2023-01-11 16:12', null],
    ['just before the term', plan('12 16 * * 6', { onHoliday: 'postpone' }), '2023-02-11 16:12', '2023-02-13 16:12'],
  ];
  test.each(cases)('%s', (_, given, time, due) => {
    const [occurrence] = occurrencesNext(given, spring, at(time) - 1, 1);
    expect(occurrence && stamp(occurrence.at)).toBe(time);
    expect(occurrence?.due == null ? null : stamp(occurrence.due)).toBe(due);
  });

  test('without a term the published holidays count', () => {
    const due = sendingsNext(plan('12 16 * * *'), null, at('2023-04-03 17:00'), at('2023-04-03 17:00'), 3);
    expect(due.map(stamp)).toEqual(['2023-04-04 16:12', '2023-04-06 16:12', '2023-04-07 16:12']);
  });
});

describe('what falls due in a span', () => {
  const due = (given: Plan, from: string, to: string, since = '2023-02-13 00:00'): string[] =>
    occurrencesDue(given, spring, at(since), at(from), at(to)).map((occurrence) => stamp(occurrence.due ?? 0));
  const mondays = plan('12 16 * * 1');

  test('the beginning is not in it, the end is', () => {
    expect(due(mondays, '2023-03-06 16:12', '2023-03-13 16:12')).toEqual(['2023-03-13 16:12']);
    expect(due(mondays, '2023-03-06 16:11', '2023-03-06 16:12')).toEqual(['2023-03-06 16:12']);
    expect(due(mondays, '2023-03-06 16:10', '2023-03-06 16:11')).toEqual([]);
  });

  test('short spans find together what one long span finds', () => {
    const daily = plan('30 12,19 * * *', { onHoliday: 'postpone' });
    const from = at('2023-04-01 00:00');
    const days = 40;
    const short = Array.from({ length: days * 24 }, (_, i) =>
      occurrencesDue(daily, spring, 0, from + i * 3_600_000, from + (i + 1) * 3_600_000),
    ).flat();
    const long = occurrencesDue(daily, spring, 0, from, from + days * 24 * 3_600_000);
    expect(short.map((one) => one.due)).toEqual(long.map((one) => one.due).sort((a, b) => (a ?? 0) - (b ?? 0)));
  });

  test('several put off to one instant speak once', () => {
    const daily = plan('12 16 * * *', { onHoliday: 'postpone' });
    expect(due(daily, '2023-04-28 17:00', '2023-05-04 18:00')).toEqual(['2023-05-04 16:12']);
  });

  test('times up to the last change never speak', () => {
    expect(due(mondays, '2023-03-06 16:11', '2023-03-06 16:13', '2023-03-06 16:12')).toEqual([]);
    const off = plan('12 16 * * 3', { onHoliday: 'postpone' });
    expect(due(off, '2023-04-06 16:00', '2023-04-06 16:30', '2023-04-05 17:00')).toEqual([]);
    expect(due(off, '2023-04-06 16:00', '2023-04-06 16:30', '2023-04-05 16:00')).toEqual(['2023-04-06 16:12']);
  });
});

describe('warnings', () => {
  const now = at('2023-03-06 09:00');
  test.each([
    ['12 16 * * 1', []],
    ['0 16 * * 1', [{ kind: 'busy-minute', time: '16:00', instead: '16:12' }]],
    ['30 11 * * 1', [{ kind: 'busy-minute', time: '11:30', instead: '11:42' }]],
    ['30 17 * * 1', [{ kind: 'busy-minute', time: '17:30', instead: '17:42' }]],
    [
      '0 12 * * 1',
      [
        { kind: 'busy-minute', time: '12:00', instead: '11:48' },
        { kind: 'quiet', times: ['12:00'], hours: habits.hours },
      ],
    ],
    ['5 22 * * 1', [{ kind: 'quiet', times: ['22:05'], hours: habits.hours }]],
    ['12 16 * * *', []],
    ['12,42 9 * * 1-3', [{ kind: 'often', perWeek: 6 }]],
    ['12 16 * * 6', []],
    ['12 16 5 8 *', [{ kind: 'never', because: 'holiday' }]],
  ])('%s', (cron, expected) => expect(warnings(plan(cron), spring, now)).toEqual(expected));

  const often = (cron: string, more: Partial<Plan>, from: string) =>
    warnings(plan(cron, more), spring, at(from)).find(({ kind }) => kind === 'often');
  test('only what is really sent counts, over a week without holidays', () => {
    expect(often('12 16 * * *', { onHoliday: 'send' }, '2023-03-06 09:00')).toEqual({ kind: 'often', perWeek: 7 });
    expect(often('12 16 * * *', { onHoliday: 'postpone' }, '2023-03-06 09:00')).toBeUndefined();
    expect(often('12 7,9 * * *', { onQuiet: 'skip' }, '2023-03-06 09:00')).toBeUndefined();
    // The next week has 清明节, the week of 劳动节 even fewer days of school.
    for (const day of ['2023-03-27', '2023-04-24'])
      expect(often('12 9,16 * * *', {}, `${day} 09:00`)).toEqual({ kind: 'often', perWeek: 10 });
    expect(warnings(plan('12 9,16 * * *'), null, at('2023-03-06 09:00'))).toContainEqual({
      kind: 'often',
      perWeek: 10,
    });
  });

  test('a year whose holidays nobody has announced', () => {
    const later: Calendar = { ...spring, term: { ...spring.term, week1Monday: '2027-02-22' } };
    expect(warnings(plan('12 16 * * 1'), later, at('2027-03-01 09:00'))).toEqual([
      { kind: 'holidays-unknown', year: 2027 },
    ]);
  });

  test('skipping quiet hours at an hour that is always quiet', () => {
    expect(warnings(plan('5 22 * * 1', { onQuiet: 'skip' }), spring, now).at(-1)).toEqual({
      kind: 'never',
      because: 'quiet',
    });
  });
});

describe('names in braces', () => {
  const none = { subjects: [], schools: [] };
  const group: Hearer = { kind: 'group', id: 'g', name: '数学教研群', subjects: ['数学'], schools: [] };
  const person: Hearer = {
    kind: 'person',
    id: 'p',
    name: '李强',
    subjects: ['数学', '科学'],
    schools: ['二码头小学'],
  };
  const filled = (text: string, hearer: Hearer, wanted: { subjects: string[]; schools: string[] } = none) =>
    fillText(text, { at: at('2023-03-21 16:12'), calendar: spring, wanted, hearer });

  test.each<
    [what: string, text: string, hearer: Hearer, wanted: typeof none | Parameters<typeof filled>[2], said: string]
  >([
    ['day and week', '{周次} { 日期 }｛星期｝{学期}', group, none, '第6周 3月21日周二2023年春季学期'],
    ['what is no name stays', '{谁}{', group, none, '{谁}{'],
    ['of a group', '{学科}{学校}{称呼}', group, none, '数学各校各位老师'],
    ['of a person', '{学科} {学校} {称呼}', person, none, '数学、科学 二码头小学 李强老师'],
    ['the subject that was asked for', '{学科}', person, { subjects: ['科学', '语文'], schools: [] }, '科学'],
    [
      'what a group for all schools is asked about',
      '{学校}',
      group,
      { subjects: [], schools: ['青禾小学', '东河学校'] },
      '青禾小学、东河学校',
    ],
    ['nothing to go by', '{学科}', { ...group, subjects: [] }, none, '各学科'],
  ])('%s', (_, text, hearer, wanted, said) => expect(filled(text, hearer, wanted)).toBe(said));

  test('unknown ones are named once', () => expect(unknownNames('{周次}{谁}{学科}{谁}')).toEqual(['谁']));
});

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice(at('2023-03-06 09:00'));
});
afterEach(() => office.close());

const wish = (more: Partial<Wish> = {}): Wish => ({
  name: '周一例会',
  ...plan('12 16 * * 1'),
  audience: { groups: ['g-math'], people: [], subjects: [], schools: [], roles: [] },
  text: '{周次}：请各校准备集体备课',
  ...more,
});
const made = (more?: Partial<Wish>): Promise<Schedule> => office.act('陈安', (act) => create(act, wish(more)));
const asked = async (work: Promise<unknown>): Promise<AskBack> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AskBack) return error;
  throw error ?? new Error('nothing was asked');
};

describe('whom it is for', () => {
  const hearers = (text: string) =>
    office.act('陈安', async (act) => {
      const { groups, people } = await recipientsOf(act.tx, await readAudience(act, text));
      return [...groups, ...people].map(({ name }) => name).sort();
    });

  test.each([
    ['数学教研群', ['数学教研群']],
    ['数学教研群、语文教研群', ['数学教研群', '语文教研群']],
    ['学科=数学', ['数学教研群']],
    ['学校=二码头小学', ['二码头小学教研群']],
    ['学科=数学 角色=教研员', ['王敏']],
    ['角色=学校联系人', ['丁宁', '叶青', '蒋文', '董萍', '谢敏']],
    ['角色=校长 学校=二码头、实验小学', ['宋志远', '罗建平']],
    ['数学教研群 角色=管理员', ['数学教研群', '陈安']],
    ['我', ['陈安']],
    ['李强、数学教研群', ['数学教研群', '李强']],
    ['王丽（青禾小学）', ['王丽']],
  ])('%s', async (text, names) => expect(await hearers(text)).toEqual([...names].sort()));

  test('a slip in a group name is asked about, the rest of the words kept', async () => {
    const { field, options } = await asked(hearers('语文教研群、数学教研组'));
    expect([field, options]).toEqual(['to', [{ label: '数学教研群', value: '语文教研群、数学教研群' }]]);
  });

  test('unknown names are refused with what there is', async () => {
    expect((await asked(hearers('外星人'))).question).toContain('登记的群有：语文教研群');
    await expect(hearers('学科=天文')).rejects.toThrow('没有“天文”这个学科');
    await expect(hearers('角色=班长')).rejects.toThrow('没有“班长”这个角色');
    await expect(hearers('正文=新内容')).rejects.toThrow('没有“正文”这一项。可以写 发送时间=、发给=、消息内容=');
    await expect(hearers('王丽')).rejects.toThrow('名册里有 2 位“王丽”');
  });
});

describe('making and changing', () => {
  test('it is kept with number, version, who and when, and recorded', async () => {
    const schedule = await made();
    expect(schedule).toMatchObject({
      number: 1,
      version: 1,
      state: 'on',
      updatedBy: 'p-chenan',
      updatedAt: office.now,
    });
    const [entry] = await office.store.read.selectFrom('audit').selectAll().where('subject', '=', 'schedule').execute();
    expect(entry).toMatchObject({ action: 'schedule.created', person_id: 'p-chenan', old: null, origin: 'sandbox/m1' });
    expect(JSON.parse(entry?.new ?? '')).toMatchObject({ name: '周一例会', cron: '12 16 * * 1' });
  });

  test('what cannot be is asked for again', async () => {
    await made();
    expect((await asked(made())).field).toBe('name');
    expect((await asked(made({ name: 'a', cron: '*/5 * * * *' }))).field).toBe('when');
    expect((await asked(made({ name: 'a', text: '{谁}' }))).field).toBe('text');
    const nobody = { groups: [], people: [], subjects: ['天文'], schools: [], roles: [] };
    expect((await asked(made({ name: 'a', audience: nobody }))).field).toBe('to');
  });

  test('of two admins who change the same version the second is told by whom and when', async () => {
    const schedule = await made();
    office.now = at('2023-03-06 09:13');
    const edit = (who: string, text: string) =>
      office.act(who, (act) => change(act, schedule, wish({ text }), schedule.version));
    expect((await edit('周岚', '甲')).schedule.version).toBe(2);
    await expect(edit('陈安', '乙')).rejects.toThrow(
      '“周一例会”刚才被周岚改过（2023-03-06 09:13），现在是每周一 16:12。请看过 /定时 预演 周一例会 再改。',
    );
    const now = await office.act('陈安', (act) => findSchedule(act, '1'));
    expect(now).toMatchObject({ text: '甲', version: 2, updatedBy: 'p-zhoulan' });
    await expect(office.act('陈安', (act) => remove(act, schedule, 1))).rejects.toThrow('刚才被周岚改过');
  });

  test('a confirmation meets what was shown and nothing else', async () => {
    const shown = await made({ name: '周会' });
    await made({ name: '周会议' });
    await office.act('周岚', (act) => remove(act, shown, 1));
    const confirmed = office.act('陈安', async (act) => {
      const { schedule, version } = await scheduleSeen(act, seenToken(shown));
      return remove(act, schedule, version);
    });
    await expect(confirmed).rejects.toThrow('“周会”刚才被周岚删除了（2023-03-06 09:00）。');
    expect((await office.act('陈安', (act) => findSchedule(act, '周会'))).name).toBe('周会议');
  });

  test('stopping takes back what is owed but not sent, starting does not make up for what was missed', async () => {
    const schedule = await made();
    const owed = await dueSchedules(office.store.read, spring, at('2023-03-06 09:00'), at('2023-03-06 16:12'));
    await office.act(null, ({ tx, now }) => want(tx, now, owed));
    office.now = at('2023-03-06 16:13');
    const stopped = await office.act('陈安', (act) => stop(act, schedule));
    expect(stopped).toMatchObject({ cancelled: 1, schedule: { state: 'off', version: 2 } });
    expect(await dueSchedules(office.store.read, spring, at('2023-03-07 00:00'), at('2023-03-20 17:00'))).toEqual([]);
    office.now = at('2023-03-13 16:13');
    await office.act('陈安', (act) => start(act, stopped.schedule));
    const due = await dueSchedules(office.store.read, spring, at('2023-03-07 00:00'), at('2023-03-20 17:00'));
    expect(due.map(({ occurrence }) => occurrence)).toEqual(['2023-03-20 16:12']);
  });

  test('a deleted one is gone, its name and the record stay', async () => {
    const schedule = await made();
    await office.act('陈安', (act) => remove(act, schedule, 1));
    await expect(office.act('陈安', (act) => findSchedule(act, '周一例会'))).rejects.toThrow('现在还没有定时消息');
    expect((await made()).number).toBe(2);
    const actions = await office.store.read
      .selectFrom('audit')
      .select('action')
      .where('subject', '=', 'schedule')
      .execute();
    expect(actions.map(({ action }) => action)).toEqual(['schedule.created', 'schedule.deleted', 'schedule.created']);
  });
});

describe('what the clock finds', () => {
  const due = (from: string, to: string) => dueSchedules(office.store.read, spring, at(from), at(to));

  test('one message for each group and person, filled for its day, over at the end of it', async () => {
    const audience = {
      groups: ['g-math'],
      people: [],
      subjects: ['英语'],
      schools: [],
      roles: ['researcher' as const],
    };
    const { id } = await made({ audience });
    const wanted = await due('2023-03-06 09:00', '2023-03-06 17:00');
    expect(wanted.map((one) => one.audience)).toEqual([
      { kind: 'group', id: 'g-math' },
      { kind: 'person', id: 'p-hejing' },
    ]);
    expect(wanted[0]).toMatchObject({
      source: { kind: 'schedule', id },
      occurrence: '2023-03-06 16:12',
      revision: 1,
      class: 'schedule',
      said: { text: '第4周：请各校准备集体备课' },
      due: at('2023-03-06 16:12'),
      expires: at('2023-03-07 00:00'),
      author: 'p-chenan',
    });
  });

  test('the same span gives the same keys, so nothing is sent twice', async () => {
    await made();
    const first = await due('2023-03-06 09:00', '2023-03-20 17:00');
    const again = await due('2023-03-13 00:00', '2023-03-20 17:00');
    expect(first.map(keyOf).slice(1)).toEqual(again.map(keyOf));
    const written = await office.act(null, async ({ tx, now }) => [
      await want(tx, now, first),
      await want(tx, now, again),
    ]);
    expect(written).toEqual([3, 0]);
  });

  test('照发 on a day without school goes out in a class that is let out there', async () => {
    await made({ cron: '12 16 * * 3', onHoliday: 'send' });
    const wanted = await due('2023-03-29 00:00', '2023-04-06 00:00');
    expect(wanted.map((one) => [one.occurrence, one.class])).toEqual([
      ['2023-03-29 16:12', 'schedule'],
      ['2023-04-05 16:12', 'notice'],
    ]);
  });

  test('groups out of use hear nothing', async () => {
    await made();
    await office.act(null, ({ tx }) =>
      tx.updateTable('groups').set({ active: 0 }).where('id', '=', 'g-math').execute(),
    );
    expect(await due('2023-03-06 09:00', '2023-03-06 17:00')).toEqual([]);
  });

  test('a rehearsal says what will be sent, and sends nothing', async () => {
    const schedule = await made({ cron: '12 16 * * 3' });
    const sendings = await office.act('陈安', (act) => rehearse(act, [schedule]));
    expect(sendings.length).toBe(5);
    expect(sendings[0]).toMatchObject({
      name: '周一例会',
      texts: [{ text: '本周：请各校准备集体备课', hearers: [{ name: '数学教研群' }] }],
    });
    expect(await office.store.read.selectFrom('deliveries').select('id').execute()).toEqual([]);
  });
});
