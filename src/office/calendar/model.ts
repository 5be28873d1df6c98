// The calendar of one term as the rules see it: plain data, loaded once for a piece of work.
import type { LocalDate, LocalTime } from '../../lib/dates.ts';
import type { Reader } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import { loadRules, type Rules } from '../reminders/rules.ts';

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

/** One meeting of a series that is not held as its rhythm says. */
export interface Exception {
  /** The day the rhythm gives it. */
  day: LocalDate;
  /** Where it is held instead; `day` itself: as planned after all (kept for its revision); null: it falls away. */
  to: LocalDate | null;
  /** Chinese, for people: 让给市教学评比. */
  why: string;
  /** Of this meeting: grows with each change of it. */
  revision: number;
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
  /** Clock time of its beginning, when stated. */
  time: LocalTime | null;
  venue: string | null;
  /** Ids of the schools it is for; empty: all. */
  schools: string[];
  /** Of a series. */
  exceptions: Exception[];
  /** Where it stood before it was put off (顺延); null when it stands where the plan put it. */
  movedFrom: { start: LocalDate; end: LocalDate } | null;
  /** Grows whenever what reminders say of it changes. */
  revision: number;
  /** `plan`: from a document; `chat`: entered by somebody. */
  origin: 'plan' | 'chat';
}

/** What an item is when nobody says otherwise; title, kind and quote must be said. */
export const plainItem: Omit<Item, 'id' | 'title' | 'kind' | 'quote'> = {
  reminderKind: null,
  start: null,
  end: null,
  precision: null,
  recurrence: null,
  subjects: [],
  audience: null,
  level: 'district',
  theme: false,
  past: false,
  time: null,
  venue: null,
  schools: [],
  exceptions: [],
  movedFrom: null,
  revision: 0,
  origin: 'plan',
};

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
  /** How reminders speak; absent for calendars made in memory: the defaults. */
  rules?: Rules;
  /** The stored state it was loaded from; absent for calendars made in memory. */
  stamp?: string;
}

/** The last calendars loaded, by stamp: a stamp is never used twice, not even by a change that was rolled back. */
const loaded = new Map<string, Calendar>();
const mostLoaded = 4;

/**
 * The current term with its items, or null when no calendar has been imported. What comes back is shared with others and must
 * not be changed: a calendar is read once for each stored state, since most messages ask for it.
 */
export async function loadCalendar(db: Reader): Promise<Calendar | null> {
  const term = await db.selectFrom('terms').selectAll().where('current', '=', 1).executeTakeFirst();
  if (!term) return null;
  const known = loaded.get(term.stamp);
  if (known) return known;
  const rows = await db.selectFrom('items').selectAll().where('term_id', '=', term.id).orderBy('position').execute();
  const calendar: Calendar = {
    term: termOf(term),
    items: rows.map(itemOf),
    overrides: await dayOverrides(db),
    rules: await loadRules(db),
    stamp: term.stamp,
  };
  const [oldest] = loaded.keys();
  if (loaded.size >= mostLoaded && oldest !== undefined) loaded.delete(oldest);
  loaded.set(term.stamp, calendar);
  return calendar;
}

/** The office's own holidays and school days. */
export async function dayOverrides(db: Reader): Promise<ReadonlyMap<LocalDate, DayOverride>> {
  const days = await db.selectFrom('day_overrides').selectAll().execute();
  return new Map(days.map((d) => [d.day, { kind: d.kind as DayOverride['kind'], name: d.name, follows: d.follows }]));
}

const termOf = (row: Row<'terms'>): Term => ({
  id: row.id,
  title: row.title,
  documentNumber: row.document_number,
  week1Monday: row.week1_monday,
  lastWeek: row.last_week,
  seriesLastWeek: row.series_last_week,
});

const itemOf = (row: Row<'items'>): Item => ({
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
  time: row.time,
  venue: row.venue,
  schools: JSON.parse(row.schools),
  exceptions: JSON.parse(row.exceptions),
  movedFrom: row.moved_from ? JSON.parse(row.moved_from) : null,
  revision: row.revision,
  origin: row.origin as Item['origin'],
});
