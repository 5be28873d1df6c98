// What whoever has a secret task does about it: seeing it, accepting, recusing, finishing. Only the giver hears of it.
import { askBack } from '../../bot/command.ts';
import type { Said } from '../../bot/message.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, me } from '../act.ts';
import { namesById } from '../audit/queries.ts';
import { become, tellGiver } from './changing.ts';
import { type PaperState, type PaperTask, vaultOf } from './model.ts';
import { tasksWith } from './queries.ts';
import { mayBecome } from './rules.ts';
import * as wording from './wording.ts';

/** What somebody who has a task can make of it. */
export type OwnStep = Extract<PaperState, 'accepted' | 'recused' | 'finished'>;

/** The own tasks that are not over. */
export async function myTasks(act: Act): Promise<Said> {
  const tasks = await tasksWith(act.tx, me(act).id, ['given', 'accepted', 'finished'], vaultOf(act));
  const names = await namesById(act.tx);
  return wording.ownTasks(tasks.map((task) => ({ task, giver: names.get(task.content?.givenBy ?? '') ?? '教研室' })));
}

/** The own task that is meant: by number, else the only one that the step fits. @throws Refusal, AskBack */
async function ownTask(act: Act, step: OwnStep, number: string | undefined): Promise<PaperTask> {
  const all = await tasksWith(act.tx, me(act).id, ['given', 'accepted', 'finished', 'recused'], vaultOf(act));
  const named = number === undefined ? all : all.filter((task) => task.number === number);
  const fitting = named.filter((task) => mayBecome(task, step));
  const [task, ...others] = fitting;
  const [other] = named;
  if (!task && number !== undefined && other) refuse('paper-state', wording.notFrom(number, other.state));
  if (!task) refuse('no-paper', wording.noTask);
  if (others.length === 0) return task;
  askBack(
    'number',
    wording.whichTask,
    fitting.map((one) => ({ label: wording.taskLabel(one), value: one.number })),
  );
}

const answers: Record<OwnStep, (number: string) => string> = {
  accepted: wording.accepted,
  recused: wording.recused,
  finished: wording.finished,
};

const previews: Partial<Record<OwnStep, (number: string) => string>> = {
  recused: wording.recusePreview,
  finished: wording.finishPreview,
};

/** What is asked before a step that cannot simply be taken back; null for the others. @throws Refusal, AskBack */
export async function stepPreview(act: Act, step: OwnStep, number: string | undefined): Promise<string | null> {
  const { number: own } = await ownTask(act, step, number);
  return previews[step]?.(own) ?? null;
}

/** Takes a step with an own task and tells the giver that there is news. Answers what to say. @throws Refusal, AskBack */
export async function takeStep(act: Act, step: OwnStep, number: string | undefined): Promise<string> {
  await serialise(act.tx, 'papers');
  const task = await ownTask(act, step, number);
  await tellGiver(act, await become(act, task, { what: step }));
  return answers[step](task.number);
}
