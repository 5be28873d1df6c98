// Whether a text tells somebody's score: names beside figures, in a sentence or a list. Pure.
import { before, givenName, isName, name, namesSomebody, subjects, surnameSigns, withoutNames } from './names.ts';

const figure = '(?:1[0-4]\\d|150|[1-9]?\\d)(?:\\.\\d{1,2})?';
const spelled = '[一二三四五六七八九十百零〇壹贰叁肆伍陆柒捌玖拾佰点]{2,6}';
const gap = '[\\s,:=|/()\\[\\]·.…*_~"\'>\\-]{0,4}';
/** What is said between a name and its figure: 李明同学这次语文只考了98分. */
const between = `(?:${gap}(?:\\([^()\\n]{1,10}\\)|同学|小朋友|家长|妈妈|爸爸|的|在|里|中|期中|期末|月考|单元|这次|本次|今天|考试|测试|测验|检测|卷|${subjects}|成绩|得分|分数|总评|卷面|考分|综合|听写|默写|口算|作文|阅读|只|才|仅|竟|考了|考|得了|得到|得|获得|获|拿了|拿到|拿下|拿|达到|达|是|为|有|了)){0,8}${gap}`;
const points = '分(?!钟|之|组|校|享|析|工|类|册|批|层|发|制|别|会场|会议|场|部|局|园|支|号|头|机|到|\\d{1,2}秒)';
const ends = '(?![\\d\\p{Script=Han}]|\\.\\d|:\\d)';
const earned = '(?:考了|只考|才考|考|得了|拿了|拿到|才|仅|只有)';

/** The name in each of these is group 1. */
const sentences = [
  // 李明98分, 欧阳明同学语文九十八分.
  `${before}(${name})${between}(?:${figure}|${spelled})${points}`,
  // 子涵78分: two signs that children are called by, right before the figure.
  `(?<!\\p{Script=Han})(${givenName})(?:同学)?${gap}${figure}${points}`,
  // 李明考了九十八, 小明考了98.
  `${before}(${name})${between}${earned}(?:${figure}(?!\\d)|${spelled})${ends}`,
  // 成绩：李明 98.
  `(?:成绩|得分|分数|总分|考分)[^。\\n]{0,12}?${before}(${name})${gap}(?:[3-9]\\d|100)(?:\\.\\d{1,2})?${ends}`,
  // 期末语文：李明 98.
  `(?:期中|期末|月考|单元测|测试|检测|测验|考试|听写|默写)[^。\\n]{0,8}?${before}(${name})${gap}(?:[4-9]\\d|100)(?:\\.\\d{1,2})?${ends}`,
  // 成绩最好的是李明.
  `(?:成绩|分数|考得|得分)最(?:好|高|差|低|优秀|棒)的?(?:同学|学生|孩子)?(?:是|有|为|:)${gap}(${name})`,
  // 李明同学：98.
  `(\\p{Script=Han}{2,4})同学:\\s?(?:[3-9]\\d|100)(?:\\.\\d{1,2})?${ends}`,
  // 满分的有王芳, 最高分李明.
  `(?:满分|一百分|双百|最高分|最低分)(?:的|同学|学生|孩子|名单|获得者|者|是|有|为|:|,){0,4}${gap}(${name})`,
  // 李明总分285, 李明 98/100.
  `${before}(${name})${between}(?:(?:得分|总分|成绩|分数|考分|合计)[:=是为]?\\s{0,2}\\d{2,3}(?:\\.\\d{1,2})?|${figure}/1[0-5]0)${ends}`,
  // 李明得了满分.
  `${before}(${name})${between}满分`,
  // 李明、王芳数学没有及格; 李明离及格只差3分.
  `${before}(${name})[^,。;!?\\n]{0,16}(?:不|没|未|没有|未能)及格`,
  `(?:不|没|未|没有|未能)及格(?:的|同学|学生|者|名单|是|有|为|:){0,4}${gap}(${name})`,
].map((pattern) => new RegExp(pattern, 'gu'));

/** 赵钱同学98分 whatever the name; 每位同学10分 is nobody's. */
const pupil = new RegExp(`(\\p{Script=Han}{2,4})同学(?![们会录间])${between}${figure}${points}`, 'gu');
const nobody = /(?:老师|[的每位各名个些体该等班级组校男女时让请给]|所有|其他|多数|少数|部分|许多|很多|任何|优秀)$/u;

/** 学号12：98分: a number instead of a name tells the class whose it is. */
const byNumber = new RegExp(`学号:?\\d{1,12}[号:,\\s]{0,2}(?:同学)?${between}${figure}${points}`, 'u');

