// 集体备课: who may arrange what, who is told, what teachers say about it, and its reminders.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commands } from '../../handlers/index.ts';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import type { Preparation } from '../../src/office/preparation/model.ts';
import { duePreparations, meetingReminders } from '../../src/office/preparation/reminders.ts';
import {
  allSeries,
  correctionTime,
  heldNear,
  meetingMeant,
  nextMeeting,
  politeTime,
  slotOf,
  subjectMeant,
} from '../../src/office/preparation/rules.ts';
import { upcoming } from '../../src/office/reminders/due.ts';
import { cancelVisit, planVisit } from '../../src/office/visits/actions.ts';
import { openOffice, type Said, type TestOffice } from '../support/office.ts';
import { spring2023, spring2023File } from '../support/term.ts';

const calendar = spring2023();
const all = allSeries(calendar);
const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));
const seriesOf = (subject: string) => {
  const found = all.find((one) => one.subject === subject);
  if (!found) throw new Error(subject);
  return found;
};

describe('which meeting is meant', () => {
  const week = (start: string, end: string) => ({ start, end, precision: 'week' as const });
  const day = (start: string) => ({ start, end: start, precision: 'day' as const });

  test.each([
    ['数学', week('2023-03-20', '2023-03-26'), { kind: 'held', day: '2023-03-22' }],
    ['数学', day('2023-03-22'), { kind: 'held', day: '2023-03-22' }],
    ['数学', day('2023-03-21'), { kind: 'otherDay', day: '2023-03-22' }],
    ['数学', week('2023-04-03', '2023-04-09'), { kind: 'lost', day: '2023-04-05', lostTo: '清明节' }],
    ['语文', day('2023-05-02'), { kind: 'lost', day: '2023-05-02', lostTo: '劳动节' }],
    ['英语', week('2023-06-19', '2023-06-25'), { kind: 'outside' }],
    ['英语', week('2023-02-27', '2023-03-05'), { kind: 'outside' }],
    ['英语', { start: '2023-03-01', end: '2023-03-31', precision: 'month' as const }, { kind: 'tooWide' }],
    ['英语', { start: '2023-03-20', end: '2023-03-24', precision: 'day' as const }, { kind: 'tooWide' }],
  ])('%s %j: %j', (subject, said, slot) => expect(slotOf(calendar, seriesOf(subject), said)).toEqual(slot));

  test('the next meeting skips holidays; today counts', () => {
    const next = (now: string) => nextMeeting(calendar, seriesOf('数学'), now.slice(0, 10), at(now));
    expect(next('2023-04-05 00:00')).toBe('2023-04-12');
    expect(next('2023-04-12 08:29')).toBe('2023-04-12');
    expect(next('2023-04-12 08:30')).toBe('2023-04-19');
    expect(next('2023-06-15 00:00')).toBeNull();
  });

  // 数学 on Wednesdays; said on Wednesday 2023-03-15.
  test.each([
    ['2023-03-15 08:00', '2023-03-15', '2023-03-15', 'meant 2023-03-15'],
    ['2023-03-15 23:30', '2023-03-15', '2023-03-15', 'over 2023-03-15'],
    ['2023-03-15 23:30', '2023-03-13', '2023-03-19', 'over 2023-03-15'],
    ['2023-03-15 23:30', '2023-03-13', '2023-03-26', 'meant 2023-03-22'],
    ['2023-03-15 23:30', '2023-03-16', '2023-03-16', 'instead 2023-03-22'],
    ['2023-03-15 23:30', '2023-04-05', '2023-04-05', 'lost 2023-04-05'],
  ])('at %s the days %s to %s mean: %s', (now, start, end, meant) => {
    const found = meetingMeant(calendar, seriesOf('数学'), { start, end }, at(now));
    expect('day' in found ? `${found.kind} ${found.day}` : found.kind).toBe(meant);
  });

  test('free meetings around a lost one, none in the past', () => {
    const near = (now: string, taken: string[] = []) =>
      heldNear(calendar, seriesOf('数学'), '2023-04-05', at(now), taken);
    expect(near('2023-03-06 09:00')).toEqual(['2023-03-29', '2023-04-12']);
    expect(near('2023-03-29 08:30')).toEqual(['2023-04-12']);
    expect(near('2023-03-06 09:00', ['2023-03-29', '2023-04-12'])).toEqual(['2023-03-22', '2023-04-19']);
  });

  test.each([
    [undefined, ['数学'], [], { series: seriesOf('数学') }],
    [undefined, ['数学', '语文'], [], { several: ['语文', '数学'] }],
    [undefined, ['数学', '语文'], ['数学'], { series: seriesOf('数学') }],
    [undefined, ['语文'], ['数学'], { series: seriesOf('语文') }],
    ['语文', ['数学', '语文'], ['数学'], { series: seriesOf('语文') }],
    ['英语', ['数学'], [], { none: 'notTaught' }],
    ['音乐', ['音乐'], [], { none: 'noSeries' }],
    [undefined, ['音乐'], [], { none: 'noSeries' }],
    [undefined, [], [], { none: 'notTaught' }],
  ])('said %s, teaches %j, in a group for %j', (stated, taught, group, meant) => {
    expect(subjectMeant(stated, taught, group, all)).toEqual(meant);
  });
});

