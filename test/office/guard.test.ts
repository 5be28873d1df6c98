// What may not go to a group, and what the office says every day: a table of both.
import { describe, expect, test } from 'vitest';
import { guardText } from '../../src/office/guard.ts';

const inside = { groupHasOutsiders: false };

const held: [why: string, text: string][] = [
  ['a rank', '三年级一班李明同学获全区第一名，向他祝贺！'],
  ['ranks of the class', '期中考试班级名次已出，请各班主任领取。'],
  ['a ranking list', '各校数学调考排名如下，请查收。'],
  ['from the bottom', '实验小学五年级倒数第二，请反思。'],
  ['first ten', '请表扬年级前10名的同学。'],
  ['ordered by average', '各校按平均分从高到低：实验小学、震华小学。'],
  ['averages to be compared', '三（1）班平均分：87.5，三（2）班平均分：82。'],
  ['averages compared in words', '青禾小学的数学平均分最低。'],
  ['best score', '全班最高分99，最低分42。'],
  ['a score sheet', '期末成绩单已上传，请转发家长群。'],
  ['announcing scores', '现公布三年级期中语文成绩。'],
  ['a score by name', '李明 98分，陈晨 87分。'],
  ['a score by name in words', '王小明同学考了98.5分，很不错'],
  ['a table with names', '姓名 语文 总分\n李明 92 187\n王芳 88 180'],
  ['a list of names and figures', '李明 98\n王芳 92\n张伟 87'],
  ['a list with numbers before', '1. 李明 98\n2. 王芳 92\n3. 张伟 87'],
  ['a board of honour', '红榜：本次调考状元出炉'],
  ['full-width digits', '李明　９８分'],
  ['blanks between', '全 区 排 名 如下'],
  ['dots between', '班级名·次、总.分见附件'],
  ['signs between', '排*名 已出'],
  ['zero-width between', '排​名见下'],
  ['a place from the end', '五（2）班倒数第三，请家长重视。'],
  ['a table with bars', '| 李明 | 98 |\n| 王芳 | 92 |\n| 张伟 | 87 |'],
  ['several figures in a line', '李明 98 92 95\n王芳 92 88 90\n张伟 87 79 91'],
  ['a ban beside the deed', '请勿外传：全班第3名是李明'],
  ['a ban before the deed', '不要告诉家长，李明98分'],
];

const passes: [what: string, text: string][] = [
  ['joint preparation', '明天（周三）16:12 数学集体备课：《平均分》第12课时，主备人李强，地点实验小学。'],
  ['average as a topic', '课题：除法的初步认识——平均分'],
  ['groups of equal size', '请把30位教师平均分成6组。'],
  ['sign-up', '报名次日公布场地，报名名额每校3名。'],
  ['names in order', '名单按姓名次序排列，排名不分先后。'],
  ['a quota', '每校推荐前3名报名者参加，第二名额留给村小。'],
  ['masters', '第三名师工作室、第一名教师上课'],
  ['a ban', '再次提醒：不得以任何形式公布学生成绩和排名。'],
  ['another ban', '严禁按成绩排名次、分快慢班。'],
  ['levels', '三年级抽测：优秀率 45%，合格率 98%，以等级呈现。'],
  ['awards', '教学设计大赛：一等奖 3 名，二等奖 5 名。'],
  ['good results', '我区在市级大赛中取得优异成绩，祝贺各位老师！'],
  ['a rubric', '目标明确20分，方法多样15分，评价科学 15分，满分100分。'],
  ['a rubric in two signs', '方法 15分\n目标 20分\n评价 15分'],
  ['how a contest is reckoned', '去掉最高分和最低分后取平均。'],
  ['times', '会议9点30分开始，16:12 签到，王敏 9:30 主持，何静10分钟发言。'],
  ['counts', '已交 12/40 所学校，共 37 份作品。'],
  ['lessons observed', '李强 3节，王敏 5节，听课登记请补。'],
  ['rooms', '李强 三年级2班，赵雪 一年级1班'],
  ['phone', '联系人：丁宁 13800000000'],
  ['a visit', '3月23日（周四）到二码头小学视导，组员王敏、刘芳。'],
  ['two people with figures', '王敏 12\n李强 8'],
  ['week lines', '周一 12\n周二 13\n周三 14'],
  ['problems to be mended', '视导问题清单和整改要求已发给学校联系人。'],
  ['lists that are arranged', '请看安排名单和编排名额，考场按座位次序排位置。'],
  ['a count of names', '点名次数、报名次数、签名次序'],
  ['two weeks from the end', '倒数第二周集体备课改到周四，倒数第3天交材料。'],
  ['a topic', '课题：分数表示的意义；各单位成绩表彰会周五举行。'],
  ['two more', '今后两名教研员联系一校，后两名评委请补签。'],
  ['paper setting in the plan', '第十二周开始教研员命题'],
];

describe('the outgoing guard', () => {
  test.each(held)('holds %s', (_, text) => expect(guardText(text, inside).ok).toBe(false));
  test.each(passes)('lets pass %s', (_, text) => expect(guardText(text, inside)).toEqual({ ok: true }));

  test('says what stands against it', () => {
    expect(guardText('期中名次', inside)).toEqual({ ok: false, clause: '学生名次或排名' });
    expect(guardText('李明98分', inside)).toEqual({ ok: false, clause: '学生成绩' });
  });

  test('keeps the office’s own matters from groups with outsiders', () => {
    const text = '二码头小学视导问题清单，请整改。';
    expect(guardText(text, inside).ok).toBe(true);
    expect(guardText(text, { groupHasOutsiders: true })).toEqual({
      ok: false,
      clause: '不对外的内容（群里有外部人员）',
    });
  });

  test('takes long and odd texts without harm', () => {
    const long = `${'排 列 整 齐 '.repeat(5000)}。`;
    const began = performance.now();
    expect(guardText(long, inside)).toEqual({ ok: true });
    expect(guardText('李'.repeat(20_000), inside)).toEqual({ ok: true });
    expect(guardText('不得'.repeat(10_000), inside)).toEqual({ ok: true });
    expect(guardText(`李明 ${'9 '.repeat(10_000)}x`, inside)).toEqual({ ok: true });
    expect(guardText(`李明 ${'9'.repeat(20_000)}x`, inside)).toEqual({ ok: true });
    expect(guardText(`平均分${'是为约'.repeat(5000)}`, inside)).toEqual({ ok: true });
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
