// What the giver and the head do about secret tasks: giving, changing the day, confirming the hand-over, withdrawing.
import { askBack } from '../../bot/command.ts';
import type { DateSpec } from '../../lib/datespec.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me } from '../act.ts';
import { namesById } from '../audit/queries.ts';
import type { Person } from '../people/model.ts';
import { become, isKnown, note, tellSetter } from './changing.ts';
import { newPaperNumber, openStates, type PaperContent, type PaperTask, vaultOf } from './model.ts';
import { taskCalled, tasksOfTerm, tasksWith } from './queries.ts';
import { examCalled, mayBecome, maySee } from './rules.ts';
import { dueDay, meantBy, type PaperWish, refuseAfter } from './wishes.ts';
import * as wording from './wording.ts';

/** What giving it would do. @throws Refusal, AskBack like the giving itself */
export async function givePreview(act: Act, wish: PaperWish): Promise<string> {
  const { setter, exam, subject, grade, dueOn } = await meantBy(act, wish);
  const about = { subject, grade, exam: exam?.title ?? null };
  await refuseSame(act, setter, about);
  return wording.givePreview({ ...about, dueOn, setter: setter.name });
}

/** Gives a task to somebody, who is told in private that there is one. Answers what to say. @throws Refusal, AskBack */
export async function givePaper(act: Act, wish: PaperWish): Promise<string> {
  await serialise(act.tx, 'papers');
  const { calendar, setter, exam, ...meant } = await meantBy(act, wish);
  const giver = me(act);
  const content: PaperContent = {
    subject: meant.subject,
    grade: meant.grade,
    exam: exam?.title ?? null,
    givenBy: giver.id,
    history: [{ at: act.now, by: giver.id, what: 'given' }],
  };
  await refuseSame(act, setter, content);
  const task: PaperTask = {
    id: newId(),
    number: newPaperNumber(),
    setterId: setter.id,
    state: 'given',
    dueOn: meant.dueOn,
    datedAt: act.now,
    revision: 1,
    content,
  };
  await act.tx
    .insertInto('paper_tasks')
    .values({
      id: task.id,
      number: task.number,
      term_id: calendar.term.id,
      setter_id: task.setterId,
      state: task.state,
      given_at: act.now,
      due_on: task.dueOn,
      dated_at: act.now,
      anchor_on: exam?.end ?? task.dueOn,
      revision: 1,
      content: vaultOf(act).seal(JSON.stringify(content)),
    })
    .execute();
  await note(act, task.id, 'secret.given');
  await tellSetter(act, task, 'given', wording.toldGiven);
  return wording.given(task.number, setter.id === giver.id);
}

type About = Pick<PaperContent, 'subject' | 'grade' | 'exam'>;

/** Of tasks that are hidden from the speaker nothing is told, not even that they are the same. */
async function refuseSame(act: Act, setter: Person, wish: About): Promise<void> {
  const all = await tasksWith(act.tx, setter.id, openStates, vaultOf(act));
  const open = all.filter((task) => maySee(me(act), task));
  const same = open.find(
    ({ content }) => content?.subject === wish.subject && content.grade === wish.grade && content.exam === wish.exam,
  );
  if (same) refuse('given-already', wording.sameAgain(same.number));
}

/** All the speaker may see of the current term, or one with what became of it. @throws Refusal */
export async function papersText(act: Act, number: string | null): Promise<string> {
  const names = await namesById(act.tx);
  if (number !== null) return wording.taskDetail(await seen(act, number), names);
  const { term } = await calendarOf(act);
  const tasks = await tasksOfTerm(act.tx, term.id, vaultOf(act));
  const reader = me(act);
  const unread = reader.roles.includes('head') ? tasks.filter(({ content }) => content === null).length : 0;
  const mine = tasks.filter((task) => task.content !== null && maySee(reader, task));
  return wording.taskList(
    mine.flatMap((task) => wordsOf(task, names)),
    reader.id,
    unread,
  );
}

const wordsOf = (task: PaperTask, names: ReadonlyMap<string, string>): wording.PaperWords[] => {
  const { content, setterId } = task;
  const nameOf = (id: string): string => names.get(id) ?? '（已离开）';
  return content ? [{ task, content, setter: nameOf(setterId), giver: nameOf(content.givenBy) }] : [];
};