describe('when a change is told', () => {
  // 数学 on Wednesday 2023-03-22: the groups are reminded on Tuesday 16:12.
  test.each([
    ['2023-03-20 10:00', null],
    ['2023-03-21 16:11', null],
    ['2023-03-21 16:12', 'now'],
    ['2023-03-21 17:59', 'now'],
    ['2023-03-21 20:00', 'onTheDay'],
    ['2023-03-22 07:40', 'onTheDay'],
    ['2023-03-22 08:12', 'now'],
    ['2023-03-22 08:30', null],
  ])('groups hear of a change made at %s: %s', (now, told) => {
    expect(correctionTime(calendar, '2023-03-22', at(now), 'g')).toBe(told);
  });

  test.each([
    ['2023-03-21 10:00', '2023-03-21 10:00'],
    ['2023-03-21 22:00', '2023-03-22 07:30'],
    ['2023-03-18 10:00', '2023-03-20 07:30'],
    ['2023-03-22 07:00', '2023-03-22 07:30'],
    // Once it has begun nobody is woken for it.
    ['2023-03-22 12:30', '2023-03-22 13:30'],
    ['2023-03-22 23:30', '2023-03-23 07:30'],
  ])('a private word at %s goes out at %s', (now, due) => {
    expect(stamp(politeTime(calendar, '2023-03-22', at(now)))).toBe(due);
  });

  const arranged = (updatedAt: string): Preparation => ({
    id: 'x',
    subject: '数学',
    day: '2023-03-22',
    leadId: 'p',
    topic: null,
    place: null,
    revision: 1,
    updatedAt: at(updatedAt),
    assignedAt: 0,
  });
  const told = (updatedAt: string | null): string[] =>
    meetingReminders(calendar, updatedAt ? [arranged(updatedAt)] : [], at('2023-03-13 00:00'), at('2023-03-22 12:00'))
      .filter(({ day }) => day === '2023-03-22')
      .map(({ kind, due, expires }) => `${kind} ${stamp(due)} ${stamp(expires)}`)
      .sort();
  const group = 'reminder 2023-03-21 16:12 2023-03-22 06:30';
  const early = 'leadPreparer 2023-03-15 16:12 2023-03-22 06:30';

  test.each([
    ['nothing arranged', null, [group]],
    ['arranged early', '2023-03-06 09:00', [early, group]],
    ['arranged the day before the early word', '2023-03-15 09:00', [group]],
    ['changed after the reminder', '2023-03-21 19:00', ['changed 2023-03-22 08:12 2023-03-22 08:30', group]],
    ['changed after its own message', '2023-03-22 08:20', [group]],
  ])('%s', (_, updatedAt, expected) => expect(told(updatedAt)).toEqual(expected));
});

