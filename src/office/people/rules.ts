// Which school or person a few typed words mean. Pure; names are compared as people read them, never used to identify a sender.
import { compareKey, editDistance } from '../../lib/chinese.ts';
import type { Person, School } from './model.ts';

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

/** What is known beside the name; used to choose among people of one name, never to exclude the only one. */
export interface PersonHints {
  subject?: string;
  school?: string;
  roles?: readonly string[];
}

/** `王丽（青禾小学）`, `王丽(语文)`, `王丽老师` → name and what stands in brackets. */
export function splitPersonText(text: string): { name: string; remark: string } {
  const plain = compareKey(text);
  const parts = /^(.+?)\((.+)\)$/.exec(plain);
  return { name: (parts?.[1] ?? plain).replace(/(?<=.{2})老师$/, ''), remark: parts?.[2] ?? '' };
}

const fitsRemark = (person: Person, remark: string, schoolName: string): boolean =>
  remark === '' ||
  [schoolName, stem(schoolName), ...person.subjects].some((word) => word !== '' && remark.includes(compareKey(word)));

/** People meant by `text` (a name, a name with school or subject in brackets, or a roster id); else those whose name has a slip. */
export function matchPeople(
  people: readonly Person[],
  text: string,
  hints: PersonHints,
  schoolName: (person: Person) => string,
): Matches<Person> {
  const byId = people.filter(({ id }) => id === text);
  if (byId.length > 0) return { sure: byId, near: [] };
  const { name, remark } = splitPersonText(text);
  const called = people.filter((person) => compareKey(person.name) === name);
  const remarked = called.filter((person) => fitsRemark(person, remark, schoolName(person)));
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
