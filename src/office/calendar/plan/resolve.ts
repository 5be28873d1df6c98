// From stated facts to dates: the nearest statement counts, what stands around it fills in and is checked, contradictions are refused.
import type { LocalDate } from '../../../lib/dates.ts';
import { days, outside } from './checked.ts';
import {
  type Anchors,
  Context,
  type Dated,
  dated,
  noWeek,
  noYear,
  type Resolved,
  type Said,
  single,
  stated,
  undated,
} from './context.ts';
import { monthSpan, ymd } from './days.ts';
import { pairs, series, weekdays } from './series.ts';
import { weekOfMonth } from './weeks.ts';
import type { MonthFact, Range, When } from './when.ts';

/** Dates of one activity. `near` is a day stated shortly before. */
export function resolve(chain: Said[], anchors: Anchors, near: LocalDate | null): Resolved {
  const found = resolveAny(chain, anchors, near);
  if ('refused' in found) return found;
  // 第十六周至第八周 ends before it begins.
  return {
    dated: found.dated.map((one) =>
      one.start && one.end && one.end < one.start
        ? undated(one.because, `“${one.because}”的起止颠倒了，没有采用。`)
        : one,
    ),
  };
}

function resolveAny(chain: Said[], anchors: Anchors, near: LocalDate | null): Resolved {
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
