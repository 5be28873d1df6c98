// Reads the dates people write (domain: 3月21日, 21号, 第六周周二, 下周三, 3月21—25日 …) into stated facts; nothing is computed here.
import { normalise, readNumber } from './chinese.ts';
import type { LocalTime } from './dates.ts';

/** Part of a day. */
export type DayPart = 'morning' | 'noon' | 'afternoon' | 'evening';

/** What was stated about a day, week or month; several facts about one day must agree (checked when resolved). */
export interface DateFacts {
  year?: number;
  /** 1 … 12 in dates that exist. */
  month?: number;
  day?: number;
  /** Teaching week, 1 = the first. */
  week?: number;
  /** 1 = 周一 … 7 = 周日. */
  weekday?: number;
  /** 0 = 今天, 1 = 明天, -1 = 昨天. */
  dayShift?: number;
  /** 0 = 本周, 1 = 下周, 2 = 下下周, -1 = 上周; weeks begin on Monday. */
  weekShift?: number;
  /** 0 = 本月, 1 = 下月, -1 = 上月. */
  monthShift?: number;
}

/** A date as it was said: plain JSON, independent of today and term until `resolveDate` (datespec.ts) reads it. */
export interface DateSpec {
  /** The words, normalised. */
  said: string;
  from: DateFacts;
  /** Last day, week or month of a range. */
  to?: DateFacts;
  part?: DayPart;
  /** Local time of day, `HH:MM`. */
  time?: LocalTime;
}

interface Clocked extends DateFacts {
  part?: DayPart;
  hour?: number;
  minute?: number;
  /** The hour was said with 点: small hours then mean the afternoon, as nobody plans for the night. */
  spoken?: boolean;
}

type Read = (...groups: (string | undefined)[]) => Clocked | null;

const number = '(\\d{1,2}|[零〇一二两三四五六七八九十廿卅]{1,4})';
const weekWord = '(?:周|星期|礼拜)';
const shiftWord = '(上上|下下|上|下|本|这)一?个?';
const shifts: Record<string, number> = { 上上: -2, 上: -1, 本: 0, 这: 0, 下: 1, 下下: 2 };
const dayShifts: Record<string, number> = { 大前天: -3, 前天: -2, 昨: -1, 今: 0, 明: 1, 后天: 2, 大后天: 3 };
const parts: Record<string, DayPart> = {
  早: 'morning',
  上午: 'morning',
  中午: 'noon',
  下午: 'afternoon',
  晚: 'evening',
};

const value = (text: string | undefined): number => readNumber(text ?? '') ?? Number.NaN;
const weekdayValue = (text: string | undefined): number => (text === '日' || text === '天' ? 7 : value(text));
const monthDay = (month: string | undefined, day: string | undefined): Clocked => ({
  month: value(month),
  day: value(day),
});
const plausible = (facts: Clocked): Clocked | null =>
  (facts.month ?? 0) <= 12 && (facts.day ?? 0) <= 31 ? facts : null;

