// One end of a date, month or week as plans write it, read at a place of the text. Sticky patterns only: one look, no searching.
import { readNumber } from '../../../lib/chinese.ts';
import type { DayFact, MonthFact, Third } from './when.ts';

/** A stated day, month or week, or a number whose unit stands at the other end (14-16日, 第6-11周). */
export type End =
  | { kind: 'day'; fact: DayFact; to: number }
  | { kind: 'month'; fact: MonthFact; to: number }
  | { kind: 'week'; fact: number; to: number }
  | { kind: 'bare'; fact: number; ordinal: boolean; to: number };

/** What is allowed where a cell says nothing but when. */
export interface ScanOptions {
  /** The text is the cell of a date or week column: 9-1, 3.21, 18 周 are dates there. */
  column?: boolean;
}

const number = '(\\d{1,2}(?!\\d)|[零〇一二三四五六七八九十廿]{1,3})';
const counted = '[个次节名所校人项篇点分时届种类级班期天场位份件本套元年周%]|[:.]\\d|月(?!底|初|末|中)';
const sticky = (source: string): RegExp => new RegExp(source, 'y');
const patterns = {
  iso: sticky('(20\\d\\d)([-./])(\\d{1,2})\\2(\\d{1,2})(?!\\d)[日号]?'),
  isoMonth: sticky('(20\\d\\d)[-./](\\d{1,2})(?![\\d./-]|学年|年)'),
  year: sticky(
    '(20\\d\\d|\\d\\d(?=年 ?\\d{1,2}月)|二[〇零][〇零一二三四五六七八九]{2})年 ?(?=[\\d一二三四五六七八九十])',
  ),
  nextYear: sticky('(?:次年|翌年|明年|第二年)的? ?'),
  month: sticky(`(?:${number}|元) ?月(?:份|(?!龄))`),
  monthly: sticky('[一1] ?月[一1一两二](?:次|练|考|测|题|评|课|节)'),
  day: sticky(` ?${number} ?([日号])(?!楼|文件|教室|会议室|线|馆|厅|公告|令|门|院|内|常|记|语(?!文|、)|照|游|制)`),
  bareDay: sticky(` ?(\\d{1,2})(?!\\d| ?(?:${counted}))`),
  bareChineseDay: sticky(`${number}(?=[-~至到])`),
  third: sticky('(中、?下旬|上、?中旬|上旬|中旬|下旬|初(?![中一二三])|底|末|中(?![小学国职等考层间期心文医华]))'),
  bareThird: sticky('(?:(中、?下旬|上、?中旬|上旬|中旬|下旬)|月(初|底|末|中(?![小学国职等考层间期心文])))'),
  pair: sticky(
    '(\\d{1,2})[./](\\d{1,2})(?:日|号|(?!\\d|[./]\\d| ?(?:[月年%分米倍万版个级]|元(?!旦|月|宵)|届|学时|课时)))',
  ),
  dashed: sticky('(\\d{1,2})-(\\d{1,2})(?![\\d日号周月-])'),
  // 第6周四 is Thursday of week 6: the week ends before 周, which the weekday needs; 第一周三年级 is not.
  weekWithDay: sticky(`第 ?${number} ?(?=周[一二三四五六日天](?![年个所节次校位大月十日号级科项门五名、周]))`),
  week: sticky(`第? ?${number} ?(?:个?教学周|个?周|个?星期)(?!年|岁)`),
  ordinal: sticky(`第 ?${number}(?= ?[-~、,和及至到])`),
  bare: sticky(`${number}(?= ?[-~、,和及至到])`),
  tail: sticky(`第? ?${number}(?! ?(?:${counted}))`),
};

const thirds: Record<string, Third> = {
  上旬: 'early',
  初: 'early',
  中旬: 'middle',
  中: 'middle',
  下旬: 'late',
  底: 'late',
  末: 'late',
  上中旬: 'earlyMiddle',
  中下旬: 'middleLate',
};

/** A match of the pattern that begins exactly at `at`. */
export function look(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const value = (text: string | undefined): number => readNumber(text ?? '') ?? Number.NaN;
const third = (word: string | undefined): Partial<MonthFact> => {
  const which = word === undefined ? undefined : thirds[word.replace('、', '')];
  return { ...(which && { third: which }), ...(word === '底' || word === '末' ? { end: true as const } : {}) };
};

/** 二〇二三 or 2023. */
export const yearValue = (text: string): number =>
  (/^\d\d$/.test(text) ? 2000 : 0) +
  Number(
    [...text]
      .map((char) => (/\d/.test(char) ? char : String('〇一二三四五六七八九'.indexOf(char.replace('零', '〇')))))
      .join(''),
  );

function readMonth(text: string, at: number, year: Partial<MonthFact>): End | null {
  if (look(patterns.monthly, text, at)) return null;
  const found = look(patterns.month, text, at);
  const month = found && found[1] === undefined ? 1 : value(found?.[1]);
  if (!found || Number.isNaN(month)) return null;
  const to = patterns.month.lastIndex;
  const base = { ...year, month };
  const day = found[0].endsWith('份') ? null : (look(patterns.day, text, to) ?? look(patterns.bareDay, text, to));
  if (day && !Number.isNaN(value(day[1])))
    return { kind: 'day', fact: { ...base, day: value(day[1]) }, to: to + day[0].length };
  const chinese = look(patterns.bareChineseDay, text, to);
  if (chinese && !Number.isNaN(value(chinese[1])))
    return { kind: 'day', fact: { ...base, day: value(chinese[1]) }, to: to + chinese[0].length };
  const part = look(patterns.third, text, to);
  if (part) return { kind: 'month', fact: { ...base, ...third(part[1]) }, to: to + part[0].length };
  return { kind: 'month', fact: base, to };
}

const startsClean = (text: string, at: number): boolean =>
  !/[\d./第\]]/.test(text[at - 1] ?? ' ') && !/\d:/.test(text.slice(Math.max(0, at - 2), at));

