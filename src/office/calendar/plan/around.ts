// What stands around the lines of a section: month, week, day, the line above, and how headings change it.
import type { Container, Layout } from './entry.ts';
import type { TimeHeading } from './headings.ts';
import type { Mark } from './marks.ts';
import { readWhen } from './scan.ts';
import { part, quoted, type Words } from './words.ts';

/** Everything that dates or names a line from outside. */
export interface Around {
  month: Container | null;
  week: Container | null;
  day: Container | null;
  /** The statement that began the line above, for lines that go on without one. */
  line: Container | null;
  about: string | null;
  topic: string | null;
  notes: boolean;
}

/** Sets the container a heading opens; a month closes the weeks before it. */
export function open(around: Around, { when, theme, level }: TimeHeading, line: Words, layout: Layout): void {
  const text = quoted(part(line, when.from, when.to));
  const { week } = around;
  if (level === 'day' && week && week.when.days.length === 0 && when.days.some(({ from, to }) => from !== to)) {
    // 第一周 and on the next line 2月13日—2月19日: the days of that week.
    around.week = { ...week, when: { ...week.when, days: when.days }, text: `${week.text}（${text}）` };
    layout.containers.push(around.week);
    return;
  }
  const container: Container = { when, text, what: 'heading' };
  if (level === 'month') Object.assign(around, { month: container, week: null, day: null });
  else if (level === 'week') Object.assign(around, { week: container, day: null });
  else around.day = container;
  around.line = null;
  around.notes = false;
  layout.containers.push(container);
  if (theme !== null) {
    const at = line.plain.indexOf(theme);
    layout.themes.push({
      text: quoted(part(line, Math.max(0, at), at < 0 ? undefined : at + theme.length)),
      quote: quoted(line),
      month: container,
    });
  }
}

/** A line without a number that begins with its week or month also dates the lines that only go on. */
export function follow(around: Around, rest: Words, mark: Mark | null): void {
  const when = mark === null ? readWhen(rest.plain, 0) : null;
  if (when && (when.weeks.length || when.months.length) && !when.days.length && !when.mod)
    around.line = { when, text: quoted(part(rest, when.from, when.to)), what: 'line' };
  else if (mark !== null || when) around.line = null;
}
