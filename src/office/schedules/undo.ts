// Taking the last change of timed messages back, as a whole.

import { digestOf } from '../../lib/digest.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { undoLasts } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { type ChangesMade, lockSchedules, makeChanges, nameOf, type Wanted } from './changes.ts';
import { allSchedules, contentOf, type Schedule, type ScheduleChange, sameContent, scheduleOf } from './model.ts';
import { changeLines } from './preview-wording.ts';
import { previewOf } from './previews.ts';
import * as wording from './undo-wording.ts';

/** How far back a change of one timed message is sought among the last changes. */
const lookBack = 200;

/** A change that can be taken back. */
export interface Undoable {
  number: number;
  kind: ChangesMade['kind'];
  at: number;
  by: string;
  wanted: Wanted[];
  /** What the confirmation is for: this change, taken back from exactly these versions. */
  seen: string;
}

/** The last change (of the timed message of that name or number, else of any) that `/定时 撤销` would take back. @throws Refusal when it is over, or touched since */
export async function undoable(act: Act, words?: string): Promise<Undoable> {
  await lockSchedules(act);
  const rows = await act.tx
    .selectFrom('schedule_changes')
    .selectAll()
    .where('kind', '!=', 'undo')
    .where('undone_at', 'is', null)
    .orderBy('number', 'desc')
    .limit(lookBack)
    .execute();
  const among = rows.map((row) => ({ row, changes: JSON.parse(row.changes) as ScheduleChange[] }));
  const found = words === undefined ? among[0] : among.find(({ changes }) => changes.some(meansThis(words)));
  if (!found) return refuse('no-undo', wording.nothingToUndo(words));
  const { row, changes } = found;
  const by = await nameOf(act, row.person_id);
  if (row.at + undoLasts < act.now) refuse('no-undo', wording.tooOld(changes, row.at, by));
  const now = await currentOf(act, changes);
  const touched = changes.flatMap(({ new: made }) => {
    const current = now.get(made.id);
    return current && !sameContent(current, made) ? [current] : [];
  });
  const [first] = touched;
  if (first) refuse('changed-since', wording.changedSince(touched, await nameOf(act, first.updatedBy)));
  const wanted = changes.map(({ old, new: made }): Wanted => {
    const current = now.get(made.id) ?? made;
    return { old: current, next: old ? contentOf(old) : { ...contentOf(made), state: 'deleted' } };
  });
  await namesFree(act, wanted);
  const seen = digestOf([row.number, wanted.map(({ old }) => old?.version)]);
  return { number: row.number, kind: row.kind, at: row.at, by, wanted, seen };
}

const meansThis =
  (words: string) =>
  ({ old, new: made }: ScheduleChange): boolean =>
    [made.name, old?.name, String(made.number)].includes(words.trim());

async function currentOf(act: Act, changes: readonly ScheduleChange[]): Promise<Map<string, Schedule>> {
  const ids = changes.map(({ new: made }) => made.id);
  const rows = await act.tx.selectFrom('schedules').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, scheduleOf(row)]));
}

/** A deleted one comes back only under a name that nobody took meanwhile. */
async function namesFree(act: Act, wanted: readonly Wanted[]): Promise<void> {
  const mine = new Set(wanted.map(({ old }) => old?.id));
  const others = (await allSchedules(act.tx)).filter(({ id }) => !mine.has(id));
  for (const { next } of wanted) {
    const taken = others.find(({ name }) => name === next.name);
    if (taken && next.state !== 'deleted') refuse('name-taken', wording.nameTakenSince(taken));
  }
}

/** What taking it back would do, in words. */
export async function undoPreview(act: Act, { kind, at, by, wanted }: Undoable): Promise<string> {
  const calendar = await loadCalendar(act.tx);
  const lines: string[] = [];
  for (const { old, next } of wanted) {
    const before = old && (await previewOf(act, old));
    lines.push(...(changeLines(before, await previewOf(act, next), calendar, wanted.length > 1) ?? []));
  }
  return wording.undoPreview({ kind, at, by }, lines);
}

/** Takes it back. @throws Refusal when somebody was faster */
export async function undo(act: Act, { number, wanted }: Undoable): Promise<ChangesMade> {
  const made = await makeChanges(act, 'undo', wanted);
  await act.tx.updateTable('schedule_changes').set({ undone_at: act.now }).where('number', '=', number).execute();
  return made;
}
