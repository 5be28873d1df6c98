// The words and files that hold a text back: one table. Each pattern is tried on lines without blanks and disguises.
import type { ClauseId } from './clauses.ts';

/** One reason to hold a text back. */
export interface Rule {
  clause: ClauseId;
  pattern: RegExp;
}

const digits = '\\d一二三四五六七八九十百两零';
const numeral = `[${digits}]{1,4}`;
/** What 第三名 and 前三名 begin that is no rank: 第三名教师, 前20名报名者. */
const noRank = '(?!师|教|老师|额|单|字|成员|组员|队员|评委|专家|主讲|同志|报名|报到|提交|签到|到|志愿)';
/** Where a place such as 第3 ends: 年级第3单元, 全校第一时间, 三年级第3、4课 go on. */
const placeEnds = `(?=$|[,.。;!?…)\\]"'★|](?!第?${numeral})|的|是|为|祝贺|恭喜|表扬|请)`;
const scope = '(?:班|班级|班里|本班|我班|年级|年段|同级|全校|全区|全市|全县|全镇|片区|学区|校|级)';
const results = '(?:分数|成绩|得分|平均分|均分|高分|总分|考分|优秀率|优生率|合格率|及格率|得分率)';

const ranks: RegExp[] = [
  // 姓名次序, 报名次日 and 署名次序 only happen to hold the two signs.
  /(?<![姓报署题签点])名次(?![序日年月数的])|(?<![安编])排名(?![单额字师])|排行(?![程动])/,
  /(?<![安编])排位(?![置子])|(?<![座席])位次(?!序)|名列[前第全]/,
  new RegExp(`倒数第${numeral}(?![${digits}周天日节课行页个次段排题])`),
  new RegExp(`(?:第|前|后|倒数|最后|末)${numeral}名${noRank}`),
  new RegExp(`${scope}第${numeral}位(?!发言|主讲|展示|上台|出场)`),
  new RegExp(`(?:语文|数学|英语|科学|总分|单科|综合|成绩)第${numeral}(?:[:是为]|$)`),
  /(?:年级|全班|班级)最[高低差好](?!规格|标准|限|层)|头名|夺魁|拔得头筹|跌出.{0,6}前/,
  new RegExp(`${scope}(?:总分|成绩|里|中|的)?(?:排|排在|位列|位居|列|居)?第${numeral}${placeEnds}`),
  new RegExp(`${scope}(?:总分|成绩)?(?:前|后|倒数)${numeral}(?::|${placeEnds})`),
  new RegExp(`(?:同学|小朋友|考了|考|位列|位居|高居)(?:了|获得?)?第${numeral}${placeEnds}`),
  // 班排3, 年级排12, 全区排第五; 前进3位, 进步了12名.
  new RegExp(`(?:班|年级|校|级|区|县|市)排(?:到|在|第)?${numeral}(?:位|名)?${placeEnds}`),
  new RegExp(`(?:前进|进步|退步|后退|上升|下降|提升|跌)了?${numeral}(?:名|位)`),
  new RegExp(
    `(?:班级?|年级|全[班校区县市]|成绩|总分|考试)(?:top|no\\.?)\\d|前${numeral}强|(?:年级|班级)${numeral}强|top\\d{1,3}(?:学生|同学|名单)|并列第${numeral}`,
  ),
  new RegExp(`(?:均分|总分|成绩|分数|考分)(?:排|排在)?(?:前|后)${numeral}(?!月|周|天|次|节|课|个)`),
  new RegExp(`(?:按|依|从).{0,6}${results}.{0,6}(?:排|高到低|低到高|倒序|降序|选座|分班)`),
  new RegExp(`${results}.{0,6}(?:排序|排队|排列|高低|高到低|低到高|倒序|降序)`),
  /(?:总分|成绩|考试|分数|均分)[^,。;]{0,4}(?:冠军|亚军|季军|榜首|末位|第一|魁首)/,
  /状元|(?:百分|高分|满分|进步|学霸)榜|红榜|龙虎榜|光荣榜|学霸榜|黑榜|学霸|学渣|(?<![气坐床鞋])垫底(?!部)|榜首|(?:年级|班级|全[班校区县市]|考试|成绩|总分)前[\d一二三四五六七八九十百]{1,4}名单|最后一名(?:是|为|:)/,
];

