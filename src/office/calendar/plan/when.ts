// What a text states about when, as typed facts. Nothing is computed here.
import type { LocalTime } from '../../../lib/dates.ts';

/** Third of a month: 上旬, 中旬, 下旬; 中下旬 and 上中旬 span two. */
export type Third = 'early' | 'middle' | 'late' | 'earlyMiddle' | 'middleLate';

/** A day as stated; what is missing is looked for around it. */
export interface DayFact {
  year?: number;
  /** 1 when the text says 次年, 明年. */
  nextYear?: true;
  month?: number;
  day: number;
  /** The last day of the month, whatever its number. */
  last?: true;
}

/** A month, or a third of it; `month` is missing in 上旬, 月底. */
export interface MonthFact {
  year?: number;
  nextYear?: true;
  month?: number;
  third?: Third;
  /** 月底前 means the last day of the month, 下旬前 as well. */
  end?: true;
}

/** From … to, both included. */
export interface Range<T> {
  from: T;
  to: T;
}

/** 每周, 隔周, 双周, 每月. */
export interface Every {
  freq: 'weekly' | 'monthly';
  interval: number;
  parity?: 'odd' | 'even';
}

/** One cluster of facts: 第三周 28 号（周二）; 3 月 21---4 月 25; 每周三下午. */
export interface When {
  /** Where it stands in the words, `to` excluded; `core` ends before brackets and words like 前, 起. */
  from: number;
  to: number;
  weeks: Range<number>[];
  days: Range<DayFact>[];
  months: Range<MonthFact>[];
  /** Weekdays 1–7 that stand alone or check a date. */
  weekdays: number[];
  /** 周一至周三 names the days between as well. */
  weekdaySpan?: true;
  every?: Every;
  /** 周二语文、周三数学: a weekday for each subject. */
  pairs?: { weekday: number; subject: string }[];
  /** 至第十二周 in brackets: the end of what begins around it. 前: due then; 起, 开始: only the beginning is stated. */
  mod?: 'before' | 'from' | 'until';
  time?: LocalTime;
  /** 3月第二周: which week of that month. */
  weekOfMonth?: number;
  wholeYear?: true;
  /** 全学期, 平时: said to have no date. */
  always?: true;
}

/** Whether it names a day, a week or a month at all. */
export const namesTime = (when: When): boolean =>
  when.weeks.length + when.days.length + when.months.length + when.weekdays.length > 0 ||
  when.every !== undefined ||
  when.pairs !== undefined ||
  when.wholeYear === true ||
  when.always === true;

/** An empty cluster at a place. */
export const noWhen = (from: number): When => ({ from, to: from, weeks: [], days: [], months: [], weekdays: [] });
