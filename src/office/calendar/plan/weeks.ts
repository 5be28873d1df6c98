// Which days each teaching week has: printed ranges as printed, the others counted from week 1, which the text proves or a hint gives.
import { addDays, daysBetween, type LocalDate, mondayOf, monthDay } from '../../../lib/dates.ts';
import { dayOf, monthSpan, type Span } from './days.ts';
import type { Container, Layout } from './entry.ts';
import type { PlanHints } from './model.ts';
import { findWhens } from './scan.ts';
import type { TermYears } from './term.ts';
import type { DayFact, Range, When } from './when.ts';

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

interface Vote {
  monday: LocalDate;
  week: number;
  weight: number;
  words: string;
}

const shownRange = 11;

/** The days a container prints for its week; `broken` when there are none such. */
function printedRange(range: Range<DayFact>, term: TermYears): Span | 'broken' | null {
  const { from } = range;
  // 2月13日—19日 has one month; 28日—3月5日 lacks the first.
  const start = dayOf(
    from.month === undefined && range.to.month !== undefined
      ? { ...from, month: from.day <= range.to.day ? range.to.month : ((range.to.month + 10) % 12) + 1 }
      : from,
    term,
  );
  let end = dayOf(
    range.to.month === undefined && from.month !== undefined ? { ...range.to, month: from.month } : range.to,
    term,
  );
  if (start === 'impossible' || end === 'impossible')
    return from.month === undefined && range.to.month === undefined ? null : 'broken';
  if (start === null || end === null) return null;
  if (end < start && range.to.year === undefined && range.to.month !== undefined && range.to.month < (from.month ?? 0))
    end = `${Number(end.slice(0, 4)) + 1}${end.slice(4)}`;
  const days = daysBetween(start, end);
  return days < 0 || days > shownRange ? 'broken' : { start, end };
}

const mondayIn = ({ start, end }: Span): LocalDate => mondayOf(addDays(start, Math.floor(daysBetween(start, end) / 2)));
const oneWeek = (when: When): number | null =>
  when.weeks.length === 1 && when.weeks[0]!.from === when.weeks[0]!.to ? when.weeks[0]!.from : null;

interface Evidence {
  votes: Vote[];
  printed: Map<number, { span: Span; words: string }>;
  broken: Map<number, string>;
}

function take(when: When, words: string, weight: number, term: TermYears, found: Evidence): void {
  const week = oneWeek(when);
  const range = when.days[0];
  if (week === null || !range || when.days.length > 1 || when.mod === 'before') return;
  if (range.from === range.to) {
    const date = dayOf(range.from, term);
    if (date !== null && date !== 'impossible')
      found.votes.push({ monday: addDays(mondayOf(date), -7 * (week - 1)), week, weight, words });
    return;
  }
  const span = printedRange(range, term);
  if (span === 'broken') found.broken.set(week, words);
  else if (span && daysBetween(span.start, span.end) >= 1) {
    if (!found.printed.has(week)) found.printed.set(week, { span, words });
    found.votes.push({ monday: addDays(mondayIn(span), -7 * (week - 1)), week, weight: weight + 1, words });
  }
}

const notTold = /原定|改|调整|推迟|延期|提前/;

/** A statement of week and date in one sentence: 第七周 3 月 31 日; 第六周至第十一周 … 3 月 21—4 月 25; 第二周 … 21 号 under 二月. */
function fromSentence(
  whens: When[],
  text: string,
  months: Container | undefined,
  term: TermYears,
  found: Evidence,
): void {
  const weeks = whens.find((when) => when.weeks.length === 1);
  if (!weeks || notTold.test(text)) return;
  const { from: first, to: last } = weeks.weeks[0]!;
  for (const { days, mod } of whens) {
    if (days.length !== 1 || mod === 'before') continue;
    const range = days[0]!;
    const start = withMonth(range.from, months);
    const dates = [dayOf(start, term), dayOf(withMonth(range.to, months), term)];
    dates.forEach((date, i) => {
      const week = i === 0 ? first : last;
      if (date === null || date === 'impossible' || (i === 1 && range.to === range.from)) return;
      found.votes.push({
        monday: addDays(mondayOf(date), -7 * (week - 1)),
        week,
        weight: range.from.month === undefined ? 1 : 2,
        words: text,
      });
    });
  }
}

const withMonth = (fact: DayFact, months: Container | undefined): DayFact => {
  const month = months?.when.months[0]?.from.month;
  return fact.month === undefined && month !== undefined ? { ...fact, month } : fact;
};

/** Breaks a text where sentences end; a week said in one says nothing about the next. */
const sentences = (text: string): string[] => text.split(/[。；;\n]/);

function collect(layout: Layout, term: TermYears): Evidence {
  const found: Evidence = { votes: [], printed: new Map(), broken: new Map() };
  for (const { when, text } of new Set(layout.containers)) take(when, text, 2, term, found);
  for (const { words } of layout.lines) {
    for (const text of sentences(words.plain))
      fromSentence(findWhens(text.slice(0, 60)), text.slice(0, 40), undefined, term, found);
    for (const when of findWhens(words.plain)) take(when, words.plain.slice(when.from, when.to), 2, term, found);
  }
  for (const { words, containers } of layout.entries) {
    const month = containers.find(({ when }) => when.months.length === 1);
    const row = containers.find(({ when, what }) => what === 'row' && oneWeek(when) !== null && when.days.length === 0);
    for (const text of sentences(words.plain)) {
      const whens = findWhens(text);
      for (const when of whens)
        if (when.days.some(({ from, to }) => from !== to)) take(when, text.slice(when.from, when.to), 2, term, found);
      fromSentence(whens, text.slice(0, 40), month, term, found);
      if (row)
        for (const when of whens)
          if (when.weeks.length === 0 && !notTold.test(text))
            take({ ...when, weeks: row.when.weeks }, `${row.text} ${text.slice(when.from, when.to)}`, 0.5, term, {
              ...found,
              printed: new Map(),
              broken: new Map(),
            });
    }
  }
  return found;
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
export function spanOfWeek(
  week: number,
  weeks: Weeks,
  month: Range<import('./when.ts').MonthFact> | null,
  term: TermYears,
): Span | null {
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
