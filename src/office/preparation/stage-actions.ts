// What is done about the stages of a 集体备课: who does one until when, and that it is done.
import { daysBetween, type LocalDate } from '../../lib/dates.ts';
import type { DateSpec } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel } from '../../queue/ledger.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import { isSchoolDay, schoolDayAfter, schoolDayBefore } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { oneDay } from '../calendar/one-day.ts';
import { findPerson } from '../people/queries.ts';
import { type Preparation, preparationSource } from './model.ts';
import { callNames, preparationFor } from './queries.ts';
import { politeTime } from './rules.ts';
import { meetingDay, ownSeries } from './slots.ts';
import { farthest, stageFacts } from './stage-queries.ts';
import * as stageWording from './stage-wording.ts';
import { misplaced, type Stage, type StageName, stageSettings, stagesOf } from './stages.ts';
import { type MeetingWords, meetingOf, wrongSubject } from './wording.ts';

/** Who is to do a stage until when; null: as usual again. What is not said stays as it was. */
export interface StageWish {
  subject: string;
  when: DateSpec;
  stage: StageName;
  due?: DateSpec | null | undefined;
  who?: string | null | undefined;
}

/** What became of it. */
export interface StageSet {
  stage: Stage;
  meeting: MeetingWords;
  /** What the person is called; everybody for what is each teacher's own. */
  who: string;
  changed: boolean;
  /** Whether somebody is told; not when it is the speaker. */
  told: boolean;
}

/**
 * Sets who does a stage of a meeting until when, and tells that person and the one before in private.
 * @throws Refusal when it is not theirs to arrange, nothing is arranged for that meeting, or the day does not do; AskBack
 */
export async function setStage(act: Act, wish: StageWish): Promise<StageSet> {
  if (wish.due === undefined && wish.who === undefined) refuse('stage-nothing', stageWording.nothingSet);
  if (wish.stage === 'discussion') refuse('stage-meeting', stageWording.isMeeting);
  await serialise(act.tx, 'preparations');
  const calendar = await calendarOf(act);
  const { preparation, meeting } = await arrangedMeeting(act, calendar, wish);
  const facts = await stageFacts(act.tx, [preparation]);
  const before = stageNamed(stagesOf(calendar, preparation, facts), wish.stage);
  const stored = facts.changes.find(({ stage }) => stage === wish.stage);
  const change = {
    personId: wish.who === undefined ? (stored?.personId ?? null) : await personFor(act, wish),
    dueOn: wish.due === undefined ? (stored?.dueOn ?? null) : dueDay(act, calendar, wish, preparation, meeting),
  };
  const same = change.personId === (stored?.personId ?? null) && change.dueOn === (stored?.dueOn ?? null);
  const names = await callNames(act.tx);
  const called = ({ who }: Stage) => (typeof who === 'object' ? (names.get(who.id) ?? '') : stageWording.everyTeacher);
  if (same) return { stage: before, meeting, who: called(before), changed: false, told: false };
  await saveChange(act, preparation, wish.stage, change, (stored?.revision ?? 0) + 1);
  const stage = stageNamed(stagesOf(calendar, preparation, await stageFacts(act.tx, [preparation])), wish.stage);
  await record(
    act,
    'preparation.stage',
    { kind: 'preparation', id: preparation.id },
    { new: { subject: preparation.subject, day: preparation.day, stage: stage.title, due: stage.dueOn } },
  );
  await cancelStages(act, preparation.id, '安排已经改了', { stage: stage.name });
  const told = await tellStage(act, calendar, preparation, { before, stage, meeting });
  return { stage, meeting, who: called(stage), changed: true, told };
}

/** The arranged meeting that was said. @throws Refusal, AskBack */
async function arrangedMeeting(
  act: Act,
  calendar: Calendar,
  { subject, when }: Pick<StageWish, 'subject' | 'when'>,
): Promise<{ preparation: Preparation; meeting: MeetingWords }> {
  const series = await ownSeries(act, calendar, subject);
  const day = meetingDay(act, calendar, series, when, 'any');
  const meeting = meetingOf(calendar, { subject, day }, act.today);
  const preparation = await preparationFor(act.tx, calendar, { subject, day });
  return { preparation: preparation ?? refuse('not-arranged', stageWording.notArranged(meeting)), meeting };
}

