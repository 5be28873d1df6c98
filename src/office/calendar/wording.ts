// How /行事历 answers: a week or less day by day, anything longer as a list. Data in, Chinese out; fits a phone.
import type { Said } from '../../bot/message.ts';
import { dayLabel, monthLabel, weekLabel as weekSpanLabel } from '../../lib/datelabel.ts';
import { daysBetween, daysFrom, type LocalDate, monthDay, monthDayWeekday, weekdayName } from '../../lib/dates.ts';
import { whenText } from './change-wording.ts';
import { around, dayKind, isSchoolDay, weekLabel, weekOf, weekSpan } from './days.ts';
import { type Holiday, holidaysCalled } from './holidays.ts';
import type { Calendar, Item } from './model.ts';
import { type Agenda, agenda, type DatedItem, pendingItems, type Stretch, seriesWeeks } from './rules.ts';

/** A stretch of days as it was asked for. `label` is what it is called: 第6周（3月20日—3月26日）. */
export interface Asked extends Stretch {
  precision: 'day' | 'week' | 'weekrange' | 'month' | 'monthrange';
  label: string;
}

/** The answer for a stretch of days, seen from `today`; warnings about the calendar stand at the end. */
export function agendaText(calendar: Calendar, asked: Asked, today: LocalDate, warnings: readonly string[]): Said {
  const found = agenda(calendar, asked);
  const short = daysBetween(asked.start, asked.end) < 7;
  const lines = short ? dayByDay(calendar, asked, found, today) : listed(calendar, found, today);
  const dates = daysFrom(asked.start, asked.end);
  const free = short && dates.length > 1 && !dates.some((day) => isSchoolDay(calendar, day));
  const bare = lines.length === found.windows.length;
  const nothing = bare && (free || lines.length === 0) ? [`${free ? '不上课，' : ''}行事历上没有安排。`] : [];
  return {
    title: titleOf(calendar, asked),
    text: paragraphs([
      ...outsideTerm(calendar, asked),
      ...themeLines(found.themes, around(calendar, today)),
      ...nothing,
      ...lines,
      ...warnings.map(attention),
    ]),
  };
}

/** The whole term as one list. */
export function termText(calendar: Calendar, today: LocalDate, warnings: readonly string[]): Said {
  const { term, items } = calendar;
  const days = items.flatMap(({ start, end }) => (start && end ? [start, end] : [])).sort();
  const stretch = { start: days[0] ?? term.week1Monday, end: days.at(-1) ?? weekSpan(term, term.lastWeek).end };
  return {
    title: term.title,
    text: paragraphs([
      `${term.documentNumber ? `${term.documentNumber}　` : ''}第1—${term.lastWeek}周，${monthDay(term.week1Monday)}开学`,
      ...listed(calendar, agenda(calendar, stretch), today),
      ...warnings.map(attention),
    ]),
  };
}

/** Items of one kind – a subject's, one's own, a school's – from `from` to the end of the term, as a list. */
export function partText(calendar: Calendar, title: string, from: LocalDate, today: LocalDate): Said {
  const { term, items } = calendar;
  const ends = items.flatMap(({ end }) => (end ? [end] : []));
  const last = [...ends, weekSpan(term, term.lastWeek).end].sort().at(-1) ?? from;
  const found = agenda(calendar, { start: from, end: last });
  const lines = listed(calendar, { ...found, special: [] }, today);
  const undated = pendingItems(calendar).filter(({ start, recurrence }) => start === null && !recurrence);
  return {
    title,
    text: paragraphs([
      ...lines,
      ...grouped(undated.map((item) => ['待定', item.title])),
      ...(lines.length + undated.length === 0 ? ['接下来没有安排。'] : []),
    ]),
  };
}

/** What a search found, by date; past ones too. */
export function foundText(calendar: Calendar, words: string, items: readonly Item[], today: LocalDate): Said {
  const dated = [...items].sort((a, b) => (a.start ?? '9999').localeCompare(b.start ?? '9999'));
  const lines = dated.map((item) => `${whenText(calendar, item, today)}　${item.title}${item.past ? '（已过）' : ''}`);
  return {
    title: `行事历里的“${words}”`,
    text: lines.length > 0 ? paragraphs(lines) : '没有找到。换个词，或者发“/行事历 全部”看看。',
  };
}

/** What has no exact day yet. */
export function pendingText(calendar: Calendar, today: LocalDate): Said {
  const items = pendingItems(calendar);
  const lines = grouped(items.map((item) => [vagueLabel(item, calendar, today), item.title]));
  return { title: '还没定到具体日子的安排', text: lines.length > 0 ? paragraphs(lines) : '都已经定了日子。' };
}