describe('reminders of the whole term', () => {
  const found = meetingReminders(calendar, [], at('2023-03-06 00:00'), at('2023-07-01 00:00'));

  test('one for each meeting held, and one for each that falls away', () => {
    const count = (subject: string, kind: string) =>
      found.filter((one) => one.series.subject === subject && one.kind === kind).length;
    expect(['语文', '数学', '英语'].map((subject) => [count(subject, 'reminder'), count(subject, 'lost')])).toEqual([
      [14, 1],
      [13, 2],
      [15, 0],
    ]);
  });

  test.each([
    ['2023-04-05', '2023-04-04 16:12'],
    ['2023-05-02', '2023-04-28 16:12'],
    ['2023-05-03', '2023-04-28 16:12'],
  ])('%s falls away and is told at %s', (day, due) => {
    const lost = found.filter((one) => one.kind === 'lost' && one.day === day);
    expect(lost.map((one) => stamp(one.due))).toEqual([due]);
  });

  test('all speak in sending hours of a school day', () => {
    expect(found.every(({ due }) => stamp(due).endsWith('16:12'))).toBe(true);
    expect(found.find(({ day }) => day === '2023-05-04')?.due).toBe(at('2023-04-28 16:12'));
  });

  test('a series imported past is silent', () => {
    const past = { ...calendar, items: calendar.items.map((item) => ({ ...item, past: true })) };
    expect(meetingReminders(past, [], at('2023-03-06 00:00'), at('2023-07-01 00:00'))).toEqual([]);
  });
});

