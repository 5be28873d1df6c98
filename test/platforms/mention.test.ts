// The mention of the robot, the same for every platform: by its exact name only, wherever it stands.
import { describe, expect, it } from 'vitest';
import { commandAfterMention, withoutMention } from '../../src/platforms/mention.ts';

describe('the mention', () => {
  it.for([
    ['@教研助手 帮助', '帮助'],
    ['@教研助手\u2005帮助', '帮助'],
    ['@教研助手\u00a0帮助', '帮助'],
    ['@教研助手帮助', '帮助'],
    ['帮助@教研助手 ', '帮助'],
    ['帮助 @教研助手', '帮助'],
    ['帮助\u2005@教研助手\u00a0', '帮助'],
    ['/视导 @教研助手 安排', '/视导 安排'],
    ['/视导\u2005@教研助手\u00a0安排', '/视导 安排'],
    ['请@教研助手看', '请看'],
    ['请@教研助手 看', '请 看'],
    ['第一行\n@教研助手 第二行', '第一行\n第二行'],
    ['@教研助手\n第一行\n第二行', '第一行\n第二行'],
    ['@教研助手', ''],
    ['@教研助手 @教研助手 帮助', '@教研助手 帮助'],
    ['@教研助手小王 @教研助手 帮助', '@教研助手小王 帮助'],
    ['@王敏 帮助', '@王敏 帮助'],
    ['mail@example.com 帮助', 'mail@example.com 帮助'],
    ['  帮助  ', '  帮助  '],
  ])('%j → %j', ([text, expected]) => {
    expect(withoutMention(text!, '教研助手')).toBe(expected);
  });

  it('stays where no name is configured, and names with signs are no patterns', () => {
    expect(withoutMention('@教研助手 帮助', undefined)).toBe('@教研助手 帮助');
    expect(withoutMention('@a.b (c) 帮助', 'a.b (c)')).toBe('帮助');
    expect(withoutMention('@axb (c) 帮助', 'a.b (c)')).toBe('@axb (c) 帮助');
  });

  it('takes no longer for long blanks', () => {
    const started = performance.now();
    withoutMention(`a${' '.repeat(200_000)}b @教研助手 c`, '教研助手');
    commandAfterMention(`@a${' '.repeat(200_000)}b /c`);
    commandAfterMention(`${' '.repeat(200_000)}@a`);
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('a command behind a mention of which the name is not known', () => {
  it.for([
    ['@教研助手 /行事历 今天', '/行事历 今天'],
    ['@教研助手\u2005/行事历 今天', '/行事历 今天'],
    ['@教研助手\n/行事历 今天', '/行事历 今天'],
    ['@教研助手 ／帮助', '／帮助'],
    ['@教研助手／帮助', '／帮助'],
    ['@教研助手 、帮助', '、帮助'],
    [' @教研助手 /帮助', '/帮助'],
    ['@Office Bot /帮助', '@Office Bot /帮助'],
    ['@教研助手 帮助', '@教研助手 帮助'],
    ['@教研助手 不要 /视导 取消 视0001', '@教研助手 不要 /视导 取消 视0001'],
    ['@教研助手 @王敏 /视导 取消 视0001', '@教研助手 @王敏 /视导 取消 视0001'],
    ['@教研助手 数学/语文 第9周', '@教研助手 数学/语文 第9周'],
    ['@foo/bar 是什么', '@foo/bar 是什么'],
    ['请看 @教研助手 /帮助', '请看 @教研助手 /帮助'],
    ['/帮助 @教研助手', '/帮助 @教研助手'],
  ])('%j → %j', ([text, expected]) => {
    expect(commandAfterMention(text!)).toBe(expected);
  });
});
