// What the columns of a table hold, told by their headings, else by their cells.
import { compareKey } from '../../../lib/chinese.ts';
import { readWhen } from './scan.ts';
import type { When } from './when.ts';
import { plainOf } from './words.ts';

/** What a column holds; `content` may occur several times, `ignored` is neither item nor date. */
export type Role =
  | 'number'
  | 'week'
  | 'date'
  | 'month'
  | 'weekday'
  | 'content'
  | 'owner'
  | 'venue'
  | 'audience'
  | 'subject'
  | 'clock'
  | 'remark'
  | 'ignored';

const names: [Role, RegExp][] = [
  ['number', /^(?:序号|编号|序|项次|号)$/],
  ['week', /^(?:周次|周别|周数|周序|教学周|教学周次|周|第几周|学周|周\/?次|行事周次|周历|星期次)$/],
  ['month', /^(?:月份|月|月次)$/],
  ['weekday', /^(?:星期|星期几|周几|礼拜)$/],
  ['clock', /^(?:具体时间|时刻|时段|节次|上课时间|起止时刻)$/],
  [
    'date',
    /^(?:日期|时间|日期时间|起止日期|起止时间|起讫日期|起讫时间|起迄日期|日程|月日|时间安排|活动时间|活动日期|教研时间|完成时间|完成时限|时限|开展时间|举办时间|实施时间|时间节点|日期\/?周次|截止时间|计划时间|会议时间|比赛时间|考试时间|培训时间|召开时间)(?:\(.*\))?$/,
  ],
  [
    'owner',
    /^(?:负责|负责人|责任人|责任部门|责任科室|责任处室|责任单位|部门|科室|处室|主管部门|负责部门|负责处室|负责科室|主持|主持人|主讲|主讲人|主讲教师|执教|执教人|执教者|执教教师|上课教师|承担人|组织者|组织部门|组织单位|牵头|牵头部门|牵头单位|牵头人|承办|承办部门|承办人|主办|主办单位|主备人|主备|主评|主评人|评课|点评|执行人|执行部门|联系人|中心发言人|发言人|讲课人|授课教师|授课人|分管领导|配合部门|协助部门|落实部门|责任|参与部门|主持教师|主备教师|班级)$/,
  ],
  [
    'venue',
    /^(?:地点|活动地点|场所|会场|考点|承办学校|承办单位|教室|举办地点|会议地点|活动场所|培训地点|承办地点|地址)$/,
  ],
  [
    'audience',
    /^(?:对象|参加对象|参加人员|参与对象|参与人员|参会人员|参与者|参加者|活动对象|培训对象|年级|学段|适用对象|出席人员|范围|参与人|参加人|人员)$/,
  ],
  ['subject', /^(?:学科|科目|课程|学科组|教研组|组别|年级组|备课组)$/],
  ['remark', /^(?:备注|说明|附注|注|备考|落实情况|完成情况|变动|调整|更正|备注说明)$/],
  [
    'ignored',
    /^(?:目标|目的|要求|活动要求|活动目的|形式|活动形式|方式|活动方式|材料|成果|预期成果|成果形式|措施|经费|人数|课时|学时|类别|类型|性质|级别|层级|检查情况|准备|准备工作|电话|联系电话|达成目标|工作要求|页码|版本|册数|单元|进度)$/,
  ],
  [
    'content',
    /^(?:内容|工作内容|活动内容|主要内容|具体内容|工作安排|活动安排|主要工作|工作要点|重点工作|行事|行事内容|主要活动|活动|活动名称|活动主题|活动项目|教研主题|教研内容|教研活动|教研活动内容|研修内容|主题|课题|项目|工作项目|事项|工作事项|重要事项|主要事项|安排|具体安排|工作|事务|主要行事|大事|任务|工作任务|会议|会议内容|会议名称|培训内容|专题|议题|日程安排|学校工作|计划|工作计划|考试科目|比赛项目|项目名称)$/,
  ],
];

