// Said → DingTalk markdown: what people wrote never acts, nothing is lost, every part fits (protocol §3.2, §3.4).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertLine, inertText } from '../../src/platforms/dingtalk/inert.ts';
import { listTitle, render, robotMessage, webhookBody } from '../../src/platforms/dingtalk/render.ts';
import { lanes } from '../../src/platforms/dingtalk/settings.ts';
import { activeMarkup } from './dingtalk-markup.ts';

const max = lanes.app.maxBytes;
/** What people see: twins and zero-width blanks undone. */
const seen = (shown: string): string =>
  shown.normalize('NFKC').replaceAll('\u200b', '').replaceAll('%5F', '_').replaceAll('%7E', '~').replace(/ *\n/g, '\n');

describe('words as they are', () => {
  it.each([
    '/视导 安排 <学校> <日期> [组员]',
    '第 3~5 周，每周 1-2 次，占 50%',
    '3 * 4 = 12；a_b_c.xlsx；C:\\教案；R&D；x < y > z',
    '联系 wang@example.com，见 https://office.example/u/abc_DEF-1?x=1&y=2#z',
    '14:30 – 15:20（二楼）',
    '“引用”、〈书名〉、【通知】',
    '😀 生僻字 𠮷',
    '\u3000\u3000段首空两格',
  ])('%s', (words) => expect(inertText(words)).toBe(words));

  it('keeps line breaks with two blanks before them, which the dialect wants', () => {
    expect(inertText('一\n二\r\n三\u2028四')).toBe('一  \n二  \n三  \n四');
  });
});

describe('words that would act', () => {
  it.each([
    ['@0321 请看', '＠0321 请看'],
    ['你好@所有人', '你好＠所有人'],
    ['<@id>', '<＠id>'],
    ['# 标题', '＃ 标题'],
    [' ## 标题', '＃＃ 标题'],
    ['> 引用', '＞ 引用'],
    ['- 一', '\u200b- 一'],
    ['3. 三', '\u200b3. 三'],
    ['    代码', '\u3000\u3000代码'],
    ['\t代码', '\u3000\u3000代码'],
    ['标题\n===', '标题  \n\u200b==='],
    ['标题\n=', '标题  \n\u200b='],
    ['---', '\u200b---'],
    ['|a|b|', '\u200b|a|b|'],
    ['[点](https://e.example/)', '[点］(https://e.example/)'],
    ['![图](https://e.example/a.png)', '![图］(https://e.example/a.png)'],
    ['[点][1]', '[点］[1]'],
    ['[1]: https://e.example/', '[1］: https://e.example/'],
    ['<font color=red>红</font>', '＜font color=red>红＜/font>'],
    ['<https://e.example/>', '＜https://e.example/>'],
    ['<!-- x -->', '＜!-- x -->'],
    ['&lt;b&gt; &#60;', '＆lt;b＆gt; ＆#60;'],
    ['**粗** __下__ _斜_ *斜*', '＊＊粗＊＊ ＿＿下＿＿ ＿斜＿ ＊斜＊'],
    ['~~删~~', '～～删～～'],
    ['`码`', '｀码｀'],
    ['\\*', '＼＊'],
    ['dtmd://dingtalkclient/sendMessage?content=x', 'dtmd：//dingtalkclient/sendMessage?content=x'],
    ['https://e.example/_a_', 'https://e.example/%5Fa%5F'],
    ['a\u0000b\u0007c', 'abc'],
    ['\ud800x', '\ufffdx'],
  ])('%j', (words, shown) => expect(inertText(words)).toBe(shown));

  it('folds blanks and lines in a title', () => expect(inertLine(' 一\n# 二  三 ')).toBe('一 # 二 三'));
});

