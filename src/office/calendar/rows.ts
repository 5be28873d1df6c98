// An item as a row of the store, beside `itemOf` (model.ts), which reads it back.
import type { NewRow } from '../../store/tables.ts';
import type { Item, Term } from './model.ts';

/** The row of an item at its place in the calendar. */
export const itemRow = (term: Term, one: Item, position: number): NewRow<'items'> => ({
  id: one.id,
  term_id: term.id,
  position,
  title: one.title,
  kind: one.kind,
  reminder_kind: one.reminderKind,
  start_on: one.start,
  end_on: one.end,
  precision: one.precision,
  recurrence: one.recurrence && JSON.stringify(one.recurrence),
  subjects: JSON.stringify(one.subjects),
  audience: one.audience,
  level: one.level,
  quote: one.quote,
  theme: one.theme ? 1 : 0,
  past: one.past ? 1 : 0,
  time: one.time,
  venue: one.venue,
  schools: JSON.stringify(one.schools),
  exceptions: JSON.stringify(one.exceptions),
  moved_from: one.movedFrom && JSON.stringify(one.movedFrom),
  revision: one.revision,
  origin: one.origin,
});
