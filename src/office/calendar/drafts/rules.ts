// From a plan that was read to a draft, the edits people make, and the calendar a draft would become. Pure.
import type { PlanDocument } from '../../../files/document.ts';
import { addDays, daysFrom, type LocalDate, weekdayOf } from '../../../lib/dates.ts';
import { refuse } from '../../../lib/refuse.ts';
import { weekOf } from '../days.ts';
import type { Calendar, DayOverride, Item, Term } from '../model.ts';
import { plainItem } from '../model.ts';
import type { Plan, PlanHints, PlanItem } from '../plan/model.ts';
import { type DraftLine, goingIn, type PlanDraft, termDefaults } from './model.ts';

/** The draft of what was read from a document. */
export function draftOf(document: PlanDocument, hints: PlanHints, plan: Plan): PlanDraft {
  const { term } = plan;
  const understood = plan.items.map((item) => ({ item, refused: null }));
  const refused = plan.refused.map(({ item, reason, readings }) => ({ item, refused: { reason, readings } }));
  const inOrder = [...understood, ...refused].sort((a, b) => before(sortDates(a), sortDates(b)));
  const lastWeek = lastWeekOf(term.lastWeek);
  return {
    name: document.name,
    document,
    hints,
    term: {
      title: term.title ?? '行事历',
      documentNumber: term.documentNumber,
      firstMonday: term.firstMonday,
      year: term.year,
      semester: term.semester,
      lastWeek,
      seriesLastWeek: Math.min(termDefaults.seriesLastWeek, lastWeek),
      because: term.because.firstMonday ?? null,
    },
    lines: inOrder.map((line, i) => ({ no: i + 1, ...line, dropped: false, edited: false })),
    themes: plan.themes,
  };
}

/** The last teaching week: the last one printed when that can be the end of a term, else the default. */
const lastWeekOf = (printed: number | null): number =>
  printed !== null && printed >= termDefaults.seriesLastWeek ? printed : termDefaults.lastWeek;

type Sorted = Pick<PlanItem, 'start' | 'end'>;

/** A refused line stands where the first of its readings would put it. */
const sortDates = ({ item, refused }: Pick<DraftLine, 'item' | 'refused'>): Sorted => refused?.readings[0] ?? item;

/** By date, what has none last; a series at its first meeting. */
const before = (a: Sorted, b: Sorted): number =>
  (a.start ?? '9999').localeCompare(b.start ?? '9999') || (a.end ?? '9999').localeCompare(b.end ?? '9999');

/** The id of the term that begins on a day: its year and half, never its label, which one plan got wrong (domain.md §2). */
const termId = (firstMonday: LocalDate): string =>
  `${firstMonday.slice(0, 4)}-${Number(firstMonday.slice(5, 7)) < 7 ? 'spring' : 'autumn'}`;

/** The term of a draft. @throws Refusal while nobody has said when week 1 begins */
export function termOf(draft: PlanDraft): Term {
  const { firstMonday, title, documentNumber, lastWeek, seriesLastWeek } = draft.term;
  if (!firstMonday)
    return refuse(
      'no-week-1',
      '还不知道第1周从哪天开始。请发送“/行事历 草稿 设 第一周=2月13日”（写第1周周一的日期）。',
    );
  return { id: termId(firstMonday), title, documentNumber, week1Monday: firstMonday, lastWeek, seriesLastWeek };
}

/** The weekly 集体备课 of a subject has one name, however the plan words it: it is spoken of every week. */
const titleOf = ({ title, reminderKind, recurrence }: PlanItem): string =>
  reminderKind === 'jointPrep' && recurrence?.subject ? `${recurrence.subject}集体备课` : title;

/** A line as an item of the calendar. `id` when the calendar has it already. */
export const itemOf = (item: PlanItem, id: string): Item => ({
  ...plainItem,
  id,
  title: titleOf(item),
  kind: item.kind,
  reminderKind: item.reminderKind,
  start: item.start,
  end: item.end,
  precision: item.precision,
  recurrence: item.recurrence,
  subjects: item.subjects,
  audience: item.audience,
  level: item.level,
  quote: item.quote,
  time: item.time,
  venue: item.venue,
});

/** Month themes as items that stand beside the others. */
export const themeItems = (draft: PlanDraft, id: string): Item[] =>
  draft.themes.map(({ start, end, text, quote }, i) => ({
    ...plainItem,
    id: `${id}/theme-${i + 1}`,
    title: text,
    kind: 'plan',
    start,
    end,
    precision: start.slice(0, 7) === end.slice(0, 7) ? 'month' : 'monthrange',
    quote,
    theme: true,
  }));

/** The calendar a draft stands for, as far as the days are known: for previews, clashes and readings of dates. */
export function calendarOf(draft: PlanDraft, overrides: ReadonlyMap<LocalDate, DayOverride>): Calendar {
  const term = termOf(draft);
  const items = goingIn(draft).map(({ item, no }) => itemOf(item, `line-${no}`));
  return { term, items: [...themeItems(draft, term.id), ...items], overrides };
}

/** The line of that number. @throws Refusal */
export function lineNo(draft: PlanDraft, no: number): DraftLine {
  const last = draft.lines.at(-1)?.no ?? 0;
  return draft.lines.find((line) => line.no === no) ?? refuse('no-line', `没有第 ${no} 行，草稿里是 1 到 ${last}。`);
}

