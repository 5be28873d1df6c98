// Stages of a 集体备课: due dates from the meeting, moving along, who is reminded when, and what is asked of nobody.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import type { Calendar } from '../../src/office/calendar/model.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { arrange } from '../../src/office/preparation/actions.ts';
import { markDone, markOpen, stageProgress } from '../../src/office/preparation/marks.ts';
import type { Preparation } from '../../src/office/preparation/model.ts';
import { setStage } from '../../src/office/preparation/stage-actions.ts';
import { dueStages, stageReminders } from '../../src/office/preparation/stage-reminders.ts';
import { progressInGroup, stageLine } from '../../src/office/preparation/stage-wording.ts';
import { type Mark, misplaced, movedAlong, type StageChange, stagesOf } from '../../src/office/preparation/stages.ts';
import type { RuleChange } from '../../src/office/reminders/rules.ts';
import { rulesWith } from '../../src/office/reminders/rules.ts';
import { keyOf } from '../../src/queue/ledger.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023, spring2023File } from '../support/term.ts';

const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));
const spec = (text: string) => parseDate(text) ?? expect.fail(text);

const prepared = (day: string, assigned: string): Preparation => ({
  id: 'x',
  subject: '数学',
  day,
  leadId: 'lead',
  topic: null,
  place: null,
  revision: 1,
  updatedAt: at(assigned),
  assignedAt: at(assigned),
});

const changed = (stage: string, change: Partial<StageChange>): StageChange => ({
  preparationId: 'x',
  stage,
  personId: null,
  dueOn: null,
  revision: 1,
  changedAt: at('2023-03-06 09:00'),
  ...change,
});

const dues = (calendar: Calendar, preparation: Preparation, changes: StageChange[] = []) =>
  Object.fromEntries(
    stagesOf(calendar, preparation, { changes, marks: [] }).map(({ name, dueOn }) => [name, dueOn?.slice(5)]),
  );

describe('when stages are due', () => {
  const calendar = spring2023();

  test.each([
    // Plain weeks; around 清明 (04-05) and 劳动节 (04-29 to 05-03, makeup days 04-23 and 05-06).
    ['2023-03-22', '03-17', '03-24', '03-29', '04-06'],
    ['2023-04-12', '04-07', '04-14', '04-19', '04-25'],
    ['2023-04-26', '04-23', '04-28', '05-06', '05-12'],
    ['2023-03-08', '03-03', '03-10', '03-15', '03-22'],
  ])('of the meeting on %s: %s, %s, %s, %s', (day, draft, final, adaptation, reflection) => {
    const found = dues(calendar, prepared(day, '2023-02-20 09:00'));
    expect(found).toEqual({ draft, discussion: day.slice(5), final, adaptation, reflection });
  });

  test.each([
    // The usual day is 2023-03-17 (Friday) for Wednesday 2023-03-22.
    ['2023-03-16 09:00', '03-17'],
    ['2023-03-17 09:00', '03-21'],
    ['2023-03-20 17:00', '03-21'],
    ['2023-03-21 09:00', '03-22'],
  ])('whoever is asked at %s has until %s for the draft', (assigned, draft) => {
    expect(dues(calendar, prepared('2023-03-22', assigned)).draft).toBe(draft);
  });

  test('what was set holds; when that day becomes a day off, the school day before', () => {
    const change = changed('draft', { dueOn: '2023-03-20' });
    expect(dues(calendar, prepared('2023-03-22', '2023-03-06 09:00'), [change]).draft).toBe('03-20');
    const off = spring2023({ '2023-03-20': { kind: 'holiday', name: '停课', follows: null } });
    expect(dues(off, prepared('2023-03-22', '2023-03-06 09:00'), [change]).draft).toBe('03-17');
  });

  test.each([
    // 2023-03-20 is two school days before the 22nd, the 24th two after; 04-05 is a holiday.
    ['2023-03-20', '2023-03-22', '2023-03-24', '2023-03-22'],
    ['2023-03-20', '2023-03-22', '2023-04-06', '2023-04-03'],
    ['2023-03-24', '2023-03-22', '2023-04-04', '2023-04-07'],
    ['2023-03-22', '2023-03-22', '2023-03-29', '2023-03-29'],
  ])('set for %s, the meeting goes from %s to %s: %s', (due, from, to, moved) => {
    expect(movedAlong(calendar, due, from, to)).toBe(moved);
  });

  test.each([
    ['draft', '2023-03-23', 'tooLate'],
    ['draft', '2023-03-22', null],
    ['final', '2023-03-21', 'tooEarly'],
    ['final', '2023-03-22', null],
  ] as const)('%s on %s: %s', (name, day, why) => expect(misplaced(name, '2023-03-22', day)).toBe(why));
});

