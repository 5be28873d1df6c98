// What a stated date means on a given day of a given term: its readings, or why there is none. Local dates of Asia/Shanghai.
import { type DateProblem, problem, resolveFacts, type Span, type Within } from './datefind.ts';
import { type Around, dayLabel, monthLabel, weekLabel } from './datelabel.ts';
import type { DateFacts, DateSpec, DayPart } from './dateparse.ts';
import { addDays, type LocalDate, type LocalTime, monthDay } from './dates.ts';

export type { DateProblem } from './datefind.ts';
export { type Around, teachingWeek } from './datelabel.ts';
export { type DateFacts, type DateSpec, type DayPart, parseDate } from './dateparse.ts';

/** One meaning of a stated date. A span of days is of precision `day` too. */
export interface Reading {
  start: LocalDate;
  /** Last day, included. */
  end: LocalDate;
  precision: 'day' | 'week' | 'weekrange' | 'month' | 'monthrange';
  part?: DayPart;
  time?: LocalTime;
  /** 3月21日（周二，第6周）. */
  label: string;
}

/** No reading (then there is a problem), one, or two when it is ambiguous, the earlier first. */
export interface Resolution {
  readings: Reading[];
  problem?: DateProblem;
}

interface Stretch {
  from: Span;
  to: Span;
}

const isStretch = (found: Stretch | DateProblem): found is Stretch => 'from' in found;

/** Whether an end without a month would fall before a beginning with one, as in 3月25—21日: rather a slip than the next month. */
const runsBack = (from: DateFacts, to: DateFacts): boolean =>
  (from.month ?? from.monthShift) !== undefined &&
  to.month === undefined &&
  to.monthShift === undefined &&
  to.day !== undefined &&
  from.day !== undefined &&
  to.day < from.day;

/** The end of a range is sought from its beginning on: 28号到2号 crosses the month, 12月28日至1月3日 the year. */
function resolveEnd(from: Span, facts: DateFacts, around: Within): Stretch | DateProblem {
  const found = resolveFacts(facts, { ...around, base: from.start, anchors: [[from.start, from.start]] });
  if ('kind' in found) return found;
  const to = found.find((span) => span.end >= from.end);
  return to ? { from, to } : problem('conflict', '结束的日子早于开始的日子。');
}

function precisionOf({ from, to }: Stretch): Reading['precision'] {
  if (from === to) return from.unit;
  if (from.unit === 'day' && to.unit === 'day') return 'day';
  return from.unit === 'month' && to.unit === 'month' ? 'monthrange' : 'weekrange';
}

const partNames: Record<DayPart, string> = { morning: '上午', noon: '中午', afternoon: '下午', evening: '晚上' };

function label(start: LocalDate, end: LocalDate, precision: Reading['precision'], around: Around): string {
  if (precision === 'month' || precision === 'monthrange') return monthLabel(start, end, around);
  if (precision === 'week' || precision === 'weekrange') return weekLabel(start, end, around);
  return start === end ? dayLabel(start, around) : `${dayLabel(start, around)}—${dayLabel(end, around)}`;
}

function reading(stretch: Stretch, { part, time }: DateSpec, around: Around): Reading {
  const [start, end, precision] = [stretch.from.start, stretch.to.end, precisionOf(stretch)];
  const when = time ?? (part ? partNames[part] : '');
  return {
    start,
    end,
    precision,
    ...(part && { part }),
    ...(time && { time }),
    label: label(start, end, precision, around) + when,
  };
}

/** Where a date without a year may lie: at today, or anywhere in the term (20 weeks, when its end is open). */
function anchorsOf({ today, week1Monday, lastWeek }: Around): [LocalDate, LocalDate][] {
  const term: [LocalDate, LocalDate][] = week1Monday
    ? [[week1Monday, addDays(week1Monday, 7 * (lastWeek ?? 20) - 1)]]
    : [];
  return [[today, today], ...term];
}

/**
 * What a stated date means today in this term. Facts stated together (第六周周二3月21日) must agree, else there is a
 * `conflict` that names what each would be. A month and day without a year lies in the year nearest to term or today.
 * Two readings: a bare weekday that is today or over this week, a bare day number that is over this month. Pure.
 */
export function resolveDate(spec: DateSpec, around: Around): Resolution {
  const context: Within = { ...around, base: around.today, anchors: anchorsOf(around) };
  const starts = resolveFacts(spec.from, context);
  if ('kind' in starts) return { readings: [], problem: starts };
  const { to } = spec;
  if (to && runsBack(spec.from, to)) {
    const [day] = starts.map(({ start }) => monthDay(start));
    return { readings: [], problem: problem('conflict', `${to.day}日早于${day}；如果是下个月的，请写上月份。`) };
  }
  const stretches = starts.map((from) => (to ? resolveEnd(from, to, context) : { from, to: from }));
  const readings = stretches.filter(isStretch).map((stretch) => reading(stretch, spec, around));
  const { from } = around;
  const wanted = from === undefined ? readings : readings.filter(({ end }) => end >= from);
  if (wanted.length > 0) return { readings: wanted };
  const broken = stretches.find((stretch): stretch is DateProblem => !isStretch(stretch));
  return { readings: [], problem: broken ?? problem('past', `${readings[0]?.label ?? spec.said}已经过去了。`) };
}
