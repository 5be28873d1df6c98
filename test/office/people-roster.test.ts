// The roster workbook: mistakes by cell, previews that say what would change, everything or nothing, and taking it back.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commands } from '../../handlers/index.ts';
import { importFile } from '../../jobs/import-file.ts';
import { interpret } from '../../src/bot/interpret.ts';
import type { SheetRow } from '../../src/files/xlsx.ts';
import { readSheets, writeSheets } from '../../src/files/xlsx.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { Refusal, refuse } from '../../src/lib/refuse.ts';
import type { OfficeParts } from '../../src/office/parts.ts';
import { changeGroup } from '../../src/office/people/groups.ts';
import { allPeople, roleNames } from '../../src/office/people/model.ts';
import { personBySender } from '../../src/office/people/queries.ts';
import { rosterState } from '../../src/office/people/roster/apply.ts';
import { planRoster } from '../../src/office/people/roster/plan.ts';
import { columnLetters, readWorkbook } from '../../src/office/people/roster/read.ts';
import {
  confirmImport,
  dropImport,
  importRoster,
  lastImport,
  previewRoster,
  readImportNumber,
  requestImport,
  rosterTemplate,
  undoImport,
} from '../../src/office/people/roster.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

type Sheets = Record<string, string[][]>;

const rowsOf = (sheets: Sheets): Map<string, SheetRow[]> =>
  new Map(Object.entries(sheets).map(([name, rows]) => [name, rows.map((cells, i) => ({ number: i + 1, cells }))]));

/** A workbook file; the first row of each sheet is its head. */
const fileOf = (sheets: Sheets): Promise<Buffer> =>
  writeSheets(
    Object.entries(sheets).map(([name, [head = [], ...rows]]) => ({
      name,
      columns: head.map((title) => ({ title, width: 10 })),
      rows,
    })),
  );

const people = ['姓名', '角色', '学科', '学校', '企业微信账号'];
const admin = ['陈安', '管理员', '', '', ''];

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const words = (error: unknown): string => {
  if (error instanceof Refusal) return error.message;
  throw error;
};
const preview = async (sheets: Sheets) => {
  const file = await fileOf(sheets);
  return office.act('陈安', (act) => previewRoster(act, file)).catch(words);
};
const load = async (sheets: Sheets) => {
  const file = await fileOf(sheets);
  return office.act(null, (act) => importRoster(act, file)).catch(words);
};
const called = async (name: string) => (await allPeople(office.store.read)).filter((person) => person.name === name);

