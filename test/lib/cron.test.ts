// Five-field cron: what is accepted, how it reads in Chinese, and its times, with node-cron itself as the judge.
import fc from 'fast-check';
import cron from 'node-cron';
import { describe, expect, test } from 'vitest';
import {
  checkCron,
  checkWhen,
  looksLikeWhen,
  nextTimes,
  readCron,
  scheduleNext,
  timesBetween,
} from '../../src/lib/cron.ts';
import { instantOf, stamp } from '../../src/lib/dates.ts';

const reading = (text: string): string => {
  const checked = checkCron(text);
  return checked.ok ? readCron(checked.cron) : checked.reason;
};

describe('reading', () => {
  test.each([
    ['12 16 * * 1', '每周一 16:12'],
    ['“１２　１６　＊　＊　１”', '每周一 16:12'],
    ['5 8 * * *', '每天 8:05'],
    ['45 7 * * MON-FRI', '每周一至周五 7:45'],
    ['12 16 * * 1、3', '每周一、周三 16:12'],
    ['5 8 * * 6,0', '每周六、周日 8:05'],
    ['5 8 * * 5-7', '每周五至周日 8:05'],
    ['10 9 1,15 * *', '每月1日、15日 9:10'],
    ['30 16 L * *', '每月最后一天 16:30'],
    ['8 8 10 9 *', '每年9月10日 8:08'],
    ['12 16 * 3-6 1', '3月至6月的每周一 16:12'],
    ['12 16 1 3,9 *', '3月、9月的1日 16:12'],
    ['10 8,16 ? * WED', '每周三 8:10、16:10'],
    ['0 9 1-31 * 1', '每周一 9:00'],
    ['*/7 * * * *', '每隔 7 分钟'],
  ])('%s → %s', (typed, words) => expect(reading(typed)).toBe(words));
});

