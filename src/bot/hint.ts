// What is said when no command is meant for certain: one near miss, the commands below a word, help about something.
import { compareKey, normalise } from '../lib/chinese.ts';
import type { Command, Interpretation } from './command.ts';
import { fieldsOf } from './fields.ts';
import { fill } from './fill.ts';
import { below, briefly, detail, firstWord, overview, refusedRole } from './help.ts';
import { commandsBelow, endsWord, type Index, indexOf, match, mayUse, walk } from './match.ts';
import type { MediaRef, Said } from './message.ts';
import { nearMiss } from './near.ts';
import { openingOf, splitWords } from './split.ts';

const shortened = (text: string, most = 20): string => {
  const signs = [...normalise(text).replace(/\s+/g, ' ').trim()];
  return signs.length > most ? `${signs.slice(0, most).join('')}…` : signs.join('');
};

/** Chinese quotation marks around what somebody typed, cut when long. */
export const quoted = (text: string, most?: number): string => `“${shortened(text, most)}”`;

/** “/视导”后面请说清楚做什么, with what this person can say there. */
function goOn<W>(typed: string, mine: readonly Command<W>[]): string {
  const [only, ...others] = mine;
  if (only && others.length === 0) return `${quoted(`/${typed}`)}要说完整：\n${briefly(mine)}`;
  return `${quoted(`/${typed}`)}后面请说清楚做什么：\n${briefly(mine.slice(0, 8))}`;
}

/** Commands whose names begin with the words of the text, these words, and whether they are whole words. */
function beginnings<W>(
  index: Index<W>,
  text: string,
): { commands: Command<W>[]; typed: string; whole: boolean } | null {
  const { word, open } = walk(index, text, 0);
  const whole = word !== null && compareKey(text.slice(word.end)) === '';
  if (open && !whole) return { commands: commandsBelow(open), typed: text, whole };
  if (!word || !endsWord(text, word.end)) return null;
  return { commands: [...new Set(word.under)], typed: text.slice(0, word.end), whole };
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
  if (found?.whole && mine.length > 0) return goOn(found.typed, mine);
  if (found && mine.length > 1 && compareKey(found.typed) === compareKey(text)) return goOn(found.typed, mine);
  const near = nearMiss(allowed, text, slash);
  const bar = slash ? '/' : '';
  if (near) return `没有${quoted(bar + near.typed)}。是不是“/${near.said}”？`;
  const [first] = mine;
  if (found && mine.length > 1) return goOn(found.typed, mine);
  if (first) return `没有${quoted(bar + text)}。是不是“/${first.name}”？`;
  if (found?.commands[0])
    return refusedRole(
      shortened(found.typed),
      found.commands.flatMap(({ roles }) => roles),
      input.roleNames,
    );
  const no = slash ? `没有${quoted(`/${splitWords(text)[0]?.raw ?? ''}`)}这个命令。` : '我没听懂。';
  const inside = mentioned(index, input.speaker, text);
  if (inside) return `${no}${inside}`;
  const bare = slash
    ? undefined
    : input.commands.find((command) => mayUse(command, input.speaker) && isArgument(command, text));
  if (bare) return `${no}您是想说“/${bare.name} ${shortened(text)}”吗？`;
  const example = slash ? undefined : input.commands.find((command) => mayUse(command, input.speaker))?.examples[0];
  return `${no}发送“/帮助”看看我会做什么${example ? `，例如可以说：${example}` : '。'}`;
}

/** Whether a text can be nothing but what is said to a command: 第6周, 数学. Not where the words alone would change something. */
function isArgument<W>(command: Command<W>, text: string): boolean {
  if (text.length > 40 || command.confirm || command.secret) return false;
  const filled = fill(command, text);
  if (filled.kind !== 'full') return false;
  const said = fieldsOf(command).filter(({ key }) => key in filled.raw);
  return said.length > 0 && said.every(({ free }) => !free);
}

/** What to say about the command whose name stands somewhere in the text (我要请假), or about those whose first word does. */
function mentioned<W>({ names, hints }: Index<W>, speaker: Interpretation<W>['speaker'], text: string): string | null {
  const key = compareKey(text.slice(0, 100));
  const allowed = [...names, ...hints].filter(({ command }) => mayUse(command, speaker));
  const words = Map.groupBy(allowed, ({ command }) => firstWord(command.name));
  const all = [
    ...allowed.map(({ key: name, command }) => ({ name, commands: [command] })),
    ...[...words].map(([word, some]) => ({ name: compareKey(word), commands: some.map(({ command }) => command) })),
  ].filter(({ name }) => name.length > 1 && key.includes(name));
  const longest = all.reduce<(typeof all)[number] | null>(
    (best, one) => (best && best.name.length >= one.name.length ? best : one),
    null,
  );
  const [only, ...others] = new Set(longest?.commands);
  if (!only) return null;
  if (others.length > 0) return `您是想说：\n${briefly([only, ...others].slice(0, 8))}`;
  return `您是想说“/${only.name}”吗？例如：${only.examples[0]}`;
}

const mediaNames: Record<MediaRef['kind'], string> = { file: '文件', image: '图片', video: '视频', voice: '语音' };

/** What is said to a file without words: how this person can use one. */
export function aboutFile<W>({ commands, speaker }: Interpretation<W>, kind: MediaRef['kind']): string {
  if (kind === 'voice') return '这段语音我没听清，请打字告诉我。';
  const hints = commands.flatMap((command) => (command.file && mayUse(command, speaker) ? [command.file.hint] : []));
  const how = hints.length > 0 ? hints.join('') : '发送“/帮助”看看我会做什么。';
  return `${mediaNames[kind]}收到了，可我不知道拿它做什么，所以没有留下。${how}`;
}

type Asked<W> = Pick<Interpretation<W>, 'commands' | 'speaker' | 'roleNames'>;

/** `/帮助 …`: everything, one command, or the commands below a word. */
export function helpAbout<W>(input: Asked<W>, about: string): Said {
  const { start } = openingOf(about);
  const text = about.slice(start).trim();
  const index = indexOf(input.commands);
  const target = text === '' ? 'help' : match(index, `/${text}`)?.target;
  if (target === 'help') return overview(input.commands.filter((command) => offered(command, input.speaker)));
  const under = beginnings(index, text);
  // 群 is short for 群 列表, but who asks about it means all of them.
  if (target && (!under?.whole || compareKey(target.name) === compareKey(text))) return helpOn(input, target);
  const mine = under?.commands.filter((command) => mayUse(command, input.speaker)) ?? [];
  if (!under?.whole || mine.length === 0) return { text: missed(input, text, true) };
  const others = under.commands.filter((command) => !mine.includes(command));
  return below(under.typed.trim(), mine, others, input.roleNames);
}

/** What people outside the roster need is no news to those in it, though they may say it. */
const offered = <W>(command: Command<W>, speaker: Interpretation<W>['speaker']): boolean =>
  mayUse(command, speaker) && !(speaker.known && command.roles.includes('stranger'));

/** One command, and those that go on from its name. */
function helpOn<W>({ commands, speaker, roleNames }: Asked<W>, command: Command<W>): Said {
  if (!mayUse(command, speaker)) return { text: refusedRole(command.name, command.roles, roleNames) };
  const more = commands.filter(({ name }) => name.startsWith(`${command.name} `));
  return detail(
    command,
    roleNames,
    more.filter((c) => mayUse(c, speaker)),
    more.filter((c) => !mayUse(c, speaker)),
  );
}
