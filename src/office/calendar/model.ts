// The calendar of one term as the rules see it: plain data, loaded once for a piece of work.
import type { LocalDate } from '../../lib/dates.ts';
import type { Reader } from '../../store/db.ts';

/** A term, known by its dates and never by its label (one plan mislabels it; domain.md §2). */
export interface Term {
  id: string;
  title: string;
  /** 文号 of the plan. */
  documentNumber: string | null;
  week1Monday: LocalDate;
  /** Last teaching week; after it is 假期. */
  lastWeek: number;
  /** Last week of a weekly series whose end the plan does not state. */
  seriesLastWeek: number;
}

export type Precision = 'day' | 'week' | 'weekrange' | 'month' | 'monthrange';

/** A weekly series: weekdays 1–7, the subject it belongs to. */
export interface Recurrence {
  freq: 'weekly' | 'monthly';
  weekdays: number[];
  interval: number;
  subject: string | null;
}

/** One entry of the 行事历. `start`…`end` both included; null where the plan gives no date (待定日期). */
export interface Item {
  id: string;
  title: string;
  kind: string;
  reminderKind: string | null;
  start: LocalDate | null;
  end: LocalDate | null;
  precision: Precision | null;
  recurrence: Recurrence | null;
  subjects: string[];
  audience: string | null;
  level: string;
  quote: string;
  /** A month's theme: kept beside the items. */
  theme: boolean;
  /** Over when the calendar was confirmed: never speaks. */
  past: boolean;
}

/** The office's own word on a day, over the published holidays. */
export interface DayOverride {
  kind: 'holiday' | 'school';
  name: string;
  /** Weekday 1–7 whose timetable a makeup day follows; null: no weekly series runs. */
  follows: number | null;
}

/** Everything date rules need. */
export interface Calendar {
  term: Term;
  items: Item[];
  overrides: ReadonlyMap<LocalDate, DayOverride>;
}

/** The current term with its items, or null when no calendar has been imported. */
export async function loadCalendar(db: Reader): Promise<Calendar | null> {
  const term = await db.selectFrom('terms').selectAll().where('current', '=', 1).executeTakeFirst();
  if (!term) return null;
  const rows = await db.selectFrom('items').selectAll().where('term_id', '=', term.id).orderBy('position').execute();
  const days = await db.selectFrom('day_overrides').selectAll().execute();
  return {
    term: {
      id: term.id,
      title: term.title,
      documentNumber: term.document_number,
      week1Monday: term.week1_monday,
      lastWeek: term.last_week,
      seriesLastWeek: term.series_last_week,
    },
    items: rows.map((row) => ({
      id: row.id,
      title: row.title,
      kind: row.kind,
      reminderKind: row.reminder_kind,
      start: row.start_on,
      end: row.end_on,
      precision: row.precision as Precision | null,
      recurrence: row.recurrence ? JSON.parse(row.recurrence) : null,
      subjects: JSON.parse(row.subjects),
      audience: row.audience,
      level: row.level,
      quote: row.quote,
      theme: row.theme === 1,
      past: row.past === 1,
    })),
    overrides: new Map(
      days.map((d) => [d.day, { kind: d.kind as DayOverride['kind'], name: d.name, follows: d.follows }]),
    ),
  };
}
