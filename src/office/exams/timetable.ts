// When which paper is written: stated by the office, else the usual two days (domain.md §9). Pure.
import { readNumber } from '../../lib/chinese.ts';
import { daysFrom, instantOf, type LocalDate, type LocalTime } from '../../lib/dates.ts';
import { isSchoolDay } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { DatedItem } from '../calendar/rules.ts';
import { concerns, stepOf } from './chain.ts';
import type { Chain } from './model.ts';

/** One paper of one grade. */
export interface Paper {
  /** From 1: which exam day of its item. */
  day: number;
  grade: number;
  subject: string;
  at: LocalTime;
  minutes: number;
}

/** A paper on its day. */
export interface Sitting extends Omit<Paper, 'day'> {
  itemId: string;
  /** Those its item is for; empty: all. */
  schools: readonly string[];
  day: LocalDate;
}

/** All papers of an exam. */
export interface Timetable {
  sittings: Sitting[];
  /** False while nobody has said anything: then it is the usual one, offered. */
  stated: boolean;
}

const usually = (day: number, subject: string, at: LocalTime, minutes: Record<number, number>): Paper[] =>
  Object.entries(minutes).map(([grade, long]) => ({ day, grade: Number(grade), subject, at, minutes: long }));

/** A real final of grades 3–5 (domain.md §9). In grades 4 and 5 科学 and 道德与法治 are one paper. */
export const usualPapers: readonly Paper[] = [
  ...usually(1, '语文', '09:00', { 3: 90, 4: 100, 5: 120 }),
  ...usually(1, '英语', '13:00', { 3: 50, 4: 50, 5: 80 }),
  ...usually(2, '数学', '09:00', { 3: 80, 4: 90, 5: 90 }),
  ...usually(2, '科学', '11:00', { 3: 40, 4: 40, 5: 40 }),
];

/** The days on which an exam item is held: its school days, all of them when it has none. */
function examDaysOf(calendar: Calendar, { start, end }: DatedItem): LocalDate[] {
  const days = daysFrom(start, end);
  const taught = days.filter((day) => isSchoolDay(calendar, day));
  return taught.length > 0 ? taught : days;
}

/** A day of an exam. */
export interface ExamDay {
  item: DatedItem;
  day: LocalDate;
  /** From 1: which one of its item. */
  on: number;
  /** From 1: which exam day it is for the schools of its item. */
  n: number;
}

/** The days of an exam, item by item: where days are not for the same schools, each school has its first one. */
export function examDays(calendar: Calendar, chain: Chain): ExamDay[] {
  const items = stepOf(chain, 'examDay')?.items ?? [];
  const days = items.flatMap((item) => examDaysOf(calendar, item).map((day, i) => ({ item, day, on: i + 1 })));
  // Schools that no item names have the same days as one another: one of them stands for all.
  const schools = [...new Set(items.flatMap((item) => item.schools)), unnamed];
  const upTo = (school: string, { day }: { day: LocalDate }): number =>
    new Set(days.filter(({ item, day: other }) => other <= day && concerns(item, school)).map((one) => one.day)).size;
  return days.map((one) => ({
    ...one,
    n: Math.max(...schools.filter((school) => concerns(one.item, school)).map((school) => upTo(school, one))),
  }));
}

const unnamed = '';

/** The papers of an exam on their days. What is stated is by item and moves along with it; without any the usual one holds. */
export function timetableOf(
  calendar: Calendar,
  chain: Chain,
  stated: ReadonlyMap<string, readonly Paper[]>,
): Timetable {
  const items = stepOf(chain, 'examDay')?.items ?? [];
  const own = items.flatMap((item) => onDays(item, examDaysOf(calendar, item), stated.get(item.id) ?? []));
  if (items.some(({ id }) => stated.has(id))) return { sittings: own.sort(byTime), stated: true };
  const only = gradeOf(chain.title);
  const usual = examDays(calendar, chain).flatMap(({ item, day, n }) =>
    onDays(
      item,
      [day],
      usualPapers
        .filter((paper) => paper.day === n && (only === null || paper.grade === only))
        .map((paper) => ({ ...paper, day: 1 })),
    ),
  );
  return { sittings: usual.sort(byTime), stated: false };
}

const onDays = ({ id, schools }: DatedItem, days: readonly LocalDate[], papers: readonly Paper[]): Sitting[] =>
  papers.flatMap(({ day: n, ...paper }) => {
    const day = days[n - 1];
    return day === undefined ? [] : [{ ...paper, itemId: id, schools, day }];
  });

const byTime = (a: Sitting, b: Sitting): number =>
  a.day.localeCompare(b.day) || a.at.localeCompare(b.at) || a.grade - b.grade;

/** The grade in the name of a room: 三年级1班, 5年级考场 → 3, 5; null when it names none. */
export function gradeOf(room: string): number | null {
  const word = /([一二三四五六1-6])\s*(?:年级|年|（|\()/.exec(room.normalize('NFKC'))?.[1];
  return word === undefined ? null : readNumber(word);
}

/** Where and of what somebody invigilates. */
export interface SeatOf {
  subject: string | null;
  room: string | null;
  schoolId: string | null;
}

/**
 * The sitting of a paper in a room: on a day of the school, where it has one; of its grade, else the longest of that subject; null when
 * the timetable has none.
 */
export function sittingOf({ sittings }: Timetable, { subject, room, schoolId }: SeatOf): Sitting | null {
  const all = sittings.filter((one) => one.subject === (subject ?? ''));
  const there = all.filter((one) => concerns(one, schoolId ?? undefined));
  const papers = there.length > 0 ? there : all;
  const own = papers.find(({ grade }) => grade === gradeOf(room ?? ''));
  return own ?? papers.toSorted((a, b) => b.minutes - a.minutes)[0] ?? null;
}

/** Whether two sittings are at the same time, even for a minute. */
export function overlaps(a: Sitting, b: Sitting): boolean {
  const from = (one: Sitting): number => instantOf(one.day, one.at);
  const to = (one: Sitting): number => from(one) + one.minutes * 60_000;
  return from(a) < to(b) && from(b) < to(a);
}

/** The subjects of a timetable in the order of their papers. */
export const subjectsOf = ({ sittings }: Timetable): string[] => [...new Set(sittings.map(({ subject }) => subject))];
