// Month grids: a column for each weekday, the day's number and its work in one cell, or numbers and work in rows by turns.

import { roleOf, whenOfCell } from './columns.ts';
import { readEnd } from './ends.ts';
import type { Container, Layout } from './entry.ts';
import { timeHeading } from './headings.ts';
import type { Sheet } from './sheet.ts';
import { type DayFact, noWhen, type When } from './when.ts';
import { part, quoted, type Words, words } from './words.ts';

const weekdayHead = /^(?:周|星期|礼拜)?([一二三四五六日天])$/;
const lead = /^(?:\(?(\d{1,2})[日号]?\)?)(?=[\s\n:、.]|$|[\u4e00-\u9fa5"《(])/;

interface Grid {
  head: number;
  /** Column → weekday 1–7. */
  days: Map<number, number>;
  week: number | null;
  month: number | null;
  /** The days of the week as printed: 9.2-9.6. */
  date: number | null;
  /** Columns beside the days that hold the work of the week: 大事记. */
  work: number[];
}

function gridOf({ rows }: Sheet): Grid | null {
  for (let head = 0; head < Math.min(4, rows.length); head++) {
    const days = new Map<number, number>();
    rows[head]!.forEach((cell, i) => {
      const found = weekdayHead.exec(words(cell).plain.trim());
      if (found) days.set(i, '一二三四五六日'.indexOf(found[1]!.replace('天', '日')) + 1);
    });
    if (days.size < 5) continue;
    const roles = rows[head]!.map((cell, i) =>
      days.has(i) ? null : /年.*月/s.test(cell) ? 'month' : (roleOf(cell) ?? (cell.trim() === '' ? null : 'content')),
    );
    const first = (role: string): number | null =>
      roles.includes(role as never) ? roles.indexOf(role as never) : null;
    const work = roles.flatMap((role, i) => (role === 'content' || role === 'remark' ? [i] : []));
    return { head, days, week: first('week'), month: first('month'), date: first('date'), work };
  }
  return null;
}

/** What a cell begins with: the number of its day, or a month and day. */
function dayOf(cell: Words): { fact: DayFact; to: number } | null {
  const end = readEnd(cell.plain, 0, { column: true });
  if (end?.kind === 'day') return { fact: end.fact, to: end.to };
  const found = lead.exec(cell.plain);
  const day = Number(found?.[1]);
  return found && day >= 1 && day <= 31 ? { fact: { day }, to: found[0].length } : null;
}

const container = (when: Partial<When>, text: string, what: Container['what']): Container => ({
  when: { ...noWhen(0), ...when },
  text,
  what,
});

/** The month and the last day so far: a smaller number is the next month's. */
interface Count {
  month: number | null;
  last: number | null;
}

function counted(count: Count, fact: DayFact): DayFact {
  if (fact.month !== undefined) count.month = fact.month;
  else if (count.month !== null) {
    // A grid may begin with the last days of the month before.
    if (count.last === null && fact.day > 22) count.month = ((count.month + 10) % 12) + 1;
    else if (count.last !== null && fact.day < count.last) count.month = (count.month % 12) + 1;
  }
  count.last = fact.day;
  return count.month === null ? fact : { ...fact, month: count.month };
}

/** Reads the table as a grid of days; false when it is none. */
export function readGrid(sheet: Sheet, outer: Container[], layout: Layout): boolean {
  const grid = gridOf(sheet);
  if (!grid) return false;
  let containers = outer;
  for (const row of sheet.rows.slice(0, grid.head)) {
    const text = words(row.filter((cell) => cell.trim()).join(' '));
    layout.lines.push({ words: text, block: sheet.at.block, zone: 'head' });
    const dated = timeHeading(text.plain.trim()) ?? monthIn(text.plain);
    if (dated) containers = [...outer, { when: dated.when, text: quoted(text), what: 'heading' }];
  }
  layout.containers.push(...containers.filter(({ when }) => when.months.length > 0));
  const days = new Map<number, DayFact>();
  const count: Count = { month: containers.flatMap(({ when }) => when.months)[0]?.from.month ?? null, last: null };
  for (let r = grid.head + 1; r < sheet.rows.length; r++) readRow(sheet, r, grid, containers, days, count, layout);
  return true;
}

const monthIn = (text: string): { when: When } | null => {
  const at = text.search(/[\d一二三四五六七八九十]{1,3}月/);
  const end = at < 0 ? null : readEnd(text, at);
  return end?.kind === 'month' ? { when: { ...noWhen(at), months: [{ from: end.fact, to: end.fact }] } } : null;
};

/** 9月, 九月, 9, or 2013 over 9. */
const monthOfCell = (text: string): number | undefined => {
  const plain = text.replace(/^20\d\d年?\s*/, '');
  return whenOfCell(plain, 'month')?.months[0]?.from.month;
};

function readRow(
  sheet: Sheet,
  r: number,
  grid: Grid,
  outer: Container[],
  days: Map<number, DayFact>,
  count: Count,
  layout: Layout,
): void {
  const row = sheet.rows[r]!;
  const cellOf = (i: number | null): string => (i === null ? '' : (row[i] ?? '').trim());
  const month = monthOfCell(cellOf(grid.month));
  const year = /^20\d\d/.exec(cellOf(grid.month))?.[0];
  if (year) layout.lines.push({ words: words(`${year}年${month ?? 1}月`), block: sheet.at.block, zone: 'head' });
  const starts = [...grid.days.keys()].map((i) => [i, dayOf(words(row[i] ?? ''))] as const);
  const numbers = starts.flatMap(([, start]) => (start ? [start.fact.day] : []));
  if (month !== undefined && count.month === null) {
    // 二月 beside 26 27 28 29 1 2 3 is the month that ends or the one that begins: a full week before is the one that ends.
    const wraps = numbers.some((day, i) => i > 0 && day < numbers[i - 1]!);
    count.month = month;
    if (!wraps) count.last = 0;
    layout.containers.push(container({ months: [{ from: { month }, to: { month } }] }, cellOf(grid.month), 'row'));
  }
  const numbered = cellOf(grid.week) ? whenOfCell(cellOf(grid.week), 'week') : null;
  const shown = cellOf(grid.date) ? whenOfCell(cellOf(grid.date), 'date') : null;
  const week: When | null = shown && shown.days.length === 1 ? { ...shown, weeks: numbered?.weeks ?? [] } : numbered;
  if (shown && week) layout.containers.push(container(week, `${cellOf(grid.week)}（${cellOf(grid.date)}）`, 'row'));
  if (numbers.length > 0 || week) days.clear();
  const place = sheet.places[r] ?? { ...sheet.at, row: r };
  const push = (text: Words, column: number, containers: Container[]): void => {
    if (text.plain.trim() === '' || /^[-—/无]+$/.test(text.plain.trim())) return;
    layout.entries.push({
      words: text,
      at: { ...place, column },
      containers,
      mode: 'schedule',
      about: null,
      tabular: true,
    });
  };
  for (const [i, start] of starts) {
    const cell = words((row[i] ?? '').trim());
    const weekday = grid.days.get(i)!;
    if (start) days.set(i, counted(count, start.fact));
    const content = part(cell, start?.to ?? 0);
    const gap = /^[\s\n:、.)]*/.exec(content.plain)?.[0].length ?? 0;
    const day = days.get(i);
    const text = quoted(part(cell, 0, start?.to ?? 0)) || (day ? `${day.day}日` : cellOf(null));
    const own = day
      ? container({ days: [{ from: day, to: day }], weekdays: [weekday] }, text, 'column')
      : container({ weekdays: [weekday] }, (sheet.rows[grid.head]![i] ?? '').trim(), 'column');
    push(part(content, gap), i, [...outer, ...(week ? [container(week, cellOf(grid.week), 'row')] : []), own]);
  }
  const [first, last] = [[...days.values()][0], [...days.values()].at(-1)];
  const range = first && last ? { days: [{ from: first, to: last }] } : {};
  const printed = container(
    { ...(week ?? {}), ...range, weekdays: [] },
    `${cellOf(grid.week) || '该周'}${first && last ? `（${first.day}日—${last.day}日）` : ''}`,
    'row',
  );
  if (week || first) {
    layout.containers.push(printed);
    for (const i of grid.work) push(words(cellOf(i)), i, [...outer, printed]);
  }
}
