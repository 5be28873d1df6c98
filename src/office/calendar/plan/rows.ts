// The rows of a table one by one: their weeks and days as containers, their cells as entries.
import type { Role } from './columns.ts';
import type { Container, Entry, Layout } from './entry.ts';
import { beginsNotes, timeHeading } from './headings.ts';
import { type MarkStyle, markInOrder } from './marks.ts';
import { findWhens } from './scan.ts';
import { type Body, clean, columnsOf, filled, plainLine, type Shape, Times, timeRoles } from './times.ts';
import { part, words } from './words.ts';

/** Reads the rows into entries. `outer` dates the whole table. */
export function readRows(body: Body[], shape: Shape, outer: Container[], about: string, layout: Layout): void {
  const times = new Times(shape, body);
  const numbers = new Map<number, Map<MarkStyle, number>>();
  let containers = outer;
  body.forEach(({ cells, place }, r) => {
    const own = shape.set.map((i) => cells[i] ?? '');
    const lone = filled(own).length === 1 ? plainLine(filled(own)[0] ?? '') : '';
    if (lone && beginsNotes(lone)) {
      layout.entries.push({ words: words(lone), at: place, containers: [], mode: 'notes', about: null });
      return;
    }
    const divider = lone && body.length > 2 ? timeHeading(lone) : null;
    const inTimes = timeRoles.some((role) => role !== 'month' && columnsOf(shape, role).some((i) => cells[i]?.trim()));
    if (divider && !(inTimes && divider.level !== 'month') && columnsOf(shape, 'month').length === 0) {
      const container: Container = { when: divider.when, text: lone, what: 'heading' };
      containers = [...outer, container];
      if (divider.theme) layout.themes.push({ text: divider.theme, quote: lone, month: container });
      layout.containers.push(container);
      times.clear();
      return;
    }
    const row = times.next(cells, containers);
    layout.containers.push(...row);
    pushContents({ cells, place }, body[r + 1], shape, [...containers, ...row], about, layout, numbers);
  });
}

const beside = [
  ['owner', 'owner'],
  ['venue', 'venue'],
  ['audience', 'audience'],
  ['subject', 'subject'],
  ['remark', 'remark'],
] as const;

function pushContents(
  row: Body,
  next: Body | undefined,
  shape: Shape,
  containers: Container[],
  about: string,
  layout: Layout,
  numbers: Map<number, Map<MarkStyle, number>>,
): void {
  const value = (role: Role): string =>
    clean(
      columnsOf(shape, role)
        .map((i) => row.cells[i] ?? '')
        .filter(Boolean)
        .join('、'),
    );
  const subject = value('subject');
  for (const i of shape.contents) {
    const cell = (row.cells[i] ?? '').trim();
    const { when, heading } = shape.columns[i]!;
    if (cell === '' || /^[-—/无\\]+$/.test(cell)) continue;
    const whole = words(cell);
    // 1.6日 at the head of a column of numbered cells is item one.
    const last = numbers.get(i) ?? new Map<MarkStyle, number>();
    const mark = markInOrder(whole.plain, 0, last);
    const goesOn =
      mark !== null &&
      (mark.value > 1 ||
        new RegExp(`(?:^|[^\\d])${mark.value + 1}[.、]`).test(
          `${whole.plain.slice(mark.to)}\n${next?.cells[i] ?? ''}`,
        ));
    const counted = mark !== null && mark.style !== 'bullet' && (goesOn || !/^\d/.test(whole.plain.slice(mark.to)));
    if (counted) numbers.set(i, last.set(mark.style, mark.value));
    const alone = counted && mark.value > 1;
    const entry: Entry = {
      words: alone || (counted && !hasMore(whole.plain, mark.value)) ? part(whole, mark.to) : whole,
      at: { ...row.place, column: i },
      containers: when ? [...containers, { when, text: plainLine(heading), what: 'column' }] : containers,
      mode: 'schedule',
      about: subject ? `${subject}${about}` : about,
      tabular: true,
    };
    for (const [key, role] of beside) if (value(role)) entry[key] = value(role);
    const clock = findWhens(`周一${words(value('clock')).plain}`)[0]?.time;
    if (clock) entry.time = clock;
    layout.entries.push(entry);
  }
  const who = `${value('audience')}${subject}`;
  if (shape.contents.length === 0 && who && containers.length > 0)
    layout.entries.push({
      words: words(`${who}${/研训|研修|培训|集体备课|例会/.exec(about)?.[0] ?? '教研活动'}`),
      quote: shape.set
        .map((column) => clean(row.cells[column] ?? ''))
        .filter((cell) => cell !== '')
        .join('……'),
      at: row.place,
      containers,
      mode: 'schedule',
      about,
      tabular: true,
      subject,
    });
}

/** The list goes on inside the cell. */
const hasMore = (text: string, value: number): boolean => new RegExp(`(?:^|[^\\d])${value + 1}[.、)]`).test(text);
