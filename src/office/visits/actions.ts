// What is done about visits: arranging, moving, cancelling. Every change is a revision, recorded old → new, and told to those concerned.
import type { DateSpec } from '../../lib/datespec.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel } from '../../queue/ledger.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record } from '../act.ts';
import { type Person, peopleById } from '../people/model.ts';
import { allSchools, findPeople, findSchool } from '../people/queries.ts';
import { politeTime } from '../preparation/rules.ts';
import { putOn, storeVisit, tellConcerned, wordsOf } from './changing.ts';
import { type Visit, visitNumber, visitOf, visitSource } from './model.ts';
import { dayMeant, placing, refuseObstacle } from './placing.ts';
import { visitCalled } from './queries.ts';
import { hasBegun, mayChange, noticeDays } from './rules.ts';
import * as wording from './wording.ts';

/** What was asked for, as filled in by the engine. */
export interface VisitWish {
  school: string;
  date: DateSpec;
  team?: string[] | undefined;
}

/** Arranges a visit and tells the school and the team. Answers what to say. @throws Refusal, AskBack */
export async function planVisit(act: Act, wish: VisitWish): Promise<string> {
  const speaker = me(act);
  const calendar = await calendarOf(act);
  const school = await findSchool(act, wish.school);
  const team = await teamOf(act, speaker, wish.team);
  const day = dayMeant(act, calendar, wish.date);
  await serialise(act.tx, 'visits');
  await refuseObstacle(await placing(act, calendar, school, team), day, act);
  const visit = visitOf(
    await act.tx
      .insertInto('visits')
      .values({
        id: newId(),
        number: visitNumber(await nextNumber(act.tx, 'visits')),
        term_id: calendar.term.id,
        school_id: school.id,
        day,
        team: JSON.stringify(team.map(({ id }) => id)),
        planned_by: speaker.id,
        state: 'planned',
        revision: 1,
        planned_at: act.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  const { school: where, day: on, team: who } = { school: school.name, day, team: team.map(({ name }) => name) };
  await record(
    act,
    'visit.planned',
    { kind: 'visit', id: visit.number },
    { new: { school: where, day: on, team: who } },
  );
  const words: wording.VisitWords = { visit, school: where, team: who };
  const contacts = await tellConcerned(act, visit, 'planned', 'notice', politeTime(calendar, day, act.now), {
    school: wording.tellSchoolPlanned(calendar, words),
    team: wording.tellTeamPlanned(calendar, words, speaker.name),
  });
  return wording.planned(calendar, words, noticeDays(calendar, act.now, day), speaker.roles.includes('head'), contacts);
}

/** Whoever arranges goes along; the 教研室主任 only when nobody else is named. */
async function teamOf(act: Act, speaker: Person, names: string[] | undefined): Promise<Person[]> {
  const named = names ? await findPeople(act, names, 'team') : [];
  const goes = speaker.roles.includes('researcher') || named.length === 0;
  return goes ? [speaker, ...named.filter(({ id }) => id !== speaker.id)] : named;
}

/** The visit somebody wants to change. @throws Refusal when there is none, it has begun, or it is not theirs to change */
async function changeable(act: Act, text: string): Promise<Visit> {
  const visit = (await visitCalled(act.tx, text)) ?? refuse('no-visit', wording.noVisit(text));
  if (!mayChange(me(act), visit)) {
    const [planner] = await peopleById(act.tx, [visit.plannedBy]);
    refuse('not-yours', wording.mayNotChange(visit.number, planner?.name ?? '别的老师'));
  }
  if (hasBegun(await calendarOf(act), visit, act.now)) refuse('visit-begun', wording.begun(visit.number));
  return visit;
}

/** Moves a visit to another day. Answers what to say. @throws Refusal, AskBack */
export async function moveVisit(act: Act, text: string, date: DateSpec): Promise<string> {
  await serialise(act.tx, 'visits');
  const visit = await changeable(act, text);
  const calendar = await calendarOf(act);
  const day = dayMeant(act, calendar, date);
  if (day === visit.day) refuse('same-day', wording.sameDay(visit.number, day));
  const school =
    (await allSchools(act.tx)).find(({ id }) => id === visit.schoolId) ?? refuse('no-school', wording.noVisit(text));
  const team = await peopleById(act.tx, visit.team);
  await refuseObstacle(await placing(act, calendar, school, team, visit), day, act);
  const { words, contacts } = await putOn(act, calendar, visit, day);
  const notice = noticeDays(calendar, act.now, day);
  return wording.moved(calendar, words, visit.day, notice, me(act).roles.includes('head'), contacts);
}

/** What cancelling would do. @throws Refusal like the cancelling itself */
export async function cancelPreview(act: Act, text: string): Promise<string> {
  return wording.cancelPreview(await calendarOf(act), await wordsOf(act, await changeable(act, text)));
}

/** Cancels a visit. Answers what to say. @throws Refusal */
export async function cancelVisit(act: Act, text: string): Promise<string> {
  await serialise(act.tx, 'visits');
  const visit = await changeable(act, text);
  const calendar = await calendarOf(act);
  const changed: Visit = { ...visit, state: 'cancelled', revision: visit.revision + 1 };
  await storeVisit(act, changed);
  const words = await wordsOf(act, changed);
  await record(
    act,
    'visit.cancelled',
    { kind: 'visit', id: visit.number },
    { old: { school: words.school, day: visit.day, team: words.team } },
  );
  await cancel(act.tx, act.now, visitSource(visit), '视导已取消');
  const said = wording.tellCancelled(calendar, words, me(act).name);
  const due = politeTime(calendar, visit.day, act.now);
  await tellConcerned(act, changed, 'cancelled', 'correction', due, { school: said, team: said });
  return wording.cancelled(calendar, words);
}
