// From words to steps: who may, where, open questions, and what outsiders hear.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { command, type Question, yesNo } from '../../src/bot/command.ts';
import { questionLasts } from '../../src/bot/interpret.ts';
import type { MediaRef } from '../../src/bot/message.ts';
import { commands, gist, hear, now, open } from './sample.ts';

const usage = '用法：/视导 安排 <学校> <日期> [组员]';
const cancel = '（不办了就发送“取消”。）';

describe('who and where', () => {
  test.each([
    ['/视导 安排 x 明天', ['teacher'], 'private', '“/视导 安排”由教研员和教研室主任办理。'],
    ['/视导 我的', ['teacher'], 'group', '“/视导 我的”由教研员、教研室主任和学校联系人办理。'],
    ['/听课 登记 3', ['teacher'], 'group', '请私聊我使用“/听课 登记”。'],
    ['/公告 x', ['admin'], 'private', '请在群里使用“/公告”。'],
    ['/公告 x', ['admin'], 'group', '办 公告 | text=x'],
    ['公告 x', ['admin'], 'group', '办 公告 | text=x'],
    ['/视导 我的', ['teacher', 'head'], 'group', '办 视导 我的'],
    ['/视导 安排', ['teacher'], 'private', '“/视导 安排”由教研员和教研室主任办理。'],
    ['/绑定 12345678', ['teacher'], 'private', '“/绑定”只给还没有登记的人用，您已经登记了。'],
  ] as const)('%s by %j in %s', (text, roles, where, said) =>
    expect(gist(hear(text, { roles: [...roles], where }))).toBe(said),
  );
});

describe('people who are not in the roster', () => {
  const polite =
    '您好，我只为本教研室登记在册的老师服务。如果您是，请找管理员要一个绑定码，再这样发给我：/绑定 01234567';
  const stranger = { roles: ['stranger'] };
  test.each(['/视导 我的', '你好', '', '/绑定 01234567', '/帮助'])('get silence in groups: %j', (text) =>
    expect(hear(text, { ...stranger, where: 'group' })).toEqual({ kind: 'silent' }),
  );
  test.each(['/视导 我的', '/视岛 安排', '你好', '', '/帮助', '？', '取消'])(
    'get one sentence in private: %j',
    (text) => expect(gist(hear(text, stranger))).toBe(polite),
  );
  test('can use the commands of strangers', () => {
    expect(gist(hear('/绑定 01234567', stranger))).toBe('办 绑定 | code=01234567');
    expect(gist(hear('绑定', stranger))).toContain('问code：请告诉我绑定码。');
    expect(gist(hear('０１２３４５６７', { ...stranger, question: open('绑定', 'code') }))).toBe(
      '办 绑定 | code=01234567',
    );
  });
});

describe('nothing in particular', () => {
  test('an empty message gets a short hello', () => {
    const said =
      '您好！可以这样对我说：\n/行事历 本周\n/视导 安排 二码头小学 第6周周四\n/集体备课 安排 语文 第6周 李强\n发送“/帮助”看全部。';
    for (const text of ['', ' \n', '/', '。']) expect(gist(hear(text))).toBe(said);
  });
  test('an answer without a question', () => {
    for (const text of ['确认', '取消', '好的', '1']) expect(gist(hear(text))).toContain('现在没有在等您回答的问题。');
  });
});

