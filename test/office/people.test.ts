// People: who is meant by what people type, how they are reached, how accounts and groups are linked.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AskBack } from '../../src/bot/command.ts';
import type { Heard } from '../../src/bot/message.ts';
import { Refusal } from '../../src/lib/refuse.ts';
import type { Act } from '../../src/office/act.ts';
import { type BindingOutcome, bind, bindingRules, issueCode } from '../../src/office/people/binding.ts';
import { changeGroup, hookOf, registerChat, registerHook, retireGroup } from '../../src/office/people/groups.ts';
import type { Group, Person, School } from '../../src/office/people/model.ts';
import {
  findPeople,
  findPerson,
  findSchool,
  groupByChat,
  personBySender,
  researchersOf,
  schoolContacts,
} from '../../src/office/people/queries.ts';
import { groupAddress, resolveAddress, unreachablePeople, wayTo } from '../../src/office/people/reach.ts';
import { matchPeople, matchSchools, personTexts } from '../../src/office/people/rules.ts';
import { sampleGroups, samplePeople, sampleSchools } from '../../src/office/sample/district.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

const minute = 60_000;
let office: TestOffice;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

/** What asking back or refusing comes to, as text. */
const asked = (error: unknown): unknown => {
  if (error instanceof AskBack) return { [error.field]: error.options.map(({ value }) => value) };
  if (error instanceof Refusal) return error.code;
  throw error;
};

describe('sample district', () => {
  test('five schools with liaison and head teacher, some forty people, eight groups, ids without repeats', () => {
    expect([sampleSchools.length, samplePeople.length, sampleGroups.length]).toEqual([5, 40, 8]);
    expect(new Set(samplePeople.map(({ id }) => id)).size).toBe(40);
    for (const { id } of sampleSchools) {
      const roles = samplePeople.filter(({ schoolId }) => schoolId === id).flatMap((person) => person.roles);
      expect(roles).toEqual(expect.arrayContaining(['liaison', 'principal', 'teacher']));
    }
  });
});

describe('which school is meant', () => {
  const schools: School[] = sampleSchools;
  test.each<[string, string[], string[]]>([
    ['二码头小学', ['二码头小学'], []],
    ['二码头', ['二码头小学'], []],
    ['　二码头 小学', ['二码头小学'], []],
    ['震华学校', ['震华小学'], []],
    ['s-qinghe', ['青禾小学'], []],
    ['实验', ['实验小学'], []],
    ['码头', [], ['二码头小学', '盐码头小学']],
    ['三码头小学', [], ['二码头小学', '盐码头小学']],
    ['震花小学', [], ['震华小学']],
    ['小学', [], []],
    ['育才小学', [], []],
    ['', [], []],
  ])('%s', (text, sure, near) => {
    const found = matchSchools(schools, text);
    expect([found.sure.map(({ name }) => name), found.near.map(({ name }) => name)]).toEqual([sure, near]);
  });
});

