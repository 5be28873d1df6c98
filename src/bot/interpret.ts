// What a message means: an answer to the open question, a command, a wish for help, or nothing. Pure; nothing is done here.
import { answerKey, askAgain, askFor, isCancel, isNo, optionLike, optionMeant, questionLasts, yesOrNo } from './ask.ts';
import type { Command, Interpretation, Question, Step } from './command.ts';
import { courtesy, forStrangers, hello, isReceipt } from './courtesy.ts';
import { accept, type Field, fieldsOf } from './fields.ts';
import { checked, type Filled, fill, hasPairs, type Raw } from './fill.ts';
import { refusedRole, usageLines } from './help.ts';
import { aboutFile, helpAbout, missed, quoted } from './hint.ts';
import { indexOf, type Match, match, mayUse, walk } from './match.ts';
import type { Said } from './message.ts';
import { openingOf, unquoted } from './split.ts';

export { questionLasts } from './ask.ts';

const say = (text: string, closes = false): { kind: 'say'; said: Said; closes: boolean } => ({
  kind: 'say',
  said: { text },
  closes,
});

/** What one message is about, found once. */
interface Reading<W> {
  input: Interpretation<W>;
  found: Match<W> | null;
  slash: boolean;
  /** The message without its slash. */
  words: string;
}

/**
 * The step a message leads to. Robots are to be filtered before; strangers are answered in private only, with the commands of
 * the role `stranger` or one polite sentence. An open question takes the message first, unless it is a new command.
 */
export function interpret<W>(input: Interpretation<W>): Step<W> {
  const { text, speaker, where } = input;
  if (!speaker.known && where === 'group') return { kind: 'silent' };
  const { slash, start } = openingOf(text);
  const hit = match(indexOf(input.commands), text) ?? glued(input, start);
  // Whoever is asked something and says 收到 has not answered it, nor wished for something else.
  const found = hit && hit.target !== 'help' && hit.target.receipt && input.question && !slash ? null : hit;
  const reading = { input, found, slash, words: text.slice(start).trim() };
  return withFile(reading) ?? answered(reading) ?? fresh(reading);
}

/** 行事历本周: neither slash nor blank. A command only where what follows can be nothing but its arguments; 请假条怎么写 stays words. */
function glued<W>({ commands, text }: Interpretation<W>, start: number): Match<W> | null {
  const hit = walk(indexOf(commands), text, start).hits.findLast(({ target, end }) => {
    if (target === 'help') return match(indexOf(commands), `/${text.slice(end)}`) !== null;
    const filled = fill(target, text, end);
    return filled.kind === 'full' && fieldsOf(target).every(({ key, free }) => !(free && key in filled.raw));
  });
  return hit ? { ...hit, slash: false, bare: false } : null;
}

/** A file without words in private: the command that asked for one, else the one that is there for such files, else how files are used. */
function withFile<W>({ input, words }: Reading<W>): Step<W> | null {
  const { commands, speaker, where, media = [], text } = input;
  const [first] = media;
  if (!first || where !== 'private' || answerKey(words) !== '' || !speaker.known) return null;
  // Some platforms do not tell the name of a file; what is in it is looked at by the command.
  const fits = (pattern: RegExp | undefined) => pattern !== undefined && (!first.name || pattern.test(first.name));
  const asked = openOf(input)?.command;
  const anyFile = () => commands.find((c) => takes(c) && c.file?.any);
  const takes = (c: Command<W>): boolean => first.kind === 'file' && c.file !== undefined && mayUse(c, speaker);
  const meant = asked && takes(asked) ? asked : (commands.find((c) => takes(c) && fits(c.file?.name)) ?? anyFile());
  return meant ? begin(input, meant, text.length) : say(aboutFile(input, first.kind));
}

function fresh<W>({ input, found, slash, words }: Reading<W>): Step<W> {
  const { speaker, text } = input;
  const target = found?.target;
  if (!speaker.known && (!target || target === 'help' || !mayUse(target, speaker))) return say(forStrangers(input));
  if (found && target === 'help') return { kind: 'say', said: helpAbout(input, text.slice(found.end)), closes: false };
  if (found && target && target !== 'help') return begin(input, target, found.end);
  if (answerKey(words) === '') return say(hello(input));
  if (yesOrNo(words) !== null) return say('现在没有在等您回答的问题。问过的只等十分钟，过了请重新说一遍。');
  const receipt = !slash && isReceipt(text) ? input.commands.find((c) => c.receipt && mayUse(c, speaker)) : undefined;
  if (receipt) return begin(input, receipt, text.length);
  const polite = slash ? null : courtesy(input);
  if (polite) return say(polite);
  return say(missed(input, words, slash));
}

/** Role, place, arguments – in this order, so that nobody is asked for the arguments of what is not theirs. */
function begin<W>(input: Interpretation<W>, command: Command<W>, from: number): Step<W> {
  if (!mayUse(command, input.speaker)) return say(refusedRole(command.name, command.roles, input.roleNames), true);
  if (command.where === 'private' && input.where === 'group') return say(`请私聊我使用“/${command.name}”。`, true);
  if (command.where === 'group' && input.where === 'private') return say(`请在群里使用“/${command.name}”。`, true);
  return stepOf(command, fill(command, input.text, from), input.now + questionLasts);
}

function stepOf<W>(command: Command<W>, filled: Filled, expiresAt: number): Step<W> {
  switch (filled.kind) {
    case 'full':
      return { kind: 'run', command, raw: filled.raw, args: filled.args, confirmed: false };
    case 'missing':
      return askFor(command, filled.field, filled.raw, expiresAt);
    case 'refused':
      return askFor(command, filled.field, filled.raw, expiresAt, filled);
    case 'surplus': {
      const words = command.secret ? '后面' : quoted(filled.words);
      return say(`${words}是多出来的，不知道放在哪里。一项里有空格时请加引号。\n${usageLines(command)}`, true);
    }
    case 'unfit':
      return say(`${filled.why}\n${usageLines(command)}`, true);
  }
}

