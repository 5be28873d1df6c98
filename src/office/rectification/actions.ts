// What is done about 整改: written, put off, done, confirmed, sent back, cancelled. The record keeps numbers and days, never the issue.
import type { LocalDate } from '../../lib/dates.ts';
import type { DateSpec } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel } from '../../queue/ledger.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import { isSchoolDay, schoolDayFrom } from '../calendar/days.ts';
import { type Calendar, loadCalendar } from '../calendar/model.ts';
import { oneDay } from '../calendar/one-day.ts';
import type { Person } from '../people/model.ts';
import { findSchool, peopleWith, schoolNames } from '../people/queries.ts';
import { politeTime } from '../preparation/rules.ts';
import { plannedVisits } from '../visits/queries.ts';
import { hasBegun } from '../visits/rules.ts';
import { type Rectification, rectificationNumber, rectificationOf, rectificationSource } from './model.ts';
import { allRectifications, answering, rectificationCalled } from './queries.ts';
import { isOfSchool, mayCancel, mayCreate, mayDecide, maySee } from './rules.ts';
import * as wording from './wording.ts';

/** What was asked for, as filled in by the engine. */
export interface RectificationWish {
  school: string;
  issue: string;
  due: DateSpec;
  /** 视0001. */
  visit?: string | undefined;
}

/** Writes one down and tells the school. Answers what to say. @throws Refusal, AskBack */
export async function createRectification(act: Act, wish: RectificationWish): Promise<string> {
  const calendar = await calendarOf(act);
  const school = await findSchool(act, wish.school);
  const visits = (await plannedVisits(act.tx, calendar)).filter((one) => hasBegun(calendar, one, act.now));
  if (!mayCreate(me(act), { schoolId: school.id }, visits)) refuse('not-yours', wording.notYourSchool(school.name));
  const visit = visits.find(({ number, schoolId }) => number === wish.visit && schoolId === school.id);
  if (wish.visit !== undefined && !visit) refuse('no-visit', wording.noVisit(wish.visit, school.name));
  const dueOn = dueDay(act, calendar, wish.due);
  const row = {
    number: rectificationNumber(await nextNumber(act.tx, 'rectifications')),
    term_id: calendar.term.id,
    school_id: school.id,
    issue: wish.issue,
    due_on: dueOn,
    visit_number: wish.visit ?? null,
    created_by: me(act).id,
    state: 'open' as const,
    report: null,
    revision: 1,
    open_since: act.now,
    settled_at: null,
  };
  await act.tx.insertInto('rectifications').values(row).execute();
  const one = rectificationOf(row);
  await note(act, 'rectification.created', one);
  const contacts = await tellSchool(act, calendar, one, 'created', wording.toSchoolNew(one, me(act).name));
  return wording.created(calendar, one, school.name, contacts);
}

/** The record: number and day, in `note`s of all that happens. */
const note = (act: Act, action: string, { number, dueOn }: Rectification): Promise<void> =>
  record(act, action, { kind: 'rectification', id: number }, { new: { due: dueOn } });

/** One day of school that is still to come. @throws Refusal, AskBack */
function dueDay(act: Act, calendar: Calendar, said: DateSpec): LocalDate {
  const words = { code: 'due-day', notOneDay: wording.dueProblem.notOneDay, which: wording.askDue };
  const day = oneDay(act, calendar, said, words);
  if (day < act.today) refuse('due-day', wording.dueProblem.over(day));
  if (!isSchoolDay(calendar, day)) refuse('due-day', wording.dueProblem.noSchool(day, schoolDayFrom(calendar, day)));
  return day;
}

/** The one of that number, if the speaker may know of it. @throws Refusal */
async function known(act: Act, number: string): Promise<Rectification> {
  await serialise(act.tx, 'rectifications');
  const one = await rectificationCalled(act.tx, number);
  return one && maySee(me(act), one) ? one : refuse('no-rectification', wording.unknown(number));
}

