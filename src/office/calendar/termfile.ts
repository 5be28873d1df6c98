// What a term file (config/terms/*.yaml) may say, and its items with the dates worked out. No store.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { addDays, isDate, type LocalDate, weekdayName, weekdayOf } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import { weekOf, weekSpan } from './days.ts';
import { type Item, plainItem, type Recurrence, type Term } from './model.ts';

const day = z.string().refine(isDate, { error: '要写成存在的日子，例如 2023-03-21' });
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: '要写成 2023-03' });
const week = z.int({ error: '要写成第几周的数字' }).min(1, { error: '教学周从 1 算起' });
const weekday = z.int().min(1).max(7);
const words = z.string({ error: '要写文字' }).min(1, { error: '不能空着' });

/** When an item is: days, weeks or months; `fromWeek` with `weekday` is a weekly series, a week beside a day is checked. */
const when = z.strictObject({
  day: day.optional(),
  days: z.tuple([day, day]).optional(),
  week: week.optional(),
  weeks: z
    .tuple([week, week])
    .refine(([from, to]) => from <= to, '先写小的一周')
    .optional(),
  month: month.optional(),
  months: z.tuple([month, month]).optional(),
  weekday: weekday.optional(),
  fromWeek: week.optional(),
});

const item = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, { error: '只用小写字母、数字和短横' }),
  title: words,
  kind: z.enum(['meeting', 'exam', 'prep', 'visit', 'activity', 'contest', 'deadline', 'plan', 'review', 'task']),
  reminder: z
    .enum(['jointPrep', 'paperPickup', 'examDay', 'marking', 'meeting', 'visitWindow', 'contestDeadline'])
    .optional(),
  when: when.optional(),
  subjects: z.array(words).default([]),
  audience: words.optional(),
  level: z.enum(['province', 'city', 'district', 'area', 'school', 'unknown']).default('district'),
  quote: words,
});

const termFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, { error: '只用小写字母、数字和短横' }),
  title: words,
  document: words.optional(),
  week1: day.refine((date) => !isDate(date) || weekdayOf(date) === 1, { error: '第一周要从周一开始' }),
  lastWeek: week.max(30, '一学期最多 30 周').default(20),
  seriesLastWeek: week.default(18),
  themes: z.array(z.strictObject({ when, text: words })).default([]),
  items: z.array(item).min(1),
  /** The office's own holidays and school days, over the published ones; needed for years not published yet. */
  days: z
    .array(
      z.strictObject({
        day,
        kind: z.enum(['holiday', 'school']),
        name: words,
        follows: weekday.nullable().default(null),
      }),
    )
    .default([]),
});

type When = z.output<typeof when>;
/** A term file as written, checked. */
export type TermFile = z.output<typeof termFile>;
type Dated = Pick<Item, 'start' | 'end' | 'precision' | 'recurrence'>;

/** Reads and checks a term file. @throws Refusal with every mistake, by its place in the file */
export function readTerm(file: string): { term: Term; items: Item[]; days: TermFile['days'] } {
  const name = basename(file);
  const text = parseDocument(readFileSync(file, 'utf8'));
  if (text.errors[0]) refuse('term-file', `${name} 不是有效的 YAML：${text.errors[0].message}`);
  const read = termFile.safeParse(text.toJS(), { error: z.locales.zhCN().localeError });
  if (!read.success) {
    const mistakes = read.error.issues.map((issue) => `  ${issue.path.join('.')}：${issue.message}`);
    refuse('term-file', [`${name} 有 ${mistakes.length} 处要改：`, ...mistakes].join('\n'));
  }
  const { id, title, document, week1, lastWeek, seriesLastWeek, days } = read.data;
  const term: Term = { id, title, documentNumber: document ?? null, week1Monday: week1, lastWeek, seriesLastWeek };
  const items = itemsOf(term, read.data);
  const twice = items.find((one, i) => items.findIndex((other) => other.id === one.id) !== i);
  if (twice) refuse('term-file', `${name} 里编号 ${twice.id} 用了两次。`);
  return { term, items, days };
}

const itemsOf = (term: Term, file: TermFile): Item[] => [
  ...file.themes.map(
    ({ when, text }, i): Item => ({
      ...plainItem,
      ...dated(term, when, text),
      id: `${term.id}/theme-${i + 1}`,
      title: text,
      kind: 'plan',
      quote: text,
      theme: true,
    }),
  ),
  ...file.items.map(
    ({ when = {}, reminder, audience, ...rest }): Item => ({
      ...plainItem,
      ...rest,
      ...dated(term, when, rest.title, rest.subjects[0]),
      id: `${term.id}/${rest.id}`,
      reminderKind: reminder ?? null,
      audience: audience ?? null,
    }),
  ),
];

const lastOfMonth = (text: string): LocalDate => {
  const [year = 0, number = 0] = text.split('-').map(Number);
  return addDays(`${number === 12 ? year + 1 : year}-${String((number % 12) + 1).padStart(2, '0')}-01`, -1);
};

const pairOf = <T>(one: T | undefined, two: [T, T] | undefined): [T, T] | undefined =>
  two ?? (one === undefined ? undefined : [one, one]);

/** The dates of an item; what is stated together must agree (domain rules, section 3). @throws Refusal when it does not */
function dated(term: Term, stated: When, title: string, subject?: string): Dated {
  const { fromWeek, weekday } = stated;
  const days = pairOf(stated.day, stated.days);
  const weeks = pairOf(stated.week, stated.weeks);
  const months = pairOf(stated.month, stated.months);
  if (fromWeek && weekday) {
    const start = addDays(weekSpan(term, fromWeek).start, weekday - 1);
    const recurrence: Recurrence = { freq: 'weekly', weekdays: [weekday], interval: 1, subject: subject ?? null };
    return { start, end: start, precision: 'day', recurrence };
  }
  if (days) {
    agree(term, title, days, weeks, weekday);
    return { start: days[0], end: days[1], precision: 'day', recurrence: null };
  }
  if (weeks) {
    const [start, end] = [weekSpan(term, weeks[0]).start, weekSpan(term, weeks[1]).end];
    return { start, end, precision: weeks[0] === weeks[1] ? 'week' : 'weekrange', recurrence: null };
  }
  if (!months) return { start: null, end: null, precision: null, recurrence: null };
  const precision = months[0] === months[1] ? 'month' : 'monthrange';
  return { start: `${months[0]}-01`, end: lastOfMonth(months[1]), precision, recurrence: null };
}

type Pair<T> = [T, T];

function agree(term: Term, title: string, [start, end]: Pair<LocalDate>, weeks?: Pair<number>, weekday?: number): void {
  if (end < start) refuse('term-file', `“${title}”的结束早于开始。`);
  if (weeks && (weekOf(term, start) < weeks[0] || weekOf(term, end) > weeks[1])) {
    refuse('term-file', `“${title}”写的周次和日子对不上：${start} 是第${weekOf(term, start)}周。`);
  }
  if (weekday && weekdayOf(start) !== weekday) {
    refuse('term-file', `“${title}”写的星期和日子对不上：${start} 是${weekdayName(start)}。`);
  }
}
