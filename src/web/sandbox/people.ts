// Who is in the sandbox, and which groups there are, in words for the page.
import { refuse } from '../../lib/refuse.ts';
import { allGroups, allPeople, type Group, type Person, type Role, roleNames } from '../../office/people/model.ts';
import { schoolNames } from '../../office/people/queries.ts';
import type { Reader } from '../../store/db.ts';

/** One person a visitor can be. */
export interface SandboxPerson {
  /** Platform id. */
  id: string;
  name: string;
  roles: string[];
  /** 数学教师, 教研员, … */
  about: string;
  /** Null: the office itself. */
  school: string | null;
}

const titleOf = ({ roles, subjects }: Person): string => {
  const names = roles.map((role) => roleNames[role]);
  return `${subjects.join('、')}${names.join('、')}`;
};

/** Everybody with an identity in the sandbox, the office first. */
export async function sandboxPeople(db: Reader): Promise<SandboxPerson[]> {
  const rows = await db.selectFrom('identities').selectAll().where('platform', '=', 'sandbox').execute();
  const userOf = new Map(rows.map((row) => [row.person_id, row.user_id]));
  const schools = await schoolNames(db);
  const people = (await allPeople(db)).flatMap((person): SandboxPerson[] => {
    const id = userOf.get(person.id);
    if (id === undefined) return [];
    const school = person.schoolId ? (schools.get(person.schoolId) ?? null) : null;
    return [
      { id, name: person.name, roles: person.roles.map((role) => roleNames[role]), about: titleOf(person), school },
    ];
  });
  return people.sort((a, b) => (a.school ?? '').localeCompare(b.school ?? '', 'zh'));
}

/** The groups, with whom they are for. */
export async function sandboxGroups(db: Reader): Promise<{ id: string; name: string; about: string }[]> {
  const schools = await schoolNames(db);
  return (await allGroups(db)).flatMap((group) =>
    group.chatId ? [{ id: group.chatId, name: group.name, about: aboutOf(group, schools) }] : [],
  );
}

/**
 * Nobody speaks as somebody who is not there, or into a group that never was; one that has been taken out of use may be spoken into,
 * because that is how it is registered again. @throws Refusal
 */
export async function refuseUnknown(db: Reader, person: string, group: string | null): Promise<void> {
  const identities = db.selectFrom('identities').where('platform', '=', 'sandbox').where('user_id', '=', person);
  if (!(await found(identities.select('user_id')))) refuse('unknown-person', '示例区里没有这个人，请刷新页面重新选。');
  if (group === null) return;
  const groups = db.selectFrom('groups').where('platform', '=', 'sandbox').where('chat_id', '=', group);
  const heard = db.selectFrom('inbox').where('platform', '=', 'sandbox').where('chat_kind', '=', 'group');
  const known =
    (await found(groups.select('id'))) || (await found(heard.where('chat_id', '=', group).select('chat_id')));
  if (!known) refuse('unknown-group', '示例区里没有这个群，请刷新页面重新选。');
}

const found = async (query: { limit(n: 1): { executeTakeFirst(): Promise<object | undefined> } }): Promise<boolean> =>
  (await query.limit(1).executeTakeFirst()) !== undefined;

function aboutOf({ subjects, roles, schools }: Group, names: Map<string, string>): string {
  const said = [
    ...subjects,
    ...roles.map((role) => roleNames[role as Role] ?? role),
    ...schools.map((id) => names.get(id) ?? ''),
  ];
  return said.length > 0 ? said.join('、') : '所有人';
}
