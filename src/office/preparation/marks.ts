// Saying that a stage of a 集体备课 is done, taking that back, and how far the stages are.
import { askBack } from '../../bot/command.ts';
import { addDays, type LocalDate } from '../../lib/dates.ts';
import { type DateSpec, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record } from '../act.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Preparation } from './model.ts';
import { callNames, preparationsOf } from './queries.ts';
import { heldMeetings, isAhead, mayArrange } from './rules.ts';
import { cancelStages } from './stage-actions.ts';
import { stageFacts, teachersBySubject, teaches } from './stage-queries.ts';
import * as wording from './stage-wording.ts';
import { isDone, type Stage, type StageName, stagesOf } from './stages.ts';
import { type MeetingWords, meetingOf, occasionText } from './wording.ts';

/** How many days around today are looked at when no time is named. */
const nearby = 14;

/** Which stage of which meeting; what is not said follows from whose it is. */
export interface MarkWish {
  stage: StageName;
  subject?: string | undefined;
  when?: DateSpec | undefined;
}

/** A stage of a meeting as the speaker sees it. */
interface Candidate {
  preparation: Preparation;
  stage: Stage;
  meeting: MeetingWords;
}

/** What was said to be done, or not to be. */
export interface Marked {
  stage: Stage;
  meeting: MeetingWords;
  /** It is what each teacher does for themselves. */
  own: boolean;
  changed: boolean;
}

/**
 * Notes that a stage is done: by the one whose it is, by each teacher for their own, or by the 教研员 for somebody else when the meeting
 * is named. What waits of it is taken back. @throws Refusal when there is nothing to be done; AskBack when several meetings fit
 */
export async function markDone(act: Act, wish: MarkWish): Promise<Marked> {
  if (wish.stage === 'discussion') refuse('stage-meeting', wording.isMeeting);
  await serialise(act.tx, 'preparations');
  const calendar = await calendarOf(act);
  const all = await candidates(act, calendar, wish);
  const open = all.filter(({ stage }) => !isDone(stage, me(act).id));
  const found =
    one(act, open.length > 0 ? open : all.slice(-1)) ?? refuse('no-stage', wording.nothingToMark(wish.stage));
  const { preparation, stage, meeting } = found;
  const own = stage.who === 'each';
  if (open.length === 0) return { stage, meeting, own, changed: false };
  const personId = me(act).id;
  const row = { preparation_id: preparation.id, stage: stage.name, person_id: personId, at: act.now };
  await act.tx.insertInto('preparation_marks').values(row).execute();
  await cancelStages(act, preparation.id, '已经完成', { stage: stage.name, ...(own && { personId }) });
  await recordMark(act, 'preparation.done', found);
  return { stage, meeting, own, changed: true };
}

/** Takes back that a stage is done. @throws Refusal when it was not the speaker who said so, nor is it theirs to arrange; AskBack */
export async function markOpen(act: Act, wish: MarkWish): Promise<Marked> {
  await serialise(act.tx, 'preparations');
  const calendar = await calendarOf(act);
  const personId = me(act).id;
  const done = (await candidates(act, calendar, wish)).filter(({ stage }) => isDone(stage, personId));
  const found = one(act, done) ?? refuse('no-stage', wording.nothingToUnmark(wish.stage));
  const { preparation, stage, meeting } = found;
  let marks = act.tx
    .deleteFrom('preparation_marks')
    .where('preparation_id', '=', preparation.id)
    .where('stage', '=', stage.name);
  if (stage.who === 'each') marks = marks.where('person_id', '=', personId);
  await marks.execute();
  await recordMark(act, 'preparation.notDone', found);
  return { stage, meeting, own: stage.who === 'each', changed: true };
}

const recordMark = (act: Act, action: string, { preparation: { id, subject, day }, stage }: Candidate): Promise<void> =>
  record(act, action, { kind: 'preparation', id }, { new: { subject, day, stage: stage.title } });

/** The stages the speaker may speak for, by day: their own; everybody's for the 教研员 who names the meeting. */
async function candidates(
  act: Act,
  calendar: Calendar,
  { stage: name, subject, when }: MarkWish,
): Promise<Candidate[]> {
  const speaker = me(act);
  const readings = when && resolveDate(when, around(calendar, act.today)).readings;
  const held = heldMeetings(calendar);
  const fitting = (await preparationsOf(act.tx, calendar)).filter(
    (one) =>
      held.has(`${one.subject} ${one.day}`) &&
      (subject === undefined || one.subject === subject) &&
      (!readings || readings.some(({ start, end }) => start <= one.day && one.day <= end)),
  );
  const facts = await stageFacts(act.tx, fitting);
  const all = fitting.flatMap((preparation): Candidate[] => {
    const stage = stagesOf(calendar, preparation, facts).find((each) => each.name === name);
    return stage ? [{ preparation, stage, meeting: meetingOf(calendar, preparation, act.today) }] : [];
  });
  return all.filter(({ preparation, stage }) => {
    if (stage.who === 'meeting') return false;
    // What was never marked does not come up for ever; who means an old meeting names it.
    if (when === undefined && (stage.dueOn ?? preparation.day) < addDays(act.today, -nearby)) return false;
    // Nobody has reworked what has not been discussed yet.
    if (stage.who === 'each')
      return teaches(speaker, preparation.subject) && !isAhead(calendar, preparation.day, act.now);
    return stage.who.id === speaker.id || (when !== undefined && mayArrange(speaker, preparation.subject));
  });
}

/** The one that is meant; of what is each teacher's own the last meeting. @throws AskBack when several fit */
function one(act: Act, found: readonly Candidate[]): Candidate | undefined {
  const here = found.filter(({ preparation }) => act.group?.subjects.includes(preparation.subject));
  const fitting = here.length > 0 ? here : found;
  const last = fitting.at(-1);
  if (!last || fitting.length === 1 || last.stage.who === 'each') return last;
  const oneDay = new Set(fitting.map(({ preparation: { day } }) => day)).size === 1;
  return askBack(
    oneDay ? 'subject' : 'when',
    wording.askWhichMeeting,
    fitting.map(({ meeting, preparation: { subject, day } }) => ({
      label: occasionText(meeting),
      value: oneDay ? subject : day,
    })),
  );
}

/** How far the stages are, and what people are called. */
export interface StageProgress {
  found: wording.ProgressOf[];
  names: ReadonlyMap<string, string>;
}

/** The arranged meetings of the speaker's subjects (the 主任's: all) in a stretch of days, two weeks around today by default. */
export async function stageProgress(
  act: Act,
  { subject, span }: { subject?: string | undefined; span?: { start: LocalDate; end: LocalDate } | undefined },
): Promise<StageProgress> {
  const calendar = await calendarOf(act);
  const { start, end } = span ?? { start: addDays(act.today, -nearby), end: addDays(act.today, nearby) };
  const held = heldMeetings(calendar);
  const preparations = (await preparationsOf(act.tx, calendar)).filter(
    ({ subject: name, day }) =>
      held.has(`${name} ${day}`) &&
      start <= day &&
      day <= end &&
      mayArrange(me(act), name) &&
      (subject === undefined || name === subject),
  );
  const facts = await stageFacts(act.tx, preparations);
  const names = await callNames(act.tx);
  const teachersOf = await teachersBySubject(act.tx);
  const found = preparations.map(
    (preparation): wording.ProgressOf => ({
      meeting: meetingOf(calendar, preparation, act.today),
      lead: names.get(preparation.leadId) ?? '',
      stages: stagesOf(calendar, preparation, facts),
      teachers: teachersOf(preparation.subject).length,
    }),
  );
  return { found, names };
}
