// Types for the arguments of commands: the text people typed in, what the handler wants out, refusals in Chinese.
import { z } from 'zod';
import { compareKey, normalise, readNumber, withoutUnseen } from '../lib/chinese.ts';
import { parseDate } from '../lib/dateparse.ts';

/**
 * A date as people write it → DateSpec; what it means is found by `resolveDate` (src/lib/datespec.ts).
 * To be declared with `.meta({ title: '日期', spans: true })`, since 第6周 周四 has a blank in it.
 */
export const dateArg = z.string().transform((text, context) => {
  const spec = parseDate(text);
  if (spec) return spec;
  context.addIssue({ code: 'custom', message: '可以写 3月21日、第6周周四、下周三、3月21—25日。' });
  return z.NEVER;
});

const name = /^[\p{Script=Han}\p{L}·.]{1,20}$/u;

/** 李强和王敏 are two people, 李和平 is one: a joining word has at least two signs on either side. */
function splitJoined(names: string): string[] {
  const joined = /^(\S{2,4}?)[和与及跟](?=\S{2})/u.exec(names);
  return joined ? [joined[1] ?? '', ...splitJoined(names.slice(joined[0].length))] : [names];
}

const withoutTitle = (text: string): string => text.replace(/^@/, '').replace(/(?<=..)(?:老师|同志)$/u, '');

/** The names in 李强、王敏，李四 和 @赵六老师, each once, in order; null when something in it cannot be a name. */
export function readNames(text: string): string[] | null {
  if (text.length > 400) return null;
  const pieces = withoutUnseen(text)
    .split(/\s+[和与及跟]\s+|[\s、，,;；/／+＋]+/u)
    .filter((piece) => piece !== '');
  const names = pieces.flatMap(splitJoined).map(withoutTitle);
  const good = names.length > 0 && names.every((each) => name.test(each) && parseDate(each) === null);
  return good ? [...new Set(names)] : null;
}

/** Names of people → string[]. To be declared with `.meta({ title: '组员', spans: true })`. Dates and numbers are no names. */
export const namesArg = z.string().transform((text, context) => {
  const names = readNames(text);
  if (names) return names;
  context.addIssue({ code: 'custom', message: '请写姓名，用顿号分开，如 李强、王敏。' });
  return z.NEVER;
});

/** Words as typed, at most `most` characters. */
export const textArg = (most = 200) => z.string().trim().min(1, '不能空着。').max(most, `最多${most}个字。`);

/** A whole number in digits of any width or in Chinese numerals (to 99), within bounds → number. */
export const intArg = (least = 0, most = 999_999) =>
  z.string().transform((text, context) => {
    const plain = compareKey(normalise(text));
    const value = /^-?\d{1,9}$/.test(plain) ? Number(plain) : readNumber(plain);
    if (value !== null && value >= least && value <= most) return value;
    context.addIssue({ code: 'custom', message: `要写${least}到${most}之间的整数。` });
    return z.NEVER;
  });

/** Digest of what somebody was shown (lib/digest.ts); set by the confirmation, never typed: the yes is for that and nothing else. */
export const seenArg = z
  .string()
  .regex(/^[0-9a-f]{32}$/, '请先看过预览。')
  .optional()
  .meta({ title: '版本', hidden: true });

/** Which page of a long answer: 第2页, 2 → number; may be left out. */
export const pageArg = z
  .string()
  .transform((text, context) => {
    const digits = /^第?\s*(\d{1,3})\s*页?$/.exec(normalise(text).trim())?.[1];
    if (digits) return Number(digits);
    context.addIssue({ code: 'custom', message: '要写成 第2页。' });
    return z.NEVER;
  })
  .optional()
  .meta({ title: '页' });