/** The pieces a date is made of, in the order they are tried. */
const pieces: [RegExp, Read][] = (
  [
    [
      `(20\\d\\d)(?:年|[-/.])${number}(?:月|[-/.])${number}[日号]?(?!\\d)`,
      (y, m, d) => ({ year: Number(y), ...monthDay(m, d) }),
    ],
    ['(20\\d\\d)(\\d\\d)(\\d\\d)(?!\\d)', (y, m, d) => plausible({ year: Number(y), ...monthDay(m, d) })],
    [`(20\\d\\d)(?:年${number}月份?|[-/.](\\d{1,2}))(?!\\d)`, (y, m, n) => ({ year: Number(y), month: value(m ?? n) })],
    [`${number}月${number}[日号]?(?!\\d|:|周(?![一二三四五六日天]))`, monthDay],
    ['(\\d{1,2})[./](\\d{1,2})[日号]?(?!\\d)', (m, d) => plausible(monthDay(m, d))],
    ['(\\d{1,2})-(\\d{1,2})(?![\\d日号周月])', (m, d) => plausible(monthDay(m, d))],
    [`${shiftWord}月`, (shift) => ({ monthShift: shifts[shift ?? ''] ?? 0 })],
    [`${number}月份?`, (m) => ({ month: value(m) })],
    [`${number}[日号]`, (d) => ({ day: value(d) })],
    // 第6周四 is Thursday of week 6; but 第六周三月二十一日 goes on with a month, 第二周二号 with a day.
    [
      `第${number}(?:教学)?周([一二三四五六日天])(?![月十日号])`,
      (w, d) => ({ week: value(w), weekday: weekdayValue(d) }),
    ],
    [`第${number}(?:教学)?周`, (w) => ({ week: value(w) })],
    ['(\\d{1,2})周(?![一二三四五六日天\\d])', (w) => ({ week: value(w) })],
    [
      `${shiftWord}${weekWord}([一二三四五六日天]|[1-7](?![\\d./-]))(?![月十号])`,
      (shift, d) => ({ weekShift: shifts[shift ?? ''] ?? 0, weekday: weekdayValue(d) }),
    ],
    [`${weekWord}([一二三四五六日天]|[1-7](?![\\d./-]))(?![月十号])`, (d) => ({ weekday: weekdayValue(d) })],
    [`${shiftWord}${weekWord}`, (shift) => ({ weekShift: shifts[shift ?? ''] ?? 0 })],
    ['(大前天|大后天|前天|后天)', (d) => ({ dayShift: dayShifts[d ?? ''] ?? 0 })],
    ['([昨今明])(?:天|日|(?=[早晚]))', (d) => ({ dayShift: dayShifts[d ?? ''] ?? 0 })],
    ['(上午|中午|下午)', (part) => ({ part: parts[part ?? ''] ?? 'morning' })],
    ['(早|晚)(?:上|晨|间)?', (part) => ({ part: parts[part ?? ''] ?? 'morning' })],
    ['(\\d{1,2}):(\\d{2})(?!\\d)', (h, m) => ({ hour: Number(h), minute: Number(m) })],
    [`${number}[点时](?:(半)|([一三])刻|${number}分?|整|钟)?`, spokenTime],
    ['[ ()\\[\\],的]', () => ({})],
  ] as [string, Read][]
).map(([source, read]) => [new RegExp(source, 'y'), read]);

function spokenTime(hour?: string, half?: string, quarters?: string, minutes?: string): Clocked {
  const minute = half ? 30 : quarters ? value(quarters) * 15 : minutes ? value(minutes) : 0;
  return { hour: value(hour), minute, spoken: true };
}

/** All facts of one end of a range; null when a word is not understood or a fact is stated twice. */
function readFacts(text: string): Clocked | null {
  const facts: Clocked = {};
  let at = 0;
  while (at < text.length) {
    const piece = nextPiece(text, at);
    if (!piece) return null;
    for (const key of Object.keys(piece.facts)) if (key in facts) return null;
    Object.assign(facts, piece.facts);
    at = piece.end;
  }
  return makesSense(facts) ? facts : null;
}

function nextPiece(text: string, at: number): { facts: Clocked; end: number } | null {
  for (const [pattern, read] of pieces) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    const facts = found && read(...found.slice(1));
    if (facts && !Object.values(facts).some(Number.isNaN)) return { facts, end: pattern.lastIndex };
  }
  return null;
}

const stated = (...facts: unknown[]): boolean => facts.some((fact) => fact !== undefined);

/** Facts that can be about one day, week or month. */
function makesSense(facts: Clocked): boolean {
  const { month, day, week, weekday, dayShift, weekShift, monthShift } = facts;
  const isDay = stated(day, weekday, dayShift);
  if (stated(facts.part, facts.hour) && !isDay) return false;
  if (stated(month) && stated(monthShift)) return false;
  if (stated(weekday) && !stated(day, week, weekShift, dayShift) && stated(month, monthShift)) return false;
  if (stated(facts.year) && !stated(day) && stated(week, weekShift)) return false;
  return isDay || stated(month, monthShift, week, weekShift);
}

