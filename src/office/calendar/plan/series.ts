// Weekdays: a day of the week around them, or a series with its first meeting.
import { addDays, daysBetween, type LocalDate, mondayOf, weekdayOf } from '../../../lib/dates.ts';
import type { Recurrence } from '../model.ts';
import { days } from './checked.ts';
import { Context, type Dated, dated, noWeek, noYear, type Resolved, type Said, single, undated } from './context.ts';
import { monthSpan } from './days.ts';
import { weekOfMonth } from './weeks.ts';

/** 9月第三周周五: that day of the third week of the month. */
function weekdayOfMonth(context: Context, at: number): Resolved | null {
  const { when, text } = context.chain[at]!;
  const month = when.months.length === 1 && when.weekOfMonth ? monthSpan(when.months[0]!, context.anchors.term) : null;
  if (!month || !when.weekOfMonth) return when.weekOfMonth ? { dated: [undated(text, noYear)] } : null;
  const { start } = weekOfMonth(when.weekOfMonth, month.start);
  const day = addDays(start, (when.weekdays[0] ?? 1) - 1);
  return {
    dated: [dated({ start: day, end: day }, 'day', text, [`“${text}”按当月第${when.weekOfMonth}个星期一起的一周算。`])],
  };
}

/** A weekday alone is a day of the week around it, else a series. */
export function weekdays(context: Context, at: number): Resolved {
  const nthWeek = weekdayOfMonth(context, at);
  if (nthWeek) return nthWeek;
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
export function pairs(context: Context, at: number): Dated[] {
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
export function series(context: Context, at: number): Dated[] {
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
