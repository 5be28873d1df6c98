// Looks over a list of commands for what would confuse people: a test calls it on all handlers.
import { compareKey } from '../lib/chinese.ts';
import { isCancel, yesOrNo } from './ask.ts';
import type { Command } from './command.ts';
import { type Field, fieldsOf } from './fields.ts';
import { fill } from './fill.ts';
import { helpNames, indexOf, match } from './match.ts';

/** What is wrong with the commands, one English line each; empty when all is well. */
export function checkCommands<W>(commands: readonly Command<W>[]): string[] {
  return [
    ...collisions(commands),
    ...commands.flatMap((command) => [...declared(command), ...examples(commands, command)]),
  ];
}

/** Names that are the same to people: blanks, width and case do not count. */
function collisions<W>(commands: readonly Command<W>[]): string[] {
  const owners = new Map(helpNames.map((name): [string, string] => [compareKey(name), 'the built-in help']));
  const wrong: string[] = [];
  for (const command of commands) {
    for (const said of [command.name, ...(command.aliases ?? [])]) {
      const key = compareKey(said);
      const owner = owners.get(key);
      if (owner) wrong.push(`/${command.name}: "${said}" is already taken by ${owner}`);
      if (isCancel(said) || yesOrNo(said) !== null) wrong.push(`/${command.name}: "${said}" is an answer to questions`);
      if (key === '' || said !== said.trim().replace(/\s+/g, ' '))
        wrong.push(`/${command.name}: "${said}" is badly written`);
      owners.set(key, `/${command.name}`);
    }
  }
  return wrong;
}

function declared<W>(command: Command<W>): string[] {
  const fields = fieldsOf(command);
  const wrong = fields.flatMap((field, i) => fieldFaults(field, i === fields.length - 1));
  const titles = fields.map(({ titleKey }) => titleKey);
  if (new Set(titles).size < titles.length) wrong.push('two fields have the same title');
  if (command.roles.length === 0) wrong.push('no roles');
  if (!/\p{Script=Han}/u.test(command.summary)) wrong.push('no Chinese summary');
  return wrong.map((fault) => `/${command.name}: ${fault}`);
}

function fieldFaults({ key, title, rest }: Field, last: boolean): string[] {
  return [
    ...(/\p{Script=Han}/u.test(title) ? [] : [`field ${key} has no Chinese title`]),
    ...(/[\s=＝:：<>[\]]/.test(title) ? [`title "${title}" has a blank or sign in it`] : []),
    ...(rest && !last ? [`field ${key} takes the rest but is not the last`] : []),
  ];
}

function examples<W>(commands: readonly Command<W>[], command: Command<W>): string[] {
  if (command.examples.length === 0) return [`/${command.name}: no example`];
  return command.examples.flatMap((example) => {
    const found = match(indexOf(commands), example);
    if (!found?.slash) return [`/${command.name}: example "${example}" does not begin with a slash and a command`];
    if (found.target !== command) return [`/${command.name}: example "${example}" is another command`];
    const filled = fill(command, example, found.end);
    return filled.kind === 'full' ? [] : [`/${command.name}: example "${example}" is ${filled.kind}`];
  });
}