describe('an argument was asked for', () => {
  const question = open('视导 安排', 'date', { school: '二码头小学' });
  test('and is remembered for ten minutes', () => {
    const step = hear('/视导 安排 二码头小学');
    expect(step.kind === 'ask' && step.question).toEqual({ ...question, expiresAt: now + questionLasts });
  });
  test.each([
    ['第6周 周四', '办 视导 安排 | school=二码头小学 | date=第6周 周四'],
    ['／第6周周四', '办 视导 安排 | school=二码头小学 | date=第6周周四'],
    ['日期：第6周周四', '办 视导 安排 | school=二码头小学 | date=第6周周四'],
    ['第6周周四 组员=李强', '办 视导 安排 | school=二码头小学 | date=第6周周四 | team=李强'],
    ['第6周周四 学校=杨柳小学', '办 视导 安排 | school=杨柳小学 | date=第6周周四'],
    ['取消', '已取消“/视导 安排”。'],
    ['算了。', '已取消“/视导 安排”。'],
    ['/取消', '已取消“/视导 安排”。'],
    ['', `问date：请告诉我日期。${cancel}`],
    [
      '随便',
      `问date：“随便”不能作为日期：可以写 3月21日、第6周周四、下周三、3月21—25日。\n${usage}\n例：/视导 安排 二码头小学 第6周周四\n请告诉我日期。${cancel}`,
    ],
    ['/行事历 本周', '办 行事历 | when=本周'],
    ['行事历', '办 行事历'],
    ['/天气', '没有“/天气”这个命令。发送“/帮助”看看我会做什么。'],
    // Words that cannot be the answer but begin with a command are one, with or without a slash.
    ['行事历 5月3日', '办 行事历 | when=5月3日'],
    ['行事历5月3日', '办 行事历 | when=5月3日'],
    ['请假 发烧', '办 请假 | reason=发烧'],
    ['视导 安排 青禾小学 明天', '办 视导 安排 | school=青禾小学 | date=明天'],
    ['定时 新建 交材料', '“/定时 新建”由管理员办理。'],
    ['请假条怎么写', expect.stringMatching(/^问date：“请假条怎么写”不能作为日期/)],
  ])('%j', (text, step) => expect(gist(hear(text, { question }))).toEqual(step));

  test.each([
    ['二码头小学', `问date：请告诉我日期。\n${usage}\n${cancel}`],
    ['二码头小学 第6周周四', '办 视导 安排 | school=二码头小学 | date=第6周周四'],
    ['学校：二码头小学', `问date：请告诉我日期。\n${usage}\n${cancel}`],
    ['行事历 小学', `问date：请告诉我日期。\n${usage}\n${cancel}`],
  ])('the first of two: %j', (text, step) =>
    expect(gist(hear(text, { question: open('视导 安排', 'school') }))).toBe(step),
  );

  test('a name with a blank in it is one answer', () => {
    const step = hear('二码头 小学', { question: open('视导 安排', 'school', { date: '明天' }) });
    expect(gist(step)).toBe('办 视导 安排 | date=明天 | school=二码头 小学');
  });

  test.each(['不', '不用', '否', '不是'])('%s ends it', (text) => {
    const step = hear(text, { question });
    expect(gist(step)).toBe('已取消“/视导 安排”，什么也没有改。');
    expect(step.kind === 'say' && step.closes).toBe(true);
  });

  test('the one that was asked for is not passed over, though it may be left out', () => {
    expect(gist(hear('发烧', { question: open('请假', 'date') }))).toMatch(/^问date：“发烧”不能作为日期/);
  });

  test.each([
    ['行事历 5月3日', '办 请假 | reason=行事历 5月3日'],
    ['/行事历 5月3日', '办 行事历 | when=5月3日'],
    ['行事历', '办 行事历'],
    ['请假 发烧', '办 请假 | reason=发烧'],
  ])('where any words would do, a command needs its slash, unless it says nothing else: %j', (text, step) =>
    expect(gist(hear(text, { question: open('请假', 'reason') }))).toBe(step),
  );

  test('a remark is taken as typed', () => {
    const step = hear('发烧，  14:30\n去（医院）', { question: open('请假', 'reason') });
    expect(step.kind === 'run' && step.raw).toEqual({ reason: '发烧，  14:30\n去（医院）' });
  });

  test('asking again does not prolong it; the next question does', () => {
    const again = hear('随便', { question });
    expect(again.kind === 'ask' && again.question).toEqual(question);
    const next = hear('二码头小学', { question: open('视导 安排', 'school') });
    expect(next.kind === 'ask' && next.question.expiresAt).toBe(now + questionLasts);
  });

  test.each<[string, Partial<Question>]>([
    ['over', { expiresAt: now }],
    ['about a command that is gone', { command: '没有' }],
    ['about a field that is gone', { field: 'gone' }],
  ])('a question that is %s does not count', (_, change) =>
    expect(gist(hear('第6周周四', { question: { ...question, ...change } }))).toContain('我没听懂'),
  );

  test('nor one whose command is no longer for them', () => {
    expect(gist(hear('第6周周四', { question, roles: ['teacher'] }))).toContain('我没听懂');
  });

  test('new commands, cancelling and refusals close it, help and hints do not', () => {
    const closes = (text: string): boolean => {
      const step = hear(text, { question });
      return step.kind === 'say' && step.closes;
    };
    expect(['取消', '/定时 新建 x', '/视导 我的 x'].map(closes)).toEqual([true, true, true]);
    expect(['帮助', '/天气'].map(closes)).toEqual([false, false]);
  });
});

