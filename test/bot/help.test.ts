// What is told about commands, and the check of a list of commands.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { textArg } from '../../src/bot/args.ts';
import { checkCommands } from '../../src/bot/check.ts';
import { type Command, command } from '../../src/bot/command.ts';
import { commandsPage } from '../../src/bot/help.ts';
import { helpAbout } from '../../src/bot/hint.ts';
import { commands, hear, planVisit, roleNames } from './sample.ts';

const told = (text: string, roles = ['researcher']): string => {
  const step = hear(text, { roles });
  return step.kind === 'say' ? [step.said.title, step.said.text].filter(Boolean).join('\n') : step.kind;
};

describe('/帮助', () => {
  test.each(['/帮助', '帮助', '／帮助', 'help', 'ＨＥＬＰ', '?', '？', '/?'])(
    '%s tells what this person can say',
    (text) =>
      expect(told(text)).toBe(
        [
          '您可以对我说',
          '/行事历 — 看某周或某月的安排',
          '/视导 安排、改期、我的',
          '/集体备课 安排 — 安排一次集体备课',
          '/请假 — 集体备课请假',
          '/公告 — 在本群发公告',
          '想知道怎么写，例如发送“/帮助 行事历”。',
        ].join('\n'),
      ),
  );

  test('of one command', () => {
    const text = [
      '/视导 安排',
      '安排一次下校视导',
      '用法：/视导 安排 <学校> <日期> [组员]',
      '尖括号里的必填，方括号里的可以不写；也可以写成“标题=内容”。',
      '也可以说：/安排视导',
      '谁可以：教研员、教研室主任',
      '在哪里：群里和私聊都可以',
      '例：/视导 安排 二码头小学 第6周周四',
      '例：/视导 安排 二码头小学 3月23日 李强、王敏',
    ].join('\n');
    for (const said of ['/帮助 视导 安排', '/帮助视导安排', '/帮助 /视导　安排', 'help 安排视导'])
      expect(told(said)).toBe(text);
  });

  test.each([
    [
      '/帮助 视导',
      '/视导\n/视导 安排 — 安排一次下校视导\n/视导 改期 — 把视导改到另一天\n/视导 我的 — 看我参加的视导\n想知道怎么写，例如发送“/帮助 视导 安排”。',
    ],
    ['帮助视导 我的', expect.stringMatching(/^\/视导 我的\n看我参加的视导\n/)],
    ['/帮助 定时 新建', '“/定时 新建”由管理员办理。'],
    ['/帮助 视岛 安排', '没有“/视岛 安排”。是不是“/视导 安排”？'],
    ['/帮助 天气', '没有“/天气”这个命令。发送“/帮助”看看我会做什么。'],
  ])('%s', (text, said) => expect(told(text)).toEqual(said));

  test('of a word tells what others may say there, and who they are', () => {
    expect(told('/帮助 视导', ['liaison'])).toBe(
      '/视导\n/视导 我的 — 看我参加的视导\n安排和改期由教研员和教研室主任办理。\n想知道怎么写，例如发送“/帮助 视导 我的”。',
    );
    expect(told('/帮助 视导', ['admin'])).toBe('“/视导”由教研员、教研室主任和学校联系人办理。');
  });

  test('of a command tells what goes on from its name', () => {
    const list = { summary: '试', where: 'anywhere', args: z.object({}), run: async () => null } as const;
    const declare = command<object>();
    const family = [
      declare({ ...list, name: '群 列表', aliases: ['群'], roles: ['teacher'], examples: ['/群 列表'] }),
      declare({ ...list, name: '请假', roles: ['teacher'], examples: ['/请假'] }),
      declare({ ...list, name: '请假 取消', roles: ['teacher'], examples: ['/请假 取消'] }),
      declare({ ...list, name: '请假 批准', roles: ['head'], examples: ['/请假 批准'] }),
      declare({ ...list, name: '绑定', roles: ['stranger', 'teacher'], examples: ['/绑定'] }),
    ];
    const speaker = { known: true, roles: ['teacher'] };
    const help = (about: string) => helpAbout({ commands: family, speaker, roleNames }, about).text;
    expect(help('请假').split('\n').slice(-3)).toEqual(['还有：', '/请假 取消 — 试', '“/请假 批准”由教研室主任办理。']);
    expect(help('群')).toContain('/群 列表 — 试');
    expect(help('绑定')).toContain('用法：/绑定');
    expect(help('')).toBe('/群 列表 — 试\n/请假 — 试\n/请假 取消 — 试\n想知道怎么写，例如发送“/帮助 群 列表”。');
  });
});

test('docs/commands.md', () => {
  const page = commandsPage([planVisit], roleNames);
  expect(page.slice(page.indexOf('##'))).toBe(`## 视导

### /视导 安排

安排一次下校视导。

- 用法：\`/视导 安排 <学校> <日期> [组员]\`
- 也可以说：\`/安排视导\`
- 谁可以：教研员、教研室主任
- 在哪里：群里和私聊都可以
- 办之前可能请您确认
- 例：\`/视导 安排 二码头小学 第6周周四\`
- 例：\`/视导 安排 二码头小学 3月23日 李强、王敏\`
`);
  for (const { name } of commands) expect(commandsPage(commands, roleNames)).toContain(`### /${name}\n`);
});

describe('checkCommands', () => {
  const declare = command<object>();
  const good = {
    name: '群 列表',
    summary: '列出群',
    roles: ['admin'],
    where: 'anywhere',
    args: z.object({}),
    examples: ['/群 列表'],
    run: async () => null,
  } as const;
  const text = textArg().meta({ title: '内容' });

  test('finds nothing in good commands', () => {
    expect(checkCommands(commands)).toEqual([]);
    expect(checkCommands([declare(good)])).toEqual([]);
  });

  test.each<[string, Command<object>[], string]>([
    [
      'blanks do not tell names apart',
      [declare(good), declare({ ...good, name: '群列表', examples: ['/群列表'] })],
      'already taken by /群 列表',
    ],
    ['help is taken', [declare({ ...good, aliases: ['帮 助'] })], 'already taken by the built-in help'],
    ['answers are no names', [declare({ ...good, aliases: ['取消'] })], 'is an answer to questions'],
    ['roles', [declare({ ...good, roles: [] })], 'no roles'],
    ['titles', [declare({ ...good, args: z.object({ a: textArg().optional() }) })], 'field a has no Chinese title'],
    [
      'titles twice',
      [declare({ ...good, args: z.object({ a: text.optional(), b: text.optional() }) })],
      'the same title',
    ],
    [
      'rest',
      [
        declare({
          ...good,
          args: z.object({ a: text.optional().meta({ title: '甲', rest: true }), b: text.optional() }),
        }),
      ],
      'not the last',
    ],
    [
      'examples of others',
      [declare({ ...good, examples: ['/视导 安排 x'] })],
      'does not begin with a slash and a command',
    ],
    ['examples that lack something', [declare({ ...good, args: z.object({ a: text }) })], 'is missing'],
    ['examples that are too long', [declare({ ...good, examples: ['/群 列表 x'] })], 'is surplus'],
  ])('%s', (_, list, fault) => expect(checkCommands(list).join('\n')).toContain(fault));
});
