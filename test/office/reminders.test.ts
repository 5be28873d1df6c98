// The clock: sending hours, lateness, due messages of plan items, and the beat itself.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tick } from '../../jobs/tick.ts';
import { movableClock } from '../../src/lib/clock.ts';
import { dayMs, instantOf, stamp } from '../../src/lib/dates.ts';
import { createLog } from '../../src/lib/log.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { dueItems, itemReminders } from '../../src/office/calendar/reminders.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import type { OfficeParts } from '../../src/office/parts.ts';
import { allDue, upcoming } from '../../src/office/reminders/due.ts';
import { isSendingTime, nextSendingTime } from '../../src/office/reminders/hours.ts';
import { settleLate, spanToDo } from '../../src/office/reminders/late.ts';
import { keyOf, type Wanted } from '../../src/queue/ledger.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023, spring2023File } from '../support/term.ts';

const calendar = spring2023();
const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));

describe('sending hours', () => {
  test.each([
    ['2023-03-06 07:29', false],
    ['2023-03-06 07:30', true],
    ['2023-03-06 11:59', true],
    ['2023-03-06 12:00', false],
    ['2023-03-06 13:30', true],
    ['2023-03-06 18:00', false],
    ['2023-03-25 09:00', false],
    ['2023-04-05 09:00', false],
    ['2023-04-23 09:00', true],
    ['2023-07-10 09:00', false],
  ])('%s: %s', (instant, open) => expect(isSendingTime(calendar, at(instant))).toBe(open));

  test.each([
    ['2023-03-06 09:00', '2023-03-06 09:00'],
    ['2023-03-06 12:10', '2023-03-06 13:30'],
    ['2023-03-06 22:00', '2023-03-07 07:30'],
    ['2023-03-24 18:00', '2023-03-27 07:30'],
    ['2023-04-28 19:00', '2023-05-04 07:30'],
    ['2023-04-22 10:00', '2023-04-23 07:30'],
    ['2023-02-10 10:00', '2023-02-13 07:30'],
  ])('after %s comes %s', (instant, next) => expect(stamp(nextSendingTime(calendar, at(instant)) ?? 0)).toBe(next));

  test('none after the last week; without a term published workdays count', () => {
    expect(nextSendingTime(calendar, at('2023-07-03 09:00'))).toBeNull();
    expect(stamp(nextSendingTime(null, at('2023-10-05 09:00')) ?? 0)).toBe('2023-10-07 07:30');
  });
});

describe('lateness', () => {
  const wish = (due: string, more: Partial<Wanted> = {}): Wanted => ({
    source: { kind: 'visit', id: 'v' },
    occurrence: '2023-03-31',
    lead: due,
    audience: { kind: 'group', id: 'g' },
    class: 'event',
    said: { text: '' },
    due: at(due),
    expires: at('2023-03-31 06:30'),
    ...more,
  });
  const outcome = (wanted: Wanted[], now: string): string[] =>
    settleLate(wanted, at(now), calendar).map(({ due, born }) => born ?? stamp(due));

  const cases: [string, Wanted[], string, string[]][] = [
    ['on time', [wish('2023-03-28 16:12')], '2023-03-28 16:12', ['2023-03-28 16:12']],
    ['a little late, within hours', [wish('2023-03-28 16:12')], '2023-03-28 17:00', ['2023-03-28 16:12']],
    ['late, outside hours', [wish('2023-03-28 16:12')], '2023-03-28 20:00', ['2023-03-29 07:30']],
    [
      'two days down: one message, not two',
      [wish('2023-03-28 16:12'), wish('2023-03-30 16:12')],
      '2023-03-30 16:40',
      ['missed', '2023-03-30 16:12'],
    ],
    ['too late', [wish('2023-03-30 16:12')], '2023-03-31 06:30', ['missed']],
    ['the next opening is too late', [wish('2023-03-30 16:12')], '2023-03-30 18:30', ['missed']],
    [
      'an expired lead does not silence an earlier one',
      [wish('2023-03-28 16:12'), wish('2023-03-30 16:12', { expires: at('2023-03-30 17:00') })],
      '2023-03-30 17:30',
      ['2023-03-28 16:12', 'missed'],
    ],
    [
      'other audiences are other messages',
      [wish('2023-03-28 16:12'), wish('2023-03-30 16:12', { audience: { kind: 'person', id: 'p' } })],
      '2023-03-30 17:00',
      ['2023-03-28 16:12', '2023-03-30 16:12'],
    ],
    [
      'other occurrences are other messages',
      [wish('2023-03-28 16:12'), wish('2023-03-30 16:12', { occurrence: '2023-04-07' })],
      '2023-03-30 17:00',
      ['2023-03-28 16:12', '2023-03-30 16:12'],
    ],
    [
      'a schedule speaks once for all its late runs',
      [
        wish('2023-03-30 08:12', { source: { kind: 'schedule', id: 's' }, occurrence: 'a' }),
        wish('2023-03-30 09:12', { source: { kind: 'schedule', id: 's' }, occurrence: 'b' }),
      ],
      '2023-03-30 10:00',
      ['missed', '2023-03-30 09:12'],
    ],
    [
      'exams speak at any hour',
      [wish('2023-03-30 16:12', { class: 'exam' })],
      '2023-03-30 20:00',
      ['2023-03-30 16:12'],
    ],
    ['what was born settled stays so', [wish('2023-03-30 16:12', { born: 'past' })], '2023-03-30 16:12', ['past']],
  ];
  test.each(cases)('%s', (_, wanted, now, expected) => expect(outcome(wanted, now)).toEqual(expected));

  test('settling changes no key', () => {
    const wanted = [wish('2023-03-28 16:12'), wish('2023-03-30 16:12')];
    expect(settleLate(wanted, at('2023-04-20 20:00'), calendar).map(keyOf)).toEqual(wanted.map(keyOf));
  });

  test('after the term everything that has to wait for hours is missed', () => {
    const said = wish('2023-07-10 09:12', { expires: at('2023-07-11 00:00') });
    expect(outcome([said], '2023-07-10 09:12')).toEqual(['missed']);
  });

  test.each([
    ['first beat', null, 100, null],
    ['on time', 40, 100, { from: 40, to: 100 }],
    ['no time has passed', 100, 100, null],
    ['the clock was turned back', 200, 100, null],
    ['two months down', 0, 60 * dayMs, { from: 29 * dayMs, to: 60 * dayMs }],
  ])('span: %s', (_, last, now, span) => expect(spanToDo(last, now)).toEqual(span));
});

