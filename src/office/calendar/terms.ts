// Puts a term file into the store as the current calendar, and the office's own holidays and school days.
import type { LocalDate } from '../../lib/dates.ts';
import { newId } from '../../lib/ids.ts';
import type { Act } from '../act.ts';
import { record } from '../act.ts';
import { changeCalendar } from './change.ts';
import { meetings } from './days.ts';
import type { Calendar, DayOverride, Item, Term } from './model.ts';
import { readTerm } from './termfile.ts';

/** The items with `past` set on those that are over by `today`: what is past at confirmation never speaks. */
export function markPast(calendar: Calendar, today: LocalDate): Item[] {
  const lastDay = (one: Item) => (one.recurrence ? (meetings(calendar, one).at(-1)?.day ?? null) : one.end);
  return calendar.items.map((one) => ({ ...one, past: (lastDay(one) ?? today) < today }));
}

/**
 * Makes the term of a file the current one; importing it again replaces its items and keeps their ids. Items over by
 * `act.today` are `past` and never speak. @throws Refusal when the file is wrong
 */
export async function importTerm(act: Act, file: string): Promise<{ term: Term; items: Item[] }> {
  const { term, items, days } = readTerm(file);
  const overrides = new Map(days.map(({ day, ...rest }) => [day, rest]));
  for (const [day, rest] of overrides) await writeDay(act, day, rest);
  const marked = markPast({ term, items, overrides }, act.today);
  await changeCalendar(
    act,
    { term, items: marked },
    { kind: 'import', summary: term.title, documentNumber: term.documentNumber },
  );
  return { term, items: marked };
}

async function writeDay(act: Act, day: LocalDate, rest: DayOverride): Promise<void> {
  await act.tx
    .insertInto('day_overrides')
    .values({ day, ...rest })
    .onConflict((c) => c.column('day').doUpdateSet(rest))
    .execute();
}

/** Sets or (null) removes the office's own word on a day, on the record. Everything that was loaded before is outdated. */
export async function setDay(act: Act, day: LocalDate, wanted: DayOverride | null): Promise<void> {
  const old = await act.tx.selectFrom('day_overrides').selectAll().where('day', '=', day).executeTakeFirst();
  if (wanted) await writeDay(act, day, wanted);
  else await act.tx.deleteFrom('day_overrides').where('day', '=', day).execute();
  await act.tx.updateTable('terms').set({ stamp: newId() }).where('current', '=', 1).execute();
  await record(
    act,
    'calendar.day',
    { kind: 'calendar', id: day },
    { ...(old && { old: { day, name: old.name, follows: old.follows } }), new: wanted ? { day, ...wanted } : { day } },
  );
}
