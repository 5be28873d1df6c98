// What is said by itself in an exam chain, in private: to couriers, invigilators and markers of their own duties, to those who answer
// for a school until it has confirmed, to the office which schools have not. Groups hear of the items like of any (calendar/reminders.ts).
import type { Choice } from '../../bot/message.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { groupsFor } from '../calendar/audience.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups, type Group, type Person } from '../people/model.ts';
import { peopleWith } from '../people/queries.ts';
import { ruleOf } from '../reminders/rules.ts';
import { hasConfirmed } from './chain.ts';
import { asksOf, type ExamReminder, examReminders, lastItemOf } from './leads.ts';
import { type Confirmation, type Duty, duties, type ExamSchool } from './model.ts';
import { answering, confirmationsOf, dutiesOf, examSchools, holders, papersOf, schoolsOf } from './queries.ts';
import { type Paper, timetableOf } from './timetable.ts';
import * as wording from './wording.ts';

/** What is known beside the calendar. */
interface Known {
  calendar: Calendar;
  schools: readonly ExamSchool[];
  groups: readonly Group[];
  /** Whoever answers for each school. */
  answering: ReadonlyMap<string, Person[]>;
  office: readonly Person[];
  confirmations: readonly Confirmation[];
  duties: readonly Duty[];
  holders: ReadonlyMap<string, Person>;
  /** Names of schools by id. */
  names: ReadonlyMap<string, string>;
  /** Timetables stated, by item. */
  papers: ReadonlyMap<string, readonly Paper[]>;
}

/** What is owed in private for (from, to], epoch ms. Who has confirmed is read now, so a school that has done so hears nothing more. */
export async function dueExams(db: Reader, calendar: Calendar, from: number, to: number): Promise<Wanted[]> {
  const found = examReminders(calendar, from, to);
  if (found.length === 0) return [];
  const ids = [...new Set(found.flatMap(({ chain }) => chain.steps.flatMap(({ items }) => items.map(({ id }) => id))))];
  const all = await dutiesOf(db, ids);
  const schools = await examSchools(db);
  const known: Known = {
    calendar,
    schools,
    groups: await allGroups(db),
    answering: await answering(db),
    office: await peopleWith(db, ['head', 'admin']),
    confirmations: await confirmationsOf(db, ids),
    duties: all,
    holders: await holders(db, all),
    names: new Map(schools.map(({ id, name }) => [id, name])),
    papers: await papersOf(db, ids),
  };
  return found.flatMap((reminder) => wantedFor(known, reminder));
}

function wantedFor(known: Known, reminder: ExamReminder): Wanted[] {
  const { item, lead, asking, step, due, expires } = reminder;
  const kinds = asksOf(step.kind);
  const rule = ruleOf(known.calendar, asking === 'before' || !kinds ? step.kind : kinds[asking]);
  return [...saidTo(known, reminder)].map(([id, { text, choices }]) => ({
    source: { kind: 'item', id: item.id },
    occurrence: item.start,
    lead: asking === 'before' ? lead.name : asking,
    revision: item.revision,
    audience: { kind: 'person', id },
    class: rule.class,
    said: choices ? { text, choices } : { text },
    due,
    expires,
  }));
}

/** What one person hears. */
interface Words {
  text: string;
  choices?: Choice[];
}

/** Who hears what: each person one message, whatever they are. */
function saidTo(known: Known, reminder: ExamReminder): ReadonlyMap<string, Words> {
  const { asking, step, chain } = reminder;
  if (asking === 'list') {
    const missing = unconfirmed(known, reminder);
    const lists = missing.length === 0 ? [] : known.office;
    return new Map(lists.map(({ id }) => [id, { text: wording.officeList(chain, step, missing, answers(known)) }]));
  }
  const said = new Map(schoolWords(known, reminder));
  if (asking === 'alert') return said;
  for (const [id, own] of Map.groupBy(openDuties(known, reminder), ({ personId }) => personId)) {
    if (!known.holders.has(id)) continue;
    const timetable = timetableOf(known.calendar, chain, known.papers);
    const text = wording.dutyReminder(known.calendar, reminder, own, { schools: known.names, timetable });
    const before = said.get(id);
    said.set(id, before ? { ...before, text: `${text}\n${before.text}` } : { text });
  }
  return said;
}

const answers =
  (known: Known) =>
  ({ id }: ExamSchool): string[] =>
    (known.answering.get(id) ?? []).map(({ name }) => name);

/** The schools that a reminder is for and that have not confirmed; asked is only who has nothing more of the step to come. */
function unconfirmed({ schools, confirmations }: Known, { item, step, asking }: ExamReminder): ExamSchool[] {
  const meant = schoolsOf(item, schools);
  if (asking === 'before')
    return meant.filter(({ id }) => !hasConfirmed({ ...step, items: [item] }, id, confirmations));
  return meant.filter(({ id }) => lastItemOf(step, id)?.id === item.id && !hasConfirmed(step, id, confirmations));
}

/** Duties of a step: who fetches for a school that has confirmed has done it. */
function openDuties({ duties: all, confirmations }: Known, { item, step, due }: ExamReminder): Duty[] {
  const done = (schoolId: string | null): boolean =>
    confirmations.some((one) => one.itemId === item.id && one.schoolId === schoolId);
  return all.filter(
    // Whoever was told of a duty a minute ago needs no reminder of the hour before.
    ({ itemId, kind, schoolId, givenAt }) =>
      itemId === item.id && givenAt < due && duties[kind].step === step.kind && !(kind === 'courier' && done(schoolId)),
  );
}

/**
 * What those hear who answer for a school: on the day of the pickup, and when asked, as long as it has not confirmed; before that the
 * groups hear it, and they themselves where no group does.
 */
function schoolWords(known: Known, reminder: ExamReminder): [string, Words][] {
  const { calendar, groups } = known;
  const { item, lead, step, asking } = reminder;
  const asked = asking === 'alert' || (step.kind === 'paperPickup' && lead.schoolDays === 0);
  const grouped = step.kind === 'marking' || groupsFor(calendar, item, groups).length > 0;
  if (!asked && grouped) return [];
  const text = asking === 'alert' ? wording.schoolAlert(reminder) : wording.schoolReminder(calendar, reminder);
  const words = asked ? { text, choices: wording.confirmChoice(step.kind) } : { text };
  const schools = step.kind === 'examDay' ? schoolsOf(item, known.schools) : unconfirmed(known, reminder);
  return schools.flatMap(({ id }) => (known.answering.get(id) ?? []).map((one): [string, Words] => [one.id, words]));
}
