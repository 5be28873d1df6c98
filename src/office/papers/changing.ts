// Writing down what became of a secret task, and the messages that follow: one to one, free of content.
import type { LocalDate } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel } from '../../queue/ledger.ts';
import { type Act, calendarOf, me, tell } from '../act.ts';
import { politeTime } from '../preparation/rules.ts';
import { openStates, type PaperEvent, type PaperTask, paperSource, vaultOf } from './model.ts';
import * as wording from './wording.ts';

/**
 * Writes a change down, with who and when in what is sealed, and takes back messages that have not gone out yet. The message of the
 * act is not named: it would lead to the person. @throws Refusal when it was sealed under another key
 */
export async function become(
  act: Act,
  task: PaperTask,
  { what, dueOn = task.dueOn, anchorOn }: { what: PaperEvent['what']; dueOn?: LocalDate; anchorOn?: LocalDate },
): Promise<PaperTask> {
  const content = task.content ?? refuse('no-key', wording.noKey);
  const changed: PaperTask = {
    ...task,
    state: what === 'redated' ? task.state : what,
    dueOn,
    datedAt: what === 'redated' ? act.now : task.datedAt,
    revision: task.revision + 1,
    content: { ...content, history: [...content.history, { at: act.now, by: me(act).id, what }] },
  };
  await act.tx
    .updateTable('paper_tasks')
    .set({
      state: changed.state,
      due_on: changed.dueOn,
      ...(anchorOn && { anchor_on: anchorOn }),
      dated_at: changed.datedAt,
      revision: changed.revision,
      content: vaultOf(act).seal(JSON.stringify(changed.content)),
    })
    .where('id', '=', task.id)
    .execute();
  await note(act, task.id, 'secret.changed');
  const stillDue = what !== 'redated' && openStates.includes(changed.state);
  if (!stillDue) await cancel(act.tx, act.now, paperSource(task), '已经办好或改了');
  return changed;
}

/** Puts into the common record that something was done about a secret task: neither what, nor by whom, nor from which message. */
export async function note(act: Act, taskId: string, action: 'secret.given' | 'secret.changed'): Promise<void> {
  await act.tx
    .insertInto('audit')
    .values({
      at: act.now,
      person_id: null,
      action,
      subject: 'paperSetting',
      subject_id: taskId,
      old: null,
      new: null,
      origin: 'secret',
    })
    .execute();
}

async function tellOne(act: Act, task: PaperTask, to: string, lead: string, text: string): Promise<void> {
  if (to === me(act).id) return;
  await tell(act, {
    source: paperSource(task),
    occurrence: task.dueOn,
    lead,
    revision: task.revision,
    audience: { kind: 'person', id: to },
    class: 'secret',
    said: { text },
    due: politeTime(await calendarOf(act), task.dueOn, act.now),
  });
}

/** Tells whoever has the task, in sending hours. */
export const tellSetter = (act: Act, task: PaperTask, lead: string, text: string): Promise<void> =>
  tellOne(act, task, task.setterId, lead, text);

/** Tells whoever gave it that there is news, in sending hours. */
export async function tellGiver(act: Act, task: PaperTask): Promise<void> {
  const giver = task.content?.givenBy;
  if (giver) await tellOne(act, task, giver, task.state, wording.toldProgress(task.number));
}

/** Whether whoever has a task knows of it: has answered, or something of it has gone out. What waited is taken back before. */
export async function isKnown(act: Act, { setterId, ...task }: PaperTask): Promise<boolean> {
  if (task.state !== 'given') return true;
  const { kind, id } = paperSource(task);
  const row = await act.tx
    .selectFrom('deliveries')
    .select('id')
    .where('source_kind', '=', kind)
    .where('source_id', '=', id)
    .where('audience_id', '=', setterId)
    .where('state', 'in', ['sent', 'sending', 'unknown', 'merged'])
    .executeTakeFirst();
  return row !== undefined;
}
