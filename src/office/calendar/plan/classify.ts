// Kind, level, people and subjects of an activity, each with the words that told it. Tables tried from the top.
import type { ItemKind, Level, ReminderKind } from './model.ts';

/** A value and the words that gave it. */
export interface Told<T> {
  value: T;
  words: string;
}

const kinds: [ItemKind, RegExp][] = [
  [
    'plan',
    /(?:拟定|拟订|制[定订]|拟发|编制|起草|修订|谋划|商定).*|(?:印发|下发|发布).{0,20}(?:通知|计划|方案)|(?:安排.{0,12}行事历)/,
  ],
  ['prep', /集体备课|备课(?!组长|组会|组长会)|命题|命制|制卷|审题|磨课|打磨/],
  [
    'deadline',
    /截止|上交|上报|报送|提交|收齐|收缴|收集|征集|递交|交(?:教[务导]处|办公室|电子稿|资料)|报名|申报|推荐名单|上传|汇总表/,
  ],
  ['visit', /视导|督导|巡课|推门|下校|走访|蹲点|调研(?!考|卷|测)|回访|飞行检查/],
  ['contest', /比赛|大赛|竞赛|评选|评比|赛课|初赛|复赛|决赛|大比武|比武|展评|评优|评奖|擂台|征文/],
  [
    'exam',
    /考试|检测|测试|监测|测评|测查|抽测|考查|期[中末]考|调考|月考|统考|联考|中考|高考|会考|模拟考|学考|毕业考|考核(?!方案|办法)|考试周/,
  ],
  ['meeting', /会议|大会|例会|座谈|研讨会|推进会|总结会|表彰会|动员会|家长会|布置会|年会|报告会|工作会|会$|换届/],
  ['review', /总结|小结|汇总|分析|评估|考评|评审|述职|反馈|盘点|综述|验收|评定|考核/],
  [
    'activity',
    /培训|讲座|教研|研讨|展示|观摩|活动|典礼|仪式|节|放假|开学|报到|演练|参观|研学|送教|公开课|示范课|汇演|体检|运动会|宣传|论坛|沙龙/,
  ],
];

/** The coarse kind; what is due is a deadline. */
export function kindOf(title: string, due: boolean): Told<ItemKind> {
  if (/^(?:学生)?(?:放|补)?.{0,6}(?:放假|开学典礼|散学典礼)/.test(title)) return { value: 'activity', words: title };
  if (due) return { value: 'deadline', words: '前' };
  for (const [value, pattern] of kinds) {
    const found = pattern.exec(title);
    if (found) return { value, words: found[0] };
  }
  return { value: 'task', words: title };
}

const reminders: [ReminderKind, RegExp][] = [
  ['paperPickup', /领卷|领取试卷/],
  ['marking', /阅卷|评卷/],
  ['paperSetting', /命题|命制|制卷/],
  ['jointPrep', /集体备课/],
  ['contestDeadline', /收集|收齐|收缴|征集|截止|上交|上报|报送|提交|交稿/],
  ['examDay', /考试(?!工作|分析|总结)|检测(?!工作|分析|成绩)|监测(?!工作|分析|考务)/],
  ['meeting', /会$|会议$|打磨|学术活动|大会|座谈会|工作会|换届/],
];

/** The finer kind that speaks (domain.md §2); a 视导 over several days is a window. */
export function reminderKindOf(title: string, severalDays: boolean): Told<ReminderKind> | null {
  if (/视导/.test(title)) return severalDays ? { value: 'visitWindow', words: '视导' } : null;
  for (const [value, pattern] of reminders) {
    const found = pattern.exec(title);
    if (found) return { value, words: found[0] };
  }
  return null;
}

