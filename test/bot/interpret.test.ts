// From words to steps: who may, where, open questions, and what outsiders hear.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Question } from '../../src/bot/command.ts';
import { questionLasts } from '../../src/bot/interpret.ts';
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
  const polite = '您好，我只为本教研室登记在册的老师服务。如果您是，请联系管理员索取绑定码，然后发送 /绑定 <绑定码>。';
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
  ])('%j', (text, step) => expect(gist(hear(text, { question }))).toBe(step));

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
  test('a new command goes first', () =>
    expect(gist(hear('/行事历 本周', { question }))).toBe('办 行事历 | when=本周'));
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
  expect(performance.now() - began).toBeLessThan(2000);
});
