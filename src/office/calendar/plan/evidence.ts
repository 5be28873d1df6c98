// What the text tells of its weeks: printed ranges, and sentences that name a week and a day.
import { addDays, daysBetween, type LocalDate, mondayOf } from '../../../lib/dates.ts';
import { dayOf, type Span } from './days.ts';
import type { Container, Layout } from './entry.ts';
import { findWhens } from './scan.ts';
import type { TermYears } from './term.ts';
import type { DayFact, Range, When } from './when.ts';

/** A statement that puts week 1 on a Monday. */
export interface Vote {
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

/** The Monday of the week a printed range stands for, short or Sunday-first. */
export const mondayIn = ({ start, end }: Span): LocalDate =>
  mondayOf(addDays(start, Math.floor(daysBetween(start, end) / 2)));
/** The one week a statement names. */
export const oneWeek = (when: When): number | null =>
  when.weeks.length === 1 && when.weeks[0]!.from === when.weeks[0]!.to ? when.weeks[0]!.from : null;

/** Everything collected from one document. */
export interface Evidence {
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

/** All there is in a layout. */
export function collect(layout: Layout, term: TermYears): Evidence {
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
