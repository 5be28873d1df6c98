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
}

function gridOf({ rows }: Sheet): Grid | null {
  for (let head = 0; head < Math.min(4, rows.length); head++) {
    const days = new Map<number, number>();
    rows[head]!.forEach((cell, i) => {
      const found = weekdayHead.exec(words(cell).plain.trim());
      if (found) days.set(i, '一二三四五六日'.indexOf(found[1]!.replace('天', '日')) + 1);
    });
    if (days.size >= 5) {
      const week = rows[head]!.findIndex(
        (cell, i) => !days.has(i) && (roleOf(cell) === 'week' || /^周/.test(cell.trim())),
      );
      return { head, days, week: week < 0 ? null : week };
    }
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
  // Days run on from row to row: a smaller number is the next month's.
  const days = new Map<number, DayFact>();
  const run = new Run(containers);
  for (let r = grid.head + 1; r < sheet.rows.length; r++) readRow(sheet, r, grid, containers, days, run, layout);
  return true;
}

const monthIn = (text: string): { when: When } | null => {
  const at = text.search(/[\d一二三四五六七八九十]{1,3}月/);
  const end = at < 0 ? null : readEnd(text, at);
  return end?.kind === 'month' ? { when: { ...noWhen(at), months: [{ from: end.fact, to: end.fact }] } } : null;
};

/** The month of each numbered day, counted on through the grid. */
class Run {
  private month: number | null;
  private last = 0;
  private begun = false;

  constructor(containers: Container[]) {
    this.month = containers.flatMap(({ when }) => when.months)[0]?.from.month ?? null;
  }

  next(fact: DayFact): DayFact {
    if (fact.month !== undefined) this.month = fact.month;
    else if (this.month !== null) {
      // A grid may begin with the last days of the month before.
      if (!this.begun && fact.day > 22) this.month = this.month === 1 ? 12 : this.month - 1;
      else if (this.begun && fact.day < this.last) this.month = (this.month % 12) + 1;
    }
    this.begun = true;
    this.last = fact.day;
    return this.month === null ? fact : { ...fact, month: this.month };
  }
}

function readRow(
  sheet: Sheet,
  r: number,
  grid: Grid,
  outer: Container[],
  days: Map<number, DayFact>,
  run: Run,
  layout: Layout,
): void {
  const row = sheet.rows[r]!;
  const weekText = grid.week === null ? '' : (row[grid.week] ?? '').trim();
  const week = weekText ? whenOfCell(weekText, 'week') : null;
  const numbered = [...grid.days.keys()].some((i) => dayOf(words(row[i] ?? '')) !== null);
  if (numbered || week) days.clear();
  for (const [i, weekday] of grid.days) {
    const cell = words((row[i] ?? '').trim());
    const start = dayOf(cell);
    if (start) days.set(i, run.next(start.fact));
    const content = part(cell, start?.to ?? 0);
    const gap = /^[\s\n:、.)]*/.exec(content.plain)?.[0].length ?? 0;
    const day = days.get(i);
    if (content.plain.slice(gap).trim() === '') continue;
    const containers = [...outer];
    if (week) containers.push(container(week, weekText, 'row'));
    if (day)
      containers.push(
        container(
          { days: [{ from: day, to: day }], weekdays: [weekday] },
          quoted(part(cell, 0, start?.to ?? 0)) || `${day.day}日`,
          'column',
        ),
      );
    else containers.push(container({ weekdays: [weekday] }, (sheet.rows[grid.head]![i] ?? '').trim(), 'column'));
    layout.entries.push({
      words: part(content, gap),
      at: { ...(sheet.places[r] ?? { ...sheet.at, row: r }), column: i },
      containers,
      mode: 'schedule',
      about: null,
      tabular: true,
    });
  }
}
