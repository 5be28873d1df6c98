// Changes of the calendar: what differs, which revision it gets, what is taken back and told, and that undo restores exactly.
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { tick } from '../../jobs/tick.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { changeCalendar } from '../../src/office/calendar/change.ts';
import { changesBetween, movedMeetings, revised, sameItem, withChanges } from '../../src/office/calendar/changes.ts';
import { meetings } from '../../src/office/calendar/days.ts';
import { merged } from '../../src/office/calendar/drafts/compare.ts';
import { type Calendar, type Item, loadCalendar, plainItem } from '../../src/office/calendar/model.ts';
import { importTerm, setDay } from '../../src/office/calendar/terms.ts';
import { undoChange } from '../../src/office/calendar/undo.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023, spring2023File } from '../support/term.ts';

const item = (id: string, more: Partial<Item> = {}): Item => ({
  ...plainItem,
  ...{ id, title: id, kind: 'meeting', quote: id, start: '2023-04-12', end: '2023-04-12', precision: 'day' },
  ...more,
});
const series = item('数学集体备课', {
  start: '2023-03-08',
  end: '2023-03-08',
  reminderKind: 'jointPrep',
  recurrence: { freq: 'weekly', weekdays: [3], interval: 1, subject: '数学' },
  subjects: ['数学'],
});
const moved = (day: string, to: string | null, why = '改期') => ({ day, to, why, revision: 0 });

describe('revisions', () => {
  it('an item that says the same keeps its revision, whatever order its fields are in', () => {
    const old = { ...item('a'), revision: 4 };
    const again = Object.fromEntries(Object.entries(item('a')).reverse()) as unknown as Item;
    expect(revised(old, again).revision).toBe(4);
    expect(sameItem(old, again)).toBe(true);
  });

  it('one that says anything else gets the next', () => {
    expect(revised({ ...item('a'), revision: 4 }, item('a', { start: '2023-04-13', end: '2023-04-13' })).revision).toBe(
      5,
    );
    expect(revised({ ...item('a'), revision: 4 }, item('a', { title: '别的' })).revision).toBe(5);
  });

  it('of a series only the meeting that moves gets one; back again it gets the next and no exception counts', () => {
    const first = revised(series, { ...series, exceptions: [moved('2023-04-12', '2023-04-14')] });
    expect(first.exceptions).toEqual([{ day: '2023-04-12', to: '2023-04-14', why: '改期', revision: 1 }]);
    const second = revised(first, {
      ...first,
      exceptions: [...first.exceptions, moved('2023-04-19', '2023-04-20')],
    });
    expect(second.exceptions.map(({ revision }) => revision)).toEqual([1, 1]);
    const back = revised(first, series);
    expect(back.exceptions).toEqual([{ day: '2023-04-12', to: '2023-04-12', why: '', revision: 2 }]);
    expect(sameItem(back, series)).toBe(true);
    expect(meetings(spring2023(), back).map(({ day }) => day)).toEqual(
      meetings(spring2023(), series).map(({ day }) => day),
    );
  });
});

