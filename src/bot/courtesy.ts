// Polite words that ask for nothing: what is said to a hello, to thanks, and to people who are not in the roster.
import { answerKey } from './ask.ts';
import type { Interpretation } from './command.ts';
import { grouped } from './help.ts';
import { mayUse } from './match.ts';

const greetings = new Set('你好 您好 在吗 在不在 在么 嗨 早 早上好 上午好 中午好 下午好 晚上好 hi hello'.split(' '));
const thanks = /^(?:谢谢|多谢|感谢|谢了|辛苦了|辛苦啦).{0,5}$/;
const received = new Set('收到 已收到 收到了 知道了 知道啦 明白 明白了 了解 好嘞'.split(' '));

/** The polite words a text consists of; empty when it says more than that. */
function politeWords(text: string): string[] {
  const pieces = text
    .slice(0, 40)
    .split(/[\s\p{P}~]+/u)
    .map(answerKey)
    .filter(Boolean);
  const polite = (piece: string) => greetings.has(piece) || thanks.test(piece) || received.has(piece);
  return text.length <= 40 && pieces.every(polite) ? pieces : [];
}

/** Whether a text is a 收到 and no more than that, with thanks perhaps. */
export const isReceipt = (text: string): boolean => politeWords(text).some((piece) => received.has(piece));

/** The answer to a greeting, to thanks, or to a 收到 nobody has asked for; null when the text says more than that. */
export function courtesy<W>(input: Interpretation<W>): string | null {
  const pieces = politeWords(input.text);
  if (pieces.length === 0) return null;
  if (pieces.some((piece) => thanks.test(piece))) return '不客气，有事随时说。';
  return pieces.some((piece) => received.has(piece)) ? '好的，不用特意回复我。' : hello(input);
}

/** A short hello with up to three things that this person can say here. */
export function hello<W>({ commands, speaker, where }: Interpretation<W>): string {
  const here = commands.filter((command) => mayUse(command, speaker) && [where, 'anywhere'].includes(command.where));
  const examples = [...grouped(here).values()].slice(0, 3).map((group) => group[0]?.examples[0] ?? '');
  return ['您好！可以这样对我说：', ...examples, '发送“/帮助”看全部。'].join('\n');
}

/** The one sentence for people who are not in the roster. */
export function forStrangers<W>({ commands, speaker }: Interpretation<W>): string {
  const join = commands.find((command) => mayUse(command, speaker));
  const how = join ? `如果您是，请找管理员要一个绑定码，再这样发给我：${join.examples[0]}` : '如果您是，请联系管理员。';
  return `您好，我只为本教研室登记在册的老师服务。${how}`;
}
