// Tables row by row: which columns say when, which hold work, what stands beside it. The same for files and flattened text.
import { looksLikeOwner, type Role, roleOf, whenOfCell } from './columns.ts';
import type { Container, Entry, Layout } from './entry.ts';
import { readGrid } from './grid.ts';
import { timeHeading } from './headings.ts';
import { beginsActivity, endsActivity } from './lexicon.ts';
import { findWhens } from './scan.ts';
import type { Sheet } from './sheet.ts';
import type { When } from './when.ts';
import { quoted, words } from './words.ts';

interface Column {
  role: Role;
  heading: string;
  /** A column that is itself a month, week or weekday. */
  when: When | null;
}

const timeRoles: Role[] = ['month', 'week', 'date', 'weekday'];
const filled = (row: string[]): string[] => row.filter((cell) => cell.trim() !== '');
const plainLine = (text: string): string => words(text).plain.replace(/\n/g, '').trim();

/** The columns a heading row names, or null when it is none. */
function headed(row: string[]): Column[] | null {
  const roles = row.map((cell) => roleOf(cell));
  const times = row.map((cell) => (roleOf(cell) === null ? headingTime(cell) : null));
  const known = roles.filter((role) => role !== null).length;
  const timed = times.filter((when) => when !== null).length;
  const count = filled(row).length;
  const hasTime = roles.some((role) => role !== null && timeRoles.includes(role));
  if (
    !(known >= 2 && (hasTime || known * 2 >= count)) &&
    !(timed >= 2 && known + timed >= count - 1) &&
    !(
      hasTime &&
      count >= 2 &&
      filled(row).every((cell) => plainLine(cell).length <= 12 && findWhens(plainLine(cell)).length === 0)
    )
  )
    return null;
  return row.map((heading, i) => ({
    role: roles[i] ?? (heading.trim() === '' ? 'ignored' : 'content'),
    heading,
    when: times[i] ?? null,
  }));
}

const headingTime = (cell: string): When | null => {
  const when = whenOfCell(cell, null) ?? timeHeading(plainLine(cell))?.when ?? null;
  return when && when.days.length === 0 ? when : null;
};

/** Columns told by their cells, for a table without a heading. */
function guessed(rows: string[][]): Column[] | null {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, i): Column => {
    const cells = filled(rows.map((row) => row[i] ?? ''));
    const share = (test: (cell: string) => boolean): number => cells.filter(test).length / Math.max(1, cells.length);
    const average = cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length);
    const role = ((): Role => {
      if (share((cell) => /周/.test(cell) && whenOfCell(cell, 'week') !== null) > 0.6) return 'week';
      if (share((cell) => whenOfCell(cell, 'date') !== null) > 0.6) return 'date';
      if (i === 0 && share((cell) => /^[\d一二三四五六七八九十]{1,3}$/.test(cell.trim())) > 0.8) return 'number';
      if (share(looksLikeOwner) > 0.7 && average < 10) return 'owner';
      return cells.length ? 'content' : 'ignored';
    })();
    return { role, heading: '', when: null };
  });
  if (!columns.some(({ role }) => role === 'week' || role === 'date')) return null;
  // 1, 2, 3 … before printed days are weeks.
  if (columns[0]?.role === 'number' && columns[1]?.role === 'date') columns[0].role = 'week';
  return columns;
}

/** A row that only divides the table: 九月, or the title once more. */
const isDivider = (row: string[]): boolean => filled(row).length === 1;

/** Reads a table; `outer` is what dates it from outside. */
export function readSheet(sheet: Sheet, outer: Container[], about: string, layout: Layout): void {
  if (readGrid(sheet, outer, layout)) return;
  const at = sheet.rows.slice(0, 5).findIndex((row) => headed(row) !== null);
  const heading = at < 0 ? null : headed(sheet.rows[at] ?? []);
  const captions = at > 0 ? sheet.rows.slice(0, at) : [];
  let containers = [...outer];
  for (const row of captions) {
    const text = words(filled(row).join(' '));
    layout.lines.push({ words: text, block: sheet.at.block, zone: 'head' });
    const dated = timeHeading(text.plain.trim());
    if (dated) containers = [...outer, { when: dated.when, text: quoted(text), what: 'heading' }];
  }
  let body = sheet.rows.map((cells, i) => ({ cells, place: sheet.places[i] ?? { ...sheet.at, row: i } })).slice(at + 1);
  let columns = heading ?? guessed(sheet.rows);
  if (!columns) return;
  const second = body[0]?.cells;
  if (heading && second && isSecondHeading(second, columns)) {
    columns = columns.map((column, i) =>
      second[i]?.trim() ? { ...column, heading: second[i]!, role: roleOf(second[i]!) ?? 'content' } : column,
    );
    columns = columns.map((column, i) =>
      column.role === 'ignored' && column.heading === '' && second[i]?.trim() ? { ...column, role: 'content' } : column,
    );
    body = body.slice(1);
  }
  for (const set of columnSets(columns)) readRows(body, columns, set, containers, about, layout);
}

