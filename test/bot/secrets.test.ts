// What is never kept or repeated: keys and addresses of robots, codes.
import { describe, expect, test } from 'vitest';
import { holdsRobotAddress, holdsSecret, withoutKeys } from '../../src/bot/secrets.ts';

const key = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';
const wecom = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`;
const dingtalk = 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef0123456789abcdef';

const secret: [what: string, text: string][] = [
  ['an address', wecom],
  ['a DingTalk address', `/群 停用 ${dingtalk}`],
  ['after a misspelt command', `/群登计 校长群 地址=${wecom}`],
  ['glued', `/群 改 校长群地址=${wecom}`],
  ['without its key', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send'],
  ['without its host', `send?key=${key}`],
  ['in the middle of others', 'a?b=c&access_token=xyz'],
  ['full-width signs', `qyapi.weixin.qq.com/cgi-bin/webhook/send？ｋｅｙ＝${key}`],
  ['capitals', `HTTPS://QYAPI.WEIXIN.QQ.COM/cgi-bin/webhook/send?KEY=${key}`],
  ['a code', '12345678'],
  ['a code with blanks', ' 1234 5678 '],
  ['a code in full width', '１２３４５６７８'],
  ['a code with a sign', '12345678。'],
  ['a misspelt command', '/绑订 12345678'],
  ['another', '帮定12345678'],
  ['a sentence', '您好，我要绑定，管理员给的是 12345678，谢谢'],
  ['a code like a day', '绑定 20230306'],
];

const plain: [what: string, text: string][] = [
  ['a calendar', '/行事历 第6周'],
  ['a day in digits', '/行事历 20230306'],
  ['a phone', '请打 13812345678'],
  ['a number of eight digits in a sentence', '请各位老师看一下公文编号 20230406 后面的附件'],
  ['an ordinary address', 'https://example.com/a?id=12'],
  ['words', '这个key怎么用'],
  ['a shorter number', '/发送 1234567'],
];

describe('what is not kept', () => {
  test.each(secret)('%s', (_, text) => expect(holdsSecret(text)).toBe(true));
  test.each(plain)('but %s is', (_, text) => expect(holdsSecret(text)).toBe(false));
});

test('an address counts with its key only', () => {
  expect(holdsRobotAddress(`/群 改 ${wecom}`)).toBe(true);
  expect(holdsRobotAddress(`／群 改 ${dingtalk.replace('https://', '')}`)).toBe(true);
  expect(holdsRobotAddress('https://qyapi.weixin.qq.com/cgi-bin/webhook/send')).toBe(false);
  expect(holdsRobotAddress('https://meeting.example.com/a?key=1')).toBe(false);
});

describe('what is not said again', () => {
  test.each([
    [`已改好。校长群：${wecom}，有外人`, '已改好。校长群：（密钥不重复），有外人'],
    [`没有“?key=${key.slice(0, 12)}…”这个群`, '没有“（密钥不重复）”这个群'],
    [`ｑｙａｐｉ？ｋｅｙ＝${key}`, '（密钥不重复）'],
    ['好的', '好的'],
  ])('%s', (text, clean) => expect(withoutKeys({ text })).toEqual({ text: clean }));

  test('nor in title and choices', () => {
    expect(withoutKeys({ title: wecom, text: '', choices: [{ label: wecom, says: `/群 改 ${wecom}` }] })).toEqual({
      title: '（密钥不重复）',
      text: '',
      choices: [{ label: '（密钥不重复）', says: '/群 改 （密钥不重复）' }],
    });
  });
});
