// Lines that are no activities: month and week headings with their themes, section headings, notes, footers.
import { readWhen } from './scan.ts';
import type { When } from './when.ts';

const scheduleHeading =
  /行事历|日程|安排|进度|逐月|分月|月历|周历|校历|各月|按月|每月|一览|月份|大事|活动计划|专题活动|常规活动|主要活动|重点活动|教研活动|活动内容|工作要点|推进步骤|实施步骤|时间节点|阶段/;
const proseHeading =
  /指导思想|目标|思路|意义|背景|要求|措施|保障|原则|分析|现状|园情|校情|学情|基本情况|奖项|奖励|奖惩|经费|对象|范围|学科$|成果|其他|组织领导|领导小组|机构|纪律|注意|评分|标准|条件|方式|职责|制度|分工/;
const notes =
  /^(?:注意?|备注|说明|附注|附言|几点说明|有关说明|温馨提示|特别说明|特别提醒|提示|注意事项|填表说明)(?:[:：]|\d?[.、]|$)|^\*? ?(?:以上|上述|本)(?:安排|计划|表|行事历|日程|内容|活动)|^(?:未尽|未列|其余安排|其它?事项|如有|若有|如遇|若遇)/;
const foot = /^(?:附件|附:|附表|抄送|主送|报送:|印发|公开方式|联系人|联系电话|电话|邮箱|地址|邮编|校对|打印|共印)/;
const restOfHeading =
  /^(?:份|的|重点|主要|具体|教学|教研|科研|德育|学校|工作|常规|活动|教育|和|与)*(?:安排|要点|计划|重点|行事历?|日程|一览表?|内容|任务)?(?:如下)?[\s\]】):.。;]*$/;
const themeStart = /^[\s\]】)]*(?:[-~:：|·]+|主题[:：]?|[\s("“《【[])/;

/** 行事历, 工作安排 … and not 工作要求. */
export const isScheduleHeading = (text: string): boolean => scheduleHeading.test(text) && !proseHeading.test(text);
export const isProseHeading = (text: string): boolean => proseHeading.test(text);
/** 说明：, 注：, 以上安排…. */
export const beginsNotes = (text: string): boolean => notes.test(text);
/** 附件：, 抄送：, 联系人：. */
export const beginsFoot = (text: string): boolean => foot.test(text);

/** A heading that dates what follows, with its theme. */
export interface TimeHeading {
  when: When;
  theme: string | null;
  level: 'month' | 'week' | 'day';
}

const levelOf = (when: When): TimeHeading['level'] | null => {
  if (when.every || when.pairs || when.mod || when.time) return null;
  if (when.weeks.length) return 'week';
  if (when.days.length) return 'day';
  return when.months.length || when.wholeYear ? 'month' : null;
};

/** 新课改学习月、教学视导月: every part is called a month; 主题：… says that it is one. */
function themeOf(rest: string, level: TimeHeading['level']): string | null {
  if (level !== 'month' || rest.length > 60 || /[。;；]/.test(rest)) return null;
  const marked = themeStart.test(rest);
  const text = rest
    .replace(/^份/, '')
    .replace(/^[\s\-~:：|·\])】]+/, '')
    .replace(/[\s:：]+$/, '');
  const said = /^[(["]?(?:月?主题|本月主题|教育主题|活动主题|德育主题|工作主题|重点)[:："“]/.test(text);
  const named = text
    .replace(/^[("[]+|[)"\]]+$/g, '')
    .split(/[、,，暨和 ]/)
    .every((part) => part.length > 1 && /月[)"\]]?$/.test(part));
  if (said || named)
    return text
      .replace(/^[("[]?(?:月?主题|本月主题|教育主题|活动主题|德育主题|工作主题)[:：]?(?=["“]|[^"“])/, '')
      .replace(/^[([]|[)\]]$/g, '');
  return marked && /^["“《].*["”》]$/.test(text) ? text : null;
}

/** 暑假, 学期末, 平时 as a heading: what follows belongs to no month. */
export const closesMonths = (line: string): boolean =>
  /^(?:\(?[一二三四五六七八九十\d]{1,2}[)、.])?(?:寒假|暑假|暑期|寒暑假|假期|学期初|学期末|期初|期末|期中|平时|日常|全学期|整学期|贯穿全学期|经常性|常态化)(?:期间|工作|活动|安排|事务)*[:：]?$/.test(
    line,
  );

/** Reads a line as a heading of a month, week or day; null when it holds work. */
export function timeHeading(line: string): TimeHeading | null {
  const start = /^[\s[【(*#=<《]*/.exec(line)?.[0].length ?? 0;
  const year = /^20\d\d(?:年|[-~]20\d\d学年)? ?(?=第|[\d一二三四五六七八九十]{1,3}月)/.exec(line.slice(start));
  const when =
    readWhen(line, start, { column: line.length < 24 }) ?? (year ? readWhen(line, start + year[0].length) : null);
  if (!when || when.from > start + 8) return null;
  const level = levelOf(when);
  if (!level) return null;
  const rest = line.slice(when.to);
  if (restOfHeading.test(rest)) return { when, theme: null, level };
  const theme = themeOf(rest, level);
  return theme === null ? null : { when, theme, level };
}

/** 主题：… on a line of its own under a month heading. */
export const themeLine = (line: string): string | null =>
  /^(?:本月|月|教育|活动|德育|工作)?主题(?:月)?[:：] ?(.{2,40})$/.exec(line)?.[1] ??
  (/^["“][^"”]{2,20}月["”]?$/.test(line) ? line : null);

const organisation =
  /(?:室|校|局|处|中心|园|学院|部|所|工会|委员会|学会|协会|研究会|组|科|办|股|院|委|集团|小学|中学|幼儿园)$/;

/** A signature: the name of an office alone on its line. */
export const isOrganisation = (text: string, line = text.replace(/ ?(?:制表?|宣|印发?|\(?盖?章\)?)$/, '')): boolean =>
  line.length <= 30 &&
  organisation.test(line) &&
  !/[,。;:、]/.test(line) &&
  !/(?:大会|例会|会议|家长会|班会|运动会|年会|座谈会|研讨会|[\u4e00-\u9fa5]动会|总结会|表彰会)$/.test(line);

/** A date alone on its line, as under a signature: 2023年3月6日, 2024年2月, 二〇二三年三月. */
export const isDateLine = (line: string): boolean =>
  /^[(]?(?:20\d\d|二[〇零○][一二三四五六七八九〇零]{2})(?:年|[-./]) ?[\d一二三四五六七八九十]{1,3}(?:月|[-./])? ?(?:[\d一二三四五六七八九十]{1,3}日?)?(?:印发?)?[)。]?$/.test(
    line.trim(),
  );
