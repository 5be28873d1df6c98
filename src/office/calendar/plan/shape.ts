// The shape of a table: its heading rows, what its columns hold, rows that lost their merged cells, tables side by side.
import { looksLikeOwner, type Role, roleOf, whenOfCell } from './columns.ts';
import { timeHeading } from './headings.ts';
import { beginsActivity, endsActivity } from './lexicon.ts';
import { findWhens } from './scan.ts';
import { type Body, type Column, filled, plainLine, timeRoles } from './times.ts';
import type { When } from './when.ts';

/** Whether a row heads columns that say when. */
export const isTimeHead = (row: string[]): boolean => {
  const columns = headed(row);
  const weekdays = row.filter((cell) => /^(?:周|星期)?[一二三四五六日天]$/.test(cell.trim())).length;
  return weekdays >= 5 || (columns?.some(({ role, when }) => when !== null || timeRoles.includes(role)) ?? false);
};

/** The columns a heading row names, or null when it is none. */
export function headed(row: string[]): Column[] | null {
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
export function guessed(rows: string[][]): Column[] | null {
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

/**
 * Where copying has dropped the cells merged with the row above, the row is too far left and has empty cells at its end:
 * it moves right until its times stand under their headings.
 */
export function shifted(cells: string[], columns: Column[]): string[] {
  let spare = 0;
  while (spare < cells.length && (cells[cells.length - 1 - spare] ?? '').trim() === '') spare++;
  const fits = (by: number): boolean =>
    columns.every(({ role, when }, i) => {
      const cell = (cells[i - by] ?? '').trim();
      if (cell === '' || when) return true;
      const says = whenOfCell(cell, role) !== null;
      if (role === 'week') return says && (/周/.test(cell) || !/[月.日号]/.test(cell));
      if (role === 'date' || role === 'month') return says || datesOnly(cell);
      return true;
    });
  if (spare === 0 || fits(0) || !timeRoles.includes(columns[0]?.role ?? 'content')) return cells;
  for (let by = 1; by <= spare; by++)
    if (fits(by)) return [...Array.from({ length: by }, () => ''), ...cells.slice(0, cells.length - by)];
  return cells;
}

/** 3月1日（二）上午 in one cell, but not 4月3日清明节放假. */
const datesOnly = (cell: string): boolean => {
  const plain = plainLine(cell);
  const first = findWhens(plain, { column: true })[0];
  return first?.from === 0 && !endsActivity(plain.slice(first.to)) && plain.length - first.to <= 8;
};

/** Headings in two rows: 工作安排 over 教学, 德育, 后勤. */
export const isSecondHeading = (row: string[], columns: Column[]): boolean =>
  filled(row).length >= 2 &&
  columns.every(({ role }, i) => !timeRoles.includes(role) || (row[i] ?? '').trim() === '') &&
  filled(row).every(
    (cell) => plainLine(cell).length <= 8 && !beginsActivity(cell) && findWhens(plainLine(cell)).length === 0,
  );

/** 周次 日期 内容 周次 日期 内容: two tables side by side; the left one comes first. */
export function columnSets(columns: Column[]): number[][] {
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

const nameHeading = /名称|项目|主题|课题|专题/;

/** Of a name and its details (活动名称, 活动内容) only the name is the activity. */
export function contentColumns(columns: Column[], set: number[], body: Body[]): number[] {
  const own = set.filter((i) => columns[i]?.role === 'content');
  // 周次, 起止日期, 备注: the remarks are all there is.
  const all = own.length ? own : set.filter((i) => columns[i]?.role === 'remark');
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