const stageNamed = (stages: readonly Stage[], name: StageName): Stage =>
  stages.find((stage) => stage.name === name) ?? refuse('no-stage', stageWording.nothingToMark(name));

async function personFor(act: Act, { who, subject }: StageWish): Promise<string | null> {
  if (who === undefined || who === null) return null;
  const person = await findPerson(act, who, { subject }, 'who');
  if (person.subjects.includes(subject)) return person.id;
  return refuse('stage-person', wrongSubject(person.name, person.subjects, subject));
}

function dueDay(
  act: Act,
  calendar: Calendar,
  { due, stage }: StageWish,
  { day }: Preparation,
  meeting: MeetingWords,
): LocalDate | null {
  if (!due) return null;
  const words = { code: 'stage-due', notOneDay: stageWording.oneDay, which: stageWording.oneDay };
  const dueOn = oneDay(act, calendar, due, words);
  const place = misplaced(stage, day, dueOn);
  const { title } = stageSettings[stage];
  if (place) refuse('stage-due', stageWording.misplacedDue[place](title, meeting));
  if (dueOn < act.today) refuse('stage-due', stageWording.misplacedDue.over(dueOn));
  if (Math.abs(daysBetween(day, dueOn)) > farthest) refuse('stage-due', stageWording.misplacedDue.tooFar(farthest));
  if (!isSchoolDay(calendar, dueOn)) {
    const near = [schoolDayBefore(calendar, dueOn, 1), schoolDayAfter(calendar, dueOn, 1)];
    const free = near.flatMap((one) => (one && one >= act.today && misplaced(stage, day, one) === null ? [one] : []));
    refuse('stage-due', stageWording.noSchool(dueOn, free));
  }
  return dueOn;
}

async function saveChange(
  act: Act,
  { id }: Preparation,
  stage: StageName,
  { personId, dueOn }: { personId: string | null; dueOn: LocalDate | null },
  revision: number,
): Promise<void> {
  const values = { person_id: personId, due_on: dueOn, revision, changed_at: act.now };
  await act.tx
    .insertInto('preparation_stages')
    .values({ preparation_id: id, stage, ...values })
    .onConflict((c) => c.columns(['preparation_id', 'stage']).doUpdateSet(values))
    .execute();
}

/** Takes back what waits of the stages of a meeting: of one stage, to one person, when named. */
export async function cancelStages(
  act: Act,
  preparationId: string,
  why: string,
  { stage, personId }: { stage?: StageName; personId?: string | undefined } = {},
): Promise<void> {
  const begins = [preparationId, ...(stage ? [stage] : [])].join('/');
  let waiting = act.tx
    .selectFrom('deliveries')
    .select('source_id')
    .distinct()
    .where('source_kind', '=', 'stage')
    .where((eb) => eb.or([eb('source_id', '=', begins), eb('source_id', 'like', `${begins}/%`)]))
    .where('state', 'in', ['queued', 'held', 'sending', 'merged']);
  if (personId) waiting = waiting.where('audience_id', '=', personId);
  for (const { source_id } of await waiting.execute())
    await cancel(act.tx, act.now, { kind: 'stage', id: source_id }, why);
}

/** Nobody is told of what they have just done themselves. Answers whether the one who is to do it is told. */
async function tellStage(
  act: Act,
  calendar: Calendar,
  preparation: Preparation,
  { before, stage, meeting }: { before: Stage; stage: Stage; meeting: MeetingWords },
): Promise<boolean> {
  const speaker = me(act);
  const shared = {
    source: preparationSource(calendar, preparation.subject),
    occurrence: preparation.day,
    revision: stage.revision,
    class: 'notice' as const,
    due: politeTime(calendar, preparation.day, act.now),
  };
  const [old, now] = [before.who, stage.who].map((who) => (typeof who === 'object' ? who.id : null));
  if (old && old !== now && old !== speaker.id) {
    const said = stageWording.toFormerStagePerson(stage, meeting);
    await tell(act, { ...shared, lead: `released:${stage.name}`, audience: { kind: 'person', id: old }, said });
  }
  if (!now || now === speaker.id) return false;
  const said = stageWording.toStagePerson(stage, meeting, speaker.name);
  await tell(act, { ...shared, lead: `arranged:${stage.name}`, audience: { kind: 'person', id: now }, said });
  return true;
}
