// Which days each teaching week has: printed ranges as printed, the others counted from week 1, which the text proves or a hint gives.
import { addDays, daysBetween, type LocalDate, mondayOf, monthDay } from '../../../lib/dates.ts';
import { monthSpan, type Span } from './days.ts';
import type { Layout } from './entry.ts';
import { collect, type Evidence, mondayIn, oneWeek, type Vote } from './evidence.ts';
import type { PlanHints } from './model.ts';
import { findWhens } from './scan.ts';
import type { TermYears } from './term.ts';
import type { MonthFact, Range } from './when.ts';

/** The teaching weeks of the term. */
export interface Weeks {
  firstMonday: LocalDate | null;
  because: string | null;
  printed: ReadonlyMap<number, Span>;
  /** Weeks whose printed range contradicts the others, or names no day that exists. */
  broken: ReadonlyMap<number, string>;
  last: number | null;
  /** Weeks begin anew with each month. */
  monthly: boolean;
}

/** The Monday most of the evidence agrees on; null when two are equal. */
function elected(votes: Vote[]): { monday: LocalDate; votes: Vote[] } | null {
  const byMonday = Map.groupBy(votes, ({ monday }) => monday);
  const ranked = [...byMonday]
    .map(([monday, list]) => ({
      monday,
      votes: list,
      weight: list.reduce((sum, { weight }) => sum + weight, 0),
      first: Math.min(...list.map(({ week }) => week)),
    }))
    .sort((a, b) => b.weight - a.weight);
  const [best, second] = ranked;
  if (!best) return null;
  // A holiday week that is not counted shifts all later weeks: then the first weeks tell where week 1 is.
  const earlier = ranked
    .filter(
      ({ first, votes: list, monday }) =>
        first < best.first &&
        list.length >= 2 &&
        daysBetween(monday, best.monday) > 0 &&
        daysBetween(monday, best.monday) <= 14,
    )
    .sort((a, b) => a.first - b.first)[0];
  if (earlier) return earlier;
  if (second && second.weight === best.weight) return null;
  return best;
}

/** A printed range that lies over another week's, while that one agrees with the count, is a slip. */
function contradictions(found: Evidence, monday: LocalDate | null): void {
  const list = [...found.printed].sort(([a], [b]) => a - b);
  const counted = (week: number): LocalDate | null => (monday === null ? null : addDays(monday, 7 * (week - 1)));
  list.forEach(([week, { span, words }], i) => {
    const neighbours = [list[i - 1], list[i + 1]].filter((entry) => entry !== undefined);
    const overlaps = neighbours.some(([other, { span: near }]) =>
      other < week ? near.end > addDays(span.start, 1) : span.end > addDays(near.start, 1),
    );
    if (overlaps && counted(week) !== null && mondayIn(span) !== counted(week)) {
      found.broken.set(week, words);
      found.printed.delete(week);
    }
  });
}

/** All week numbers the plan names. */
const numbersOf = (layout: Layout): number[] =>
  [
    ...layout.containers.map(({ when }) => when),
    ...layout.entries.flatMap(({ words }) => findWhens(words.plain)),
  ].flatMap(({ weeks }) => weeks.map(({ to }) => to));

/** Weeks that begin with 1 under each month are weeks of the month. */
function restart(layout: Layout): boolean {
  const first = new Set<string>();
  if (numbersOf(layout).some((week) => week > 6)) return false;
  for (const { containers, words } of layout.entries) {
    const month = containers.find(({ when }) => when.months.length === 1 && when.weeks.length === 0);
    const week = containers.find(({ when }) => oneWeek(when) !== null)?.when ?? findWhens(words.plain.slice(0, 30))[0];
    if (month && week && oneWeek(week) === 1) first.add(month.text);
  }
  return first.size > 1;
}

/** Finds week 1 and the printed weeks. A hint wins over what the text proves; printed ranges stay as printed. */
export function weeksOf(layout: Layout, term: TermYears, hints: PlanHints): Weeks {
  const found = collect(layout, term);
  const monthly = restart(layout);
  const best = monthly ? null : elected(found.votes);
  const firstMonday = hints.firstMonday ?? best?.monday ?? null;
  contradictions(found, firstMonday);
  const proof = best
    ? `${best.votes[0]?.words ?? ''}${best.votes.length > 1 ? ` 等${best.votes.length}处` : ''}`
    : null;
  const others = best ? found.votes.filter(({ monday }) => monday !== best.monday) : [];
  const disagree = others.length ? `；另有${others.length}处对不上：${others[0]?.words}` : '';
  const hint = hints.firstMonday
    ? `导入时给出${best && best.monday !== hints.firstMonday ? `；但文中${proof}推出的是${monthDay(best.monday)}` : ''}`
    : null;
  const weeks = numbersOf(layout);
  return {
    firstMonday,
    because: hint ?? (proof === null ? null : `${proof}${disagree}`),
    printed: new Map([...found.printed].map(([week, { span }]) => [week, span])),
    broken: found.broken,
    last: monthly || weeks.length === 0 ? null : Math.max(...weeks.filter((week) => week <= 30)),
    monthly,
  };
}

/** The days of a week; of the nth week of a month where weeks begin anew; null when they cannot be known. */
export function spanOfWeek(week: number, weeks: Weeks, month: Range<MonthFact> | null, term: TermYears): Span | null {
  const printed = weeks.monthly ? undefined : weeks.printed.get(week);
  if (printed) return printed;
  if (weeks.firstMonday !== null && !weeks.monthly) {
    const start = addDays(weeks.firstMonday, 7 * (week - 1));
    return { start, end: addDays(start, 6) };
  }
  const span = month && week >= 1 && week <= 5 ? monthSpan(month, term) : null;
  return span && weekOfMonth(week, span.start);
}

/** The nth week that begins in a month. */
export function weekOfMonth(nth: number, firstOfMonth: LocalDate): Span {
  const monday = mondayOf(addDays(firstOfMonth, 6));
  const start = addDays(monday, 7 * (nth - 1));
  return { start, end: addDays(start, 6) };
}