const scores: RegExp[] = [
  // 平均分 is a topic of mathematics too (平均分 第12课时); only with a figure or a comparison is it a result.
  /(?:平均分|均分)(?!组|成|配|派|给|摊|散|担|为)(?:[:=是为约达]|达到|高达|只有){0,2}\d{2,3}(?!课|节|页|单元|人|组|名|份|本|件)/,
  /(?:由|从)\d{2,3}(?:\.\d)?分?[^,。;\d]{0,4}(?:掉|降|升|涨|跌|进步|提高|退步)[到至了]\d{2,3}(?![元人%])/,
  /平均[:=是为]?\d{2}\.\d{1,2}(?![\d人节次份册件本个名元篇%岁课公])|(?:平均分|均分)比/,
  /人均[:=是为]?\d{2}(?:\.\d{1,2})?分/,
  /(?:平均分|均分)(?:最高|最低|倒数|垫底|领先|落后)|(?:平均分|均分).{0,6}(?:高出|高于|低于|超出|超过|多|少)/,
  /(?<!去掉|去|除去|剔除|去掉一个|各一个)(?:最高分|最低分)(?:和最低分)?[:是为]?\d{2,3}/,
  /成绩(?:单(?!位)|表(?![彰现明示演])|册|榜|汇总|明细)|(?:分数|得分)(?:表(?![示现达])|榜|明细|一览)/,
  /(?:公布|公示|通报|张贴|晒)[^,。;!?]{0,8}(?:成绩(?![突优显])|分数|得分)(?!.{0,4}(?:等级|等第))/,
  /姓名.{0,20}(?:成绩|分数|得分|总分)|(?:成绩|分数|得分|总分).{0,20}姓名/,
];

/** Who sets papers, and how far they are: secret while papers are being set. 审题 and 命题作文 are taught. */
const settings: RegExp[] = [
  /(?<![半真假逆])命题(?!作文|[真假]|能力|比赛|大赛|评比)|命制|出卷|制卷|审卷|组卷|磨题|拟题|双向细目|细目表/,
  /审题(?:人|组|教师|老师|:|稿|会)|出题(?!目|型)|(?:试卷|试题|卷)(?:清样|初稿|定稿|送印|校对)/,
];

const fileType = '(?:docx?|pdf|wps|et|xlsx?|pptx?|zip|rar|7z|jpe?g|png|txt)';
const papers: RegExp[] = [
  new RegExp(`(?:试卷|试题|答案|考卷)[^,。;!?]{0,20}\\.${fileType}(?![a-z])`),
  /(?:https?:|www\.)[^,。;]*(?:试卷|试题|答案|考卷)/,
  /(?:附件|文件)\d?[:\])】〕][^,。;!?]{0,20}(?:试卷|试题|答案|考卷)/,
  /(?:试卷|试题|答案|考卷)[^,。;!?]{0,10}(?:上传|群文件|见附件|网盘|下载|提取码|发群|发到群|电子版)/,
];

const internal = /一校一策|诊断报告|问题清单|整改|命题|评委名单|巡视反馈|视导(?:报告|反馈|结论)/;

const rulesOf = (clause: ClauseId, patterns: readonly RegExp[]): Rule[] =>
  patterns.map((pattern) => ({ clause, pattern }));

/** For every group at any time. */
export const always: readonly Rule[] = [
  ...rulesOf('rank', ranks),
  ...rulesOf('score', scores),
  {
    clause: 'everyone',
    pattern: /(?<![a-z0-9])@(?:所有|全体|全员|全部|大家|各位|all|everyone|channel|here)(?![a-z])/,
  },
  { clause: 'key', pattern: /[?&](?:key|access_token)=[\w-]{16}/ },
];
/** What is named like a paper, a question or an answer. */
export const paperFiles: readonly Rule[] = rulesOf('paper', papers);
/** While papers are being set. */
export const whilePapersAreSet: readonly Rule[] = [...paperFiles, ...rulesOf('setting', settings)];
/** Where somebody from outside listens. */
export const beforeOutsiders: readonly Rule[] = rulesOf('internal', [internal]);
