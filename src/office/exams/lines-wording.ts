// What is said about lines of a list of duties that cannot be read. Data in, Chinese out.
import { quoted, samePersonNames } from '../people/wording.ts';
import type { DutyKind } from './model.ts';

/** How each kind of duty is written, for people. */
export const lineForms: Record<DutyKind, string> = {
  courier: '学校 姓名，例如 二码头小学 李强',
  invigilator: '学校 考场 科目 姓名，例如 二码头小学 三年级1班 语文 赵雪、曾琴',
  marker: '科目 姓名，例如 语文 赵雪、曾琴',
};

/** Columns are missing. */
export const incomplete = (kind: DutyKind): string => `要写 ${lineForms[kind]}。`;
export const noNames = (kind: DutyKind): string => `没有写姓名，${incomplete(kind)}`;
export const noSchool = (text = ''): string => `没有${quoted(text)}这所学校。`;
/** Several people have that name; `labels`: how each is written. */
export const whichOne = (text: string, labels: readonly string[]): string =>
  `${samePersonNames(text, labels.length)}请写成 ${labels.slice(0, 4).join(' 或 ')}。`;