function readPair(text: string, at: number, options: ScanOptions): End | null {
  const found = look(patterns.pair, text, at) ?? (options.column ? look(patterns.dashed, text, at) : null);
  if (!found || !startsClean(text, at)) return null;
  const [month, day] = [Number(found[1]), Number(found[2])];
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const to = at + found[0].length;
  const [before, after] = [text[at - 1] ?? ' ', text[to] ?? ' '];
  const stands = /[\s([,;、:~。至到从自于前-]/.test(before);
  const sure = /[-~至到前起(]/.test(after) || /[日号]$/.test(found[0]);
  return options.column || stands || sure ? { kind: 'day', fact: { month, day }, to } : null;
}

const readDay = (text: string, at: number): End | null => {
  const found = /[\d零〇一二三四五六七八九十廿第\]]/.test(text[at - 1] ?? ' ') ? null : look(patterns.day, text, at);
  if (!found || Number.isNaN(value(found[1]))) return null;
  // 一日生活, 三日 as a length: a single numeral is a day only in a range or before a bracket.
  const to = at + found[0].length;
  if (/^ ?[一二三四五六七八九]$/.test(found[0].slice(0, -1)) && !/[-~、至到(]/.test(text[to] ?? '')) return null;
  if (found[2] === '号' && /[\]〕]/.test(text[at - 1] ?? '')) return null;
  return { kind: 'day', fact: { day: value(found[1]) }, to };
};

/** The day, month or week stated at `at`; null when there is none. */
export function readEnd(text: string, at: number, options: ScanOptions = {}): End | null {
  const iso = look(patterns.iso, text, at);
  if (iso) {
    const fact = { year: Number(iso[1]), month: Number(iso[3]), day: Number(iso[4]) };
    return { kind: 'day', fact, to: at + iso[0].length };
  }
  const year = look(patterns.year, text, at);
  if (year && startsClean(text, at)) return readMonth(text, at + year[0].length, { year: yearValue(year[1] ?? '') });
  const isoMonth = options.column ? look(patterns.isoMonth, text, at) : null;
  if (isoMonth && Number(isoMonth[2]) <= 12)
    return {
      kind: 'month',
      fact: { year: Number(isoMonth[1]), month: Number(isoMonth[2]) },
      to: at + isoMonth[0].length,
    };
  const next = look(patterns.nextYear, text, at);
  if (next) return readMonth(text, at + next[0].length, { nextYear: true });
  const pair = readPair(text, at, options);
  if (pair) return pair;
  if (/[\d零〇一二三四五六七八九十廿高初]/.test(text[at - 1] ?? ' ')) return null;
  const month = readMonth(text, at, {});
  if (month) return month;
  const part = look(patterns.bareThird, text, at);
  if (part) return { kind: 'month', fact: third(part[1] ?? part[2]), to: at + part[0].length };
  // 假期后第一周 is counted from the holiday.
  const relative = /[后前]的?$/.test(text.slice(Math.max(0, at - 2), at));
  const week = relative ? null : (look(patterns.weekWithDay, text, at) ?? look(patterns.week, text, at));
  if (week && !Number.isNaN(value(week[1]))) {
    const sure =
      week[0].startsWith('第') || (options.column ?? false) || at === 0 || /[-~、,和及至到]/.test(text[at - 1] ?? '');
    if (sure) return { kind: 'week', fact: value(week[1]), to: at + week[0].length };
  }
  return readDay(text, at);
}

/** A number that waits for its unit: `14` of 14-16日, `第6` of 第6-11周. */
export function readBare(text: string, at: number): End | null {
  const ordinal = look(patterns.ordinal, text, at);
  const found = ordinal ?? (startsClean(text, at) ? look(patterns.bare, text, at) : null);
  const fact = value(found?.[1]);
  if (!found || Number.isNaN(fact)) return null;
  return { kind: 'bare', fact, ordinal: ordinal !== null, to: at + found[0].length };
}

/** A last number without a unit: `25` of 3月21-25. */
export function readTail(text: string, at: number): End | null {
  const found = look(patterns.tail, text, at);
  const fact = value(found?.[1]);
  return found && !Number.isNaN(fact) ? { kind: 'bare', fact, ordinal: false, to: at + found[0].length } : null;
}
