// Where a text can be divided: signs outside brackets, quotation marks and dates.
import type { When } from './when.ts';

/** A stretch of the text and the sign before it. */
export interface Stretch {
  from: number;
  to: number;
  after: 'start' | 'line' | 'mark' | 'stop' | 'semicolon' | 'comma' | 'pause' | 'blank' | 'date' | 'colon';
}

const pairs: Record<string, string> = { '(': ')', '[': ']', '《': '》', '「': '」' };

/** For each character how many closed brackets or quotations it stands in; a bracket that is never closed encloses nothing. */
export function depths(text: string): Uint8Array {
  const depth = new Uint8Array(text.length);
  const open: { sign: string; at: number }[] = [];
  const close = (from: number, to: number): void => {
    for (let i = from; i <= to; i++) depth[i]! += 1;
  };
  for (let i = 0; i < text.length && i < 20_000; i++) {
    const char = text[i]!;
    if (char === '\n') open.length = 0;
    else if (char === '"') {
      const at = open.findLastIndex(({ sign }) => sign === '"');
      if (at >= 0) close(open.splice(at)[0]!.at, i);
      else open.push({ sign: '"', at: i });
    } else if (pairs[char]) open.push({ sign: pairs[char]!, at: i });
    else {
      const at = open.findLastIndex(({ sign }) => sign === char);
      if (at >= 0) close(open.splice(at)[0]!.at, i);
    }
  }
  return depth;
}

const kinds: Record<string, Stretch['after']> = {
  '\n': 'line',
  '。': 'stop',
  '!': 'stop',
  '?': 'stop',
  ';': 'semicolon',
};

/** Divides a text into sentences: at line breaks, 。, ； and numbers of items. */
export function sentencesOf(
  text: string,
  depth: Uint8Array,
  whens: When[],
  numbers: { from: number; to: number }[],
): Stretch[] {
  const marks = new Map(numbers.map((mark) => [mark.from, mark.to]));
  const found: Stretch[] = [];
  let from = 0;
  let after: Stretch['after'] = 'start';
  const cut = (to: number, next: number, kind: Stretch['after']): void => {
    if (text.slice(from, to).trim() !== '') found.push({ from, to, after });
    else if (kind === 'mark' && after !== 'start') kind = 'mark';
    from = next;
    after = kind;
  };
  const dated = inWhen(whens);
  for (let i = 0; i < text.length; i++) {
    const mark = marks.get(i);
    if (mark !== undefined) cut(i, mark, 'mark');
    const kind = kinds[text[i]!];
    if (kind && (depth[i] === 0 || text[i] === '\n') && !dated(i)) cut(i, i + 1, kind);
  }
  cut(text.length, text.length, 'stop');
  return found;
}

/** Whether a place lies inside a date. */
export const inWhen = (whens: When[]) => {
  const inside = new Set<number>();
  for (const { from, to } of whens) for (let i = from; i < to; i++) inside.add(i);
  return (at: number): boolean => inside.has(at);
};

/** Divides a stretch at one sign, outside brackets and dates. */
export function divide(
  text: string,
  { from, to, after }: Stretch,
  sign: string,
  kind: Stretch['after'],
  depth: Uint8Array,
  dated: (at: number) => boolean,
): Stretch[] {
  const found: Stretch[] = [];
  let start = from;
  let before = after;
  for (let i = from; i < to; i++) {
    if (text[i] !== sign || depth[i] !== 0 || dated(i)) continue;
    found.push({ from: start, to: i, after: before });
    start = i + 1;
    before = kind;
  }
  found.push({ from: start, to, after: before });
  return found.filter((part) => text.slice(part.from, part.to).trim() !== '');
}
