// The only way rules of reminders change: recorded, with what they were before, and every loaded calendar outdated by it.

import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import { type Act, record, undoLasts } from '../act.ts';
import type { Edit, RuleChangeMade } from './model.ts';
import { habitsName, type StoredChanges } from './rules.ts';
import * as wording from './wording.ts';

/** Nobody else changes rules until this transaction ends. */
export const lockRules = (act: Act): Promise<void> => serialise(act.tx, 'reminder-rules');

/** Makes the edits. Messages that are owed already stay as they are. */
export async function changeRules(act: Act, edits: readonly Edit[], summary: string): Promise<RuleChangeMade> {
  for (const { kind, groupId, new: wanted } of edits) {
    const place = { kind, group_id: groupId };
    await act.tx.deleteFrom('reminder_rules').where('kind', '=', kind).where('group_id', '=', groupId).execute();
    if (wanted)
      await act.tx
        .insertInto('reminder_rules')
        .values({ ...place, change: JSON.stringify(wanted) })
        .execute();
  }
  await act.tx.updateTable('terms').set({ stamp: newId() }).where('current', '=', 1).execute();
  const number = await nextNumber(act.tx, 'reminder-rule-change');
  const personId = act.speaker?.id ?? null;
  await act.tx
    .insertInto('reminder_rule_changes')
    .values({ number, changes: JSON.stringify(edits), summary, person_id: personId, at: act.now, undone_at: null })
    .execute();
  await record(act, 'reminder.changed', { kind: 'reminder', id: String(number) }, { new: { summary } });
  return { number, summary, edits: [...edits], personId, at: act.now };
}

/** The last change that has not been taken back. @throws Refusal when there is none, or it is too old */
export async function lastChange(act: Act): Promise<RuleChangeMade> {
  const row = await act.tx
    .selectFrom('reminder_rule_changes')
    .selectAll()
    .where('undone_at', 'is', null)
    .orderBy('number', 'desc')
    .executeTakeFirst();
  if (!row) return refuse('no-undo', wording.nothingToUndo);
  if (row.at + undoLasts < act.now) refuse('no-undo', wording.tooOldToUndo(row.summary, row.at));
  const edits = JSON.parse(row.changes) as Edit[];
  return { number: row.number, summary: row.summary, edits, personId: row.person_id, at: row.at };
}

/** The edits that take a change back. */
export const reversed = (edits: readonly Edit[]): Edit[] =>
  edits.map((edit) => ({ ...edit, old: edit.new, new: edit.old })).reverse();

/** Takes the change back, and marks both so that neither is taken back again. */
export async function undoChange(act: Act, { number, edits, summary }: RuleChangeMade): Promise<RuleChangeMade> {
  const made = await changeRules(act, reversed(edits), wording.undoSummary(summary));
  await act.tx
    .updateTable('reminder_rule_changes')
    .set({ undone_at: act.now })
    .where('number', 'in', [number, made.number])
    .execute();
  return made;
}

/** The stored changes with edits over them, for previews. Pure. */
export function withEdits(stored: StoredChanges, edits: readonly Edit[]): StoredChanges {
  let { habits, kinds } = stored;
  for (const { kind, groupId, new: wanted } of edits) {
    if (kind === habitsName) habits = wanted ?? {};
    else {
      const others = kinds.filter((one) => one.kind !== kind || (one.groupId ?? '') !== groupId);
      const own = { kind, groupId: groupId || null, change: wanted } as StoredChanges['kinds'][number];
      kinds = wanted ? [...others, own] : others;
    }
  }
  return { habits, kinds };
}
