// The only way the calendar changes: every change is a version with its own number, is recorded whole, takes back what no longer
// holds, and tells the groups concerned. Import, edits, postponement and undo all end here.
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel, type Wanted, want } from '../../queue/ledger.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import { type Act, record } from '../act.ts';
import { correctDuties } from '../exams/moved.ts';
import { allGroups } from '../people/model.ts';
import { settleLate } from '../reminders/late.ts';
import { moveVisits, type VisitMove } from '../visits/changing.ts';
import { changesBetween, type ItemChange, movedMeetings, revised } from './changes.ts';
import { correctGroups, type Told, unheard as unaware } from './corrections.ts';
import { moveDependents, seriesSource } from './dependents.ts';
import { type Calendar, type Item, loadCalendar, type Term } from './model.ts';
import { lateNotices } from './reminders.ts';
import { itemRow } from './rows.ts';

/** Why the calendar changes. */
export interface Cause {
  /** Number of the draft it comes from; a new one when there was none. */
  number?: string;
  kind: 'import' | 'edit' | 'postpone' | 'undo';
  /** Chinese, one line, for the record: the title of the plan, 新增市教学评比. */
  summary: string;
  documentNumber?: string | null;
  /** Visits that move along. */
  visits?: readonly VisitMove[];
  /** The change it takes back. */
  undoes?: string;
}

/** A change that was made. */
export interface ChangeMade {
  /** 历0003: names it for `/行事历 撤销`. */
  number: string;
  version: number;
  changes: ItemChange[];
  before: Calendar | null;
  after: Calendar;
  /** How many groups get a 更正. */
  told: number;
}

/** Whoever changes calendar or drafts takes this first, before reading either: what was read stays true until the transaction ends. */
export const lockCalendar = (act: Act): Promise<void> => serialise(act.tx, 'calendar');

/** A new number for a draft or a change: 历0001. */
export async function newCalendarNumber(act: Act): Promise<string> {
  // Always the lock before the counter: two that take them in turn would wait for each other.
  await lockCalendar(act);
  return `历${String(await nextNumber(act.tx, 'calendar')).padStart(4, '0')}`;
}

/** `历3`, `3` → 历0003; null for anything else. */
export const readCalendarNumber = (text: string): string | null => {
  const digits = /^历?\s*0*([1-9]\d{0,5})$/.exec(text.normalize('NFKC').trim())?.[1];
  return digits ? `历${digits.padStart(4, '0')}` : null;
};

/** The calendar as it stands, nobody else changing it until this transaction ends. */
export async function lockedCalendar(act: Act): Promise<Calendar | null> {
  await lockCalendar(act);
  return loadCalendar(act.tx);
}

/** The same for changes that need one. @throws Refusal when none has been imported */
export async function calendarToChange(act: Act): Promise<Calendar> {
  return (await lockedCalendar(act)) ?? refuse('no-calendar', '还没有导入本学期的行事历，请联系管理员。');
}

/**
 * Makes `next` the calendar. What was owed of changed items is taken back, arrangements move along with their meetings, and
 * each group concerned is owed one 更正 – never for what is over, and not when a first calendar comes in. What comes in or changes so
 * late that none of its reminders is left is told at once to those who have heard nothing of it.
 */
export async function changeCalendar(
  act: Act,
  next: { term: Term; items: readonly Item[] },
  cause: Cause,
): Promise<ChangeMade> {
  const current = await lockedCalendar(act);
  const before = current?.term.id === next.term.id ? current : null;
  const old = new Map(before?.items.map((item) => [item.id, item]));
  const items = next.items.map((item) => revised(old.get(item.id) ?? null, item));
  const changes = changesBetween(before?.items ?? [], items);
  const number = cause.number ?? (await newCalendarNumber(act));
  const version = await writeTerm(act, next.term);
  await writeItems(act, next.term, items);
  const after = await mustLoad(act);
  await takeBack(act, after, number, changes);
  await moveDependents(act, after, changes);
  await moveVisits(act, after, cause.visits ?? [], cause.undoes !== undefined);
  const told = before
    ? await correctGroups(act, { number, changes, before, after, ...(cause.undoes && { undoes: cause.undoes }) })
    : new Map();
  const ignorant = cause.undoes ? await unaware(act, cause.undoes) : new Set<string>();
  if (before) await correctDuties(act, { number, changes, before, after }, ignorant);
  const changed = changes.flatMap(({ new: item }) => item ?? []);
  const late = await unheard(act, lateNotices(after, changed, await allGroups(act.tx), act.now), told);
  await want(act.tx, act.now, settleLate(late, act.now, after));
  await act.tx
    .insertInto('calendar_changes')
    .values({
      number,
      term_id: next.term.id,
      version,
      kind: cause.kind,
      summary: cause.summary,
      document_number: cause.documentNumber ?? null,
      changes: JSON.stringify(changes),
      term: termChange(before, after),
      visits: JSON.stringify(cause.visits ?? []),
      person_id: act.speaker?.id ?? null,
      at: act.now,
      undone_at: null,
    })
    .execute();
  await record(
    act,
    `calendar.${cause.kind}`,
    { kind: 'calendar', id: number },
    { new: { title: cause.summary, items: changes.length } },
  );
  return { number, version, changes, before, after, told: told.size };
}

