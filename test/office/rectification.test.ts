// 整改: when its school is reminded, who may know of it, and that what it is about stays where it belongs.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import { parseDate } from '../../src/lib/datespec.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import type { Person } from '../../src/office/people/model.ts';
import {
  cancelRectification,
  createRectification,
  finishRectification,
  rectificationsShown,
} from '../../src/office/rectification/actions.ts';
import type { Rectification } from '../../src/office/rectification/model.ts';
import { mayCreate, mayDecide, maySee, rectificationReminders } from '../../src/office/rectification/rules.ts';
import { list, reminder } from '../../src/office/rectification/wording.ts';
import { samplePeople } from '../../src/office/sample/district.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023, spring2023File } from '../support/term.ts';

const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));
const person = (name: string): Person => samplePeople.find((one) => one.name === name) ?? expect.fail(name);

const one = (more: Partial<Rectification> = {}): Rectification => ({
  number: '整0001',
  termId: '2023-spring',
  schoolId: 's-ermatou',
  issue: '课表没有开齐',
  dueOn: '2023-04-06',
  visitNumber: null,
  createdBy: 'p-hejing',
  state: 'open',
  report: null,
  revision: 1,
  openSince: at('2023-03-20 09:00'),
  settledAt: null,
  ...more,
});

describe('when the school is reminded', () => {
  const said = (it: Rectification, calendar = spring2023()): string[] =>
    rectificationReminders(calendar, [it], at('2023-03-20 00:00'), at('2023-07-31 00:00')).map(
      ({ lead, due }) => `${lead} ${stamp(due).slice(5, 10)}`,
    );
  // Thursdays after 04-06; 清明 is 04-05, 端午 06-22, the last week of the term ends on 07-02.
  const usual = ['-5 03-29', '0 04-06', '+1 04-13', '+2 04-20', '+3 04-27', '+4 05-04'];

  test('five school days before, on the day, then every week on that weekday until the term ends', () => {
    expect(said(one()).slice(0, 6)).toEqual(usual);
    expect(said(one()).slice(-3)).toEqual(['+9 06-08', '+10 06-15', '+12 06-29']);
  });

  test.each<[string, Partial<Rectification>, string[]]>([
    ['done before the day', { state: 'done', settledAt: at('2023-04-04 10:00') }, usual.slice(0, 1)],
    ['confirmed later', { state: 'confirmed', settledAt: at('2023-04-14 10:00') }, usual.slice(0, 3)],
    [
      'written late: only what is left',
      { openSince: at('2023-04-03 10:00'), settledAt: at('2023-04-07 10:00'), state: 'done' },
      usual.slice(1, 2),
    ],
    [
      'written the day before: nothing until it is late',
      { openSince: at('2023-04-05 17:00'), settledAt: at('2023-04-14 10:00'), state: 'done' },
      usual.slice(2, 3),
    ],
  ])('%s', (_, more, expected) => expect(said(one(more))).toEqual(expected));

  test('a due day that a week of holidays takes: due once, weekly from then on, and not late before', () => {
    const days = ['2023-04-06', '2023-04-07', '2023-04-10', '2023-04-11', '2023-04-12'];
    const off = spring2023(
      Object.fromEntries(days.map((day) => [day, { kind: 'holiday', name: '停课', follows: null }])),
    );
    expect(said(one(), off).slice(1, 4)).toEqual(['0 04-13', '+1 04-20', '+2 04-27']);
    const shown = (today: string) => list([one()], new Map(), { calendar: off, today });
    expect(shown('2023-04-13')).toContain('期限4月13日（周四）\n');
    expect(shown('2023-04-14')).toContain('期限4月13日（周四），已过');
  });

  test('a due day that becomes a day off: the next school day', () => {
    const off = spring2023({ '2023-04-06': { kind: 'holiday', name: '停课', follows: null } });
    expect(said(one(), off).slice(0, 2)).toEqual(['-5 03-29', '0 04-07']);
    const words = (today: string) => reminder(off, one(), today).text;
    expect(words('2023-04-07')).toMatch(/^整0001 的整改今天到期。/);
    expect(words('2023-03-29')).toMatch(/^整0001 的整改4月7日（周五）到期，还有 \d 个上课日。/);
    expect(words('2023-04-13')).toMatch(/^整0001 的整改过了期限4月7日（周五）/);
  });

  test('a span begun anywhere finds the same', () => {
    const all = rectificationReminders(spring2023(), [one()], at('2023-03-20 00:00'), at('2023-07-31 00:00'));
    for (let day = at('2023-03-20 00:00'), left = all.length; day < at('2023-07-01 00:00'); day += 86_400_000) {
      const found = rectificationReminders(spring2023(), [one()], day, day + 86_400_000);
      left -= found.length;
      expect(found.every(({ due }) => all.some((other) => other.due === due))).toBe(true);
      if (day + 86_400_000 >= at('2023-07-01 00:00')) expect(left).toBe(0);
    }
  });
});

