// Which subjects a group may be for, and where the keys of robots never go.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/lib/refuse.ts';
import { changeGroup, changeHook, registerChat, registerHook } from '../../src/office/people/groups.ts';
import { applyChanges, rosterState } from '../../src/office/people/roster/apply.ts';
import { planRoster } from '../../src/office/people/roster/plan.ts';
import { readWorkbook } from '../../src/office/people/roster/read.ts';
import { knownSubjects } from '../../src/office/people/subjects.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const words = (error: unknown): string => {
  if (error instanceof Refusal) return error.message;
  throw error;
};

const keys = ['693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa', '793a91f6-7xxx-4bc4-97a0-0ec2sifa5bbb'];
const address = (n: number) => `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${keys[n]}`;

describe('subjects', () => {
  test('are the nine, the term’s and those of people', async () => {
    await office.act(null, ({ tx }) =>
      tx.updateTable('people').set({ subjects: '["劳动"]' }).where('id', '=', 'p-luming').execute(),
    );
    const known = await knownSubjects(office.store.read);
    expect(known).toEqual(expect.arrayContaining(['语文', '体育与健康', '信息技术', '劳动']));
    expect(new Set(known).size).toBe(known.length);
  });

  test('of a group have to be known, whichever way they are said', async () => {
    const wish = { subjects: ['数学', '随便写的'] };
    const refused = /没有“随便写的”这个学科，可以写：语文、数学、英语/;
    const change = office.act('陈安', (act) => changeGroup(act, '数学教研群', wish));
    expect(await change.catch(words)).toMatch(refused);
    const register = office.act('陈安', (act) => registerChat(act, '数学教研群', wish), { group: '数学教研群' });
    expect(await register.catch(words)).toMatch(refused);
    const hook = office.act('陈安', (act) => registerHook(act, '推送群', address(0), null, wish));
    expect(await hook.catch(words)).toMatch(refused);
  });

  test('are kept as they are known, and none at all is for everybody', async () => {
    const change = (subjects: string[]) => office.act('陈安', (act) => changeGroup(act, '数学教研群', { subjects }));
    expect((await change(['数 学', '科学', '科学'])).subjects).toEqual(['数学', '科学']);
    expect((await change([])).subjects).toEqual([]);
  });

  const planned = async (groupSubjects: string) => {
    const rows = (cells: string[][]) => cells.map((row, i) => ({ number: i + 1, cells: row }));
    const { workbook } = readWorkbook(
      new Map([
        [
          '人员',
          rows([
            ['姓名', '角色', '学科', '学校'],
            ['李劳', '教师', '劳动', '二码头小学'],
          ]),
        ],
        [
          '群',
          rows([
            ['群名', '学科'],
            ['数学教研群', groupSubjects],
          ]),
        ],
      ]),
    );
    const state = await office.act(null, ({ tx }) => rosterState(tx));
    return planRoster(state, workbook);
  };

  test('of groups in a workbook are those of its people too', async () => {
    expect((await planned('数学、劳动')).faults).toEqual([]);
    expect((await planned('数学、老动')).faults).toEqual([
      { cell: '群!B2', text: expect.stringContaining('没有“老动”这个学科') },
    ]);
  });

  test('an import that changes a group keeps and records no key of it', async () => {
    await office.act('陈安', (act) => registerHook(act, '推送群', address(0), 'SEC0123', {}));
    const rows = [
      ['群名', '学科'],
      ['推送群', '数学'],
    ].map((cells, i) => ({ number: i + 1, cells }));
    const { workbook } = readWorkbook(new Map([['群', rows]]));
    await office.act('陈安', async (act) => {
      const { plan, faults } = planRoster(await rosterState(act.tx), workbook);
      expect(faults).toEqual([]);
      expect(JSON.stringify(plan)).not.toMatch(/693a91f6|SEC0123/);
      await applyChanges(act, plan.changes);
    });
    const group = await office.store.read
      .selectFrom('groups')
      .selectAll()
      .where('name', '=', '推送群')
      .executeTakeFirst();
    expect(group).toMatchObject({ subjects: '["数学"]', hook_key: keys[0], hook_secret: 'SEC0123' });
    const records = await office.store.read.selectFrom('audit').selectAll().execute();
    expect(records).toHaveLength(2);
    expect(JSON.stringify(records)).not.toMatch(/693a91f6|SEC0123/);
  });
});

describe('another robot for a group', () => {
  test('replaces the one before, and is recorded without its key', async () => {
    await office.act('陈安', (act) => registerHook(act, '推送群', address(0), null, { subjects: ['数学'] }));
    const group = await office.act('陈安', (act) => changeHook(act, '推送群', address(1), null, {}));
    expect(group).toMatchObject({ hook: { key: keys[1] }, subjects: ['数学'] });
    expect(JSON.stringify(await office.store.read.selectFrom('audit').selectAll().execute())).not.toContain('793a91f6');
  });

  test('needs a group in use and an address that is one', async () => {
    const change = (name: string, where: string) => office.act('陈安', (act) => changeHook(act, name, where, null, {}));
    expect(await change('没有的群', address(1)).catch(words)).toContain('没有登记过“没有的群”');
    await office.act('陈安', (act) => registerHook(act, '推送群', address(0), null, {}));
    expect(await change('推送群', `https://example.com/?key=${keys[1]}`).catch(words)).toContain('这个地址用不了');
  });
});