interface Open<W> {
  command: Command<W>;
  question: Question;
  /** Null: a confirmation. */
  field: Field | null;
}

/** The open question, if it still makes sense: not over, its command still there and allowed. */
function openOf<W>({ commands, question, speaker, now }: Interpretation<W>): Open<W> | null {
  if (!question || question.expiresAt <= now) return null;
  const command = indexOf(commands).byName.get(question.command);
  if (!command || !mayUse(command, speaker)) return null;
  if (question.field === null) return { command, question, field: null };
  const field = fieldsOf(command).find(({ key }) => key === question.field);
  return field ? { command, question, field } : null;
}

/** The message as an answer to the open question; null when there is none, or when it is a new command. */
function answered<W>(reading: Reading<W>): Step<W> | null {
  const open = openOf(reading.input);
  if (!open) return null;
  const step = open.question.menu ? chosen(open, reading) : answerTo(open, reading);
  const { origin } = open.question;
  if (!step || origin === undefined) return step;
  if (step.kind === 'ask') return { ...step, question: { ...step.question, origin } };
  return step.kind === 'run' ? { ...step, origin } : step;
}

function answerTo<W>(open: Open<W>, reading: Reading<W>): Step<W> | null {
  const { input, words, found, slash } = reading;
  const { command, question, field } = open;
  if (answerKey(words) === '') return found ? null : askAgain(command, question, field);
  if (isCancel(words)) return say(`已取消“/${command.name}”。`, true);
  const option = optionMeant(words, question.options);
  const [first, ...others] = question.options;
  // One choice is a confirmation too: 没有“震花小学”，是不是震华小学？
  const asksYes = !field || question.confirms || (first !== undefined && others.length === 0);
  const yes = option !== null && option === first?.value ? true : yesOrNo(option ?? words);
  if (asksYes && yes === false) return say(`已取消“/${command.name}”，什么也没有改。`, true);
  if (yes && !field) return confirmed(open, input.now);
  const value = asksYes && yes ? first?.value : option;
  if (field && value) return withValue(open, field, value, input.now);
  if (found && (slash || found.bare || found.target === command)) return null;
  if (field && isNo(words)) return say(`已取消“/${command.name}”，什么也没有改。`, true);
  const answer = field && !question.confirms ? said(open, field, reading) : null;
  return answer ?? (found ? null : askAgain(command, question, field));
}

/** One of the commands offered with an answer; anything else is no longer about them. */
function chosen<W>({ question }: Open<W>, { input, words }: Reading<W>): Step<W> | null {
  const text = optionMeant(words, question.options);
  if (text !== null) return interpret({ ...input, text, question: null });
  return isCancel(words) ? say('好的，不办了。', true) : null;
}

function confirmed<W>({ command, question }: Open<W>, now: number): Step<W> {
  const step = stepOf(command, checked(command, question.raw), now + questionLasts);
  return step.kind === 'run' ? { ...step, confirmed: true } : step;
}

/** Sets the field that was asked for and goes on: run, or the next question. */
function withValue<W>({ command, question }: Open<W>, field: Field, value: string, now: number): Step<W> {
  return stepOf(command, checked(command, { ...question.raw, [field.key]: value }), now + questionLasts);
}

/**
 * Free words as the answer. With options, only another value that the type itself understands is taken. Null when they do not fit but
 * begin with a command, or fit nothing that is offered.
 */
function said<W>(open: Open<W>, field: Field, { input, words, found, slash }: Reading<W>): Step<W> | null {
  const { command, question } = open;
  const like = optionLike(words, question.options);
  if (like !== null) return withValue(open, field, like, input.now);
  // A hidden field takes one of what was offered and nothing else, whatever its type would understand.
  if (field.hidden) return slash ? say(missed(input, words, slash)) : null;
  const filled = answerWith(open, field, field.free && !slash ? input.text.trim() : words);
  const fits = filled.kind === 'full' || filled.kind === 'missing';
  if (slash && (field.free || !fits)) return say(missed(input, words, slash));
  if (question.options.length > 0 && (field.free || !fits)) return null;
  if (found && !fits) return null;
  if (filled.kind === 'refused' && filled.field.key === field.key)
    return askFor(command, field, question.raw, question.expiresAt, filled);
  return stepOf(command, filled, input.now + questionLasts);
}

/** The whole answer is the value; with pairs, or when it clearly says more than was asked for, it is read like arguments. */
function answerWith<W>({ command, question }: Open<W>, field: Field, text: string): Filled {
  const { [field.key]: _asked, ...others } = question.raw;
  const apart = fill(command, text, 0, { raw: others, first: field.key });
  if (hasPairs(command, text) || saysMore(fieldsOf(command), field, others, apart)) return apart;
  const whole = accept(field, unquoted(text));
  if (whole.ok) return checked(command, { ...others, [field.key]: whole.value });
  if (apart.kind === 'full' || apart.kind === 'missing') return apart;
  return { kind: 'refused', raw: others, field, value: text, why: whole.why };
}

/** 二码头小学 第6周周四 answers two questions, 二码头 小学 only one: the type of what comes second has to know it as its own. */
function saysMore(fields: Field[], asked: Field, known: Raw, apart: Filled): boolean {
  if (apart.kind !== 'full') return false;
  const more = fields.filter(({ key }) => key !== asked.key && key in apart.raw && !(key in known));
  return more.some(({ required, free }) => required && !free);
}