describe('who is reminded when', () => {
  const said = (
    preparation: Preparation,
    { calendar = spring2023(), changes = [] as StageChange[], marks = [] as Mark[] } = {},
  ): string[] =>
    stageReminders(calendar, [preparation], { changes, marks }, at('2023-03-06 00:00'), at('2023-04-30 00:00')).map(
      ({ stage, lead, due }) => `${stage.name} ${lead} ${stamp(due)}`,
    );
  const mark = (stage: string, time: string): Mark => ({ preparationId: 'x', stage, personId: 'lead', at: at(time) });
  const usual = [
    'draft -1 2023-03-16 16:12',
    'draft 0 2023-03-17 08:12',
    'final -1 2023-03-23 16:12',
    'final 0 2023-03-24 08:12',
  ];
  const early = prepared('2023-03-22', '2023-03-06 09:00');

  test('the lead preparer, the school day before and on the day; nobody for what is each one’s own', () => {
    expect(said(early)).toEqual(usual);
  });

  test('done: nothing more; what came before stays derivable', () => {
    expect(said(early, { marks: [mark('draft', '2023-03-16 20:00')] })).toEqual(usual.toSpliced(1, 1));
    expect(said(early, { marks: [mark('draft', '2023-03-15 20:00')] })).toEqual(usual.slice(2));
  });

  test('asked within a day: no second word', () => {
    expect(said(prepared('2023-03-22', '2023-03-16 10:00'))).toEqual(usual.slice(2));
    expect(said(prepared('2023-03-22', '2023-03-15 16:12'))).toEqual(usual);
  });

  test('nothing of a meeting that falls away, by holiday or by hand', () => {
    expect(said(prepared('2023-04-05', '2023-03-06 09:00'))).toEqual([]);
    const off = spring2023({ '2023-03-22': { kind: 'holiday', name: '停课', follows: null } });
    expect(said(early, { calendar: off })).toEqual([]);
  });

  test('a rule can be turned off, and the other one on', () => {
    const withRule = (kind: 'jointPrepStage' | 'jointPrepOwn', change: RuleChange): Calendar => ({
      ...spring2023(),
      rules: rulesWith({ habits: {}, kinds: [{ kind, groupId: null, change }] }),
    });
    expect(said(early, { calendar: withRule('jointPrepStage', { on: false }) })).toEqual([]);
    expect(said(early, { calendar: withRule('jointPrepOwn', { on: true }) })).toEqual([
      ...usual,
      'adaptation 0 2023-03-29 08:12',
      'reflection 0 2023-04-06 08:12',
    ]);
  });

  test('somebody else may be asked, for another day', () => {
    const changes = [changed('final', { personId: 'other', dueOn: '2023-03-27', revision: 2 })];
    const found = stageReminders(
      spring2023(),
      [early],
      { changes, marks: [] },
      at('2023-03-24 12:00'),
      at('2023-03-28 00:00'),
    );
    expect(found.map(({ stage, revision, due }) => [stage.who, revision, stamp(due)])).toEqual([
      [{ id: 'other' }, 2, '2023-03-24 16:12'],
      [{ id: 'other' }, 2, '2023-03-27 08:12'],
    ]);
  });
});