describe('which person is meant', () => {
  const names = new Map(sampleSchools.map(({ id, name }) => [id, name]));
  const schoolName = ({ schoolId }: Person): string => names.get(schoolId ?? '') ?? '';
  const ids = (people: readonly Person[]) => people.map(({ id }) => id);
  const both = ['p-wangli-zhenhua', 'p-wangli-qinghe'];
  test.each<[string, object, string[], string[]]>([
    ['李强', {}, ['p-liqiang'], []],
    ['李 强', {}, ['p-liqiang'], []],
    ['李强老师', {}, ['p-liqiang'], []],
    ['@李强', {}, ['p-liqiang'], []],
    ['＠李强老师', {}, ['p-liqiang'], []],
    ['@王丽（震华小学 语文）', {}, ['p-wangli-zhenhua'], []],
    ['p-liqiang', {}, ['p-liqiang'], []],
    ['王丽', {}, both, []],
    ['王丽', { school: 's-qinghe' }, ['p-wangli-qinghe'], []],
    ['王丽', { subject: '数学' }, both, []],
    ['王丽（青禾小学 语文）', {}, ['p-wangli-qinghe'], []],
    ['王丽(震华)', {}, ['p-wangli-zhenhua'], []],
    ['王丽（语文）', {}, both, []],
    ['王丽（数学）', {}, [], both],
    ['周岚（教研室主任）', {}, ['p-zhoulan'], []],
    ['李墙', {}, [], ['p-liqiang']],
    ['诸葛亮', {}, [], []],
    ['王', {}, [], []],
  ])('%s %j', (text, hints, sure, near) => {
    const found = matchPeople(samplePeople, text, hints, schoolName);
    expect([ids(found.sure), ids(found.near)]).toEqual([sure, near]);
  });

  test.each([
    ['李强、王敏', ['李强', '王敏']],
    ['李强 王丽（青禾小学 语文），何静', ['李强', '王丽（青禾小学 语文）', '何静']],
    ['李强和王敏', ['李强', '王敏']],
    ['王丽(语文、青禾) 李强', ['王丽(语文、青禾)', '李强']],
  ])('%s are several texts', (text, texts) => expect(personTexts(text)).toEqual(texts));

  test('several of one name are asked about, and the answer is the whole list with the one chosen', async () => {
    const found = (work: (act: Act) => Promise<unknown>) => office.act('王敏', work).catch(asked);
    expect(await found((act) => findPerson(act, '王丽', {}, 'lead'))).toEqual({
      lead: ['王丽（青禾小学 语文）', '王丽（震华小学 语文）'],
    });
    expect(await found((act) => findPeople(act, ['李强', '王丽'], 'team'))).toEqual({
      team: ['李强、王丽（青禾小学 语文）', '李强、王丽（震华小学 语文）'],
    });
    expect(await found((act) => findPeople(act, ['李强', '王丽（震华小学 语文）', '李强'], 'team'))).toMatchObject([
      { id: 'p-liqiang' },
      { id: 'p-wangli-zhenhua' },
    ]);
    expect(await found((act) => findPerson(act, '王丽', {}, null))).toBe('no-person');
    expect(await found((act) => findPerson(act, '诸葛亮'))).toBe('no-person');
    expect(await found((act) => findSchool(act, '码头'))).toEqual({ school: ['二码头小学', '盐码头小学'] });
    expect(await found((act) => findSchool(act, '码头', null))).toBe('no-school');
    expect(await found((act) => findSchool(act, '育才小学'))).toBe('no-school');
  });

  test('by what they are for', async () => {
    const read = office.store.read;
    const called = async (list: Promise<{ name: string }[]>) => (await list).map(({ name }) => name).sort();
    expect(await called(researchersOf(read, '数学'))).toEqual(['王敏']);
    expect(await called(schoolContacts(read, 's-ermatou'))).toEqual(['丁宁', '宋志远']);
    expect((await personBySender(read, 'sandbox', 'p-wangmin'))?.name).toBe('王敏');
    expect(await personBySender(read, 'wecom', 'p-wangmin')).toBeNull();
    expect((await groupByChat(read, 'sandbox', 'g-math'))?.name).toBe('数学教研群');
  });
});

