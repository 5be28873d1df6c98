// Whether a text tells somebody's score: names beside figures, in a sentence, a row or a list. Pure, part of the guard.
// What stands in for a name is guessed from surnames; words of office texts that begin like one are set down below.

const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤傅洪樊倪耿鲍阎冉凌阮涂邬柯聂焦殷鲁葛翟伍詹童舒饶翁骆牟佟柳颜覃邢欧庞屈';
const compound = '欧阳|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|端木|南宫';
/** 小明 and 小红 are pupils, 小组 and 小题 are not. */
const afterSmall = '明红刚强华丽芳军亮东雨雪虎宇杰伟敏静娟龙燕霞梅兰凤玲洋浩轩涵怡欣萱梓';

/** Words of two or three signs that begin like a name and stand before figures in office texts. */
const noNames =
  /^(?:方法|方案|方式|方程|方位|方格|高度|高效|高中|高年级|高低|金额|金奖|金牌|石油|石板|石刻|江苏|江东|江西|江北|江南|任务|任课|任教|任选|程度|程序|成绩|白天|白板|白话|万元|万人|万字|万以|马上|马路|马虎|段长|段落|史实|史料|陆续|周[一二三四五六日次数长末期会记]|余下|余人|何时|何地|夏季|夏令|秦岭|毛笔|毛线|钱数|钱币|严格|严谨|严肃|武术|戴口罩|向导|向上|汤圆|姜黄|叶子|许多|许可|杨柳|柳树|田径|田间|田野|龙舟|龙头|林业|林间|方向|钟点|钟表|钟面|贺信|贺卡|顾问|范围|范文|范例|范读|童话|童谣|童诗|童声|童心|颜色|舒展|江河|孔子|孔融|李白|杜甫|王维|陆游|苏轼|孟浩然|白居易|贺知章|曹操|鲁迅|鲁班|林海|陶器|陶艺|陶笛|葛根|石头|欧洲|白杨|黄河|黄山|黄金|黄色|金色|白色|宋体|宋词|唐诗|唐朝|宋朝|汤匙|付出|付费|付款|高铁|高空|高速|高质|高分|高段)/u;
const subjects = '语文|数学|英语|科学|道德与法治|道法|品德|音乐|美术|体育|信息|总分|总成绩|[语数英](?=[\\s:=]{0,2}\\d)';

const name = `(?:(?:${compound})\\p{Script=Han}{1,2}|[${surnames}]\\p{Script=Han}{1,2}|小[${afterSmall}]|\\p{Script=Han}{2,6}[·•]\\p{Script=Han}{2,6})`;
/** Where a name may begin: after no sign of Chinese, or after a word that leads to one. 评价方法 holds no 方法某. */
const before =
  '(?<=^|[^\\p{Script=Han}]|班|年级|小学|中学|学校|同学|学生|孩子|选手|恭喜|祝贺|表扬|其中|期中|期末|月考|考试|测试|测验|检测|调考|和|与|及|有|是)';
const figure = '(?:1[0-4]\\d|150|[1-9]?\\d)(?:\\.\\d{1,2})?';
const spelled = '[一二三四五六七八九十百零〇壹贰叁肆伍陆柒捌玖拾佰]{2,6}';
const gap = '[\\s,:=|/()\\[\\]·.…*_~"\'>\\-]{0,4}';
/** What is said between a name and its figure: 李明同学这次语文只考了98分. */
const between = `(?:${gap}(?:\\([^()\\n]{1,10}\\)|同学|小朋友|的|在|里|中|期中|期末|月考|单元|这次|本次|今天|考试|测试|测验|检测|卷|${subjects}|成绩|得分|分数|只|才|仅|竟|考了|考|得了|得到|得|获得|获|拿了|拿到|拿|达到|达|是|为|有)){0,8}${gap}`;
const points = '分(?!钟|之|组|校|享|析|工|类|册|批|层|发|制|别|会场|会议|场|部|局|园|支|号|头)';
const ends = '(?=[\\s,、。;!?)|/]|$)';
const earned = '(?:考了|只考|才考|考|得了|拿了|拿到)';

/** The name in each of these is group 1. */
const sentences = [
  // 李明98分, 欧阳明同学语文九十八分.
  `${before}(${name})${between}(?:${figure}|${spelled})${points}`,
  // 李明考了九十八, 小明考了98.
  `${before}(${name})${between}${earned}(?:${figure}(?!\\d)|${spelled})${ends}`,
  // 成绩：李明 98.
  `(?:成绩|得分|分数|总分|考分)[^。\\n]{0,12}?${before}(${name})${gap}(?:[3-9]\\d|100)(?:\\.\\d{1,2})?${ends}`,
  // 得98分的是李明, 满分的有王芳.
  `(?:${figure}分|满分|一百分|双百)的(?:同学|学生|孩子)?(?:是|有|为|:)${gap}(${name})`,
  // 李明总分285, 李明 98/100.
  `${before}(${name})${between}(?:(?:得分|总分|成绩|分数|考分)[:=是为]?\\s{0,2}\\d{2,3}(?:\\.\\d{1,2})?|${figure}/1[0-5]0)${ends}`,
  // 李明得了满分.
  `${before}(${name})${between}满分`,
].map((pattern) => new RegExp(pattern, 'gu'));

