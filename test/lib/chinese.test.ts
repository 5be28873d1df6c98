// Text comparing, numerals and near misses.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chineseNumber,
  compareKey,
  editDistance,
  normalise,
  readNumber,
  slipsAtStart,
  withoutUnseen,
} from '../../src/lib/chinese.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('normalise', () => {
  test.each([
    ['／视导　安排', '/视导 安排'],
    ['第６周：日期＝３．２１，（二）', '第6周:日期=3.21,(二)'],
    ['“甲”‘乙’「丙」『丁』', '"甲"\'乙\'"丙""丁"'],
    ['3月21—25日 3–5 3－5', '3月21-25日 3-5 3-5'],
    ['一\r\n二\r三\u2028四', '一\n二\n三\n四'],
    ['a\u200b\u200d\ufeff\u202eb\u2066c\u00add\u0000', 'abcd'],
    ['⼆码头', '二码头'],
    ['、。《》', '、。《》'],
    ['①Ａb', '1Ab'],
  ])('%j → %j', (typed, plain) => expect(normalise(typed)).toBe(plain));

  test('is idempotent on any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
    );
  });
});

describe('compareKey', () => {
  test.each([
    ['视导 安排', '视导　安排'],
    ['HELP', 'ｈｅｌｐ'],
    ['视导\u200b安排', '视导安排'],
  ])('%j and %j are the same', (a, b) => expect(compareKey(a)).toBe(compareKey(b)));

  test('is idempotent on any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(compareKey(compareKey(text))).toBe(compareKey(text));
      }),
    );
  });
});

test('withoutUnseen keeps what people see as typed', () => {
  expect(withoutUnseen('（一）\u200b二：\n“三”')).toBe('（一）二：\n“三”');
});

describe('numerals', () => {
  test.each([
    ['零', 0],
    ['〇', 0],
    ['两', 2],
    ['十', 10],
    ['十八', 18],
    ['二十', 20],
    ['二十一', 21],
    ['廿一', 21],
    ['卅', 30],
    ['九十九', 99],
    ['１２', 12],
    ['7', 7],
    ['100', null],
    ['二一', null],
    ['十十', null],
    ['', null],
    ['周', null],
  ])('%s is %s', (text, n) => expect(readNumber(text)).toBe(n));

  test('1 … 99 there and back', () => {
    for (let n = 1; n <= 99; n++) expect(readNumber(chineseNumber(n))).toBe(n);
  });

  test.each([0, 100, 1.5])('no numeral for %s', (n) => expect(() => chineseNumber(n)).toThrow(RangeError));
});

describe('slips', () => {
  test.each([
    ['视导安排', '视岛安排', 1],
    ['视导安排', '导视安排', 1],
    ['视导安排', '视导安', 1],
    ['视导安排', '视导的安排', 1],
    ['视导安排', '', 4],
    ['', '', 0],
  ])('%s → %s: %i', (a, b, slips) => expect(editDistance(a, b)).toBe(slips));

  test('at the start: how many and how long', () => {
    expect(slipsAtStart('视导安排', '视岛安排二码头小学', 1)).toEqual({ slips: 1, length: 4 });
    expect(slipsAtStart('视导安排', '视安排二码头小学', 1)).toEqual({ slips: 1, length: 3 });
  });

  test('a distance is 0 only for equal texts and the same in both directions', () => {
    const word = fc.string({ unit: fc.constantFrom('视', '导', '安', '排'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
