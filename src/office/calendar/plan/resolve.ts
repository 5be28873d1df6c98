// From stated facts to dates: the nearest statement counts, what stands around it fills in and is checked, contradictions are refused.
import {
  addDays,
  daysBetween,
  type LocalDate,
  mondayOf,
  monthDay,
  weekdayName,
  weekdayOf,
} from '../../../lib/dates.ts';
import type { Precision, Recurrence } from '../model.ts';
import { dayOf, inside, lastOf, monthSpan, nearest, type Span, ymd } from './days.ts';
import type { PlanReading } from './model.ts';
import { readingsOf } from './readings.ts';
import { type TermYears, yearOfMonth } from './term.ts';
import { spanOfWeek, type Weeks, weekOfMonth } from './weeks.ts';
import type { DayFact, MonthFact, Range, When } from './when.ts';

/** A statement of time and how near it stands: in the activity, in its sentence, on its line, or around it. */
export interface Said {
  when: When;
  text: string;
  where: 'own' | 'sentence' | 'line' | 'heading' | 'row' | 'column';
}

/** The term as far as dates need it. */
export interface Anchors {
  term: TermYears;
  weeks: Weeks;
}

/** When an activity takes place. */
export interface Dated {
  start: LocalDate | null;
  end: LocalDate | null;
  precision: Precision | null;
  recurrence: Recurrence | null;
  because: string;
  warnings: string[];
  /** Due at that day. */
  due: boolean;
  /** The subject of one of several series: 周二语文. */
  subject?: string;
}

/** A statement that contradicts itself. */
export interface Contradiction {
  reason: string;
  readings: PlanReading[];
}

export type Resolved = { dated: Dated[] } | { refused: Contradiction };

const undated = (because: string, warning: string | null): Dated => ({
  start: null,
  end: null,
  precision: null,
  recurrence: null,
  because,
  due: false,
  warnings: warning ? [warning] : [],
});
const dated = (span: Span, precision: Precision, because: string, warnings: string[] = [], due = false): Dated => ({
  ...span,
  precision,
  recurrence: null,
  because,
  warnings,
  due,
});
const stated = (where: Said['where']): boolean => where === 'own' || where === 'sentence';
const single = <T>(ranges: Range<T>[]): T | null =>
  ranges.length === 1 && ranges[0]!.from === ranges[0]!.to ? ranges[0]!.from : null;

/** Everything one resolution looks at. */
class Context {
  readonly chain: Said[];
  readonly anchors: Anchors;
  /** A day resolved shortly before, for days without a month. */
  readonly near: LocalDate | null;
  readonly warnings: string[] = [];

  constructor(chain: Said[], anchors: Anchors, near: LocalDate | null) {
    this.chain = chain;
    this.anchors = anchors;
    this.near = near;
  }

  monthsAround(from: number): { said: Said; range: Range<MonthFact> } | null {
    for (const said of this.chain.slice(from))
      if (said.when.months.length === 1 && said.when.months[0]!.from.month)
        return { said, range: said.when.months[0]! };
    return null;
  }

  weekSpan(week: number): Span | null {
    return spanOfWeek(week, this.anchors.weeks, this.monthsAround(0)?.range ?? null, this.anchors.term);
  }

  /** The days of all weeks a statement names. */
  weeksSpan(when: When): Span | null {
    const [first, last] = [when.weeks[0], when.weeks.at(-1)];
    const [start, end] = [first && this.weekSpan(first.from), last && this.weekSpan(last.to)];
    return start && end ? { start: start.start, end: end.end } : null;
  }

  /** The innermost days, weeks or printed range around a statement. */
  spanAround(from: number): { said: Said; span: Span } | null {
    for (const said of this.chain.slice(from)) {
      const range = said.when.days.length === 1 ? said.when.days[0]! : null;
      const days = range ? this.range(range, this.chain.indexOf(said)) : null;
      const span = said.when.weeks.length ? this.weeksSpan(said.when) : days && !('impossible' in days) ? days : null;
      if (span) return { said, span };
    }
    return null;
  }

