// Puts the words of a message into the fields of a command: `标题=值` pairs for declared titles, the others in order.
import { compareKey } from '../lib/chinese.ts';
import { accept, type Field, fieldsOf, type HasArgs, inChinese } from './fields.ts';
import { signAt, splitWords, unquoted, type Word } from './split.ts';

/** What was typed, by field. */
export type Raw = Record<string, string>;

/** What became of the words. `raw` holds the fields that are good so far. */
export type Filled =
  | { kind: 'full'; raw: Raw; args: Record<string, unknown> }
  | { kind: 'missing'; raw: Raw; field: Field }
  | { kind: 'refused'; raw: Raw; field: Field; value: string; why: string }
  /** Words that belong to no field. */
  | { kind: 'surplus'; words: string }
  /** Every field is good, but not together. */
  | { kind: 'unfit'; why: string };

/** What is known before the words are read. */
export interface Known {
  raw: Raw;
  /** Key of the field that was asked for: the words begin with it. */
  first?: string;
}

interface Pair {
  field: Field;
  value: string;
  /** Null: accepted. */
  why: string | null;
  /** Words of the list that it takes, `to` excluded. */
  from: number;
  to: number;
}

const longestSpan = 8;

/** Whether a word (with its follower, for `标题 = 值`) begins a pair: its field and where the value begins. */
function headAt(titles: Map<string, Field>, words: Word[], at: number): { field: Field; valueAt: number } | null {
  const [word, next] = [words[at], words[at + 1]];
  if (!word) return null;
  const sign = signAt(word.raw);
  const title = compareKey(sign < 0 ? word.raw : word.raw.slice(0, sign));
  const equals = /^[=＝]/.test(sign < 0 ? (next?.raw ?? '') : word.raw.slice(sign));
  const field = titles.get(title) ?? (equals ? titles.get(`${title}=`) : undefined);
  if (!field) return null;
  if (sign >= 0) return { field, valueAt: word.start + sign + 1 };
  return next && signAt(next.raw) === 0 ? { field, valueAt: next.start + 1 } : null;
}

/** The words a pair of a field begins with; those that need a `=` with it. */
const titlesOf = ({ titleKey, aliasKeys }: Field): string[] => [titleKey, ...aliasKeys.map((alias) => `${alias}=`)];

/** The fields that words can be for: hidden ones are set by a choice among what was offered, never typed. */
const typedFields = (command: HasArgs): Field[] => fieldsOf(command).filter(({ hidden }) => !hidden);

/** All pairs; each title makes one, a second one stays text. */
function findPairs(fields: Field[], words: Word[], text: string): Pair[] {
  const titles = new Map(fields.flatMap((field) => titlesOf(field).map((title): [string, Field] => [title, field])));
  const heads: { field: Field; valueAt: number; from: number }[] = [];
  words.forEach((_, from) => {
    const head = headAt(titles, words, from);
    if (head) heads.push({ ...head, from });
    for (const title of head ? titlesOf(head.field) : []) titles.delete(title);
  });
  return heads.map((head, i) => readPair(head, words, heads[i + 1]?.from ?? words.length, text));
}

/** The value goes on to the end for a rest field, over the longest run that is accepted for a spanning one. */
function readPair(
  head: { field: Field; valueAt: number; from: number },
  words: Word[],
  limit: number,
  text: string,
): Pair {
  const { field, valueAt, from } = head;
  const inside = words.findIndex((word, i) => i >= from && word.end > valueAt);
  const last = inside < 0 ? limit : Math.max(inside + 1, from + 1);
  const longest = field.rest ? limit : field.spans ? Math.min(limit, last + longestSpan) : Math.min(limit, last);
  let refusal = '不能空着。';
  for (let to = longest; to >= Math.min(last, limit); to--) {
    const value = unquoted(text.slice(valueAt, words[to - 1]?.end ?? valueAt));
    const accepted = accept(field, value);
    if (accepted.ok) return { field, value: accepted.value, why: null, from, to };
    refusal = accepted.why;
  }
  const to = Math.min(last, limit);
  return { field, value: text.slice(valueAt, words[to - 1]?.end ?? valueAt).trim(), why: refusal, from, to };
}

