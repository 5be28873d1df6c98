// How words become arguments: order, pairs, remarks, refusals.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { en, zhCN } from 'zod/locales';
import { dateArg, intArg, namesArg, readNames, textArg } from '../../src/bot/args.ts';
import { accept, fieldsOf } from '../../src/bot/fields.ts';
import { fill, hasPairs } from '../../src/bot/fill.ts';
import { gist, hear, planVisit } from './sample.ts';

const teacher = { roles: ['teacher'] };
const usage = '用法：/视导 安排 <学校> <日期> [组员]';
const dates = '可以写 3月21日、第6周周四、下周三、3月21—25日。';

describe('arguments in order', () => {
  test.each([
    ['/视导 安排 二码头小学 第6周 周四 李强、王敏', 'school=二码头小学 | date=第6周 周四 | team=李强、王敏'],
    ['/视导 安排 二码头小学 3 月 21 日', 'school=二码头小学 | date=3 月 21 日'],
    ['/视导 安排 二码头小学 3.21 14:30 李强 王敏', 'school=二码头小学 | date=3.21 14:30 | team=李强 王敏'],
    ['/视导 安排\n二码头小学\n第6周周四', 'school=二码头小学 | date=第6周周四'],
    ['/视导 安排 “二码头 小学” 明天', 'school=二码头 小学 | date=明天'],
    ['/视导 安排 二码头小学，第6周周四，李强、王敏', 'school=二码头小学 | date=第6周周四 | team=李强、王敏'],
    ['/视导 安排 二码头小学（东区） 明天', 'school=二码头小学（东区） | date=明天'],
  ])('%j', (text, raw) => expect(gist(hear(text))).toBe(`办 视导 安排 | ${raw}`));

  test('the handler gets what the types make of it', () => {
    const step = hear('/视导 安排 二码头小学 第６周周四 李强和王敏');
    expect(step.kind === 'run' && step.args).toEqual({
      school: '二码头小学',
      date: { said: '第6周周四', from: { week: 6, weekday: 4 } },
      team: ['李强', '王敏'],
    });
  });
});

describe('optional fields are left out', () => {
  test.each([
    ['/请假 明天 发烧', 'date=明天 | reason=发烧'],
    ['/请假 发烧', 'reason=发烧'],
    ['/请假 发烧，  明天\n14:30 到医院', 'reason=发烧，  明天\n14:30 到医院'],
    ['/请假 明天', 'reason=明天'],
    ['/请假 第6周 周四 要 监考', 'date=第6周 周四 | reason=要 监考'],
  ])('%j', (text, raw) => expect(gist(hear(text))).toBe(`办 请假 | ${raw}`));
});

describe('either order', () => {
  const researcher = '办 集体备课 安排';
  test.each([
    ['/集体备课 安排 第6周 数学 李强', 'week=第6周 | subject=数学 | lead=李强'],
    ['/集体备课 安排 数学 李强 第6周', 'subject=数学 | lead=李强 | week=第6周'],
    ['/集体备课 安排 数学 李强 第6周 周三 分数', 'subject=数学 | lead=李强 | week=第6周 周三 | topic=分数'],
    ['/集体备课 安排 第6周 周三 数学 李强 分数', 'week=第6周 周三 | subject=数学 | lead=李强 | topic=分数'],
  ])('%j', (text, raw) => expect(gist(hear(text))).toBe(`${researcher} | ${raw}`));

  test('what is not there is asked for', () => {
    expect(gist(hear('/集体备课 安排 第6周 李强'))).toMatch(/^问subject：请告诉我学科。/);
  });

  const args = z.object({
    subject: z.enum(['语文', '数学']).optional().meta({ title: '学科' }),
    when: dateArg.optional().meta({ title: '时间', spans: true }),
  });
  test.each([
    ['语文', { subject: '语文' }],
    ['第6周', { when: '第6周' }],
    ['语文 第6周', { subject: '语文', when: '第6周' }],
    ['第6周 语文', { subject: '语文', when: '第6周' }],
    ['第6周 周二 语文', { subject: '语文', when: '第6周 周二' }],
  ])('of optional fields: %s', (text, raw) => {
    expect(fill({ args }, text)).toMatchObject({ kind: 'full', raw });
  });
  test('words that neither takes are refused by the one they are left for', () => {
    expect(fill({ args }, '第6周 化学')).toMatchObject({ kind: 'refused', value: '化学', field: { key: 'subject' } });
    expect(fill({ args }, '化学')).toMatchObject({ kind: 'refused', value: '化学', field: { key: 'subject' } });
  });
});

