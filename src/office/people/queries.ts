// Who and where: finding schools, people and groups by what people type, by the platform's ids, or by what they are for.
import { askBack } from '../../bot/command.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Reader } from '../../store/db.ts';
import { prepared } from '../../store/prepared.ts';
import type { Row } from '../../store/tables.ts';
import type { Act } from '../act.ts';
import {
  allGroups,
  allPeople,
  everyone,
  type Group,
  groupOf,
  type Person,
  personOf,
  type Role,
  type School,
} from './model.ts';
import { type ChannelFacts, unreachablePeople } from './reach.ts';
import { matchPeople, matchSchools, type PersonHints } from './rules.ts';
import {
  noneTeaches,
  noPerson,
  noSchool,
  personLabel,
  quoted,
  type RosterCounts,
  samePersonNames,
  similarPeople,
  similarSchools,
} from './wording.ts';

/** All schools in use, by id. */
export async function allSchools(db: Reader): Promise<School[]> {
  const rows = await db
    .selectFrom('schools')
    .select(['id', 'name', 'kind'])
    .where('active', '=', 1)
    .orderBy('id')
    .execute();
  return rows;
}

/** Names of all schools ever known, by id; for saying where somebody belongs. */
export async function schoolNames(db: Reader): Promise<Map<string, string>> {
  const rows = await db.selectFrom('schools').select(['id', 'name']).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * The school meant by `text`: full or short name. A slip or a part of several names asks back about `field` (or refuses with the
 * candidates when `field` is null). @throws Refusal when nothing is like it; AskBack
 */
export async function findSchool(act: Act, text: string, field: string | null = 'school'): Promise<School> {
  const schools = await allSchools(act.tx);
  const { sure, near } = matchSchools(schools, text);
  const [only, ...others] = sure;
  if (only && others.length === 0) return only;
  const candidates = sure.length > 0 ? sure : near;
  if (candidates.length === 0) refuse('no-school', noSchool(text, schools));
  if (field === null) refuse('no-school', similarSchools(text, candidates));
  askBack(
    field,
    `没有${quoted(text)}这所学校，${candidates.length > 1 ? '您说的是哪一所' : '是不是这一所'}？`,
    candidates.map(({ name }) => ({ label: name, value: name })),
  );
}

/**
 * The person called `name` (also `王丽（青禾小学）`, or a roster id). `hints` choose among people of one name; of several
 * nobody is offered who does not teach the subject. Several left, or only similar names: asks back about `field`; `answer`
 * makes the whole value of the field out of the chosen name (for fields that hold several names). With `field` null it
 * refuses with the candidates. @throws Refusal when nobody is called like that, or several and none teaches the subject; AskBack
 */
export async function findPerson(
  act: Act,
  name: string,
  hints: PersonHints = {},
  field: string | null = 'person',
  answer: (chosen: string) => string = (chosen) => chosen,
): Promise<Person> {
  const names = await schoolNames(act.tx);
  const schoolName = (person: Person): string => (person.schoolId ? (names.get(person.schoolId) ?? '') : '');
  const { sure, near } = matchPeople(await allPeople(act.tx), name, hints, schoolName);
  const [only, ...others] = sure;
  if (only && others.length === 0) return only;
  const { subject } = hints;
  // Whoever does not teach it would only be refused afterwards.
  const teaching = (sure.length > 0 ? sure : near).filter(
    ({ subjects }) => subject === undefined || subjects.includes(subject),
  );
  if (teaching.length === 0 && subject !== undefined && sure.length > 0)
    refuse('no-person', noneTeaches(name, sure.length, subject));
  const candidates = teaching.slice(0, 6);
  if (candidates.length === 0) refuse('no-person', noPerson(name));
  const labels = distinct(candidates, schoolName);
  const question = sure.length > 0 ? samePersonNames(name, sure.length) : similarPeople(name);
  if (field === null) refuse('no-person', `${question}${labels.map(({ label }) => label).join('、')}`);
  askBack(
    field,
    question,
    labels.map(({ label, value }) => ({ label, value: answer(value) })),
  );
}

/** What each candidate is called, and what to type to mean exactly that one: the id only where school and subject are the same too. */
function distinct(
  people: readonly Person[],
  schoolName: (person: Person) => string,
): { label: string; value: string }[] {
  const labels = people.map((person) => personLabel(person, schoolName(person)));
  return people.map((person, i) => {
    const label = labels[i] ?? person.name;
    return { label, value: labels.filter((other) => other === label).length > 1 ? person.id : label };
  });
}

/** Everybody in a list of names, without repeats, in that order; asks back like `findPerson`. */
export async function findPeople(act: Act, names: readonly string[], field: string): Promise<Person[]> {
  const found = new Map<string, Person>();
  for (const [i, name] of names.entries()) {
    const person = await findPerson(act, name, {}, field, (chosen) => names.with(i, chosen).join('、'));
    found.set(person.id, person);
  }
  return [...found.values()];
}

/** Who is behind a chat identity; null for strangers and for people who have left. */
export async function personBySender(tx: Reader, platform: string, userId: string): Promise<Person | null> {
  const row = await tx
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.person_id')
    .selectAll('people')
    .where('identities.platform', '=', platform)
    .where('identities.user_id', '=', userId)
    .where('people.active', '=', 1)
    .executeTakeFirst();
  return row ? personOf(row) : null;
}

/** The registered group of a chat; null when it is not registered or out of use. */
export async function groupByChat(tx: Reader, platform: string, chatId: string): Promise<Group | null> {
  const { rows } = await groupRow(tx, { platform, chat: chatId });
  return rows[0] ? groupOf(rows[0]) : null;
}

const groupRow = prepared((db, v: { platform: string; chat: string }) =>
  db
    .selectFrom('groups')
    .selectAll()
    .where('platform', '=', v.platform)
    .where('chat_id', '=', v.chat)
    .where('active', '=', 1),
);

/** Everybody with one of these roles; of one school or subject when named. */
export async function peopleWith(
  tx: Reader,
  roles: readonly Role[],
  { school, subject }: { school?: string; subject?: string } = {},
): Promise<Person[]> {
  const people = await allPeople(tx);
  return people.filter(
    (person) =>
      person.roles.some((role) => roles.includes(role)) &&
      (school === undefined || person.schoolId === school) &&
      (subject === undefined || person.subjects.includes(subject)),
  );
}

/** The 教研员 in charge of a subject. */
export const researchersOf = (tx: Reader, subject: string): Promise<Person[]> =>
  peopleWith(tx, ['researcher'], { subject });

/** Roles of those who answer for a school: its 学校联系人 and its 校长. */
export const contactRoles: readonly Role[] = ['liaison', 'principal'];

/** Who answers for a school. */
export const schoolContacts = (tx: Reader, school: string): Promise<Person[]> =>
  peopleWith(tx, contactRoles, { school });

/** Somebody in the roster with their chat identities. */
export interface Found {
  person: Person;
  identities: Row<'identities'>[];
}

/** Everybody meant by a name, for admins: several of one name are all shown. `sure` is false when only similar names exist. @throws Refusal */
export async function peopleCalled(act: Act, text: string): Promise<{ sure: boolean; found: Found[] }> {
  const names = await schoolNames(act.tx);
  const schoolName = ({ schoolId }: Person) => names.get(schoolId ?? '') ?? '';
  const { sure, near } = matchPeople(await allPeople(act.tx), text, {}, schoolName);
  const people = (sure.length > 0 ? sure : near).slice(0, 6);
  if (people.length === 0) refuse('no-person', noPerson(text));
  const ids = people.map(({ id }) => id);
  const identities = await act.tx.selectFrom('identities').selectAll().where('person_id', 'in', ids).execute();
  const found = people.map((person) => ({
    person,
    identities: identities.filter((row) => row.person_id === person.id),
  }));
  return { sure: sure.length > 0, found };
}

/** The counts behind `/名册`. */
export async function rosterCounts(db: Reader, channels: ChannelFacts | undefined): Promise<RosterCounts> {
  const people = await allPeople(db);
  const roles: Partial<Record<Role, number>> = {};
  for (const role of everyone) {
    const count = people.filter((person) => person.roles.includes(role)).length;
    if (count > 0) roles[role] = count;
  }
  const [schools, groups, unreachable] = [
    await allSchools(db),
    await allGroups(db),
    await unreachablePeople(db, channels),
  ];
  return {
    schools: schools.length,
    people: people.length,
    groups: groups.length,
    roles,
    unreachable: unreachable.length,
  };
}