describe('choices', () => {
  const labels = ['3月7日（周二，第4周）', '3月14日（周二，第5周）'];
  const question: Question = {
    ...open('视导 安排', 'date', { school: '甲' }),
    options: labels.map((label, i) => ({ label, value: i === 0 ? '2023-03-07' : '2023-03-14' })),
  };
  test.each([
    '2',
    '２',
    '二',
    '第二个',
    '选2',
    '2.',
    '3月14日（周二，第5周）',
    '3月14日(周二,第5周)',
    '2023-03-14',
    '第5周',
  ])('%s is the second', (text) =>
    expect(gist(hear(text, { question }))).toBe('办 视导 安排 | school=甲 | date=2023-03-14'),
  );
  test('another date is taken too', () => {
    expect(gist(hear('3月28日', { question }))).toBe('办 视导 安排 | school=甲 | date=3月28日');
  });
  test.each(['3', '随便', '都行', '（'])('%s asks again with the same choices', (text) => {
    const step = hear(text, { question });
    expect(step).toEqual({
      kind: 'ask',
      question,
      said: {
        text: `请回答下面的一项，说序号就行。${cancel}`,
        choices: labels.map((label) => ({ label, says: label })),
      },
    });
  });
  test('a command is none of them', () => {
    expect(gist(hear('行事历 本周', { question: open('视导 安排', 'school', {}, ['甲小学', '乙小学']) }))).toBe(
      '办 行事历 | when=本周',
    );
  });
  test('one choice is confirmed or not', () => {
    const school = open('视导 安排', 'school', { date: '明天' }, ['震华小学']);
    for (const text of ['1', '是', '对的', '震华']) {
      expect(gist(hear(text, { question: school }))).toBe('办 视导 安排 | date=明天 | school=震华小学');
    }
    for (const text of ['否', '不是', '取消']) expect(gist(hear(text, { question: school }))).toContain('已取消');
    expect(gist(hear('也许', { question: school }))).toContain('请回答下面的一项');
  });
  test('where any text would do, only the choices count', () => {
    const schools = open('视导 安排', 'school', { date: '明天' }, ['二码头小学', '杨柳小学']);
    expect(gist(hear('丁香小学', { question: schools }))).toContain('请回答下面的一项');
    expect(gist(hear('杨柳', { question: schools }))).toBe('办 视导 安排 | date=明天 | school=杨柳小学');
  });
});

