// Whether a line tells in a sentence what somebody got: 李明同学这次语文只考了98分. Pure.
import { before, givenName, isName, name, namesSomebody, subjects } from './names.ts';

export const figure = '(?:1[0-4]\\d|150|[1-9]?\\d)(?:\\.\\d{1,2})?';
export const spelled = '[一二三四五六七八九十百零〇壹贰叁肆伍陆柒捌玖拾佰点]{2,6}';
const anyFigure = /[\d一二三四五六七八九十百零〇壹贰叁肆伍陆柒捌玖拾佰点]\s?分/u;
export const gap = '[\\s,:=|/()\\[\\]·.…*_~"\'>\\-]{0,4}';
/** What is said between a name and its figure: 李明同学这次语文只考了98分. */
const between = `(?:${gap}(?:\\([^()\\n]{1,10}\\)|同学|小朋友|家长|妈妈|爸爸|的|在|里|中|期中|期末|月考|单元|这次|本次|这回|上回|上次|这一次|本学期|今天|昨天|居然|也|都|又|就|能|考试|测试|测验|检测|卷|${subjects}|成绩|得分|分数|总评|卷面|考分|综合|听写|默写|口算|作文|阅读|只|才|仅|竟|考了|考|得了|得到|得|获得|获|拿了|拿到|拿下|拿|达到|达|是|为|有|了)){0,8}${gap}`;
const points = '分(?!钟|之|组|校|享|析|工|类|册|批|层|发|制|别|会场|会议|场|部|局|园|支|号|头|机|到|\\d{1,2}秒)';
const ends = '(?![\\d\\p{Script=Han}]|\\.\\d|:\\d)';
const earned = '(?:考了|只考|才考|考|得了|拿了|拿到|拿了个|拿个|考个|得|才|仅|只有)';

/** What a sentence cannot do without, looked for first since names take long to find; and the sentence, its name in group 1. */
const sentences = (
  [
    // 李明98分, 欧阳明同学语文九十八分.
    [anyFigure, `${before}(${name})${between}(?:${figure}|${spelled})${points}`],
    // 子涵78分: two signs that children are called by, right before the figure.
    [anyFigure, `(?<!\\p{Script=Han})(${givenName})(?:同学)?${gap}${figure}${points}`],
    // 李明考了九十八, 小明考了98.
    [
      /[考了拿到才仅有个得][\d一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾佰]/u,
      `${before}(${name})${between}${earned}(?:${figure}(?!\\d)|${spelled})${ends}`,
    ],
    // 成绩：李明 98.
    [
      /(?:成绩|得分|分数|总分|考分).*\d/u,
      `(?:成绩|得分|分数|总分|考分)[^。\\n]{0,12}?${before}(${name})${gap}(?:[3-9]\\d|100)(?:\\.\\d{1,2})?${ends}`,
    ],
    // 期末语文：李明 98.
    [
      /期|月考|测|考试|写.*\d/u,
      `(?:期中|期末|月考|单元测|测试|检测|测验|考试|听写|默写)[^。\\n]{0,8}?${before}(${name})${gap}(?:[4-9]\\d|100)(?:\\.\\d{1,2})?${ends}`,
    ],
    // 成绩最好的是李明.
    [
      /最[好高差低优棒]/u,
      `(?:成绩|分数|考得|得分)最(?:好|高|差|低|优秀|棒)的?(?:同学|学生|孩子)?(?:是|有|为|:)${gap}(${name})`,
    ],
    // 李明同学：98.
    [/同学:/u, `(\\p{Script=Han}{2,4})同学:\\s?(?:[3-9]\\d|100)(?:\\.\\d{1,2})?${ends}`],
    // 满分的有王芳, 最高分李明.
    [
      /满分|一百分|双百|最[高低]分/u,
      `(?:满分|一百分|双百|最高分|最低分)(?:的|同学|学生|孩子|名单|获得者|者|是|有|为|:|,){0,4}${gap}(${name})`,
    ],
    // 李明总分285, 李明 98/100.
    [
      /(?:分数?|绩|合计)[:=是为]?\s{0,2}\d|\/1/u,
      `${before}(${name})${between}(?:(?:得分|总分|成绩|分数|考分|合计)[:=是为]?\\s{0,2}\\d{2,3}(?:\\.\\d{1,2})?|${figure}/1[0-5]0)${ends}`,
    ],
    // 李明得了满分.
    [/满分/u, `${before}(${name})${between}满分`],
    // 李明、王芳数学没有及格; 李明离及格只差3分.
    [/及格/u, `${before}(${name})[^,。;!?\\n]{0,16}(?:不|没|未|没有|未能)及格`],
    [/及格/u, `(?:不|没|未|没有|未能)及格(?:的|同学|学生|者|名单|是|有|为|:){0,4}${gap}(${name})`],
  ] as const
).map(([needs, pattern]) => ({ needs, pattern: new RegExp(pattern, 'gu') }));
const nameAndPoints = new RegExp(`${before}(${name})${between}(?:${figure}|${spelled})${points}`, 'gu');

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

/** The names that a pattern finds in its first group. */
export const named = (line: string, pattern: RegExp): string[] =>
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
  if (
    /满分(?![\d:为是])/.test(line) &&
    line.split(/[,。;!?]/).some((part) => part.includes('满分') && namesSomebody(part))
  )
    return true;
  if (rubric.test(line)) return false;
  if (/总分[:=是为]?\s{0,2}\d{2,3}(?!\d)/.test(line) && namesSomebody(line)) return true;
  if (!anyPoints.test(line)) return false;
  let last = '';
  for (const clause of line.split(/[,。;!?]/)) {
    last = carries.test(clause) ? last + clause : clause;
    if (anyPoints.test(last) && namesSomebody(last)) return true;
  }
  return false;
}

/** Whether a line tells in a sentence what somebody got; 李 明 9 8 分 is read without its blanks too. */
export function tellsInSentence(line: string): boolean {
  if (!/[分考得拿绩百格才仅有]|\/1|:/.test(line)) return false;
  const closed = line.replace(/\s+/g, '');
  return (
    sentences.some(({ needs, pattern }) => needs.test(closed) && named(line, pattern).length > 0) ||
    (/满分|总分/.test(closed) && inClause(line)) ||
    (anyFigure.test(closed) &&
      ([...closed.matchAll(nameAndPoints)].some(([, who = '']) => isName(who)) ||
        [...line.matchAll(pupil)].some(([, who = '']) => !nobody.test(who)) ||
        byNumber.test(line) ||
        somebody.test(line) ||
        inClause(line)))
  );
}