describe('reading', () => {
  test('columns by letter', () =>
    expect([0, 25, 26, 27, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA']));

  test('every mistake by its cell, wherever the columns stand', () => {
    const { faults } = readWorkbook(
      rowsOf({
        人员: [
          ['学科', '角 色', '姓名', '编号', '备注', '企业微信账号', '状态'],
          ['数学', '教员', '李强'],
          ['数学', '', ''],
          ['', '教师', '赵雪', 'a b', '', '赵 雪', '休假'],
        ],
        学校: [['片区'], ['城区片']],
        群: [
          ['群名', '有外人', '角色'],
          ['家长群', '也许', '家长'],
          ['数学教研群', '否'],
        ],
      }),
    );
    expect(faults.map(({ cell, text }) => `${cell} ${text.slice(0, 12)}`)).toEqual([
      '学校!1 表头里缺“名称”这一列。',
      '人员!E1 不认识“备注”这一列，可',
      '人员!B2 没有“教员”这个角色，可',
      '人员!C3 没有写姓名。',
      '人员!B3 没有写角色，可以写：教研',
      '人员!D4 编号只能是字母、数字、横',
      '人员!F4 “赵 雪”不像账号：账号',
      '人员!G4 状态写“停用”，或者留空',
      '群!B2 写“是”或“否”。',
      '群!C2 没有“家长”这个角色，可',
    ]);
  });

  test('padded names, lists, aliases, and what a missing column leaves alone', () => {
    const { workbook, faults } = readWorkbook(
      rowsOf({
        人员: [
          ['姓名', '角色', '学科'],
          ['李　强', '教师、联系人，主任', '数学、科学 数学'],
        ],
      }),
    );
    expect(faults).toEqual([]);
    expect(workbook.people).toEqual([
      {
        row: 2,
        id: '',
        name: '李强',
        roles: ['teacher', 'liaison', 'head'],
        subjects: ['数学', '科学'],
        school: undefined,
        contactSchools: undefined,
        accounts: {},
        active: undefined,
      },
    ]);
  });

  test('no sheet of ours, and only heads', () => {
    expect(readWorkbook(rowsOf({ Sheet1: [['a']] })).faults).toHaveLength(1);
    expect(readWorkbook(rowsOf({ 人员: [people] })).faults).toHaveLength(1);
  });

  test('the empty workbook has the sheets and a guide, and nothing to import', async () => {
    const sheets = await readSheets(await rosterTemplate(), ['学校', '人员', '群', '填写说明']);
    expect([...sheets.values()].map((rows) => rows.length)).toEqual([1, 1, 1, 21]);
    expect(sheets.get('人员')?.[0]?.cells).toEqual(expect.arrayContaining([...people, '钉钉工号', '联系学校']));
    expect(await office.act('陈安', async (act) => previewRoster(act, await rosterTemplate())).catch(words)).toMatch(
      /没有可以导入的内容/,
    );
  });
});

describe('what would change', () => {
  test('nothing, when the workbook says what the roster says', async () => {
    expect(await preview({ 人员: [people, ['李强', '教师', '数学', '二码头小学', '']] })).toBe(
      '名册里已经都是这样，没有要改的。',
    );
  });

  test('added, changed, put out of use, left out', async () => {
    const text = await preview({
      学校: [
        ['名称', '类别', '片区'],
        ['二码头小学', '小学', '江东片'],
        ['新桥村小', '村小', '江东片'],
      ],
      人员: [
        [...people, '状态'],
        ['李强', '教师、备课组长', '数学、科学', '二码头小学', 'liqiang', ''],
        ['赵雪', '教师', '语文', '实验小学', '', '停用'],
        ['钱进', '教师', '数学', '新桥村小', '', ''],
      ],
    });
    expect(text.split('\n')).toEqual([
      '学校：新增 1，改动 1',
      '人员：新增 1，改动 1，停用 1',
      '聊天账号：绑定 1',
      '新增的有：新桥村小、钱进（新桥村小 数学）',
      '· 二码头小学：片区 城区片 → 江东片',
      '· 李强（二码头小学 数学 科学）：角色 教师 → 教师、备课组长；学科 数学 → 数学、科学',
      '· 赵雪（实验小学 语文）：状态 在用 → 停用',
      expect.stringMatching(/^表里没有、不会改动的 42 个：青禾小学、实验小学/),
    ]);
  });

  const head = ['编号', ...people];
  test.each<[string, string[][], RegExp]>([
    [
      'an unknown school',
      [['', '钱进', '教师', '', '育才小学', '']],
      /人员!E2　没有“育才小学”这所学校，请先写进“学校”表/,
    ],
    [
      'a slip in a school',
      [['', '钱进', '教师', '', '震花小学', '']],
      /人员!E2　没有“震花小学”这所学校，是不是震华小学/,
    ],
    [
      'the same person twice',
      [
        ['', '钱进', '教师', '', '实验小学', ''],
        ['', '钱进', '教师', '', '实验小学', ''],
      ],
      /人员!B3　和第 2 行是同一位/,
    ],
    [
      'a new number for somebody known',
      [['T1', '李强', '教师', '', '二码头小学', '']],
      /人员!A2　名册里已有一位“李强”，编号是 p-liqiang/,
    ],
    [
      'an account twice',
      [
        ['', '李强', '教师', '', '二码头小学', 'x'],
        ['', '赵雪', '教师', '', '实验小学', 'x'],
      ],
      /人员!F3　这个账号已经属于“李强”/,
    ],
    ['no admin left', [['p-chenan', '陈安', '教师', '', '', '']], /就没有管理员了/],
  ])('%s is a mistake', async (_, rows, pattern) => expect(await preview({ 人员: [head, ...rows] })).toMatch(pattern));

  test('a name that two people have needs a number', async () => {
    const text = await preview({
      人员: [
        ['姓名', '角色'],
        ['王丽', '教师'],
      ],
    });
    expect(text).toMatch(/人员!2　名册里有 2 位“王丽”，请写编号：p-wangli-qinghe、p-wangli-zhenhua/);
  });

  test('two people of one name are told apart by school, by number, or by account', async () => {
    await load({
      人员: [
        [...people, '编号'],
        ['王丽', '教师', '语文', '青禾小学', 'wl', 'p-wangli-qinghe'],
      ],
    });
    const rows = [...people, '编号'];
    const moved = await preview({ 人员: [rows, ['王丽', '教师', '语文', '二码头小学', 'wl', '']] });
    expect(moved).toMatch(/· 王丽（二码头小学 语文）：学校 青禾小学 → 二码头小学/);
  });

  test('accounts can change places', async () => {
    await load({
      人员: [people, ['李强', '教师', '数学', '二码头小学', 'a'], ['赵雪', '教师', '语文', '实验小学', 'b']],
    });
    expect(
      await load({
        人员: [people, ['李强', '教师', '数学', '二码头小学', 'b'], ['赵雪', '教师', '语文', '实验小学', 'a']],
      }),
    ).toMatch(/绑定 2/);
    expect((await personBySender(office.store.read, 'wecom', 'a'))?.name).toBe('赵雪');
    expect((await personBySender(office.store.read, 'wecom', 'b'))?.name).toBe('李强');
  });

  test('a large district is planned in a moment', async () => {
    const state = await office.act(null, ({ tx }) => rosterState(tx));
    const schools = Array.from({ length: 200 }, (_, i) => [`第${i}小学`]);
    const staff = Array.from({ length: 4500 }, (_, i) => [`教师${i}`, '教师', '语文', `第${i % 200}小学`, `acc${i}`]);
    const { workbook } = readWorkbook(rowsOf({ 学校: [['名称'], ...schools], 人员: [people, ...staff] }));
    const began = performance.now();
    const { plan, faults } = planRoster(state, workbook);
    expect(faults).toEqual([]);
    expect(plan.changes).toHaveLength(200 + 4500 * 2);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('importing', () => {
  const two = {
    人员: [people, ['李强', '教师', '数学、科学', '二码头小学', 'liqiang'], ['钱进', '教师', '数学', '实验小学', '']],
  };

  test('into an empty store: with an admin everything, without one nothing', async () => {
    await office.act(null, async ({ tx }) => {
      for (const table of ['people', 'schools', 'groups', 'identities'] as const) await tx.deleteFrom(table).execute();
    });
    const schools = [['名称'], ['实验小学']];
    expect(await load({ 学校: schools, 人员: [people, ['钱进', '教师', '', '实验小学', '']] })).toMatch(
      /就没有管理员了/,
    );
    expect(await allPeople(office.store.read)).toEqual([]);
    expect(
      await load({
        学校: schools,
        人员: [people, admin, ['钱进', '教师', '', '实验小学', 'qj']],
        群: [
          ['群名', '学科'],
          ['数学群', '数学'],
        ],
      }),
    ).toBe(
      '名册已导入（名0001）。\n学校：新增 1\n人员：新增 2\n群：新增 1\n聊天账号：绑定 1\n要撤回这次导入，发 /名册 撤销。',
    );
    expect((await personBySender(office.store.read, 'wecom', 'qj'))?.name).toBe('钱进');
  });

  test('what was changed is in the record, old → new', async () => {
    await load(two);
    const rows = await office.store.read.selectFrom('audit').selectAll().orderBy('id').execute();
    expect(rows.map(({ action, subject_id }) => [action, subject_id])).toEqual([
      ['roster.changed', 'p-liqiang'],
      ['roster.imported', '名0001'],
    ]);
    expect(JSON.parse(rows[0]?.old ?? '')).toMatchObject({ subjects: '["数学"]' });
  });

  test('one mistake, and nothing is imported', async () => {
    expect(
      await load({ 人员: [people, ...(two.人员[1] ? [two.人员[1]] : []), ['孙行', '教师', '', '育才小学', '']] }),
    ).toMatch(/1 处要改，什么都没有导入/);
    expect((await called('李强'))[0]?.subjects).toEqual(['数学']);
  });

  test('taken back: the changed as it was, the new out of use; only once, only the last', async () => {
    await load(two);
    expect(await called('钱进')).toHaveLength(1);
    expect(await office.act('陈安', undoImport)).toMatch(/名0001 已撤回/);
    expect((await called('李强'))[0]?.subjects).toEqual(['数学']);
    expect(await called('钱进')).toEqual([]);
    expect(await personBySender(office.store.read, 'wecom', 'liqiang')).toBeNull();
    expect(await office.act('陈安', lastImport).catch(words)).toMatch(/没有可以撤销的导入/);
    expect(await load(two)).toMatch(/人员：改动 2/);
    expect(await called('钱进')).toHaveLength(1);
  });

  test('not taken back when something was changed since, or after a week', async () => {
    await load({
      群: [
        ['群名', '学科'],
        ['校长群', '语文'],
      ],
    });
    await office.act('陈安', (act) => changeGroup(act, '校长群', { outsiders: true }));
    expect(await office.act('陈安', undoImport).catch(words)).toMatch(/不能整个撤回，这些后来又改过：校长群/);
    await load(two);
    office.now += 8 * 86_400_000;
    expect(await office.act('陈安', undoImport).catch(words)).toMatch(/没有可以撤销的导入/);
  });
});

describe('from the chat', () => {
  test('a workbook without words means an import, from admins in private; other files may be material', () => {
    const sent = (name: string, roles: string[], where: 'group' | 'private' = 'private') => {
      const media = [{ kind: 'file' as const, name, ref: {} }];
      const speaker = { known: true, roles };
      const step = interpret({ commands, speaker, where, text: '', media, question: null, now: 0, roleNames });
      return step.kind === 'run' ? step.command.name : step.kind === 'say' ? step.said.text : step.kind;
    };
    expect(sent('名册模板.xlsx', ['admin'])).toBe('名册 导入');
    // What cannot be a roster may be a plan.
    expect(sent('行事历.xls', ['admin'])).toBe('行事历 导入');
    // Everything else may be material; that command asks, or says what files are for.
    expect(sent('名册.et', ['admin'])).toBe('资料');
    expect(sent('教案.docx', ['teacher'])).toBe('资料');
    expect(sent('名册模板.xlsx', ['head'])).toBe('资料');
    expect(sent('名册模板.xlsx', ['admin'], 'group')).toContain('您好！');
  });

  const sheets = { 人员: [people, ['李强', '教师', '数学、科学', '二码头小学', '']] };
  const source = { platform: 'wecom', media: { kind: 'file' as const, name: '名册.xlsx', ref: { url: 'https://x' } } };
  const request = () => office.act('陈安', (act) => requestImport(act, source));
  const parts = (fetchMedia: OfficeParts['fetchMedia']): OfficeParts => ({
    store: office.store,
    clock: { now: () => office.now, real: systemClock.real },
    log: createLog('silent'),
    files: undefined as unknown as OfficeParts['files'],
    settings: { publicUrl: null, sandbox: false },
    fetchMedia,
  });
  const fetched = async (number: string, fetchMedia: OfficeParts['fetchMedia']) => {
    await importFile.run({ import: number }, parts(fetchMedia));
    const rows = await office.store.read.selectFrom('deliveries').selectAll().where('source_id', '=', number).execute();
    return rows.map((row) => ({
      to: row.audience_id,
      ...(JSON.parse(row.said) as { text: string; choices?: unknown[] }),
    }));
  };
  const brings = async (content: Sheets): Promise<OfficeParts['fetchMedia']> => {
    const bytes = await fileOf(content);
    return async () => ({ name: '名册.xlsx', bytes });
  };

  test('fetched once, previewed in private, imported when confirmed', async () => {
    const number = await request();
    const told = await fetched(number, await brings(sheets));
    expect(told).toMatchObject([
      { to: 'p-chenan', choices: [{ says: '/名册 确认 名0001' }, { says: '/名册 取消 名0001' }] },
    ]);
    expect(told[0]?.text).toMatch(/名0001 会这样改名册：\n人员：改动 1/);
    const again = await fetched(number, () => Promise.reject(new Error('fetched twice')));
    expect(again).toHaveLength(1);
    expect((await called('李强'))[0]?.subjects).toEqual(['数学']);
    expect(await office.act('陈安', (act) => confirmImport(act, number))).toMatchObject({ done: true });
    expect((await called('李强'))[0]?.subjects).toEqual(['数学', '科学']);
    expect(await office.act('陈安', (act) => confirmImport(act, number)).catch(words)).toMatch(/已经处理过了/);
    const row = await office.store.read.selectFrom('imports').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'done', source: null, workbook: null });
  });

  test('mistakes and lost files are told; the job ends', async () => {
    const faulty = await fetched(await request(), await brings({ 人员: [people, ['钱进', '教员', '', '', '']] }));
    expect(faulty[0]?.text).toMatch(/人员!B2　没有“教员”这个角色/);
    const lost = await fetched(await request(), () => refuse('gone', '文件已经过期，请再发一次。'));
    expect(lost[0]?.text).toBe('文件已经过期，请再发一次。');
    expect(await office.act('陈安', (act) => confirmImport(act, '名0002')).catch(words)).toMatch(/已经处理过了/);
  });

  test('a roster that changed after the preview is shown again before anything happens', async () => {
    const number = await request();
    await fetched(number, await brings(sheets));
    await load({ 人员: [people, ['李强', '教师', '科学', '二码头小学', '']] });
    const first = await office.act('陈安', (act) => confirmImport(act, number));
    expect(first).toMatchObject({ done: false, text: expect.stringMatching(/学科 科学 → 数学、科学/) });
    expect(await office.act('陈安', (act) => confirmImport(act, number))).toMatchObject({ done: true });
  });

  test('dropped, or left for a day, it is over', async () => {
    const dropped = await request();
    await fetched(dropped, await brings(sheets));
    await office.act('陈安', (act) => dropImport(act, dropped));
    expect(await office.act('陈安', (act) => confirmImport(act, dropped)).catch(words)).toMatch(/已经处理过了/);
    const old = await request();
    await fetched(old, await brings(sheets));
    office.now += 86_400_001;
    expect(await office.act('陈安', (act) => confirmImport(act, old)).catch(words)).toMatch(/已过一天/);
  });

  test.each([
    ['名0001', '名0001'],
    ['1', '名0001'],
    ['名１２', '名0012'],
    ['行事历', null],
  ])('%s is number %s', (text, number) => expect(readImportNumber(text)).toBe(number));
});