describe('in groups', () => {
  test('the eve of a meeting names what is done and what comes, never what is late', () => {
    const stages = (marks: Mark[]) =>
      stagesOf(spring2023(), prepared('2023-03-22', '2023-03-06 09:00'), { changes: [], marks });
    expect(stageLine(stages([]), '2023-03-21')).toBe('阶段：定稿3月24日前，二次备课3月29日前，反思4月6日前');
    expect(stageLine(stages([]), '2023-03-28')).toBe('阶段：二次备课3月29日前，反思4月6日前');
    const done = [{ preparationId: 'x', stage: 'draft', personId: 'lead', at: 1 }];
    expect(stageLine(stages(done), '2023-03-21')).toMatch(/^阶段：初备已完成，/);
  });
});

describe('in an office', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice();
    await office.act(null, (act) => importTerm(act, spring2023File));
    await office.act('王敏', (act) => arrange(act, { subject: '数学', when: spec('第6周'), lead: '李强' }));
  });
  afterEach(() => office.close());

  const owed = async (from: string, to: string): Promise<string[]> => {
    const { read } = office.store;
    const calendar = (await loadCalendar(read)) ?? expect.fail('no calendar');
    return (await dueStages(read, calendar, at(from), at(to))).map((wish) => keyOf(wish));
  };

  test('the same span gives the same keys; another person or day makes new ones', async () => {
    const first = await owed('2023-03-16 00:00', '2023-03-17 12:00');
    expect(first).toHaveLength(2);
    expect(await owed('2023-03-16 00:00', '2023-03-17 12:00')).toEqual(first);
    await office.act('王敏', (act) =>
      setStage(act, { subject: '数学', when: spec('第6周'), stage: 'draft', who: '方圆' }),
    );
    const second = await owed('2023-03-16 00:00', '2023-03-17 12:00');
    expect(second).toHaveLength(2);
    expect(second.some((key) => first.includes(key))).toBe(false);
  });

  test('each teacher is reminded of their own only by a rule that is on, and not once they say it is done', async () => {
    const span = ['2023-03-28 00:00', '2023-03-29 12:00'] as const;
    expect(await owed(...span)).toEqual([]);
    await office.store.write(async (tx) => {
      await tx
        .insertInto('reminder_rules')
        .values({ kind: 'jointPrepOwn', change: JSON.stringify({ on: true }) })
        .execute();
      await tx.updateTable('terms').set({ stamp: 'changed' }).execute();
    });
    expect(await owed(...span)).toHaveLength(6);
    office.now = at('2023-03-22 12:00');
    await office.act('方圆', (act) => markDone(act, { stage: 'adaptation' }));
    const left = await owed(...span);
    expect(left).toHaveLength(5);
    expect(left.some((key) => key.includes('p-fangyuan'))).toBe(false);
  });

  test('done twice is one thing; taken back it is due again', async () => {
    office.now = at('2023-03-15 09:00');
    const mark = () => office.act('李强', (act) => markDone(act, { stage: 'draft' }));
    expect((await mark()).changed).toBe(true);
    expect((await mark()).changed).toBe(false);
    expect(await owed('2023-03-16 00:00', '2023-03-17 12:00')).toEqual([]);
    await office.act('李强', (act) => markOpen(act, { stage: 'draft' }));
    expect(await owed('2023-03-16 00:00', '2023-03-17 12:00')).toHaveLength(2);
  });

  test('nobody marks what is somebody else’s, and what is not to be marked', async () => {
    await expect(office.act('马骏', (act) => markDone(act, { stage: 'draft' }))).rejects.toThrow('没有等您完成的初备');
    await expect(office.act('李强', (act) => markDone(act, { stage: 'discussion' }))).rejects.toThrow('研讨就是');
    // Nobody has reworked what has not been discussed.
    await expect(office.act('马骏', (act) => markDone(act, { stage: 'adaptation' }))).rejects.toThrow('没有等您完成');
  });

  test('a group reads numbers and what is done: no name of anybody', async () => {
    office.now = at('2023-03-23 09:00');
    await office.act('方圆', (act) => markDone(act, { stage: 'reflection' }));
    const { found } = await office.act('王敏', (act) => stageProgress(act, {}));
    const text = progressInGroup(found);
    expect(text).toBe('3月22日（周三）数学集体备课：反思 1/6 人做完');
  });
});
