// Ordinary notices written before the rules and not looked at while they were made.
import type { Cast } from './compose.ts';

/** Each must pass. Names stand beside dates, phone numbers, class numbers, counts and clock times. */
export const heldOutNotices: readonly ((c: Cast) => string)[] = [
  (c) => `请${c.name()}老师${c.day()}${c.clock()}到录播室上${c.room()}的课，联系电话${c.phone()}。`,
  (c) => `值班表\n${c.day()} ${c.name()}\n${c.day()} ${c.name()}\n${c.day()} ${c.name()}`,
  (c) => `通讯录：\n${c.name()} ${c.phone()}\n${c.name()} ${c.phone()}\n${c.name()} ${c.phone()}`,
  (c) => `${c.room()} ${c.name()}；${c.room()} ${c.name()}；${c.room()} ${c.name()}（班主任名单）`,
  (c) =>
    `监考安排：第${c.number(1, 20)}考场 ${c.name()} ${c.name()}，第${c.number(21, 40)}考场 ${c.name()} ${c.name()}。`,
  (c) =>
    `${c.name()}老师执教${c.grade()}${c.subject()}《${c.pick(['圆的周长', '落花生', '我的家乡'])}》，第${c.number(1, 7)}节，${c.number(101, 412)}教室。`,
  (c) => `${c.day()}前，请各校把听课记录交${c.name()}处（${c.school()}${c.number(1, 5)}楼）。`,
  (c) => `评委：${c.name()}、${c.name()}、${c.name()}，每人评审${c.number(8, 15)}份作品。`,
  (c) => `${c.subject()}组${c.number(2, 45)}人参加培训，其中${c.school()}${c.number(2, 12)}人。`,
  (c) => `乘车安排：1号车 ${c.name()} 等${c.number(30, 45)}人，${c.clock()}在校门口上车。`,
  (c) =>
    `公示：${c.name()}（${c.school()}）《${c.pick(['分数的意义', '草船借箭'])}》一等奖；${c.name()}（${c.school()}）二等奖。`,
  (c) => `${c.name()}、${c.name()}两位老师${c.day()}外出学习，课由${c.name()}代，共${c.number(2, 6)}节。`,
  (c) => `第${c.number(2, 19)}周${c.subject()}集体备课，主备人${c.name()}，${c.clock()}开始，地点${c.school()}。`,
  (c) => `${c.grade()}期末考试${c.subject()}${c.clock()}开考，时长${c.number(60, 100)}分钟，满分100分。`,
  (c) => `请${c.school()}安排${c.number(2, 6)}名教师阅卷，带队${c.name()}，电话${c.phone()}。`,
  (c) => `收到作品${c.number(10, 99)}件，${c.subject()}${c.number(3, 30)}件，还差${c.number(1, 9)}所学校。`,
  (c) => `${c.grade()}优秀率${c.number(30, 60)}%，合格率${c.number(90, 100)}%，均以等级呈现，不公布分数。`,
  (c) => `${c.name()}的课题已立项，编号WT2023-${c.number(10, 99)}，结题时间${c.day()}。`,
  (c) =>
    `${c.day()}（周${c.pick(['二', '三', '四'])}）${c.clock()}，${c.school()}阶梯教室，讲座人：${c.name()}，限${c.number(50, 120)}人。`,
  (c) => `读书分享第${c.number(1, 12)}期，${c.name()}领读第${c.number(1, 60)}—${c.number(61, 120)}页。`,
  (c) => `体育节：${c.name()}负责${c.number(50, 800)}米检录，${c.name()}负责跳绳，${c.clock()}到位。`,
  (c) =>
    `${c.name()} ${c.grade()}${c.number(1, 6)}班 ${c.subject()}；${c.name()} ${c.grade()}${c.number(1, 6)}班 ${c.subject()}（任课表）`,
  (c) => `今年新入职教师${c.number(10, 60)}人，由${c.name()}、${c.name()}带教。`,
  (c) => `教材征订：${c.grade()}${c.subject()}${c.number(40, 99)}册，签收人${c.name()}。`,
  (c) => `${c.name()}老师：您的听课节数还差${c.number(2, 20)}节，请在${c.day()}前补登。`,
  (c) => `会议室${c.number(101, 520)}，主持${c.name()}，记录${c.name()}，请提前${c.number(5, 15)}分钟入场。`,
  (c) => `报名截止${c.day()}，报名表发至${c.pick(['jy', 'bgs'])}${c.number(10, 99)}@example.com，联系人${c.name()}。`,
  (c) => `按教育部要求，任何班级不得公布成绩、不得给学生排名，请${c.name()}主任转告${c.room()}。`,
  (c) => `${c.school()}：${c.name()}${c.number(3, 12)}课时，${c.name()}${c.number(3, 12)}课时，请核对培训课时。`,
  (c) => `量表共${c.number(4, 6)}项：目标20分，内容20分，方法15分，评价15分，请评委${c.name()}按等级打。`,
  (c) => `座位：第${c.number(1, 9)}排${c.name()}，第${c.number(1, 9)}排${c.name()}，第${c.number(1, 9)}排${c.name()}。`,
  (c) => `${c.name()}老师家访${c.number(2, 20)}户，${c.name()}老师家访${c.number(2, 20)}户，辛苦了！`,
  (c) => `${c.subject()}素养大赛自愿参加、零收费，每校限报${c.number(2, 5)}名，指导教师${c.name()}。`,
  (c) =>
    `腾讯会议号 ${c.number(100, 999)}-${c.number(100, 999)}-${c.number(100, 999)}，主讲${c.name()}，密码${c.number(1000, 9999)}。`,
  (c) => `${c.day()}体检：${c.school()}${c.clock()}，${c.school()}${c.clock()}；带队${c.name()}。`,
  (c) =>
    `《${c.pick(['平均分', '排列与组合', '名次的由来'])}》一课由${c.name()}主备，${c.grade()}教师参加，研讨${c.number(40, 90)}分钟。`,
  (c) => `请${c.name()}、${c.name()}于${c.day()}${c.clock()}到教研室领取${c.grade()}试卷，签字后密封带回。`,
  (c) => `课间操评比由${c.name()}统计，${c.room()}${c.number(38, 52)}人，${c.room()}${c.number(38, 52)}人。`,
  (c) => `${c.day()}起，作业公示改为每周${c.number(1, 2)}次，负责人${c.name()}（分机${c.number(601, 699)}）。`,
  (c) => `高铁G${c.number(100, 999)}次，${c.name()}05车${c.number(1, 16)}A，${c.name()}05车${c.number(1, 16)}B。`,
];