/** 赵钱同学98分 whatever the name; 每位同学10分 is nobody's. */
const pupil = new RegExp(`(\\p{Script=Han}{2,4})同学(?![们会录间])${between}${figure}${points}`, 'gu');
const nobody = /(?:[的每位各名个些体该等班级组校男女时让请给]|所有|其他|多数|少数|部分)$/u;

const titled = /(?:老师|校长|主任|书记|组长|同志)$/;
const isName = (text: string): boolean =>
  !noNames.test(text) && !titled.test(text) && !/[语数英课学].*[·•]|[·•].*[语数英课学]/.test(text);

const named = (line: string, pattern: RegExp): string[] =>
  [...line.matchAll(pattern)].flatMap(([, who]) => (who !== undefined && isName(who) ? [who] : []));

/** 李明 语文98 数学95. */
const bySubject = new RegExp(
  `${before}(${name})(?:同学)?${gap}((?:[、;]?${gap}(?:${subjects})[\\s:=]{0,2}${figure}(?!\\d)分?(?=[\\s,、。;!?)|/语数英科道品音美体信总]|$)){1,12})`,
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

const figuresIn = (text: string): number[] => (text.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
/** Small figures are counts, rooms begin at 101. */
const likeMark = (value: number): boolean => value >= 40 && value <= 100;

/** Words that say what a figure counts. */
const counts =
  /座|听课|人数|人次|参加|参训|节|课时|学时|号|页|电话|分机|短号|份|册|本|车|室|房|楼|桌|岁|年龄|公里|元|票|时长|篇|次数|件|场次|顺序|抽签/;
const marks = /[成业]绩|得分|分数|考[分了试]|测|期[中末]|\d分/;
const tellsCounts = (words: string): boolean => counts.test(words) && !marks.test(words);

const pair = new RegExp(
  `${before}(${name})(?:同学)?(?:\\([^()]{1,10}\\))?[\\s:=(\\-]{0,3}(${figure})(?!\\d)分?(?=[\\s,、。;!?)|/]|$)`,
  'gu',
);

/** 李明98、王芳95, unless the line says what it counts. */
function pairsInLine(line: string): boolean {
  const found = [...line.matchAll(pair)].filter(([, who = '', value]) => isName(who) && likeMark(Number(value)));
  return found.length > 1 && !tellsCounts(line);
}

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

const average = /(?:平均分|均分)(?![组成配派给摊散担为])/g;
const placeWithMark =
  /\p{Script=Han}{1,10}(?:\(\S{1,2}\)班)?[\s:=|]{0,3}((?:[3-9]\d|100)(?:\.\d{1,2})?)(?![\d.])分?(?=[\s,、。;!?)|/]|$)/gu;
/** How far behind 平均分 figures still belong to it. */
const reach = 300;

/** 数学平均 82.5. */
const averageMark =
  /(?:小学|学校|班|年级|语文|数学|英语|科学)[^,。\n]{0,8}平均[:=是为]?\s{0,2}\d{2}\.\d{1,2}(?!\s{0,2}[人节次份册件本个名元篇%\d])/u;

/** 各校平均分：实验82 二码头80. */
const averagesByPlace = (text: string): boolean =>
  averageMark.test(text) ||
  [...text.matchAll(average)].slice(0, 20).some(({ index }) => {
    const after = text.slice(index, index + reach);
    return [...after.matchAll(placeWithMark)].filter(([words]) => !tellsCounts(words)).length > 1;
  });

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
  if (!/[分考得拿绩百]|\/1/.test(line)) return false;
  const [first, ...others] = sentences;
  const closed = line.replace(/\s+/g, '');
  return (
    (first !== undefined && named(closed, first).length > 0) ||
    [first, ...others].some((pattern) => pattern !== undefined && named(line, pattern).length > 0) ||
    named(line, pupil).some((who) => !nobody.test(who))
  );
}

/** Whether a text (normalised, with its blanks) tells the scores of people or compares averages of schools and classes. */
export function scoresByName(text: string): boolean {
  const lines = text.split('\n');
  const told = lines
    .flatMap(pieces)
    .some((line) => inSentence(line) || (/\d/.test(line) && (marksBySubject(line) || pairsInLine(line))));
  return told || listed(lines) || averagesByPlace(text);
}
