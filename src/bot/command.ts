// What a command is: plain data, declared once. Parsing, help, permission, documents and tests are derived from it.
import type { z } from 'zod';
import type { MediaRef, Said } from './message.ts';

/** Facts about one argument, beside its zod type (`.meta(…)`). The input of every field is the text people typed. */
export interface FieldMeta {
  /** Chinese title: shown in usage, accepted in `标题=值`, asked for when missing. */
  title: string;
  /** Other titles that people write before a `=`; never before a colon, which texts have too. Not shown. */
  aliases?: readonly string[];
  /** Takes all that is left, blanks and line breaks as typed. Only for the last field. */
  rest?: boolean;
  /** May span several blank-separated words (dates such as `第6周 周四`): the longest run that the type accepts is taken. */
  spans?: boolean;
  /** How to ask for it when it is missing; default `请告诉我<标题>。` */
  ask?: string;
  /** Set by a choice or confirmation, never typed: words are not read into it, and there is no word about it in usage and help. */
  hidden?: boolean;
  /** What it is called in sentences (“…”不能作为发送对象), where the title is no noun: 发给. Default: the title. */
  noun?: string;
}

/** Where a command may be said. */
export type Where = 'group' | 'private' | 'anywhere';

/** A command for a world of type W: the engine hands W through without looking at it. */
export interface Command<W, Shape extends z.ZodObject = z.ZodObject> {
  /** Words people type after the slash; blanks inside are optional. The longest match wins. */
  name: string;
  aliases?: readonly string[];
  /** One line for the help. */
  summary: string;
  /** Words by which people speak of it without its name (来不了 for 请假): they make it worth a hint, and nothing more. */
  hints?: readonly string[];
  /** Who may: a list, never a ladder. `stranger` is somebody who is not in the roster (private chats only). */
  roles: readonly string[];
  where: Where;
  /** Fields in the order people say them. */
  args: Shape;
  /** What is said to it (codes, keys) is not kept in the inbox. */
  secret?: boolean;
  /** Words that tell a message meant for it, however the command was misspelt: what holds one of them is not kept either. */
  secretWords?: readonly string[];
  /**
   * What a file that comes in private without any words has to do with it. One whose name fits means this command; everybody else who
   * may use it reads the hint, a Chinese sentence. `any`: it takes files of every name that mean no other command.
   */
  file?: { name?: RegExp; hint: string; any?: boolean };
  /** What a 收到 nobody asked for means. Such words never take the place of an answer to an open question. */
  receipt?: boolean;
  /** At least one; a test parses them all. */
  examples: readonly [string, ...string[]];
  /** What will happen, to be confirmed before `run`; null when nothing needs confirming. May refuse or ask back. */
  confirm?: (world: W, args: z.output<Shape>) => Promise<Said | null>;
  /** Does it and says what was done; null says nothing. May refuse (`refuse`) or ask back (`askBack`). */
  run: (world: W, args: z.output<Shape>) => Promise<Said | null>;
}

/** Declares a command; only here for the types of `args`. */
export const command =
  <W>() =>
  <Shape extends z.ZodObject>(declared: Command<W, Shape>): Command<W> =>
    declared as unknown as Command<W>;

/** The words of an open question: kept per person and chat, survives a restart, ends at `expiresAt`. */
export interface Question {
  /** Names it to buttons (`Said.asks`); set when it is opened, kept when it is asked again. */
  id?: string;
  /** Name of the command that waits. */
  command: string;
  /** What is known so far, as typed, by field. */
  raw: Record<string, string>;
  /** The field that is asked for; null: a confirmation. */
  field: string | null;
  /** Possible answers: number, label or value may be said. Empty: any text is the answer. */
  options: { label: string; value: string }[];
  /** Asks for a yes: the first option. Set where the yes has to carry what was shown; a confirmation without a field needs none. */
  confirms?: boolean;
  /** Nothing is waited for: the options are commands offered with an answer, and their numbers may be said. */
  menu?: boolean;
  /** Where the message came from that began all this (`originOf`): what the answer leads to is done in its name. */
  origin?: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** Thrown in `confirm` or `run` to ask back about one field; the work so far is undone and done again with the answer. */
export class AskBack extends Error {
  readonly field: string;
  readonly question: string;
  readonly options: { label: string; value: string }[];
  readonly confirms: boolean;
  constructor(field: string, question: string, options: { label: string; value: string }[], confirms = false) {
    super('ask back');
    this.name = 'AskBack';
    this.field = field;
    this.question = question;
    this.options = options;
    this.confirms = confirms;
  }
}

/** The answers to a confirmation; `value`: what a yes stands for. */
export const yesNo = (value = '确认'): Question['options'] => [
  { label: '确认', value },
  { label: '取消', value: '取消' },
];

/** Asks the person back about `field`, usually with two choices. @throws AskBack always */
export function askBack(field: string, question: string, options: { label: string; value: string }[] = []): never {
  throw new AskBack(field, question, options);
}

/**
 * Asks for a confirmation that puts `value` into `field`: for previews that tie the yes to what was shown. Any no ends the command.
 * @throws AskBack always
 */
export function askToConfirm(field: string, question: string, value: string): never {
  throw new AskBack(field, question, yesNo(value), true);
}

/** Who speaks, as far as the engine needs to know. */
export interface Speaker {
  /** False for people who are not in the roster. */
  known: boolean;
  roles: readonly string[];
}

/** What the engine makes of a message before anything is done. Pure: the same words give the same step. */
export type Step<W> =
  /** Nothing is said: strangers in groups, robots, empty mentions answered by nothing. */
  | { kind: 'silent' }
  /** Help, hints, usage, "not for your role", 已取消. `closes`: an open question ends with it. */
  | { kind: 'say'; said: Said; closes: boolean }
  /** A missing or wrong argument, or an unclear answer to a question: ask and remember. */
  | { kind: 'ask'; question: Question; said: Said }
  /** Do it. `confirmed`: the confirmation has been given. */
  | {
      kind: 'run';
      command: Command<W>;
      raw: Record<string, string>;
      args: Record<string, unknown>;
      confirmed: boolean;
      /** Of the question it goes on with. */
      origin?: string;
    };

/** What `interpret` (src/bot/interpret.ts) needs. */
export interface Interpretation<W> {
  commands: readonly Command<W>[];
  speaker: Speaker;
  where: 'group' | 'private';
  text: string;
  /** What came along with the text. */
  media?: readonly MediaRef[];
  /** The open question of this person in this chat, if any and not expired. */
  question: Question | null;
  /** Epoch milliseconds. */
  now: number;
  /** How roles are called in Chinese, for "由…办理". */
  roleNames: Record<string, string>;
}
