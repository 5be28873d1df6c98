// Numbers and bullets before items: 1、 （一） ① ㈠ • 第一部分. Whether 9、10月 is item nine or two months, the order tells.
import { readNumber } from '../../../lib/chinese.ts';
import { readChain } from './chain.ts';
import { look } from './ends.ts';

/** How an item is numbered; the order of sections is told by the styles used. */
export type MarkStyle =
  | 'part'
  | 'han'
  | 'hanBracket'
  | 'digit'
  | 'digitBracket'
  | 'digitClose'
  | 'circled'
  | 'bullet'
  | 'letter';

/** A mark at a place. */
export interface Mark {
  style: MarkStyle;
  /** 0 for bullets. */
  value: number;
  /** Where the text behind it begins. */
  to: number;
}

const styles: [MarkStyle, RegExp][] = [
  ['part', /第([一二三四五六七八九十]{1,3})(?:部分|章|条)[:、.\s]*/y],
  ['hanBracket', /\(([一二三四五六七八九十]{1,3})\)[、.:]? ?/y],
  ['han', /([一二三四五六七八九十]{1,3})[、.] ?/y],
  ['digitBracket', /\((\d{1,2})\)[、.]? ?/y],
  ['digitClose', /(\d{1,2})\)[、.]? ?/y],
  ['digit', /(\d{1,2}) ?[.、] ?/y],
  ['circled', /([\u2460-\u249b\u2776-\u277f\u3220-\u3229])[、.]? ?/y],
  ['letter', /([A-Za-z])[.、)] ?/y],
  ['bullet', /[•·●◆▲★□■○◇►➢✓*※] ?|-(?=[\u4e00-\u9fff]) ?/y],
];

const circledValue = (char: string): number => {
  const code = char.charCodeAt(0);
  if (code >= 0x3220) return code - 0x3220 + 1;
  if (code >= 0x2776) return ((code - 0x2776) % 10) + 1;
  return ((code - 0x2460) % 20) + 1;
};

const markValue = (style: MarkStyle, text: string | undefined): number => {
  if (style === 'circled') return circledValue(text ?? '');
  if (style === 'letter') return (text ?? 'a').toLowerCase().charCodeAt(0) - 97 + 1;
  return readNumber(text ?? '') ?? 0;
};

/** Reads the mark at `at`, whatever its value. */
export function readMark(text: string, at = 0): Mark | null {
  for (const [style, pattern] of styles) {
    const found = look(pattern, text, at);
    if (found) return { style, value: markValue(style, found[1]), to: at + found[0].length };
  }
  return null;
}

/** Whether the number might be part of a date: 22、23日; 9.1-9.7; 二、三月; 9、10月. */
export const mayBeDate = (text: string, at: number): boolean => {
  const chain = readChain(text, at);
  return chain !== null && /[、.]/.test(text.slice(at, at + 4)) && chain.to > (readMark(text, at)?.to ?? 0);
};

/** A range of dotted dates is never an item number: 9.1-9.7. */
const isDottedRange = (text: string, at: number): boolean =>
  /^\d{1,2}\.\d{1,2} ?[-~至到]+ ?\d{1,2}(?:\.\d|[日号])/.test(text.slice(at, at + 16));

/**
 * The mark at `at`, if the order of the list makes it one: `last` holds for each style the value before (0: a new list).
 * A number that may be part of a date is a mark only as the next in its list, or as the first when a second follows.
 */
export function markInOrder(
  text: string,
  at: number,
  last: ReadonlyMap<MarkStyle, number>,
  hasSecond = true,
): Mark | null {
  const mark = readMark(text, at);
  if (!mark || mark.style === 'bullet' || mark.style === 'circled') return mark;
  if (isDottedRange(text, at)) return null;
  if (!mayBeDate(text, at)) return mark;
  return mark.value === (last.get(mark.style) ?? 0) + 1 || (mark.value === 1 && hasSecond) ? mark : null;
}

const inline =
  /([\u2460-\u249b\u3220-\u3229])[、.]? ?|\(?(\d{1,2})(?:\)[、.]?|[、.]) ?|\(([一二三四五六七八九十]{1,2})\)[、.]? ?/g;

/**
 * Where numbered items begin inside one text: 1.开学典礼 2.教师大会3.发书. Numbers count only in order from 1.
 * Gives the place of each mark and of the text behind it.
 */
export function inlineMarks(text: string): { from: number; to: number }[] {
  const marks: { from: number; to: number }[] = [];
  const next = { digit: 1, han: 1, circled: 1 };
  for (const found of text.matchAll(inline)) {
    const [, circled, digit, han] = found;
    const kind = circled ? 'circled' : digit ? 'digit' : 'han';
    const value = circled ? circledValue(circled) : (readNumber(digit ?? han ?? '') ?? -1);
    const before = text[found.index - 1] ?? '\n';
    const to = found.index + found[0].length;
    const torn =
      digit !== undefined && (/[\d.第]/.test(before) || (before === ':' && /\d/.test(text[found.index - 2] ?? '')));
    const glued = digit !== undefined && /\d/.test(text[to] ?? '') && !/[\s。;；,)]/.test(before);
    // The text may begin in the middle of a list, and a list may begin anew: 第二周：1、….
    if (
      found.index === 0 &&
      value > 1 &&
      digit !== undefined &&
      !mayBeDate(text, 0) &&
      new RegExp(`[^\\d]${value + 1}[.、)]`).test(text)
    )
      next.digit = value;
    const anew = value === 1 && /[\s:：。；;\n]/.test(before) && hasSecond(text, to, kind);
    if (torn || glued || (value !== next[kind] && kind !== 'circled' && !anew)) continue;
    if (digit !== undefined && isDottedRange(text, found.index)) continue;
    if (digit !== undefined && value === 1 && /\d/.test(text[to] ?? '') && found.index > 0) continue;
    if (value === 1 && kind !== 'circled' && !hasSecond(text, to, kind)) {
      if (found.index > 0 && !/[:：。；;]/.test(before)) continue;
    }
    next[kind] = value + 1;
    marks.push({ from: found.index, to });
  }
  return marks;
}

/** A list has a second item; a lone number in the middle of a text numbers nothing. */
const hasSecond = (text: string, after: number, kind: 'digit' | 'han' | 'circled'): boolean =>
  kind === 'digit' ? /2[、.)]/.test(text.slice(after)) : kind === 'han' ? text.includes('(二)', after) : true;

/** Sub-items behind dashes inside one text: 开学准备： - 排定总课表； - 检修设备. */
export const inlineDashes = (text: string): { from: number; to: number }[] =>
  [...text.matchAll(/(?<=^|[\s:;。])-(?=[\u4e00-\u9fa5"《])/g)].map(({ index }) => ({ from: index, to: index + 1 }));
