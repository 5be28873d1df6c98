// Finds all clusters of stated time in a text: 第三周 28 号（周二）, 每周三下午, 3月10日前, 全年. One walk from left to right.
import { readChain } from './chain.ts';
import { look, type ScanOptions } from './ends.ts';
import { readEvery, readPairs, readTime, readWeekdays } from './weekdays.ts';
import { namesTime, noWhen, type When } from './when.ts';

const begins =
  /[本元第\d零〇一二三四五六七八九十廿每隔逢单双周星礼上中下月次翌明全首预整平语数英外科道思政品历地物化生音美体信综劳书心艺幼学文理]/;
const subjectStart = /[语数英外科道思政品历地物化生音美体信综劳书心艺幼学文理]/;
const weekOfMonth = / ?的?第([一二三四五1-5])(?:个)?(?:周|星期)(?![一二三四五六日])/y;
const always = /(?:整个?学期|全学期|本学期内|学期全程|平时|常年|全程|每学期)(?=$|[:,;\s)])/y;
const wholeYear = /全年(?=$|[:,;\s)]|开展|组织|进行|常态)/y;
const quarterOf = /第?([一二三四1-4])季度/y;
const firstWeek = /(?:首周|开学第一周|开学首周)/y;
const weekZero = /(?:预备周|准备周)/y;
const before = / ?(?:下班|放学|午休|上班)?(?:之前|以前|前夕|前)(?![往来后述三两几任沿期])/y;
const early = / ?(?:左右|前后|期间|当天|当日)/y;
const since =
  /(?:起至|起到|开始至|开始到|起直至|至|到)(?:本?学?期末|学期结束|期终|放假前?|学期末|期末)|(?:起|开始|始|以后|之后|以来)(?![动源草点步跑名学])/y;
