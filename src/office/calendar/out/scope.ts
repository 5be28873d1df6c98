// Which part of the calendar a subscription or an export holds: one's own, a group's, a subject's, a school's, or all. Pure.
import type { Group, Person, Role } from '../../people/model.ts';
import type { Item } from '../model.ts';

/** What somebody takes out of the calendar. `id`: of the person, group or school, or the subject's name; empty for all. */
export interface Scope {
  kind: 'person' | 'group' | 'subject' | 'school' | 'all';
  id: string;
}

/** Whether an item belongs to a scope. Themes belong to all. */
export type Belongs = (item: Item) => boolean;

/** Roles that run the calendar and therefore see all of it. */
const running: Role[] = ['head', 'admin'];
/** Roles that answer for a school: exams concern them whatever the subject. */
const leading: Role[] = ['liaison', 'principal', 'vicePrincipal'];
const examKinds = ['paperPickup', 'examDay', 'marking'];

/** Plans speak of 艺术 and 体育 where the roster says 音乐, 美术, 体育与健康. */
const covers: Record<string, readonly string[]> = {
  艺术: ['音乐', '美术'],
  体育: ['体育与健康'],
  艺体: ['艺术', '音乐', '美术', '体育', '体育与健康'],
  道法: ['道德与法治'],
  思政: ['道德与法治'],
};

const shares = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((one) => others.includes(one));
const withCovered = (subjects: readonly string[]): string[] =>
  subjects.flatMap((subject) => [subject, ...(covers[subject] ?? [])]);
const sameSubject = (some: readonly string[], others: readonly string[]): boolean =>
  shares(withCovered(some), withCovered(others));

/** Said to be for 教研员 and nobody else: schools have nothing to do with it. */
const forOfficeOnly = ({ audience }: Item): boolean =>
  audience !== null && /^(?:全体|各|区|学科)*教研员$/.test(audience);
const atSchools = (item: Item, schools: readonly string[]): boolean =>
  item.schools.length === 0 || shares(item.schools, schools);

/** Everything. */
export const forAll: Belongs = () => true;

/** What is for one subject; what is for all subjects is not. */
export const forSubject =
  (subject: string): Belongs =>
  (item) =>
    item.theme || sameSubject(item.subjects, [subject]);

/** What schools have to do with: for all of them, or one of these. */
export const forSchools =
  (schools: readonly string[]): Belongs =>
  (item) =>
    item.theme || (atSchools(item, schools) && !forOfficeOnly(item));

/**
 * What concerns a person: what is for everybody, for their subjects and for their schools; for those who answer for a school
 * exams of any subject; for 主任 and 管理员 everything.
 */
export function forPerson(person: Pick<Person, 'roles' | 'subjects' | 'schoolId' | 'contactSchools'>): Belongs {
  const { roles, subjects, schoolId, contactSchools } = person;
  if (shares(roles, running)) return forAll;
  const schools = [...(schoolId ? [schoolId] : []), ...contactSchools];
  const office = roles.includes('researcher');
  const leads = shares(roles, leading);
  return (item) =>
    item.theme ||
    (atSchools(item, schools) &&
      (office || !forOfficeOnly(item)) &&
      (item.subjects.length === 0 ||
        sameSubject(item.subjects, subjects) ||
        (leads && examKinds.includes(item.reminderKind ?? ''))));
}

/** What concerns a group: everything for one that is for everybody, else as for a person of those subjects, schools and roles. */
export function forGroup({ subjects, schools, roles }: Pick<Group, 'subjects' | 'schools' | 'roles'>): Belongs {
  if (subjects.length + schools.length + roles.length === 0) return forAll;
  if (subjects.length === 0 && schools.length > 0) return forSchools(schools);
  return forPerson({ roles: roles as Role[], subjects, schoolId: null, contactSchools: schools });
}
