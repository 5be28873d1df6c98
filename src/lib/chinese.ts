// Chinese text as people type it: made equal for comparing (what is stored stays as typed), numerals, near misses.

/** Characters nobody sees: zero-width, bidi marks, variation selectors, fillers, tags (Unicode "default ignorable"), controls. */
const unseen = /[\p{Default_Ignorable_Code_Point}\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/gu;

const table = (rows: Record<string, string>): Map<string, string> =>
  new Map(Object.entries(rows).flatMap(([to, from]) => [...from].map((char): [string, string] => [char, to])));

/** Signs that NFKC leaves alone but that mean the same to whoever types them. */
const signs = table({
  '"': '“”„‟«»「」『』〝〞〟',
  "'": '‘’‚‛',
  '-': '‐‑‒–—―−─',
  '~': '〜',
  '/': '∕⁄',
  '[': '【〔',
  ']': '】〕',
  ' ': '\t\v\f',
  '\n': '\r\u0085\u2028\u2029',
});

const isPlain = (code: number): boolean => (code >= 0x20 && code < 0x7f) || (code >= 0x4e00 && code <= 0x9fff);

/** One code point as it is compared: `''` for what nobody sees, half-width for full-width, one sign for all its variants. */
export function plainChar(char: string): string {
  if (isPlain(char.codePointAt(0) ?? 0)) return char;
  if (char.replace(unseen, '') === '') return '';
  const sign = signs.get(char);
  if (sign !== undefined) return sign;
  let plain = '';
  for (const part of char.normalize('NFKC')) plain += signs.get(part) ?? part;
  return plain;
}

/**
 * Text for reading and comparing: full-width signs, digits and blanks become half-width, all quotation marks `"` or `'`,
 * all dashes `-`, line breaks `\n`; what nobody sees is gone. Case and the Chinese signs `、。《》` stay. Idempotent.
 */
export function normalise(text: string): string {
  let plain = '';
  for (const char of text.replace(/\r\n/g, '\n')) plain += plainChar(char);
  return plain;
}

/** Two texts that people would call the same have the same key: normalised, no blanks, small letters. */
export const compareKey = (text: string): string => normalise(normalise(text).toLowerCase()).replace(/\s/g, '');

/** The text as typed without what nobody sees; for values that are stored. */
export const withoutUnseen = (text: string): string => text.replace(unseen, '');

const digits = '零一二三四五六七八九';
const digitOf = new Map([...digits].map((char, n): [string, number] => [char, n]));
digitOf.set('〇', 0).set('两', 2);

/** A number from 0 to 99 in Arabic digits or Chinese numerals (十八, 二十一, 廿一, 两); null for anything else. */
export function readNumber(text: string): number | null {
  const plain = compareKey(text).replace(/^廿/, '二十').replace(/^卅/, '三十');
  if (/^\d{1,2}$/.test(plain)) return Number(plain);
  const single = digitOf.get(plain);
  if (single !== undefined) return single;
  const parts = /^([一二三四五六七八九])?十([一二三四五六七八九])?$/.exec(plain);
  if (!parts) return null;
  return (digitOf.get(parts[1] ?? '') ?? 1) * 10 + (digitOf.get(parts[2] ?? '') ?? 0);
}

/** 1 … 99 in Chinese numerals: 六, 十八, 二十一. @throws RangeError for other numbers */
export function chineseNumber(n: number): string {
  if (!Number.isInteger(n) || n < 1 || n > 99) throw new RangeError(`no Chinese numeral for ${n}`);
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  const head = tens === 0 ? '' : tens === 1 ? '十' : `${digits[tens]}十`;
  return head + (ones === 0 ? '' : digits[ones]);
}

/** Slips from all of `name` to each beginning of `typed` (index = its length); neighbours swapped count as one. */
function slipRow(name: string, typed: string): number[] {
  let before: number[] = [];
  let row = Array.from({ length: typed.length + 1 }, (_, j) => j);
  for (let i = 1; i <= name.length; i++) {
    const next = [i];
    for (let j = 1; j <= typed.length; j++) {
      const change = (row[j - 1] ?? 0) + (name[i - 1] === typed[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && name[i - 1] === typed[j - 2] && name[i - 2] === typed[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row;
}

/** How many slips (a sign wrong, missing, too many, or two neighbours swapped) lead from one text to the other. */
export const editDistance = (a: string, b: string): number => slipRow(a, b).at(-1) ?? 0;

/**
 * How many slips lead from `name` to the beginning of `typed` that is most like it, and how long that beginning is
 * (UTF-16 units; of several the one nearest to the name's length). Looks at `most` units more than the name has.
 */
export function slipsAtStart(name: string, typed: string, most: number): { slips: number; length: number } {
  const row = slipRow(name, typed.slice(0, name.length + most));
  let best = 0;
  row.forEach((slips, length) => {
    const than = row[best] ?? 0;
    if (slips < than || (slips === than && Math.abs(length - name.length) < Math.abs(best - name.length)))
      best = length;
  });
  return { slips: row[best] ?? 0, length: best };
}