/** Those of these messages whose group has neither been told of the item's day before nor is by the correction of this change. */
async function unheard(act: Act, late: readonly Wanted[], told: Told): Promise<Wanted[]> {
  if (late.length === 0) return [];
  const rows = await act.tx
    .selectFrom('deliveries')
    .select(['source_id', 'occurrence_on', 'audience_id'])
    .where('source_kind', '=', 'item')
    .where('source_id', 'in', [...new Set(late.map(({ source }) => source.id))])
    .where('state', 'in', ['sent', 'sending', 'unknown', 'merged'])
    .execute();
  const heard = new Set(rows.map((row) => [row.source_id, row.occurrence_on, row.audience_id].join('|')));
  return late.filter(
    ({ source, occurrence, audience }) =>
      !told.get(audience.id)?.has(source.id) && !heard.has([source.id, occurrence, audience.id].join('|')),
  );
}

/** What a change makes of the term itself, as it is stored; null when it stays as it is, or is new. */
function termChange(before: Calendar | null, after: Calendar): string | null {
  const [old, made] = [before?.term, after.term];
  return old && JSON.stringify(old) !== JSON.stringify(made) ? JSON.stringify({ old, new: made }) : null;
}

async function mustLoad(act: Act): Promise<Calendar> {
  return (await loadCalendar(act.tx)) ?? refuse('no-calendar', '还没有导入本学期的行事历，请联系管理员。');
}

/** Writes the term as the current one with a new version and stamp. Answers the version. */
async function writeTerm(act: Act, term: Term): Promise<number> {
  const earlier = await act.tx.selectFrom('terms').select('version').where('id', '=', term.id).executeTakeFirst();
  const version = (earlier?.version ?? 0) + 1;
  const values = {
    title: term.title,
    document_number: term.documentNumber,
    week1_monday: term.week1Monday,
    last_week: term.lastWeek,
    series_last_week: term.seriesLastWeek,
    current: 1,
    imported_at: act.now,
    version,
    stamp: newId(),
  };
  await act.tx.updateTable('terms').set({ current: 0 }).execute();
  await act.tx
    .insertInto('terms')
    .values({ id: term.id, ...values })
    .onConflict((c) => c.column('id').doUpdateSet(values))
    .execute();
  return version;
}

/** Values bound in one statement are limited; a row of items binds some twenty. */
const rowsAtOnce = 400;

async function writeItems(act: Act, term: Term, items: readonly Item[]): Promise<void> {
  await act.tx.deleteFrom('items').where('term_id', '=', term.id).execute();
  const rows = items.map((item, position) => itemRow(term, item, position));
  for (let i = 0; i < rows.length; i += rowsAtOnce) {
    await act.tx
      .insertInto('items')
      .values(rows.slice(i, i + rowsAtOnce))
      .execute();
  }
}

/** What was owed of the old state goes; the new one is owed when it is due, under its new revision. */
async function takeBack(act: Act, calendar: Calendar, number: string, changes: readonly ItemChange[]): Promise<void> {
  for (const change of changes) {
    const { old } = change;
    if (!old) continue;
    const why = `行事历已更改（${number}）`;
    await cancel(act.tx, act.now, { kind: 'item', id: old.id }, why);
    const series = seriesSource(calendar, old);
    for (const { from } of series ? movedMeetings(change) : []) {
      if (series && from) await cancel(act.tx, act.now, { ...series, occurrence: from }, why);
    }
    if (series && !change.new) await cancel(act.tx, act.now, series, why);
  }
}
