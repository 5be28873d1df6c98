// What must not go out to a group: pupils' scores and ranks (domain rules, section 8: scores and ranks, confidential matters).
// Pure. Words as the office uses them pass, disguises by width, blanks and signs do not help.
import { compareKey, normalise } from '../lib/chinese.ts';
import type { Calendar } from './calendar/model.ts';
import { scoresByName } from './guard-names.ts';

/** Whether a text may go to a group; `clause` says in Chinese what stands against it. */
export type Guarded = { ok: true } | { ok: false; clause: string };

/** What is known of the group and of the office. */
export interface GuardFacts {
  /** Somebody from outside the office and its schools is in it. */
  groupHasOutsiders: boolean;
  /** What the printed plan of the term says itself (`planLines`): public, whatever words are in it. */
  plan?: readonly string[];
}

const rank = '学生名次或排名';
const score = '学生成绩';

/** One reason to hold a text back; the pattern is tried on the text without blanks and disguises, a line at a time. */
interface Rule {
  clause: string;
  pattern: RegExp;
}

const digits = '\\d一二三四五六七八九十百两零';
const numeral = `[${digits}]{1,4}`;
/** What 第三名 and 前三名 begin that is no rank: 第三名教师, 前20名报名者. */
const noRank = '(?!师|教|老师|额|单|字|成员|组员|队员|评委|专家|主讲|同志|报名|报到|提交|签到|到|志愿)';
/** Where a place such as 第3 ends: 年级第3单元, 全校第一时间, 三年级第3、4课 go on. */
const placeEnds = `(?=$|[,.。;!?…)\\]"'](?!第?${numeral})|的|是|为|祝贺|恭喜|表扬|请)`;
const scope = '(?:班|班级|班里|本班|我班|年级|年段|同级|全校|全区|全市|全县|全镇|片区)';

const rules: readonly Rule[] = [
  // 姓名次序, 报名次日 and 署名次序 only happen to hold the two signs.
  { clause: rank, pattern: /(?<![姓报署题签点])名次(?![序日年月数])|(?<![安编])排名(?![单额字师])|排行(?![程动])/ },
  { clause: rank, pattern: /(?<![安编])排位(?![置子])|(?<![座席])位次(?!序)|名列[前第]/ },
  { clause: rank, pattern: new RegExp(`倒数第${numeral}(?![${digits}周天日节课行页个次段排题])`) },
  { clause: rank, pattern: new RegExp(`(?:第|前|后)${numeral}名${noRank}`) },
  {
    clause: rank,
    pattern: new RegExp(`${scope}(?:总分|成绩|里|中|的)?(?:排|排在|位列|位居|列|居)?第${numeral}${placeEnds}`),
  },
  { clause: rank, pattern: new RegExp(`${scope}(?:总分|成绩)?(?:前|后|倒数)${numeral}(?::|${placeEnds})`) },
  { clause: rank, pattern: new RegExp(`(?:同学|小朋友|考了|考|位列|位居|高居)(?:了|获得?)?第${numeral}${placeEnds}`) },
  {
    clause: rank,
    pattern: /(?:按|依|从).{0,6}(?:分数|成绩|得分|平均分|均分|高分|总分).{0,6}(?:排|高到低|低到高|倒序|降序)/,
  },
  {
    clause: rank,
    pattern: /(?:分数|成绩|得分|平均分|均分|总分)(?:从|由)?.{0,4}(?:排序|排队|高低|高到低|低到高|倒序|降序)/,
  },
  { clause: rank, pattern: /状元|红榜|龙虎榜|光荣榜|学霸榜|黑榜/ },
  // 平均分 is a topic of mathematics too (平均分 第12课时); only with a figure or a comparison is it a result.
  {
    clause: score,
    pattern:
      /(?:平均分|均分)(?!组|成|配|派|给|摊|散|担|为)(?:[:=是为约达]|达到|高达|只有){0,2}\d{2,3}(?!课|节|页|单元|人|组|名)/,
  },
  { clause: score, pattern: /(?:平均分|均分)(?:最高|最低|倒数|垫底)/ },
  { clause: score, pattern: /(?<!去掉|去|除去|剔除|去掉一个|各一个)(?:最高分|最低分)(?:和最低分)?[:是为]?\d{2,3}/ },
  {
    clause: score,
    pattern: /成绩(?:单(?!位)|表(?![彰现明示演])|册|榜|汇总|明细)|(?:分数|得分)(?:表(?![示现达])|榜|明细|一览)/,
  },
  {
    clause: score,
    pattern: /(?:公布|公示|通报|张贴|晒)[^,。;!?]{0,8}(?:成绩(?![突优显])|分数|得分)(?!.{0,4}(?:等级|等第))/,
  },
  { clause: score, pattern: /姓名.{0,20}(?:成绩|分数|得分|总分)|(?:成绩|分数|得分|总分).{0,20}姓名/ },
  { clause: '群机器人的密钥', pattern: /[?&](?:key|access_token)=[\w-]{16}/ },
];

const internal: readonly Rule[] = [
  {
    clause: '不对外的内容（群里有外部人员）',
    pattern: /一校一策|诊断报告|问题清单|整改|命题|评委名单|巡视反馈|视导(?:报告|反馈|结论)/,
  },
];

/** 不得公布成绩和名次, 排名不分先后: to speak against it is not to do it. */
const against =
  /(?:不得|不准|不许|不要|不能|不应|不公布|不公开|不按|不以|不搞|不进行|不排|禁止|严禁|杜绝|取消|切勿|请勿|淡化)[^,，。.;；!！?？\n:：\d]{0,14}|(?:排名|名次|排序)不分先后/g;

/** The text a line at a time, without blanks, and without the signs that are put between characters to disguise them. */
const plainLines = (text: string): string[] =>
  text.split('\n').map((line) =>
    compareKey(line)
      .replace(/(?<=\p{Script=Han})[.·・•*_~^|\-+]+(?=\p{Script=Han})/gu, '')
      .replaceAll('，', ','),
  );

/** The text without what the plan says itself, where that stands for itself: 命题 within other words is no line of the plan. */
function withoutPlan(text: string, plan: readonly string[]): string {
  let left = text;
  for (const line of plan) {
    const words = normalise(line).trim();
    if (words.length < shortestLine || !left.includes(words)) continue;
    const literal = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    left = left.replace(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu'), '');
  }
  return left;
}

/** A title of two or three signs (命题) would let everything pass that is said about it. */
const shortestLine = 4;

/** What the plan of a term says in print (domain rules, section 8: the guard lets the plan's own line through). */
export const planLines = (calendar: Calendar | null): string[] =>
  calendar?.items.flatMap(({ title, quote }) => [title, quote]) ?? [];

/**
 * Looks a text to a group over. What is held is told to the author in private and let through by the head of the office
 * only. Levels (优秀率, 一等奖), office words (报名次日, 排名不分先后, 平均分组) and lines of the printed plan pass.
 */
export function guardText(text: string, { groupHasOutsiders, plan = [] }: GuardFacts): Guarded {
  const open = normalise(text).replace(against, '');
  const lines = plainLines(withoutPlan(open, plan));
  const hit = [...rules, ...(groupHasOutsiders ? internal : [])].find(({ pattern }) =>
    lines.some((line) => pattern.test(line)),
  );
  if (hit) return { ok: false, clause: hit.clause };
  return scoresByName(open) ? { ok: false, clause: score } : { ok: true };
}
