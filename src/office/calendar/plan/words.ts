// A piece of a plan twice, character by character: as it is matched (plain) and as it stands in the document (source).
import { plainChar } from '../../../lib/chinese.ts';
import { simplified } from './traditional.ts';

/** Two texts of equal length, so that what is found in the one can be quoted from the other. */
export interface Words {
  plain: string;
  source: string;
}

const breaks = /[\n\r\u0085\u2028\u2029]/;
const blank = /[\s\u3000]/;
const inDigits = /(?<![\d.:])\d(?: \d){1,3}(?= ?[年月日号周:])/g;

/** One character for matching; signs that would grow (…) stay as they are. */
function matched(char: string): string {
  if (breaks.test(char)) return '\n';
  if (blank.test(char)) return ' ';
  if (/[\u2460-\u249b\u2776-\u277f\u3220-\u3229]/.test(char)) return char; // ①, ⑴, ⒈, ❶, ㈠ number items
  const plain = plainChar(char);
  if (plain === '') return '';
  if (char === '—' || char === '–' || char === '―' || char === '─' || char === '﹣') return '-';
  return simplified(plain.length === char.length ? plain : char);
}

/** Text as words, nothing left out but what nobody sees. */
function raw(text: string): Words {
  let [plain, source] = ['', ''];
  for (const char of text.replace(/\r\n?/g, '\n')) {
    const as = matched(char);
    if (as === '') continue;
    plain += as;
    source += char.length === as.length ? char : as;
  }
  return { plain, source };
}

/** The same words without the characters at the given positions. */
function without(words: Words, gone: (at: number) => boolean): Words {
  let [plain, source] = ['', ''];
  for (let i = 0; i < words.plain.length; i++) {
    if (gone(i)) continue;
    plain += words.plain[i];
    source += words.source[i];
  }
  return { plain, source };
}

/** A line whose characters all stand apart (二 月 份) is set that way; its blanks mean nothing. */
const isSpaced = (line: string): boolean => {
  const parts = line.trim().split(/ +/);
  return (
    parts.length > 1 && parts.length <= 12 && parts.every((part) => part.length === 1) && /\p{Script=Han}/u.test(line)
  );
};

const han = /[\p{Script=Han}]/u;
const opens = /[\p{Script=Han}\d"《([]/u;
const closes = /[\p{Script=Han})\]"》]/u;
const latin = /[A-Za-z\d]/;

/** Whether a blank may separate words: between Chinese ones it may, beside signs and after a number or 第, 年, 月 it does not. */
const keepsBlank = (before: string, after: string): boolean => {
  if (/[第年月、]/.test(before)) return false;
  if (/[零〇一二三四五六七八九十]/.test(before) && /[周月日号]/.test(after)) return false;
  if (latin.test(before) && latin.test(after)) return true;
  return closes.test(before) && opens.test(after) && (han.test(before) || !/[([]/.test(after));
};

/** Where a blank says nothing: doubled, beside digits (21 号), between digits torn apart (2 0 2 3 年), at the ends. */
function idleBlanks(plain: string): Set<number> {
  const idle = new Set<number>();
  const joinDigits = new Set<number>();
  for (const found of plain.matchAll(inDigits))
    for (let i = found.index; i < found.index + found[0].length; i++) if (plain[i] === ' ') joinDigits.add(i);
  for (let i = 0; i < plain.length; i++) {
    if (plain[i] !== ' ') continue;
    let to = i;
    while (plain[to + 1] === ' ') to++;
    const [before, after] = [plain[i - 1] ?? '\n', plain[to + 1] ?? '\n'];
    const keep = !joinDigits.has(i) && keepsBlank(before, after);
    for (let j = i; j <= to; j++) if (!(keep && j === i)) idle.add(j);
    i = to;
  }
  return idle;
}

/**
 * Words of a text: half-width signs and digits, simplified characters, idle blanks gone; line breaks stay.
 */
export function words(text: string): Words {
  const read = raw(text);
  const spaced = read.plain.includes('\n') ? read.plain.split('\n').every(isSpaced) : isSpaced(read.plain);
  const idle = idleBlanks(read.plain);
  return without(read, (i) => (read.plain[i] === ' ' && spaced) || idle.has(i));
}

const plain = new Map<string, string>();

/** Only the form for matching; cells are asked for it again and again. */
export function plainOf(text: string): string {
  if (text.length > 80) return words(text).plain;
  let found = plain.get(text);
  if (found === undefined) {
    found = words(text).plain;
    if (plain.size >= 10_000) plain.clear();
    plain.set(text, found);
  }
  return found;
}

/** A part, from `from` up to but not including `to`. */
export const part = (of: Words, from: number, to: number = of.plain.length): Words => ({
  plain: of.plain.slice(from, to),
  source: of.source.slice(from, to),
});

/** One after the other. */
export const joined = (...all: Words[]): Words => ({
  plain: all.map(({ plain }) => plain).join(''),
  source: all.map(({ source }) => source).join(''),
});

/** The words as they are quoted: in one line. */
export const quoted = (of: Words): string => of.source.replace(/\s*\n\s*/g, '').trim();

/** How wide a text is printed: a Chinese character 1, others a half. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += char.charCodeAt(0) < 0x2e80 ? 0.5 : 1;
  return width;
}