  /** The date of a day without its month: from the week of the row, the month of the heading, the line above. */
  bare(day: number, from: number): LocalDate | 'impossible' | null {
    const around = this.spanAround(from + 1);
    const month = this.monthsAround(0);
    if (around) return nearest(day, around.span);
    if (month) {
      const span = monthSpan({ from: { ...month.range.from }, to: { ...month.range.to } }, this.anchors.term);
      if (!span) return null;
      const whole = {
        start: ymd(Number(span.start.slice(0, 4)), Number(span.start.slice(5, 7)), 1),
        end: lastOf(Number(span.end.slice(0, 4)), Number(span.end.slice(5, 7))),
      };
      const near =
        this.near && this.near >= whole.start && this.near <= whole.end
          ? inside(day, { start: this.near, end: whole.end })
          : null;
      return near ?? inside(day, whole) ?? 'impossible';
    }
    if (!this.near) return null;
    return nearest(day, { start: this.near, end: addDays(this.near, 20) });
  }

  day(fact: DayFact, from: number): LocalDate | 'impossible' | null {
    return fact.month === undefined ? this.bare(fact.day, from) : dayOf(fact, this.anchors.term);
  }

  range({ from, to }: Range<DayFact>, at: number): Span | { impossible: DayFact } | null {
    const first =
      from.month === undefined && to.month !== undefined
        ? { ...from, month: from.day <= to.day ? to.month : ((to.month + 10) % 12) + 1 }
        : from;
    const start = this.day(first, at);
    if (start === 'impossible') return { impossible: first };
    if (start === null) return null;
    if (to === from) return { start, end: start };
    let end = to.month === undefined ? (nearestAfter(to.day, start) ?? 'impossible') : this.day(to, at);
    if (end === 'impossible') return { impossible: to };
    if (end === null) return null;
    if (end < start && to.year === undefined && daysBetween(end, start) > 150)
      end = `${Number(end.slice(0, 4)) + 1}${end.slice(4)}`;
    return end < start ? { impossible: to } : { start, end };
  }
}

/** The first date from `start` on with this number. */
const nearestAfter = (day: number, start: LocalDate): LocalDate | null =>
  inside(day, { start, end: addDays(start, 45) });

/** Dates of one activity. `near` is a day stated shortly before. */
export function resolve(chain: Said[], anchors: Anchors, near: LocalDate | null): Resolved {
  const context = new Context(merged(chain), anchors, near);
  // 每周二语文、每周三数学（第二周开始）: the series counts, the week begins it.
  const serial = context.chain.findIndex(({ when, where }) => stated(where) && (when.pairs || when.every));
  const at = serial >= 0 ? serial : context.chain.findIndex((said, i) => counts(said.when, context, i));
  const primary = context.chain[at];
  if (!primary) return { dated: [undated('', null)] };
  const { when, text } = primary;
  if (when.always) return { dated: [undated(text, '没有写明日期。')] };
  if (when.pairs) return { dated: pairs(context, at) };
  if (when.every) return { dated: series(context, at) };
  if (when.days.length) return days(context, at);
  if (when.weekdays.length) return weekdays(context, at);
  if (when.weeks.length) return weeks(context, at);
  if (when.wholeYear) {
    const { year } = anchors.term;
    return {
      dated: [
        year === null
          ? undated(text, noYear)
          : dated({ start: ymd(year, 1, 1), end: ymd(year, 12, 31) }, 'monthrange', text),
      ],
    };
  }
  return months(context, at);
}

const noYear = '文中没有写明年份，算不出日期。';
const noWeek = '还不知道第1周是哪一周，算不出日期。';

/** Statements inside the activity that complete each other (第六周 …（周四）, 第六周至第十一周 …（3月21—4月25）) become one. */
function merged(chain: Said[]): Said[] {
  const own = chain.filter(({ where }) => where === 'own');
  if (own.length < 2) return chain;
  const first: Said = { ...own[0]!, when: { ...own[0]!.when } };
  for (const { when, text } of own.slice(1)) {
    const adds = (key: 'weeks' | 'days' | 'weekdays' | 'months'): boolean =>
      first.when[key].length === 0 && when[key].length > 0;
    if (adds('weeks')) Object.assign(first.when, { weeks: when.weeks, ...(when.mod && { mod: when.mod }) });
    if (adds('days')) Object.assign(first.when, { days: when.days, ...(when.mod && { mod: when.mod }) });
    if (adds('weekdays'))
      Object.assign(first.when, { weekdays: when.weekdays, ...(when.weekdaySpan && { weekdaySpan: true }) });
    if (adds('months') && first.when.weeks.length + first.when.days.length === 0) first.when.months = when.months;
    if (when.pairs) first.when.pairs = when.pairs;
    if (when.every && !first.when.every) first.when.every = when.every;
    if (when.time && !first.when.time) first.when.time = when.time;
    first.text = `${first.text}……${text}`;
  }
  return [first, ...chain.filter(({ where }) => where !== 'own')];
}

