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

const unknown = '我没听懂。发送“/帮助”看看我会做什么，例如可以说：/行事历 本周';

test.each(['行事历是什么', '请假条怎么写', '你好', '视导怎么安排', '我要请假'])('%j is none', (text) => {
  expect(gist(hear(text))).toBe(unknown);
  expect(gist(hear(text, { where: 'group' }))).toBe(unknown);
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
    expect(gist(hear('/视导', { roles: ['liaison'] }))).toBe('没有“/视导”。是不是“/视导 我的”？');
  });
});
