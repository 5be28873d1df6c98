// All timed messages as YAML: what goes out comes back the same, through files and through chats; what is wrong is said by its line.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { create } from '../../src/office/schedules/actions.ts';
import { exportAll, exportPage } from '../../src/office/schedules/export.ts';
import { makeImport, planImport } from '../../src/office/schedules/import.ts';
import { allSchedules, contentOf, type Wish } from '../../src/office/schedules/model.ts';
import { undo, undoable } from '../../src/office/schedules/undo.ts';
import { readYaml } from '../../src/office/schedules/yaml.ts';
import { tidyYaml } from '../../src/office/schedules/yaml-tidy.ts';
import { inertText } from '../../src/platforms/dingtalk/inert.ts';
import { render } from '../../src/platforms/wecom/render.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice(instantOf('2023-03-06', '09:00'));
});
afterEach(() => office.close());

const nobody = { groups: [], people: [], subjects: [], schools: [], roles: [] };
const wish = (name: string, text: string, more: Partial<Wish> = {}): Wish => ({
  name,
  cron: '12 16 * * 1',
  onHoliday: 'skip',
  onQuiet: 'postpone',
  audience: { ...nobody, groups: ['g-math'] },
  text,
  ...more,
});

const hard: Wish[] = [
  wish('周一例会', '请各校准备集体备课'),
  wish('花括号', '{周次}：{称呼}请看群公告', { cron: '*/30 9 L * *', onHoliday: 'postpone', onQuiet: 'skip' }),
  wish('几行', '各位老师：\n一、时间：周五。\n二、地点: 二码头小学 # 不是注释\n\n请转告'),
  wish('像键', '内容：请看\n时间：周五\n发给: 大家'),
  wish('第2组 提醒', '- 带好教材\n- "听课本"'),
  wish('引号', '请说“收到”，不要说"好的"。结尾:'),
  wish('给人', '#话题', {
    cron: '10 9 1 * *',
    onHoliday: 'send',
    audience: {
      groups: ['g-chinese'],
      people: ['p-chenan'],
      subjects: ['数学'],
      schools: ['s-ermatou'],
      roles: ['liaison'],
    },
  }),
];

const makeHard = () =>
  office.act('陈安', async (act) => {
    for (const one of hard) await create(act, one);
  });
const plan = (text: string) => office.act('陈安', (act) => planImport(act, text));
const bringIn = (text: string) => office.act('陈安', async (act) => makeImport(act, await planImport(act, text)));
const everything = async () => (await allSchedules(office.store.read)).map(contentOf);