/** Gives it another due date. Answers what to say. @throws Refusal, AskBack */
export async function moveRectification(act: Act, number: string, due: DateSpec): Promise<string> {
  const one = await known(act, number);
  if (!mayDecide(me(act), one)) refuse('not-yours', wording.notDeciding(one));
  if (one.state !== 'open') refuse('wrong-state', wording.wrongState(one));
  const calendar = await calendarOf(act);
  const dueOn = dueDay(act, calendar, due);
  if (dueOn === one.dueOn) refuse('same-day', wording.dueProblem.same(dueOn));
  const after = await change(act, one, { dueOn, revision: one.revision + 1, openSince: act.now }, '期限已改');
  await note(act, 'rectification.moved', after);
  await tellSchool(act, calendar, after, 'moved', wording.toSchoolMoved(after, one.dueOn, me(act).name));
  return wording.moved(after, one.dueOn);
}

/** The school says it is done. Answers what to say. @throws Refusal */
export async function finishRectification(act: Act, number: string, report: string | undefined): Promise<string> {
  const one = await known(act, number);
  if (!isOfSchool(me(act), one)) refuse('not-yours', wording.notYours(one));
  if (one.state !== 'open') refuse('wrong-state', wording.wrongState(one));
  const finished = { state: 'done' as const, report: report ?? one.report, settledAt: act.now };
  const after = await change(act, one, finished, '已经完成');
  await note(act, 'rectification.done', after);
  const school = (await schoolNames(act.tx)).get(one.schoolId) ?? '';
  await tellDeciders(act, after, 'done', wording.toDeciders(after, school));
  return wording.done(after);
}

/** The 教研员 has looked at it. Answers what to say. @throws Refusal */
export async function confirmRectification(act: Act, number: string): Promise<string> {
  const one = await known(act, number);
  if (!mayDecide(me(act), one)) refuse('not-yours', wording.notDeciding(one));
  if (one.state === 'confirmed') refuse('wrong-state', wording.wrongState(one));
  const after = await change(act, one, { state: 'confirmed', settledAt: one.settledAt ?? act.now }, '已经确认完成');
  await note(act, 'rectification.confirmed', after);
  const calendar = await calendarOf(act);
  await tellSchool(act, calendar, after, 'confirmed', wording.toSchoolConfirmed(after, me(act).name));
  return wording.confirmed(after);
}

/** Open again: sent back by who decides, with the reason, or taken back by the school before that. Answers what to say. @throws Refusal */
export async function returnRectification(act: Act, number: string, reason: string | undefined): Promise<string> {
  const one = await known(act, number);
  const decides = mayDecide(me(act), one);
  if (!decides && one.state === 'confirmed') refuse('not-yours', wording.notDeciding(one));
  if (one.state === 'open') refuse('wrong-state', wording.wrongState(one));
  if (decides && reason === undefined) refuse('no-reason', wording.needsReason(one));
  const reopened = { state: 'open' as const, revision: one.revision + 1, openSince: act.now, settledAt: null };
  const after = await change(act, one, reopened, '改回没完成');
  await note(act, 'rectification.returned', after);
  if (decides) {
    const said = wording.toSchoolReturned(after, me(act).name, reason ?? '');
    await tellSchool(act, await calendarOf(act), after, 'returned', said);
  } else {
    const school = (await schoolNames(act.tx)).get(one.schoolId) ?? '';
    await tellDeciders(act, after, 'returned', wording.toDecidersOpen(after, school));
  }
  return wording.returned(after);
}

/** What cancelling would do. @throws Refusal like the cancelling itself */
export async function cancelRectificationPreview(act: Act, number: string): Promise<string> {
  const one = await cancellable(act, number);
  return wording.cancelPreview(one, (await schoolNames(act.tx)).get(one.schoolId) ?? '');
}

