// Whom a timed message is for: read from what admins type, looked up today, called by its names.
import { askBack } from '../../bot/command.ts';
import { compareKey, editDistance, normalise } from '../../lib/chinese.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Reader } from '../../store/db.ts';
import { type Act, me } from '../act.ts';
import {
  allGroups,
  allPeople,
  everyone,
  type Group,
  type Person,
  type Role,
  roleNames,
  type School,
} from '../people/model.ts';
import { allSchools, findPerson, findSchool, schoolNames } from '../people/queries.ts';
import { matchPeople, matchSchools } from '../people/rules.ts';
import type { Audience } from './model.ts';
import { recipientsAmong } from './recipients.ts';
import * as wording from './wording.ts';
import { titles } from './words.ts';

/** The names that an audience may be made of. */
export interface Names {
  groups: Group[];
  people: Person[];
  schools: School[];
  subjects: string[];
  schoolName(person: Person): string;
}

/** Reads the names once, for many audiences. */
export async function namesOf(db: Reader): Promise<Names> {
  const [groups, people, schools, names] = [
    await allGroups(db),
    await allPeople(db),
    await allSchools(db),
    await schoolNames(db),
  ];
  return {
    groups,
    people,
    schools,
    subjects: [...new Set([...people, ...groups].flatMap(({ subjects }) => subjects))],
    schoolName: ({ schoolId }) => (schoolId ? (names.get(schoolId) ?? '') : ''),
  };
}

const roleCalled = (word: string): Role | undefined =>
  everyone.find((role) => compareKey(roleNames[role]) === compareKey(word));

/** One name without a title before it: a group, a role, a subject, a school, a person – the first that it is. `whole`: all that was typed. */
function plainName(act: Act, names: Names, word: string, whole: string): Partial<Audience> {
  const key = compareKey(word);
  if (key === '我') return { people: [me(act).id] };
  const group = names.groups.find(({ name }) => compareKey(name) === key);
  if (group) return { groups: [group.id] };
  const role = roleCalled(word);
  if (role) return { roles: [role] };
  const subject = names.subjects.find((known) => compareKey(known) === key);
  if (subject) return { subjects: [subject] };
  const [school, ...otherSchools] = matchSchools(names.schools, word).sure;
  if (school && otherSchools.length === 0) return { schools: [school.id] };
  const [person, ...namesakes] = matchPeople(names.people, word, {}, names.schoolName).sure;
  if (person && namesakes.length === 0) return { people: [person.id] };
  if (person) refuse('several-people', wording.namesakes(word, namesakes.length + 1));
  const like = candidates(names, word);
  if (like.length === 0) askBack('to', wording.unknownAudience(word, names.groups));
  askBack(
    'to',
    wording.likeAudience(word),
    like.map((name) => ({ label: name, value: whole.replace(word, name) })),
  );
}

/** Groups with a slip or a part of the name in common. */
function candidates({ groups }: Names, word: string): string[] {
  const key = compareKey(word);
  const like = groups.filter(({ name }) => compareKey(name).includes(key) || editDistance(compareKey(name), key) <= 2);
  return like.slice(0, 5).map(({ name }) => name);
}

/** One name behind its title. @throws AskBack about `to` with candidates for a group; Refusal for everything else */
export async function titledName(
  act: Act,
  names: Names,
  title: string,
  word: string,
  whole: string,
): Promise<Partial<Audience>> {
  if (title === '学校') return { schools: [(await findSchool(act, word, null)).id] };
  if (title === '人') return { people: [(await findPerson(act, word, {}, null)).id] };
  if (title === '角色') return { roles: [roleCalled(word) ?? refuse('no-role', wording.unknownRole(word))] };
  if (title === '群') return plainName(act, { ...names, people: [], schools: [], subjects: [] }, word, whole);
  const subject = names.subjects.find((known) => compareKey(known) === compareKey(word));
  return { subjects: [subject ?? refuse('no-subject', wording.unknownSubject(word, names.subjects))] };
}

const titled = new RegExp(`^(${titles.join('|')})[=:](.+)$`);
/** A title that is none: 标题=…, which nobody is called. */
const otherTitle = /^(\p{Script=Han}{1,6})=/u;

/** Whether words can be an audience: names, each after the first with its title, `学科=数学 角色=教师`. */
export const looksLikeAudience = (text: string): boolean =>
  normalise(text)
    .trim()
    .split(/\s+/)
    .every((word, i) => titled.test(word) || (i === 0 && /\p{L}/u.test(word) && !/^[\da-z*?,/\-#]+$/i.test(word)));

/**
 * The audience of 数学教研群、语文教研群 or 学科=数学 角色=教师 or 学校联系人. Several names are joined by 、.
 * @throws AskBack about `to` when a group is unknown; Refusal with candidates for other names
 */
export async function readAudience(act: Act, text: string, known?: Names): Promise<Audience> {
  const names = known ?? (await namesOf(act.tx));
  const audience = nobody();
  const plain = normalise(text).trim();
  for (const word of plain.split(/\s+/)) {
    const [, title, values = word] = titled.exec(word) ?? [];
    const [, unknown] = otherTitle.exec(word) ?? [];
    if (!title && unknown) refuse('no-title', wording.unknownTitle(unknown));
    for (const value of values.split(/[、,]/).filter(Boolean)) {
      const found = title ? await titledName(act, names, title, value, plain) : plainName(act, names, value, plain);
      merge(audience, found);
    }
  }
  return audience;
}

/** An audience of nobody. */
export const nobody = (): Audience => ({ groups: [], people: [], subjects: [], schools: [], roles: [] });

/** Adds to an audience, each once. */
export function merge(audience: Audience, more: Partial<Audience>): void {
  audience.groups = [...new Set([...audience.groups, ...(more.groups ?? [])])];
  audience.people = [...new Set([...audience.people, ...(more.people ?? [])])];
  audience.subjects = [...new Set([...audience.subjects, ...(more.subjects ?? [])])];
  audience.schools = [...new Set([...audience.schools, ...(more.schools ?? [])])];
  audience.roles = [...new Set([...audience.roles, ...(more.roles ?? [])])];
}

/** How an audience is called in Chinese, with the numbers of today. */
export async function audienceText(db: Reader, audience: Audience): Promise<string> {
  const names = await namesOf(db);
  const recipients = recipientsAmong(names, audience);
  const of = (ids: readonly string[], list: readonly { id: string; name: string }[]): string[] =>
    ids.map((id) => list.find((one) => one.id === id)?.name ?? '（已停用）');
  return wording.audience(
    {
      groups: of(audience.groups, names.groups),
      people: of(audience.people, names.people),
      schools: of(audience.schools, names.schools),
      subjects: audience.subjects,
      roles: audience.roles.map((role) => roleNames[role]),
    },
    recipients.groups.length,
    recipients.people.length,
  );
}
