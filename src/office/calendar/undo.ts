// A change of the calendar taken back as a whole: within 24 hours, by those who may, as long as nothing of it was changed since.

import { refuse } from '../../lib/refuse.ts';
import type { Row } from '../../store/tables.ts';
import { type Act, me, undoLasts } from '../act.ts';
import { type VisitMove, visitStands } from '../visits/changing.ts';
import { type Cause, type ChangeMade, calendarToChange, changeCalendar } from './change.ts';
import { type ItemChange, sameItem, withChanges } from './changes.ts';
import { withdrawCorrections } from './corrections.ts';
import type { Calendar, Item, Term } from './model.ts';

/** A change that can be taken back. */
export interface Undoable {
  number: string;
  summary: string;
  changes: ItemChange[];
  /** Visits that would move back. */
  visits: VisitMove[];
  /** The term as it would be: its weeks and 文号 go back too. */
  term: Term;
  calendar: Calendar;
}

/** Whether the speaker may take back what others changed. */
const mayUndoAll = (act: Act): boolean => me(act).roles.some((role) => role === 'head' || role === 'admin');

/** The change of that number, else the last of those the speaker may take back. */
async function changeMeant(
  act: Act,
  termId: string,
  number?: string,
  kind?: Cause['kind'],
): Promise<Row<'calendar_changes'>> {
  const ofTerm = act.tx.selectFrom('calendar_changes').selectAll().where('term_id', '=', termId);
  const among = kind ? ofTerm.where('kind', '=', kind) : ofTerm;
  const standing = among.where('kind', '!=', 'undo').where('undone_at', 'is', null);
  const own = mayUndoAll(act) ? standing : standing.where('person_id', '=', me(act).id);
  const row = await (number ? among.where('number', '=', number) : own).orderBy('version', 'desc').executeTakeFirst();
  if (!row) return refuse('no-undo', number ? `没有 ${number} 这次改动。` : '没有可以撤销的改动。');
  if (!mayUndoAll(act) && row.person_id !== me(act).id)
    refuse('not-yours', `${row.number} 不是您改的，由教研室主任或管理员撤销。`);
  return row;
}

/**
 * The change (of that number, of that kind, else the last) that `/行事历 撤销` would take back: 主任 and 管理员 any, others what they did
 * themselves. @throws Refusal when it is somebody else's, over, or touched since
 */
export async function undoable(act: Act, number?: string, kind?: Cause['kind']): Promise<Undoable> {
  const calendar = await calendarToChange(act);
  const row = await changeMeant(act, calendar.term.id, number, kind);
  if (row.undone_at !== null || row.kind === 'undo') refuse('no-undo', `${row.number} 已经撤销过了。`);
  if (row.version === 1) refuse('no-undo', `${row.number} 是第一次导入，不能撤销；要改就再导入一份，或者改单项。`);
  if (row.at + undoLasts < act.now)
    refuse('no-undo', `${row.number} 已经超过24小时，不能整个撤销；可以一项一项改回去。`);
  const changes: ItemChange[] = JSON.parse(row.changes);
  const visits = (JSON.parse(row.visits) as VisitMove[]).map(({ id, from, to }) => ({ id, from: to, to: from }));
  for (const move of visits) {
    if (!(await visitStands(act, move)))
      refuse('changed-since', `${row.number} 不能整个撤销，其中的视导后来又改过。请一项一项改。`);
  }
  const touched = changes.filter(({ old, new: made }) => !stands(calendar, made, old));
  if (touched.length > 0) {
    const titles = touched.slice(0, 5).map(({ old, new: made }) => `“${(made ?? old)?.title ?? ''}”`);
    refuse('changed-since', `${row.number} 不能整个撤销，这些后来又改过：${titles.join('、')}。请一项一项改。`);
  }
  return { number: row.number, summary: row.summary, changes, visits, term: termBefore(row, calendar), calendar };
}

/** The term as it was before a change; as it is when that did not touch it, or something later did. */
function termBefore({ term }: Row<'calendar_changes'>, calendar: Calendar): Term {
  const change: { old: Term; new: Term } | null = term === null ? null : JSON.parse(term);
  return change && JSON.stringify(change.new) === JSON.stringify(calendar.term) ? change.old : calendar.term;
}

/** Whether what a change made is still as it made it. */
function stands(calendar: Calendar, made: Item | null, old: Item | null): boolean {
  const now = calendar.items.find(({ id }) => id === (made ?? old)?.id) ?? null;
  return made === null ? now === null : now !== null && sameItem(now, made);
}

/** Takes a change back as a whole. @throws Refusal like `undoable` */
export async function undoChange(
  act: Act,
  wanted?: string,
  kind?: Cause['kind'],
): Promise<ChangeMade & { undone: string }> {
  const { number, summary, changes, visits, term, calendar } = await undoable(act, wanted, kind);
  const known = new Set(calendar.items.map(({ id }) => id));
  // What comes back speaks anew: its messages of before were taken back for good.
  const items = withChanges(calendar.items, changes, 'undone').map((item) =>
    known.has(item.id) ? item : { ...item, revision: item.revision + 1 },
  );
  await withdrawCorrections(act, number);
  const made = await changeCalendar(
    act,
    { term, items },
    {
      kind: 'undo',
      summary: `撤销 ${number}：${summary}`,
      documentNumber: term.documentNumber,
      undoes: number,
      visits,
    },
  );
  await act.tx.updateTable('calendar_changes').set({ undone_at: act.now }).where('number', '=', number).execute();
  return { ...made, undone: number };
}
