// From what the giver typed to the task that is meant: whose subject, which teacher, which day, which exam.
import { askBack } from '../../bot/command.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { type DateSpec, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { type Act, calendarOf, me } from '../act.ts';
import { around, isSchoolDay } from '../calendar/days.ts';
import { titled } from '../calendar/find.ts';
import type { Calendar, Item } from '../calendar/model.ts';
import type { Person } from '../people/model.ts';
import { findPerson } from '../people/queries.ts';
import { knownSubjects, subjectCalled } from '../people/subjects.ts';
import { unknownSubject } from '../people/wording.ts';
import { examsAhead, isWithoutPapers, mayGive } from './rules.ts';
import * as wording from './wording.ts';

/** What was asked for, as filled in by the engine. */
export interface PaperWish {
  person: string;
  subject: string;
  /** 三年级. */
  grade: string;
  due: DateSpec;
  exam?: string | undefined;
}

/** What is meant. */
export interface Meant {
  calendar: Calendar;
  setter: Person;
  subject: string;
  grade: string;
  dueOn: LocalDate;
  exam: Item | null;
}

/** The task that is meant. @throws Refusal when it is not the speaker's to give, or cannot be given so; AskBack */
export async function meantBy(act: Act, wish: PaperWish): Promise<Meant> {
  const calendar = await calendarOf(act);
  const known = await knownSubjects(act.tx);
  const subject = subjectCalled(known, wish.subject) ?? refuse('no-subject', unknownSubject(wish.subject, known));
  if (!mayGive(me(act), subject)) refuse('not-yours', wording.notYourSubject(subject));
  if (isWithoutPapers(wish.grade)) refuse('no-papers', wording.noPapers(wish.grade));
  const setter = await findPerson(act, wish.person, { subject });
  const dueOn = dueDay(act, calendar, wish.due, 'due');
  const exam = examMeant(examsAhead(calendar, subject, act.today), wish.exam);
  refuseAfter(exam, dueOn);
  return { calendar, setter, subject, grade: wish.grade, dueOn, exam };
}

/** @throws Refusal for a day on which the exam has begun */
export function refuseAfter(exam: Item | null, dueOn: LocalDate): void {
  if (exam?.start && exam.precision === 'day' && dueOn >= exam.start)
    refuse('after-exam', wording.afterExam(dueOn, exam.title, exam.start));
}

/** The one day meant, ahead and a school day: duties do not fall on free days. @throws Refusal; AskBack about `field` */
export function dueDay(act: Act, calendar: Calendar, date: DateSpec, field: string): LocalDate {
  const { readings, problem } = resolveDate(date, around(calendar, act.today));
  if (problem) refuse('no-day', problem.text);
  const days = readings.filter(({ start, end }) => start === end);
  const ahead = days.filter(({ start }) => start > act.today);
  const [first, second] = ahead.length > 0 ? ahead : days;
  if (!first) refuse('no-day', wording.notOneDay);
  if (second && ahead.length > 1) {
    askBack(
      field,
      wording.whichDay(date.said),
      ahead.map(({ label, start }) => ({ label, value: start })),
    );
  }
  if (first.start <= act.today) refuse('not-ahead', wording.notAhead(first.start));
  if (!isSchoolDay(calendar, first.start)) refuse('no-school-day', wording.noSchoolDay(first.start));
  return first.start;
}

/** The exam meant; without words the only one ahead, or none where the plan has none. */
function examMeant(ahead: readonly Item[], words: string | undefined): Item | null {
  const found = words === undefined ? ahead : titled(ahead, words);
  const titles = [...new Set(found.map(({ title }) => title))];
  if (words !== undefined && found.length === 0)
    refuse(
      'no-exam',
      wording.noExam(
        words,
        ahead.map(({ title }) => title),
      ),
    );
  if (titles.length > 1)
    askBack(
      'exam',
      wording.whichExam,
      titles.slice(0, 9).map((title) => ({ label: title, value: title })),
    );
  return found[0] ?? null;
}