/** Minutes and part of the day to `HH:MM`; undefined when no time was said, null when there is no such time. */
function clockTime({ hour, minute = 0, part, spoken }: Clocked): LocalTime | null | undefined {
  if (hour === undefined) return undefined;
  const late = part === 'afternoon' || part === 'evening' || (part === 'noon' && hour < 6);
  const inAfternoon = late || (spoken === true && part === undefined && hour >= 1 && hour <= 6);
  const hours = inAfternoon && hour < 12 ? hour + 12 : hour;
  if (hours > 23 || minute > 59 || (part === 'morning' && hours > 12) || (part === 'evening' && hours === 12))
    return null;
  return `${String(hours).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function spec(said: string, clocked: Clocked, to?: Clocked): DateSpec | null {
  const time = clockTime(clocked);
  if (time === null || (to && stated(to.part, to.hour))) return null;
  const { part, hour: _hour, minute: _minute, spoken: _spoken, ...from } = clocked;
  return { said, from, ...(to && { to }), ...(part && { part }), ...(time && { time }) };
}

const units = /(周|月|日|号)$/;

/** `第6` of 第6-11周 takes the unit of the other end; `25` of 3.21-25 is a day, `九周` of 第八、九周 a teaching week. */
function readRange(said: string, left: string, right: string): DateSpec | null {
  const unit = units.exec(right)?.[1] ?? '';
  const from = readFacts(left) ?? (unit ? readFacts(left + unit) : null);
  if (!from) return null;
  const to = readFacts(right) ?? readFacts(`第${right}`) ?? (/^\d{1,2}$/.test(right) ? readFacts(`${right}日`) : null);
  return to && spec(said, from, to);
}

/** 第八、九周 and 3月21、22日 are one span only when the numbers follow each other without a gap. */
function isGapless(items: string[]): boolean {
  const numbers = items.map((item) => value(/(\d{1,2}|[一二三四五六七八九十]{1,3})(?:周|月|日|号)?$/.exec(item)?.[1]));
  return numbers.every((n, i) => i === 0 || n === (numbers[i - 1] ?? Number.NaN) + 1);
}

/** 周末, 下周末, 第6周周末: Saturday and Sunday of that week, this one unless another is named. */
function readWeekend(said: string): DateSpec | null {
  const head = /^(.*?)(?:周|星期|礼拜)末$/.exec(said)?.[1];
  if (head === undefined) return null;
  const week = head === '' ? { weekShift: 0 } : (readFacts(head) ?? readFacts(`${head}周`));
  const isWeek = week && Object.keys(week).every((fact) => fact === 'week' || fact === 'weekShift');
  return isWeek ? { said, from: { ...week, weekday: 6 }, to: { ...week, weekday: 7 } } : null;
}

/** Blanks go, but not between two digits: `3.2 14:30` has two numbers there. */
function clean(text: string): string {
  const plain = normalise(text).trim().replace(/\s+/g, ' ');
  return plain
    .replace(/(?<!\d) | (?!\d)/g, '')
    .replace(/(?<=\d)。(?=\d)/g, '.')
    .replace(/-{2,}/g, '-')
    .replace(/^[从自]/, '');
}

/**
 * The date that a text says from its first to its last character, or null when it is not (only) a date.
 * Dates that do not exist (2月30日) are read too; they resolve to nothing. A lone number is no date. Pure.
 */
export function parseDate(text: string): DateSpec | null {
  if (text.length > 60) return null;
  const said = clean(text);
  const point = readFacts(said);
  if (point) return spec(said, point);
  const weekend = readWeekend(said);
  if (weekend) return weekend;
  for (const found of said.matchAll(/[-~至到]/g)) {
    const range = readRange(said, said.slice(0, found.index), said.slice(found.index + 1));
    if (range) return range;
  }
  const items = said.split(/[、和]/);
  if (items.length < 2 || !isGapless(items)) return null;
  return readRange(said, items[0] ?? '', items.at(-1) ?? '');
}
