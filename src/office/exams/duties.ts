// Giving duties at exams and taking them back: a list at once, previewed, confirmed, told to each person alone.

import { refuse } from '../../lib/refuse.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import { allAway } from '../busy.ts';
import { titled } from '../calendar/find.ts';
import type { Calendar } from '../calendar/model.ts';
import type { DatedItem } from '../calendar/rules.ts';
import { allPeople } from '../people/model.ts';
import { callNames } from '../preparation/queries.ts';
import { politeTime } from '../preparation/rules.ts';
import { chainsOf, stepOf } from './chain.ts';
import { officeRoles } from './confirm.ts';
import { type Judging, judge, remarksOn, type Wish } from './duty-rules.ts';
import * as wording from './duty-wording.ts';
import { type Line, mostLines, readLines } from './lines.ts';
import {
  batchNumber,
  batchSource,
  type Chain,
  type Duty,
  type DutyKind,
  duties,
  type ExamSchool,
  type Step,
} from './model.ts';
import { dutiesOf, examSchools, papersOf, schoolsOf } from './queries.ts';
import { sittingOf, subjectsOf, timetableOf } from './timetable.ts';

/** Duties that can be given, before they are. */
export interface Giving {
  calendar: Calendar;
  chain: Chain;
  kind: DutyKind;
  step: Step;
  duties: Duty[];
  /** Chinese, one each. */
  remarks: string[];
  names: wording.GivenNames;
}

/** The exam that is meant: the named one, else the next that has such a step. @throws Refusal */
function chainMeant(act: Act, calendar: Calendar, kind: DutyKind, exam: string | null): { chain: Chain; step: Step } {
  const ahead = chainsOf(calendar).flatMap((chain) => {
    const step = stepOf(chain, duties[kind].step);
    return step && step.end >= act.today ? [{ chain, step }] : [];
  });
  if (ahead.length === 0) refuse('no-exam', wording.noChain(kind));
  const chains = ahead.map(({ chain }) => chain);
  const [named] = exam === null ? chains : titled(chains, exam);
  const found = ahead.find(({ chain }) => chain === named);
  return found ?? refuse('no-exam', wording.noSuchExam(exam ?? '', chains));
}

/** The school a liaison gives couriers for; null for the office, which names one. @throws Refusal for anybody else */
function ownSchool(act: Act, schools: readonly ExamSchool[]): ExamSchool | null {
  const { roles, schoolId } = me(act);
  if (roles.some((role) => officeRoles.includes(role))) return null;
  return schools.find(({ id }) => id === schoolId) ?? refuse('not-yours', wording.notYourSchool);
}

/**
 * Reads a list and judges it, with everything that is wrong at once.
 * @throws Refusal with the mistakes by line: unknown names, the own school, two places at a time, a full room
 */
export async function givingOf(act: Act, kind: DutyKind, text: string): Promise<Giving> {
  if (text.split('\n').length > mostLines) refuse('too-many', wording.tooMany);
  const calendar = await calendarOf(act);
  const schools = await examSchools(act.tx);
  const own = kind === 'courier' ? ownSchool(act, schools) : null;
  const people = await allPeople(act.tx);
  const { lines, faults, exam } = readLines(kind, text, { people, schools }, own);
  if (own && lines.some(({ school }) => school?.id !== own.id)) refuse('not-yours', wording.notYourSchool);
  const { chain, step } = chainMeant(act, calendar, kind, exam);
  const ids = step.items.map(({ id }) => id);
  const timetable = timetableOf(calendar, chain, await papersOf(act.tx, ids));
  const judging: Judging = {
    timetable,
    duties: await dutiesOf(act.tx, ids),
    schools: new Map(schools.map((school) => [school.id, school])),
    away: kind === 'invigilator' ? await awayOf(act) : new Map(),
  };
  const names = await namesFor(act, { schools, timetable });
  const judged = judge(
    judging,
    lines.flatMap((line) => wishesOf(kind, step, line, timetable)),
  );
  const wrong = judged.flatMap(({ wish, fault }) =>
    fault ? [{ no: wish.no, text: wording.faultText(wish, fault, names) }] : [],
  );
  if (faults.length + wrong.length > 0) refuse('duties', wording.faultPage([...faults, ...wrong]));
  if (judged.length === 0) refuse('duties', wording.empty(kind));
  const wishes = judged.map(({ wish }) => wish);
  const remarks = remarksOn(judging, wishes).map(({ wish, remark }) => wording.remarkText(wish, remark));
  const made = wishes.map((wish) => dutyFor(act, wish));
  return { calendar, chain, kind, step, duties: made, remarks: [...new Set(remarks)], names };
}

