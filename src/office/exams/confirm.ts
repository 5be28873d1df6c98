// What schools answer in the exam chain: confirmed, taken back, asked again. Kept with who and when.
import { askBack } from '../../bot/command.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import type { Calendar } from '../calendar/model.ts';
import { peopleById, type Role } from '../people/model.ts';
import { findSchool, peopleWith } from '../people/queries.ts';
import { chainsOf, currentChains, hasConfirmed, nextStep, notYet, stepOf } from './chain.ts';
import { listHour } from './leads.ts';
import { type Chain, type Confirmation, type ExamSchool, type Step, type StepKind, steps } from './model.ts';
import { confirmationsOf, examSchools, papersOf, schoolsOfStep } from './queries.ts';
import { timetableOf } from './timetable.ts';
import * as wording from './wording.ts';

/** Who may speak for any school: the office. */
export const officeRoles: readonly Role[] = ['head', 'admin', 'researcher'];

/** A step of one school's exam. */
interface Place {
  calendar: Calendar;
  school: ExamSchool;
  chain: Chain;
  step: Step;
  confirmations: Confirmation[];
}

/** What became of a confirmation. */
export interface Confirmed {
  place: wording.PlaceWords;
  /** False: it had been confirmed before, by whom and when is in `by` and `at`. */
  changed: boolean;
  by: string;
  /** Epoch ms. */
  at: number;
  counts: wording.Counts;
  /** Chinese, what comes next; null after the last step. */
  next: string | null;
}

/** The school somebody speaks for: the own one; the office may name any. @throws Refusal, AskBack */
async function schoolMeant(act: Act, text: string | undefined): Promise<ExamSchool> {
  const { roles, schoolId } = me(act);
  const inOffice = roles.some((role) => officeRoles.includes(role));
  const own = roles.some((role) => role === 'liaison' || role === 'principal') ? schoolId : null;
  if (text === undefined && own === null) {
    if (inOffice) askBack('school', wording.askSchool);
    refuse('no-school', wording.noOwnSchool);
  }
  const id = text === undefined ? own : (await findSchool(act, text)).id;
  if (id !== own && !inOffice) refuse('not-yours', wording.notYourSchool);
  return (await examSchools(act.tx)).find((one) => one.id === id) ?? refuse('no-exams', wording.noExamsThere);
}

/** The step that is meant: of the exams at hand the last that is open and not confirmed, else the last open one, else the first. @throws Refusal */
async function placeMeant(act: Act, kind: StepKind, text: string | undefined): Promise<Place> {
  const school = await schoolMeant(act, text);
  const calendar = await calendarOf(act);
  const chains = currentChains(chainsOf(calendar, school.id), act.today);
  if (chains.length === 0) refuse('no-exam', wording.noExam);
  const found = chains.flatMap((chain) => {
    const step = stepOf(chain, kind);
    return step ? [{ chain, step }] : [];
  });
  const ids = chains.flatMap((chain) => chain.steps.flatMap(({ items }) => items.map(({ id }) => id)));
  const confirmations = await confirmationsOf(act.tx, ids);
  const at = (one: { chain: Chain; step: Step }) => ({ ...one, schoolId: school.id });
  const open = found.filter((one) => notYet(calendar, at(one), confirmations, act.now) === null);
  const meant = open.findLast(({ step }) => !hasConfirmed(step, school.id, confirmations)) ?? open.at(-1) ?? found[0];
  if (!meant) return refuse('no-step', wording.noStep(kind, chains[0]));
  return { calendar, school, ...meant, confirmations };
}

const wordsOf = ({ calendar, school, chain, step }: Place): wording.PlaceWords => ({
  calendar,
  school: school.name,
  chain,
  step,
});