describe('items of the plan', () => {
  const due = (from: string, to: string, own = calendar) =>
    itemReminders(own, at(from), at(to)).map((one) => `${stamp(one.due)} ${one.item.title} ${one.lead.name}`);

  test('a meeting is told three and one school days before', () => {
    expect(due('2023-03-06 00:00', '2023-07-01 00:00')).toEqual([
      '2023-03-28 16:12 教育学会换届会 -3',
      '2023-03-30 16:12 教育学会换届会 -1',
    ]);
  });

  test('the exam week of a plan that was not over', () => {
    expect(due('2023-02-01 00:00', '2023-03-01 00:00')).toEqual([
      '2023-02-16 16:12 领卷 -3',
      '2023-02-20 16:12 领卷 -1',
      '2023-02-21 16:12 小学考试 -1',
      '2023-02-23 16:12 全区中小学课改工作会 -3',
      '2023-02-27 16:12 全区中小学课改工作会 -1',
    ]);
  });

  test('imported past: nothing is said', () => {
    const past = { ...calendar, items: calendar.items.map((item) => ({ ...item, past: true })) };
    expect(due('2023-02-01 00:00', '2023-07-01 00:00', past)).toEqual([]);
  });
});

describe('the beat', () => {
  let office: TestOffice;
  const clock = movableClock(0, true);
  let parts: OfficeParts;

  beforeEach(async () => {
    office = await openOffice(at('2023-03-06 09:00'));
    await office.act(null, (act) => importTerm(act, spring2023File));
    parts = {
      store: office.store,
      clock,
      log: createLog('silent'),
      files: undefined as unknown as OfficeParts['files'],
      settings: { publicUrl: null, sandbox: true },
      fetchMedia: () => Promise.reject(new Error('not here')),
    };
  });
  afterEach(() => office.close());

  const beat = (now: string): Promise<number> => {
    clock.moveTo(at(now));
    return tick(parts);
  };
  const rows = () =>
    office.store.read.selectFrom('deliveries').selectAll().orderBy('due_at').orderBy('audience_id').execute();

  test('too early, too late, just right – and twice', async () => {
    expect(await beat('2023-03-06 16:11')).toBe(0);
    expect(await beat('2023-03-06 16:11')).toBe(0);
    expect(await beat('2023-03-06 16:12')).toBe(1);
    expect(await beat('2023-03-06 16:12')).toBe(0);
    expect(await beat('2023-03-06 16:13')).toBe(0);
    expect(await rows()).toMatchObject([{ audience_id: 'g-chinese', occurrence_on: '2023-03-07', state: 'queued' }]);
  });

  test('the first beat says nothing of what was due before it', async () => {
    expect(await beat('2023-03-06 17:00')).toBe(0);
    expect(await beat('2023-03-06 23:00')).toBe(0);
    expect(await rows()).toEqual([]);
  });

  test('two clocks do it once', async () => {
    await beat('2023-03-06 16:00');
    clock.moveTo(at('2023-03-06 16:12'));
    const written = await Promise.all([tick(parts), tick(parts), tick(parts)]);
    expect(written.reduce((a, b) => a + b)).toBe(1);
  });

  test('down from Monday to Thursday morning: what still helps is said, the rest is missed, nothing twice', async () => {
    await beat('2023-03-06 16:00');
    await beat('2023-03-09 09:00');
    await beat('2023-03-09 16:30');
    expect((await rows()).map(({ audience_id, occurrence_on, state }) => [audience_id, occurrence_on, state])).toEqual([
      ['g-chinese', '2023-03-07', 'missed'],
      ['g-math', '2023-03-08', 'missed'],
      ['g-english', '2023-03-09', 'missed'],
    ]);
  });

  test('a clock turned back stays silent until it has caught up', async () => {
    await beat('2023-03-06 16:00');
    await beat('2023-03-08 17:00');
    const said = (await rows()).length;
    for (const now of ['2023-03-06 16:00', '2023-03-07 17:00', '2023-03-08 16:30']) expect(await beat(now)).toBe(0);
    expect((await rows()).length).toBe(said);
    expect(await beat('2023-03-13 16:12')).toBe(1);
  });

  test('a clock that had been years ahead does not silence the office until then', async () => {
    await beat('2023-03-06 16:00');
    await beat('2031-03-06 16:00');
    const owed = (await rows()).length;
    await beat('2023-03-07 09:00');
    const told = (await rows()).slice(owed);
    expect(told.map(({ class: kind, audience_id }) => [kind, audience_id])).toEqual([['alert', 'p-chenan']]);
    expect(await beat('2023-03-13 16:12')).toBeGreaterThan(0);
  });

  test('a new day forgets questions whose time is over, and tidies the uploads once', async () => {
    await beat('2023-03-06 16:00');
    const question = (chat_id: string, expires_at: number) => ({
      person_id: 'p-chenan',
      chat_id,
      question: '{}',
      expires_at,
    });
    await office.store.write((tx) =>
      tx
        .insertInto('questions')
        .values([question('old', at('2023-03-06 16:10')), question('open', at('2023-03-07 09:05'))])
        .execute(),
    );
    await beat('2023-03-06 17:00');
    expect(await office.store.read.selectFrom('tasks').select('name').execute()).toEqual([]);
    await beat('2023-03-07 09:00');
    await beat('2023-03-07 09:01');
    expect((await office.store.read.selectFrom('questions').select('chat_id').execute()).map((q) => q.chat_id)).toEqual(
      ['open'],
    );
    expect((await office.store.read.selectFrom('tasks').select('name').execute()).map((t) => t.name).sort()).toEqual([
      'reconcile',
      'tidy-uploads',
    ]);
  });

  test('a month of minutes is the same as a month of hours', async () => {
    const stored = await loadCalendar(office.store.read);
    const [from, to] = [at('2023-03-27 00:00'), at('2023-04-07 00:00')];
    const whole = (await allDue(office.store.read, stored, from, to)).map(keyOf).sort();
    const pieces: string[] = [];
    for (let t = from; t < to; t += dayMs / 2) {
      pieces.push(...(await allDue(office.store.read, stored, t, t + dayMs / 2)).map(keyOf));
    }
    expect(pieces.sort()).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  });

  test('from one due instant to the next nothing is missed', async () => {
    await beat('2023-03-06 09:00');
    const stops: string[] = [];
    for (let now: number | null = clock.now(); stops.length < 5; ) {
      now = await upcoming(office.store.read, await loadCalendar(office.store.read), now);
      if (now === null) break;
      stops.push(stamp(now));
      await beat(stamp(now));
    }
    expect(stops).toEqual([
      '2023-03-06 16:12',
      '2023-03-07 16:12',
      '2023-03-08 16:12',
      '2023-03-13 16:12',
      '2023-03-14 16:12',
    ]);
    expect((await rows()).every(({ state }) => state === 'queued')).toBe(true);
  });

  test('a message that waits for its hour is a next instant too; after the term there is none', async () => {
    const stored = await loadCalendar(office.store.read);
    expect(await upcoming(office.store.read, stored, at('2023-07-01 00:00'))).toBeNull();
    expect(await upcoming(office.store.read, null, at('2023-03-06 00:00'))).toBeNull();
  });

  test('meetings are told to the liaisons and the researchers only, by group', async () => {
    const stored = await loadCalendar(office.store.read);
    const found = stored
      ? await dueItems(office.store.read, stored, at('2023-03-30 00:00'), at('2023-03-31 00:00'))
      : [];
    expect(found.map(({ audience, said, expires }) => [audience.id, said.text, stamp(expires ?? 0)])).toEqual(
      ['g-liaisons', 'g-researchers'].map((id) => [
        id,
        '明天3月31日（周五，第7周）：教育学会换届会。请参会的老师提前安排好工作。',
        '2023-03-31 06:30',
      ]),
    );
  });
});