const namesFor = async (
  act: Act,
  { schools, timetable }: { schools: readonly ExamSchool[]; timetable: wording.GivenNames['timetable'] },
): Promise<wording.GivenNames> => ({
  people: await callNames(act.tx),
  schools: new Map(schools.map(({ id, name }) => [id, name])),
  timetable,
});

/** Who is on a visit on which day. */
async function awayOf(act: Act): Promise<Judging['away']> {
  const all = await allAway(act.tx, act.today);
  return new Map([...all].map(([id, days]) => [id, new Map(days.map(({ day, visit }) => [day, visit]))]));
}

/** One wish for each person and paper of a line. */
function wishesOf(kind: DutyKind, step: Step, line: Line, timetable: wording.GivenNames['timetable']): Wish[] {
  const { no, school, room, people } = line;
  const named = line.subjects.some((word) => /^(?:全部|全科|所有科目)$/.test(word))
    ? subjectsOf(timetable)
    : line.subjects;
  const subjects: (string | null)[] = kind === 'courier' ? [null] : named;
  return subjects.flatMap((subject) => {
    const itemId = itemFor(kind, step, line, subject, timetable)?.id;
    const where = kind === 'marker' ? null : school;
    return itemId ? people.map((person) => ({ no, kind, itemId, person, school: where, room, subject })) : [];
  });
}

/** The item a duty hangs on: the day of the paper, the pickup of the school. */
function itemFor(
  kind: DutyKind,
  { items }: Step,
  { school, room }: Line,
  subject: string | null,
  timetable: wording.GivenNames['timetable'],
): DatedItem | undefined {
  const schoolId = school?.id ?? null;
  const sitting = kind === 'invigilator' ? sittingOf(timetable, { subject, room, schoolId }) : null;
  const own = school && kind !== 'marker' ? items.find((item) => schoolsOf(item, [school]).length > 0) : undefined;
  return items.find(({ id }) => id === sitting?.itemId) ?? own ?? items[0];
}

const dutyFor = (act: Act, { kind, itemId, person, school, room, subject }: Wish): Duty => ({
  id: '',
  batch: '',
  itemId,
  kind,
  personId: person.id,
  schoolId: school?.id ?? null,
  room,
  subject,
  givenBy: me(act).id,
  givenAt: act.now,
});

/** What giving them would do. @throws Refusal like `givingOf` */
export async function previewDuties(act: Act, kind: DutyKind, text: string): Promise<string> {
  const giving = await givingOf(act, kind, text);
  return wording.preview(giving, giving.duties, giving.remarks, giving.names);
}

/** Gives them, all or none: kept under one number, each person told alone of the own ones. @throws Refusal like `givingOf` */
export async function giveDuties(act: Act, kind: DutyKind, text: string): Promise<string> {
  await serialise(act.tx, 'exams');
  const giving = await givingOf(act, kind, text);
  const batch = batchNumber(await nextNumber(act.tx, 'exams'));
  // Numbered in the order of the list, which every list of them keeps.
  const all = giving.duties.map((duty, n) => ({ ...duty, id: `${batch}/${String(n + 1).padStart(5, '0')}`, batch }));
  await insert(act, all);
  // Who has which room is for those concerned alone: the record has how many.
  for (const [id, { length: items }] of Map.groupBy(all, ({ itemId }) => itemId))
    await record(
      act,
      'exam.assigned',
      { kind: 'item', id },
      { new: { title: giving.chain.title, stage: duties[kind].title, number: batch, items } },
    );
  const others = Map.groupBy(all, ({ personId }) => personId);
  others.delete(me(act).id);
  const due = politeTime(giving.calendar, giving.step.start, act.now);
  for (const [id, own] of others) {
    const text = wording.tellGiven(giving, own, giving.names, me(act).name);
    await tell(act, {
      source: batchSource(batch),
      lead: 'given',
      audience: { kind: 'person', id },
      class: 'notice',
      said: { text },
      due,
    });
  }
  return wording.given(batch, kind, all);
}

/** Values bound in one statement are limited. */
const rowsAtOnce = 500;

async function insert(act: Act, all: readonly Duty[]): Promise<void> {
  const rows = all.map(({ id, batch, itemId, kind, personId, schoolId, room, subject, givenBy, givenAt }) => ({
    ...{ id, batch, kind, room, subject },
    item_id: itemId,
    person_id: personId,
    school_id: schoolId,
    given_by: givenBy,
    given_at: givenAt,
    ended_by: null,
    ended_at: null,
  }));
  for (let i = 0; i < rows.length; i += rowsAtOnce)
    await act.tx
      .insertInto('exam_duties')
      .values(rows.slice(i, i + rowsAtOnce))
      .execute();
}