/** A heading of a column, blanks and brackets ignored; null for words that head no known column. */
export function roleOf(heading: string): Role | null {
  const key = compareKey(plainOf(heading))
    .replace(/[:：]$/, '')
    .replace(/\n/g, '')
    .replace(/(.)[(].{1,8}[)]$/, '$1');
  if (key === '' || key.length > 14) return null;
  const found = names.find(([, pattern]) => pattern.test(key));
  if (found) return found[0];
  if (/[与和、/及](?:日期|时间)$/.test(key)) return /周次/.test(key) ? 'week' : 'date';
  if (/^(?:周次|月份|日期).{0,6}$/.test(key) && !/[\d一二三四五六七八九十]/.test(key))
    return /^周/.test(key) ? 'week' : /^月/.test(key) ? 'month' : 'date';
  if (/(?:内容|安排|主题|项目|事项|要点)$/.test(key) && key.length <= 10) return 'content';
  if (/(?:负责人|责任人|部门|单位|人员)$/.test(key)) return /参/.test(key) ? 'audience' : 'owner';
  if (
    /^(?:责任|负责|牵头|主管|承办|组织|协办|配合|执行|分管|落实)(?:部门|科室|处室|股室|单位|人员?|教师|领导|年级|学科|组)?$/.test(
      key,
    )
  )
    return 'owner';
  if (/^(?:承办|主办|责任|值周)班级?$/.test(key)) return 'owner';
  if (key.length <= 6 && /学科|科目/.test(key)) return 'subject';
  if (key.length <= 6 && /年级|学段/.test(key)) return 'audience';
  if (key.length <= 5 && /活动$/.test(key)) return 'content';
  if (/地点$/.test(key)) return 'venue';
  return null;
}

/** A cell that says when and nothing else; numbers alone are weeks in a week column, months in a month column. */
export function whenOfCell(text: string, role: Role | null): When | null {
  const plain = plainOf(text)
    .replace(/\n/g, role === 'date' || role === 'week' ? ' ' : '')
    .replace(/ ?[|︱∣丨] ?/g, '-')
    .trim();
  if (plain === '' || plain.length > 60) return null;
  const unit = role === 'week' ? '周' : role === 'month' ? '月' : role === 'weekday' ? '' : null;
  if (unit !== null) {
    const lone =
      /^[([]?(?:周)?([\d零〇一二三四五六七八九十日天]{1,3}(?:[-~、至到][\d零〇一二三四五六七八九十]{1,3})?)[)\]]?(?:周|月)?$/.exec(
        plain,
      );
    if (lone && role === 'week') return readWhen(`第${lone[1]}周`, 0, { column: true });
    if (lone && role === 'month') return readWhen(`${lone[1]}月`, 0, { column: true });
    if (lone && role === 'weekday') return readWhen(`周${lone[1]}`, 0);
  }
  const start = /^[([]/.test(plain) ? 1 : 0;
  const when = readWhen(plain, start, { column: true });
  if (!when) {
    const lone = role === 'date' ? /^(\d{1,2})(?:[-~、至](\d{1,2}))?$/.exec(plain) : null;
    return lone ? readWhen(`${plain}日`, 0, { column: true }) : null;
  }
  const rest = plain
    .slice(when.to)
    .replace(/^[)\]]/, '')
    .replace(/^(?:份|工作|工作安排|安排)$/, '');
  return /^[\s)\],.:]*$/.test(rest) ? when : null;
}

const ownerLike = /^[\u4e00-\u9fa5、,\s\n/]{1,16}$/;
const ownerEnd =
  /(?:处|室|部|科|组|办|校|会|院|股|中心|长|员|师|人|委|站|办公室|班子|领导|团|队|全体|主任|教师|班主任)$/;

/** Whether a cell looks like a department or a person rather than work. */
export const looksLikeOwner = (text: string): boolean => {
  const plain = plainOf(text).trim();
  return (
    ownerLike.test(plain) &&
    plain
      .split(/[\s、,/\n]+/)
      .every(
        (word) =>
          word.length <= 8 &&
          ownerEnd.test(word) &&
          !/(?:大会|例会|家长会|年会|班会|座谈会|研讨会|总结会|运动会)$/.test(word),
      )
  );
};
