// Finds the command that a message begins with: the longest name or alias, blanks in it optional, built once per list.
import { compareKey, plainChar } from '../lib/chinese.ts';
import type { Command, Speaker } from './command.ts';
import { openingOf } from './split.ts';

/** Names of the built-in help. */
export const helpNames = ['帮助', 'help', '?'];

/** A command or the built-in help. */
export type Target<W> = Command<W> | 'help';

interface Node<W> {
  next: Map<string, Node<W>>;
  target?: Target<W>;
  /** A word of a name ends here: the commands that go on with other words. */
  under: Command<W>[];
}

/** The names of a list of commands, ready for matching. */
export interface Index<W> {
  root: Node<W>;
  byName: Map<string, Command<W>>;
  /** Every name and alias as it is said and as it is compared. */
  names: { command: Command<W>; said: string; key: string }[];
  /** Other words that make a command worth a hint, as they are compared. */
  hints: { command: Command<W>; key: string }[];
}

const indexes = new WeakMap<object, unknown>();

/** The index of a list of commands; kept with the list, so hand over the same array every time. */
export function indexOf<W>(commands: readonly Command<W>[]): Index<W> {
  const index = (indexes.get(commands) as Index<W> | undefined) ?? build(commands);
  indexes.set(commands, index);
  return index;
}

const node = <W>(): Node<W> => ({ next: new Map(), under: [] });

function build<W>(commands: readonly Command<W>[]): Index<W> {
  const index: Index<W> = {
    root: node(),
    byName: new Map(commands.map((each) => [each.name, each])),
    names: [],
    hints: commands.flatMap((command) => (command.hints ?? []).map((word) => ({ command, key: compareKey(word) }))),
  };
  for (const said of helpNames) enter(index.root, said, 'help');
  for (const command of commands) {
    for (const said of [command.name, ...(command.aliases ?? [])]) {
      enter(index.root, said, command);
      index.names.push({ command, said, key: compareKey(said) });
    }
  }
  return index;
}

function enter<W>(root: Node<W>, name: string, target: Target<W>): void {
  let at = root;
  for (const word of name.split(' ')) {
    if (at !== root && target !== 'help') at.under.push(target);
    for (const char of compareKey(word)) {
      const next = at.next.get(char) ?? node();
      at.next.set(char, next);
      at = next;
    }
  }
  at.target ??= target;
}

/** A command found at the beginning of a text. */
export interface Match<W> {
  target: Target<W>;
  /** Whether a slash stood before it. */
  slash: boolean;
  /** Where its arguments begin. */
  end: number;
  /** Nothing follows. */
  bare: boolean;
}

/** How far a text follows the names. */
export interface Walk<W> {
  /** Complete names on the way, the longest last. */
  hits: { target: Target<W>; end: number }[];
  /** Last complete word of longer names, with what goes on from it. */
  word: { under: Command<W>[]; end: number } | null;
  /** The whole text is the beginning of the names below this point. */
  open: Node<W> | null;
}

/** Follows the names through a text from `start` on, passing over blanks and what nobody sees. */
export function walk<W>(index: Index<W>, text: string, start: number): Walk<W> {
  const way: Walk<W> = { hits: [], word: null, open: null };
  let at: Node<W> = index.root;
  let end = start;
  while (end < text.length) {
    const char = String.fromCodePoint(text.codePointAt(end) ?? 0);
    const plain = plainChar(char).trim().toLowerCase();
    for (const sign of plain) {
      const next = at.next.get(sign);
      if (!next) return way;
      at = next;
    }
    end += char.length;
    if (plain === '') continue;
    if (at.target) way.hits.push({ target: at.target, end });
    if (at.under.length > 0) way.word = { under: at.under, end };
  }
  return at === index.root ? way : { ...way, open: at };
}

/** All commands whose names go on from a point. */
export function commandsBelow<W>(at: Node<W>): Command<W>[] {
  const below = [...at.next.values()].flatMap((next) => [
    ...(next.target && next.target !== 'help' ? [next.target] : []),
    ...commandsBelow(next),
  ]);
  return [...new Set(below)];
}

const border = /^(?:[\s\p{P}\p{S}\p{Cf}]|$)/u;
/** A word ends at a blank, a sign or the end: 请假条怎么写 is not 请假. */
export const endsWord = (text: string, end: number): boolean => border.test(text.slice(end, end + 2));

const glued = /[：:，,。.！!？?；;、~～…]*/y;

/** The command a text begins with, or null. Without a slash its name must be followed by a blank, a sign or the end. */
export function match<W>(index: Index<W>, text: string): Match<W> | null {
  const { slash, start } = openingOf(text);
  const hit = walk(index, text, start).hits.findLast(({ end }) => slash || endsWord(text, end));
  if (!hit) return null;
  glued.lastIndex = hit.end;
  glued.test(text);
  const end = glued.lastIndex;
  return { target: hit.target, slash, end, bare: compareKey(text.slice(end, end + 40)) === '' };
}

/** Whether somebody may use a command: one of their roles is in its list; strangers have the role `stranger`. */
export const mayUse = <W>(command: Command<W>, speaker: Speaker): boolean =>
  speaker.known ? command.roles.some((role) => speaker.roles.includes(role)) : command.roles.includes('stranger');

/** The first `units` compared signs of a text from `start` on, as typed. */
export function typedUnits(text: string, start: number, units: number): string {
  let end = start;
  for (let count = 0; end < text.length && count < units; ) {
    const char = String.fromCodePoint(text.codePointAt(end) ?? 0);
    count += plainChar(char).trim().length;
    end += char.length;
  }
  return text.slice(start, end).trim();
}