/** Cancels it. Answers what to say. @throws Refusal */
export async function cancelRectification(act: Act, number: string): Promise<string> {
  const one = await cancellable(act, number);
  const after = await change(act, one, { state: 'cancelled', settledAt: one.settledAt ?? act.now }, '整改已取消');
  await note(act, 'rectification.cancelled', after);
  const calendar = await calendarOf(act);
  await tellSchool(act, calendar, after, 'cancelled', wording.toSchoolCancelled(after, me(act).name));
  return wording.cancelled(after);
}

async function cancellable(act: Act, number: string): Promise<Rectification> {
  const one = await known(act, number);
  return mayCancel(me(act), one) ? one : refuse('not-yours', wording.notCancelling(one));
}

/**
 * Stores what is different and takes back what waits for the school or for those who decide to do something about it. What was done is
 * still told, for instance why it was sent back; only a cancelled one leaves nothing to be told.
 */
async function change(
  act: Act,
  before: Rectification,
  different: Partial<Rectification>,
  why: string,
): Promise<Rectification> {
  const after = { ...before, ...different };
  await act.tx
    .updateTable('rectifications')
    .set({
      due_on: after.dueOn,
      state: after.state,
      report: after.report,
      revision: after.revision,
      open_since: after.openSince,
      settled_at: after.settledAt,
    })
    .where('number', '=', after.number)
    .execute();
  const waiting = after.state === 'cancelled' ? {} : { occurrence: before.dueOn };
  await cancel(act.tx, act.now, { ...rectificationSource(after), ...waiting }, why);
  return after;
}

type Words = ReturnType<typeof wording.toSchoolNew>;

/** Tells who answers for the school, not the speaker. Answers how many there are. */
async function tellSchool(
  act: Act,
  calendar: Calendar,
  one: Rectification,
  lead: string,
  said: Words,
): Promise<number> {
  const people = await answering(act.tx, one.schoolId);
  await owe(act, one, { lead, said, people, due: politeTime(calendar, one.dueOn, act.now) });
  return people.length;
}

/** Tells who wrote it and the school's contact 教研员. */
async function tellDeciders(act: Act, one: Rectification, lead: string, said: Words): Promise<void> {
  const researchers = await peopleWith(act.tx, ['researcher', 'head']);
  const concerned = researchers.filter(
    (person) => person.id === one.createdBy || (mayDecide(person, one) && !person.roles.includes('head')),
  );
  const calendar = await calendarOf(act);
  const due = politeTime(calendar, one.dueOn, act.now);
  await owe(act, one, { lead, said, people: concerned, due, asks: true });
}

interface Word {
  lead: string;
  said: Words;
  people: readonly Person[];
  /** Epoch ms. */
  due: number;
  /** It asks for something, as reminders do: like them it carries the due day, and is taken back once that is done. */
  asks?: boolean;
}

async function owe(act: Act, one: Rectification, { lead, said, people, due, asks }: Word): Promise<void> {
  for (const { id } of people) {
    if (id === act.speaker?.id) continue;
    await tell(act, {
      source: rectificationSource(one),
      ...(asks && { occurrence: one.dueOn }),
      lead,
      revision: one.revision,
      audience: { kind: 'person', id },
      class: 'notice',
      said,
      due,
    });
  }
}

/** Those the speaker may know of, or one of them whole. @throws Refusal when there is none of that number */
export async function rectificationsShown(act: Act, number: string | undefined): Promise<string> {
  const schools = await schoolNames(act.tx);
  const now = { calendar: await loadCalendar(act.tx), today: act.today };
  if (number === undefined) {
    const all = (await allRectifications(act.tx)).filter((one) => maySee(me(act), one) && one.state !== 'confirmed');
    return wording.list(all, schools, now);
  }
  const one = await known(act, number);
  const [author] = await act.tx.selectFrom('people').select('name').where('id', '=', one.createdBy).execute();
  return wording.detail(one, schools.get(one.schoolId) ?? '', author?.name ?? '', now);
}