/** Holidays by name (or all of the term): when they are, what falls away, which days are worked instead. */
export function holidayText(calendar: Calendar, name: string, today: LocalDate): Said {
  const { term } = calendar;
  const last = `本学期到${monthDayWeekday(weekSpan(term, term.lastWeek).end)}结束（第${term.lastWeek}周），之后放假。`;
  if (name === 'term') return { text: last };
  const found = holidaysCalled(calendar, name);
  const [only, ...others] = found;
  if (name === '') return { title: '本学期的节假日', text: paragraphs([...found.flatMap(holidayLines), last]) };
  if (!only) {
    const known = holidaysCalled(calendar, '').map(({ off }) => off.name + daysText(off));
    return { text: `本学期没有${quotedName(name)}放假。${known.length > 0 ? `有的是：${known.join('、')}。` : ''}` };
  }
  if (others.length > 0) return { text: paragraphs(found.flatMap(holidayLines)) };
  const [, ...rest] = holidayLines(only);
  const { off } = only;
  const near = around(calendar, today);
  const days = off.start === off.end ? dayLabel(off.start, near) : weekSpanLabel(off.start, off.end, near);
  const outside = outsideTerm(calendar, off).length > 0;
  return {
    title: `${off.name}　${days}`,
    text: paragraphs(rest.length > 0 ? rest : [outside ? '不在本学期里。' : '没有要停的集体备课。']),
  };
}

const quotedName = (name: string): string => `“${name}”`;
const daysText = ({ start, end }: Stretch): string =>
  end > start ? `${monthDay(start)}—${monthDay(end)}` : monthDay(start);

/** 劳动节　4月29日—5月3日, and what becomes of other days for it. */
const holidayLines = ({ off, makeup, lost }: Holiday): string[] => [
  `${off.name}　${daysText(off)}`,
  ...grouped(lost.map(({ day, title }) => ['停一次', monthDay(day) + title])),
  ...grouped(makeup.map(({ start }) => ['调休上班', monthDayWeekday(start)])),
];

const paragraphs = (lines: readonly string[]): string => lines.join('\n');
const attention = (warning: string): string => `注意：${warning}`;

function titleOf(calendar: Calendar, { start, end, precision, label }: Asked): string {
  const { term } = calendar;
  if (precision === 'week' && !label.startsWith('第')) return `${weekLabel(term, start)}（${label}）`;
  if (!precision.startsWith('month')) return label;
  const [first, last] = [Math.max(weekOf(term, start), 1), Math.min(weekOf(term, end), term.lastWeek)];
  if (first > last) return label;
  return `${label}（第${first === last ? first : `${first}—${last}`}周）`;
}

function outsideTerm({ term }: Calendar, { start, end }: Stretch): string[] {
  const last = weekSpan(term, term.lastWeek).end;
  if (end < term.week1Monday) return [`还没有开学，第1周从${monthDayWeekday(term.week1Monday)}开始。`];
  return start > last ? [`本学期已经结束，最后一周是第${term.lastWeek}周（到${monthDay(last)}）。`] : [];
}

const themeLines = (themes: readonly DatedItem[], near: ReturnType<typeof around>): string[] =>
  themes.map(({ start, end, title }) => `${monthLabel(start, end, near)}主题：${title}`);

/** Lines with the same head become one: 第8—9周 A、B、C. */
function grouped(pairs: readonly (readonly [head: string, words: string])[], between = '、'): string[] {
  const byHead = new Map<string, string[]>();
  for (const [head, words] of pairs) byHead.set(head, [...(byHead.get(head) ?? []), words]);
  return [...byHead].map(([head, words]) => `${head}　${words.join(between)}`);
}

function dayByDay(calendar: Calendar, asked: Asked, found: Agenda, today: LocalDate): string[] {
  const days = daysFrom(asked.start, asked.end).flatMap((day): [string, string][] =>
    dayWords(calendar, day, asked, found).map((words) => [monthDayWeekday(day), words]),
  );
  const dayLines = asked.start === asked.end ? days.map(([, words]) => words) : grouped(days, '，');
  const vague = found.vague.map((item): [string, string] => {
    const thisWeek = item.precision === 'week' && asked.precision === 'week';
    return [thisWeek ? '全周' : vagueLabel(item, calendar, today), item.title];
  });
  return [
    ...dayLines,
    ...grouped(vague),
    ...found.windows.map((item) => windowLine(item, today)),
    ...(asked.start === asked.end ? [] : rhythmLines(found)),
  ];
}