/** Headings in two rows: 工作安排 over 教学, 德育, 后勤. */
const isSecondHeading = (row: string[], columns: Column[]): boolean =>
  filled(row).length >= 2 &&
  columns.every(({ role }, i) => !timeRoles.includes(role) || (row[i] ?? '').trim() === '') &&
  filled(row).every(
    (cell) => plainLine(cell).length <= 8 && !beginsActivity(cell) && findWhens(plainLine(cell)).length === 0,
  );

/** 周次 日期 内容 周次 日期 内容: two tables side by side; the left one comes first. */
function columnSets(columns: Column[]): number[][] {
  const first = columns.findIndex(({ role }) => timeRoles.includes(role) || role === 'number');
  const starts = columns.flatMap(({ role, heading }, i) =>
    i === first ||
    (role === columns[first]?.role && plainLine(heading) === plainLine(columns[first]?.heading ?? '') && i > first)
      ? [i]
      : [],
  );
  const all = columns.map((_, i) => i);
  if (first < 0 || starts.length < 2) return [all];
  const sets = starts.map((start, n) => all.slice(n === 0 ? 0 : start, starts[n + 1] ?? columns.length));
  return sets.every((set) => set.some((i) => columns[i]?.role === 'content')) ? sets : [all];
}

interface Body {
  cells: string[];
  place: { block: number; row?: number; column?: number };
}

