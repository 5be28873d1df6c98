// People's words inside DingTalk's markdown (protocol §3.2): what would be markup or a mention there is shown instead of obeyed.
// Only characters that would act are replaced, by their full-width twin or with a zero-width blank before them.
import { widen } from '../render.ts';

const zeroWidth = '\u200b';
const asciiSign = /[!-/:-@[-`{-~]/;
const wordSign = /[\p{L}\p{N}]/u;
const isBlank = (sign: string): boolean => sign === '' || /\s/.test(sign);

/** Bare addresses stay usable; only what would be emphasis or an entity in them is written as percent codes. */
const inertUrl = (url: string): string =>
  url
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '%5F')
    .replace(/~{2,}/g, (run) => '%7E'.repeat(run.length))
    .replace(/(&#?\w{1,32});/g, '$1%3B');

/** Whether the sign would act between what stands before and after it; `rest` is the line behind it. */
function acts(sign: string, before: string, after: string, rest: string): boolean {
  if (sign === '\\') return asciiSign.test(after);
  if (sign === '&') return /^#?\w{1,32};/.test(rest);
  if (sign === '<') return /[A-Za-z/!?]/.test(after);
  if (sign === '*') return !(isBlank(before) && isBlank(after));
  if (sign === '_') return !(wordSign.test(before) && wordSign.test(after)) && !(isBlank(before) && isBlank(after));
  if (sign === '~') return before === '~' || after === '~';
  if (sign === ']') return after !== '' && '([:'.includes(after);
  if (sign === '@') return !/[A-Za-z0-9]/.test(before); // an e-mail address stays
  if (sign === ':') return rest.startsWith('//'); // dtmd:// and dingtalk:// act in the client; web addresses never come here
  return true;
}

const inertSigns = (line: string): string =>
  line.replace(/(https?:\/\/[\w\-.~:/?#!$&',;=%+]+)|[\\&<*_~\]@:`]/g, (match, url: string | undefined, at: number) => {
    if (url) return inertUrl(url);
    const rest = line.slice(at + 1, at + 40);
    return acts(match, line.charAt(at - 1), rest.charAt(0), rest) ? widen(match) : match;
  });

/** Leading blanks would make a code block; full-width ones look the same and do not. */
const indent = (blanks: string): string =>
  blanks.replaceAll('\t', '    ').replaceAll('  ', '\u3000').replaceAll(' ', '');

function inertStart(line: string): string {
  const start = line.length - line.trimStart().length;
  const rest = line.slice(start);
  const opened = rest.replace(/^(?:#+|>+)/, widen);
  const marked = opened === rest && /^(?:[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|\||[-=*_:|\s]+$)/.test(rest);
  return indent(line.slice(0, start)) + (marked ? zeroWidth : '') + opened;
}

/** One line of people's words: blanks folded, for titles and labels. */
export const inertLine = (text: string): string => inertStart(inertSigns(clean(text).replace(/\s+/g, ' ').trim()));

/** A line break of the dialect: two blanks, then the newline. */
export const lineBreak = '  \n';

const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[\0-\x08\x0e-\x1f\x7f]/g, '');

/** People's words of any number of lines, ready to stand in a markdown message. */
export const inertText = (text: string): string =>
  clean(text)
    .split('\n')
    .map((line) => inertStart(inertSigns(line.trimEnd())))
    .join(lineBreak);
