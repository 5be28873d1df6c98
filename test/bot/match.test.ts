// Which command a text begins with, and what is hinted when it is none.
import { describe, expect, test } from 'vitest';
import { openingOf, splitWords } from '../../src/bot/split.ts';
import { gist, hear } from './sample.ts';

test.each([
  ['/视导', true, '视导'],
  ['／视导', true, '视导'],
  ['  / 视导', true, '视导'],
  ['//视导', true, '视导'],
  ['、视导', true, '视导'],
  ['\u200b/\u200b视导', true, '视导'],
  ['视导', false, '视导'],
  ['', false, ''],
])('the slash of %j', (text, slash, after) => {
  const opening = openingOf(text);
  expect([opening.slash, text.slice(opening.start)]).toEqual([slash, after]);
});

test.each([
  ['一 二　三\n四\t五', ['一', '二', '三', '四', '五']],
  ['“教学 设计” 大赛', ['“教学 设计”', '大赛']],
  ['「教学 设计」', ['「教学 设计」']],
  ['备注="甲 乙" 丙', ['备注="甲 乙"', '丙']],
  ['备注：“甲 乙”', ['备注：“甲 乙”']],
  ['“没有 结束', ['“没有', '结束']],
  ["it's 甲 it's", ["it's", '甲', "it's"]],
  [' \u200b ', []],
])('the words of %j', (text, words) => expect(splitWords(text).map(({ raw }) => raw)).toEqual(words));

test.each([
  ['/视导 安排 二码头小学 第6周周四', '办 视导 安排 | school=二码头小学 | date=第6周周四'],
  ['/视导　安排二码头小学 第6周周四', '办 视导 安排 | school=二码头小学 | date=第6周周四'],
  ['／视导安排 二码头小学 第6周周四', '办 视导 安排 | school=二码头小学 | date=第6周周四'],
  ['、安排视导 二码头小学 第6周周四', '办 视导 安排 | school=二码头小学 | date=第6周周四'],
  ['视导安排 二码头小学 第6周周四', '办 视导 安排 | school=二码头小学 | date=第6周周四'],
  ['/视导 我的。', '办 视导 我的'],
  ['视导 我的？', '办 视导 我的'],
  ['/视导\u200b 我的', '办 视导 我的'],
  ['/行事历本周', '办 行事历 | when=本周'],
  ['行事历：本周', '办 行事历 | when=本周'],
  ['行事历', '办 行事历'],
  ['/公告：今天放假', '请在群里使用“/公告”。'],
])('%j is a command', (text, step) => expect(gist(hear(text))).toBe(step));

test.each([
  ['行事历本周', '办 行事历 | when=本周'],
  ['行事历第6周', '办 行事历 | when=第6周'],
  ['行事历 第6周 周四', '办 行事历 | when=第6周 周四'],
  ['听课登记3', '请私聊我使用“/听课 登记”。'],
])('%j without slash and blank is a command', (text, step) =>
  expect(gist(hear(text, { roles: ['teacher'], where: 'group' }))).toBe(step),
);

describe('words that are no command', () => {
  test.each([
    ['今天天气怎么样', '我没听懂。发送“/帮助”看看我会做什么，例如可以说：/行事历 本周'],
    ['行事历是什么', '我没听懂。您是想说“/行事历”吗？例如：/行事历 本周'],
    ['行事历本周有什么', '我没听懂。您是想说“/行事历”吗？例如：/行事历 本周'],
    ['请假条怎么写', '我没听懂。您是想说“/请假”吗？例如：/请假 明天 发烧'],
    ['请假明天', '我没听懂。您是想说“/请假”吗？例如：/请假 明天 发烧'],
    ['我要请假', '我没听懂。您是想说“/请假”吗？例如：/请假 明天 发烧'],
    ['/我要请假', '没有“/我要请假”这个命令。您是想说“/请假”吗？例如：/请假 明天 发烧'],
    ['怎么安排视导呀', '我没听懂。您是想说“/视导 安排”吗？例如：/视导 安排 二码头小学 第6周周四'],
    [
      '视导怎么弄',
      '我没听懂。您是想说：\n/视导 安排 — 安排一次下校视导\n/视导 改期 — 把视导改到另一天\n/视导 我的 — 看我参加的视导',
    ],
    ['绑定不了', '我没听懂。发送“/帮助”看看我会做什么，例如可以说：/行事历 本周'],
    ['谢谢！', '不客气，有事随时说。'],
    ['收到', '好的，不用特意回复我。'],
  ])('%j', (text, said) => {
    expect(gist(hear(text))).toBe(said);
    expect(gist(hear(text, { where: 'group' }))).toBe(said);
  });
  test('a greeting is returned', () => expect(gist(hear('您好。'))).toMatch(/^您好！可以这样对我说：/));
});

describe('hints', () => {
  test.each([
    ['/视岛 安排 二码头小学', '没有“/视岛 安排”。是不是“/视导 安排”？'],
    ['/视岛安排二码头小学', '没有“/视岛安排”。是不是“/视导 安排”？'],
    ['／导视 安排', '没有“/导视 安排”。是不是“/视导 安排”？'],
    ['视岛 安排 二码头小学', '没有“视岛 安排”。是不是“/视导 安排”？'],
    ['/视导 安徘 x', '没有“/视导 安徘”。是不是“/视导 安排”？'],
    ['/视导安', '没有“/视导安”。是不是“/视导 安排”？'],
    ['/行事力 本周', '没有“/行事力”。是不是“/行事历”？'],
    ['/情假 发烧', '没有“/情假”。是不是“/请假”？'],
    ['/集体备科 安排', '没有“/集体备科 安排”。是不是“/集体备课 安排”？'],
    ['/天气', '没有“/天气”这个命令。发送“/帮助”看看我会做什么。'],
    ['/定时 新见', '“/定时”由管理员办理。'],
    ['/定时', '“/定时”由管理员办理。'],
  ])('%s', (text, hint) => expect(gist(hear(text))).toBe(hint));

  const below =
    '“/视导”后面请说清楚做什么：\n/视导 安排 — 安排一次下校视导\n/视导 改期 — 把视导改到另一天\n/视导 我的 — 看我参加的视导';
  test.each(['/视导', '视导', '/视导 二码头小学'])('%s lists what goes on from it', (text) =>
    expect(gist(hear(text))).toBe(below),
  );

  test('only what this person may use is named', () => {
    expect(gist(hear('/视岛 安排', { roles: ['teacher'] }))).toBe('没有“/视岛”这个命令。发送“/帮助”看看我会做什么。');
    expect(gist(hear('/视导', { roles: ['liaison'] }))).toBe('“/视导”要说完整：\n/视导 我的 — 看我参加的视导');
  });
});