describe('what differs', () => {
  const before = [item('a'), item('b'), series];
  const after = [item('b', { title: '乙' }), series, item('c')];
  it('is added, changed or gone, by id', () => {
    expect(changesBetween(before, after).map(({ old, new: made }) => [old?.id ?? null, made?.id ?? null])).toEqual([
      ['b', 'b'],
      [null, 'c'],
      ['a', null],
    ]);
  });
  it('leads there and back', () => {
    const changes = changesBetween(before, after);
    const ids = (items: readonly Item[]) => items.map(({ id, title }) => `${id} ${title}`).sort();
    expect(ids(withChanges(before, changes))).toEqual(ids(after));
    expect(ids(withChanges(withChanges(before, changes), changes, 'undone'))).toEqual(ids(before));
  });
  it.each([
    ['moved', [], [moved('2023-04-12', '2023-04-14')], [{ from: '2023-04-12', to: '2023-04-14' }]],
    ['called off', [], [moved('2023-04-12', null)], [{ from: '2023-04-12', to: null }]],
    ['back', [moved('2023-04-12', '2023-04-14')], [], [{ from: '2023-04-14', to: '2023-04-12' }]],
    [
      'held again',
      [moved('2023-04-12', null)],
      [moved('2023-04-12', '2023-04-12')],
      [{ from: null, to: '2023-04-12' }],
    ],
    ['only named anew', [moved('2023-04-12', '2023-04-14')], [moved('2023-04-12', '2023-04-14', '让给')], []],
  ])('a meeting %s', (_what, had, has, moves) =>
    expect(movedMeetings({ old: { ...series, exceptions: had }, new: { ...series, exceptions: has } })).toEqual(moves),
  );
});

describe('meetings with exceptions', () => {
  const calendar = spring2023();
  const days = (exceptions: Item['exceptions']) =>
    meetings(calendar, { ...series, exceptions }).filter(({ day }) => day >= '2023-04-01' && day < '2023-05-01');
  test('a moved one is held on its new day, a cancelled one says why, the order is that of the days', () => {
    const found = days([moved('2023-04-12', '2023-04-20'), moved('2023-04-26', null, '取消')]);
    expect(found.map(({ day, lostTo }) => `${day} ${lostTo ?? ''}`)).toEqual([
      '2023-04-05 清明节',
      '2023-04-19 ',
      '2023-04-20 ',
      '2023-04-26 取消',
    ]);
  });
  test('one that is back on its day is lost to a holiday all the same', () =>
    expect(days([moved('2023-04-05', '2023-04-05')])[0]?.lostTo).toBe('清明节'));
});

describe('a second document', () => {
  const merging = { newId: () => 'new', isOver: ({ end }: Item) => (end ?? '9') < '2023-04-01' };
  const old = [
    item('1', { title: '教育学会换届会', start: '2023-03-31', end: '2023-03-31' }),
    item('2', { title: '艺体学科检测', start: '2023-04-24', end: '2023-05-07', precision: 'weekrange', kind: 'exam' }),
    item('3', { title: '专家讲座', start: '2023-07-01', end: '2023-07-31', precision: 'month' }),
    item('4', { title: '市教学评比', level: 'city', origin: 'chat' }),
  ];
  const read = (title: string, more: Partial<Item> = {}) => item('', { title, ...more });
  it.each<[string, Item[], string[]]>([
    [
      'the same items keep their ids',
      [read('教育学会换届会', { start: '2023-03-31', end: '2023-03-31' })],
      ['1 2023-03-31', '4 2023-04-12'],
    ],
    [
      'a new wording is the same item',
      [read('召开教育学会换届大会', { start: '2023-04-07', end: '2023-04-07' })],
      ['1 2023-04-07', '4 2023-04-12'],
    ],
    ['what is not alike is new, what is missing goes', [read('期末质量监测')], ['new 2023-04-12', '4 2023-04-12']],
    ['a series is never a single event', [{ ...series, title: '专家讲座' }], ['new 2023-03-08', '4 2023-04-12']],
  ])('%s', (_what, made, ids) =>
    expect(merged(old, made, merging).map(({ id, start }) => `${id} ${start}`)).toEqual(ids),
  );
  it('what was put off stays there while the document says the old date, and goes where a new one says', () => {
    const put = {
      ...old[0]!,
      start: '2023-04-07',
      end: '2023-04-07',
      movedFrom: { start: '2023-03-31', end: '2023-03-31' },
    };
    const same = merged([put], [read('教育学会换届会', { start: '2023-03-31', end: '2023-03-31' })], merging);
    expect(same[0]).toMatchObject({ id: '1', start: '2023-04-07', movedFrom: { start: '2023-03-31' } });
    const other = merged([put], [read('教育学会换届会', { start: '2023-04-11', end: '2023-04-11' })], merging);
    expect(other[0]).toMatchObject({ id: '1', start: '2023-04-11', movedFrom: null });
  });
  it.each([
    ['a month it lies in', { start: '2023-07-01', end: '2023-07-31', precision: 'month' }, '2023-07-05 day meeting'],
    ['no date at all', { start: null, end: null, precision: null }, '2023-07-05 day meeting'],
    ['another month', { start: '2023-06-01', end: '2023-06-30', precision: 'month' }, '2023-06-01 month null'],
    ['another day', { start: '2023-07-06', end: '2023-07-06', precision: 'day' }, '2023-07-06 day null'],
  ] as const)('a day somebody gave, where the document says %s', (_what, dates, is) => {
    const day = { start: '2023-07-05', end: '2023-07-05', reminderKind: 'meeting' };
    const given = item('3', { title: '专家讲座', ...day });
    const [kept] = merged([given], [read('专家讲座', dates)], merging);
    expect(`${kept?.start} ${kept?.precision} ${kept?.reminderKind}`).toBe(is);
  });
  it('items of the same words keep to their dates; of equal ones each is found once', () => {
    const twice = ['2023-04-12', '2023-04-19', '2023-04-19'].map((start, i) =>
      item(`${i + 1}`, { title: '下校听课', start, end: start }),
    );
    const again = ['2023-04-19', '2023-04-26', '2023-04-19'].map((start) => read('下校听课', { start, end: start }));
    expect(merged(twice, again, merging).map(({ id, start }) => `${id} ${start}`)).toEqual([
      '2 2023-04-19',
      '1 2023-04-26',
      '3 2023-04-19',
    ]);
  });
  it('what is new and over never speaks', () => {
    const [made] = merged([], [read('开学工作会', { start: '2023-02-20', end: '2023-02-20' })], merging);
    expect(made?.past).toBe(true);
  });
});

