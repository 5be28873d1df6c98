// Cron times in Chinese, both ways: five fields read out (每周一 16:12), and what people say instead of five fields.
import { compareKey, readNumber } from './chinese.ts';

/** The five fields written out as ascending lists; weekday 0 = 周日, `L` the last day of the month. */
export interface CronFields {
  minutes: readonly number[];
  hours: readonly number[];
  days: readonly (number | 'L')[];
  months: readonly number[];
  weekdays: readonly number[];
}

const weekdaySigns = '日一二三四五六';
const twoDigits = (n: number): string => String(n).padStart(2, '0');
const weekdayWord = (n: number): string => `周${weekdaySigns[n % 7] ?? ''}`;

/** Whether days of the month and weekdays are left open. */
export const everyDay = ({ days }: CronFields): boolean => days.length >= 31;
export const everyWeekday = ({ weekdays }: CronFields): boolean => weekdays.length >= 7;
const everyMonth = ({ months }: CronFields): boolean => months.length >= 12;

/** Neighbours are drawn together from three on: 一、二、三 → 一至三. */
function spans(numbers: readonly number[], word: (n: number) => string): string {
  const runs: [number, number][] = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  const said = runs.flatMap(([from, to]) => {
    if (to - from >= 2) return [`${word(from)}至${word(to)}`];
    return from === to ? [word(from)] : [word(from), word(to)];
  });
  return said.join('、');
}

function dayWords(fields: CronFields): string {
  const months = everyMonth(fields) ? '' : spans(fields.months, (n) => `${n}月`);
  // Monday first, as people count: 0 becomes 7.
  const weekdays = spans(
    fields.weekdays.map((n) => n || 7),
    weekdayWord,
  );
  if (!everyWeekday(fields)) return months ? `${months}的每${weekdays}` : `每${weekdays}`;
  if (everyDay(fields)) return months ? `${months}的每天` : '每天';
  const numbers = fields.days.filter((day) => day !== 'L');
  const days = [
    ...(numbers.length > 0 ? [spans(numbers, (n) => `${n}日`)] : []),
    ...(fields.days.includes('L') ? ['最后一天'] : []),
  ].join('、');
  if (!months) return `每月${days}`;
  return fields.months.length === 1 ? `每年${months}${days}` : `${months}的${days}`;
}

/** Fields read out in Chinese, `每周一 16:12`; null for more than six times a day, which are no list any more. */
export function wordsOfCron(fields: CronFields): string | null {
  if (fields.hours.length * fields.minutes.length > 6) return null;
  const times = fields.hours.flatMap((hour) => fields.minutes.map((minute) => `${hour}:${twoDigits(minute)}`));
  return `${dayWords(fields)} ${times.join('、')}`;
}

const dayPart = '(上午|早上|早晨|清晨|凌晨|中午|下午|傍晚|晚上)?';
const number = '([零〇一二两三四五六七八九十]{1,3}|\\d{1,2})';
const timePattern = new RegExp(`${dayPart}${number}(?::|点钟?|时)(半|一刻|三刻|${number}分?)?$`);
const quarters: Record<string, number> = { 半: 30, 一刻: 15, 三刻: 45 };

/** Hour and minute from a match of the time pattern; null when there is no such time of day. */
function timeOfDay([text = '', part = '', hourText = '', minuteText = '']: readonly string[]): string | null {
  const said = readNumber(hourText);
  if (said === null || (text.includes(':') && minuteText === '')) return null;
  const minute = quarters[minuteText] ?? readNumber(minuteText.replace('分', '') || '0');
  const late = /下午|傍晚|晚上/.test(part) || (part === '中午' && said < 11);
  const hour = late && said < 12 ? said + 12 : said === 12 && part === '凌晨' ? 0 : said;
  return hour > 23 || minute === null || minute > 59 ? null : `${minute} ${hour}`;
}

/** 周一、周三, 周一三五, 周一至周五, 星期二和四 → 1,3, 1,3,5, 1-5, 2,4; null for anything else. */
function weekdayField(text: string): string | null {
  const apart = text.replace(/(?<=[一二三四五六日天])(?=[一二三四五六日天])/g, '、');
  const parts = apart.split(/[、,和及]/).map((part) => {
    const signs = /^周?([一二三四五六日天])(?:[至到-]周?([一二三四五六日天]))?$/.exec(part);
    if (!signs) return null;
    const [from, to] = signs
      .slice(1)
      .map((sign) => (sign ? weekdaySigns.indexOf(sign.replace('天', '日')) || 7 : null));
    if (!to) return String((from ?? 7) % 7);
    return from && from < to ? `${from}-${to}` : null;
  });
  return parts.includes(null) ? null : parts.join(',');
}

/** 1日、15日, 最后一天 → 1,15, L; null for anything else. */
function dayField(text: string): string | null {
  const parts = text.split(/[、,和及]/).map((part) => {
    if (/^(最后一天|月底|末日)$/.test(part)) return 'L';
    const day = readNumber(part.replace(/[日号]$/, ''));
    return day === null || day < 1 || day > 31 ? null : String(day);
  });
  return parts.includes(null) ? null : parts.join(',');
}

/** Day of month, month and weekday of 每天, 工作日, 每周一, 每月1日, 每年3月1日; null for anything else. */
function dayFields(text: string): string | null {
  if (/^(每天|每日|天天)$/.test(text)) return '* * *';
  if (/^每?(个)?工作日$/.test(text)) return '* * 1-5';
  const yearly = /^每年(.{1,2})月(.+)$/.exec(text);
  const month = yearly ? readNumber(yearly[1] ?? '') : null;
  if (yearly) {
    const day = dayField(yearly[2] ?? '');
    return month === null || month < 1 || month > 12 || day === null ? null : `${day} ${month} *`;
  }
  const monthly = /^每(?:个)?月的?(.+)$/.exec(text);
  if (monthly) {
    const day = dayField(monthly[1] ?? '');
    return day === null ? null : `${day} * *`;
  }
  const weekdays = weekdayField(text.replace(/^每(个)?/, '').replaceAll('每', ''));
  return weekdays === null || !text.includes('周') ? null : `* * ${weekdays}`;
}

/**
 * The five fields for a repeated time as people say it: 每周一 16:12, 每天 8:05, 工作日 7:45 (周一至周五), 每月1日 9:10,
 * 每月最后一天下午4点半. Null when it is not one. Hours without 上午 or 下午 count from 0 to 23.
 */
export function cronOfWords(text: string): string | null {
  const plain = compareKey(text)
    .replace(/^"(.*)"$/, '$1')
    .replace(/星期|礼拜/g, '周');
  const match = timePattern.exec(plain);
  if (!match) return null;
  const time = timeOfDay(match);
  const days = dayFields(plain.slice(0, match.index).replace(/[的,、]$/, ''));
  return time === null || days === null ? null : `${time} ${days}`;
}