/** A word that is not part of a pair, with its place in the list. */
type Loose = Word & { index: number };

interface Placed {
  raw: Raw;
  refused: Extract<Filled, { kind: 'refused' }> | null;
  /** Words that were left over. */
  left: Loose[];
  /** Where the text of the rest field begins. */
  rest: { field: Field; start: number } | null;
}

/**
 * Gives loose words to open fields in order; an optional field takes none that a required one later on needs. A field that refuses a
 * word which a later one knows waits for words of its own: 第6周 语文 is as good as 语文 第6周.
 */
function place(open: Field[], words: Loose[], text: string): Placed {
  const placed: Placed = { raw: {}, refused: null, left: [], rest: null };
  const waiting: Field[] = [];
  let at = 0;
  const take = (field: Field, needed: number): boolean => {
    const run = longestRun(field, words, at, Math.max(1, words.length - at - needed), text);
    if (run) placed.raw[field.key] = run.value;
    at += run?.count ?? 0;
    return run !== null;
  };
  const takeWaiting = (needed: number): void => {
    const taken = placed.rest ? -1 : waiting.findIndex((field) => take(field, needed));
    if (taken < 0) return;
    waiting.splice(taken, 1);
    takeWaiting(needed);
  };
  open.forEach((field, n) => {
    const later = open.slice(n + 1);
    const needed = later.filter(({ required }) => required).length;
    takeWaiting(needed + (field.required ? 1 : 0));
    const word = words[at];
    if (!word || placed.rest) return;
    if (!field.required && words.length - at <= needed) return;
    if (field.rest) placed.rest = { field, start: word.start };
    else if (take(field, needed)) return;
    else if (laterTakes(field, later, word) || swapped(field, later, word, words[at + 1])) waiting.push(field);
    else {
      placed.refused ??= refusal(field, unquoted(word.raw));
      at += 1;
    }
  });
  takeWaiting(0);
  if (placed.rest) return placed;
  const [left, waits] = [words[at], waiting[0]];
  if (left && waits) placed.refused ??= refusal(waits, unquoted(left.raw));
  return { ...placed, left: words.slice(at) };
}

function refusal(field: Field, value: string): Extract<Filled, { kind: 'refused' }> {
  const tried = accept(field, value);
  return { kind: 'refused', raw: {}, field, value, why: tried.ok ? '看不懂。' : tried.why };
}

/** The most words in a row (one, unless the field spans) that the field accepts. */
function longestRun(
  field: Field,
  words: Loose[],
  at: number,
  most: number,
  text: string,
): { value: string; count: number } | null {
  const first = words[at];
  for (let count = field.spans ? Math.min(most, longestSpan) : 1; first && count > 0; count--) {
    const last = words[at + count - 1];
    if (!last || last.index !== first.index + count - 1) continue;
    const accepted = accept(field, unquoted(text.slice(first.start, last.end)));
    if (accepted.ok) return { value: accepted.value, count };
  }
  return null;
}

/**
 * Whether a word that a field refuses is good for a later one: up to the next required one for an optional field; for a required one,
 * which must not be lost in a remark, only if the later one does not take any words.
 */
function laterTakes({ required }: Field, later: Field[], word: Loose): boolean {
  const next = later.findIndex((field) => field.required);
  const near = next < 0 ? later : later.slice(0, next + 1);
  const able = required ? later.filter(({ free }) => !free) : near;
  return able.some((field) => accept(field, unquoted(word.raw)).ok);
}

/** Whether two required fields were said the other way round: 李强 第6周, where the week was to come first. */
function swapped(field: Field, later: Field[], word: Loose, next: Loose | undefined): boolean {
  const other = later.find(({ required, rest }) => required && !rest);
  if (!field.required || !next || !other) return false;
  return accept(field, unquoted(next.raw)).ok && accept(other, unquoted(word.raw)).ok;
}

