// How clashes are told before a calendar is published: one line each. Data in, Chinese out.
import { type LocalDate, monthDay, monthDayWeekday } from '../../../lib/dates.ts';
import { weekOf } from '../days.ts';
import type { Calendar, Term } from '../model.ts';
import type { Clash, Want } from './model.ts';

const wants: Record<Want, (clash: Clash) => string> = {
  room: () => '同一个地点',
  person: () => '要同样的人',
  school: () => '在同一所学校',
  subject: ({ subjects }) => `都是${subjects.join('、')}`,
  group: () => '通知的是同一个群',
  everybody: () => '参加的人有重叠',
};

/** The lines for clashes that are not over on `today`; empty when there are none. */
export const clashText = ({ term }: Calendar, clashes: readonly Clash[], today: LocalDate): string[] =>
  clashes.flatMap((clash) => {
    const days = clash.days.filter((day) => day >= today);
    if (days.length === 0) return [];
    const pair = `${names(clash.a)} × ${names(clash.b)}`;
    if (clash.kind === 'load') return [`${weeksText(term, days)}　${pair}（${days.length}个上课日重叠）`];
    const hint = clash.postponable ? '，可以顺延' : '';
    return [`${daysText(days)}　${pair}：${wants[clash.want](clash)}${hint}`];
  });

const named = 3;

/** A、B、C等5项; 语文、数学、英语集体备课 when all end alike. */
function names(titles: readonly string[]): string {
  const ending = /集体备课$/;
  const alike = titles.length > 1 && titles.every((title) => ending.test(title));
  const short = titles.map((title) => (alike ? title.replace(ending, '') : title));
  const rest = titles.length > named ? `等${titles.length}项` : '';
  return `${short.slice(0, named).join('、')}${rest}${alike ? '集体备课' : ''}`;
}

/** 4月12日（周三）; 4月12日、4月19日等5天. */
function daysText(days: readonly LocalDate[]): string {
  const [first] = days;
  if (days.length === 1 && first) return monthDayWeekday(first);
  const shown = days.slice(0, named).map(monthDay).join('、');
  return days.length > named ? `${shown}等${days.length}天` : shown;
}

/** 第8—9周、第12周. */
function weeksText(term: Term, days: readonly LocalDate[]): string {
  const runs: [first: number, last: number][] = [];
  for (const week of new Set(days.map((day) => weekOf(term, day)))) {
    const last = runs.at(-1);
    if (last && last[1] + 1 === week) last[1] = week;
    else runs.push([week, week]);
  }
  return runs.map(([first, last]) => `第${first === last ? first : `${first}—${last}`}周`).join('、');
}
