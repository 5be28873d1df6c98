// Registering group chats: which chat or hook speaks to which group, and whom the group is for.
import { compareKey } from '../../lib/chinese.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import { type Act, record } from '../act.ts';
import { type Group, groupOf } from './model.ts';
import { findSchool } from './queries.ts';
import { roleCalled, sayableRoles } from './roster/read.ts';
import { knownSubjects, subjectCalled } from './subjects.ts';
import { quoted, unknownSubject } from './wording.ts';

/** Whom a group is for, as typed: names of subjects, schools, roles; what is not said stays as it is. */
export interface AudienceWish {
  subjects?: string[] | undefined;
  schools?: string[] | undefined;
  roles?: string[] | undefined;
  outsiders?: boolean | undefined;
}

/** Lane, platform and secret of a push or custom robot. */
export interface Hook {
  platform: string;
  lane: string;
  key: string;
}

const hookKinds = [
  { host: 'qyapi.weixin.qq.com', path: '/cgi-bin/webhook/send', field: 'key', platform: 'wecom', lane: 'wecom-push' },
  {
    host: 'oapi.dingtalk.com',
    path: '/robot/send',
    field: 'access_token',
    platform: 'dingtalk',
    lane: 'dingtalk-custom',
  },
] as const;

/** Signs of a key on both platforms; anything else is not one and is not kept. */
const keySigns = /^[\w-]{16,128}$/;

/** The hook behind a webhook address of WeCom or DingTalk; null for any other address. Pure. */
export function hookOf(address: string): Hook | null {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : null;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  const kind = hookKinds.find(({ host, path }) => url.host === host && url.pathname === path);
  const key = kind ? url.searchParams.get(kind.field) : null;
  return kind && key && keySigns.test(key) ? { platform: kind.platform, lane: kind.lane, key } : null;
}

const notAnAddress =
  '这个地址用不了：要从企业微信“消息推送”或钉钉“自定义机器人”里完整复制，以 https://qyapi.weixin.qq.com 或 https://oapi.dingtalk.com 开头。';

type Audience = Pick<Row<'groups'>, 'subjects' | 'schools' | 'roles' | 'outsiders'>;

const forAll: Audience = { subjects: '[]', schools: '[]', roles: '[]', outsiders: 0 };

async function audienceAfter(act: Act, wish: AudienceWish, old: Audience = forAll): Promise<Audience> {
  const schools: string[] = [];
  for (const name of wish.schools ?? []) schools.push((await findSchool(act, name, null)).id);
  const roles = wish.roles?.map(
    (name) =>
      roleCalled(name) ?? refuse('no-role', `没有${quoted(name)}这个角色，可以写：${sayableRoles.join('、')}。`),
  );
  return {
    subjects: wish.subjects ? JSON.stringify(await subjectsCalled(act, wish.subjects)) : old.subjects,
    schools: wish.schools ? JSON.stringify(schools) : old.schools,
    roles: roles ? JSON.stringify(roles) : old.roles,
    outsiders: wish.outsiders === undefined ? old.outsiders : Number(wish.outsiders),
  };
}

async function subjectsCalled(act: Act, words: readonly string[]): Promise<string[]> {
  if (words.length === 0) return [];
  const known = await knownSubjects(act.tx);
  return [
    ...new Set(words.map((word) => subjectCalled(known, word) ?? refuse('no-subject', unknownSubject(word, known)))),
  ];
}

async function rowCalled(act: Act, name: string): Promise<Row<'groups'> | undefined> {
  const rows = await act.tx.selectFrom('groups').selectAll().execute();
  return rows.find((row) => compareKey(row.name) === compareKey(name));
}

/** The group in use called `name`. @throws Refusal with the names there are */
async function usedGroup(act: Act, name: string): Promise<Row<'groups'>> {
  const row = await rowCalled(act, name);
  if (row?.active === 1) return row;
  const names = await act.tx.selectFrom('groups').select('name').where('active', '=', 1).orderBy('name').execute();
  const known = names
    .map((each) => each.name)
    .slice(0, 20)
    .join('、');
  refuse('no-group', `没有登记过${quoted(name)}。${known ? `登记过的有：${known}。` : '请先在群里发 /群 登记 群名。'}`);
}

/** What the record keeps of a group: never the key of its hook. */
const recorded = ({ name, platform, subjects, schools, roles, outsiders, active, hook_lane }: Row<'groups'>) => ({
  name,
  platform,
  subjects,
  schools,
  roles,
  outsiders,
  active,
  hook_lane,
});

