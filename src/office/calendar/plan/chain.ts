// Ends joined to ranges and lists: 3 月 21---4 月 25, 第八、九周, 22、23日, 四至五月.
import { type End, look, readBare, readEnd, readTail, type ScanOptions } from './ends.ts';
import type { DayFact, MonthFact, Range } from './when.ts';

/** What one chain states; all its ends are of one kind. */
export type Chain = { to: number; weekdays: number[] } & (
  | { kind: 'day'; ranges: Range<DayFact>[] }
  | { kind: 'month'; ranges: Range<MonthFact>[] }
  | { kind: 'week'; ranges: Range<number>[] }
);

const dash = / ?(?:[-~]+|至|到|直至) ?/y;
const list = / ?[、和及与&] ?|,(?=\d{1,2}[周、,])| |/y;
const weekday = / ?\(?(?:周|星期|礼拜)([一二三四五六日天])\)?(?= ?(?:[-~]|至|到|、|和))/y;
const dayPart = /(?:上午|下午|晚上|晚|中午)(?=[-~至到])/y;
const days = '一二三四五六日';
/** A bare number can only begin a chain whose unit comes soon. */
const unitAhead = /[第\d零〇一二三四五六七八九十廿、,和及与至到直次年~ -]{1,40}[月日号周教个星]/y;
const most = 12;

type Link = { op: 'start' | 'dash' | 'list'; end: End };

/** 2月8日—2月底: a third of a month that ends a range of days is its last day. */
function asDay(last: End, end: End | null): End | null {
  if (last.kind !== 'day' || end?.kind !== 'month' || !end.fact.third) return end;
  const { third, end: _end, ...month } = end.fact;
  const day = { early: 10, middle: 20, late: 31, earlyMiddle: 20, middleLate: 31 }[third];
  return { kind: 'day', fact: { ...month, day, ...(day === 31 && { last: true as const }) }, to: end.to };
}

/** Weekday in brackets or a part of the day between an end and its dash, skipped; the weekday is kept to be checked. */
function skipBetween(text: string, at: number): { to: number; weekday: number | null } {
  const name = look(weekday, text, at);
  const to = at + (name?.[0].length ?? 0);
  return {
    to: to + (look(dayPart, text, to)?.[0].length ?? 0),
    weekday: name ? days.indexOf((name[1] ?? '').replace('天', '日')) + 1 : null,
  };
}

function nextLink(text: string, at: number, last: End, options: ScanOptions): Link | null {
  const over = look(dash, text, at);
  if (over) {
    const to = at + over[0].length;
    const end = asDay(last, readEnd(text, to, options) ?? readBare(text, to) ?? readTail(text, to));
    if (end && (end.kind === last.kind || end.kind === 'bare' || last.kind === 'bare')) return { op: 'dash', end };
    return null;
  }
  // 3月末4月初 is one span.
  const next = last.kind === 'month' && last.fact.third === 'late' ? readEnd(text, at, options) : null;
  if (next?.kind === 'month' && next.fact.third === 'early' && next.fact.month !== undefined)
    return { op: 'dash', end: next };
  const beside = look(list, text, at);
  if (!beside) return null;
  const to = at + beside[0].length;
  const end = readEnd(text, to, options) ?? (beside[0].trim() === '' ? null : readBare(text, to));
  if (!end) return null;
  const joins = beside[0].trim() === '' ? end.kind === 'day' && last.kind === 'day' && isBareDay(end) : true;
  return joins && (end.kind === last.kind || end.kind === 'bare' || last.kind === 'bare') ? { op: 'list', end } : null;
}

const isBareDay = (end: End): boolean => end.kind === 'day' && end.fact.month === undefined;

/** Gives each bare number the kind of its neighbour: of the next end that has one, else of the one before. */
function kindOf(links: Link[]): 'day' | 'month' | 'week' | null {
  for (const { end } of links) if (end.kind !== 'bare') return end.kind;
  return null;
}

const dayOf = (end: End): DayFact => (end.kind === 'day' ? end.fact : { day: end.fact as number });
const monthOf = (end: End): MonthFact => (end.kind === 'month' ? end.fact : { month: end.fact as number });

