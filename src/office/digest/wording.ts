// The Friday digest in words. Data in, Chinese out.
import type { Said } from '../../bot/message.ts';
import { addDays, daysFrom, type LocalDate, monthDay, monthDayWeekday } from '../../lib/dates.ts';
import { weekLabel } from '../calendar/days.ts';
import type { Term } from '../calendar/model.ts';
import type { NextWeek } from './rules.ts';

/** More lines nobody reads. */
const shown = 10;

/** 第6周（3月20日—3月26日）, and what stands in it by day. */
export function digestSaid(term: Term, monday: LocalDate, { items, meetings }: NextWeek): Said {
  const sunday = addDays(monday, 6);
  const lines = [
    ...items.map(({ start, end, time, title, venue }) => ({
      day: start < monday ? monday : start,
      line: `${daysText(start, end)}${time ?? ''}　${title}${venue ? `（${venue}）` : ''}`,
    })),
    ...meetings.map(({ day, item }) => ({ day, line: `${monthDayWeekday(day)}${item.time ?? ''}　${item.title}` })),
  ];
  const days = daysFrom(monday, sunday);
  const sorted = days.flatMap((day) => lines.filter((one) => one.day === day)).map(({ line }) => line);
  const more = sorted.length > shown ? [`还有 ${sorted.length - shown} 项，发“/行事历 下周”看。`] : [];
  return {
    title: `下周安排：${weekLabel(term, monday)}（${monthDay(monday)}—${monthDay(sunday)}）`,
    text: [...sorted.slice(0, shown), ...more].join('\n'),
  };
}

const daysText = (start: LocalDate, end: LocalDate): string =>
  start === end ? monthDayWeekday(start) : `${monthDayWeekday(start)}—${monthDayWeekday(end)}`;