/** 孩子期末考了98分: the name stands before, or everybody knows. */
const somebody = new RegExp(
  `(?:(?:孩子|该生|此生|他|她|宝贝|小朋友|娃)[^,。;!?\\n]{0,12}|考(?:了|到|出|出了|得|取|取了)?\\s?)\\d{2,3}(?:\\.\\d{1,2})?${points}(?![制卷值])`,
  'u',
);

const named = (line: string, pattern: RegExp): string[] =>
  [...line.matchAll(pattern)].flatMap(([, who]) => (who !== undefined && isName(who) ? [who] : []));

/** 98分, but no 9点30分 and no 第3分会场. */
const anyPoints = new RegExp(
  `(?<![\\d.点时第])(?:\\d{1,3}(?:\\.\\d{1,2})?|(?<!\\p{Script=Han})${spelled})${points}`,
  'u',
);
/** Forms that are filled in, and what is given for them: 目标20分. */
const rubric = /量表|评分|分值|赋分|每[题项小空人]|加分|扣分标准|权重|满分|课时|时长|听课|微课|分钟/;
/** A clause that only carries the figure of the one before: 分数最高的是李明，98分. */
const carries = new RegExp(
  `^(?:只有|才|仅|考了?|得了?|总分|共|竟然|分数|是|为|有|分别|:){0,3}\\s?(?:\\d{1,3}(?:\\.\\d{1,2})?|${spelled})${points}`,
  'u',
);

/** A name and points in one clause: 李明由82分升到95分, 98分：李明、王芳. */
function inClause(line: string): boolean {
  if (!anyPoints.test(line) || rubric.test(line)) return false;
  let last = '';
  for (const clause of line.split(/[,。;!?]/)) {
    last = carries.test(clause) ? last + clause : clause;
    if (anyPoints.test(last) && namesSomebody(last)) return true;
  }
  return false;
}

/** 李明 语文98 数学95. */
const bySubject = new RegExp(
  `${before}(${name})(?:同学)?${gap}((?:[、;]?${gap}(?:${subjects})[\\s:=]{0,2}${figure}(?!\\d)分?(?=[\\s,、。;!?)"'|/语数英科道品音美体信总合★]|$)){1,12})`,
  'gu',
);

/** One subject with a figure apart from it may be a room or a count; figures beside several are marks. */
function marksBySubject(line: string): boolean {
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

/** 李明98、王芳95, unless the line says what it counts. */
function pairsInLine(line: string): boolean {
  const told = [...line.matchAll(pair)].filter(([, who = '', value]) => isName(who) && likeMark(Number(value)));
  const back = [...line.matchAll(reversed)].filter(([, value, who = '']) => isName(who) && likeMark(Number(value)));
  return (told.length > 1 || back.length > 1) && !tellsCounts(withoutNames(line));
}

const placed = new RegExp(
  `${before}(${name})(?:同学)?[\\s:,]{0,2}(?:第[一二三四五六七八九十\\d]{1,3}|(?:班级?|年级|全班|校|区)?(?:排|no\\.?|top)\\s?\\d{1,3})(?=[\\s,、。;!?)"'|★]|$)`,
  'giu',
);
/** 李明第一，王芳第二, unless the line says what is put in order: 发言顺序. */
const placesByName = (line: string): boolean =>
  !/顺序|抽签|座|出场|车|发言|考场|小组|主讲/.test(withoutNames(line)) && named(line, placed).length > 0;

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

/** 李 明 9 8 分 is read without its blanks too. */
function inSentence(line: string): boolean {
  if (!/[分考得拿绩百格]|\/1|:/.test(line)) return false;
  const [first, ...others] = sentences;
  const closed = line.replace(/\s+/g, '');
  return (
    (first !== undefined && named(closed, first).length > 0) ||
    [first, ...others].some((pattern) => pattern !== undefined && named(line, pattern).length > 0) ||
    [...line.matchAll(pupil)].some(([, who = '']) => !nobody.test(who)) ||
    byNumber.test(line) ||
    somebody.test(line) ||
    inClause(line)
  );
}

/** Whether a text (as `openText` gives it) tells the scores of people. */
export function scoresByName(lines: readonly string[]): boolean {
  return (
    lines
      .flatMap(pieces)
      .some((line) => inSentence(line) || (/\d/.test(line) && (marksBySubject(line) || pairsInLine(line)))) ||
    listed(lines)
  );
}

/** Whether somebody is given a place: 李明第一. */
export const placesTold = (lines: readonly string[]): boolean =>
  lines.flatMap(pieces).some((line) => /第|排|no|top/i.test(line) && placesByName(line));
