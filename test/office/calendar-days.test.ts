// Teaching weeks, holidays and weekly series of spring 2023: the numbers of the plan.
import { describe, expect, test } from 'vitest';
import { addDays, daysFrom, weekdayName } from '../../src/lib/dates.ts';
import {
  dayKind,
  holidaysKnown,
  isSchoolDay,
  meetings,
  schoolDayBefore,
  schoolDayFrom,
  schoolDaysFrom,
  weekLabel,
  weekOf,
  weekSpan,
} from '../../src/office/calendar/days.ts';
import { allSeries } from '../../src/office/preparation/rules.ts';
import { spring2023 } from '../support/term.ts';

const calendar = spring2023();
const { term } = calendar;

describe('the dated facts of the plan', () => {
  test.each([
    ['2023-02-21', 2, '周二'],
    ['2023-02-22', 2, '周三'],
    ['2023-02-23', 2, '周四'],
    ['2023-02-24', 2, '周五'],
    ['2023-02-28', 3, '周二'],
    ['2023-03-21', 6, '周二'],
    ['2023-04-25', 11, '周二'],
    ['2023-03-31', 7, '周五'],
  ])('%s lies in week %i on %s', (day, week, weekday) => {
    expect([weekOf(term, day), weekdayName(day)]).toEqual([week, weekday]);
  });

  test.each([
    [4, '2023-03'],
    [17, '2023-06'],
  ])('week %i lies within %s', (week, month) => {
    const { start, end } = weekSpan(term, week);
    expect([start.slice(0, 7), end.slice(0, 7)]).toEqual([month, month]);
  });

  test.each([8, 9, 10, 11, 12, 13])('week %i lies within April and May', (week) => {
    const { start, end } = weekSpan(term, week);
    expect([start >= '2023-04-03', end <= '2023-05-14']).toEqual([true, true]);
  });

  test.each([
    ['2023-02-12', '开学前'],
    ['2023-02-13', '第1周'],
    ['2023-02-19', '第1周'],
    ['2023-07-02', '第20周'],
    ['2023-07-03', '假期'],
  ])('%s is %s', (day, label) => expect(weekLabel(term, day)).toBe(label));
});

describe('kinds of days', () => {
  test.each([
    ['2023-04-05', 'holiday', '清明节', null],
    ['2023-04-29', 'holiday', '劳动节', null],
    ['2023-05-03', 'holiday', '劳动节', null],
    ['2023-06-22', 'holiday', '端午节', null],
    ['2023-06-24', 'holiday', '端午节', null],
    ['2023-04-23', 'makeup', '劳动节调休', null],
    ['2023-05-06', 'makeup', '劳动节调休', null],
    ['2023-06-25', 'makeup', '端午节调休', null],
    ['2023-03-25', 'weekend', '周末', null],
    ['2023-03-22', 'school', '', 3],
    ['2023-02-10', 'vacation', '假期', null],
    ['2023-07-05', 'vacation', '假期', null],
  ])('%s: %s %s', (day, kind, name, timetable) => {
    expect(dayKind(calendar, day)).toEqual({ kind, name, timetable });
  });

  test('the office may say otherwise', () => {
    const own = spring2023({
      '2023-03-15': { kind: 'holiday', name: '运动会', follows: null },
      '2023-03-18': { kind: 'school', name: '补课', follows: 3 },
      '2023-04-05': { kind: 'school', name: '照常上课', follows: null },
    });
    expect(dayKind(own, '2023-03-15')).toEqual({ kind: 'holiday', name: '运动会', timetable: null });
    expect(dayKind(own, '2023-03-18')).toEqual({ kind: 'makeup', name: '补课', timetable: 3 });
    expect(dayKind(own, '2023-04-05')).toEqual({ kind: 'school', name: '照常上课', timetable: 3 });
  });

  test('26 school days in the visit window, the makeup Sunday included', () => {
    expect(schoolDaysFrom(calendar, '2023-03-21', '2023-04-25')).toBe(26);
    expect(isSchoolDay(calendar, '2023-04-23')).toBe(true);
  });

  test.each([
    ['2023-03-08', 1, '2023-03-07'],
    ['2023-03-06', 1, '2023-03-03'],
    ['2023-04-06', 1, '2023-04-04'],
    ['2023-04-24', 1, '2023-04-23'],
    ['2023-05-04', 1, '2023-04-28'],
    ['2023-03-22', 5, '2023-03-15'],
    ['2023-02-14', 3, null],
  ])('%s: the school day %i before is %s', (day, n, before) => {
    expect(schoolDayBefore(calendar, day, n)).toBe(before);
  });

  test.each([
    ['2023-04-05', '2023-04-06'],
    ['2023-04-29', '2023-05-04'],
    ['2023-03-22', '2023-03-22'],
    ['2023-07-03', null],
  ])('the first school day from %s is %s', (day, next) => expect(schoolDayFrom(calendar, day)).toBe(next));

  test.each([
    [2023, true],
    [2026, true],
    [2031, false],
  ])('holidays of %i known: %s', (year, known) => expect(holidaysKnown(year)).toBe(known));
});

describe('集体备课 over weeks 4 to 18', () => {
  const of = (subject: string, own = calendar) => {
    const series = allSeries(own).find((one) => one.subject === subject);
    return series ? meetings(own, series.item) : [];
  };

  test.each([
    ['语文', '周二', 14, ['2023-05-02']],
    ['数学', '周三', 13, ['2023-04-05', '2023-05-03']],
    ['英语', '周四', 15, []],
  ])('%s on %s: %i held, lost %j', (subject, weekday, held, lost) => {
    const all = of(subject);
    expect(all.filter(({ lostTo }) => lostTo === null)).toHaveLength(held);
    expect(all.filter(({ lostTo }) => lostTo !== null).map(({ day }) => day)).toEqual(lost);
    expect(new Set(all.map(({ day }) => weekdayName(day)))).toEqual(new Set([weekday]));
    expect([weekOf(term, all[0]?.day ?? ''), weekOf(term, all.at(-1)?.day ?? '')]).toEqual([4, 18]);
  });

  test('in week 19 英语 would be lost too', () => {
    const longer = { ...calendar, term: { ...term, seriesLastWeek: 19 } };
    expect(of('英语', longer).at(-1)).toEqual({ day: '2023-06-22', lostTo: '端午节' });
  });

  test('no series runs on a makeup day unless it follows that timetable', () => {
    const sundays = daysFrom(term.week1Monday, addDays(term.week1Monday, 140));
    const onWeekends = (own = calendar) =>
      ['语文', '数学', '英语']
        .flatMap((s) => of(s, own))
        .filter(({ day }) => /周[六日]/.test(weekdayName(day)) && sundays.includes(day));
    expect(onWeekends()).toEqual([]);
    const own = spring2023({ '2023-05-06': { kind: 'school', name: '补周三的课', follows: 3 } });
    expect(onWeekends(own)).toEqual([{ day: '2023-05-06', lostTo: null }]);
  });
});
