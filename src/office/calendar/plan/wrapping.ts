// Lines broken by hand, as PDF extraction leaves them: where a line only goes on.
import { headsTable, type RawLine } from './flat/common.ts';
import { readMark } from './marks.ts';
import { readWhen } from './scan.ts';
import { widthOf, words } from './words.ts';

export const longest = 1_500;

const stops = /[。；;!！?？:：…]\s*$/;
const openEnd = /[、，,（(“《]\s*$/;

/** Whether a bracket or quotation mark is still open at the end. */
function isOpen(text: string): boolean {
  let [brackets, quotes] = [0, 0];
  for (const char of text) {
    if (/[（(《〔【]/.test(char)) brackets++;
    else if (/[）)》〕】]/.test(char)) brackets--;
    else if (char === '“') quotes++;
    else if (char === '”') quotes--;
  }
  return brackets > 0 || quotes > 0;
}

const isLone = (text: string): boolean => /^[\d一二三四五六七八九十]{1,3}$/.test(text.trim());

/** Whether a line begins something new: numbered, a heading, a date, a label. */
function opens(text: string): boolean {
  const plain = words(text).plain.trim();
  const mark = readMark(plain);
  if (mark && mark.style !== 'letter') return true;
  if (/^(?:附件|抄送|主送|注|说明|备注)[:：]?|^[\u4e00-\u9fa5]{2,8}:/.test(plain) || headsTable(plain)) return true;
  return (
    /^(?:第[\d零〇一二三四五六七八九十]{1,3}周|[\d一二三四五六七八九十]{1,3}月|20\d\d)/.test(plain) &&
    readWhen(plain, 0) !== null
  );
}

/** The width at which the text is broken by hand, or null when its lines end where sentences do. */
function wrapWidth(lines: RawLine[]): number | null {
  const widths = lines.map(({ text }) => widthOf(text.trim())).filter((width) => width > 8);
  if (widths.length < 6) return null;
  const sorted = [...widths].sort((a, b) => a - b);
  const most = sorted[Math.floor(sorted.length * 0.97)] ?? 0;
  if (most < 16 || most > 60 || (sorted.at(-1) ?? 0) > most * 1.6) return null;
  const full = lines.filter(({ text }) => widthOf(text.trim()) >= most - 2);
  const torn = full.filter(({ text }) => !stops.test(text));
  return full.length >= widths.length * 0.2 && torn.length >= 3 && torn.length >= full.length * 0.5 ? most : null;
}

/** How the lines of a document end. */
export interface Manner {
  width: number | null;
  /** Numbered sentences end with 。 or ；. */
  stopped: boolean;
}

/** Whether most lines before a numbered one end as sentences do. */
function endsStopped(lines: RawLine[]): boolean {
  const full = lines.filter(({ text }) => text.trim() !== '');
  const last = full.filter(
    (line, i) =>
      (widthOf(line.text.trim()) >= 10 || stops.test(line.text)) &&
      readMark(words(line.text).plain.trim()) !== null &&
      i + 1 < full.length &&
      opens(full[i + 1]!.text),
  );
  return last.length >= 2 && last.filter(({ text }) => stops.test(text)).length >= last.length * 0.7;
}

/** Whether line `b` goes on where line `a`, the last of `whole`, was broken. */
export function goesOn(whole: string, a: string, b: string, { width, stopped }: Manner): boolean {
  if (isLone(b) || whole.length > longest) return false;
  if (opens(b)) return isOpen(whole) && width !== null && widthOf(a.trim()) >= width - 4 && !readMark(words(b).plain);
  if (isOpen(whole) && widthOf(a) > 10) return true;
  // Numbered sentences that end with 。: one that does not goes on.
  if (stopped && !stops.test(a) && widthOf(a.trim()) >= 14 && !/^\s{6,}/.test(b) && readMark(words(whole).plain.trim()))
    return true;
  if (width === null) return openEnd.test(a) && widthOf(a) > 12 && !/^\s{4,}/.test(b);
  return widthOf(a.trim()) >= width - 3 || (openEnd.test(a) && widthOf(a.trim()) >= width - 6);
}

/** How the lines of a text end. */
export const mannerOf = (lines: RawLine[]): Manner => ({ width: wrapWidth(lines), stopped: endsStopped(lines) });