/** The text from `start` to the end, as typed, without the pairs in it. */
function restText(text: string, start: number, pairs: Pair[], words: Word[]): string {
  let kept = '';
  let at = start;
  for (const pair of pairs) {
    kept += text.slice(at, words[pair.from]?.start).trimEnd();
    at = words[pair.to - 1]?.end ?? at;
  }
  return (kept + text.slice(at)).trim();
}

/** The fields that positional words go to: the one that was asked for, which must not be passed over, then the others in order. */
function openFields(fields: Field[], known: Known, pairs: Pair[]): Field[] {
  const open = fields.filter(({ key }) => !(key in known.raw) && !pairs.some(({ field }) => field.key === key));
  const asked = open.filter(({ key }) => key === known.first).map((field) => ({ ...field, required: true }));
  return [...asked, ...open.filter(({ key }) => key !== known.first)];
}

function fillOnce(command: HasArgs, text: string, words: Word[], known: Known): Filled {
  const fields = typedFields(command);
  const pairs = findPairs(fields, words, text);
  const loose = words
    .map((word, index) => ({ ...word, index }))
    .filter(({ index: i }) => !pairs.some((p) => p.from <= i && i < p.to));
  const { raw, refused, left, rest } = place(openFields(fields, known, pairs), loose, text);
  // Within a remark a pair that its field refuses is part of the remark.
  const inRest = (pair: Pair): boolean => rest !== null && (words[pair.from]?.start ?? 0) > rest.start;
  const good = pairs.filter(({ why }) => why === null);
  const bad = pairs.find((pair) => pair.why !== null && !inRest(pair));
  const all: Raw = { ...known.raw, ...raw, ...Object.fromEntries(good.map(({ field, value }) => [field.key, value])) };
  const remark = rest && accept(rest.field, restText(text, rest.start, good.filter(inRest), words));
  if (rest && remark?.ok) all[rest.field.key] = remark.value;
  if (bad) return { kind: 'refused', raw: all, field: bad.field, value: bad.value, why: bad.why ?? '' };
  if (refused) return { ...refused, raw: all };
  if (rest && remark?.ok === false)
    return { kind: 'refused', raw: all, field: rest.field, value: text.slice(rest.start), why: remark.why };
  const [first, last] = [left[0], left.at(-1)];
  if (first && last) return { kind: 'surplus', words: text.slice(first.start, last.end) };
  return checked(command, all);
}

/** What is known, put through the command's own type: complete, or what is missing or wrong. */
export function checked(command: HasArgs, raw: Raw): Filled {
  const fields = fieldsOf(command);
  const missing = fields.find(({ key, required }) => required && !(key in raw));
  if (missing) return { kind: 'missing', raw, field: missing };
  const result = command.args.safeParse(raw);
  if (result.success) return { kind: 'full', raw, args: result.data };
  const issue = result.error.issues[0];
  const field = fields.find(({ key }) => key === issue?.path[0]);
  if (!field) return { kind: 'unfit', why: inChinese(issue) };
  const { [field.key]: value = '', ...others } = raw;
  return { kind: 'refused', raw: others, field, value, why: inChinese(issue) };
}

/**
 * Reads `text` from `from` on into the fields of a command. Commas count as blanks only when nothing else helps
 * (二码头小学，第6周周四): names are written with them. Never throws on any text.
 */
export function fill(command: HasArgs, text: string, from = 0, known: Known = { raw: {} }): Filled {
  const filled = fillOnce(command, text, splitWords(text, from), known);
  if (filled.kind === 'full' || !/[，,；;]/.test(text.slice(from))) return filled;
  const apart = text.slice(0, from) + text.slice(from).replace(/[，,；;]/g, ' ');
  const again = fillOnce(command, text, splitWords(apart, from), known);
  return again.kind === 'full' ? again : filled;
}

/** Whether a text has a pair with one of the command's titles. */
export const hasPairs = (command: HasArgs, text: string): boolean =>
  findPairs(typedFields(command), splitWords(text), text).length > 0;