describe('refusals say what to do', () => {
  test.each([
    ['0 12 16 * * 1', '这里有六段，第一段是秒。消息按分钟发，请去掉第一段，只留 分 时 日 月 周 五段。'],
    ['', '这里有 0 段。请写 分 时 日 月 周 五段，例如 12 16 * * 1 是每周一 16:12。'],
    ['@daily', '@daily 没写清几点几分。请写 分 时 日 月 周 五段，例如 12 16 * * 1 是每周一 16:12。'],
    ['0 9 13 * 5', '“日”和“周”不能同时写：有的程序当“并且”，有的当“或者”。请把其中一段写成 *。'],
    ['0 9 30,31 2 *', '2月没有30、31日，这个时间永远不会到。'],
    ['9 25 * * 1', '“时”这一段写的是 25，看不懂。时只能是 0–23。'],
    ['0 9 1W * *', '“日”这一段写的是 1W：W、#、L- 这些写法各家程序理解不同，这里不用。每月最后一天请写 L。'],
    ['0 22-2 * * *', '“时”这一段写的是 22-2，22 比 2 大。请把小的写在前面，跨过去的写成两截。'],
    ['*/0 9 * * *', '“分”这一段写的是 */0，间隔只能是 1–59。'],
    ['0-999999999 9 * * *', '“分”这一段写的是 0-999999999，看不懂。分只能是 0–59。'],
    ['0 9 * * 8', '“周”这一段写的是 8，看不懂。周只能是 0–7，0 和 7 都是周日。'],
  ])('%s', (typed, reason) => expect(checkCron(typed)).toEqual({ ok: false, reason }));

  test('any text is accepted or refused in Chinese, never thrown at', () => {
    const sign = fc.constantFrom(...'0123456789*/,-#LW? ＊　@周一:每'.split(''));
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 30 }), (text) => {
        const checked = checkWhen(text);
        if (checked.ok) expect(readCron(checked.cron)).toMatch(/\p{Script=Han}/u);
        else expect(checked.reason).toMatch(/。$/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('times as people say them', () => {
  test.each([
    ['每周一 16:12', '12 16 * * 1'],
    ['每周一下午4点12分', '12 16 * * 1'],
    ['每天８：０５', '5 8 * * *'],
    ['工作日 7:45', '45 7 * * 1-5'],
    ['每月1日 9:10', '10 9 1 * *'],
    ['每月1号、15号 上午九点', '0 9 1,15 * *'],
    ['每月最后一天 16:30', '30 16 L * *'],
    ['星期一、三、五 晚上8点半', '30 20 * * 1,3,5'],
    ['每周六、日 9:05', '5 9 * * 6,0'],
    ['每周一三五 9:12', '12 9 * * 1,3,5'],
    ['周二四 9:12', '12 9 * * 2,4'],
    ['周二到周四 中午12点一刻', '15 12 * * 2-4'],
    ['每年9月10日 8:08', '8 8 10 9 *'],
    ['12 16 * * 1', '12 16 * * 1'],
  ])('%s → %s', (typed, expression) => {
    expect(looksLikeWhen(typed)).toBe(true);
    expect(checkWhen(typed)).toEqual({ ok: true, cron: expression });
  });

  test.each(['明天 9点', '每周一', '16:12', '每隔一周 9:00', '每周八 9:00', '每月32日 9:00', '每周一 25:00'])(
    '%s is not one',
    (typed) => expect(checkWhen(typed).ok).toBe(false),
  );

  test('a run of words is meant as a time, with what follows it is not', () => {
    expect(looksLikeWhen('每周一 16:12')).toBe(true);
    expect(looksLikeWhen('每周一 26:12')).toBe(true);
    expect(looksLikeWhen('0 12 16 * * 1')).toBe(true);
    expect(looksLikeWhen('12 16 * *')).toBe(false);
    expect(looksLikeWhen('12 16 * * 1 数学教研群')).toBe(false);
    expect(looksLikeWhen('每周一 16:12 数学教研群')).toBe(false);
    expect(looksLikeWhen('每周一')).toBe(false);
  });
});

const list = (from: number, to: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 3 })
    .map((numbers) => numbers.join(','));
const range = (from: number, to: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
    .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
const field = (from: number, to: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    list(from, to),
    range(from, to),
    fc.integer({ min: 2, max: to }).map((n) => `*/${n}`),
  );
const expression = fc
  .tuple(field(0, 59), field(0, 23), fc.oneof(field(1, 31), fc.constant('L')), field(1, 12), field(0, 7), fc.boolean())
  .map(([minute, hour, day, month, weekday, byDay]) =>
    [minute, hour, byDay ? day : '*', month, byDay ? '*' : weekday].join(' '),
  );

describe('next times', () => {
  test('are counted from the given instant, which is not one of them', () => {
    const monday = instantOf('2023-03-06', '16:12');
    expect(nextTimes('12 16 * * 1', monday - 1, 2).map(stamp)).toEqual(['2023-03-06 16:12', '2023-03-13 16:12']);
    expect(nextTimes('12 16 * * 1', monday, 1).map(stamp)).toEqual(['2023-03-13 16:12']);
    expect([...timesBetween('12 16 * * 1', monday - 1, monday)].map(stamp)).toEqual(['2023-03-06 16:12']);
    expect([...timesBetween('12 16 * * 1', monday, monday + 1)]).toEqual([]);
  });

  test('know the last day of a month and the years without 29 February', () => {
    const from = instantOf('2096-02-01');
    expect(nextTimes('0 9 29 2 *', from, 2).map(stamp)).toEqual(['2096-02-29 09:00', '2104-02-29 09:00']);
    expect(nextTimes('30 16 L * *', from, 3).map(stamp)).toEqual([
      '2096-02-29 16:30',
      '2096-03-31 16:30',
      '2096-04-30 16:30',
    ]);
  });

  test('are those at which node-cron would fire', () => {
    fc.assert(
      fc.property(expression, (typed) => {
        const checked = checkCron(typed);
        expect(cron.validate(typed)).toBe(checked.ok);
        if (!checked.ok) return;
        const task = cron.createTask(checked.cron, () => undefined, { timezone: 'Asia/Shanghai' });
        const judged = task.getNextRuns(4).map((date) => date.getTime());
        void task.destroy();
        // Its list begins at the real now; ours is asked from just before its first.
        expect(nextTimes(checked.cron, (judged[0] ?? 0) - 1, 4)).toEqual(judged);
      }),
      { numRuns: 200 },
    );
  });

  test('what the command line prints', () => {
    expect(scheduleNext('12 16 * * 1', 1, instantOf('2023-03-06', '16:12'))).toEqual({
      cron: '12 16 * * 1',
      reading: '每周一 16:12',
      timezone: 'Asia/Shanghai',
      next: [{ at: '2023-03-13T16:12:00+08:00', ms: Date.parse('2023-03-13T16:12:00+08:00') }],
    });
  });
});
