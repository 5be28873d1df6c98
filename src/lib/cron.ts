// Five-field cron expressions: checked, read in Chinese, and their next times. Time zone is always Asia/Shanghai.
import cronstrue from 'cronstrue/i18n.js';
import cron from 'node-cron';
import { normalise } from './chinese.ts';
import { type CronFields, cronOfWords, everyDay, everyWeekday, wordsOfCron } from './cronwords.ts';
import { addDays, dateOf, instantOf, type LocalDate, timeOf, weekdayOf } from './dates.ts';
import { remembered } from './remembered.ts';

/** A usable expression in one spelling, or why there is none: a Chinese sentence that says what to do. */
export type CronCheck = { ok: true; cron: string } | { ok: false; reason: string };

// A CommonJS module: bundling loaders hand over its default, Node the module around it.
const describe = cronstrue.default ?? cronstrue;

const parts = [
  { title: '分', range: '0–59', most: 59 },
  { title: '时', range: '0–23', most: 23 },
  { title: '日', range: '1–31', most: 31 },
  { title: '月', range: '1–12', most: 12 },
  { title: '周', range: '0–7，0 和 7 都是周日', most: 7 },
] as const;
const order = '请写 分 时 日 月 周 五段，例如 12 16 * * 1 是每周一 16:12';
const fieldNames = ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'];
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** One spelling: half-width, single blanks, no quotation marks, numbers for names, `*` for `?`. */
function spelled(text: string): string {
  const plain = normalise(text).replaceAll('、', ',').replace(/["']/g, ' ').trim().toUpperCase();
  const fields = plain.split(/\s+/).map((field) => (field === '?' ? '*' : field));
  const numbered = (field: string, names: readonly string[], first: number): string =>
    field.replace(/[A-Z]{3}/g, (name) => (names.includes(name) ? String(names.indexOf(name) + first) : name));
  return fields
    .map((field, i) => (i === 3 ? numbered(field, monthNames, 1) : i === 4 ? numbered(field, weekdayNames, 0) : field))
    .join(' ');
}

/** What is wrong with one field before node-cron sees it; it would expand any range of numbers into memory. */
function oddField(field: string, i: number): string | null {
  const { title, range, most } = parts[i] ?? parts[0];
  const called = `“${title}”这一段写的是 ${field.slice(0, 20)}`;
  if (/[W#]|L-|\dL/.test(field)) return `${called}：W、#、L- 这些写法各家程序理解不同，这里不用。每月最后一天请写 L。`;
  if (!/^[\d*,\-/L]+$/.test(field) || /\d{3}/.test(field)) return `${called}，看不懂。${title}只能是 ${range}。`;
  for (const [, from, to] of field.matchAll(/(\d+)-(\d+)/g)) {
    if (Number(from) > Number(to)) return `${called}，${from} 比 ${to} 大。请把小的写在前面，跨过去的写成两截。`;
  }
  const step = /\/(\d+)/.exec(field)?.[1];
  if (step && (Number(step) < 1 || Number(step) > most)) return `${called}，间隔只能是 1–${most}。`;
  return null;
}

const ordered = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** The fields written out; shared, not to be changed. @throws Error when the expression has not passed `checkCron` */
export const cronFields = remembered((expression: string): CronFields => {
  const { minute, hour, dayOfMonth, month, dayOfWeek } = cron.parse(expression);
  const days = dayOfMonth.filter((day): day is number | 'L' => typeof day === 'number' || day === 'L');
  return {
    minutes: ordered(minute),
    hours: ordered(hour),
    days: [...new Set(days)],
    months: ordered(month),
    weekdays: ordered(dayOfWeek.map(Number)),
  };
});

/**
 * Checks what somebody typed as a cron expression; full-width signs and quotation marks are fine. Only five fields:
 * seconds are refused, and so is a day of the month together with a weekday, which some programs read as "and" (node-cron)
 * and others as "or" (BullMQ, croner).
 */
export function checkCron(text: string): CronCheck {
  const no = (reason: string): CronCheck => ({ ok: false, reason });
  const expression = spelled(text);
  if (expression.startsWith('@')) return no(`${expression.toLowerCase()} 没写清几点几分。${order}。`);
  const fields = expression === '' ? [] : expression.split(' ');
  if (fields.length === 6) return no('这里有六段，第一段是秒。消息按分钟发，请去掉第一段，只留 分 时 日 月 周 五段。');
  if (fields.length !== 5) return no(`这里有 ${fields.length} 段。${order}。`);
  for (const [i, field] of fields.entries()) {
    const odd = oddField(field, i);
    if (odd) return no(odd);
  }
  const { errors } = cron.validateDetailed(expression);
  const [first] = errors;
  if (first?.message.includes('impossible'))
    return no(`${fields[3]}月没有${fields[2]?.replaceAll(',', '、')}日，这个时间永远不会到。`);
  if (first) {
    const i = Math.max(0, fieldNames.indexOf(first.field));
    const { title, range } = parts[i] ?? parts[0];
    return no(`“${title}”这一段写的是 ${fields[i]}，看不懂。${title}只能是 ${range}。`);
  }
  const read = cronFields(expression);
  if (!everyDay(read) && !everyWeekday(read))
    return no('“日”和“周”不能同时写：有的程序当“并且”，有的当“或者”。请把其中一段写成 *。');
  return { ok: true, cron: expression };
}

/** The expression in Chinese: 每周一 16:12, 每月最后一天 9:10. @throws Error when it has not passed `checkCron` */
export function readCron(expression: string): string {
  const words = wordsOfCron(cronFields(expression));
  if (words) return words;
  return describe.toString(expression, {
    locale: 'zh_CN',
    logicalAndDayFields: true,
    use24HourTimeFormat: true,
  });
}

const wordsLike =
  /^[每个周星期礼拜工作日天月年号底最后一二两三四五六七八九十至到和及的、,\-\d]+?(上午|早上|早晨|清晨|凌晨|中午|下午|傍晚|晚上)?[\d一二两三四五六七八九十]{1,3}(:|点钟?|时)[\d一二三四五六七八九十半刻]{0,3}分?$/;

/** Whether words are meant as a repeated time, right or wrong: so that `checkWhen` can say what is wrong with them. */
export function looksLikeWhen(text: string): boolean {
  const plain = normalise(text).replaceAll('、', ',').replace(/["']/g, ' ').trim();
  if (/^@[a-z]+$/i.test(plain)) return true;
  const words = plain.split(/\s+/);
  if (words.length >= 5 && words.length <= 7 && words.every((word) => /^[\dA-Z*?,/\-#]+$/i.test(word))) return true;
  const joined = words.join('');
  return cronOfWords(joined) !== null || (/^(每|周|星期|礼拜|工作日|天天)/.test(joined) && wordsLike.test(joined));
}

/** Checks a repeated time as people type it: five cron fields, or 每周一 16:12, 每天 8:05, 工作日 7:45, 每月1日 9:10. */
export function checkWhen(text: string): CronCheck {
  const cron = cronOfWords(text);
  if (cron) return checkCron(cron);
  if (!/[一-龥]/.test(text)) return checkCron(text);
  return {
    ok: false,
    reason: `时间“${text.slice(0, 30)}”没看懂。可以写 每周一 16:12、每天 8:05、工作日 7:45、每月1日 9:10，或者 cron 五段，例如 12 16 * * 1。`,
  };
}

/** Whether the fields allow that local day. */
function allows(fields: CronFields, day: LocalDate): boolean {
  const date = Number(day.slice(8));
  if (!fields.months.includes(Number(day.slice(5, 7)))) return false;
  if (!fields.weekdays.includes(weekdayOf(day) % 7)) return false;
  return fields.days.includes(date) || (fields.days.includes('L') && addDays(day, 1).endsWith('-01'));
}

/** Eight years lie between two 29 February around 2100, the longest gap there is. */
const farthest = 366 * 8 + 1;

/**
 * The times (epoch ms) of a checked expression in (from, to], one after the other. Our own walk over node-cron's fields,
 * since its own list always begins at the real now.
 */
export function* timesBetween(
  expression: string,
  from: number,
  to = Number.POSITIVE_INFINITY,
): Generator<number, void> {
  const fields = cronFields(expression);
  for (let day = dateOf(from), gap = 0; gap <= farthest; day = addDays(day, 1), gap++) {
    const midnight = instantOf(day);
    if (midnight > to) return;
    if (!allows(fields, day)) continue;
    gap = 0;
    for (const hour of fields.hours) {
      for (const minute of fields.minutes) {
        const at = midnight + (hour * 60 + minute) * 60_000;
        if (at > from && at <= to) yield at;
      }
    }
  }
}

/** The next `count` times (epoch ms) of a checked expression after `from`. */
export function nextTimes(expression: string, from: number, count: number): number[] {
  const times: number[] = [];
  if (count < 1) return times;
  for (const at of timesBetween(expression, from)) if (times.push(at) >= count) break;
  return times;
}

/** What `jiaoyan schedule next` prints: `at` in ISO 8601 with +08:00, `ms` epoch milliseconds. */
export interface ScheduleNext {
  cron: string;
  reading: string;
  timezone: 'Asia/Shanghai';
  next: { at: string; ms: number }[];
}

/** What `jiaoyan schedule next` says of a checked expression: its reading and its next `count` times after `from` (epoch ms). */
export function scheduleNext(expression: string, count: number, from: number): ScheduleNext {
  const next = nextTimes(expression, from, count).map((ms) => ({ at: `${dateOf(ms)}T${timeOf(ms)}:00+08:00`, ms }));
  return { cron: expression, reading: readCron(expression), timezone: 'Asia/Shanghai', next };
}
