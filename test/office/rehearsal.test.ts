// The rehearsal of a term: equal, message by message, to what really arrives when the same term is run through.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { systemAct } from '../../src/office/act.ts';
import { changeCalendar } from '../../src/office/calendar/change.ts';
import { type Item, loadCalendar, plainItem } from '../../src/office/calendar/model.ts';
import { rehearse } from '../../src/office/rehearsal/rehearse.ts';
import { privateSaid } from '../../src/office/rehearsal/wording.ts';
import { arrivedLines, openRun, rehearsedLines, type TermRun } from '../support/run.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';

const term = { from: '2023-03-06', to: '2023-07-20' };

afterAll(stopStores);

const item = (more: Partial<Item> & Pick<Item, 'id' | 'title' | 'kind' | 'start' | 'end'>): Item => ({
  ...plainItem,
  precision: 'day',
  quote: more.title,
  ...more,
});

/** Exam affairs of the coming weeks, a meeting, and one outside group that must not hear of anything. */
async function addItems({ store }: TermRun): Promise<void> {
  await store.write(async (tx) => {
    const act = systemAct(tx, instantOf('2023-03-06', '08:30'), 'test', { publicUrl: null, sandbox: true });
    const calendar = await loadCalendar(tx);
    if (!calendar) throw new Error('no calendar');
    const more = [
      item({
        id: 'x-pickup',
        title: '领卷',
        kind: 'exam',
        reminderKind: 'paperPickup',
        start: '2023-06-13',
        end: '2023-06-13',
      }),
      item({
        id: 'x-exam',
        title: '期末考试',
        kind: 'exam',
        reminderKind: 'examDay',
        start: '2023-06-14',
        end: '2023-06-15',
      }),
      item({
        id: 'x-meeting',
        title: '课改推进会',
        kind: 'meeting',
        reminderKind: 'meeting',
        start: '2023-05-08',
        end: '2023-05-08',
      }),
    ];
    const items = [...calendar.items, ...more];
    await changeCalendar(act, { term: calendar.term, items }, { kind: 'edit', summary: '加几项' });
    await tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-leaders').execute();
    await tx.updateTable('groups').set({ active: 0 }).where('id', '=', 'g-english').execute();
    await tx.deleteFrom('identities').where('person_id', '=', 'p-yeqing').execute();
  });
}

/** An office at work: arrangements, visits, timed messages of every kind. */
async function arrange(run: TermRun): Promise<void> {
  await addItems(run);
  const said = [
    ['王敏', '/集体备课 安排 数学 第6周 李强 分数的意义'],
    ['刘芳', '/集体备课 安排 语文 第5周 赵雪 古诗单元 地点=实验小学'],
    ['王敏', '/视导 安排 二码头小学 第6周周四'],
    ['刘芳', '/视导 安排 实验小学 第9周周四 组员=高远、王敏'],
    ['刘芳', '/视导 安排 青禾小学 第11周周一'],
    ['陈安', '/定时 新建 周三提醒 “12 16 * * 3” 数学教研群 {周次}的教研活动请看群公告。'],
    ['陈安', '确认'],
    ['陈安', '/定时 新建 午间提醒 “42 12 * * 5” 角色=学校联系人 请核对本周来访。'],
    ['陈安', '确认'],
    ['陈安', '/定时 新建 月初提醒 “12 9 1 * *” 教研员群 本月安排请看行事历。 遇假日=顺延'],
    ['陈安', '确认'],
  ] as const;
  for (const [who, text] of said) await run.say(who, text);
  // Written before the guard knew the word: it is held when it comes to be sent.
  const text = '本月名次请看附件';
  await run.store.write((tx) => tx.updateTable('schedules').set({ text }).where('name', '=', '月初提醒').execute());
}

describe.each(stores)('a term on $name', ({ open }) => {
  let kept: TestStore;
  let run: TermRun;
  beforeEach(async () => {
    kept = await open();
    run = await openRun(kept);
  });
  afterEach(() => kept.close());

  const rehearsed = (span = term) => rehearse(run.store.read, { ...span, channels: run.channels });

  it('the sample office: what is rehearsed is what arrives', { timeout: 120_000 }, async () => {
    const before = await rehearsed();
    await run.runTo(term.to);
    expect(before.messages.length).toBeGreaterThan(50);
    expect(rehearsedLines(before.messages)).toEqual(arrivedLines(run.arrived));
    expect(rehearsedLines((await rehearsed()).messages)).toEqual(arrivedLines(run.arrived));
  });

  it('an office at work, from the middle of its first week', { timeout: 120_000 }, async () => {
    await arrange(run);
    const before = await rehearsed();
    await run.runTo(term.to);
    const kinds = new Set(before.messages.map(({ source }) => source.kind));
    for (const kind of ['preparation', 'visit', 'contest', 'item', 'schedule', 'failed', 'delivery'])
      expect(kinds).toContain(kind);
    expect(rehearsedLines(before.messages)).toEqual(arrivedLines(run.arrived));
  });

  it('in the middle of a term: what has gone out, what waits, and what follows from changes', {
    timeout: 120_000,
  }, async () => {
    await arrange(run);
    await run.runTo('2023-04-07');
    for (const [who, text] of [
      ['刘芳', '/视导 改期 视0002 4月21日'],
      ['王敏', '/集体备课 安排 数学 第10周 方圆 百分数'],
      ['李强', '/请假 明天 外出培训'],
    ] as const)
      await run.say(who, text);
    const rest = await rehearsed();
    expect(new Set(rest.messages.map(({ state }) => state))).toEqual(new Set(['sent', 'waiting', 'planned']));
    await run.runTo(term.to);
    // What a teacher had passed on is nobody else's business.
    for (const arrival of run.arrived) if (arrival.said.text.includes('请假：')) arrival.said = privateSaid;
    expect(rehearsedLines(rest.messages)).toEqual(arrivedLines(run.arrived));
    expect(JSON.stringify(rest)).not.toContain('外出培训');
  });
});