describe('how somebody is reached', () => {
  const all = {
    lanes: ['wecom-ws', 'wecom-app', 'wecom-push', 'dingtalk-app', 'dingtalk-custom', 'sandbox'],
    robots: { 'wecom-ws': 'bot', 'wecom-app': '1000002', 'dingtalk-app': 'ding', sandbox: 'sandbox' },
  };
  const without = (...lanes: string[]) => ({ ...all, lanes: all.lanes.filter((lane) => !lanes.includes(lane)) });
  const wecom = { platform: 'wecom', user_id: 'w1', opened_at: null, opened_robot: null };
  const opened = { ...wecom, opened_at: 1, opened_robot: 'bot' };
  const dingtalk = { platform: 'dingtalk', user_id: 'd1', opened_at: null, opened_robot: null };

  test.each([
    ['nothing linked', [], all, null],
    ['both platforms: one message, by the app', [dingtalk, opened], all, 'wecom-app w1'],
    ['no app: the chat already opened', [dingtalk, opened], without('wecom-app'), 'wecom-ws w1'],
    ['no app, chat not opened: DingTalk', [wecom, dingtalk], without('wecom-app'), 'dingtalk-app d1'],
    ['chat opened with another robot', [{ ...opened, opened_robot: 'old' }], without('wecom-app'), null],
    ['only a platform that is not set up', [dingtalk], without('dingtalk-app'), null],
    ['a lane without a robot', [wecom], { lanes: ['wecom-app'], robots: {} }, null],
  ])('%s', (_, identities, channels, way) => {
    const address = wayTo(identities, channels);
    expect(address && `${address.lane} ${address.chat.id}`).toBe(way);
  });

  const group: Group = {
    id: 'g1',
    name: '群',
    platform: 'wecom',
    robot: 'bot',
    chatId: 'chat',
    hook: { lane: 'wecom-push', key: 'k', secret: null },
    subjects: [],
    schools: [],
    roles: [],
    outsiders: false,
  };
  test.each([
    ['its robot', group, all, 'wecom-ws bot chat'],
    ['the hook when the robot is another', { ...group, robot: 'old' }, all, 'wecom-push hook:g1 chat k'],
    ['the hook when there is no connection', group, without('wecom-ws'), 'wecom-push hook:g1 chat k'],
    ['only a hook', { ...group, robot: null, chatId: null }, all, 'wecom-push hook:g1 g1 k'],
    ['nothing', { ...group, hook: null, chatId: null }, all, null],
  ])('a group by %s', (_, one, channels, way) => {
    const address = groupAddress(one, channels);
    const words =
      address && [address.lane, address.robot, address.chat.id, address.hook?.key].filter(Boolean).join(' ');
    expect(words).toBe(way);
  });

  test('from the store: people, groups, lanes tried in vain, people who have left', async () => {
    const to = (kind: string, id: string, tried: string[] = []) =>
      resolveAddress(office.store.read, { kind, id }, tried, all);
    expect(await to('person', 'p-liqiang')).toEqual({
      lane: 'sandbox',
      robot: 'sandbox',
      chat: { kind: 'private', id: 'p-liqiang' },
    });
    expect(await to('group', 'g-math')).toMatchObject({ lane: 'sandbox', chat: { kind: 'group', id: 'g-math' } });
    expect(await to('person', 'p-liqiang', ['sandbox'])).toBeNull();
    expect(await to('person', 'nobody')).toBeNull();
    expect(await to('group', 'nowhere')).toBeNull();
    await office.act(null, ({ tx }) =>
      tx.updateTable('people').set({ active: 0 }).where('id', '=', 'p-liqiang').execute(),
    );
    expect(await to('person', 'p-liqiang')).toBeNull();
  });

  test('who cannot be reached', async () => {
    await office.act(null, ({ tx }) => tx.deleteFrom('identities').where('person_id', '=', 'p-liqiang').execute());
    const names = async (channels?: typeof all) =>
      (await unreachablePeople(office.store.read, channels)).map(({ name }) => name);
    expect(await names()).toEqual(['李强']);
    expect(await names(all)).toEqual(['李强']);
    expect(await names(without('sandbox'))).toHaveLength(40);
  });
});

