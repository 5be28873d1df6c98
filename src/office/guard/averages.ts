// Whether a text tells averages of classes or schools, in a line or a table. Pure.
import { tellsCounts } from './scores.ts';

const average = /(?:平均分|均分)(?![组成配派给摊散担为》])/g;
const placeWithMark =
  /(?:\p{Script=Han}{1,10}(?:\(\S{1,2}\)班)?[\s:=|]{0,3}((?:[3-9]\d|100)(?:\.\d{1,2})?)|\d{2}\.\d)(?![\d.]|\p{Script=Han})分?/gu;
/** How far behind 平均分 figures still belong to it. */
const reach = 300;

/** 数学平均 82.5. */
const averageMark =
  /(?:小学|学校|班|年级|语文|数学|英语|科学)[^,。\n]{0,8}平均[:=是为]?\s{0,2}\d{2}\.\d{1,2}(?!\s{0,2}[人节次份册件本个名元篇%\d])/u;

/** A table of classes or schools with their averages, its blanks lost. */
const averageHead =
  /^[^,。;!?:\n]{0,4}(?:班级|班别|学校|单位|校名)[^,。;!?:\n]{0,10}(?:平均分|均分)[^,。;!?:\n]{0,12}\n.{0,20}\d{2}/mu;

/** 各校平均分：实验82 二码头80. */
const averagesByPlace = (text: string): boolean =>
  averageMark.test(text) ||
  averageHead.test(text) ||
  [...text.matchAll(average)].slice(0, 20).some(({ index }) => {
    const after = text.slice(index, index + reach);
    return [...after.matchAll(placeWithMark)].filter(([words]) => !tellsCounts(words)).length > 1;
  });

/** Whether averages of classes or schools are told. */
export const averagesTold = (lines: readonly string[]): boolean =>
  lines.some((line) => /平均|均分/.test(line)) && averagesByPlace(lines.join('\n'));
