// Splitting by bytes, numbering and links, as every adapter uses them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBytes, numberedLines, safeUrl, splitBytes, widen } from '../../src/platforms/render.ts';

const size = (text: string) => Buffer.byteLength(text);
const prose = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '好', '😀', 'a', '\n\n', '教研'.repeat(9))))
  .map((a) => a.join(''));

describe('splitBytes', () => {
  it('cuts at line borders, and within a line only where it must', () => {
    expect(splitBytes('ab\ncd\nefghijklmn\n你好啊😀', 8)).toEqual(['ab\ncd\n', 'efghijkl', 'mn\n', '你好', '啊😀']);
    expect(splitBytes('\nabc你', 5)).toEqual(['\n', 'abc', '你']);
    expect(splitBytes('', 8)).toEqual([]);
    expect(splitBytes('12345678', 8)).toEqual(['12345678']);
  });

  it('makes parts that fit, are whole, and give the text again', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 4, max: 60 }), (text, max) => {
        const parts = splitBytes(text, max);
        expect(parts.join('')).toBe(text);
        for (const part of parts) {
          expect(size(part)).toBeLessThanOrEqual(max);
          expect(part).not.toBe('');
          if (text.isWellFormed()) expect(part.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('cuts within a line only when that line does not fit', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 4, max: 60 }), (text, max) => {
        const lines = text.split(/(?<=\n)/);
        if (lines.some((line) => size(line) > max)) return;
        for (const part of splitBytes(text, max).slice(0, -1)) expect(part.endsWith('\n')).toBe(true);
      }),
    );
  });

  it('is quick and refuses limits in which a sign may not fit', () => {
    const started = performance.now();
    splitBytes('好\n'.repeat(500_000), 2048);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(() => splitBytes('a', 3)).toThrow(RangeError);
    expect(() => splitBytes('a', Number.NaN)).toThrow(RangeError);
  });
});

describe('cutBytes', () => {
  it('leaves what fits, and cuts the rest at a line with the note', () => {
    expect(cutBytes('一\n二', 20, '（略）')).toBe('一\n二');
    expect(cutBytes('一二三\n四五六\n七八九', 25, '（略）')).toBe('一二三\n（略）');
  });

  it('always fits', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 20, max: 60 }), (text, max) => {
        expect(size(cutBytes(text, max, '（略）'))).toBeLessThanOrEqual(max);
      }),
    );
  });
});

it('numbers choices in one line each', () => {
  const choices = [
    { label: ' 甲\n乙 ', says: '1' },
    { label: '丙', says: '2' },
  ];
  expect(numberedLines(choices, (text) => text)).toEqual(['1. 甲 乙', '2. 丙']);
  expect(numberedLines([{ label: '重发', says: '/发送 ab12 重发' }], (text) => text)).toEqual([
    '1. 重发，请发送“/发送 ab12 重发”',
  ]);
});

it('widens the printable ASCII signs and nothing else', () => {
  expect(widen('<a b*1~>好')).toBe('＜ａ ｂ＊１～＞好');
});

describe('safeUrl', () => {
  it.for([
    ['https://office.example/u/abc_DEF-1?x=1&y=2#z', 'https://office.example/u/abc_DEF-1?x=1&y=2#z'],
    ['http://127.0.0.1:3000/u/a', 'http://127.0.0.1:3000/u/a'],
    ['https://h/a)b(c', 'https://h/a%29b%28c'],
    ['https://h/a b', 'https://h/a%20b'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['//h/a', null],
    ['weixin://dl', null],
    ['', null],
  ] as const)('%s → %s', ([url, expected]) => {
    expect(safeUrl(url)).toBe(expected);
  });
});