describe('in the office', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice(at('2023-03-06 09:12'));
    await office.act(null, (act) => importTerm(act, spring2023File));
  });
  afterEach(() => office.close());

  /** Runs a command as the engine does; dates as people write them. */
  const run = (name: string, who: string, args: Record<string, unknown>, said: Said = {}) =>
    office.act(
      who,
      async (act) => {
        const command = commands.find((one) => one.name === name);
        const answer = await command?.run(act, args);
        return answer ? [answer.title, answer.text].filter(Boolean).join('\n') : null;
      },
      said,
    );
  const arrange = (
    who: string,
    subject: string,
    when: string,
    lead: string,
    more: Record<string, unknown> = {},
    said: Said = {},
  ) => run('集体备课 安排', who, { subject, when: parseDate(when), lead, ...more }, said);

  /** Everything owed since the last look: audience → text. */
  const seen = new Set<string>();
  const owed = async (): Promise<string[]> => {
    const rows = await office.store.read
      .selectFrom('deliveries')
      .selectAll()
      .orderBy('created_at')
      .orderBy('audience_id')
      .execute();
    const fresh = rows.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    return fresh.map(({ audience_id, said }) => `${audience_id}：${JSON.parse(said).text}`);
  };
  const audit = () =>
    office.store.read
      .selectFrom('audit')
      .select(['action', 'old', 'new'])
      .where('subject', 'in', ['preparation', 'reply'])
      .orderBy('id')
      .execute();

  test('arranging, changing, and saying it again', async () => {
    expect(await arrange('王敏', '数学', '第6周', '李强', { topic: '分数的初步认识' })).toBe(
      '已安排：3月22日（周三，第6周）数学集体备课\n主备人：李强（二码头小学）\n课题：分数的初步认识\n会私信告诉主备人。',
    );
    expect(await owed()).toEqual([
      'p-liqiang：王敏请您主备3月22日（周三，第6周）的数学集体备课。\n课题：分数的初步认识\n初备请在3月17日（周五）前完成。\n有老师请假或要资料，我会私信告诉您。',
    ]);
    expect(await arrange('王敏', '数学', '3月22日', '李强')).toBe(
      '3月22日（周三，第6周）数学集体备课本来就是这样安排的：\n主备人：李强（二码头小学）\n课题：分数的初步认识',
    );
    expect(await owed()).toEqual([]);
    expect(await arrange('周岚', '数学', '第六周', '马骏', { topic: null, place: '实验小学' })).toBe(
      '已改：3月22日（周三，第6周）数学集体备课\n主备人：马骏（实验小学）\n地点：实验小学\n原主备人：李强（二码头小学）\n会私信告诉主备人。',
    );
    expect(await owed()).toEqual([
      'p-liqiang：3月22日（周三，第6周）的数学集体备课改由马骏（实验小学）主备，您不用准备了，谢谢您。',
      'p-majun：周岚请您主备3月22日（周三，第6周）的数学集体备课。\n地点：实验小学\n初备请在3月17日（周五）前完成。\n有老师请假或要资料，我会私信告诉您。',
    ]);
    expect(
      (await audit()).map(({ action, old, new: now }) => [
        action,
        old && JSON.parse(old).lead,
        now && JSON.parse(now).lead,
      ]),
    ).toEqual([
      ['preparation.arranged', null, '李强（二码头小学）'],
      ['preparation.arranged', '李强（二码头小学）', '马骏（实验小学）'],
    ]);
    const rows = await office.store.read.selectFrom('preparations').select(['revision', 'topic', 'place']).execute();
    expect(rows).toEqual([{ revision: 2, topic: null, place: '实验小学' }]);
  });

  test.each([
    ['王敏', '语文', '第6周', '赵雪', '语文集体备课由语文教研员刘芳或教研室主任安排。'],
    [
      '王敏',
      '数学',
      '第8周',
      '李强',
      '4月5日（周三，第8周）逢清明节，数学集体备课停一次。可以安排在3月29日（周三，第7周）或4月12日（周三，第9周）。',
    ],
    ['王敏', '数学', '3月21日', '李强', '3月21日（周二，第6周）没有数学集体备课，那一周是3月22日（周三，第6周）。'],
    ['王敏', '数学', '第19周', '李强', '第19周（6月19日—6月25日）没有数学集体备课，它从第4周到第18周，每周三一次。'],
    ['王敏', '数学', '第3周', '李强', '第3周（2月27日—3月5日）已经过去了。'],
    ['王敏', '数学', '4月', '李强', '请说是第几周，例如“第6周”，或者哪一天。'],
    ['王敏', '数学', '第6周', '赵雪', '名册里登记赵雪任教的是语文，不是数学。请换一位主备人，或请管理员更正名册。'],
    // Nobody is asked which of two it is when neither will do.
    ['何静', '英语', '第6周', '王丽', '名册里的 2 位“王丽”都不教英语。请换一位，或请管理员更正名册。'],
    ['周岚', '音乐', '第6周', '陆鸣', '行事历上没有音乐集体备课。有的是：周二语文、周三数学、周四英语。'],
  ])('%s 安排 %s %s %s: %s', async (who, subject, when, lead, text) => {
    await expect(arrange(who, subject, when, lead)).rejects.toThrow(new RegExp(`^${text}$`));
    expect([await owed(), await audit()]).toEqual([[], []]);
  });

  test('whoever is on a visit that day does not lead; other weeks are named', async () => {
    const visit = (day: string) => {
      const date = parseDate(day);
      if (!date) throw new Error(day);
      return office.act('刘芳', (act) => planVisit(act, { school: '青禾小学', date, team: ['李强'] }));
    };
    await visit('3月22日');
    await visit('3月29日');
    await expect(arrange('王敏', '数学', '第6周', '李强')).rejects.toThrow(
      /^李强3月22日（周三，第6周）要去青禾小学视导（视0001）。可以安排在3月15日（周三，第5周）或4月12日（周三，第9周）。也可以换一位主备人。$/,
    );
    await office.act('刘芳', (act) => cancelVisit(act, '视0001'));
    expect(await arrange('王敏', '数学', '第6周', '@李强老师')).toMatch(/^已安排：3月22日/);
  });

  test('two teachers of one name, and a day with two meanings, are asked about', async () => {
    await expect(arrange('刘芳', '语文', '第6周', '王丽')).rejects.toMatchObject({ field: 'lead', options: [{}, {}] });
    await expect(arrange('刘芳', '语文', '周一', '赵雪')).rejects.toMatchObject({ field: 'when', options: [{}, {}] });
  });

  test('the group hears of a change once it has been reminded, and again on the day', async () => {
    await arrange('王敏', '数学', '本周', '李强');
    await owed();
    const changed = await arrange('王敏', '数学', '本周', '马骏', {}, { at: at('2023-03-07 16:40') });
    expect(changed).toContain('会私信告诉主备人，已在群里更正。');
    expect(await owed()).toEqual([
      'g-math：更正：3月8日（周三，第4周）数学集体备课\n主备人：马骏（实验小学）',
      'p-liqiang：3月8日（周三，第4周）的数学集体备课改由马骏（实验小学）主备，您不用准备了，谢谢您。',
      'p-majun：王敏请您主备3月8日（周三，第4周）的数学集体备课。\n初备请在3月8日（周三）前完成。\n有老师请假或要资料，我会私信告诉您。',
    ]);
    const stored = await loadCalendar(office.store.read);
    const due = stored
      ? await duePreparations(office.store.read, stored, at('2023-03-08 08:00'), at('2023-03-08 09:00'))
      : [];
    expect(due.map(({ audience, class: name, said }) => [audience.id, name, said.text])).toEqual([
      ['g-math', 'correction', '今天3月8日（周三，第4周）数学集体备课有改动，以这次为准：\n主备人：马骏（实验小学）'],
    ]);
  });

  test('a change in the evening reaches the group next morning; who leads it themselves is not told', async () => {
    const answer = await arrange('王敏', '数学', '本周', '王敏', {}, { at: at('2023-03-07 20:00') });
    expect(answer).toBe('已安排：3月8日（周三，第4周）数学集体备课\n主备人：王敏\n当天早上会在群里更正。');
    expect(await owed()).toEqual([]);
  });

  test('what is said at night waits for the morning, and the clock knows', async () => {
    await arrange('王敏', '数学', '第6周', '李强', {}, { at: at('2023-03-06 22:00') });
    const [row] = await office.store.read.selectFrom('deliveries').select('due_at').execute();
    expect(stamp(row?.due_at ?? 0)).toBe('2023-03-07 07:30');
    expect(stamp((await upcoming(office.store.read, null, at('2023-03-06 22:00'))) ?? 0)).toBe('2023-03-07 07:30');
  });

  test('leave: in private told in full, in the group in brief, the reason only to the lead preparer and not in the record', async () => {
    await arrange('王敏', '数学', '本周', '马骏');
    await owed();
    expect(await run('请假', '李强', { reason: '陪孩子看病' })).toBe(
      '已记下：3月8日（周三，第4周）数学集体备课，您请假。会私下告诉主备人马骏，请安心。\n原因有变就再说一次；又能来了，请发“/请假 取消”。',
    );
    expect(await owed()).toEqual([
      'p-majun：李强（二码头小学）请假：3月8日（周三，第4周）数学集体备课\n原因：陪孩子看病',
    ]);
    expect(await run('请假', '李强', { reason: '陪孩子看病' }, { group: '数学教研群' })).toBe(
      '已记下：3月8日（周三）数学集体备课，会私下转告。',
    );
    expect(await owed()).toEqual([]);
    await run('请假', '李强', { reason: '外出培训' }, { group: '数学教研群' });
    // What has not gone out is taken back: one word with the latest reason.
    expect(await owed()).toEqual([
      'p-majun：李强（二码头小学）请假：3月8日（周三，第4周）数学集体备课\n原因：外出培训',
    ]);
    expect(await run('请假 取消', '李强', {})).toBe('好的，3月8日（周三，第4周）数学集体备课您能来，请假已经取消。');
    // Nobody had heard of it yet.
    expect(await owed()).toEqual([]);
    await expect(run('请假 取消', '李强', {})).rejects.toThrow('您接下来没有请过假，不用取消。');
    expect(JSON.stringify(await audit())).not.toMatch(/看病|培训/);
    expect((await audit()).map(({ action }) => action)).toEqual([
      'preparation.arranged',
      'reply.leave',
      'reply.withdrawn',
    ]);
  });

  const next = '3月8日（周三，第4周）';
  test.each([
    ['明天', `3月7日（周二，第4周）没有数学集体备课，替您记在${next}这一次。`, `${next}数学集体备课`],
    [
      '明天 看病',
      `3月7日（周二，第4周）没有数学集体备课，替您记在${next}这一次。`,
      `${next}数学集体备课\n原因：明天 看病`,
    ],
    [
      '3月10日 外出',
      '替您记在3月15日（周三，第5周）这一次。',
      '3月15日（周三，第5周）数学集体备课\n原因：3月10日 外出',
    ],
    ['3月22日', '已记下：3月22日（周三，第6周）数学集体备课，您请假。', '3月22日（周三，第6周）数学集体备课'],
    ['第6周 外出培训', '已记下：3月22日（周三，第6周）', '3月22日（周三，第6周）数学集体备课\n原因：外出培训'],
    ['下周三，去医院', '已记下：3月15日（周三，第5周）', '3月15日（周三，第5周）数学集体备课\n原因：去医院'],
    ['二号楼漏水', `已记下：${next}`, `${next}数学集体备课\n原因：二号楼漏水`],
    ['3月有公开课', `已记下：${next}`, `${next}数学集体备课\n原因：3月有公开课`],
  ])('leave for the day the reason begins with: %s', async (reason, said, told) => {
    expect(await run('请假', '李强', { reason })).toContain(said);
    expect(await owed()).toEqual([`p-wangmin：李强（二码头小学）请假：${told}`]);
  });

  test.each([
    ['4月5日 扫墓', '4月5日（周三，第8周）逢清明节，数学集体备课停一次。不用请假。'],
    ['7月1日 有事', '7月1日（周六，第20周）起，本学期没有数学集体备课了。'],
    ['第25周 有事', '本学期只有20周，没有第25周。'],
  ])('no leave is needed: %s', async (reason, said) => {
    await expect(run('请假', '李强', { reason })).rejects.toThrow(said);
    expect(await owed()).toEqual([]);
  });

  test('a meeting that has begun is over: leave and material go to the next one, nobody is woken', async () => {
    office.now = at('2023-03-15 23:30');
    expect(await run('请假', '李强', { reason: '半夜发烧' })).toContain('已记下：3月22日（周三，第6周）数学集体备课');
    expect(await run('资料', '李强', {})).toContain('3月22日（周三，第6周）');
    const rows = await office.store.read.selectFrom('deliveries').select('due_at').execute();
    expect(rows.map(({ due_at }) => stamp(due_at))).toEqual(['2023-03-16 07:30', '2023-03-16 07:30']);
    await expect(run('请假', '李强', { reason: '今天 发烧' })).rejects.toMatchObject({
      question: '今天3月15日（周三，第5周）的数学集体备课已经开始了，“请假”记不上了。要记到下一次吗？',
      options: [{ label: '3月22日（周三，第6周）数学集体备课' }],
    });
    await expect(arrange('王敏', '数学', '今天', '李强')).rejects.toThrow(
      '今天3月15日（周三，第5周）的数学集体备课已经开始了。可以安排在3月22日（周三，第6周）。',
    );
  });

  test('leave from a meeting that has begun is not taken back', async () => {
    await run('请假', '李强', { reason: '外出' });
    office.now = at('2023-03-08 08:30');
    await expect(run('请假 取消', '李强', {})).rejects.toThrow('您接下来没有请过假，不用取消。');
  });

  test('several leaves: the one named is taken back, else the teacher chooses', async () => {
    for (const reason of ['3月15日 甲', '3月22日 乙', '3月29日 丙']) await run('请假', '李强', { reason });
    await expect(run('请假 取消', '李强', {})).rejects.toMatchObject({
      field: 'leave',
      options: ['3月15日（周三，第5周）', '3月22日（周三，第6周）', '3月29日（周三，第7周）'].map((day) => ({
        label: `${day}数学集体备课`,
      })),
    });
    expect(await run('请假 取消', '李强', { when: parseDate('第6周') })).toContain('3月22日');
    expect(await run('请假 取消', '李强', { when: parseDate('2023-03-15') })).toContain('3月15日');
    expect(await run('请假 取消', '李强', {})).toContain('3月29日');
  });

  test('material of a week that is named', async () => {
    expect(await run('资料', '李强', { content: '第6周' })).toBe(
      '已告诉教研员王敏：您想要3月22日（周三，第6周）数学集体备课的资料。',
    );
    expect(await run('资料', '李强', { content: '第6周 练习在群文件里' })).toContain('谢谢您！3月22日（周三，第6周）');
    expect(await owed()).toEqual([
      'p-wangmin：李强（二码头小学）想要3月22日（周三，第6周）数学集体备课的资料。',
      'p-wangmin：李强（二码头小学）给3月22日（周三，第6周）数学集体备课提供资料：\n练习在群文件里',
    ]);
  });

  test('without a lead preparer the 教研员 hears it; so when the lead preparer is the one who cannot come', async () => {
    await run('请假', '赵雪', { reason: '监考' });
    expect(await owed()).toEqual(['p-liufang：赵雪（实验小学）请假：3月7日（周二，第4周）语文集体备课\n原因：监考']);
    await arrange('刘芳', '语文', '本周', '赵雪');
    await owed();
    await run('请假', '赵雪', { reason: '监考改期' });
    expect((await owed()).map((line) => line.split('：')[0])).toEqual(['p-liufang']);
  });

  test('material is asked for and offered, each once', async () => {
    await arrange('王敏', '数学', '第4周', '马骏');
    await owed();
    expect(await run('资料', '李强', {})).toBe('已告诉主备人马骏：您想要3月8日（周三，第4周）数学集体备课的资料。');
    expect(await owed()).toEqual(['p-majun：李强（二码头小学）想要3月8日（周三，第4周）数学集体备课的资料。']);
    await run('资料', '李强', {});
    expect(await owed()).toEqual([]);
    expect(await run('资料', '李强', { content: '练习在群文件里' }, { group: '数学教研群' })).toBe(
      '谢谢！3月8日（周三）数学集体备课的资料已私下转交。',
    );
    expect(await owed()).toEqual([
      'p-majun：李强（二码头小学）给3月8日（周三，第4周）数学集体备课提供资料：\n练习在群文件里',
    ]);
  });

  test.each([
    ['陆鸣', {}, '行事历上没有音乐集体备课。有的是：周二语文、周三数学、周四英语。'],
    ['丁宁', {}, '最近没有要您答复的事。'],
    ['李强', { subject: '语文' }, '名册里登记您任教的是数学，没有语文。'],
  ])('%s with %j: %s', async (who, args, text) => {
    await expect(run('资料', who, args)).rejects.toThrow(text);
  });

  test('the overview of a week: arranged, open and lost', async () => {
    await arrange('王敏', '数学', '第9周', '李强', { topic: '面积', place: '二码头小学' });
    const asked = (when: string) => run('集体备课', '赵雪', { when: parseDate(when) });
    expect(await asked('第9周')).toBe(
      '第9周（4月10日—4月16日）集体备课\n4月11日（周二）　语文　主备人待定\n4月12日（周三）　数学　主备人 李强（二码头小学），课题：面积，地点：二码头小学\n4月13日（周四）　英语　主备人待定',
    );
    expect(await asked('4月5日')).toContain('4月5日（周三）　数学　逢清明节停一次');
    const of = (subject: string, when?: string) =>
      run('集体备课', '赵雪', { subject, when: when === undefined ? undefined : parseDate(when) });
    expect(await of('语文', '第9周')).toBe('第9周（4月10日—4月16日）语文集体备课\n4月11日（周二）　主备人待定');
    expect(await of('数学')).toMatch(/^接下来的数学集体备课\n3月8日（周三）　主备人待定(\n.*){3}$/);
    expect(await of('英语', '第20周')).toContain('没有英语集体备课，它从第4周到第18周，每周四一次。');
    expect(await of('音乐')).toContain('行事历上没有音乐集体备课。');
    expect(await asked('第2周')).toBe('第2周（2月20日—2月26日）没有集体备课。平时是周二语文、周三数学、周四英语。');
  });

  test('a group with outsiders is not reminded', async () => {
    const stored = await loadCalendar(office.store.read);
    const due = async () =>
      stored
        ? (await duePreparations(office.store.read, stored, at('2023-03-07 16:00'), at('2023-03-07 17:00'))).map(
            ({ audience }) => audience.id,
          )
        : [];
    expect(await due()).toEqual(['g-math']);
    await office.store.write((tx) =>
      tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-math').execute(),
    );
    expect(await due()).toEqual([]);
  });
});
