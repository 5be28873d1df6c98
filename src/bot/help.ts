// What the commands themselves tell: usage lines, /帮助 and docs/commands.md. Computed from the declarations, never written by hand.
import type { Command, Where } from './command.ts';
import { fieldsOf, type HasArgs } from './fields.ts';
import type { Said } from './message.ts';

/** How roles are called in Chinese, by identifier. */
export type RoleNames = Record<string, string>;

/** `/视导 安排 <学校> <日期> [组员]`: what must be said in <>, what may be in []. */
export function usage(command: HasArgs & { name: string }): string {
  const typed = fieldsOf(command).filter(({ hidden }) => !hidden);
  const fields = typed.map(({ title, required }) => (required ? `<${title}>` : `[${title}]`));
  return [`/${command.name}`, ...fields].join(' ');
}

/** Two lines for errors: usage and an example. */
export const usageLines = <W>(command: Command<W>): string => `用法：${usage(command)}\n例：${command.examples[0]}`;

/** A、B和C. */
export function listed(items: string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join('、')}和${last}`;
}

/** The Chinese names of roles; `stranger` only when asked for. */
function called(roles: readonly string[], roleNames: RoleNames): string[] {
  const known = Object.keys(roleNames).filter((role) => role !== 'stranger');
  if (known.length > 1 && known.every((role) => roles.includes(role))) return ['名册里的每一位'];
  return [...new Set(roles.filter((role) => role !== 'stranger').map((role) => roleNames[role] ?? role))];
}

/** “/视导 安排”由教研员和教研室主任办理。 */
export function refusedRole(name: string, roles: readonly string[], roleNames: RoleNames): string {
  const names = called(roles, roleNames);
  return names.length === 0 ? `“/${name}”只给还没有登记的人用，您已经登记了。` : `“/${name}”由${listed(names)}办理。`;
}

/** 视导 of 视导 安排. */
export const firstWord = (name: string): string => name.split(' ')[0] ?? name;
const otherWords = (name: string): string => name.split(' ').slice(1).join(' ');

/** Commands by the first word of their names, in declared order. */
export function grouped<W>(commands: readonly Command<W>[]): Map<string, Command<W>[]> {
  const groups = new Map<string, Command<W>[]>();
  for (const command of commands) {
    const word = firstWord(command.name);
    groups.set(word, [...(groups.get(word) ?? []), command]);
  }
  return groups;
}

/** `/行事历 — 看某周的安排`, one line a command. */
export const briefly = <W>(commands: readonly Command<W>[]): string =>
  commands.map(({ name, summary }) => `/${name} — ${summary}`).join('\n');

/** `/视导 安排、改期、取消`, or with its summary what is alone. */
function groupLines<W>(word: string, commands: Command<W>[]): string[] {
  const alone = commands.filter(({ name }) => name === word);
  const several = commands.filter(({ name }) => name !== word);
  const names = several.map(({ name }) => otherWords(name)).join('、');
  return [alone, several.length < 2 ? several : []]
    .filter((some) => some.length > 0)
    .map(briefly)
    .concat(several.length < 2 ? [] : [`/${word} ${names}`]);
}

/** `/帮助`: what this person can say, short enough for a phone. */
export function overview<W>(commands: readonly Command<W>[]): Said {
  const lines = [...grouped(commands)].flatMap(([word, group]) => groupLines(word, group));
  const first = commands[0];
  if (!first) return { text: '您现在没有可以用的命令，请联系管理员。' };
  return { title: '您可以对我说', text: `${lines.join('\n')}\n想知道怎么写，例如发送“/帮助 ${first.name}”。` };
}

const places: Record<Where, string> = { group: '只在群里', private: '只在私聊', anywhere: '群里和私聊都可以' };

/** Explains a usage line. */
const signsExplained = '尖括号里的必填，方括号里的可以不写；也可以写成“标题=内容”。';

/** 安排、改期和取消由教研员和教研室主任办理。One line for each circle of people. */
function forOthers<W>(commands: readonly Command<W>[], roleNames: RoleNames, nameOf = otherWords): string[] {
  const circles = Map.groupBy(commands, ({ roles }) => listed(called(roles, roleNames)));
  return [...circles].map(([who, some]) => `${listed(some.map(({ name }) => nameOf(name)))}由${who}办理。`);
}

/** `/帮助 视导`: the commands below a word, those of other people with who they are for. */
export const below = <W>(
  word: string,
  mine: readonly Command<W>[],
  others: readonly Command<W>[],
  names: RoleNames,
) => ({
  title: `/${word}`,
  text: [briefly(mine), ...forOthers(others, names), `想知道怎么写，例如发送“/帮助 ${mine[0]?.name ?? word}”。`].join(
    '\n',
  ),
});

/** `/帮助 集体备课`: usage, other names, who, where, examples; then the commands that go on from its name. */
export function detail<W>(
  command: Command<W>,
  roleNames: RoleNames,
  mine: readonly Command<W>[] = [],
  others: readonly Command<W>[] = [],
): Said {
  const lines = [command.summary, `用法：${usage(command)}`];
  if (fieldsOf(command).length > 0) lines.push(signsExplained);
  if (command.aliases?.length) lines.push(`也可以说：${command.aliases.map((alias) => `/${alias}`).join('、')}`);
  lines.push(
    `谁可以：${called(command.roles, roleNames).join('、') || '还没有登记的人'}`,
    `在哪里：${places[command.where]}`,
  );
  return {
    title: `/${command.name}`,
    text: [
      ...lines,
      ...command.examples.map((example) => `例：${example}`),
      ...(mine.length > 0 ? ['还有：', briefly(mine)] : []),
      ...forOthers(others, roleNames, (name) => `“/${name}”`),
    ].join('\n'),
  };
}

function section<W>(command: Command<W>, roleNames: RoleNames): string {
  const who = [...called(command.roles, roleNames), ...(command.roles.includes('stranger') ? ['还没有登记的人'] : [])];
  return [
    `### /${command.name}`,
    command.summary.endsWith('。') ? command.summary : `${command.summary}。`,
    [
      `- 用法：\`${usage(command)}\``,
      ...(command.aliases?.length ? [`- 也可以说：${command.aliases.map((alias) => `\`/${alias}\``).join('、')}`] : []),
      `- 谁可以：${who.join('、')}`,
      `- 在哪里：${places[command.where]}`,
      ...(command.confirm ? ['- 办之前可能请您确认'] : []),
      ...command.examples.map((example) => `- 例：\`${example.replace(/\n/g, ' ⏎ ')}\``),
    ].join('\n'),
  ].join('\n\n');
}

/** docs/commands.md: every command, grouped by first word, in declared order. Generated; a test keeps it up to date. */
export function commandsPage<W>(commands: readonly Command<W>[], roleNames: RoleNames): string {
  const sections = [...grouped(commands)].map(([word, group]) =>
    [`## ${word}`, ...group.map((command) => section(command, roleNames))].join('\n\n'),
  );
  const head = [
    '# 命令一览',
    '（由命令的声明生成，请勿手改。）',
    `斜杠、空格、数字和标点用全角半角都可以，命令里的空格可以不写；私聊和@我时可以不写斜杠。${signsExplained}`,
    '缺了必填的内容我会问您，回答就行；不办了就发送“取消”。随时可以发送“/帮助”。',
  ];
  return `${[...head, ...sections].join('\n\n')}\n`;
}
