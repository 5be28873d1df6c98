// Changes of timed messages: taken back within a day, what was put off survives other words, sent once at once and never twice.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AskBack } from '../../src/bot/command.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { change, create, remove, start, stop } from '../../src/office/schedules/actions.ts';
import { dueSchedules } from '../../src/office/schedules/due.ts';
import { allSchedules, type Schedule, type Wish } from '../../src/office/schedules/model.ts';
import { onceNow, sendOnce } from '../../src/office/schedules/once.ts';
import { findSchedule } from '../../src/office/schedules/queries.ts';
import { undo, undoable } from '../../src/office/schedules/undo.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice(at('2023-03-06 09:00'));
});
afterEach(() => office.close());

const wish = (more: Partial<Wish> = {}): Wish => ({
  name: '周一例会',
  cron: '12 16 * * 1',
  onHoliday: 'skip',
  onQuiet: 'postpone',
  audience: { groups: ['g-math'], people: [], subjects: [], schools: [], roles: [] },
  text: '请各校准备集体备课',
  ...more,
});
const made = (more?: Partial<Wish>): Promise<Schedule> => office.act('陈安', (act) => create(act, wish(more)));
const now = async (): Promise<Schedule | undefined> => (await allSchedules(office.store.read))[0];
const edit = (more: Partial<Wish>, who = '陈安') =>
  office.act(who, async (act) => {
    const old = await findSchedule(act, '1');
    return change(act, old, { ...old, ...more }, old.version);
  });
const takeBack = (words?: string, who = '陈安') =>
  office.act(who, async (act) => undo(act, await undoable(act, words)));

describe('taking back', () => {
  test('a change, a stop and a deletion leave what was there, under a new version', async () => {
    const first = await made();
    await edit({ text: '甲', cron: '12 9 * * 2' });
    await takeBack();
    expect(await now()).toMatchObject({ ...wish(), version: 3, state: 'on' });
    await office.act('陈安', async (act) => stop(act, await findSchedule(act, '1')));
    await takeBack('1');
    expect(await now()).toMatchObject({ state: 'on', version: 5 });
    await office.act('陈安', async (act) => remove(act, await findSchedule(act, '1'), 5));
    await takeBack('周一例会');
    expect(await now()).toMatchObject({ id: first.id, state: 'on', version: 7 });
  });

  test('a new one goes', async () => {
    await made();
    await takeBack();
    expect(await now()).toBeUndefined();
    await expect(takeBack()).rejects.toThrow('没有可以撤销的改动。');
  });

  test.each([
    ['to the minute', '2023-03-07 09:10', null],
    ['a minute later', '2023-03-07 09:11', '已经超过24小时，不能撤销'],
  ])('within a day: %s', async (_, time, refusal) => {
    await made();
    office.now = at('2023-03-06 09:10');
    await edit({ text: '甲' });
    office.now = at(time);
    if (refusal) await expect(takeBack()).rejects.toThrow(refusal);
    else await takeBack();
    expect((await now())?.text).toBe(refusal ? '甲' : wish().text);
  });

  test('each of two changes by itself, the last first; one twice never', async () => {
    await made();
    await edit({ text: '甲' });
    const stale = await office.act('陈安', (act) => undoable(act));
    await edit({ text: '乙' }, '周岚');
    await expect(office.act('陈安', (act) => undo(act, stale))).rejects.toThrow('刚才被周岚改过');
    await takeBack();
    expect((await now())?.text).toBe('甲');
    await takeBack();
    expect((await now())?.text).toBe(wish().text);
  });

  test('a deleted one does not come back under a name that was given away', async () => {
    await made();
    await office.act('陈安', async (act) => remove(act, await findSchedule(act, '1'), 1));
    await made({ text: '另一条' });
    office.now = at('2023-03-06 09:01');
    await expect(takeBack('1')).rejects.toThrow('名字“周一例会”后来给了定时2');
  });

  test('each is recorded by what it did', async () => {
    await made();
    await edit({ text: '甲' });
    await takeBack();
    await office.act('陈安', async (act) => stop(act, await findSchedule(act, '1')));
    await office.act('陈安', async (act) => start(act, await findSchedule(act, '1')));
    const rows = await office.store.read.selectFrom('audit').select(['action', 'person_id']).orderBy('id').execute();
    const ours = rows.filter(({ action }) => action.startsWith('schedule.'));
    expect(ours.map(({ action }) => action.slice(9))).toEqual(['created', 'changed', 'changed', 'stopped', 'started']);
    expect(new Set(ours.map(({ person_id }) => person_id))).toEqual(new Set(['p-chenan']));
  });

  test('a name that is in use is asked about again', async () => {
    await made();
    await made({ name: '周二例会' });
    await expect(edit({ name: '周二例会' })).rejects.toBeInstanceOf(AskBack);
    expect((await now())?.name).toBe('周一例会');
  });
});