/** Registers the chat the message was said in under `name`. @throws Refusal when chat or name belong to another */
export async function registerChat(act: Act, name: string, wish: AudienceWish): Promise<Group> {
  const message = act.message ?? refuse('no-message', '登记群要在那个群里发。');
  const { platform, robot, chat } = message;
  await serialise(act.tx, 'groups');
  if (act.group && compareKey(act.group.name) !== compareKey(name)) {
    refuse(
      'chat-taken',
      `这个群已经登记为“${act.group.name}”。要改用途请发 /群 改，要换名字请先 /群 停用 ${act.group.name}。`,
    );
  }
  const old = await rowCalled(act, name);
  if (old?.active === 1 && old.chat_id !== null && (old.platform !== platform || old.chat_id !== chat.id)) {
    refuse('name-taken', `已经有别的群登记为“${old.name}”，请换一个群名。`);
  }
  if (old?.hook_lane && old.platform !== platform) {
    refuse('name-taken', `“${old.name}”登记的是另一个平台上的群，请换一个群名。`);
  }
  return save(act, old, { name, platform, robot, chat_id: chat.id, ...(await audienceAfter(act, wish, old)) });
}

/** Registers a group that is reached by the address of a push or custom robot. @throws Refusal for any other address */
export async function registerHook(
  act: Act,
  name: string,
  address: string,
  secret: string | null,
  wish: AudienceWish,
): Promise<Group> {
  const { lane, key, platform } = hookOf(address) ?? refuse('bad-address', notAnAddress);
  await serialise(act.tx, 'groups');
  const old = await rowCalled(act, name);
  if (old?.active === 1 && old.chat_id !== null && old.platform !== platform) {
    refuse('name-taken', `“${old.name}”登记的是另一个平台上的群，请换一个群名。`);
  }
  const hook = { hook_lane: lane, hook_key: key, hook_secret: secret };
  return save(act, old, { name, platform, ...hook, ...(await audienceAfter(act, wish, old)) });
}

async function save(
  act: Act,
  old: Row<'groups'> | undefined,
  values: Partial<Row<'groups'>> & { name: string; platform: string },
): Promise<Group> {
  const registered = { active: 1, registered_by: act.speaker?.id ?? null, registered_at: act.now };
  const empty = { robot: null, chat_id: null, hook_lane: null, hook_key: null, hook_secret: null, ...forAll };
  // A group that was out of use comes back with what is said now, not with the chat it had.
  const base = old?.active === 1 ? old : { ...empty, id: old?.id ?? newId() };
  const row: Row<'groups'> = { ...base, ...values, ...registered };
  const { id, ...columns } = row;
  await act.tx
    .insertInto('groups')
    .values(row)
    .onConflict((c) => c.column('id').doUpdateSet(columns))
    .execute();
  await record(
    act,
    'group.registered',
    { kind: 'group', id },
    { ...(old ? { old: recorded(old) } : {}), new: recorded(row) },
  );
  return groupOf(row);
}

/** Changes whom a group is for. @throws Refusal when nothing was said that would change it */
export async function changeGroup(act: Act, name: string, wish: AudienceWish): Promise<Group> {
  await serialise(act.tx, 'groups');
  const old = await usedGroup(act, name);
  const row = { ...old, ...(await audienceAfter(act, wish, old)) };
  if (JSON.stringify(row) === JSON.stringify(old)) {
    refuse(
      'no-change',
      '没有要改的。可以写 学科=、学校=、角色=、外人=是 或 外人=否，例如 /群 改 数学教研群 学科=数学、科学。',
    );
  }
  const { id, ...columns } = row;
  await act.tx.updateTable('groups').set(columns).where('id', '=', id).execute();
  await record(act, 'group.changed', { kind: 'group', id }, { old: recorded(old), new: recorded(row) });
  return groupOf(row);
}

/** Gives a group in use another push or custom robot. @throws Refusal when there is no such group, or for any other address */
export async function changeHook(
  act: Act,
  name: string,
  address: string,
  secret: string | null,
  wish: AudienceWish,
): Promise<Group> {
  await serialise(act.tx, 'groups');
  return registerHook(act, (await usedGroup(act, name)).name, address, secret, wish);
}

/** The group in use of that name. @throws Refusal with the names there are */
export const groupInUse = async (act: Act, name: string): Promise<Group> => groupOf(await usedGroup(act, name));

/** Puts a group out of use: it gets nothing any more, and its hook's key is forgotten. */
export async function retireGroup(act: Act, name: string): Promise<Group> {
  await serialise(act.tx, 'groups');
  const old = await usedGroup(act, name);
  const off = { active: 0, chat_id: null, robot: null, hook_lane: null, hook_key: null, hook_secret: null };
  await act.tx.updateTable('groups').set(off).where('id', '=', old.id).execute();
  await record(act, 'group.retired', { kind: 'group', id: old.id }, { old: recorded(old) });
  return groupOf(old);
}