/** Facts in order with year and month carried on to the ends that lack them. */
function carried(links: Link[]): DayFact[] {
  let { year, month, nextYear }: Partial<DayFact> = {};
  return links.map(({ end }) => {
    const fact = dayOf(end);
    // 2024年12月30日至1月3日: the year goes on to the other end, over New Year to the next.
    if (fact.month !== undefined && fact.year === undefined && year !== undefined && month !== undefined) {
      year += fact.month < month ? 1 : 0;
      month = fact.month;
      return { ...fact, year };
    }
    if (fact.month !== undefined) ({ year, month, nextYear } = fact);
    return fact.month !== undefined || month === undefined
      ? fact
      : { ...(year !== undefined && { year }), ...(nextYear && { nextYear }), month, day: fact.day };
  });
}

/** Ranges of linked ends; neighbours that follow each other without a gap (22、23日) are one range. */
function ranges<T>(links: Link[], facts: T[], follows: (a: T, b: T) => boolean): Range<T>[] {
  const found: Range<T>[] = [];
  links.forEach(({ op }, i) => {
    const fact = facts[i]!;
    const last = found.at(-1);
    if (last && (op === 'dash' || (op === 'list' && follows(last.to, fact)))) last.to = fact;
    else found.push({ from: fact, to: fact });
  });
  return found;
}

/** The chain of ends that begins at `at`; null when nothing there has a unit. */
export function readChain(text: string, at: number, options: ScanOptions = {}): Chain | null {
  const first = readEnd(text, at, options) ?? (look(unitAhead, text, at) ? readBare(text, at) : null);
  if (!first) return null;
  const links: Link[] = [{ op: 'start', end: first }];
  const weekdays: number[] = [];
  let complete = first.kind === 'bare' ? 0 : 1;
  while (links.length < most) {
    const last = links.at(-1)!.end;
    const between = skipBetween(text, last.to);
    const link = nextLink(text, between.to, last, options);
    if (!link) break;
    if (between.weekday !== null) weekdays.push(between.weekday);
    links.push(link);
    // A bare number at the very end counts only after a dash: 3月21-25, but not 第3周、2 个.
    if (link.end.kind !== 'bare' || (link.op === 'dash' && complete === links.length - 1)) complete = links.length;
  }
  links.length = complete;
  joinMonth(links);
  const kind = kindOf(links);
  if (!kind || !links.every(({ end }) => end.kind === kind || end.kind === 'bare')) return null;
  if (kind !== 'week' && links.some(({ end }) => end.kind === 'bare' && end.ordinal)) return null;
  if (kind === 'month' && !plausibleMonths(links)) return null;
  const to = links.at(-1)!.end.to;
  if (kind === 'week') {
    const facts = links.map(({ end }) => end.fact as number);
    return { kind, to, weekdays, ranges: ranges(links, facts, (a, b) => b === a + 1) };
  }
  if (kind === 'month') {
    const facts = links.map(({ end }) => monthOf(end));
    return { kind, to, weekdays, ranges: ranges(links, facts, (a, b) => b.month === (a.month ?? 0) + 1 && !b.third) };
  }
  const facts = carried(links);
  return { kind, to, weekdays, ranges: ranges(links, facts, daysFollow) };
}

/** 22、23日; 31日、1日 over the end of a month. */
const daysFollow = (a: DayFact, b: DayFact): boolean =>
  (a.month === b.month && b.day === a.day + 1) ||
  (a.day >= 28 && b.day === 1 && (a.month === b.month || b.month === ((a.month ?? 0) % 12) + 1));

/** 10、1—7日: the smaller day behind the first number makes that a month. */
function joinMonth(links: Link[]): void {
  const [first, second] = links;
  if (first?.end.kind !== 'bare' || second?.op !== 'list' || second.end.kind === 'week' || second.end.kind === 'month')
    return;
  const day = second.end.kind === 'day' ? second.end.fact.day : second.end.fact;
  const days = links.some(({ end }) => end.kind === 'day' && end.fact.month === undefined);
  if (!days || first.end.fact > 12 || first.end.fact < 1 || day >= first.end.fact) return;
  links.splice(0, 2, { op: 'start', end: { kind: 'day', fact: { month: first.end.fact, day }, to: second.end.to } });
}

/** 十、三月 is no list of months: a bare number before a month must be a month as well. */
const plausibleMonths = (links: Link[]): boolean =>
  links.every(({ end }) => end.kind !== 'bare' || (end.fact >= 1 && end.fact <= 12));
