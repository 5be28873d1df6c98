// What every adapter needs to write a Said within its platform's limits. Sizes are UTF-8 bytes, as both platforms count them.
import type { Choice } from '../bot/message.ts';

/** UTF-8 bytes of one code point; a lone surrogate counts as the U+FFFD it is written as. */
const bytesOf = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;

/**
 * The text in parts of at most `maxBytes` UTF-8 bytes: cut after the last line border that fits, within a line only where one line
 * alone is too long, and never within a code point. Joining the parts gives the text again; an empty text gives no part.
 * @throws RangeError when maxBytes is under 4, because one code point may not fit
 */
export function splitBytes(text: string, maxBytes: number): string[] {
  if (!(maxBytes >= 4)) throw new RangeError(`maxBytes must be at least 4, got ${maxBytes}`);
  const parts: string[] = [];
  let start = 0;
  let size = 0;
  let border = 0;
  let sizeAtBorder = 0;
  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at) ?? 0;
    const bytes = bytesOf(codePoint);
    while (size + bytes > maxBytes) {
      const cut = border > start ? border : at;
      parts.push(text.slice(start, cut));
      size = cut === at ? 0 : size - sizeAtBorder;
      start = cut;
    }
    size += bytes;
    at += codePoint > 0xffff ? 2 : 1;
    if (codePoint === 0x0a) {
      border = at;
      sizeAtBorder = size;
    }
  }
  if (start < text.length) parts.push(text.slice(start));
  return parts;
}

/**
 * As much of the text as fits into `maxBytes` together with `note`, cut at a line border where there is one; the text itself when it
 * fits. For replies that have one place only (a passive reply cannot be continued).
 * @throws RangeError when the note leaves less than 4 bytes
 */
export function cutBytes(text: string, maxBytes: number, note: string): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const first = splitBytes(text, maxBytes - Buffer.byteLength(note) - 1)[0] ?? '';
  return `${first.replace(/\n+$/, '')}\n${note}`;
}

/** What is said in place of nothing. */
export const nothingToSay = '（没有内容）';

const visible = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/**
 * The parts in which there is something to see, or one that says there is nothing: platforms refuse blank messages, and a delivery
 * without parts could neither be sent nor end.
 */
export function shownParts(parts: readonly string[]): string[] {
  const shown = parts.filter((part) => visible.test(part));
  return shown.length > 0 ? shown : [nothingToSay];
}

/** The characters in their full-width form (U+FF01 … U+FF5E), which no markup of ours and no platform's reads. */
export const widen = (text: string): string =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/**
 * Choices as numbered lines from 1, for platforms without buttons and beside the buttons of others; `inert` treats the words.
 * A choice that is a command of its own is printed with it: no question waits that would understand its number.
 */
export const numberedLines = (choices: readonly Choice[], inert: (text: string) => string): string[] =>
  choices.map(({ label, says }, index) => {
    const line = says.startsWith('/') ? `${label}，请发送“${says}”` : label;
    return `${index + 1}. ${inert(line.replace(/\s+/g, ' ').trim())}`;
  });

/** The link in the form in which it may be clicked, or null when it is not http or https: nothing else is ever made a link. */
export function safeUrl(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return null;
  return parsed.href.replace(/[()<>|*`[\]\\\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
