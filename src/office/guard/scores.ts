// Whether a text tells somebody's score or place in pairs, rows and lists; sentences are in sentences.ts. Pure.
import { before, isName, name, subjects, surnameSigns, withoutNames } from './names.ts';
import { figure, gap, named, spelled, tellsInSentence } from './sentences.ts';

/** 李明 语文98 数学95. */
const bySubject = new RegExp(
  `${before}(${name})(?:同学)?${gap}((?:[、;]?${gap}(?:${subjects})[\\s:=]{0,2}${figure}(?!\\d)分?(?=[\\s,、。;!?)"'|/语数英科道品音美体信总合★]|$)){1,12})`,
  'gu',
);

/** One subject with a figure apart from it may be a room or a count; figures beside several are marks. */
function marksBySubject(line: string): boolean {
  if (!/[文学语英法德乐术育息分绩计科数中末考次期算写读面][\s:=]{0,2}\d/.test(line)) return false;
  return [...line.matchAll(bySubject)].some(([, who = '', marks = '']) => {
    const figures = figuresIn(marks);
    const beside = /\p{Script=Han}[:=]?\d/u.test(marks);
    return isName(who) && figures.some(likeMark) && (figures.length > 1 || beside);
  });
}

export const figuresIn = (text: string): number[] => (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
/** Small figures are counts, rooms begin at 101. */
export const likeMark = (value: number): boolean => value >= 40 && value <= 100;

/** Words that say what a figure counts. */
const counts =
  /座|听课|人数|人次|参加|参训|节|课时|学时|号|页|电话|分机|短号|份|册|本|车|室|房|楼|桌|岁|年龄|公里|元|票|时长|篇|次数|件|场次|顺序|抽签/;
const marks = /[成业]绩|得分|分数|考[分了试]|测|期[中末]|\d分/;
/** Whether words say that figures beside them are counts, not marks. */
export const tellsCounts = (words: string): boolean => counts.test(words) && !marks.test(words);

const pair = new RegExp(
  `${before}(${name})(?:同学)?(?:\\([^()]{1,10}\\))?[\\s:=(\\-]{0,3}(?:[优良中差A-D]等?[\\s(]{0,2})?(${figure})(?!\\d)分?(?=[\\s,、。;!?)"'|/★${surnameSigns}]|$)`,
  'gu',
);

/** 98（李明）、95（王芳）. */
const reversed = new RegExp(
  `(?<![\\d.月年-]|\\d:)(${figure})(?![\\d:])[\\s:(\\-]{0,2}(${name})(?=[\\s,、。;!?)"'|/★]|$)`,
  'gu',
);

/** Words that make even small figures marks. */
const lowMarks = /低分|高分|不及格|未达标|待提高|成绩|分数|得分|考[分了试]/;

/** 李明98、王芳95, unless the line says what it counts. */
function pairsInLine(line: string): boolean {
  if ((line.match(/(?<![\d.]|\d:)\d{1,3}(?![\d:])/g) ?? []).length < 2) return false;
  const told = lowMarks.test(line) ? (value: number) => value >= 10 && value <= 100 : likeMark;
  const pairs = [...line.matchAll(pair)].filter(([, who = '', value]) => isName(who) && told(Number(value)));
  const back = [...line.matchAll(reversed)].filter(([, value, who = '']) => isName(who) && told(Number(value)));
  return (pairs.length > 1 || back.length > 1) && !tellsCounts(withoutNames(line));
}

const placed = new RegExp(
  `${before}(${name})(?:同学)?[\\s:,]{0,2}(?:上次|这次|本次)?(?:第[一二三四五六七八九十\\d]{1,3}|(?:班级?|年级|全班|全校)\\d{1,3}名|(?:班级?|年级|全班|校|区)?(?:排|no\\.?|top)\\s?\\d{1,3})(?=[\\s,、。;!?)"'|★]|$)`,
  'giu',
);
/** 第1李明 第2王芳. */
const listedPlace = new RegExp(`第[一二三四五\\d]\\s?(${name})(?=[\\s,、。;!?)"'|★]|$)`, 'gu');

/** 李明第一，王芳第二, unless the line says what is put in order: 发言顺序. */
const placesByName = (line: string): boolean =>
  /第[一二三四五六七八九十\d]{1,3}(?=[\s,、。;!?)"'|★]|$)|(?:排|no\.?|top)\s?\d|级?\d名|第[一二三四五\d]\s?\p{Script=Han}{2}/iu.test(
    line,
  ) &&
  !/顺序|抽签|座|出场|车|发言|考场|小组|主讲/.test(withoutNames(line)) &&
  (named(line, placed).length > 0 || named(line, listedPlace).length > 1);

const place = '(?:第[一二三四五六七八九十百\\d]{1,4}名?|倒数|榜首|状元|排名?\\d{1,3})';
const besidePlace = [
  new RegExp(`${before}(${name})[^,。;!?\\n]{0,12}${place}`, 'gu'),
  new RegExp(`${place}[^,。;!?\\n]{0,6}?${before}(${name})`, 'gu'),
];
/** Whether somebody is named beside a place: 李明获全区第一名. Only for texts that are held already. */
export const namesBesidePlaces = (lines: readonly string[]): boolean =>
  lines.flatMap(pieces).some((line) => besidePlace.some((pattern) => named(line, pattern).length > 0));

const row = new RegExp(
  `^[\\s|]*(?:\\d{1,12}[.、)\\s|]+|[\\p{Script=Han}\\d()]{1,10}[班校组学]\\s*\\|?\\s*)?(${name})(?:同学)?(?:\\([^()]{1,10}\\))?[\\s,:|/=\\-、]*(?:[优良中差A-D]等?[\\s,|]+)?((?:${figure}|${spelled})(?:[\\s,|/、]+${figure})*)分?[\\s|;。,]*$`,
  'u',
);

/** Rows of name and figure: two that look like marks, or three of which one does; unless a line above says what they count. */
function listed(lines: readonly string[]): boolean {
  const rows = lines.flatMap((line) => {
    if (!/[\d一二三四五六七八九十百零]分?[\s|;。,]*$/.test(line)) return [];
    const [, who, marked = ''] = row.exec(line) ?? [];
    return who !== undefined && isName(who) ? [marked] : [];
  });
  const high = rows.filter((marked) => /\p{Script=Han}/u.test(marked) || figuresIn(marked).some(likeMark)).length;
  return (
    (high > 1 || (high > 0 && rows.length > 2)) && !tellsCounts(lines.filter((line) => !row.test(line)).join('\n'))
  );
}

/** Longer lines are no notices; they are looked at in pieces of this many signs, so that no text takes long. */
const piece = 400;
const pieces = (line: string): string[] =>
  line.length <= piece
    ? [line]
    : Array.from({ length: Math.ceil(line.length / (piece - 40)) }, (_, n) =>
        line.slice(n * (piece - 40), n * (piece - 40) + piece),
      );

/** Whether a text (as `openText` gives it) tells the scores of people. */
export function scoresByName(lines: readonly string[]): boolean {
  return (
    lines
      .flatMap(pieces)
      .some((line) => tellsInSentence(line) || (/\d/.test(line) && (marksBySubject(line) || pairsInLine(line)))) ||
    listed(lines)
  );
}

/** Whether somebody is given a place: 李明第一. */
export const placesTold = (lines: readonly string[]): boolean => lines.flatMap(pieces).some(placesByName);
