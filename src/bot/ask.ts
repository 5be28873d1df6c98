// Questions the engine asks by itself: for a missing or wrong argument, for a clear answer. And how answers are read.
import { compareKey, readNumber } from '../lib/chinese.ts';
import { type Command, type Question, type Step, yesNo } from './command.ts';
import type { Field } from './fields.ts';
import type { Raw } from './fill.ts';
import { usage, usageLines } from './help.ts';
import { quoted } from './hint.ts';
import type { Choice } from './message.ts';

/** How long a question stays open, in milliseconds. */
export const questionLasts = 10 * 60_000;

const cancelHint = '（不办了就发送“取消”。）';
const choicesOf = (options: Question['options']): Choice[] => options.map(({ label }) => ({ label, says: label }));

/** A value that was refused, and why in Chinese. */
export interface Refused {
  value: string;
  why: string;
}

/** “下周八”不能作为日期：可以写 …; what is typed to a secret command is not repeated. */
function refusedText<W>(command: Command<W>, field: Field, { value, why }: Refused): string {
  if (value === '') return `${field.noun}${why}`;
  return command.secret ? `${field.noun}不对：${why}` : `${quoted(value)}不能作为${field.noun}：${why}`;
}

/** Asks for one field and remembers the others; after a refusal with reason and example. */
export function askFor<W>(command: Command<W>, field: Field, raw: Raw, expiresAt: number, refused?: Refused): Step<W> {
  const options = field.choices.length <= 9 ? field.choices.map((choice) => ({ label: choice, value: choice })) : [];
  const lines = refused
    ? [refusedText(command, field, refused), usageLines(command), field.ask + cancelHint]
    : [field.ask, `用法：${usage(command)}`, cancelHint];
  return {
    kind: 'ask',
    question: { command: command.name, raw, field: field.key, options, expiresAt },
    said: { text: lines.join('\n'), ...(options.length > 0 && { choices: choicesOf(options) }) },
  };
}

/** The open question once more, because the answer does not fit; it ends when it would have ended. */
export function askAgain<W>(command: Command<W>, question: Question, field: Field | null): Step<W> {
  const confirms = !field || question.confirms;
  const wish = confirms
    ? `“/${command.name}”在等您确认，请回答“确认”或者“取消”。`
    : question.options.length > 0
      ? `请回答下面的一项，说序号就行。${cancelHint}`
      : `${field.ask}${cancelHint}`;
  const options = confirms ? yesNo() : question.options;
  return { kind: 'ask', question, said: { text: wish, ...(options.length > 0 && { choices: choicesOf(options) }) } };
}
const yesWords = new Set(
  '确认 确定 是 是的 好 好的 好吧 对 对的 行 可以 可以的 嗯 没问题 同意 1 一 ok yes y'.split(' '),
);
const noWords = new Set('否 不 不是 不要 不用 不行 不对 不可以 2 二 no n'.split(' '));
const cancelWords = new Set('取消 算了 不用了 不要了 不办了 退出 cancel'.split(' '));

/** An answer as it is compared: without blanks and the signs at its end. No answer is longer than 200 signs. */
export const answerKey = (text: string): string => compareKey(text.slice(0, 200)).replace(/[\s.,!~。、)]+$/u, '');

/** Ends any open question. */
export const isCancel = (text: string): boolean => cancelWords.has(answerKey(text));

/** 不, 不用: nobody answers a question with it who wants to go on. Numbers are no such words. */
export const isNo = (text: string): boolean => noWords.has(answerKey(text)) && !/^[2二n]$/.test(answerKey(text));

/** The answer to a confirmation; null when it is neither. */
export function yesOrNo(text: string): boolean | null {
  const key = answerKey(text);
  if (yesWords.has(key)) return true;
  return noWords.has(key) || cancelWords.has(key) ? false : null;
}

/** The option that is meant by label, value or number (2, ２, 二, 第二个, 选2). */
export function optionMeant(text: string, options: Question['options']): string | null {
  const key = answerKey(text);
  const named = options.find(({ label, value }) => answerKey(label) === key || answerKey(value) === key);
  if (named) return named.value;
  const number = readNumber(/^(?:第|选择?|选项)?(.{1,3}?)[个项号条]?$/u.exec(key)?.[1] ?? '');
  return number === null ? null : (options[number - 1]?.value ?? null);
}

/** The only option whose label contains the words. */
export function optionLike(text: string, options: Question['options']): string | null {
  const key = answerKey(text);
  const like = key.length < 2 ? [] : options.filter(({ label }) => compareKey(label).includes(key));
  return like.length === 1 ? (like[0]?.value ?? null) : null;
}