describe('a Said', () => {
  it('has its title above, links and numbered choices below', () => {
    const said = {
      title: '本周安排',
      text: '周三数学\n周四英语',
      links: [
        { label: '上传[新]', url: 'https://office.example/u/a_b(1)' },
        { label: '坏', url: 'javascript:alert(1)' },
      ],
      choices: [
        { label: '4月4日', says: '4月4日' },
        { label: '# 4月6日', says: '4月6日' },
      ],
    };
    expect(render(said, max)).toEqual([
      [
        '### 本周安排',
        '周三数学',
        '周四英语',
        '[上传［新］](https://office.example/u/a_b%281%29)',
        '坏',
        '1. 4月4日',
        '2. ＃ 4月6日',
      ].join('  \n'),
    ]);
  });

  it('may be only a title, only choices, or nothing', () => {
    expect(render({ title: '题', text: '' }, max)).toEqual(['### 题']);
    expect(render({ text: '', choices: [{ label: '甲', says: '甲' }] }, max)).toEqual(['1. 甲']);
    expect(render({ text: ' \n ' }, max)).toEqual(['（没有内容）']);
  });

  it('prints a title too long for a heading as words', () => {
    const title = '很长的题目'.repeat(30);
    expect(render({ title, text: '文' }, max)).toEqual([`${title}  \n文`]);
  });

  it('puts choices into a part of their own where they do not fit', () => {
    const parts = render({ text: '字'.repeat(4_790), choices: [{ label: '甲'.repeat(40), says: '甲' }] }, max);
    expect(parts.length).toBe(2);
    expect(parts[1]).toBe(`1. ${'甲'.repeat(40)}`);
  });

  it('shows its title or first line in the chat list, short and inert', () => {
    expect(listTitle({ text: '\n@所有人 [a](b)\n二' })).toBe('＠所有人 [a］(b)');
    expect([...listTitle({ title: '长'.repeat(99), text: '' })].length).toBe(40);
    expect(listTitle({ text: '\u0001\n' })).toBe('消息');
  });

  it('asks to mention nobody', () => {
    expect(webhookBody({ text: '@0321' }, 'x')).not.toHaveProperty('at');
  });
});

const nasty = fc.array(
  fc.oneof(
    fc.constantFrom(
      '@all',
      '@所有人',
      '](',
      '[x](http://e.example/)',
      '**',
      '*',
      '_',
      '~~',
      '`',
      '#',
      '# ',
      '> ',
      '- ',
      '1. ',
    ),
    fc.constantFrom(
      '\n',
      '\n\n',
      '\r\n',
      ' ',
      '    ',
      '\t',
      '<b>',
      '</',
      '<!--',
      '&amp;',
      '\\',
      '|',
      '---',
      '===',
      '[1]:',
      '"',
    ),
    fc.constantFrom('好', '😀', 'a', '7', '学校', 'https://e.example/a_b', '![', 'dtmd://x', '\u0001', '\ud83d'),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  ),
  { maxLength: 60 },
);
const small = 900;

describe('whatever people write', () => {
  it('does not act, in words, title, label or link', () => {
    fc.assert(
      fc.property(nasty, (pieces) => {
        const text = pieces.join('');
        expect(activeMarkup(render({ text }, max).join('\n'))).toEqual([]);
        const all = render({ title: text, text, links: [{ label: text, url: 'javascript:x' }] }, max).join('\n');
        expect(activeMarkup(all).filter((found) => !found.startsWith('### '))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('fits in every part as DingTalk measures it, also where a part begins in the middle of a line', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 40 }), (pieces, times) => {
        const said = { title: '题', text: pieces.join('').repeat(times), choices: [{ label: '甲', says: '甲' }] };
        for (const part of render(said, small)) {
          expect(part.isWellFormed() && part.trim() !== '').toBe(true);
          expect(Buffer.byteLength(robotMessage(said, part).msgParam)).toBeLessThanOrEqual(small);
          expect(activeMarkup(part).filter((found) => !/^(### 题|1\. 甲)/.test(found))).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is all there', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('好', '一二三', 'abc', '\n', '1,', '“”'), { maxLength: 900 }), (pieces) => {
        const text = `一${pieces.join('')}`;
        const bare = (words: string) => seen(words).replace(/\s/g, '');
        expect(bare(render({ text }, small).join(''))).toBe(bare(text));
      }),
      { numRuns: 100 },
    );
  });

  it('takes no long time', () => {
    const began = performance.now();
    for (const text of [
      '_'.repeat(100_000),
      '['.repeat(100_000),
      ' '.repeat(100_000),
      '&'.repeat(100_000),
      '*a'.repeat(50_000),
      `${'\n'.repeat(100_000)}x`,
    ]) {
      render({ text }, max);
    }
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