describe('binding codes', () => {
  const heard = (platform: string, userId: string): Heard => ({
    platform,
    channel: `${platform}-ws`,
    robot: 'bot',
    messageId: 'm',
    chat: { kind: 'private', id: userId },
    sender: { id: userId, kind: 'person' },
    text: '',
    mentions: [],
    media: [],
    answerBy: 'return',
  });
  const stranger = (userId: string, code: string, platform = 'wecom'): Promise<BindingOutcome> =>
    office.act(null, (act) => bind({ ...act, message: heard(platform, userId) }, code));
  const codeFor = (name: string) => office.act('陈安', async (act) => issueCode(act, await findPerson(act, name)));

  test('a code links one account once, and the record says who', async () => {
    const code = await codeFor('李强');
    expect(code).toMatch(/^\d{8}$/);
    expect(await stranger('lq', code)).toMatchObject({ kind: 'bound', person: { name: '李强' }, replaced: false });
    expect((await personBySender(office.store.read, 'wecom', 'lq'))?.name).toBe('李强');
    expect(await stranger('other', code)).toEqual({ kind: 'wrong', left: 4 });
    const identity = await office.store.read
      .selectFrom('identities')
      .selectAll()
      .where('user_id', '=', 'lq')
      .executeTakeFirstOrThrow();
    expect(identity).toMatchObject({ linked_by: 'code', opened_robot: 'bot', opened_at: office.now });
    const records = await office.store.read.selectFrom('audit').selectAll().orderBy('id').execute();
    expect(records.map(({ action, person_id }) => [action, person_id])).toEqual([
      ['binding.issued', 'p-chenan'],
      ['identity.linked', 'p-liqiang'],
    ]);
    expect(JSON.stringify(records)).not.toContain(code);
  });

  test('a new account takes the place of the old one on that platform only', async () => {
    await stranger('lq', await codeFor('李强'));
    await stranger('lq-ding', await codeFor('李强'), 'dingtalk');
    expect(await stranger('lq2', await codeFor('李强'))).toMatchObject({ kind: 'bound', replaced: true });
    const rows = await office.store.read
      .selectFrom('identities')
      .selectAll()
      .where('person_id', '=', 'p-liqiang')
      .execute();
    expect(rows.map(({ user_id }) => user_id).sort()).toEqual(['lq-ding', 'lq2', 'p-liqiang']);
  });

  test('a code ends after ten minutes, and when a new one is given', async () => {
    const first = await codeFor('李强');
    const second = await codeFor('李强');
    expect(await stranger('lq', first)).toMatchObject({ kind: 'wrong' });
    office.now += bindingRules.codeLasts;
    expect(await stranger('lq', second)).toMatchObject({ kind: 'wrong' });
  });

  test('five wrong tries, then an hour of nothing, even with the right code', async () => {
    const lefts = [];
    for (let i = 0; i < 5; i++) lefts.push(await stranger('x', '00000000'));
    expect(lefts.map((outcome) => (outcome.kind === 'wrong' ? outcome.left : null))).toEqual([4, 3, 2, 1, 0]);
    office.now += 30 * minute;
    const code = await codeFor('李强');
    expect(await stranger('x', code)).toEqual({ kind: 'paused', minutes: 30 });
    expect(await stranger('y', code)).toMatchObject({ kind: 'bound' });
    office.now += 30 * minute;
    expect(await stranger('x', await codeFor('赵雪'))).toMatchObject({ kind: 'bound' });
  });

  test('somebody who is known needs none; somebody who has left gets in with none', async () => {
    const code = await codeFor('李强');
    expect(await office.act('王敏', (act) => bind(act, code))).toMatchObject({
      kind: 'already',
      person: { name: '王敏' },
    });
    await office.act(null, ({ tx }) =>
      tx.updateTable('people').set({ active: 0 }).where('id', '=', 'p-liqiang').execute(),
    );
    expect(await stranger('lq', code)).toMatchObject({ kind: 'wrong' });
  });
});

