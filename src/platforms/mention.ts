// The mention of the robot inside a text, taken out the same way for every platform: by its exact name, never by a pattern like `@\S+`.

/** What the robot is called where no platform gives it a name: in the sandbox and in the terminal. */
export const ownName = '教研助手';

const blank = /[^\S\n]/;

/**
 * The text without the mention of the robot: its configured name only, once, wherever it stands, with the blanks around it (also
 * U+2005 and U+00A0; protocols/wecom.md §3.8, dingtalk.md §1.3). A place where the name ends is preferred, so that `@教研助手小王`
 * is not taken for `@教研助手`. The text itself when no name is given. Pure.
 */
export function withoutMention(text: string, botName: string | undefined): string {
  if (!botName) return text;
  const mention = `@${botName}`;
  const at = placeOf(text, mention);
  if (at < 0) return text;
  const before = text.slice(0, at);
  const after = text.slice(at + mention.length);
  if (before.trim() === '') return after.trimStart();
  if (after.trim() === '') return before.trimEnd();
  // Loops: a regular expression that ends in `\s+$` would be quadratic on long runs of blanks.
  let end = before.length;
  while (end > 0 && blank.test(before.charAt(end - 1))) end--;
  let start = 0;
  while (start < after.length && blank.test(after.charAt(start))) start++;
  const glued = end === before.length && start === 0;
  const border = before[end - 1] === '\n' || after[start] === '\n';
  return before.slice(0, end) + (glued || border ? '' : ' ') + after.slice(start);
}

/** The first place where the mention ends with the name, else the first at all; -1 when there is none. */
function placeOf(text: string, mention: string): number {
  let at = -1;
  do at = text.indexOf(mention, at + 1);
  while (at >= 0 && /^[\p{L}\p{N}_]/u.test(text.slice(at + mention.length, at + mention.length + 2)));
  return at < 0 ? text.indexOf(mention) : at;
}

/** One `@name` without blanks or slashes, then a slash in one of the forms that open a command (bot/split.ts). */
const namelessMention = /^\s*@[^\s@/／]{1,32}(?:\s+(?=[/／、])|(?=／))/;

/**
 * For a group's text when the robot's name is not configured: a command that directly follows one `@name` at the very beginning.
 * Nothing else is taken away, because every other word may be meant (`@助手 不要 /视导 取消 …` is no command). Pure.
 */
export const commandAfterMention = (text: string): string => text.replace(namelessMention, '');
