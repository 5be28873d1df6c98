// What is done about visits: arranging, moving, cancelling. Every change is a revision, recorded old → new, and told to those concerned.
import { askBack } from '../../bot/command.ts';
import { type LocalDate, monthDay } from '../../lib/dates.ts';
import { type DateSpec, resolveDate } from '../../lib/datespec.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import type { ClassName } from '../../queue/classes.ts';
import { cancel } from '../../queue/ledger.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { type Person, peopleById, type School } from '../people/model.ts';
import { allSchools, findPeople, findSchool, schoolContacts, schoolNames } from '../people/queries.ts';
import { preparationsOf } from '../preparation/queries.ts';
import { politeTime } from '../preparation/rules.ts';
import { type Visit, visitNumber, visitOf, visitSettings, visitSource } from './model.ts';
import { plannedVisits, visitCalled, withNames } from './queries.ts';
import { freeDaysNear, hasBegun, mayChange, noticeDays, obstacle, type Placing } from './rules.ts';
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

/** The one day meant by a stated date: of several that are not over yet the person chooses. */
function dayMeant(act: Act, calendar: Calendar, date: DateSpec): LocalDate {
  const { readings, problem } = resolveDate(date, around(calendar, act.today));
  if (problem) refuse('no-day', problem.text);
  const days = readings.filter(({ start, end }) => start === end);
  const ahead = days.filter(({ start }) => start >= act.today);
  const [first, second] = ahead.length > 0 ? ahead : days;
  if (!first) refuse('no-day', wording.notOneDay);
  if (!second || ahead.length < 2) return first.start;
  askBack(
    'date',
    `“${date.said}”是哪一天？`,
    ahead.map(({ label, start }) => ({ label, value: start })),
  );
}

/** What a placing of this school and team is judged by; `except`: the visit that is moved or changed. */
export async function placing(
  act: Act,
  calendar: Calendar,
  school: School,
  team: Person[],
  except?: Visit,
): Promise<Placing> {
  const visits = await plannedVisits(act.tx, calendar);
  return {
    calendar,
    now: act.now,
    school,
    team,
    visits: visits.filter(({ id }) => id !== except?.id),
    ...(except && { leaving: except.day }),
    preparations: await preparationsOf(act.tx, calendar),
    busy: visitSettings.busyWithPreparation.who,
  };
}

async function refuseObstacle(placed: Placing, day: LocalDate, act: Act): Promise<void> {
  const found = obstacle(placed, day);
  if (!found) return;
  const free = freeDaysNear(placed, day);
  const words = { term: placed.calendar.term, day, school: placed.school, free };
  refuse('visit-obstacle', wording.refusal(words, found, await schoolNames(act.tx)));
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

/** Puts a visit on another day: recorded, its reminders taken back, everybody concerned told once. */
async function putOn(
  act: Act,
  calendar: Calendar,
  visit: Visit,
  day: LocalDate,
): Promise<{ words: wording.VisitWords; contacts: number }> {
  const changed: Visit = { ...visit, day, revision: visit.revision + 1, plannedAt: act.now };
  await store(act, changed);
  await record(act, 'visit.moved', { kind: 'visit', id: visit.number }, { old: { day: visit.day }, new: { day } });
  const words = await wordsOf(act, changed);
  await cancel(act.tx, act.now, visitSource(visit), `视导改到${monthDay(day)}`);
  const said = wording.tellMoved(calendar, words, visit.day, me(act).name);
  const due = politeTime(calendar, day < visit.day ? day : visit.day, act.now);
  const contacts = await tellConcerned(act, changed, 'moved', 'correction', due, { school: said, team: said });
  return { words, contacts };
}

/** A visit that moves along with the calendar: id, where it stands and where it goes. */
export interface VisitMove {
  id: string;
  from: LocalDate;
  to: LocalDate;
}

/** Whether a visit still stands where a move expects it. */
export async function visitStands(act: Act, { id, from }: VisitMove): Promise<boolean> {
  const row = await act.tx.selectFrom('visits').select(['day', 'state']).where('id', '=', id).executeTakeFirst();
  return row?.state === 'planned' && row.day === from;
}

async function refuseMove(act: Act, calendar: Calendar, visit: Visit, day: LocalDate): Promise<void> {
  const school = (await allSchools(act.tx)).find(({ id }) => id === visit.schoolId);
  if (!school) refuse('no-school', wording.noVisit(visit.number));
  await refuseObstacle(await placing(act, calendar, school, await peopleById(act.tx, visit.team), visit), day, act);
}

/**
 * Moves visits that give way to something higher, or back (`back`, unchecked: they stood there before).
 * @throws Refusal when one has changed since, or its new day has an obstacle
 */
export async function moveVisits(
  act: Act,
  calendar: Calendar,
  moves: readonly VisitMove[],
  back = false,
): Promise<void> {
  if (moves.length === 0) return;
  await serialise(act.tx, 'visits');
  for (const move of moves) {
    const row = await act.tx.selectFrom('visits').selectAll().where('id', '=', move.id).executeTakeFirst();
    if (!row || !(await visitStands(act, move)))
      refuse('visit-changed', '有一次视导刚刚改过，请重新发“/顺延”再看一遍。');
    const visit = visitOf(row);
    if (!back) await refuseMove(act, calendar, visit, move.to);
    await putOn(act, calendar, visit, move.to);
  }
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
  await store(act, changed);
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

async function store(act: Act, { id, day, state, revision, plannedAt }: Visit): Promise<void> {
  await act.tx
    .updateTable('visits')
    .set({ day, state, revision, planned_at: plannedAt })
    .where('id', '=', id)
    .execute();
}

async function wordsOf(act: Act, visit: Visit): Promise<wording.VisitWords> {
  const [words] = await withNames(act.tx, [visit]);
  return words ?? { visit, school: '', team: [] };
}

/** Tells the school's liaison and head teacher, the team and the planner, each once, not the speaker, at `due` (epoch ms). Answers how many the school has. */
async function tellConcerned(
  act: Act,
  visit: Visit,
  lead: string,
  name: ClassName,
  due: number,
  texts: { school: string; team: string },
): Promise<number> {
  const contacts = await schoolContacts(act.tx, visit.schoolId);
  const said = new Map([...visit.team, visit.plannedBy].map((id): [string, string] => [id, texts.team]));
  for (const { id } of contacts) said.set(id, texts.school);
  if (act.speaker) said.delete(act.speaker.id);
  await tell(
    act,
    ...[...said].map(([id, text]) => ({
      source: visitSource(visit),
      occurrence: visit.day,
      lead,
      revision: visit.revision,
      audience: { kind: 'person' as const, id },
      class: name,
      said: { text },
      due,
    })),
  );
  return contacts.length;
}