describe('who may', () => {
  // 王敏 is the contact of 二码头小学, 何静 wrote it, 丁宁 and 宋志远 answer for the school.
  test.each([
    ['周岚', true, true],
    ['王敏', true, true],
    ['何静', true, true],
    ['丁宁', true, false],
    ['宋志远', true, false],
    ['刘芳', false, false],
    ['谢敏', false, false],
    ['李强', false, false],
    ['陈安', false, false],
  ])('%s sees it: %s, decides: %s', (name, sees, decides) => {
    expect([maySee(person(name), one()), mayDecide(person(name), one())]).toEqual([sees, decides]);
  });

  test('write one: the head, the contact, whoever went there', () => {
    const visit = { schoolId: 's-ermatou', team: ['p-liufang'], plannedBy: 'p-hejing' };
    const visits = [
      { ...visit, id: 'v', number: '视0001', day: '2023-03-21', state: 'planned', revision: 1, plannedAt: 0 },
    ] as const;
    const may = (name: string) =>
      mayCreate(person(name), { schoolId: 's-ermatou' }, [{ ...visits[0], team: [...visit.team] }]);
    expect(['周岚', '王敏', '刘芳', '何静', '高远', '丁宁'].map(may)).toEqual([true, true, true, true, false, false]);
  });
});

describe('in an office', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice(at('2023-03-20 09:00'));
    await office.act(null, (act) => importTerm(act, spring2023File));
  });
  afterEach(() => office.close());
  const due = parseDate('4月6日') ?? expect.fail('date');

  test('who only plans to go there does not write one yet', async () => {
    const plain = { state: 'planned' as const, revision: 1, planned_at: office.now, planned_by: 'p-liufang' };
    const visit = { ...plain, id: 'v', number: '视0001', term_id: '2023-spring', school_id: 's-ermatou', team: '[]' };
    await office.store.write((tx) =>
      tx
        .insertInto('visits')
        .values({ ...visit, day: '2023-03-23' })
        .execute(),
    );
    const write = (when: string) =>
      office.act('刘芳', (act) => createRectification(act, { school: '二码头小学', issue: '课表', due }), {
        at: at(when),
      });
    await expect(write('2023-03-22 16:00')).rejects.toThrow('去视导过的教研员');
    expect(await write('2023-03-23 16:00')).toMatch(/^已建 整0001/);
  });

  test('what it is about is in no message that was owed, in no record, and in no answer to others', async () => {
    await office.act('王敏', (act) => createRectification(act, { school: '二码头小学', issue: '金丝雀甲', due }));
    await office.act('丁宁', (act) => finishRectification(act, '整0001', '金丝雀乙'));
    const { read } = office.store;
    const rows = await read.selectFrom('deliveries').select(['said', 'audience_kind']).execute();
    expect(rows.length).toBeGreaterThan(1);
    expect(JSON.stringify(rows)).not.toMatch(/金丝雀|group/);
    expect(JSON.stringify(await read.selectFrom('audit').selectAll().execute())).not.toMatch(/金丝雀/);
    for (const name of ['刘芳', '谢敏', '陈安', '李强']) {
      expect(await office.act(name, (act) => rectificationsShown(act, undefined))).not.toMatch(/整0001|金丝雀/);
      await expect(office.act(name, (act) => rectificationsShown(act, '整0001'))).rejects.toThrow('没有“整0001”');
    }
    expect(await office.act('周岚', (act) => rectificationsShown(act, '整0001'))).toMatch(/金丝雀甲[\s\S]*金丝雀乙/);
  });

  test('only who wrote it and the head cancel; it is gone for everybody then', async () => {
    await office.act('周岚', (act) => createRectification(act, { school: '二码头小学', issue: '甲', due }));
    await expect(office.act('王敏', (act) => cancelRectification(act, '整0001'))).rejects.toThrow('由提出的人');
    await office.act('周岚', (act) => cancelRectification(act, '整0001'));
    await expect(office.act('丁宁', (act) => finishRectification(act, '整0001', undefined))).rejects.toThrow('没有');
  });
});
