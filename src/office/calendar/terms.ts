// Puts a term file into the store as the current calendar.
import { type Act, record } from '../act.ts';
import { meetings } from './days.ts';
import type { Item, Term } from './model.ts';
import { readTerm } from './termfile.ts';

/**
 * Makes the term of a file the current one; importing it again replaces its items and keeps their ids. Items over by
 * `act.today` are `past` and never speak. @throws Refusal when the file is wrong
 */
export async function importTerm(act: Act, file: string): Promise<{ term: Term; items: Item[] }> {
  const { term, items, days } = readTerm(file);
  const calendar = { term, items, overrides: new Map(days.map(({ day, ...rest }) => [day, rest])) };
  const lastDay = (one: Item) => (one.recurrence ? (meetings(calendar, one).at(-1)?.day ?? null) : one.end);
  const marked = items.map((one) => ({ ...one, past: (lastDay(one) ?? act.today) < act.today }));
  await writeTerm(act, term);
  await act.tx.deleteFrom('items').where('term_id', '=', term.id).execute();
  await act.tx
    .insertInto('items')
    .values(marked.map((one, position) => itemRow(term, one, position)))
    .execute();
  for (const { day, ...rest } of days) {
    await act.tx
      .insertInto('day_overrides')
      .values({ day, ...rest })
      .onConflict((c) => c.column('day').doUpdateSet(rest))
      .execute();
  }
  await record(
    act,
    'term.imported',
    { kind: 'term', id: term.id },
    { new: { title: term.title, items: items.length } },
  );
  return { term, items: marked };
}

async function writeTerm(act: Act, term: Term): Promise<void> {
  const values = {
    title: term.title,
    document_number: term.documentNumber,
    week1_monday: term.week1Monday,
    last_week: term.lastWeek,
    series_last_week: term.seriesLastWeek,
    current: 1,
    imported_at: act.now,
  };
  await act.tx.updateTable('terms').set({ current: 0 }).execute();
  await act.tx
    .insertInto('terms')
    .values({ id: term.id, ...values })
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute();
}

const itemRow = (term: Term, one: Item, position: number) => ({
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
});
