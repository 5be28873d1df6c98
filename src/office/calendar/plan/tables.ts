// Tables: headings, captions, repeated headings; the rows below each are read with the columns it names. The same for files and flattened text.
import { looksLikeOwner, roleOf } from './columns.ts';
import type { Container, Layout } from './entry.ts';
import { readGrid } from './grid.ts';
import { timeHeading } from './headings.ts';
import { readRows } from './rows.ts';
import { columnSets, contentColumns, guessed, headed, isSecondHeading, shifted } from './shape.ts';
import type { Sheet } from './sheet.ts';
import { type Body, type Column, filled, plainLine } from './times.ts';
import { quoted, words } from './words.ts';

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
  const unknown = heading?.map(
    ({ role, when }, i) => role === 'content' && !when && roleOf(heading[i]!.heading) === null,
  );
  let body = sheet.rows.map((cells, i) => ({ cells, place: sheet.places[i] ?? { ...sheet.at, row: i } })).slice(at + 1);
  body = body.map((row) => ({ ...row, cells: heading ? shifted(row.cells, heading) : row.cells }));
  // 责任股室 and the like: a column unknown by name that holds only offices and people.
  const owners = heading?.map((column, i) => {
    const cells = filled(body.map(({ cells: row }) => row[i] ?? ''));
    const office = unknown?.[i] && cells.length > 1 && cells.every(looksLikeOwner);
    return office ? { ...column, role: 'owner' as const } : column;
  });
  // 时间 may hold hours beside a 日期.
  const clocked = owners?.map((column, i): Column => {
    const cells = filled(body.map(({ cells: row }) => row[i] ?? ''));
    const hours =
      column.role === 'date' && cells.filter((cell) => /^\d{1,2}[:：]\d\d/.test(cell.trim())).length > cells.length / 2;
    return hours ? { ...column, role: 'clock' } : column;
  });
  let columns: Column[] | null = clocked ?? guessed(sheet.rows);
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
  // A heading row may come again, with other months: from there on its columns count.
  let rows: Body[] = [];
  const flush = (): void => {
    for (const set of columnSets(columns!))
      readRows(
        rows,
        { columns: columns!, set, contents: contentColumns(columns!, set, rows) },
        containers,
        about,
        layout,
      );
    rows = [];
  };
  for (const row of body) {
    const again = heading !== null && filled(row.cells).length > 1 ? headed(row.cells) : null;
    if (
      again &&
      ((again.some(({ when }) => when) && heading?.some(({ when }) => when)) ||
        again.every(({ heading: name }, i) => plainLine(name) === plainLine(heading?.[i]?.heading ?? '')))
    ) {
      flush();
      columns = again;
    } else rows.push(row);
  }
  flush();
}