describe('a confirmation', () => {
  const question = open('视导 安排', null, { school: '甲', date: '明天' }, ['确认', '取消']);
  test.each(['确认', '是', '好', '好的。', '可以', '1', '１', 'OK', '第一个'])('%s: it is done', (text) =>
    expect(gist(hear(text, { question }))).toBe('确认 视导 安排 | school=甲 | date=明天'),
  );
  test.each(['否', '2', '２', '不', '不要', '第二个'])('%s: it is not', (text) => {
    const step = hear(text, { question });
    expect(gist(step)).toBe('已取消“/视导 安排”，什么也没有改。');
    expect(step.kind === 'say' && step.closes).toBe(true);
  });
  test.each(['也许', '3', ''])('%j is neither', (text) =>
    expect(gist(hear(text, { question }))).toBe('问确认：“/视导 安排”在等您确认，请回答“确认”或者“取消”。'),
  );
  test.each(['/行事历 本周', '行事历 本周', '行事历本周'])('a new command goes first: %s', (text) =>
    expect(gist(hear(text, { question }))).toBe('办 行事历 | when=本周'),
  );
  const tied: Question = {
    ...open('听课 登记', 'count', { note: '甲' }),
    options: yesNo('7'),
    confirms: true,
  };
  const teacher = { roles: ['teacher'], question: tied };
  test.each(['确认', '好', '1'])('tied to a value, %s carries it', (text) =>
    expect(gist(hear(text, teacher))).toBe('办 听课 登记 | note=甲 | count=7'),
  );
  test.each(['否', '不', '取消', '2', '不用了', '算了'])('and %s ends it', (text) => {
    const step = hear(text, teacher);
    expect(gist(step)).toContain('已取消“/听课 登记”');
    expect(step.kind === 'say' && step.closes).toBe(true);
  });
  test('and other words are no arguments', () => {
    const about = { ...open('请假', 'date', {}), options: yesNo('明天'), confirms: true };
    expect(gist(hear('发烧', { question: about }))).toContain('在等您确认');
  });
  test('and what is neither is asked again', () =>
    expect(gist(hear('也许', teacher))).toBe('问count：“/听课 登记”在等您确认，请回答“确认”或者“取消”。'));
});

describe('commands offered with an answer', () => {
  const menu: Question = {
    ...open('行事历', null),
    menu: true,
    options: [{ label: '下一周', value: '/行事历 第7周' }],
  };
  test.each([
    ['1', '办 行事历 | when=第7周'],
    ['下一周', '办 行事历 | when=第7周'],
    ['/行事历 第7周', '办 行事历 | when=第7周'],
    ['取消', '好的，不办了。'],
    ['请假 发烧', '办 请假 | reason=发烧'],
  ])('%s', (text, step) => expect(gist(hear(text, { question: menu }))).toBe(step));
  test.each(['2', '好的', '你好', ''])('%j is no longer about them', (text) =>
    expect(hear(text, { question: menu })).toEqual(hear(text)),
  );
});

describe('where it came from', () => {
  const origin = 'wecom-ws/m1';
  test('is kept from question to question, to what is done in the end', () => {
    const asked = hear('二码头小学', { question: { ...open('视导 安排', 'school'), origin } });
    expect(asked.kind === 'ask' && asked.question.origin).toBe(origin);
    const done = hear('明天', { question: { ...open('视导 安排', 'date', { school: '甲' }), origin } });
    expect(done.kind === 'run' && done.origin).toBe(origin);
    const confirmed = hear('好', { question: { ...open('视导 安排', null, { school: '甲', date: '明天' }), origin } });
    expect(confirmed.kind === 'run' && confirmed.origin).toBe(origin);
  });
  test('is its own for a new command', () => {
    const step = hear('/行事历 本周', { question: { ...open('视导 安排', 'date', { school: '甲' }), origin } });
    expect(step.kind === 'run' && step.origin).toBeUndefined();
  });
});

