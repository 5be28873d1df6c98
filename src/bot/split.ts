// Cuts a message into slash and words. Words keep their place in the text, so that a remark can be stored as typed.
import { withoutUnseen } from '../lib/chinese.ts';

/** One word: `text.slice(start, end)`. Something in quotation marks is one word, with the marks. */
export interface Word {
  raw: string;
  start: number;
  end: number;
}

/** Where the words of a message begin, and whether a slash stood before them. */
export interface Opening {
  slash: boolean;
  start: number;
}

// 、 is what the slash key gives in Chinese input.
const opening = /^[\s\p{Default_Ignorable_Code_Point}]*((?:[/／\\＼∕⁄、][\s\p{Default_Ignorable_Code_Point}]*)*)/u;

/** Finds the slash (full- or half-width, also doubled or followed by a blank) and what comes after it. */
export function openingOf(text: string): Opening {
  const found = opening.exec(text);
  return { slash: (found?.[1] ?? '') !== '', start: found?.[0].length ?? 0 };
}

const doubles = '"“”„‟〝〞〟＂';
const singles = "'‘’‚‛＇";
const inQuotes = `[${doubles}][^${doubles}]{1,500}[${doubles}]|[${singles}][^${singles}]{1,500}[${singles}]|「[^」]{1,500}」|『[^』]{1,500}』`;
const quotedHere = new RegExp(`(?:${inQuotes})(?=\\s|$)`, 'y');
const allQuoted = new RegExp(`^(?:${inQuotes})$`);
const sign = /[=＝:：]/;
const isBlank = (char: string): boolean => /\s/.test(char) && char !== '\ufeff';

/** The end of the word that begins at `start`. Marks open a quotation only at its beginning or after `标题=`. */
function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isBlank(text.charAt(at))) {
    quotedHere.lastIndex = at;
    const opens = at === start || sign.test(text.charAt(at - 1));
    if (opens && quotedHere.test(text)) return quotedHere.lastIndex;
    at += 1;
  }
  return at;
}

/** The words from `from` on, cut at blanks (also U+3000) and line breaks outside quotation marks. */
export function splitWords(text: string, from = 0): Word[] {
  const words: Word[] = [];
  let at = from;
  while (at < text.length) {
    if (isBlank(text.charAt(at))) {
      at += 1;
      continue;
    }
    const end = wordEnd(text, at);
    const raw = text.slice(at, end);
    if (withoutUnseen(raw) !== '') words.push({ raw, start: at, end });
    at = end;
  }
  return words;
}

/** A value without the quotation marks around all of it. */
export function unquoted(raw: string): string {
  const value = raw.trim();
  return allQuoted.test(value) ? value.slice(1, -1).trim() : value;
}

/** Where `标题=值` or `标题：值` has its sign; -1 when there is none or the word begins with a quotation. */
export const signAt = (raw: string): number => (allQuoted.test(raw) ? -1 : raw.search(sign));
