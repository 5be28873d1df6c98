// Weekdays, repetition and clock times beside a date: 每周二、四下午, 隔周周三, （周二）14:30.
import { readNumber } from '../../../lib/chinese.ts';
import { look } from './ends.ts';
import type { Every, When } from './when.ts';

const dayNames = '一二三四五六日';
/** 1 for 一 … 7 for 日 or 天. */
export const weekdayValue = (char: string): number => dayNames.indexOf(char.replace('天', '日')) + 1;

const everyWeek = /每(?:逢)?(两|二|2|三|3)?个?(?:教学)?(周|星期)(?:的)?(?!年)/y;
const everyMonth = /每(两|2|三|3)?个?月(?!考)/y;
const otherWeek = /(?:每?隔一?(?:周|星期)|每(?:两|二|2)周)(?:的)?/y;
const parityWeek = /(?:每|逢|每逢)?(单|双)周(?:的)?/y;
const weekday = /(?:周|星期|礼拜)([一二三四五六日天])/y;
const plainWeekday = /([一二三四五六日天])(?=[、,上下晚中)\s。;:]|$|[\u4e00-\u9fa5])/y;
const further = /(?:[、和及与]|,(?=周|星期))(?:每?(?:周|星期|礼拜))?([一二三四五六日天])(?![年月十名个次节所])/y;
const through = /(?:[-~]+|至|到)(?:周|星期|礼拜)?([一二三四五六日天])(?![两所个次节名])/y;
const counts = /次|节|个|所|名|篇|人|堂|至[一二两三四五六七八九十\d]+[所次节个篇堂]|到[两二三四五六][所次]/y;
const verse = /练|测|考|课|题|歌|诗|文|星|查|结|报|评|训|主题/y;
const nth = /的?(?:最后一?个?|第([一二三四五])(?:个|周的?)?|(末))的?(?=周|星期|礼拜)/y;

/** 每周, 隔周, 双周, 每月 at a place. */
export function readEvery(text: string, at: number): { every: Every; to: number } | null {
  const other = look(otherWeek, text, at);
  if (other) return { every: { freq: 'weekly', interval: 2 }, to: at + other[0].length };
  const parity = look(parityWeek, text, at);
  if (
    parity &&
    (parity[0][0] !== '单' || !/[第每]/.test(text[at - 1] ?? '')) &&
    !/[第\d一二三四五六七八九十]/.test(text[at - 1] ?? '')
  )
    return {
      every: { freq: 'weekly', interval: 2, parity: parity[1] === '单' ? 'odd' : 'even' },
      to: at + parity[0].length,
    };
  for (const [pattern, freq] of [[everyWeek, 'weekly'] as const, [everyMonth, 'monthly'] as const]) {
    const found = look(pattern, text, at);
    if (found) return { every: { freq, interval: readNumber(found[1] ?? '一') ?? 1 }, to: at + found[0].length };
  }
  return null;
}

/** 周二, 周二、周四, 周一至周五 at a place; after 每周 the first may lack its 周. */
export function readWeekdays(
  text: string,
  at: number,
  afterEvery = false,
): (Pick<When, 'weekdays' | 'weekdaySpan'> & { to: number }) | null {
  const ordinal = look(nth, text, at);
  let to = at + (ordinal?.[0].length ?? 0);
  const first = look(weekday, text, to) ?? (afterEvery ? look(plainWeekday, text, to) : null);
  if (!first || (/[上下这每隔单双]/.test(text[at - 1] ?? '') && !afterEvery)) return null;
  to += first[0].length;
  if (look(counts, text, to) || ((afterEvery || text[at - 1] === '一') && first[1] === '一' && look(verse, text, to)))
    return null;
  const weekdays = [weekdayValue(first[1] ?? '')];
  const span = look(through, text, to);
  if (span) {
    const last = weekdayValue(span[1] ?? '');
    for (let day = weekdays[0]! + 1; day <= last; day++) weekdays.push(day);
    return { weekdays, weekdaySpan: true, to: to + span[0].length };
  }
  for (let more = look(further, text, to); more; more = look(further, text, to)) {
    weekdays.push(weekdayValue(more[1] ?? ''));
    to += more[0].length;
  }
  return { weekdays: [...new Set(weekdays)], to };
}

const subjectName =
  '语文|数学|英语|外语|科学|道德与法治|道法|思政|政治|品德|历史|地理|物理|化学|生物|音乐|美术|体育|体育与健康|信息技术|信息科技|信息|综合实践|综合|劳动|书法|心理|艺术|艺体|幼教|学前|综合组|文综|理综|文科|理科';
const pair = new RegExp(
  `每?(?:周|星期)([一二三四五六日天])(?:上午|下午)?(?::|为|是)?(${subjectName})(?:组|学科)?`,
  'y',
);
const reversed = new RegExp(
  `(${subjectName})(?:学科|组|科)?(?::|为|在|安排在)?(?:每)?(?:周|星期)([一二三四五六日天])(?:上午|下午)?`,
  'y',
);
const between = /[、,;和及 ]+/y;

/** 周二语文、周三数学 (or 语文周二、数学周三): at least two weekdays with their subjects. */
export function readPairs(
  text: string,
  at: number,
): { pairs: { weekday: number; subject: string }[]; to: number } | null {
  for (const [pattern, day, name] of [[pair, 1, 2] as const, [reversed, 2, 1] as const]) {
    const pairs: { weekday: number; subject: string }[] = [];
    let [to, end] = [at, at];
    for (let found = look(pattern, text, to); found && pairs.length < 12; found = look(pattern, text, to)) {
      pairs.push({ weekday: weekdayValue(found[day] ?? ''), subject: found[name] ?? '' });
      end = to + found[0].length;
      to = end + (look(between, text, end)?.[0].length ?? 0);
    }
    if (pairs.length > 1) return { pairs, to: end };
  }
  return null;
}

const partName = '上午|下午|晚上|晚间|中午|早上|早晨|晚自习|早读|晚|午间|课后|放学后';
const partWord = new RegExp(`(${partName})`, 'y');
const lessons = /第[一二三四五六七八、至到-]+节(?:课)?/y;
const clock = /(\d{1,2})(?::(\d{2})|[点时](?:(半)|(\d{1,2})分|整)?)(?!\d)/y;
const until = /(?:[-~]+|至|到)(?:\d{1,2})(?::\d{2}|[点时](?:半|\d{1,2}分)?)(?!\d)/y;

/** Part of the day and clock time at a place; `time` when a clock time was said. */
export function readTime(text: string, at: number): { time?: string; to: number } | null {
  let to = at;
  const name = look(partWord, text, to);
  if (name) to += name[0].length;
  const period = look(lessons, text, to);
  if (period) to += period[0].length;
  if (text[to] === ' ') to++;
  const found = look(clock, text, to);
  if (!found) return name || period ? { to: text[to - 1] === ' ' ? to - 1 : to } : null;
  to += found[0].length;
  to += look(until, text, to)?.[0].length ?? 0;
  let hour = Number(found[1]);
  const minute = found[3] ? 30 : Number(found[2] ?? found[4] ?? 0);
  if (/下午|晚/.test(name?.[1] ?? '') && hour < 12) hour += 12;
  if (name?.[1] === '中午' && hour < 6) hour += 12;
  if (hour > 23 || minute > 59) return { to };
  return { time: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`, to };
}
