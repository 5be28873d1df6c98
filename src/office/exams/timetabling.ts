// The timetable of an exam: stated line by line or the usual one taken over, kept with its exam items, told to invigilators when it changes.
import { normalise, readNumber } from '../../lib/chinese.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell } from '../act.ts';
import type { Calendar } from '../calendar/model.ts';
import { politeTime } from '../preparation/rules.ts';
import { chainsOf, stepOf } from './chain.ts';
import { dutyLines } from './duty-lines.ts';
import { bookedTwice } from './duty-rules.ts';
import { namesOf } from './ending.ts';
import type { Chain, Duty } from './model.ts';
import { dutiesOf, papersOf } from './queries.ts';
import { examDays, type Paper, sittingOf, type Timetable, timetableOf, usualPapers } from './timetable.ts';
import * as wording from './timetable-wording.ts';

/** A timetable that is to hold. */
export interface Stating {
  calendar: Calendar;
  chain: Chain;
  /** By id of the exam item. */
  papers: Map<string, Paper[]>;
  before: Timetable;
  after: Timetable;
  /** Invigilators for whom something changes. */
  touched: Duty[];
}

/** The next exam with exam days that are not over. @throws Refusal when there is none */
function examMeant(act: Act, calendar: Calendar): Chain {
  const found = chainsOf(calendar).find((chain) => (stepOf(chain, 'examDay')?.end ?? '') >= act.today);
  return found ?? refuse('no-exam', wording.noExam);
}

/** The timetable somebody states. @throws Refusal with the mistakes by line */
export async function timetableMeant(act: Act, text: string): Promise<Stating> {
  const calendar = await calendarOf(act);
  const chain = examMeant(act, calendar);
  const items = stepOf(chain, 'examDay')?.items ?? [];
  const days = examDays(calendar, chain);
  const most = Math.max(0, ...days.map(({ n }) => n));
  const read = /^(?:默认|通常|照常)$/.test(text.trim()) ? { papers: [...usualPapers], faults: [] } : readPapers(text);
  const late = read.papers
    .filter(({ day }) => !days.some(({ n }) => n === day))
    .map(({ day }) => wording.noSuchDay(day, most));
  const faults = [...read.faults, ...new Set(late)];
  if (faults.length > 0) refuse('papers', wording.faultPage(faults));
  if (read.papers.length === 0) refuse('papers', wording.form);
  const papers = new Map(items.map(({ id }): [string, Paper[]] => [id, []]));
  for (const paper of read.papers)
    for (const { item, on } of days.filter(({ n }) => n === paper.day))
      papers.get(item.id)?.push({ ...paper, day: on });
  const ids = items.map(({ id }) => id);
  const before = timetableOf(calendar, chain, await papersOf(act.tx, ids));
  const after = timetableOf(calendar, chain, papers);
  const all = await dutiesOf(act.tx, ids, 'invigilator');
  await refuseTwice(act, calendar, chain, { timetable: after, duties: all });
  const touched = all.filter((duty) => when(before, duty) !== when(after, duty));
  return { calendar, chain, papers, before, after, touched };
}

/** Papers that come to lie at one time must not leave anybody in two rooms. @throws Refusal */
async function refuseTwice(
  act: Act,
  calendar: Calendar,
  chain: Chain,
  { timetable, duties }: { timetable: Timetable; duties: readonly Duty[] },
): Promise<void> {
  const twice = bookedTwice({ timetable, duties, schools: new Map(), away: new Map() });
  if (!twice) return;
  const { people, schools } = await namesOf(act, calendar, chain);
  const [one, other] = twice.map(({ schoolId, room, subject }) =>
    [schools.get(schoolId ?? ''), room, subject].join(' '),
  );
  refuse('twice', wording.twice(people.get(twice[0].personId) ?? '', one ?? '', other ?? ''));
}

const when = (timetable: Timetable, duty: Duty): string => {
  const sitting = sittingOf(timetable, duty);
  return sitting ? `${sitting.day} ${sitting.at} ${sitting.minutes}` : '';
};

const time = /^([01]?\d|2[0-3])[:点]([0-5]\d)?$/;

/** `第1天 三年级 语文 9:00 90分钟`, one a line; 三、四年级 and 3-5年级 are several. Pure. */
export function readPapers(text: string): { papers: Paper[]; faults: string[] } {
  const papers: Paper[] = [];
  const faults: string[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const words = normalise(raw)
      .split(/[\s,;]+/)
      .filter(Boolean);
    if (words.length === 0) continue;
    const read = paperLine(words);
    if (typeof read === 'string') faults.push(wording.inLine(i + 1, read));
    else papers.push(...read);
  }
  return { papers, faults };
}

function paperLine([dayWord = '', gradeWord = '', subject = '', timeWord = '', longWord = '']: string[]):
  | Paper[]
  | string {
  const day = readNumber(/^第?(.{1,3}?)天$/.exec(dayWord)?.[1] ?? '');
  const grades = readGrades(gradeWord);
  const clock = time.exec(timeWord);
  const minutes = Number(/^(\d{2,3})(?:分钟?)?$/.exec(longWord)?.[1] ?? Number.NaN);
  if (day === null || day < 1 || grades.length === 0 || subject === '' || !clock || !(minutes >= 20 && minutes <= 180))
    return wording.notRead([dayWord, gradeWord, subject, timeWord, longWord].join(' ').trim());
  // Grades 1 and 2 have no exam on paper (domain.md §8).
  if (grades.some((grade) => grade <= 2)) return wording.young;
  const at = `${String(clock[1]).padStart(2, '0')}:${clock[2] ?? '00'}`;
  return grades.map((grade) => ({ day, grade, subject, at, minutes }));
}

function readGrades(word: string): number[] {
  const text = /^(.+?)年级$/.exec(word)?.[1] ?? '';
  const [from, to] = text.split(/[-—~至到]/).map(readNumber);
  if (from && to) return from <= to && to <= 9 ? Array.from({ length: to - from + 1 }, (_, n) => from + n) : [];
  const grades = text.split('、').map(readNumber);
  return grades.every((grade): grade is number => grade !== null && grade >= 1 && grade <= 9) ? grades : [];
}

/** Keeps it; invigilators whose time changes are told once, each the own times. */
export async function stateTimetable(act: Act, text: string): Promise<string> {
  await serialise(act.tx, 'exams');
  const { calendar, chain, papers, after, touched } = await timetableMeant(act, text);
  for (const [id, list] of papers) {
    const values = { papers: JSON.stringify(list), person_id: me(act).id, at: act.now };
    await act.tx
      .insertInto('exam_timetables')
      .values({ item_id: id, ...values })
      .onConflict((c) => c.column('item_id').doUpdateSet(values))
      .execute();
    await record(act, 'exam.timetable', { kind: 'item', id }, { new: { title: chain.title, items: list.length } });
  }
  const names = { ...(await namesOf(act, calendar, chain)), timetable: after };
  const day: LocalDate = chain.start > act.today ? chain.start : act.today;
  for (const [id, own] of Map.groupBy(touched, ({ personId }) => personId)) {
    if (id === me(act).id) continue;
    await tell(act, {
      source: { kind: 'item', id: own[0]?.itemId ?? '' },
      lead: `times:${act.now}`,
      audience: { kind: 'person', id },
      class: 'correction',
      said: { text: wording.tellTimes(chain, dutyLines(own, names)) },
      due: politeTime(calendar, day, act.now),
    });
  }
  return wording.stated(chain, after, new Set(touched.map(({ personId }) => personId)).size);
}
