// Who may give and see secret tasks, what may follow what, and which exam a paper is for (domain rules, section 8). Pure.
import { compareKey } from '../../lib/chinese.ts';
import type { LocalDate } from '../../lib/dates.ts';
import type { Calendar, Item } from '../calendar/model.ts';
import { isExam } from '../calendar/rules.ts';
import type { Person } from '../people/model.ts';
import type { PaperContent, PaperState, PaperTask } from './model.ts';

/** Whether somebody may have papers of a subject set: the head of the office, and the 教研员 of that subject. */
export const mayGive = ({ roles, subjects }: Person, subject: string): boolean =>
  roles.includes('head') || (roles.includes('researcher') && subjects.includes(subject));

/** Whether somebody may see who has a task and what it is about: whoever gave it, and the head; always, also after the exam. */
export const maySee = ({ id, roles }: Person, { content }: PaperTask): boolean =>
  roles.includes('head') || content?.givenBy === id;

/** Which state each step begins from. */
const before: Partial<Record<PaperState, readonly PaperState[]>> = {
  accepted: ['given', 'recused'],
  recused: ['given', 'accepted'],
  finished: ['accepted'],
  handedOver: ['finished'],
  withdrawn: ['given', 'accepted', 'finished', 'recused'],
};

/** Whether a task may come into a state from the one it is in. */
export const mayBecome = ({ state }: Pick<PaperTask, 'state'>, next: PaperState): boolean =>
  before[next]?.includes(state) === true;

/** Exams of a subject that are not over: those a paper can still be set for, the nearest first, those without a day last. */
export function examsAhead(calendar: Calendar, subject: string, today: LocalDate): Item[] {
  const ahead = calendar.items.filter(
    (item) =>
      isExam(item) &&
      !item.theme &&
      (item.subjects.length === 0 || item.subjects.includes(subject)) &&
      (item.end === null || item.end >= today),
  );
  return ahead.sort((a, b) => (a.start ?? '9').localeCompare(b.start ?? '9'));
}

/** The exam a task is for, as it stands now: the nearest ahead of its title; null when there is none. */
export const examCalled = (
  calendar: Calendar,
  { subject, exam }: Pick<PaperContent, 'subject' | 'exam'>,
  today: LocalDate,
): Item | null => examsAhead(calendar, subject, today).find(({ title }) => title === exam) ?? null;

/** 三年级, 3年级 → 三年级; null for anything else. */
export function readGrade(text: string): string | null {
  const sign = /^([一二三四五六七八九1-9])年级$/.exec(compareKey(text))?.[1];
  if (!sign) return null;
  return `${/\d/.test(sign) ? '一二三四五六七八九'[Number(sign) - 1] : sign}年级`;
}

/** Grades without paper-and-pencil exams (domain rules, section 8.2). */
export const isWithoutPapers = (grade: string): boolean => /^[一二]/.test(grade);
