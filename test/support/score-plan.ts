// Compares what was read from a plan with its labels: titles and dates, one to one, optional items counted neither way.
import type { PlanItem } from '../../src/office/calendar/plan/model.ts';

/** The labels of one plan, as shared/plans/FORMAT.md describes them. */
export interface LabelledPlan {
  source: { title: string; note?: string };
  term: { firstMonday: string | null; year: number; semester: 'spring' | 'autumn'; yearInText: boolean };
  text: string;
  items: Label[];
}

export interface Label {
  title: string;
  start: string | null;
  end: string | null;
  recurrence: { freq: string; byDay: string[]; subject?: string; interval?: number } | null;
  alt?: { start: string | null; end: string | null }[];
  aliases?: string[];
  optional?: boolean;
}

/** How well a plan was read. */
export interface Score {
  f1: number;
  matched: number;
  expected: number;
  read: number;
  /** Labels whose title was found, but with other dates. */
  wrongDates: string[];
  missing: string[];
  extra: string[];
}

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const key = (title: string): string => title.normalize('NFKC').replace(/[\p{P}\p{S}\s]/gu, '');

function dice(a: string, b: string): number {
  const grams = (text: string): string[] =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));
  const [x, y] = [grams(a), grams(b)];
  const rest = [...y];
  let both = 0;
  for (const gram of x) {
    const at = rest.indexOf(gram);
    if (at >= 0) {
      both++;
      rest.splice(at, 1);
    }
  }
  return x.length + y.length === 0 ? 0 : (2 * both) / (x.length + y.length);
}

/** How alike two titles are; from 0.5 on they match, and one that contains the other matches fully. */
export function titleLikeness(label: Label, title: string): number {
  const mine = key(title);
  return Math.max(
    ...[label.title, ...(label.aliases ?? [])].map((name) => {
      const other = key(name);
      if (mine === '' || other === '') return 0;
      return mine === other ? 2 : mine.includes(other) || other.includes(mine) ? 1 : dice(mine, other);
    }),
  );
}

function datesMatch(label: Label, item: PlanItem): boolean {
  if (label.recurrence) {
    const days = (item.recurrence?.weekdays ?? []).map((day) => codes[day - 1]);
    return item.recurrence !== null && [...days].sort().join() === [...label.recurrence.byDay].sort().join();
  }
  if (item.recurrence) return false;
  return [label, ...(label.alt ?? [])].some(({ start, end }) => start === item.start && end === item.end);
}

/** Pairs labels and items, the most alike first. */
function pairUp(
  labels: Label[],
  items: PlanItem[],
  fits: (label: Label, item: PlanItem) => boolean,
): Map<Label, PlanItem> {
  const all = labels.flatMap((label) =>
    items.filter((item) => fits(label, item)).map((item) => ({ label, item, like: titleLikeness(label, item.title) })),
  );
  const found = new Map<Label, PlanItem>();
  const used = new Set<PlanItem>();
  for (const { label, item } of all.sort(
    (a, b) => Number(a.label.optional ?? false) - Number(b.label.optional ?? false) || b.like - a.like,
  )) {
    if (found.has(label) || used.has(item)) continue;
    found.set(label, item);
    used.add(item);
  }
  return found;
}

/** Scores items against labels (FORMAT.md, Comparing). */
export function scorePlan(labels: Label[], items: PlanItem[]): Score {
  const found = pairUp(
    labels,
    items,
    (label, item) => titleLikeness(label, item.title) >= 0.5 && datesMatch(label, item),
  );
  const used = new Set(found.values());
  const open = labels.filter((label) => !found.has(label) && !label.optional);
  const free = items.filter((item) => !used.has(item));
  const misdated = pairUp(
    labels.filter((label) => !found.has(label)),
    free,
    (label, item) => titleLikeness(label, item.title) >= 0.5,
  );
  const neutral = new Set([...misdated].filter(([label]) => label.optional).map(([, item]) => item));
  const matched = [...found.keys()].filter(({ optional }) => !optional).length;
  const extra = free.filter((item) => !neutral.has(item));
  const expected = labels.filter(({ optional }) => !optional).length;
  const read = matched + extra.length;
  return {
    f1: expected + read === 0 ? 1 : (2 * matched) / (expected + read),
    matched,
    expected,
    read,
    wrongDates: [...misdated]
      .filter(([label]) => !label.optional)
      .map(
        ([label, item]) =>
          `${label.title}: ${label.start}…${label.end}, read ${item.start}…${item.end} (${item.title})`,
      ),
    missing: open.map(({ title, start, end }) => `${title} ${start}…${end}`),
    extra: extra.map(
      ({ title, start, end, recurrence }) =>
        `${title} ${start}…${end}${recurrence ? ` every ${recurrence.weekdays}` : ''}`,
    ),
  };
}
