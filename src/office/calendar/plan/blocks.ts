// Blocks of lines like 主题：…, 时间：…, 地点：… that tell of one activity, with its name in a line above or among them.
import type { Entry } from './entry.ts';
import { findWhens } from './scan.ts';
import type { Line, Piece } from './sheet.ts';
import { part, quoted, type Words } from './words.ts';

/** One labelled line. */
interface Labelled {
  line: Line;
  label: string;
  value: Words;
}

/** An activity told by labels; lines of other labels are read like running text. */
export interface Block {
  title: string;
  times: Line[];
  others: Line[];
  venue: string | null;
  audience: string | null;
  subject: string | null;
  /** The piece behind the block. */
  to: number;
}

const labelled = /^ *(?:[-·•]? ?)([\u4e00-\u9fa5]{2,7}):/;
const timeLabel = /(?:时间|日期)$/;
const nameLabel = /^(?:活动|教研|会议|培训|比赛|研讨)?(?:主题|名称|课题|议题|题目|项目|课例)$|^活动$/;
const contentLabel = /内容$|安排$/;

const read = (piece: Piece | undefined): Labelled | null => {
  if (piece?.kind !== 'line') return null;
  const found = labelled.exec(piece.words.plain);
  return found ? { line: piece, label: found[1]!, value: part(piece.words, found[0].length) } : null;
};

/** A short line that can be the name of what the labels below tell of. */
const isName = (piece: Piece | undefined): piece is Line =>
  piece?.kind === 'line' &&
  piece.words.plain.trim().length <= 40 &&
  !/[。;:]/.test(piece.words.plain) &&
  findWhens(piece.words.plain).length === 0;

const clean = (text: string): string =>
  text
    .replace(/^[\s]*(?:\(?[\d一二三四五六七八九十]{1,3}[、.)）．]|[（(][一二三四五六七八九十\d]{1,3}[)）])\s*/, '')
    .replace(/[。；;]$/, '')
    .trim();
const first = (lines: Labelled[], label: RegExp): string | null => {
  const found = lines.find((line) => label.test(line.label));
  return found ? clean(quoted(found.value)) : null;
};

/** The block that begins at `at`, its name line included; null when there is none. */
export function blockAt(pieces: Piece[], at: number): Block | null {
  const name = read(pieces[at]) === null && isName(pieces[at]) ? pieces[at] : null;
  const lines: Labelled[] = [];
  let to = name ? at + 1 : at;
  for (let line = read(pieces[to]); line; line = read(pieces[to])) {
    lines.push(line);
    to++;
  }
  const times = lines.filter(({ label, value }) => timeLabel.test(label) && findWhens(value.plain).length > 0);
  const open = lines.some(({ label }) => timeLabel.test(label));
  const named = first(lines, nameLabel);
  if (!open || lines.length < 2) return null;
  const title =
    named ?? (name && !lines.some(({ label }) => contentLabel.test(label)) ? clean(quoted(name.words)) : null);
  if (!title) return null;
  const known = (line: Labelled): boolean => timeLabel.test(line.label) || nameLabel.test(line.label);
  return {
    title,
    times: times.map(({ line }) => line),
    others: lines.filter((line) => !known(line)).map(({ line }) => line),
    venue: first(lines, /地点$|会场$/),
    audience: first(lines, /对象$|人员$|范围$/),
    subject: first(lines, /^(?:学科|科目|学段学科)$/),
    to,
  };
}

/** The entries of a block: one for each of its times. */
export const entriesOf = (block: Block, containers: Entry['containers']): Entry[] =>
  block.times.map((line) => ({
    words: line.words,
    at: line.at,
    containers: containers.filter(({ when }) => when.days.length === 0),
    mode: 'prose',
    about: block.title,
    titled: true,
    ...(block.venue && { venue: block.venue }),
    ...(block.audience && { audience: block.audience }),
    ...(block.subject && { subject: block.subject }),
  }));