describe('what is hidden is set by a choice', () => {
  const args = z.object({
    file: z.string().regex(/^\{/).optional().meta({ title: '文件', hidden: true }),
    content: z.string().optional().meta({ title: '内容', rest: true }),
  });
  test.each(['{"platform":"x"}', '文件={"platform":"x"}', '文件：{}'])('%s is no more than words', (text) => {
    expect(fill({ args }, text)).toEqual({ kind: 'full', raw: { content: text }, args: { content: text } });
    expect(hasPairs({ args }, text)).toBe(false);
  });
  test('nor do words begin with it', () => {
    expect(fill({ args: args.pick({ file: true }) }, '{}')).toEqual({ kind: 'surplus', words: '{}' });
  });
});

describe('pairs', () => {
  test.each([
    [
      '/视导 安排 日期=第6周 周四 学校：“二码头 小学” 组员＝李强 王敏',
      'date=第6周 周四 | school=二码头 小学 | team=李强 王敏',
    ],
    ['/视导 安排 二码头小学 日期 = 明天', 'school=二码头小学 | date=明天'],
    ['/视导 安排 日期： 明天 二码头小学', 'school=二码头小学 | date=明天'],
    ['/视导 安排 学校=二码头小学 明天 李强', 'date=明天 | team=李强 | school=二码头小学'],
    ['/视导 安排 备注：急 明天', 'school=备注：急 | date=明天'],
  ])('%j', (text, raw) => expect(gist(hear(text))).toBe(`办 视导 安排 | ${raw}`));

  test.each([
    ['请假 发烧了 备注：下周补 14:30 到', 'reason=发烧了 备注：下周补 14:30 到'],
    ['请假 原因：发烧 备注：下周补', 'reason=发烧 备注：下周补'],
    ['请假 日期：明天 原因：要去 医院', 'date=明天 | reason=要去 医院'],
    ['请假 原因=“要去 医院” 日期=明天', 'reason=要去 医院 | date=明天'],
    ['请假 发烧 日期=明天 请批准', 'reason=发烧 请批准 | date=明天'],
    ['请假 发烧 日期：待定', 'reason=发烧 日期：待定'],
  ])('in remarks: %j', (text, raw) =>
    expect(gist(hear(text)).split(' | ').slice(1).sort()).toEqual(raw.split(' | ').sort()),
  );

  test('undeclared titles stay text', () => {
    const remark = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
          fc.constantFrom('备注：甲', '14:30', '地点=乙', '“丙', '：', '='),
        ),
        {
          minLength: 1,
          maxLength: 6,
        },
      )
      .map((words) => `因为 ${words.join(' ')}`)
      .filter((text) => !/日期|原因/u.test(text.normalize('NFKC')));
    fc.assert(
      fc.property(remark, (text) => {
        const step = hear(`/请假 ${text}`);
        expect(step.kind === 'run' && step.raw).toEqual({ reason: text.trim() });
      }),
    );
  });
});