describe('out and in again', () => {
  test('the same text changes nothing', async () => {
    await makeHard();
    const yaml = await exportAll(office.store.read);
    await expect(plan(yaml)).rejects.toThrow(`这 ${hard.length} 条和现在的一样，没有要改的。`);
  });

  test('into an empty office it makes the same ones; taken back they are gone', async () => {
    await makeHard();
    const before = await everything();
    const yaml = await exportAll(office.store.read);
    await office.act(null, ({ tx }) => tx.deleteFrom('schedules').execute());
    const { changes } = await bringIn(yaml);
    expect(changes.length).toBe(hard.length);
    expect(await everything()).toEqual(before);
    await office.act('陈安', async (act) => undo(act, await undoable(act)));
    expect(await everything()).toEqual([]);
  });

  /** What somebody copies out of the client, as it was shown. */
  const clients: [name: string, shown: (text: string) => string][] = [
    ['WeCom robot', (text) => render('wecom-ws', { text }).join('')],
    ['WeCom app', (text) => render('wecom-app', { text }).join('')],
    ['DingTalk', (text) => inertText(text).replaceAll('  \n', '\n')],
    ['Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
    ['a code fence', (text) => `\`\`\`yaml\n${text}\n\`\`\``],
  ];
  const simple = hard.filter(({ name }) => ['周一例会', '花括号', '几行'].includes(name));
  test.each(clients)('copied out of %s it still says the same', async (_, shown) => {
    await office.act('陈安', async (act) => {
      for (const one of simple) await create(act, one);
    });
    const page = await office.act('陈安', (act) => exportPage(act.tx, 1));
    await expect(plan(shown(page))).rejects.toThrow(`这 ${simple.length} 条和现在的一样，没有要改的。`);
  });

  test('pages are whole documents, together everything', async () => {
    await office.act('陈安', async (act) => {
      for (let i = 1; i <= 12; i++) await create(act, wish(`第${i}条提醒`, '请各校准备集体备课。'.repeat(20)));
    });
    const first = await office.act('陈安', (act) => exportPage(act.tx, 1));
    const pages = Number(/共(\d+)页/.exec(first)?.[1]);
    expect(pages).toBeGreaterThan(1);
    const found: string[] = [];
    for (let page = 1; page <= pages; page++) {
      const text = await office.act('陈安', (act) => exportPage(act.tx, page));
      expect(Buffer.byteLength(text)).toBeLessThan(2048);
      found.push(...readYaml(text).entries.map(({ name }) => name));
    }
    expect(found).toEqual(Array.from({ length: 12 }, (_, i) => `第${i + 1}条提醒`));
    await expect(office.act('陈安', (act) => exportPage(act.tx, pages + 1))).rejects.toThrow(`一共 ${pages} 页`);
  });
});

describe('what is typed', () => {
  test.each([
    ['full-width colons', '例会：\n  时间：每周一 16:12', '例会:\n  时间: 每周一 16:12'],
    ['braces', '例会:\n  内容: {周次}开始', '例会:\n  内容: "{周次}开始"'],
    ['a colon in the text', '例会:\n  内容: 地点: 二楼', '例会:\n  内容: "地点: 二楼"'],
    ['a star', '例会:\n  时间: * 9 1 * *', '例会:\n  时间: "* 9 1 * *"'],
    ['what is quoted stays', '例会:\n  内容: "{周次}"', '例会:\n  内容: "{周次}"'],
    ['a whole text stays', '例会:\n  内容: |\n    时间：周五\n    {x}', '例会:\n  内容: |\n    时间：周五\n    {x}'],
    ['blanks that are none', '例会:\n\u00a0\u00a0时间: a\n\u3000内容: b', '例会:\n  时间: a\n  内容: b'],
  ])('%s', (_, typed, tidy) => expect(tidyYaml(typed)).toBe(tidy));

  const ok = '  时间: 每周一 16:12\n  发给: 数学教研群\n  内容: 甲';
  test.each<[what: string, text: string, mistakes: string[]]>([
    ['nothing', '', ['第1行 没有看到定时消息']],
    ['a sentence', '请每周一提醒大家', ['第1行 没有看到定时消息']],
    ['a name twice', `例会:\n${ok}\n例会:\n${ok}`, ['第5行 这一项写了两遍']],
    ['indents', '例会:\n  时间: 每周一 16:12\n 发给: 数学教研群', ['第3行 ']],
    ['seconds', `例会:\n${ok.replace('每周一 16:12', '0 12 16 * * 1')}`, ['第2行 “例会”：这里有六段，第一段是秒']],
    ['day and weekday', `例会:\n${ok.replace('每周一 16:12', '12 16 1 * 1')}`, ['第2行 “例会”：“日”和“周”不能同时写']],
    ['too often', `例会:\n${ok.replace('每周一 16:12', '*/5 9 * * 1')}`, ['第2行 “例会”：这样一天要发 12 次']],
    ['a value nobody knows', `例会:\n${ok}{谁}`, ['第4行 “例会”：内容里的 {谁} 不认识。可以用的有 {学期}']],
    ['a number for a name', `7:\n${ok}`, ['第1行 “7”：名字不能只是数字']],
    ['a name of 21 signs', `${'长'.repeat(21)}:\n${ok}`, [`第1行 “${'长'.repeat(21)}”：名字最多 20 个字`]],
    ['too long a text', `例会:\n${ok}${'长'.repeat(2000)}`, ['第4行 “例会”：内容有 2001 个字']],
    [
      'names by what they are',
      '例会:\n  时间: 每周一 16:12\n  发给: {群: [没有的群], 学科: 天文, 班级: [三班], 人: 王丽}\n  内容: 甲',
      ['第3行 “例会”：没有“没有的群”这个群', '没有“天文”这个学科', '发给里没有“班级”', '王丽'],
    ],
    [
      'nobody',
      '例会:\n  时间: 每周一 16:12\n  发给: {学科: [数学], 学校: [二码头小学]}\n  内容: 甲',
      ['一个群、一个人也没有'],
    ],
    ['not a list', '例会:\n  时间: 每周一 16:12\n  发给: {群: {a: b}}\n  内容: 甲', ['第3行 “例会”的发给要写群名']],
    ['an alias', '例会: &a\n  时间: 每周一 16:12\n另一个: *a', ['第3行 “另一个”下面要写']],
    [
      'several at once',
      '甲:\n  时间: 每周八\n乙:\n  状态: 也许',
      ['第2行 “甲”：', '第1行 “甲”：还没有写发给、内容', '第4行 “乙”：状态写的是“也许”'],
    ],
  ])('is refused: %s', async (_, text, mistakes) => {
    const refusal = await plan(text).then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    for (const mistake of mistakes) expect(refusal).toContain(mistake);
  });

  test('what is not written stays; one that is not there need not be deleted', async () => {
    await makeHard();
    const [first] = await everything();
    const { changes } = await bringIn('周一例会:\n  内容: 新的\n没有的:\n  状态: 删\n花括号:\n  状态: 停');
    expect(changes.map(({ new: made }) => made.name)).toEqual(['周一例会', '花括号']);
    const after = await everything();
    expect(after[0]).toEqual({ ...first, text: '新的' });
    expect(after.map(({ state }) => state)).toEqual(['on', 'off', ...hard.slice(2).map(() => 'on')]);
  });

  test('a confirmation is for the changes of the versions that were shown', async () => {
    await makeHard();
    const text = '周一例会:\n  内容: 新的';
    const { seen } = await plan(text);
    expect((await plan(text)).seen).toBe(seen);
    await bringIn('周一例会:\n  遇假日: 照发');
    expect((await plan(text)).seen).not.toBe(seen);
  });

  test('hostile texts end at once, with a mistake', () => {
    const bomb = `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i ? `b${i - 1}` : 'a'}, *a]`).join('\n')}`;
    for (const text of [bomb, '{'.repeat(20_000), '- '.repeat(9000), `${'a:\n'.repeat(5000)}`, '%YAML 9\n---\na: 1'])
      expect(readYaml(text).mistakes.length).toBeGreaterThan(0);
  });
});
