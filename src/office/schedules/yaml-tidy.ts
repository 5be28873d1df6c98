// What chats and Chinese keyboards do to pasted YAML, undone: full-width colons, unseen blanks, values that would mean something else. Pure.
import { withoutUnseen } from '../../lib/chinese.ts';
import { keys, titles } from './words.ts';

const known = [...keys, ...titles].join('|');
/** A line that begins an item: its indent, key and value. */
const itemLine = new RegExp(`^( *)(["']?)(${known})\\2 ?[:：] ?(.*)$`);
/** A blank that is none to YAML stands where the indent should be: clients show leading blanks in these forms. */
const oddIndent = new RegExp(`^[ \\u3000\\t]*(?:\\u00a0|[\\u3000\\t][ \\u3000\\t]*(?:${known}) ?[:：])`, 'm');
const heading = /^([^\s#"'[{|>][^:：]{0,40})[:：]\s*$/;

const indent = (line: string): string =>
  line.replace(/^[ \u00a0\u3000\t]+/, (blanks) =>
    blanks.replaceAll('\u00a0', ' ').replaceAll('\u3000', '  ').replaceAll('\t', '  '),
  );

/** Values of free text and times that YAML would take for something else are put in quotation marks. */
function quotedValue(key: string, value: string): string {
  if (key !== '内容' && key !== '时间') return value;
  const opens = /^(?:["']|[|>][-+\d]*$)/.test(value) || value === '';
  const risky = /^[{[\]},&*!|>%@`#?-]/.test(value) || /:\s|:$/.test(value) || (key === '内容' && /\s#/.test(value));
  return opens || !risky ? value : JSON.stringify(value.trimEnd());
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/**
 * The text as YAML reads it, line for line. Full texts (what stands deeper under 内容) are left alone but for an indent that is
 * none to YAML. A text that came out of a file passes unchanged where it is YAML already.
 */
export function tidyYaml(text: string): string {
  const shown = text.replace(/\r\n?/g, '\n').replace(/^\ufeff/, '');
  const odd = oddIndent.test(withoutUnseen(shown));
  const lines = shown.split('\n').map((line) => (/^\s*```\w*\s*$/.test(line) ? '' : line));
  let within: number | null = null;
  return lines
    .map((raw, i) => {
      const line = odd ? indent(withoutUnseen(raw)) : raw;
      if (within !== null && (line.trim() === '' || indentOf(line) > within)) return line;
      within = null;
      const item = itemLine.exec(withoutUnseen(line));
      if (!item) return line.replace(/^\u200b?＃/, '#').replace(heading, '$1:');
      const [, blanks = '', , key = '', value = ''] = item;
      if (key === '内容') within = blanks.length;
      const goesOn = indentOf(lines[i + 1] ?? '') > blanks.length && (lines[i + 1] ?? '').trim() !== '';
      return `${blanks}${key}: ${goesOn && !odd ? value : quotedValue(key, value)}`.trimEnd();
    })
    .join('\n');
}