/** What may be set on a line; dates come together. */
export type LinePatch = Partial<
  Pick<
    PlanItem,
    | 'title'
    | 'kind'
    | 'level'
    | 'reminderKind'
    | 'subjects'
    | 'audience'
    | 'venue'
    | 'start'
    | 'end'
    | 'precision'
    | 'time'
    | 'recurrence'
  >
>;

const withLines = (draft: PlanDraft, lines: DraftLine[]): PlanDraft => ({ ...draft, lines });
const replaced = (draft: PlanDraft, line: DraftLine): PlanDraft =>
  withLines(
    draft,
    draft.lines.map((one) => (one.no === line.no ? line : one)),
  );

/**
 * What a stated date sets on a line: of a series the first meeting on or after it (and the end when a span was stated), of anything
 * else its dates.
 */
export function datesFor({ recurrence }: PlanItem, { start, end, precision }: Stated): LinePatch {
  if (recurrence?.freq !== 'weekly' || recurrence.weekdays.length === 0) return { start, end, precision };
  const first = daysFrom(start, addDays(start, 6)).find((day) => recurrence.weekdays.includes(weekdayOf(day))) ?? start;
  return { start: first, end: end > start && precision === 'day' ? end : first, precision: 'day' };
}

type Stated = Pick<Item, 'precision'> & { start: LocalDate; end: LocalDate };

/** Sets fields of a line. A date that somebody states settles a refused one; a line that was left out comes back. */
export function editLine(draft: PlanDraft, no: number, patch: LinePatch): PlanDraft {
  const line = lineNo(draft, no);
  const settled = 'start' in patch ? null : line.refused;
  return replaced(draft, { ...line, item: { ...line.item, ...patch }, refused: settled, dropped: false, edited: true });
}

/** Leaves lines out, or takes them back in. */
export function dropLines(draft: PlanDraft, numbers: readonly number[], dropped: boolean): PlanDraft {
  for (const no of numbers) lineNo(draft, no);
  return withLines(
    draft,
    draft.lines.map((line) => (numbers.includes(line.no) ? { ...line, dropped, edited: true } : line)),
  );
}

/** One line becomes several of the same dates: the first keeps its number, the others get new ones at the end. */
export function splitLine(draft: PlanDraft, no: number, titles: readonly string[]): PlanDraft {
  const line = lineNo(draft, no);
  const [first, ...others] = titles;
  if (!first || others.length === 0)
    refuse('split', '请写出拆开后的各项，用分号隔开，例如：/行事历 草稿 拆 3 领卷；考试。');
  const last = draft.lines.at(-1)?.no ?? 0;
  const made = others.map(
    (title, i): DraftLine => ({ ...line, no: last + i + 1, item: { ...line.item, title }, edited: true }),
  );
  const kept = replaced(draft, { ...line, item: { ...line.item, title: first }, edited: true });
  return withLines(kept, [...kept.lines, ...made]);
}

/** Lines become one, under the first number: titles joined unless one is given, dates from the first to the last. */
export function mergeLines(draft: PlanDraft, numbers: readonly number[], title?: string): PlanDraft {
  const lines = [...new Set(numbers)].map((no) => lineNo(draft, no));
  const [first, ...others] = lines;
  if (!first || others.length === 0) refuse('merge', '请写要并在一起的行号，例如：/行事历 草稿 并 3 4。');
  const dates = lines.flatMap(({ item }) => (item.start && item.end ? [item.start, item.end] : [])).sort();
  const same = new Set(lines.map(({ item }) => `${item.start} ${item.end}`)).size === 1;
  const item: PlanItem = {
    ...first.item,
    title: title ?? lines.map(({ item: one }) => one.title).join('、'),
    ...(same ? {} : { start: dates[0] ?? null, end: dates.at(-1) ?? null }),
    subjects: [...new Set(lines.flatMap(({ item: one }) => one.subjects))],
    quote: [...new Set(lines.map(({ item: one }) => one.quote))].join('……'),
  };
  return withLines(
    draft,
    draft.lines.map((line) => {
      if (line.no === first.no) return { ...line, item, refused: null, dropped: false, edited: true };
      return others.some(({ no }) => no === line.no) ? { ...line, dropped: true, edited: true } : line;
    }),
  );
}

/** How the lines of a draft are counted for its preview. */
export interface DraftCounts {
  all: number;
  exact: number;
  series: number;
  week: number;
  month: number;
  undated: number;
  refused: number;
  warned: number;
  dropped: number;
}

export function countsOf(draft: PlanDraft): DraftCounts {
  const lines = goingIn(draft);
  const count = (test: (item: PlanItem) => boolean): number => lines.filter(({ item }) => test(item)).length;
  return {
    all: lines.length,
    exact: count((item) => !item.recurrence && item.precision === 'day'),
    series: count((item) => item.recurrence !== null),
    week: count((item) => !item.recurrence && (item.precision?.startsWith('week') ?? false)),
    month: count((item) => !item.recurrence && (item.precision?.startsWith('month') ?? false)),
    undated: count((item) => !item.recurrence && item.precision === null),
    refused: draft.lines.filter(({ refused, dropped }) => refused && !dropped).length,
    warned: lines.filter(({ item }) => item.warnings.length > 0).length,
    dropped: draft.lines.filter(({ dropped }) => dropped).length,
  };
}

/** The last week in which something stands, for a term whose end the plan does not state. */
export const lastWeekUsed = (term: Term, items: readonly Item[]): number =>
  Math.max(
    0,
    ...items.flatMap(({ end, precision }) => (end && precision?.startsWith('week') ? [weekOf(term, end)] : [])),
  );
