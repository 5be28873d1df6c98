// People, schools and groups as the rest of the office sees them. Roles come from the roster only.
import type { Reader } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';

/** Role identifiers with the words people use for them (domain.md §1). `stranger` is nobody in the roster. */
export const roleNames = {
  head: '教研室主任',
  researcher: '教研员',
  admin: '管理员',
  principal: '校长',
  vicePrincipal: '副校长',
  liaison: '学校联系人',
  groupLeader: '教研组长',
  prepLeader: '备课组长',
  teacher: '教师',
  stranger: '未登记的人',
} as const;

/** A role identifier. */
export type Role = keyof typeof roleNames;

/** Everybody in the roster, for commands that are for all. */
export const everyone = (Object.keys(roleNames) as Role[]).filter((role) => role !== 'stranger');

/** Someone in the roster. */
export interface Person {
  id: string;
  name: string;
  roles: Role[];
  subjects: string[];
  schoolId: string | null;
  contactSchools: string[];
}

export interface School {
  id: string;
  name: string;
  kind: string;
}

/** A registered group chat. */
export interface Group {
  id: string;
  name: string;
  platform: string;
  robot: string | null;
  chatId: string | null;
  hook: { lane: string; key: string; secret: string | null } | null;
  /** Whom it is for; an empty list means all. */
  subjects: string[];
  schools: string[];
  roles: string[];
  outsiders: boolean;
}

/** A row of `people` as a Person. */
export const personOf = (row: Row<'people'>): Person => ({
  id: row.id,
  name: row.name,
  roles: JSON.parse(row.roles),
  subjects: JSON.parse(row.subjects),
  schoolId: row.school_id,
  contactSchools: JSON.parse(row.contact_schools),
});

/** A row of `groups` as a Group. */
export const groupOf = (row: Row<'groups'>): Group => ({
  id: row.id,
  name: row.name,
  platform: row.platform,
  robot: row.robot,
  chatId: row.chat_id,
  hook: row.hook_lane && row.hook_key ? { lane: row.hook_lane, key: row.hook_key, secret: row.hook_secret } : null,
  subjects: JSON.parse(row.subjects),
  schools: JSON.parse(row.schools),
  roles: JSON.parse(row.roles),
  outsiders: row.outsiders === 1,
});

/** All active people. */
export async function allPeople(db: Reader): Promise<Person[]> {
  return (await db.selectFrom('people').selectAll().where('active', '=', 1).orderBy('id').execute()).map(personOf);
}

/** All active groups. */
export async function allGroups(db: Reader): Promise<Group[]> {
  return (await db.selectFrom('groups').selectAll().where('active', '=', 1).orderBy('id').execute()).map(groupOf);
}

/** Active people by id, in no particular order. */
export async function peopleById(db: Reader, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where('id', 'in', [...ids])
    .where('active', '=', 1)
    .execute();
  return rows.map(personOf);
}
