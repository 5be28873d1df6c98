// A list of duties as people write or paste it, line by line (blanks, tabs or commas between columns), into who does what. Pure.
import { compareKey } from '../../lib/chinese.ts';
import type { Person } from '../people/model.ts';
import { matchPeople, matchSchools, personTexts } from '../people/rules.ts';
import { noPerson, personLabel, similarPeople } from '../people/wording.ts';
import * as wording from './lines-wording.ts';
import type { DutyKind, ExamSchool } from './model.ts';

/** One line read. */
export interface Line {
  /** From 1, as people count the lines they sent. */
  no: number;
  school: ExamSchool | null;
  room: string | null;
  /** Empty: none named. */
  subjects: string[];
  people: Person[];
}

/** What is known of the roster. */
export interface Roster {
  people: readonly Person[];
  schools: readonly ExamSchool[];
}

/** What is wrong with a line, in Chinese. */
export interface Mistake {
  no: number;
  text: string;
}

/** What was read, and what could not be. */
export interface ReadLines {
  lines: Line[];
  faults: Mistake[];
  /** Words of `考试=期末考试`, wherever they stand. */
  exam: string | null;
}

/** Most lines at once. */
export const mostLines = 300;

const examPair = /(?:^|[^\S\n])考试[^\S\n]*[=＝][^\S\n]*(\S+)/mu;
/** The head of a table that was pasted along. */
const headWords = /^(?:序号|学校|单位|考场|科目|学科|姓名|监考(?:老师|教师)?|领卷人|阅卷(?:老师|教师)?)$/;

/** Reads a list of duties of one kind; `own`: the school that is meant where a courier's line names none. */
export function readLines(kind: DutyKind, text: string, roster: Roster, own: ExamSchool | null): ReadLines {
  const exam = examPair.exec(text)?.[1] ?? null;
  const read: ReadLines = { lines: [], faults: [], exam };
  for (const [i, raw] of text.replace(examPair, ' ').split('\n').entries()) {
    const words = wordsOf(raw);
    const [first] = words;
    if (first === undefined || headWords.test(first)) continue;
    const line = lineOf(kind, words, roster, own);
    if (typeof line === 'string') read.faults.push({ no: i + 1, text: line });
    else read.lines.push({ no: i + 1, ...line });
  }
  return read;
}

/** The columns of a line; a number in front counts the lines. What stands in brackets stays together. */
function wordsOf(raw: string): string[] {
  const words = raw.split(/[\s,，;；|]+(?![^（(]*[）)])/u).filter(Boolean);
  return /^\d{1,3}[.、]?$/.test(words[0] ?? '') ? words.slice(1) : words;
}

type Read = Omit<Line, 'no'> | string;

const readers: Record<DutyKind, (words: string[], roster: Roster, own: ExamSchool | null) => Read> = {
  courier: (words, roster, own) => {
    const school = schoolIn(words[0] ?? '', roster);
    if (school) return withPeople(words.slice(1), roster, { school });
    return own && words.length > 0 ? withPeople(words, roster, { school: own }) : wording.noSchool(words[0]);
  },
  invigilator: ([first, room, subject, ...names], roster) => {
    const school = schoolIn(first ?? '', roster);
    if (!school) return wording.noSchool(first);
    if (room === undefined || subject === undefined) return wording.incomplete('invigilator');
    return withPeople(names, roster, { school, room, subjects: listed(subject) });
  },
  marker: (words, roster) => {
    const school = schoolIn(words[0] ?? '', roster);
    const [subject, ...names] = school ? words.slice(1) : words;
    if (subject === undefined) return wording.incomplete('marker');
    return withPeople(names, roster, { school, subjects: listed(subject) });
  },
};

const lineOf = (kind: DutyKind, words: string[], roster: Roster, own: ExamSchool | null): Read => {
  const read = readers[kind](words, roster, own);
  if (typeof read === 'string' || read.people.length > 0) return read;
  return wording.noNames(kind);
};

const listed = (text: string): string[] => text.split(/[、/／+＋]/u).filter(Boolean);

function schoolIn(text: string, { schools }: Roster): ExamSchool | null {
  const { sure } = matchSchools(
    schools.map((school) => ({ ...school, kind: '' })),
    text,
  );
  const [only, other] = sure;
  return only && !other ? (schools.find(({ id }) => id === only.id) ?? null) : null;
}

/** The people named; a mistake in Chinese when one of them is nobody, or several. */
function withPeople(words: string[], roster: Roster, about: Partial<Omit<Line, 'no' | 'people'>>): Read {
  const names = new Map(roster.schools.map(({ id, name }) => [id, name]));
  const schoolName = ({ schoolId }: Person): string => names.get(schoolId ?? '') ?? '';
  const people: Person[] = [];
  for (const text of personTexts(words.join('、'))) {
    const { sure, near } = matchPeople(roster.people, text, {}, schoolName);
    const [only, other] = sure;
    if (!only) {
      const like = near.map((person) => personLabel(person, schoolName(person))).slice(0, 4);
      return like.length > 0 ? `${similarPeople(text)}${like.join('、')}` : noPerson(text);
    }
    if (other) {
      const labels = sure.map((person) => personLabel(person, schoolName(person)));
      return wording.whichOne(text, labels);
    }
    if (people.every(({ id }) => id !== only.id)) people.push(only);
  }
  return { school: null, room: null, subjects: [], ...about, people };
}

/** Rooms that are one have the same key: 三年级1班, 三年级 1 班. */
export const roomKey = (room: string | null): string => compareKey(room ?? '');