const until = /(?:截止|为止|止)(?!日)/y;
const deadline = /(?:截止(?:日期|时间)?(?:为|到|至|是)?:?|截至|不迟于|不晚于|最迟(?:于)?|赶在)$/;
const sinceBefore = /(?:自|从)$/;
const junction = /[ ,·]? ?\(?/y;

type Part = Partial<When> & { to: number };

/** One kind of fact at a place, if the cluster does not have that kind yet. */
function nextFact(text: string, at: number, when: When, options: ScanOptions): Part | null {
  const chain = readChain(text, at, options);
  if (chain) {
    const weekdays = [...when.weekdays, ...chain.weekdays];
    const { to } = chain;
    if (chain.kind === 'week') return when.weeks.length ? null : { weeks: chain.ranges, weekdays, to };
    if (chain.kind === 'day') return when.days.length ? null : { days: chain.ranges, weekdays, to };
    if (when.months.length || when.days.length) return null;
    const nth = look(weekOfMonth, text, to);
    const within = nth
      ? { weekOfMonth: '一二三四五'.indexOf(nth[1] ?? '') + 1 || Number(nth[1]), to: to + nth[0].length }
      : { to };
    return { months: chain.ranges, weekdays, ...within };
  }
  const rangeLacksOne = when.weekdays.length === 1 && when.days.some(({ from, to }) => from !== to);
  if (when.weekdays.length === 0 || rangeLacksOne) {
    const named = readWeekdays(text, at, when.every !== undefined);
    if (named) return { ...named, weekdays: [...when.weekdays, ...named.weekdays] };
  }
  if (when.from === at || when.time !== undefined) return null;
  return readTime(text, at);
}

function startOf(text: string, at: number): When | null {
  const when = noWhen(at);
  const pairs = readPairs(text, at);
  if (pairs) return { ...when, ...pairs };
  const every = readEvery(text, at);
  if (every) return { ...when, every: every.every, to: every.to };
  if (look(wholeYear, text, at)) return { ...when, wholeYear: true, to: at + 2 };
  // 本周四 is the Thursday of the week around.
  const here = text[at] === '本' ? readWeekdays(text, at + 1) : null;
  if (here) return { ...when, ...here };
  const quarter = look(quarterOf, text, at);
  if (quarter) {
    const first = 3 * ('一二三四'.indexOf(quarter[1] ?? '') + 1 || Number(quarter[1])) - 2;
    return { ...when, months: [{ from: { month: first }, to: { month: first + 2 } }], to: at + quarter[0].length };
  }
  const usual = look(always, text, at);
  if (usual) return { ...when, always: true, to: at + usual[0].length };
  const zero = look(weekZero, text, at);
  if (zero) return { ...when, weeks: [{ from: 0, to: 0 }], to: at + zero[0].length };
  const first = look(firstWeek, text, at);
  return first ? { ...when, weeks: [{ from: 1, to: 1 }], to: at + first[0].length } : null;
}

/** Adds facts that stand directly behind, in brackets or not: 28 号（周二）, 3月21日上午9:00. */
function extend(text: string, when: When, options: ScanOptions): void {
  for (let turn = 0; turn < 8; turn++) {
    const link = when.to === when.from ? null : look(junction, text, when.to);
    const direct = nextFact(text, when.to, when, options);
    if (direct) {
      Object.assign(when, direct);
      continue;
    }
    if (!link || link[0] === '') return;
    const inner = nextFact(text, when.to + link[0].length, when, options);
    if (!inner) return;
    if (!link[0].endsWith('(')) {
      // 第四周,周二语文 …: a comma joins only facts about one day.
      Object.assign(when, inner);
      continue;
    }
    const copy = { ...when, ...inner };
    for (
      let more = nextFact(text, skipComma(text, copy.to), copy, options);
      more;
      more = nextFact(text, skipComma(text, copy.to), copy, options)
    )
      Object.assign(copy, more);
    if (text[copy.to] !== ')') return;
    Object.assign(when, copy, { to: copy.to + 1 });
  }
}

const skipComma = (text: string, at: number): number => at + (/[, ]/.test(text[at] ?? '') ? 1 : 0);

/** 前, 起, 开始, 截止 before or behind. */
function modify(text: string, when: When): void {
  const ahead = text.slice(Math.max(0, when.from - 8), when.from);
  const due = look(before, text, when.to) ?? look(until, text, when.to);
  const from = look(since, text, when.to);
  if (due) Object.assign(when, { mod: 'before', to: when.to + due[0].length });
  else if (from) Object.assign(when, { mod: 'from', to: when.to + from[0].length });
  else if (/\((?:延续|持续|直)?(?:至|到)$/.test(ahead)) when.mod = 'until';
  else if (deadline.test(ahead)) when.mod = 'before';
  else if (
    sinceBefore.test(ahead) &&
    [...when.weeks, ...when.days, ...when.months].every(({ from: a, to: b }) => a === b)
  )
    when.mod = 'from';
  const about = look(early, text, when.to);
  if (about) when.to += about[0].length;
}

/** 补周三课, 补10月7日课, 按周五课表: the day whose timetable is followed, not the day of the work. */
const followed = (text: string, { from, to }: When): boolean =>
  (/补(?:上)?$/.test(text.slice(Math.max(0, from - 2), from)) &&
    /^(?:\(?周[一二三四五六日]\)?)?(?:的|(?:上)?(?:课|班))/.test(text.slice(to, to + 8))) ||
  (/(?:按|上|执行|行)$/.test(text.slice(0, from)) && /^的?课(?!改|题|程标|标|堂)/.test(text.slice(to)));

/** The cluster that begins at `at`, or null. */
export function readWhen(text: string, at: number, options: ScanOptions = {}): When | null {
  const when = startOf(text, at) ?? noWhen(at);
  if (!when.pairs) extend(text, when, options);
  if (when.to === at || !namesTime(when)) return null;
  if (when.every?.parity && when.weekdays.length === 0 && when.to - at < 3 && !/[上下,:]/.test(text[when.to] ?? ''))
    return null;
  modify(text, when);
  return when;
}

/** All clusters of a text, in order. What stands in quotation marks is a name (“3·15”), not a date. */
export function findWhens(text: string, options: ScanOptions = {}): When[] {
  const found: When[] = [];
  let quotes = 0;
  for (let at = 0; at < text.length; ) {
    const char = text[at]!;
    if (char === '"') quotes++;
    const named = quotes % 2 === 1 && text.indexOf('"', at + 1) - at < 24 && text.indexOf('"', at + 1) > at;
    const when =
      !begins.test(char) || named || (subjectStart.test(char) && found.length === 0 && !pairAhead(text, at))
        ? null
        : readWhen(text, at, options);
    if (when && !followed(text, when)) found.push(when);
    at = when ? when.to : at + 1;
  }
  return found;
}

/** A subject begins a cluster only in 语文周二、数学周三. */
const pairAhead = (text: string, at: number): boolean => /(?:周|星期)[一二三四五]/.test(text.slice(at, at + 12));