describe('what does not fit', () => {
  test.each([
    ['/视导 安排', `问school：请告诉我学校。\n${usage}\n（不办了就发送“取消”。）`],
    ['/视导 安排 二码头小学', `问date：请告诉我日期。\n${usage}\n（不办了就发送“取消”。）`],
    [
      '/视导 安排 二码头小学 下周八',
      `问date：“下周八”不能作为日期：${dates}\n${usage}\n例：/视导 安排 二码头小学 第6周周四\n请告诉我日期。（不办了就发送“取消”。）`,
    ],
    [
      '/视导 我的 二码头小学',
      '“二码头小学”是多出来的，不知道放在哪里。一项里有空格时请加引号。\n用法：/视导 我的\n例：/视导 我的',
    ],
  ])('%j', (text, said) => expect(gist(hear(text))).toBe(said));

  test('a refused value keeps the others', () => {
    const step = hear('/视导 安排 二码头小学 下周八 李强');
    expect(step.kind === 'ask' && step.question.raw).toEqual({ school: '二码头小学', team: '李强' });
  });

  test('and the remark after it', () => {
    expect(
      fill(
        {
          args: z.object({
            when: dateArg.meta({ title: '时间' }),
            text: textArg().meta({ title: '内容', rest: true }),
          }),
        },
        '下周八 请 开会',
      ),
    ).toMatchObject({
      kind: 'refused',
      raw: { text: '请 开会' },
    });
  });

  test('an enumeration offers its values', () => {
    const step = hear('/集体备课 安排 化学 第6周 李强');
    expect(gist(step)).toContain('“化学”不能作为学科：只能是语文、数学、英语。');
    expect(step.kind === 'ask' && step.said.choices).toEqual(
      ['语文', '数学', '英语'].map((label) => ({ label, says: label })),
    );
  });

  test.each([
    ['三', '办 听课 登记 | count=三'],
    ['３ 二码头', '办 听课 登记 | count=３ | note=二码头'],
    ['很多', '“很多”不能作为节数：要写1到20之间的整数。'],
    ['21', '“21”不能作为节数：要写1到20之间的整数。'],
  ])('numbers: %s', (words, said) => expect(gist(hear(`/听课 登记 ${words}`, teacher))).toContain(said));

  test('zod speaks no English', () => {
    const types = {
      min: z.string().min(3),
      max: z.string().max(1),
      number: z.coerce.number().max(1),
      email: z.email(),
      kind: z.enum(['甲', '乙']),
    };
    const reasons = () =>
      fieldsOf({ args: z.object(types) }).map((field) => {
        const accepted = accept(field, '22');
        return accepted.ok ? '' : accepted.why;
      });
    const chinese = ['至少3个字。', '最多1个字。', '最多1。', '看不懂。', '只能是甲、乙。'];
    expect(reasons()).toEqual(chinese);
    z.config(zhCN());
    expect(reasons()).toEqual(chinese);
    z.config(en());
  });

  test('what is typed to a secret command is not repeated', () => {
    const said = gist(hear('/绑定 1234', { roles: ['stranger'] }));
    expect(said).toContain('绑定码不对：要写八位数字。');
    expect(said).not.toContain('1234\n');
  });
});

test('any text is read without throwing', () => {
  const bits = ['日期', '学校', '=', '：', ' ', '“', '”', '"', '明天', '第6周', '，', '李强', '\n', '\u200b'];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...bits)).map((words) => words.join('')),
  );
  fc.assert(
    fc.property(text, (words) => {
      expect(['full', 'missing', 'refused', 'surplus']).toContain(fill(planVisit, words).kind);
    }),
    { numRuns: 500 },
  );
});

describe('types', () => {
  test.each([
    ['李强、王敏，李四 和 赵六', ['李强', '王敏', '李四', '赵六']],
    ['李强和王敏', ['李强', '王敏']],
    ['李和平', ['李和平']],
    ['张和平和李强', ['张和平', '李强']],
    ['@王敏老师；李强/李强', ['王敏', '李强']],
    ['欧阳·娜 Anna', ['欧阳·娜', 'Anna']],
    ['李强 第6周', null],
    ['李强 明天', null],
    ['、', null],
    ['', null],
  ])('names in %j', (text, names) => expect(readNames(text)).toEqual(names));

  test('refusals are Chinese', () => {
    expect(namesArg.safeParse('123').error?.issues[0]?.message).toBe('请写姓名，用顿号分开，如 李强、王敏。');
    expect(textArg(2).safeParse('一二三').error?.issues[0]?.message).toBe('最多2个字。');
    expect(intArg().parse('１２')).toBe(12);
    expect(intArg().parse('十二')).toBe(12);
    expect(intArg(-5, 5).parse('-3')).toBe(-3);
  });
});
