// Timed messages as YAML: a text that people read, keep and paste back. Only the shape; names are looked up in import.ts. Pure.
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, stringify } from 'yaml';
import { type Key, keys } from './words.ts';
import { tidyYaml } from './yaml-tidy.ts';

/** Names by what they are (群, 学科 …). */
export type NamedAudience = Record<string, string[]>;

/** One timed message as it was written. */
export interface Entry {
  name: string;
  /** Of its name in the text, from 1. */
  line: number;
  /** Of each key. */
  lines: Partial<Record<Key, number>>;
  fields: Partial<Record<Exclude<Key, '发给'>, string>>;
  /** The grammar of the chat, or names by what they are; null: it was written and is neither. */
  to?: string | NamedAudience | null;
}

/** Something that cannot be, and where. */
export interface Mistake {
  line: number;
  text: string;
}

export interface YamlRead {
  entries: Entry[];
  mistakes: Mistake[];
}

/** More than these are no list of an office any more. */
const mostEntries = 200;

const example = '周一例会:\n  时间: 每周一 16:12\n  发给: 数学教研群\n  内容: 请各校准备集体备课';

const faults: Record<string, string> = {
  DUPLICATE_KEY: '这一项写了两遍（名字也不能重复）',
  TAB_AS_INDENT: '行首请用空格，不要用制表符',
  BAD_INDENT: '行首的空格没有对齐：名字顶格写，下面每项前面两个空格',
  BLOCK_AS_IMPLICIT_KEY: '这一行接不上：一行只写一项，内容里有冒号就把整段内容用英文双引号括起来',
  MULTILINE_IMPLICIT_KEY: '这一行少了冒号',
  MISSING_CHAR: '这里少了一个符号（冒号、引号或括号）',
  BAD_ALIAS: '以 * 开头的要用英文双引号括起来',
};

/** Reads a text of timed messages. Never throws; what cannot be read is a mistake with its line. */
export function readYaml(text: string): YamlRead {
  const lines = new LineCounter();
  const document = parseDocument(tidyYaml(text), { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const lineOf = (node: { range?: readonly number[] | null | undefined } | null): number =>
    lines.linePos(node?.range?.[0] ?? 0).line || 1;
  const mistakes: Mistake[] = document.errors.map(({ code, pos }) => ({
    line: lines.linePos(pos[0]).line || 1,
    text: `${faults[code] ?? '这里不是有效的 YAML'}。`,
  }));
  if (mistakes.length > 0) return { entries: [], mistakes };
  if (!isMap(document.contents) || document.contents.items.length === 0)
    return { entries: [], mistakes: [{ line: 1, text: `没有看到定时消息。要写成这样：\n${example}` }] };
  const entries: Entry[] = [];
  for (const pair of document.contents.items.slice(0, mostEntries))
    entries.push(...readEntry(pair as Pair<Node, Node | null>, lineOf, mistakes));
  if (document.contents.items.length > mostEntries)
    mistakes.push({ line: 1, text: `一次最多 ${mostEntries} 条，请分几次导入。` });
  return { entries, mistakes };
}

type LineOf = (node: Node | null) => number;

function readEntry({ key, value }: Pair<Node, Node | null>, lineOf: LineOf, mistakes: Mistake[]): Entry[] {
  const name = String(isScalar(key) ? (key.source ?? key.value) : key).trim();
  const entry: Entry = { name, line: lineOf(key), lines: {}, fields: {} };
  const wrong = (line: number, text: string): void => void mistakes.push({ line, text: `“${name}”${text}` });
  if (!isMap(value)) {
    wrong(entry.line, `下面要写 ${keys.join('、')}，每项一行，前面两个空格。`);
    return [];
  }
  for (const { key: field, value: said } of value.items as Pair<Node, Node | null>[]) {
    const called = String(isScalar(field) ? field.value : field);
    const line = lineOf(field);
    if (!isKey(called)) {
      wrong(line, `里没有“${called}”这一项。可以写 ${keys.join('、')}。`);
      continue;
    }
    entry.lines[called] = line;
    if (called === '发给') entry.to = readTo(said);
    else if (isScalar(said) && said.value !== null) entry.fields[called] = textOf(said);
    else wrong(line, `的${called}是空的，或者不是一段文字。`);
    if (entry.to === null) wrong(line, '的发给要写群名，或者 {群: [数学教研群], 学科: [数学]}。');
  }
  return [entry];
}

const isKey = (text: string): text is Key => keys.some((key) => key === text);

/** Numbers and dates stay as they were typed. */
const textOf = (scalar: { value: unknown; source?: string }): string =>
  typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));

function readTo(node: Node | null): string | NamedAudience | null {
  if (isScalar(node)) return node.value === null ? null : textOf(node);
  const all = listOf(node);
  if (all) return all.join('、');
  if (!isMap(node)) return null;
  const named: NamedAudience = {};
  for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
    const list = isScalar(value) ? textOf(value).split('、') : listOf(value);
    if (!list) return null;
    named[String(isScalar(key) ? key.value : key)] = list.map((name) => name.trim()).filter(Boolean);
  }
  return named;
}

const listOf = (node: Node | null): string[] | null =>
  isSeq(node) && node.items.every((item) => isScalar(item))
    ? node.items.flatMap((item) => (isScalar(item) ? [textOf(item)] : []))
    : null;

/** One timed message as it is written. */
export interface Written {
  name: string;
  cron: string;
  /** The cron in Chinese, for the reader. */
  reading: string;
  to: NamedAudience;
  onHoliday: string;
  onQuiet: string;
  state: string;
  text: string;
}

const plain = (value: unknown): string => stringify(value, { lineWidth: 0 }).trimEnd();
const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd();

/** Timed messages as one text each; joined by a line break they are one document. */
export function writeYaml({ name, cron, reading, to, onHoliday, onQuiet, state, text }: Written): string {
  const content = stringify({ 内容: text }, { lineWidth: 0, indent: 2 }).trimEnd();
  return [
    `${plain(name)}:`,
    `  时间: ${plain(cron)} # ${reading}`,
    `  发给: ${flow(to)}`,
    `  遇假日: ${onHoliday}`,
    `  静默时段: ${onQuiet}`,
    `  状态: ${state}`,
    ...content.split('\n').map((line) => (line === '' ? '' : `  ${line}`)),
  ].join('\n');
}