describe('a file without words', () => {
  const file = (name: string, kind: MediaRef['kind'] = 'file') => ({ media: [{ kind, name, ref: {} }] });
  const list = [
    ...commands,
    command<{ done: string[] }>()({
      ...{ name: '名册 导入', summary: '导入', roles: ['admin'], where: 'private', args: z.object({}) },
      examples: ['/名册 导入'],
      file: { name: /\.xlsx$/i, hint: '导入名册请发 .xlsx 工作簿。' },
      run: async () => null,
    }),
    command<{ done: string[] }>()({
      ...{ name: '提交', summary: '交作品', roles: ['teacher'], where: 'anywhere', args: z.object({}) },
      examples: ['/提交'],
      file: { hint: '要交作品请说“/提交”。' },
      run: async () => null,
    }),
  ];
  const unused = (what: string, how: string) => `${what}收到了，可我不知道拿它做什么，所以没有留下。${how}`;
  test.each([
    ['名册.xlsx', 'admin', '办 名册 导入'],
    ['', 'admin', '办 名册 导入'],
    ['照片.JPG', 'admin', unused('文件', '导入名册请发 .xlsx 工作簿。')],
    ['名册.xlsx', 'teacher', unused('文件', '要交作品请说“/提交”。')],
    ['名册.xlsx', 'researcher', unused('文件', '发送“/帮助”看看我会做什么。')],
  ])('%s from a %s', (name, role, said) =>
    expect(gist(hear('', { commands: list, roles: [role], ...file(name) }))).toBe(said),
  );
  test('a picture and a voice message', () => {
    expect(gist(hear('', { commands: list, roles: ['teacher'], ...file('', 'image') }))).toContain('图片收到了');
    expect(gist(hear('', { commands: list, ...file('', 'voice') }))).toBe('这段语音我没听清，请打字告诉我。');
  });
  test('goes before an open question; words go before the file', () => {
    const question = open('请假', 'reason');
    expect(gist(hear('', { commands: list, roles: ['admin'], question, ...file('a.xlsx') }))).toBe('办 名册 导入');
    expect(gist(hear('/行事历 本周', { commands: list, roles: ['admin'], ...file('a.xlsx') }))).toBe(
      '办 行事历 | when=本周',
    );
  });
  test('means nothing in a group, nor from a stranger', () => {
    expect(gist(hear('', { commands: list, roles: ['admin'], where: 'group', ...file('a.xlsx') }))).toContain('您好！');
    expect(gist(hear('', { commands: list, roles: ['stranger'], ...file('a.xlsx') }))).toContain('登记在册');
  });
});

test('any text in any state leads to a step', () => {
  const names = commands.map(({ name }) => name);
  const bits = [
    ...names,
    '/',
    '／',
    ' ',
    '\n',
    '学校',
    '=',
    '“',
    '”',
    '明天',
    '第6周',
    '取消',
    '确认',
    '1',
    '帮助',
    '\u200b',
    '视',
  ];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...bits), { maxLength: 10 }).map((words) => words.join('')),
  );
  const questions = [
    null,
    open('视导 安排', 'date'),
    open('请假', 'reason'),
    open('视导 安排', null, { school: '甲' }, ['确认', '取消']),
  ];
  const roles = fc.constantFrom('teacher', 'researcher', 'admin', 'stranger');
  fc.assert(
    fc.property(
      text,
      fc.constantFrom(...questions),
      roles,
      fc.constantFrom<'group' | 'private'>('group', 'private'),
      (said, question, role, where) => {
        const step = hear(said, { question, roles: [role], where });
        if (step.kind === 'run') expect(step.command.roles).toContain(role);
        if (step.kind === 'say' || step.kind === 'ask') expect(step.said.text).toMatch(/\p{Script=Han}/u);
        if (step.kind === 'ask') expect(step.question.expiresAt).toBeGreaterThan(now);
      },
    ),
    { numRuns: 2000 },
  );
});

test('long and hostile texts are read in time', () => {
  const texts = ['x', '.', ' .', '“a ', '日期 ', '日期= ', '，', '1-', '/', '视导', '\u200b'].map((bit) =>
    bit.repeat(6000),
  );
  const began = performance.now();
  for (const text of texts) {
    hear(text);
    hear(`/请假 ${text}`);
    hear(text, { question: open('视导 安排', 'date') });
  }
  expect(performance.now() - began).toBeLessThan(10_000);
});
