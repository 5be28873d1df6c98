// What is said when no command is meant for certain: one near miss, the commands below a word, help about something.
import { compareKey, editDistance, normalise, slipsAtStart } from '../lib/chinese.ts';
import type { Command, Interpretation } from './command.ts';
import { briefly, detail, overview, refusedRole } from './help.ts';
import { commandsBelow, endsWord, type Index, indexOf, match, mayUse, typedUnits, walk } from './match.ts';
import type { Said } from './message.ts';
import { openingOf, splitWords } from './split.ts';

const shortened = (text: string, most = 20): string => {
  const signs = [...normalise(text).replace(/\s+/g, ' ').trim()];
  return signs.length > most ? `${signs.slice(0, most).join('')}…` : signs.join('');
};

/** Chinese quotation marks around what somebody typed, cut when long. */
export const quoted = (text: string, most?: number): string => `“${shortened(text, most)}”`;

interface NearMiss {
  typed: string;
  said: string;
}

/** Compared lengths after each of the first words: where a name may end when there is no slash. */
function wordBorders(text: string): number[] {
  let length = 0;
  return splitWords(text)
    .slice(0, 4)
    .map(({ raw }) => (length += compareKey(raw).length));
}

/** The name that a text misses by a slip (two in long names); without a slash only whole words are compared. */
function nearMiss<W>(names: Index<W>['names'], text: string, slash: boolean): NearMiss | null {
  const start = text.slice(0, 60);
  const key = compareKey(start);
  const borders = wordBorders(start);
  let best: { slips: number; length: number; said: string; key: string } | null = null;
  for (const { said, key: name } of names) {
    if (name.length < (slash ? 2 : 3)) continue;
    const most = name.length > 5 ? 2 : 1;
    const near = name.length === 2 ? shortNear(name, key.slice(0, borders[0])) : slipsAtStart(name, key, most);
    if (near.slips > most || (!slash && !borders.includes(near.length))) continue;
    if (!best || near.slips < best.slips || (near.slips === best.slips && name.length > best.key.length))
      best = { ...near, said, key: name };
  }
  return best && { typed: typedUnits(text, 0, best.length), said: best.said };
}

/** Names of two signs are compared with a first word of two signs only. */
const shortNear = (name: string, word: string): { slips: number; length: number } =>
  word.length === 2 ? { slips: editDistance(name, word), length: 2 } : { slips: 9, length: 0 };

const below = <W>(commands: Command<W>[]): string => briefly(commands.slice(0, 8));

/** Commands whose names begin with the words of the text, and these words. */
function beginnings<W>(index: Index<W>, text: string): { commands: Command<W>[]; typed: string } | null {
  const { word, open } = walk(index, text, 0);
  if (open) return { commands: commandsBelow(open), typed: text };
  if (!word || !endsWord(text, word.end)) return null;
  return { commands: [...new Set(word.under)], typed: text.slice(0, word.end) };
}

/** What is said to words that are no command; `text` without slash. Names only what this speaker may use. */
export function missed<W>(
  input: Pick<Interpretation<W>, 'commands' | 'speaker' | 'roleNames'>,
  text: string,
  slash: boolean,
): string {
  const index = indexOf(input.commands);
  const allowed = index.names.filter(({ command }) => mayUse(command, input.speaker));
  const found = beginnings(index, text);
  const mine = found?.commands.filter((command) => mayUse(command, input.speaker)) ?? [];
  if (found && mine.length > 1 && compareKey(found.typed) === compareKey(text))
    return `${quoted(`/${found.typed}`)}后面请说清楚做什么：\n${below(mine)}`;
  const near = nearMiss(allowed, text, slash);
  const bar = slash ? '/' : '';
  if (near) return `没有${quoted(bar + near.typed)}。是不是“/${near.said}”？`;
  const [first] = mine;
  if (found && mine.length > 1) return `${quoted(`/${found.typed}`)}后面请说清楚做什么：\n${below(mine)}`;
  if (first) return `没有${quoted(bar + text)}。是不是“/${first.name}”？`;
  if (found?.commands[0])
    return refusedRole(
      shortened(found.typed),
      found.commands.flatMap(({ roles }) => roles),
      input.roleNames,
    );
  return slash
    ? `没有${quoted(`/${splitWords(text)[0]?.raw ?? ''}`)}这个命令。发送“/帮助”看看我会做什么。`
    : unknown(input);
}

function unknown<W>({ commands, speaker }: Pick<Interpretation<W>, 'commands' | 'speaker'>): string {
  const example = commands.find((command) => mayUse(command, speaker))?.examples[0];
  return `我没听懂。发送“/帮助”看看我会做什么${example ? `，例如可以说：${example}` : ''}`;
}

/** `/帮助 …`: everything, one command, or the commands below a word. */
export function helpAbout<W>(
  input: Pick<Interpretation<W>, 'commands' | 'speaker' | 'roleNames'>,
  about: string,
): Said {
  const { start } = openingOf(about);
  const text = about.slice(start).trim();
  const mine = input.commands.filter((command) => mayUse(command, input.speaker));
  if (text === '') return overview(mine);
  const index = indexOf(input.commands);
  const found = match(index, `/${text}`);
  if (found && found.target !== 'help') {
    const command = found.target;
    const may = mayUse(command, input.speaker);
    return may ? detail(command, input.roleNames) : { text: refusedRole(command.name, command.roles, input.roleNames) };
  }
  if (found) return overview(mine);
  return { text: missed(input, text, true) };
}