function readRows(
  body: Body[],
  columns: Column[],
  set: number[],
  outer: Container[],
  about: string,
  layout: Layout,
): void {
  const at = (role: Role): number[] => set.filter((i) => columns[i]?.role === role && !columns[i]?.when);
  const contents = contentColumns(columns, set, body);
  const above = new Map<number, string>();
  let containers = outer;
  for (const { cells, place } of body) {
    const lone = isDivider(cells.filter((_, i) => set.includes(i))) ? plainLine(filled(cells)[0] ?? '') : '';
    const divider = lone && body.length > 2 ? timeHeading(lone) : null;
    if (
      divider &&
      !at('date')
        .concat(at('week'))
        .some((i) => divider.level !== 'month' && cells[i]?.trim())
    ) {
      const container: Container = { when: divider.when, text: lone, what: 'heading' };
      containers = [...outer, container];
      if (divider.theme) layout.themes.push({ text: divider.theme, quote: lone, month: container });
      if (divider.level === 'month' || at('month').length === 0) {
        above.clear();
        if (divider.level !== 'month' && at('week').length) above.set(at('week')[0]!, lone);
        continue;
      }
    }
    const row: Container[] = [];
    const merged: When[] = [];
    let opened = false;
    for (const role of timeRoles)
      for (const i of at(role)) {
        let cell = (cells[i] ?? '').trim();
        if (/^[〃"″〞]$|^同上$/.test(cell)) cell = '';
        if (cell) {
          // A new month or week closes what stood beside the one above.
          if (!opened)
            for (const later of [...timeRoles].slice(timeRoles.indexOf(role) + 1).flatMap(at)) above.delete(later);
          opened = true;
          above.set(i, cell);
        }
        const text = cell || above.get(i) || '';
        if (!text) continue;
        for (const container of rowContainers(text, role, columns[i]!)) {
          if (role === 'week' || role === 'date' || role === 'weekday') merged.push(container.when);
          row.push(container);
        }
      }
    const container = withWeekDays(row);
    for (const made of container) layout.containers.push(made);
    pushContents({ cells, place }, columns, set, contents, [...containers, ...container], about, layout, at);
  }
}

/** The cell of a week with its days (第一周（2.13-2.19）) in one container; several dates in one cell in several. */
function rowContainers(text: string, role: Role, _column: Column): Container[] {
  const when = whenOfCell(text, role) ?? joinedLines(text, role);
  if (when) return [{ when, text: plainLine(text), what: 'row' }];
  const whens = findWhens(words(text).plain.replace(/\n/g, ' '), { column: true });
  const first = whens[0];
  if (!first) return [];
  const merged: When = { ...first, days: [...first.days], weeks: [...first.weeks] };
  for (const other of whens.slice(1)) {
    if (merged.weeks.length === 0) merged.weeks = other.weeks;
    merged.days = [...merged.days, ...other.days];
    if (merged.weekdays.length === 0) merged.weekdays = other.weekdays;
    if (other.every && !merged.every) merged.every = other.every;
    if (other.time && !merged.time) merged.time = other.time;
  }
  return [{ when: merged, text: plainLine(text), what: 'row' }];
}

/** 2月13日 / — / 2月19日 on lines of one cell. */
const joinedLines = (text: string, role: Role): When | null => whenOfCell(text.replace(/\s*\n\s*/g, ''), role);

/** Week and printed days of one row belong together: both become one container. */
function withWeekDays(row: Container[]): Container[] {
  const week = row.find(({ when }) => when.weeks.length > 0);
  const date = row.find((container) => container !== week && container.when.days.length > 0);
  if (!week || !date || week.when.days.length > 0) return row;
  const both: Container = {
    when: { ...date.when, weeks: week.when.weeks },
    text: `${week.text}（${date.text}）`,
    what: 'row',
  };
  return row.filter((container) => container !== week && container !== date).concat(both);
}

const nameHeading = /名称|项目|主题|课题|专题/;

/** Of a name and its details (活动名称, 活动内容) only the name is the activity. */
function contentColumns(columns: Column[], set: number[], body: Body[]): number[] {
  const all = set.filter((i) => columns[i]?.role === 'content');
  const named = all.filter((i) => nameHeading.test(plainLine(columns[i]!.heading)));
  const plain = all.filter((i) => roleOf(columns[i]!.heading) !== null);
  if (named.length === 0 || named.length === all.length || plain.length < 2) return all;
  const rest = all.filter((i) => !named.includes(i));
  const work = (i: number): number => {
    const cells = filled(body.map(({ cells }) => cells[i] ?? ''));
    return (
      cells.filter((cell) => beginsActivity(plainLine(cell)) || endsActivity(plainLine(cell))).length /
      Math.max(1, cells.length)
    );
  };
  return Math.max(...named.map(work)) >= Math.max(...rest.map(work)) ? named : rest;
}

const clean = (cell: string | undefined): string => (cell ?? '').replace(/\s+/g, ' ').trim();

function pushContents(
  row: Body,
  columns: Column[],
  set: number[],
  contents: number[],
  containers: Container[],
  about: string,
  layout: Layout,
  at: (role: Role) => number[],
): void {
  const value = (role: Role): string =>
    clean(
      at(role)
        .map((i) => row.cells[i] ?? '')
        .filter(Boolean)
        .join('、'),
    );
  for (const i of contents) {
    const cell = (row.cells[i] ?? '').trim();
    const column = columns[i]!;
    if (cell === '' || /^[-—/无\\]+$/.test(cell)) continue;
    const own: Container[] = column.when
      ? [{ when: column.when, text: plainLine(column.heading), what: 'column' }]
      : [];
    const entry: Entry = {
      words: words(cell),
      at: { ...row.place, column: i },
      containers: [...containers, ...own],
      mode: 'schedule',
      about: value('subject') ? `${value('subject')}${about}` : about,
      tabular: true,
    };
    for (const [key, role] of [
      ['owner', 'owner'],
      ['venue', 'venue'],
      ['audience', 'audience'],
      ['subject', 'subject'],
      ['remark', 'remark'],
    ] as const)
      if (value(role)) entry[key] = value(role);
    const clock = findWhens(`周一${words(value('clock')).plain}`)[0]?.time;
    if (clock) entry.time = clock;
    layout.entries.push(entry);
  }
  const lone = contents.length === 0 && value('subject') && containers.length > 0;
  if (lone)
    layout.entries.push({
      words: words(`${value('subject')}教研活动`),
      at: row.place,
      containers,
      mode: 'schedule',
      about,
      tabular: true,
      subject: value('subject'),
    });
}