/** What is said of one day. A span of days stands at its first day. */
function dayWords(calendar: Calendar, day: LocalDate, asked: Asked, found: Agenda): string[] {
  const { kind, name } = dayKind(calendar, day);
  const idle = asked.start === asked.end && kind === 'weekend' ? '周末，不上课' : '';
  const special = kind === 'holiday' ? `${name}放假` : kind === 'makeup' ? `${name}，上班` : idle;
  const starting = ({ start }: DatedItem) => start === day || (day === asked.start && start < day);
  return [
    ...(special ? [special] : []),
    ...found.dated.filter(starting).map((item) => item.title + particulars(item) + until(item)),
    ...found.meetings.filter((meeting) => meeting.day === day).map(meetingWords),
  ];
}

/** 14:30，区教研室: what is known beside the day. */
const particulars = ({ time, venue }: Item): string => {
  const known = [time, venue].filter((one) => one !== null);
  return known.length > 0 ? `（${known.join('，')}）` : '';
};

/** 数学集体备课（原定4月12日）, 数学集体备课停一次, 数学集体备课取消. */
function meetingWords({ item, day, lostTo, exception }: Agenda['meetings'][number]): string {
  if (exception?.to === null) return `${item.title}${exception.why}`;
  if (lostTo) return `${item.title}停一次`;
  return item.title + (exception && exception.day !== day ? `（原定${monthDay(exception.day)}）` : '');
}

const until = ({ start, end }: Stretch): string => (end > start ? `（到${monthDay(end)}）` : '');

/** 教学视导　3月21日—4月25日（进行中，第3天）. */
function windowLine({ title, start, end }: DatedItem, today: LocalDate): string {
  const running = today >= start && today <= end ? `（进行中，第${daysBetween(start, today) + 1}天）` : '';
  return `${title}　${monthDay(start)}—${monthDay(end)}${today > end ? '（已结束）' : running}`;
}

/** 第8—9周, 6月, 待定. */
function vagueLabel({ start, end, precision }: Item, calendar: Calendar, today: LocalDate): string {
  if (!start || !end || !precision) return '待定';
  const near = around(calendar, today);
  if (precision.startsWith('month')) return `${monthLabel(start, end, near)}（日子待定）`;
  return weekSpanLabel(start, end, near).replace(/（.*$/, '');
}

function listed(calendar: Calendar, found: Agenda, today: LocalDate): string[] {
  const near = around(calendar, today);
  const entries = [
    ...found.dated.map(
      (item) => [item.start, dayLabel(item.start, near), item.title + (item.time ?? '') + until(item)] as const,
    ),
    ...found.vague.map((item) => [item.start, vagueLabel(item, calendar, today), item.title] as const),
  ];
  const ordered = entries.sort(([a], [b]) => a.localeCompare(b)).map(([, head, words]) => [head, words] as const);
  return [
    ...grouped(ordered),
    ...found.windows.map((item) => windowLine(item, today)),
    ...seriesLines(calendar, found),
    ...rhythmLines(found),
    ...specialLines(found),
  ];
}

/** 每月一次　区域课改集体备课. */
const rhythmLines = ({ rhythms }: Agenda): string[] =>
  grouped(
    rhythms.map((item) => [item.recurrence?.freq === 'monthly' ? '每月一次' : '每周（从哪周起待定）', item.title]),
  );

/** 每周（第4—18周）　周二语文集体备课、周三数学集体备课, and the meetings that fall away. */
function seriesLines({ term }: Calendar, { meetings }: Agenda): string[] {
  const weekday = (item: Item): number => item.recurrence?.weekdays[0] ?? 0;
  const series = [...new Set(meetings.map(({ item }) => item))].sort((a, b) => weekday(a) - weekday(b));
  const head = (item: Item): string => `每周（第${seriesWeeks(term, item).join('—')}周）`;
  const words = (item: Item): string => `${weekdayName(item.start ?? term.week1Monday)}${item.title}`;
  const [put, held] = [
    meetings.filter(({ exception, day }) => exception && exception.to !== null && exception.day !== day),
    meetings.filter(({ lostTo }) => lostTo !== null),
  ];
  return [
    ...grouped(series.map((item) => [head(item), words(item)])),
    ...grouped(held.map(({ day, item, lostTo }) => ['停一次', `${monthDay(day)}${item.title}（${lostTo}）`])),
    ...grouped(
      put.map(({ day, item, exception }) => [
        '改期',
        `${item.title}${monthDay(exception?.day ?? day)}改到${monthDay(day)}`,
      ]),
    ),
  ];
}

const specialLines = ({ special }: Agenda): string[] =>
  grouped(
    special.map(({ kind, name, start, end }) =>
      kind === 'holiday'
        ? ['放假', `${name}${monthDay(start)}${end > start ? `—${monthDay(end)}` : ''}`]
        : ['调休上班', monthDayWeekday(start)],
    ),
  );