/** Confirms a step for a school; a second time it only says that it is confirmed. @throws Refusal, AskBack */
export async function confirmStep(act: Act, kind: StepKind, text?: string): Promise<Confirmed> {
  await serialise(act.tx, 'exams');
  const place = await placeMeant(act, kind, text);
  const { calendar, school, chain, step, confirmations } = place;
  const closed = notYet(calendar, { chain, step, schoolId: school.id }, confirmations, act.now);
  if (closed) refuse('not-yet', wording.notYet(wordsOf(place), closed));
  const missing = step.items.filter(({ id }) => !confirmations.some((one) => of(one, id, school)));
  const next = await nextText(act, place);
  if (missing.length === 0) {
    const last = confirmations.findLast((one) => step.items.some(({ id }) => of(one, id, school)));
    const by = await nameOf(act, last?.personId);
    return {
      place: wordsOf(place),
      changed: false,
      by,
      at: last?.at ?? act.now,
      counts: await countsOf(act, place),
      next,
    };
  }
  await act.tx
    .insertInto('exam_confirmations')
    .values(missing.map(({ id }) => ({ item_id: id, school_id: school.id, person_id: me(act).id, at: act.now })))
    .execute();
  for (const { id } of missing) await record(act, 'exam.confirmed', { kind: 'item', id }, { new: said(place) });
  const counts = await countsOf(act, place);
  return { place: wordsOf(place), changed: true, by: me(act).name, at: act.now, counts, next };
}

const of = ({ itemId, schoolId }: Confirmation, id: string, school: ExamSchool): boolean =>
  itemId === id && schoolId === school.id;

const said = ({ chain, step, school }: Place) => ({
  title: chain.title,
  stage: steps[step.kind],
  school: school.name,
});

async function nameOf(act: Act, id: string | undefined): Promise<string> {
  const [person] = id === undefined ? [] : await peopleById(act.tx, [id]);
  return person?.name ?? '';
}

async function countsOf(act: Act, { step }: Place): Promise<wording.Counts> {
  const schools = schoolsOfStep(step, await examSchools(act.tx));
  const confirmations = await confirmationsOf(
    act.tx,
    step.items.map(({ id }) => id),
  );
  return { done: schools.filter(({ id }) => hasConfirmed(step, id, confirmations)).length, all: schools.length };
}

async function nextText(act: Act, { calendar, chain, step }: Place): Promise<string | null> {
  const next = nextStep(chain, step);
  if (!next) return null;
  const ids = next.kind === 'examDay' ? next.items.map(({ id }) => id) : [];
  return wording.next(next, timetableOf(calendar, chain, await papersOf(act.tx, ids)));
}

/**
 * Takes a confirmation back: recorded, and told to the office when its list of schools has gone out without this one.
 * @throws Refusal when there is none, or a later step is confirmed; AskBack
 */
export async function takeBack(act: Act, kind: StepKind, text?: string): Promise<string> {
  await serialise(act.tx, 'exams');
  const place = await placeMeant(act, kind, text);
  const { calendar, school, chain, step, confirmations } = place;
  const ids = step.items.map(({ id }) => id);
  if (!confirmations.some((one) => ids.some((id) => of(one, id, school))))
    refuse('not-confirmed', wording.notConfirmed(wordsOf(place)));
  const next = nextStep(chain, step);
  if (next && hasConfirmed(next, school.id, confirmations))
    refuse('later-confirmed', wording.laterConfirmed(wordsOf(place), next));
  await act.tx
    .deleteFrom('exam_confirmations')
    .where('school_id', '=', school.id)
    .where('item_id', 'in', ids)
    .execute();
  for (const id of ids) await record(act, 'exam.withdrawn', { kind: 'item', id }, { old: said(place) });
  const hour = listHour(calendar, step);
  if (hour !== null && act.now >= hour) await tellOffice(act, place);
  return wording.takenBack(wordsOf(place));
}

/** The list the office got has become wrong. */
async function tellOffice(act: Act, place: Place): Promise<void> {
  const [item] = place.step.items;
  if (!item) return;
  const people = (await peopleWith(act.tx, ['head', 'admin'])).filter(({ id }) => id !== me(act).id);
  await tell(
    act,
    ...people.map(({ id }) => ({
      source: { kind: 'item', id: item.id },
      occurrence: item.start,
      lead: `withdrawn:${place.school.id}:${act.now}`,
      audience: { kind: 'person' as const, id },
      class: 'notice' as const,
      said: { text: wording.tellTakenBack(wordsOf(place), me(act).name) },
    })),
  );
}
