// Which school or person a few typed words mean. Pure; names are compared as people read them, never used to identify a sender.
import { readNames } from '../../bot/args.ts';
import { compareKey, editDistance } from '../../lib/chinese.ts';
import { type Person, roleNames, type School } from './model.ts';

/** What was found: those the words surely mean, else those that look alike and have to be asked about. */
export interface Matches<T> {
  sure: T[];
  near: T[];
}

const stem = (name: string): string => compareKey(name).replace(/(小学|学校)$/, '');

/** One slip in short names, two in long ones. */
const alike = (a: string, b: string): boolean => editDistance(a, b) <= (Math.max(a.length, b.length) > 5 ? 2 : 1);

/** Schools meant by `text`: the full name, the name without 小学, a part that only one of them has; else those with a slip. */
export function matchSchools(schools: readonly School[], text: string): Matches<School> {
  const key = compareKey(text);
  const short = stem(text);
  const exact = schools.filter(({ id, name }) => id === text || compareKey(name) === key);
  if (exact.length > 0) return { sure: exact, near: [] };
  const shortened = schools.filter(({ name }) => stem(name) === short);
  if (shortened.length > 0) return { sure: shortened, near: [] };
  const containing = short.length > 1 ? schools.filter(({ name }) => stem(name).includes(short)) : [];
  if (containing.length === 1) return { sure: containing, near: [] };
  if (containing.length > 1) return { sure: [], near: containing };
  return { sure: [], near: short.length > 1 ? schools.filter(({ name }) => alike(stem(name), short)) : [] };
}

/** What is known beside the name; used to choose among several people, never to exclude the only one of that name. */
export interface PersonHints {
  subject?: string;
  school?: string;
  roles?: readonly string[];
}

/** `王丽（青禾小学 语文）`, `王丽(语文)`, `王丽老师`, `@王丽` → name and the words in brackets, as they are compared. */
export function splitPersonText(text: string): { name: string; remarks: string[] } {
  const parts = /^([^（(]+)[（(]([^）)]+)[）)]$/u.exec(text.trim());
  const remarks = (parts?.[2] ?? '').split(/[\s、，,]+/).filter(Boolean);
  return {
    name: compareKey(parts?.[1] ?? text)
      .replace(/^@/, '')
      .replace(/(?<=.{2})(?:老师|同志)$/, ''),
    remarks: remarks.map(compareKey),
  };
}

/** `李强、王丽（青禾小学 语文）` → one text for each person; what stands in brackets stays together. */
export const personTexts = (text: string): string[] =>
  text
    .split(/[\s、，,;；]+(?![^（(]*[）)])/u)
    .flatMap((piece) => (/[（(]/.test(piece) ? [piece] : (readNames(piece) ?? [piece])))
    .filter(Boolean);

function fitsRemarks(person: Person, remarks: readonly string[], schoolName: string): boolean {
  const words = [schoolName, stem(schoolName), ...person.subjects, ...person.roles.map((role) => roleNames[role])];
  const keys = words.filter(Boolean).map(compareKey);
  return remarks.every((remark) => keys.includes(remark));
}

/** People meant by `text` (a name, a name with school or subject in brackets, or a roster id); else those whose name has a slip. */
export function matchPeople(
  people: readonly Person[],
  text: string,
  hints: PersonHints,
  schoolName: (person: Person) => string,
): Matches<Person> {
  const byId = people.filter(({ id }) => id === text);
  if (byId.length > 0) return { sure: byId, near: [] };
  const { name, remarks } = splitPersonText(text);
  const called = people.filter((person) => compareKey(person.name) === name);
  const remarked = called.filter((person) => fitsRemarks(person, remarks, schoolName(person)));
  if (remarked.length > 0) return { sure: narrowed(remarked, hints), near: [] };
  if (called.length > 0) return { sure: [], near: called };
  return {
    sure: [],
    near: name.length > 1 ? people.filter((person) => editDistance(compareKey(person.name), name) === 1) : [],
  };
}

function narrowed(people: Person[], { subject, school, roles }: PersonHints): Person[] {
  const keeps: ((person: Person) => boolean)[] = [];
  if (subject) keeps.push((person) => person.subjects.includes(subject));
  if (school) keeps.push((person) => person.schoolId === school);
  if (roles) keeps.push((person) => person.roles.some((role) => roles.includes(role)));
  return keeps.reduce((left, keep) => {
    const fitting = left.filter(keep);
    return fitting.length > 0 ? fitting : left;
  }, people);
}
