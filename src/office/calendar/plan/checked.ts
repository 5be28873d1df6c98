// Stated days, checked against the week and weekday their sentence names: what disagrees is refused, what stands outside is warned of.
import { addDays, type LocalDate, monthDay, weekdayName, weekdayOf } from '../../../lib/dates.ts';
import {
  type Context,
  type Dated,
  dated,
  noYear,
  type Resolved,
  type Said,
  single,
  stated,
  undated,
  weekName,
} from './context.ts';
import { inside, monthSpan, type Span } from './days.ts';
import { readingsOf } from './readings.ts';
import { yearOfMonth } from './term.ts';
import type { DayFact, Range, When } from './when.ts';

/** Warns that a date lies outside the row or heading it stands in. */
export function outside(context: Context, span: Span, at: number): void {
  for (const said of context.chain.slice(at + 1)) {
    if (stated(said.where)) continue;
    const around = said.when.weeks.length
      ? context.weeksSpan(said.when)
      : said.when.months.length
        ? monthSpan(said.when.months[0]!, context.anchors.term)
        : null;
    if (around && (span.end < around.start || span.start > around.end)) {
      context.warnings.push(`${monthDay(span.start)}不在“${said.text}”里，按写明的日期算。`);
      return;
    }
  }
}

/** The days a statement names, or why they cannot be. */
export function days(context: Context, at: number): Resolved {
  const { when, text } = context.chain[at]!;
  const result: Dated[] = [];
  const weekSaid =
    context.chain.find((said, i) => i >= at - 1 && stated(said.where) && said.when.weeks.length > 0) ?? null;
  const strict = stated(context.chain[at]!.where)
    ? weekSaid
    : when.weeks.length && context.chain[at]!.where === 'line'
      ? context.chain[at]!
      : null;
  for (const [i, range] of when.days.entries()) {
    const weekSpan = strict ? context.weeksSpan(strict.when) : null;
    const span =
      strict && weekSpan && range.from.month === undefined ? inWeek(range, weekSpan) : context.range(range, at);
    const found = { context, at, text, week: strict, range };
    if (span === null && strict && weekSpan)
      return refuse(
        found,
        `${weekName(strict.when)}是${monthDay(weekSpan.start)}至${monthDay(weekSpan.end)}，里面没有${range.from.day}号`,
      );
    if (span === null) {
      result.push(
        undated(text, context.anchors.term.year === null ? noYear : '只写了几号，没有写明月份，算不出日期。'),
      );
      continue;
    }
    if ('impossible' in span)
      return refuse(
        found,
        `没有${span.impossible.month ? `${span.impossible.month}月` : ''}${span.impossible.day}日这一天`,
      );
    if (weekSpan && (span.start < weekSpan.start || span.end > weekSpan.end) && !isPrinted(strict!.when, range))
      return refuse(
        found,
        `${monthDay(span.start < weekSpan.start ? span.start : span.end)}不在${weekName(strict!.when)}（${monthDay(weekSpan.start)}至${monthDay(weekSpan.end)}）`,
      );
    const names = context.chain.find((said, j) => j <= at && said.when.weekdays.length > 0)?.when ?? null;
    const wrong = names && wrongWeekday(names, span, i, when.days.length);
    if (wrong)
      return refuse(
        found,
        `${monthDay(wrong.date)}是${weekdayName(wrong.date)}，不是${weekdayName(addDays('2023-02-12', wrong.weekday))}`,
      );
    outside(context, span, at);
    const due = when.mod === 'before';
    const only =
      when.mod === 'from' ? { start: span.start, end: span.start } : due ? { start: span.end, end: span.end } : span;
    const week = when.weeks.length > 0 && context.chain[at]!.where !== 'own' && range.from !== range.to && !due;
    result.push(dated(only, week ? 'week' : 'day', text, context.warnings, due));
  }
  const broken = single(when.weeks);
  if (broken !== null && context.anchors.weeks.broken.has(broken) && !stated(context.chain[at]!.where))
    return refuse(
      { context, at, text, week: context.chain[at]!, range: when.days[0]! },
      `${context.anchors.weeks.broken.get(broken)}的起止日期和别的周对不上`,
    );
  return { dated: result };
}

/** 第一周：2月17日—2月23日 prints the week's own days; they need not fit a count. */
const isPrinted = (when: When, range: Range<DayFact>): boolean =>
  when.days.includes(range) && range.from !== range.to && when.weeks.length === 1;

/** Days without a month inside the week their sentence names; null when the week has no such day. */
function inWeek({ from, to }: Range<DayFact>, week: Span): Span | null {
  const start = inside(from.day, week);
  const end = start && (to === from ? start : inside(to.day, { start, end: week.end }));
  return start && end ? { start, end } : null;
}

/** The first date whose stated weekday is not its own. */
function wrongWeekday(
  when: When,
  span: Span,
  index: number,
  count: number,
): { date: LocalDate; weekday: number } | null {
  const names = when.weekdays;
  if (when.every || when.pairs) return null;
  const pairs: [LocalDate, number | undefined][] =
    count > 1 && names.length === count
      ? [[span.start, names[index]]]
      : names.length === 1 || span.start === span.end
        ? [[span.start, names[0]]]
        : [
            [span.start, names[0]],
            [span.end, names.at(-1)],
          ];
  for (const [date, weekday] of pairs)
    if (weekday !== undefined && weekdayOf(date) !== weekday) return { date, weekday };
  return null;
}

function refuse(
  {
    context,
    at,
    text,
    week,
    range,
  }: { context: Context; at: number; text: string; week: Said | null; range: Range<DayFact> },
  what: string,
): Resolved {
  const { when } = context.chain[at]!;
  const { term, weeks } = context.anchors;
  const weekSpan = week ? context.weeksSpan(week.when) : null;
  const around = weekSpan ?? context.spanAround(at + 1)?.span ?? null;
  const month = context.monthsAround(0)?.range.from.month ?? null;
  const year = month === null ? null : yearOfMonth(term, month);
  return {
    refused: {
      reason: `“${text}”自相矛盾：${what}。请写明到底是哪一天。`,
      readings: readingsOf({
        range,
        weekdays: when.weekdays,
        week: weekSpan,
        weekText: week ? weekName(week.when) : '',
        around,
        month: month === null || year === null ? null : { year, month },
        term,
        firstMonday: weeks.firstMonday,
      }),
    },
  };
}