/** Whether a statement dates the activity; a month named inside a week's row (三月月考) does not. */
function counts(when: When, context: Context, at: number): boolean {
  if (
    when.pairs ||
    when.every ||
    when.days.length ||
    when.weeks.length ||
    when.weekdays.length ||
    when.wholeYear ||
    when.always
  )
    return true;
  if (when.months.length === 0) return false;
  const thirds = when.months.some(({ from, to }) => from.third || to.third);
  return (
    thirds ||
    at === context.chain.length - 1 ||
    !context.chain.slice(at + 1).some((said) => said.when.weeks.length || said.when.days.length)
  );
}

/** Warns that a date lies outside the row or heading it stands in. */
function outside(context: Context, span: Span, at: number): void {
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

function days(context: Context, at: number): Resolved {
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

/** 第3周, 第6至11周. */
const weekName = ({ weeks }: When): string => {
  const [first, last] = [weeks[0]?.from, weeks.at(-1)?.to];
  return first === last ? `第${first}周` : `第${first}至${last}周`;
};

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

function weeks(context: Context, at: number): Resolved {
  const { when, text, where } = context.chain[at]!;
  const month = when.months[0];
  const nth = single(when.weeks);
  if (month && nth !== null && context.anchors.weeks.firstMonday === null) {
    const span = monthSpan(month, context.anchors.term);
    return { dated: [span ? dated(weekOfMonth(nth, span.start), 'week', text) : undated(text, noYear)] };
  }
  const broken = when.weeks.find(({ from, to }) => from === to && context.anchors.weeks.broken.has(from));
  if (broken && where !== 'heading')
    context.warnings.push(`“${context.anchors.weeks.broken.get(broken.from)}”的起止日期和别的周对不上，按周次推算。`);
  const until = when.mod === 'until' ? context.spanAround(at + 1) : null;
  const result = when.weeks.map(({ from, to }): Dated => {
    const [first, last] = [context.weekSpan(from), context.weekSpan(when.mod === 'from' ? from : to)];
    if (!first || !last) return undated(text, context.anchors.weeks.monthly ? noYear : noWeek);
    if (until && until.span.start <= last.end)
      return dated(
        { start: until.span.start, end: last.end },
        'weekrange',
        `${until.said.text}……${text}`,
        context.warnings,
      );
    const precision = from === to || when.mod === 'from' ? 'week' : 'weekrange';
    return dated({ start: first.start, end: last.end }, precision, text, context.warnings, when.mod === 'before');
  });
  return { dated: result };
}

function months(context: Context, at: number): Resolved {
  const { when, text, where } = context.chain[at]!;
  const outer = context.monthsAround(at + 1)?.range;
  const near = context.near ? { month: Number(context.near.slice(5, 7)) } : null;
  const nth = when.weekOfMonth;
  const result = when.months.map(({ from, to }): Dated => {
    const lack = from.month === undefined;
    const month = outer?.from.month ?? near?.month;
    const last = outer?.to.month ?? near?.month;
    if (lack && month === undefined) return undated(text, '没有写明是哪个月，算不出日期。');
    // 下旬 under 六至七月 could be either; the first is taken and said.
    if (lack && last !== undefined && last !== month)
      context.warnings.push(`“${text}”没有写明是哪个月，按${month}月算。`);
    const full: Range<MonthFact> = lack
      ? { from: { ...from, month: month! }, to: { ...to, month: month! } }
      : { from, to: to.month === undefined ? { ...to, month: from.month! } : to };
    const span = monthSpan(full, context.anchors.term);
    if (!span) return undated(text, noYear);
    if (nth) return dated(weekOfMonth(nth, span.start), 'week', text, [`“${text}”按当月第${nth}个星期一起的一周算。`]);
    if (when.mod === 'before') return dated({ start: span.end, end: span.end }, 'day', text, context.warnings, true);
    const one =
      when.mod === 'from' && full.from.month !== undefined
        ? monthSpan({ from: full.from, to: full.from }, context.anchors.term)!
        : span;
    if (stated(where)) outside(context, one, at);
    return dated(one, one.start.slice(0, 7) === one.end.slice(0, 7) ? 'month' : 'monthrange', text, context.warnings);
  });
  return { dated: result };
}

/** A weekday alone is a day of the week around it, else a series. */
function weekdays(context: Context, at: number): Resolved {
  const { when, text } = context.chain[at]!;
  const around = context.chain.slice(at).find((said) => said.when.weeks.length || said.when.days.length);
  // 3月21日 …（周二）: the weekday checks the day.
  if (around && around !== context.chain[at] && single(around.when.days)) {
    const both: Said = {
      ...around,
      when: { ...around.when, weekdays: when.weekdays, ...(when.weekdaySpan && { weekdaySpan: true }) },
      text: `${around.text}……${text}`,
    };
    const chain = context.chain.map((said) => (said === around ? both : said));
    return days(new Context(chain, context.anchors, context.near), chain.indexOf(both));
  }
  const nth = around && !around.when.mod ? single(around.when.weeks) : null;
  const day =
    around?.when.days.length && nth === null && around !== context.chain[at]
      ? context.spanAround(context.chain.indexOf(around))
      : null;
  const span =
    nth !== null ? context.weekSpan(nth) : day && daysBetween(day.span.start, day.span.end) <= 8 ? day.span : null;
  if (nth !== null && !span) return { dated: [undated(`${around!.text} ${text}`, noWeek)] };
  if (!span) return { dated: series(context, at) };
  const because = around === context.chain[at] ? text : `${around!.text} ${text}`;
  const dates = when.weekdays.map((weekday) => {
    const found = [0, 1, 2, 3, 4, 5, 6, 7]
      .map((n) => addDays(span.start, n))
      .find((date) => weekdayOf(date) === weekday);
    return found && found <= (span.end > addDays(span.start, 6) ? span.end : addDays(span.start, 6))
      ? found
      : addDays(mondayOf(span.start), weekday - 1);
  });
  const inOrder = dates.every((date, i) => i === 0 || date === addDays(dates[i - 1]!, 1));
  const [first, last] = [dates[0]!, dates.at(-1)!];
  if (when.weekdaySpan || (inOrder && dates.length > 1))
    return { dated: [dated({ start: first, end: last }, 'day', because)] };
  return { dated: dates.map((date) => dated({ start: date, end: date }, 'day', because, [], when.mod === 'before')) };
}

/** 周二语文、周三数学: days of the one week around, else a series for each. */
function pairs(context: Context, at: number): Dated[] {
  const { when, text } = context.chain[at]!;
  const around = context.chain.find((said) => said.when.weeks.length || said.when.days.length);
  const week = around && !around.when.mod ? single(around.when.weeks) : null;
  const span = week === null ? null : context.weekSpan(week);
  if (!span) return series(context, at);
  return when.pairs!.map(({ weekday, subject }) => {
    const date = addDays(mondayOf(addDays(span.start, 3)), weekday - 1);
    return { ...dated({ start: date, end: date }, 'day', `${around!.text} ${text}`), subject };
  });
}

/** Weekly and monthly series: the first meeting where a week or day tells it. */
function series(context: Context, at: number): Dated[] {
  const { when, text } = context.chain[at]!;
  const { firstMonday } = context.anchors.weeks;
  const every = when.every ??
    context.chain.find((said) => said.when.every)?.when.every ?? { freq: 'weekly' as const, interval: 1 };
  const base = context.spanAround(0);
  const from = base && base.said.when.months.length === 0 ? base : null;
  const first = (weekday: number): LocalDate | null => {
    let start = from?.span.start ?? (every.parity ? firstMonday : null);
    if (!start || every.freq === 'monthly') return null;
    while (weekdayOf(start) !== weekday) start = addDays(start, 1);
    const week = firstMonday ? Math.floor(daysBetween(firstMonday, start) / 7) + 1 : null;
    if (every.parity && week !== null && (week % 2 === 1) !== (every.parity === 'odd')) start = addDays(start, 7);
    return start;
  };
  const long = from && !from.said.when.mod && daysBetween(from.span.start, from.span.end) > 7;
  const make = (weekdays: number[], subject: string | null): Dated => {
    const start = weekdays.length ? weekdays.map(first).reduce((a, b) => (a && b ? (a < b ? a : b) : a)) : null;
    const recurrence: Recurrence = { freq: every.freq, weekdays, interval: every.interval, subject };
    return {
      start,
      end: start && long ? from.span.end : start,
      precision: start ? 'day' : null,
      recurrence,
      because: from && from.said.text !== text ? `${from.said.text}……${text}` : text,
      warnings: start ? [] : ['没有写明从哪天开始。'],
      due: false,
      ...(subject && { subject }),
    };
  };
  if (when.pairs) return when.pairs.map(({ weekday, subject }) => make([weekday], subject));
  return [make(when.weekdays, null)];
}
