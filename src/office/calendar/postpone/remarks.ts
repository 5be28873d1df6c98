// What does not move but has less room than before, and what is missing for moving anything. Data in, Chinese out.
import { addDays, type LocalDate, monthDay } from '../../../lib/dates.ts';
import { wantsSame } from '../clashes/concerns.ts';
import { type Engagement, rankOf } from '../clashes/engagements.ts';
import { weekOf } from '../days.ts';
import type { Item } from '../model.ts';
import { fixedRank } from './model.ts';
import type { Run } from './run.ts';

/** Chinese sentences that belong to a proposal, each about something else. `high`: the occurrences of the causes. */
export const remarksOn = (run: Run, causes: readonly Item[], high: readonly Engagement[]): string[] => [
  ...causes.flatMap((cause) => powerless(cause)),
  ...squeezed(run, high),
  ...withoutLevel(run),
];

/** Why a cause moves nothing. */
function powerless({ title, level, start, precision }: Item): string[] {
  if (rankOf(level) < fixedRank) return [`“${title}”不是市级或省级的活动，别的安排不给它让`];
  if (!start || !precision) return [`“${title}”还没有日期，定了日子再顺延`];
  return precision === 'day' ? [] : [`“${title}”还没有定到日子，定了日子再顺延`];
}

/** Windows and what is known only to the week stay; how many of their school days are gone is said, several with the same days at once. */
function squeezed({ board }: Run, high: readonly Engagement[]): string[] {
  const isOpen = (day: LocalDate): boolean => ['school', 'makeup'].includes(board.dayKind(day).kind);
  const found = board.engagements.flatMap((e) => {
    if (e.past || e.end < board.today || e.rank >= fixedRank) return [];
    if (!e.window && e.precision === 'day') return [];
    const gone = new Set<LocalDate>();
    for (const cause of high) {
      if (cause.rank <= e.rank || !wantsSame(e, cause)) continue;
      const last = cause.end < e.end ? cause.end : e.end;
      for (let d = cause.start > e.start ? cause.start : e.start; d <= last; d = addDays(d, 1))
        if (isOpen(d)) gone.add(d);
    }
    let all = 0;
    for (let d = e.start; d <= e.end; d = addDays(d, 1)) if (isOpen(d)) all++;
    if (gone.size === 0 || (e.precision.startsWith('month') && gone.size < monthMatters)) return [];
    return [{ e, days: runsText([...gone].sort()), left: all - gone.size }];
  });
  const alike = Map.groupBy(found, ({ e, days, left }) => `${spanText(board.calendar.term, e)}|${days}|${left}`);
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const titles = group.slice(0, 3).map(({ e }) => e.title);
    const names = titles.join('、') + (group.length > 3 ? `等${group.length}项` : '');
    return [`${names}（${spanText(board.calendar.term, first.e)}）要避开${first.days}，还剩${first.left}个上课日`];
  });
}

/** Of a month a few days do not matter. */
const monthMatters = 5;

function spanText(term: Parameters<typeof weekOf>[0], { start, end, precision }: Engagement): string {
  if (precision === 'day') return `${monthDay(start)}—${monthDay(end)}`;
  if (precision.startsWith('month')) {
    const [first, last] = [Number(start.slice(5, 7)), Number(end.slice(5, 7))];
    return first === last ? `${first}月` : `${first}—${last}月`;
  }
  const [first, last] = [weekOf(term, start), weekOf(term, end)];
  return first === last ? `第${first}周` : `第${first}—${last}周`;
}

/** 4月11日—4月13日、4月17日. */
function runsText(days: readonly LocalDate[]): string {
  const runs: { start: LocalDate; end: LocalDate }[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && addDays(last.end, 1) === day) last.end = day;
    else runs.push({ start: day, end: day });
  }
  return runs
    .map(({ start, end }) => (start === end ? monthDay(start) : `${monthDay(start)}—${monthDay(end)}`))
    .join('、');
}

/** `unknown` ranks lowest and is asked about (domain.md §2). */
function withoutLevel({ moved }: Run): string[] {
  const titles = new Set([...moved.keys()].filter(({ rank }) => rank === rankOf('unknown')).map(({ title }) => title));
  return titles.size === 0
    ? []
    : [`${[...titles].map((title) => `“${title}”`).join('、')}没写是哪一级的，按最低一级让`];
}