describe('what was put off before a change', () => {
  const due = (from: string, to: string) => dueSchedules(office.store.read, null, at(from), at(to));
  const noon = { cron: '30 12 * * *' };

  test.each<[what: string, more: Partial<Wish>, said: string[]]>([
    ['other words: the new ones are said', { text: '甲' }, ['甲']],
    ['other times: it is over', { cron: '40 12 * * *' }, []],
    ['another rule for quiet hours: it is over', { onQuiet: 'skip' }, []],
  ])('%s', async (_, more, said) => {
    await made(noon);
    office.now = at('2023-03-06 13:00');
    await edit(more);
    const wanted = await due('2023-03-06 13:00', '2023-03-06 13:30');
    expect(wanted.map((one) => one.said.text)).toEqual(said);
  });

  test('what was due before the change keeps its key and is not said under a new one', async () => {
    await made();
    office.now = at('2023-03-06 16:13');
    await edit({ text: '甲' });
    expect(await due('2023-03-06 09:00', '2023-03-06 18:00')).toEqual([]);
  });
});

describe('once, now', () => {
  const send = (said: { at?: number } = {}, who = '陈安') =>
    office.act(who, async (act) => sendOnce(act, await onceNow(act, await findSchedule(act, '1'))), said);
  const rows = () => office.store.read.selectFrom('deliveries').selectAll().orderBy('audience_id').execute();

  test('it is owed to the audience under the message that asked for it, and ends with the day', async () => {
    await made({ text: '{学科}', audience: { ...wish().audience, roles: ['researcher'], subjects: ['英语'] } });
    expect(await send()).toBe(2);
    expect((await rows()).map((row) => [row.audience_id, JSON.parse(row.said).text, row.class, row.state])).toEqual([
      ['g-math', '数学', 'schedule', 'queued'],
      ['p-hejing', '英语', 'schedule', 'queued'],
    ]);
    const [row] = await rows();
    expect(row).toMatchObject({
      due_at: office.now,
      expires_at: at('2023-03-07 00:00'),
      author_id: 'p-chenan',
      occurrence_on: null,
    });
    expect(row?.lead).toMatch(/^once\/sandbox\/m\d+$/);
  });

  test('the same message twice owes nothing twice, another one does', async () => {
    await made();
    await office.act('陈安', async (act) => {
      const once = await onceNow(act, await findSchedule(act, '1'));
      expect([await sendOnce(act, once), await sendOnce(act, once)]).toEqual([1, 0]);
    });
    expect(await send()).toBe(1);
  });

  test.each<[what: string, time: string, due: string, more?: Partial<Wish>]>([
    ['in sending hours', '2023-03-06 09:00', '2023-03-06 09:00'],
    ['at noon', '2023-03-06 12:30', '2023-03-06 13:30'],
    ['in the evening', '2023-03-06 19:00', '2023-03-07 07:30'],
    ['on 清明节', '2023-04-05 09:00', '2023-04-06 09:00'],
    ['on 清明节 with 照发', '2023-04-05 09:00', '2023-04-05 09:00', { onHoliday: 'send' }],
    ['in the night of 清明节 with 照发', '2023-04-05 22:00', '2023-04-06 07:30', { onHoliday: 'send' }],
  ])('%s', async (_, time, due, more) => {
    await made(more);
    await send({ at: at(time) });
    expect((await rows())[0]?.due_at).toBe(at(due));
  });

  test('a confirmation is for these texts, these hearers and this state of things', async () => {
    const schedule = await made({ audience: { ...wish().audience, groups: [], subjects: ['数学'] } });
    const seen = () => office.act('陈安', async (act) => (await onceNow(act, await findSchedule(act, '1'))).seen);
    const first = await seen();
    expect(await seen()).toBe(first);
    await send();
    const second = await seen();
    expect(second).not.toBe(first);
    await office.act(null, ({ tx }) =>
      tx.updateTable('groups').set({ subjects: '["数学"]' }).where('id', '=', 'g-chinese').execute(),
    );
    const third = await seen();
    expect(third).not.toBe(second);
    await office.act('陈安', (act) => change(act, schedule, { ...schedule, text: '甲' }, 1));
    expect(await seen()).not.toBe(third);
  });

  test('nobody to hear it is refused; stopping it takes back what waits', async () => {
    await made();
    office.now = at('2023-03-06 19:00');
    await send();
    const { cancelled } = await office.act('陈安', async (act) => stop(act, await findSchedule(act, '1')));
    expect(cancelled).toBe(1);
    await office.act(null, ({ tx }) =>
      tx.updateTable('groups').set({ active: 0 }).where('id', '=', 'g-math').execute(),
    );
    await expect(send()).rejects.toThrow('一个群、一个人也没有');
  });
});
