// What must not go out to a group: pupils' scores and ranks (domain rules, section 8: scores and ranks, confidential matters).
// Pure; a first slice. Words as the office uses them pass, disguises by width, blanks and signs do not help.
import { compareKey, normalise } from '../lib/chinese.ts';

/** Whether a text may go to a group; `clause` says in Chinese what stands against it. */
export type Guarded = { ok: true } | { ok: false; clause: string };

/** What is known of the group. */
export interface GuardFacts {
  /** Somebody from outside the office and its schools is in it. */
  groupHasOutsiders: boolean;
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
const noRank = '(?!师|教|老师|额|单|字|成员|组员|队员|评委|专家|主讲|同志|报名|报到|提交|签到|到达|志愿)';

const rules: readonly Rule[] = [
  // 姓名次序, 报名次日 and 署名次序 only happen to hold the two signs.
  { clause: rank, pattern: /(?<![姓报署题签点])名次(?![序日年月数])|(?<![安编])排名(?![单额字师])|排行(?![程动])/ },
  { clause: rank, pattern: /(?<![安编])排位(?![置子])|(?<![座席])位次(?!序)|名列[前第]/ },
  { clause: rank, pattern: new RegExp(`倒数第${numeral}(?![${digits}周天日节课行页个次段排题])`) },
  { clause: rank, pattern: new RegExp(`(?:第|前|后)${numeral}名${noRank}`) },
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

const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤';
/** Words of two or three signs that begin like a name and stand before figures in office texts. */
const noNames =
  /^(?:方法|方案|方式|高度|金额|石油|江苏|任务|任课|程度|程序|成绩|白天|万元|马上|高效|高中|高年级|段长|史实|陆续|周一|周二|周三|周四|周五|周六|周日|周次|周数|余下|何时|何地|夏季|夏令|秦岭|石板|毛笔|钱数|严格|武术|戴口罩|向导|汤圆|任教|姜黄|叶子|许多|杨柳|田径|田间|龙舟|林业|任选|方向|石刻|钟点|贺信|顾问|范围|范文|万人|金奖|金牌|白板|江东|江西|江北|江南|余人|万字|马路)/u;
const name = `[${surnames}]\\p{Script=Han}{1,2}`;
const figure = '(?:1[0-4]\\d|150|\\d{1,2})(?:\\.\\d{1,2})?';
/** 李明98分, 李明:98, 张三考了 98: a name, perhaps a word, and a figure of at most 150. */
const namedScore = new RegExp(
  `(?<!\\p{Script=Han})(${name})(?:同学|小朋友)?[,:=|/-]?(?:考了|得了|只考了|考|得|获)?${figure}分(?![钟之组校校享析工类册批层发])`,
  'gu',
);
const namedFigure = new RegExp(
  `^[\\s|]*(?:\\d{1,3}[.、)\\s])?\\s*(${name})(?:同学)?[\\s,，:：|/=\\-、]*${figure}(?:[\\s,，|/、]+${figure})*[\\s|]*$`,
  'u',
);

const isName = (text: string): boolean => !noNames.test(text);

/** The text a line at a time, without blanks, and without the signs that are put between characters to disguise them. */
const plainLines = (text: string): string[] =>
  normalise(text)
    .replace(against, '')
    .split('\n')
    .map((line) =>
      compareKey(line)
        .replace(/(?<=\p{Script=Han})[.·・•*_~^|\-+]+(?=\p{Script=Han})/gu, '')
        .replaceAll('，', ','),
    );

/** Names with figures: one with 分, or three lines of a list. */
function scoresByName(text: string): boolean {
  const open = normalise(text).replace(against, '');
  const lines = open.split('\n');
  const single = lines.some((line) =>
    [...line.replace(/[ \t]+/g, '').matchAll(namedScore)].some(([, who = '']) => isName(who)),
  );
  const listed = lines.filter((line) => isName(namedFigure.exec(line)?.[1] ?? '周次'));
  return single || listed.length >= 3;
}

/**
 * Looks a text to a group over. What is held is told to the author in private and let through by the head of the office
 * only. Levels (优秀率, 一等奖) and office words (报名次日, 排名不分先后, 平均分组) pass.
 */
export function guardText(text: string, { groupHasOutsiders }: GuardFacts): Guarded {
  const lines = plainLines(text);
  const hit = [...rules, ...(groupHasOutsiders ? internal : [])].find(({ pattern }) =>
    lines.some((line) => pattern.test(line)),
  );
  if (hit) return { ok: false, clause: hit.clause };
  return scoresByName(text) ? { ok: false, clause: score } : { ok: true };
}
