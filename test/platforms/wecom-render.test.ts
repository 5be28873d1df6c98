// What people read in WeCom: user text inert but readable, parts within the limits, choices that can always be typed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inertMarkdown,
  inertText,
  maxBytes,
  render,
  renderOne,
  type WayOut,
} from '../../src/platforms/wecom/render.ts';
import { activeMarkup } from '../support/fake-wecom.ts';
import { hostile } from './contract.ts';

const lanes = Object.keys(maxBytes) as WayOut[];
const size = (text: string) => Buffer.byteLength(text);
/** Full-width signs back to what they stand for, continuation marks out: what was written before it was made inert. */
const readable = (text: string) =>
  text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll('\u200b', '')
    .replace(/[\u00a0\t]/g, ' ');
const marked = fc
  .array(
    fc.constantFrom(
      ...'*_`~#>-+=|[]()<>@!\\&;:. \n\t1a好'.split(''),
      '@all',
      '<@',
      '](',
      '**',
      '__',
      '~~',
      '```',
      '\n#',
      '\n>',
      '\n-',
      '\n1.',
      '    ',
      'http://a',
      '&lt;',
      'all',
      '所有人',
      '\r\n',
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

describe('markdown', () => {
  it.for([
    ['/视导 安排 <学校> <日期> [组员]', '/视导 安排 ＜学校＞ ＜日期＞ [组员]'],
    ['3 * 4 < 13，5<6，a_b_c，教案_二年级_v2.docx', '3 * 4 < 13，5<6，a_b_c，教案_二年级_v2.docx'],
    ['8:00~9:00', '8:00～9:00'],
    ['**重点** _斜_ ~~删~~ `码`', '＊＊重点＊＊ ＿斜＿ ～～删～～ ｀码｀'],
    ['[点我](https://e.example)', '[点我]（https://e.example)'],
    ['<@WangWei> @all @所有人 a@all.cn', '＜@WangWei＞ ＠all ＠所有人 a@all.cn'],
    ['# 标题\n#标签', '＃ 标题\n#标签'],
    ['- 甲\n3. 丙\n2023.3 月', '－ 甲\n3． 丙\n2023.3 月'],
    ['标题\n---', '标题\n－－－'],
    ['https://h.example/a_b?x=1&y=2', 'https://h.example/a_b?x=1&y=2'],
  ])('%j → %j', ([text, expected]) => {
    expect(inertMarkdown(text!)).toBe(expected);
  });

  it('does nothing for any text, and stays readable', () => {
    fc.assert(
      fc.property(marked, (text) => {
        const inert = inertMarkdown(text);
        expect(activeMarkup('wecom-ws', inert)).toEqual([]);
        expect(readable(inert)).toBe(readable(text.replace(/\r\n?/g, '\n')));
      }),
      { numRuns: 3000, examples: [['[\n#]:']] },
    );
  });

  it('does nothing where a long line is cut in the middle', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('# ', '- ', ' * ', '1. ', '> ', '字', '--', 'a ')), (pieces) => {
        const text = `${'好'.repeat(1360)}${pieces.join('')}${'坏'.repeat(1300)}`;
        for (const part of render('wecom-push', { text })) expect(activeMarkup('wecom-push', part)).toEqual([]);
      }),
    );
  });

  it('is made quickly, whatever the signs', () => {
    for (const sign of ['_', 'a_', '*', '<', '-', '[', ' ', '> ', '](', '\\', '&a', '|', '~', '#', '@']) {
      const started = performance.now();
      inertMarkdown(`x${sign.repeat(50_000)}y`);
      expect(performance.now() - started, sign).toBeLessThan(10_000);
    }
  });
});

it('plain text loses only tags and mentions', () => {
  expect(inertText('<a href="x">甲</a> **乙** @all 3<4')).toBe('＜a href="x"＞甲＜/a＞ **乙** ＠all 3<4');
});

describe('a Said', () => {
  const said = {
    title: '视导',
    text: '改到哪天？',
    links: [{ label: '名单 [1]', url: 'https://office.example/u/a' }],
    choices: [
      { label: '4月4日', says: '4月4日' },
      { label: '取消', says: '取消' },
    ],
  };

  it('in markdown', () => {
    expect(render('wecom-ws', said)).toEqual([
      '**视导**\n改到哪天？\n\n[名单 ［1］](https://office.example/u/a)\n\n1. 4月4日\n2. 取消',
    ]);
  });

  it('in plain text', () => {
    expect(render('wecom-app', said)).toEqual([
      '视导\n改到哪天？\n\n名单 [1]：https://office.example/u/a\n\n1. 4月4日\n2. 取消',
    ]);
  });

  it('a link that is none is only its words', () => {
    expect(render('wecom-ws', { text: '看', links: [{ label: '坏', url: 'javascript:x' }] })).toEqual(['看\n\n坏']);
  });

  it('of nothing says so: a delivery without parts would never end', () => {
    expect(render('wecom-ws', { text: '' })).toEqual(['（没有内容）']);
    expect(render('wecom-ws', { text: ' \n ' })).toEqual(['（没有内容）']);
    expect(renderOne('wecom-bot', { text: '' })).toBe('（没有内容）');
  });

  it.for(lanes)('fits %s, and nothing of it is lost', (lane) => {
    fc.assert(
      fc.property(fc.array(marked), fc.nat(4), (pieces, factor) => {
        const times = 10 ** factor > 1000 ? 1 : 10 ** factor;
        const text = `一${pieces.join('\n').repeat(times).slice(0, 60_000)}`;
        const parts = render(lane, { text });
        for (const part of parts) expect(size(part)).toBeLessThanOrEqual(maxBytes[lane]);
        const inert = lane === 'wecom-app' ? inertText(text) : inertMarkdown(text);
        expect(parts.join('').replaceAll('\u200b', '').trim()).toBe(inert.trim());
      }),
      { numRuns: 60 },
    );
  });

  it.for(lanes)('in one piece fits %s; links and choices stay, a note tells what is missing', (lane) => {
    const [one, ...none] = [renderOne(lane, { ...said, text: '很长的一行\n'.repeat(5000) })];
    expect(none).toEqual([]);
    expect(size(one)).toBeLessThanOrEqual(maxBytes[lane]);
    expect(one).toContain('（内容较长，以下从略）');
    expect(one).toContain('https://office.example/u/a');
    expect(one).toMatch(/\n1\. 4月4日\n2\. 取消$/);
    expect(renderOne(lane, { text: '短' })).toBe('短');
    const many = Array.from({ length: 5000 }, (_, index) => ({ label: `第${index}项`, says: '' }));
    expect(size(renderOne(lane, { text: '选', choices: many }))).toBeLessThanOrEqual(maxBytes[lane]);
  });

  it('of another platform is refused', () => {
    expect(() => render('dingtalk-app', said)).toThrow(RangeError);
    expect(() => render('toString', said)).toThrow(RangeError);
  });

  it('hostile texts stay readable', () => {
    for (const text of hostile) expect(readable(inertMarkdown(text))).toBe(readable(text));
  });
});