describe('groups', () => {
  const wecomKey = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';
  const wecomHook = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${wecomKey}`;
  test.each<[string, string | null]>([
    [wecomHook, 'wecom-push'],
    [` ${wecomHook}&debug=1 `, 'wecom-push'],
    ['https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef0123', 'dingtalk-custom'],
    [`http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${wecomKey}`, null],
    [`https://qyapi.weixin.qq.com.evil.cn/cgi-bin/webhook/send?key=${wecomKey}`, null],
    [`https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=${wecomKey}`, null],
    [`https://a@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${wecomKey}`, null],
    [`https://qyapi.weixin.qq.com/cgi-bin/gettoken?key=${wecomKey}`, null],
    ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=', null],
    ['https://oapi.dingtalk.com/robot/send?key=0123456789abcdef0123', null],
    ['今天开会', null],
  ])('%s is a hook: %s', (address, lane) => expect(hookOf(address)?.lane ?? null).toBe(lane));

  const refusal = (work: (act: Act) => Promise<unknown>, group?: string) =>
    office.act('陈安', work, group ? { group } : {}).catch(asked);
  const unknownChat = (act: Act): Act => ({
    ...act,
    group: null,
    message: act.message && { ...act.message, chat: { kind: 'group', id: 'new-chat' } },
  });

  test('a new chat is registered with its audience, and another one of that name is refused', async () => {
    const group = await office.act('陈安', (act) =>
      registerChat(unknownChat(act), '骨干群', { subjects: ['数学'], schools: ['二码头'], roles: ['教研组长'] }),
    );
    expect(group).toMatchObject({
      chatId: 'new-chat',
      platform: 'sandbox',
      subjects: ['数学'],
      schools: ['s-ermatou'],
      roles: ['groupLeader'],
    });
    expect((await groupByChat(office.store.read, 'sandbox', 'new-chat'))?.name).toBe('骨干群');
    expect(await refusal((act) => registerChat(unknownChat(act), '数学教研群', {}))).toBe('name-taken');
    expect(await refusal((act) => registerChat(act, '别的名字', {}), '数学教研群')).toBe('chat-taken');
    expect(await refusal((act) => registerChat(unknownChat(act), '某群', { roles: ['班主任'] }))).toBe('no-role');
    expect(await refusal((act) => registerChat(unknownChat(act), '某群', { schools: ['育才'] }))).toBe('no-school');
  });

  test('a hook is kept for sending and shown nowhere', async () => {
    const group = await office.act('陈安', (act) => registerHook(act, '校园群', wecomHook, null, {}));
    expect(group.hook).toEqual({ lane: 'wecom-push', key: wecomKey, secret: null });
    const records = await office.store.read.selectFrom('audit').selectAll().execute();
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).not.toContain(wecomKey);
    expect(
      await refusal((act) => registerHook(act, '校园群', 'https://example.com/?key=abcdefghijklmnopq', null, {})),
    ).toBe('bad-address');
    expect(await refusal((act) => registerHook(act, '数学教研群', wecomHook, null, {}))).toBe('name-taken');
  });

  test('changing says what it was; nothing said is nothing changed', async () => {
    const group = await office.act('陈安', (act) => changeGroup(act, '校长群', { outsiders: true }));
    expect(group).toMatchObject({ outsiders: true, roles: ['principal', 'vicePrincipal'] });
    const [row] = await office.store.read.selectFrom('audit').selectAll().execute();
    expect([JSON.parse(row?.old ?? ''), JSON.parse(row?.new ?? '')]).toMatchObject([
      { outsiders: 0 },
      { outsiders: 1 },
    ]);
    expect(await refusal((act) => changeGroup(act, '校长群', {}))).toBe('no-change');
    expect(await refusal((act) => changeGroup(act, '没有这个群', { outsiders: true }))).toBe('no-group');
  });

  test('a group out of use hears nothing and comes back only with a new registration', async () => {
    await office.act('陈安', (act) => retireGroup(act, '数学教研群'));
    expect(await groupByChat(office.store.read, 'sandbox', 'g-math')).toBeNull();
    expect(await refusal((act) => retireGroup(act, '数学教研群'))).toBe('no-group');
    const group = await office.act('陈安', (act) =>
      registerChat(unknownChat(act), '数学教研群', { subjects: ['数学'] }),
    );
    expect(group).toMatchObject({ id: 'g-math', chatId: 'new-chat', subjects: ['数学'] });
  });
});
