// What one resolution of dates looks at: statements, nearest first, the term, and a day stated shortly before.
import { addDays, daysBetween, type LocalDate } from '../../../lib/dates.ts';
import type { Precision, Recurrence } from '../model.ts';
import { dayOf, inside, lastOf, monthSpan, nearest, type Span, ymd } from './days.ts';
import type { PlanReading } from './model.ts';
import type { TermYears } from './term.ts';
import { spanOfWeek, type Weeks } from './weeks.ts';
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

/** An activity without a date, and why. */
export const undated = (because: string, warning: string | null): Dated => ({
  start: null,
  end: null,
  precision: null,
  recurrence: null,
  because,
  due: false,
  warnings: warning ? [warning] : [],
});
/** An activity with its days. */
export const dated = (
  span: Span,
  precision: Precision,
  because: string,
  warnings: string[] = [],
  due = false,
): Dated => ({
  ...span,
  precision,
  recurrence: null,
  because,
  warnings,
  due,
});
/** Said in the sentence itself, not around it. */
export const stated = (where: Said['where']): boolean => where === 'own' || where === 'sentence';
/** The one day, week or month named; null for ranges and lists. */
export const single = <T>(ranges: Range<T>[]): T | null =>
  ranges.length === 1 && ranges[0]!.from === ranges[0]!.to ? ranges[0]!.from : null;

/** Everything one resolution looks at. */
export class Context {
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

export const noYear = '文中没有写明年份，算不出日期。';
export const noWeek = '还不知道第1周是哪一周，算不出日期。';

/** 第3周, 第6至11周. */
export const weekName = ({ weeks }: When): string => {
  const [first, last] = [weeks[0]?.from, weeks.at(-1)?.to];
  return first === last ? `第${first}周` : `第${first}至${last}周`;
};