/** A task the speaker may see. Others learn nothing, not even that there is one of that number. @throws Refusal */
async function seen(act: Act, number: string): Promise<wording.PaperWords> {
  const task = await taskCalled(act.tx, number, vaultOf(act));
  const [words] = task && maySee(me(act), task) ? wordsOf(task, await namesById(act.tx)) : [];
  return words ?? refuse('no-paper', wording.unknownNumber);
}

/** What the giver or the head can do about a task. */
type Deed = 'redated' | 'handedOver' | 'withdrawn';

const fits = ({ state }: PaperTask, deed: Deed): boolean =>
  deed === 'redated' ? openStates.includes(state) : mayBecome({ state }, deed);

/** The task that is meant: by number, else the only one the deed fits among those of the term. @throws Refusal, AskBack */
async function toChange(act: Act, number: string | undefined, deed: Deed): Promise<wording.PaperWords> {
  const words = number === undefined ? await onlyOne(act, deed) : await seen(act, number);
  const { task } = words;
  if (!fits(task, deed)) refuse('paper-state', wording.notFrom(task.number, task.state));
  if (deed === 'handedOver' && task.setterId === me(act).id) refuse('not-oneself', wording.notOneself);
  return words;
}

async function onlyOne(act: Act, deed: Deed): Promise<wording.PaperWords> {
  const { term } = await calendarOf(act);
  const names = await namesById(act.tx);
  const tasks = (await tasksOfTerm(act.tx, term.id, vaultOf(act))).filter((task) => fits(task, deed));
  const fitting = tasks.filter((task) => maySee(me(act), task)).flatMap((task) => wordsOf(task, names));
  const [only, ...others] = fitting;
  if (!only) refuse('no-paper', wording.noneFits);
  if (others.length === 0) return only;
  askBack(
    'number',
    wording.whichTask,
    fitting.slice(0, 9).map((words) => ({ label: wording.taskLine(words), value: words.task.number })),
  );
}

/** Puts a task on another day; reminders begin anew. @throws Refusal, AskBack */
export async function redatePaper(act: Act, number: string | undefined, due: DateSpec): Promise<string> {
  await serialise(act.tx, 'papers');
  const words = await toChange(act, number, 'redated');
  const calendar = await calendarOf(act);
  const dueOn = dueDay(act, calendar, due, 'due');
  const exam = examCalled(calendar, words.content, act.today);
  refuseAfter(exam, dueOn);
  // Without an exam the day itself ends the time in which papers are being set.
  const anchor = exam || words.content.exam === null ? { anchorOn: exam?.end ?? dueOn } : {};
  const changed = await become(act, words.task, { what: 'redated', dueOn, ...anchor });
  if (await isKnown(act, changed)) await tellSetter(act, changed, 'redated', wording.toldRedated);
  else await tellSetter(act, changed, 'given', wording.toldGiven);
  return wording.redated({ ...words, task: changed });
}

/** What withdrawing would do. @throws Refusal, AskBack */
export const withdrawPreview = async (act: Act, number: string | undefined): Promise<string> =>
  wording.withdrawPreview(await toChange(act, number, 'withdrawn'));

/** Withdraws a task; whoever has it is told. @throws Refusal, AskBack */
export async function withdrawPaper(act: Act, number: string | undefined): Promise<string> {
  await serialise(act.tx, 'papers');
  const { task } = await toChange(act, number, 'withdrawn');
  const changed = await become(act, task, { what: 'withdrawn' });
  if (task.state !== 'recused' && (await isKnown(act, task)))
    await tellSetter(act, changed, 'withdrawn', wording.toldWithdrawn);
  return wording.withdrawn(task.number);
}

/** What confirming the hand-over means. @throws Refusal, AskBack */
export const handOverPreview = async (act: Act, number: string | undefined): Promise<string> =>
  wording.handOverPreview(await toChange(act, number, 'handedOver'));

/** The second of two people confirms that the paper was handed over: only the fact is kept. @throws Refusal, AskBack */
export async function handOverPaper(act: Act, number: string | undefined): Promise<string> {
  await serialise(act.tx, 'papers');
  const { task } = await toChange(act, number, 'handedOver');
  await become(act, task, { what: 'handedOver' });
  return wording.handedOver(task.number);
}