const levels: [Level, RegExp][] = [
  ['province', /省级|全省|省教科|省教育|省里|赴省|省上/],
  ['city', /市级|全市|市教科|市教研|市教育|市上|市里|赴市|参加市|市[“"]|(?:^|[，、接受])市(?!场|联系)/],
  [
    'district',
    /区级|县级|全区|全县|区教研|区教科|县教研|区教育|区里|[\u4e00-\u9fa5]区(?=\d{4}|小学|中小学)|^区|(?:^|接受)县/,
  ],
  ['area', /片区|联片|学区|集团/],
  ['school', /校级|校内|本校|全校|校本|^校/],
  ['unknown', /国家级|全国|教育部/],
];

/** Who runs it: named in the words, else the office that wrote the plan. */
export function levelOf(title: string, writer: Level): Told<Level> {
  for (const [value, pattern] of levels) {
    const found = pattern.exec(title);
    if (found) return { value, words: found[0] };
  }
  return { value: writer, words: '' };
}

/** The level of the writer, told by its name and the title of the plan. */
export function writerLevel(text: string): Told<Level> {
  const school =
    /[\u4e00-\u9fa5]{2,12}(?:小学|中学|学校|幼儿园|一中|二中)(?=\d{4}|校历|[\u4e00-\u9fa5]{0,4}(?:工作|教研|教学|行事|计划|安排|第|年)|$|\n)/.exec(
      text,
    );
  const office =
    /[\u4e00-\u9fa5]{1,10}?(省|市|区|县|旗)[\u4e00-\u9fa5]{0,10}(?:教育科学研究|教科所|教科室|教研室|教育局|教师进修|教师发展|教育研究|教育学院|教体局)/.exec(
      text,
    );
  if (office)
    return {
      value:
        office[1] === '省'
          ? 'province'
          : /区|县|旗/.test(office[0])
            ? 'district'
            : office[1] === '市'
              ? 'city'
              : 'district',
      words: office[0],
    };
  const place = /[\u4e00-\u9fa5]{1,6}(区|县)(?=20\d\d| ?20\d\d|[\u4e00-\u9fa5]{0,8}(?:教研|小学|中学|初中|高中))/.exec(
    text,
  );
  if (place) return { value: 'district', words: place[0] };
  if (school) return { value: 'school', words: school[0] };
  return { value: 'unknown', words: '' };
}

const subjectWords: [string, RegExp][] = [
  ['语文', /语文|语、数|语数/],
  ['数学', /数学|语、数|语数/],
  ['英语', /英语|外语|语、数、英|语数英/],
  ['科学', /(?<!教育)科学(?!研究|发展|规划|教育|院|所|化|评价|素养)/],
  ['道德与法治', /道德与法治|道法|品德/],
  ['思政', /思政/],
  ['历史', /历史/],
  ['地理', /地理/],
  ['物理', /物理|理化生|理化/],
  ['化学', /化学|理化生|理化/],
  ['生物', /生物|理化生/],
  ['音乐', /音乐|音体美|合唱/],
  ['美术', /美术|音体美/],
  ['体育', /体育(?!馆|节|处|场)|艺体|音体美|体卫艺/],
  ['艺术', /艺体|艺术(?!节|处)/],
  ['信息技术', /信息技术|信息科技/],
  ['综合实践', /综合实践/],
  ['劳动', /劳动(?!节|局)(?:教育|课|学科)/],
  ['书法', /书法/],
  ['心理', /心理健康|心理学科/],
];

/** Subjects the words name, in the usual order. */
export const subjectsOf = (text: string): string[] =>
  subjectWords.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);

const people =
  /(全体(?:师生|教师|教职工|教职员工|学生|教研员|行政人员)|各(?:校|班|学校|小学|学科组|教研组|备课组|年级)|其余学校|市?联系学校|教研员|教研组长|备课组长|班主任|骨干教师|青年教师|新教师|教导主任|教务主任|校长|家长|新生|毕业班|(?:[一二三四五六七八九]年级(?:[、至-][一二三四五六七八九]年级)*)|高[一二三]|初[一二三]|[大中小]班|中小学|小学|初中|高中|幼儿园|师生|学生|教师)/;

/** Who takes part, in the words of the source. */
export const audienceOf = (title: string): string | null => people.exec(title)?.[1] ?? null;

/** 地点：…, 在…举行: where it takes place. */
export const venueIn = (text: string): string | null =>
  /地点[:为]? ?([\u4e00-\u9fa5A-Za-z\d]{2,20})/.exec(text)?.[1] ??
  /(?:^|[,(日午\d])在([\u4e00-\u9fa5A-Za-z\d]{2,16}?)(?:举行|召开|举办|开展|进行|组织)/.exec(text)?.[1] ??
  null;