describe('in the store', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice(instantOf('2023-03-27', '09:00'));
    await office.act(null, (act) => importTerm(act, spring2023File));
  });
  afterEach(() => office.close());

  const calendar = async (): Promise<Calendar> => (await loadCalendar(office.store.read))!;
  const election = ({ items }: Calendar): Item => items.find(({ title }) => title === '教育学会换届会')!;
  const put = (day: string) => async (current: Calendar) =>
    current.items.map((one) => (one.id === election(current).id ? { ...one, start: day, end: day } : one));
  const change = (edit: (current: Calendar) => Promise<Item[]>) =>
    office.act('周岚', async (act) => {
      const current = (await loadCalendar(act.tx))!;
      const items = await edit(current);
      return changeCalendar(act, { term: current.term, items }, { kind: 'edit', summary: '改期' });
    });
  const owed = (kind: string) =>
    office.store.read
      .selectFrom('deliveries')
      .select(['audience_id', 'state', 'occurrence_on', 'revision', 'said', 'due_at', 'lead'])
      .where('source_kind', '=', kind)
      .orderBy('audience_id')
      .orderBy('revision')
      .execute();
  const beat = async (day: string, time: string) => {
    office.now = instantOf(day, time);
    const clock = { now: () => office.now, real: () => office.now } as never;
    await tick({ store: office.store, clock, settings: { publicUrl: null, sandbox: true }, log: console } as never);
  };

  it('every change is a version with its number; nobody is told of the first', async () => {
    const first = await office.store.read.selectFrom('calendar_changes').selectAll().execute();
    expect(first.map(({ number, version, kind }) => [number, version, kind])).toEqual([['历0001', 1, 'import']]);
    expect(await owed('correction')).toEqual([]);
    const made = await change(put('2023-04-07'));
    expect([made.number, made.version, made.told]).toEqual(['历0002', 2, 2]);
  });

  it('what was owed of the old day is taken back, and the new day is owed under a new revision', async () => {
    await beat('2023-03-28', '15:00');
    await beat('2023-03-28', '16:12');
    expect((await owed('item')).map(({ state, occurrence_on }) => [state, occurrence_on])).toEqual([
      ['queued', '2023-03-31'],
      ['queued', '2023-03-31'],
    ]);
    await change(put('2023-04-07'));
    expect((await owed('item')).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    await beat('2023-04-03', '16:13');
    const after = await owed('item');
    expect(after.filter(({ state }) => state === 'queued').map((one) => [one.occurrence_on, one.revision])).toEqual([
      ['2023-04-07', 1],
      ['2023-04-07', 1],
    ]);
  });

  it('each group concerned is told once, naming old and new', async () => {
    await change(put('2023-04-07'));
    const told = await owed('correction');
    expect(told.map(({ audience_id }) => audience_id)).toEqual(['g-liaisons', 'g-researchers']);
    expect(JSON.parse(told[0]!.said).text).toBe(
      '更正：行事历有改动（五教研（小）〔2023〕4号）\n教育学会换届会：原定3月31日（周五），改到4月7日（周五）',
    );
  });

  it('undo restores exactly; groups that had not heard yet hear nothing, the others are corrected again', async () => {
    const before = await calendar();
    const made = await change(put('2023-04-07'));
    await office.store.write((tx) =>
      tx.updateTable('deliveries').set({ state: 'sent' }).where('audience_id', '=', 'g-liaisons').execute(),
    );
    const undone = await office.act('周岚', (act) => undoChange(act));
    expect(undone.undone).toBe(made.number);
    expect(undone.told).toBe(1);
    const after = await calendar();
    expect(changesBetween(before.items, after.items)).toEqual([]);
    expect(election(after).revision).toBe(2);
    const states = (await owed('correction')).map(({ audience_id, state }) => `${audience_id} ${state}`);
    expect(states).toEqual(['g-liaisons sent', 'g-liaisons queued', 'g-researchers cancelled']);
  });

  const callOff = async (current: Calendar) => current.items.filter(({ id }) => id !== election(current).id);
  const texts = async (kind: string, state: string) =>
    (await owed(kind)).flatMap((one) => (one.state === state ? [JSON.parse(one.said).text as string] : []));

  it('what was called off and comes back is told to those who heard that it was off', async () => {
    await change(callOff);
    await office.store.write((tx) =>
      tx.updateTable('deliveries').set({ state: 'sent' }).where('audience_id', '=', 'g-liaisons').execute(),
    );
    const undone = await office.act('周岚', (act) => undoChange(act));
    expect(undone.told).toBe(1);
    expect((await texts('correction', 'queued')).map((text) => text.split('\n')[1])).toEqual([
      '恢复　教育学会换届会：3月31日（周五）',
    ]);
  });

  it('a message taken back with an item comes again when the item does', async () => {
    await beat('2023-03-30', '16:00');
    await beat('2023-03-30', '16:12');
    const waiting = (await texts('item', 'queued')).length;
    expect(waiting).toBe(2);
    await change(callOff);
    expect(await texts('item', 'queued')).toEqual([]);
    await office.act('周岚', (act) => undoChange(act));
    expect(await texts('item', 'queued')).toEqual(
      Array(2).fill('明天3月31日（周五，第7周）：教育学会换届会。请参会的老师提前安排好工作。'),
    );
  });

  it('a late change back and forth that nobody heard of leaves the reminder owed, once', async () => {
    await beat('2023-03-30', '16:00');
    await beat('2023-03-30', '16:12');
    await change(put('2023-04-07'));
    await office.act('周岚', (act) => undoChange(act));
    expect(await texts('correction', 'queued')).toEqual([]);
    expect(
      (await owed('item')).flatMap(({ state, occurrence_on }) => (state === 'queued' ? [occurrence_on] : [])),
    ).toEqual(['2023-03-31', '2023-03-31']);
    // Those who have heard it are not told again when only words change.
    await office.store.write((tx) => tx.updateTable('deliveries').set({ state: 'sent' }).execute());
    await change(async (current) =>
      current.items.map((one) => (one.id === election(current).id ? { ...one, quote: '别的话' } : one)),
    );
    expect(await texts('item', 'queued')).toEqual([]);
  });

  it('undo of a second document brings back the weeks and the 文号 too', async () => {
    const before = await calendar();
    const term = { ...before.term, documentNumber: '五教研（小）〔2023〕9号', lastWeek: 19 };
    await office.act('周岚', (act) =>
      changeCalendar(act, { term, items: before.items }, { kind: 'import', summary: '修订' }),
    );
    expect((await calendar()).term).toEqual(term);
    await office.act('周岚', (act) => undoChange(act));
    expect((await calendar()).term).toEqual(before.term);
  });

  it('undo is refused when the item was changed since, when it is old, and twice', async () => {
    const made = await change(put('2023-04-07'));
    await change(put('2023-04-10'));
    await expect(office.act('周岚', (act) => undoChange(act, made.number))).rejects.toThrow('后来又改过');
    await office.act('周岚', (act) => undoChange(act));
    await expect(office.act('周岚', (act) => undoChange(act, '历0003'))).rejects.toThrow('已经撤销过了');
    office.now += 25 * 3_600_000;
    await expect(office.act('周岚', (act) => undoChange(act, made.number))).rejects.toThrow('超过24小时');
    await expect(office.act('周岚', (act) => undoChange(act, '历0001'))).rejects.toThrow('第一次导入');
  });

  it('a thousand times there and back ends equal', async () => {
    const { items } = await calendar();
    let now: Item[] = items;
    const there = items.map((one) =>
      one.id === election({ items } as Calendar).id ? { ...one, start: '2023-04-07' } : one,
    );
    for (let n = 0; n < 1000; n++) {
      const changes = changesBetween(now, there);
      const done = withChanges(now, changes).map((one) => revised(now.find(({ id }) => id === one.id) ?? null, one));
      now = withChanges(done, changesBetween(items, done), 'undone');
    }
    expect(changesBetween(items, now)).toEqual([]);
  });

  it('a meeting that moves takes its arrangements along', async () => {
    await office.store.write((tx) =>
      tx
        .insertInto('preparations')
        .values({
          ...{ id: 'x', term_id: '2023-spring', subject: '数学', day: '2023-04-12', lead_person_id: 'p-liqiang' },
          ...{ topic: null, place: null, revision: 1, updated_at: 0 },
        })
        .execute(),
    );
    const move = (to: string) =>
      change(async ({ items }) =>
        items.map((one) =>
          one.recurrence?.subject === '数学' ? { ...one, exceptions: [moved('2023-04-12', to)] } : one,
        ),
      );
    await move('2023-04-14');
    const day = async () => (await office.store.read.selectFrom('preparations').select('day').execute())[0]?.day;
    expect(await day()).toBe('2023-04-14');
    await office.act('周岚', (act) => undoChange(act));
    expect(await day()).toBe('2023-04-12');
  });

  it('a loaded calendar is the same one until something changes, days too', async () => {
    const first = await calendar();
    expect(await calendar()).toBe(first);
    await office.act(null, (act) => setDay(act, '2023-04-23', { kind: 'school', name: '劳动节调休', follows: 2 }));
    const second = await calendar();
    expect(second).not.toBe(first);
    const chinese = second.items.find(({ recurrence }) => recurrence?.subject === '语文')!;
    expect(meetings(second, chinese).map(({ day }) => day)).toContain('2023-04-23');
    // What is rolled back leaves nothing behind.
    await expect(
      office.act(null, async (act) => {
        await setDay(act, '2023-04-23', null);
        await loadCalendar(act.tx);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await calendar()).toBe(second);
  });
});
