// Dates as people write them, read on the spring term of 2023 (week 1 = Monday 2023-02-13, 20 weeks).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chineseNumber } from '../../src/lib/chinese.ts';
import { addDays, type LocalDate, monthDay, weekdayName } from '../../src/lib/dates.ts';
import { type Around, parseDate, resolveDate, teachingWeek } from '../../src/lib/datespec.ts';

const week1Monday = '2023-02-13';
const spring: Around = { today: '2023-03-07', week1Monday, lastWeek: 20 };

/** The readings of a text as `start` or `start…end`, with precision unless it is a day, part and time; or what is wrong. */
function read(text: string, around: Partial<Around> = {}): string {
  const spec = parseDate(text);
  if (!spec) return '看不懂';
  const { readings, problem } = resolveDate(spec, { ...spring, ...around });
  const shown = readings.map(({ start, end, precision, part, time }) =>
    [start === end ? start : `${start}…${end}`, precision === 'day' ? '' : precision, part, time]
      .filter(Boolean)
      .join(' '),
  );
  return problem ? `${problem.kind}：${problem.text}` : shown.join(' | ');
}

describe('what people write, said on Tuesday 2023-03-07', () => {
  test.each([
    ['3月21日', '2023-03-21'],
    ['3月21号', '2023-03-21'],
    ['３ 月 ２１ 日', '2023-03-21'],
    ['三月二十一日', '2023-03-21'],
    ['3.21', '2023-03-21'],
    ['3。21', '2023-03-21'],
    ['3/21', '2023-03-21'],
    ['３／２１', '2023-03-21'],
    ['3-21', '2023-03-21'],
    ['2023-03-21', '2023-03-21'],
    ['2023/3/21', '2023-03-21'],
    ['2023年3月21日', '2023-03-21'],
    ['20230321', '2023-03-21'],
    ['21号', '2023-03-21'],
    ['21日', '2023-03-21'],
    ['二十一号', '2023-03-21'],
    ['本月21号', '2023-03-21'],
    ['下个月3号', '2023-04-03'],
    ['周五', '2023-03-10'],
    ['星期日', '2023-03-12'],
    ['礼拜天', '2023-03-12'],
    ['本周二', '2023-03-07'],
    ['这周一', '2023-03-06'],
    ['这个星期三', '2023-03-08'],
    ['下周三', '2023-03-15'],
    ['下下周一', '2023-03-20'],
    ['上周五', '2023-03-03'],
    ['周末', '2023-03-11…2023-03-12'],
    ['这个周末', '2023-03-11…2023-03-12'],
    ['下周末', '2023-03-18…2023-03-19'],
    ['下个周末', '2023-03-18…2023-03-19'],
    ['上周末', '2023-03-04…2023-03-05'],
    ['第6周末', '2023-03-25…2023-03-26'],
    ['第六周周末', '2023-03-25…2023-03-26'],
    ['3月周末', '看不懂'],
    ['今天', '2023-03-07'],
    ['明天', '2023-03-08'],
    ['后天', '2023-03-09'],
    ['大后天', '2023-03-10'],
    ['昨天', '2023-03-06'],
    ['第六周周二', '2023-03-21'],
    ['第6周 周四', '2023-03-23'],
    ['第6周四', '2023-03-23'],
    ['第６周星期四', '2023-03-23'],
    ['第六周三月二十一日', '2023-03-21'],
    ['第二周21号', '2023-02-21'],
    ['3月21日（周二，第6周）', '2023-03-21'],
    ['第6周', '2023-03-20…2023-03-26 week'],
    ['第十一周', '2023-04-24…2023-04-30 week'],
    ['第6教学周', '2023-03-20…2023-03-26 week'],
    ['6周', '2023-03-20…2023-03-26 week'],
    ['本周', '2023-03-06…2023-03-12 week'],
    ['下周', '2023-03-13…2023-03-19 week'],
    ['上周', '2023-02-27…2023-03-05 week'],
    ['3月', '2023-03-01…2023-03-31 month'],
    ['三月份', '2023-03-01…2023-03-31 month'],
    ['本月', '2023-03-01…2023-03-31 month'],
    ['下月', '2023-04-01…2023-04-30 month'],
    ['2024年2月', '2024-02-01…2024-02-29 month'],
    ['3月21—25日', '2023-03-21…2023-03-25'],
    ['3月21---4月25', '2023-03-21…2023-04-25'],
    ['3.21-4.25', '2023-03-21…2023-04-25'],
    ['3.21-25', '2023-03-21…2023-03-25'],
    ['3月21日至4月25日', '2023-03-21…2023-04-25'],
    ['从3月21日到4月25日', '2023-03-21…2023-04-25'],
    ['3月21、22日', '2023-03-21…2023-03-22'],
    ['20号到22号', '2023-03-20…2023-03-22'],
    ['20-22号', '2023-03-20…2023-03-22'],
    ['28号到2号', '2023-03-28…2023-04-02'],
    ['第6周周二到周四', '2023-03-21…2023-03-23'],
    ['周三至周五', '2023-03-08…2023-03-10'],
    ['2023年12月28日至1月3日', '2023-12-28…2024-01-03'],
    ['第六周至第十一周', '2023-03-20…2023-04-30 weekrange'],
    ['第6-11周', '2023-03-20…2023-04-30 weekrange'],
    ['第八、九周', '2023-04-03…2023-04-16 weekrange'],
    ['本周到下周', '2023-03-06…2023-03-19 weekrange'],
    ['四至五月', '2023-04-01…2023-05-31 monthrange'],
    ['3-5月', '2023-03-01…2023-05-31 monthrange'],
    ['明天下午', '2023-03-08 afternoon'],
    ['周四上午', '2023-03-09 morning'],
    ['今晚', '2023-03-07 evening'],
    ['明天14:30', '2023-03-08 14:30'],
    ['明天 １４：３０', '2023-03-08 14:30'],
    ['3.2 14:30', '2023-03-02 14:30'],
    ['3月21日下午3点', '2023-03-21 afternoon 15:00'],
    ['后天下午三点半', '2023-03-09 afternoon 15:30'],
    ['明早8点一刻', '2023-03-08 morning 08:15'],
    ['明天3点', '2023-03-08 15:00'],
    ['明天中午12点', '2023-03-08 noon 12:00'],
    ['\u200b明\u200b天', '2023-03-08'],
  ])('%s is %s', (text, meaning) => expect(read(text)).toBe(meaning));
});

describe('two readings', () => {
  test.each([
    ['周二', '2023-03-07', '2023-03-07 | 2023-03-14'],
    ['周一', '2023-03-07', '2023-03-06 | 2023-03-13'],
    ['5号', '2023-03-07', '2023-03-05 | 2023-04-05'],
    ['31号', '2023-02-20', '2023-03-31'],
    ['7号', '2023-03-07', '2023-03-07'],
    ['21号周二', '2023-03-22', '2023-03-21'],
    ['下周三', '2023-03-12', '2023-03-15'],
    ['周一到周三', '2023-03-07', '2023-03-06…2023-03-08 | 2023-03-13…2023-03-15'],
  ])('%s on %s: %s', (text, today, meaning) => expect(read(text, { today })).toBe(meaning));

  test('planning keeps what is not over', () => {
    const from = '2023-03-07';
    expect(read('周一', { from })).toBe('2023-03-13');
    expect(read('周二', { from })).toBe('2023-03-07 | 2023-03-14');
    expect(read('5号', { from })).toBe('2023-04-05');
    expect(read('本周', { from })).toBe('2023-03-06…2023-03-12 week');
    expect(read('3月1日', { from })).toBe('past：3月1日（周三，第3周）已经过去了。');
  });
});

describe('no reading', () => {
  test.each([
    ['2月30日', 'impossible：2023年2月没有30日。'],
    ['2月29日', 'impossible：2023年2月没有29日。'],
    ['13月1日', 'impossible：一年里没有13月。'],
    ['32号', 'impossible：哪个月都没有32号。'],
    ['第21周', 'impossible：本学期只有20周，没有第21周。'],
    ['第0周', 'impossible：教学周从第1周算起。'],
    ['第六周周二3月22日', 'conflict：3月22日是第6周周三，第6周周二是3月21日，对不上。'],
    ['3月21日（周三）', 'conflict：3月21日是第6周周二，不是周三。'],
    ['第七周3月21日', 'conflict：3月21日是第6周周二，不在第7周。'],
    ['第三周 29 号（周二）', 'conflict：第3周（2月27日—3月5日）里没有29号。'],
    ['明天周二', 'conflict：3月8日是第4周周三，不是周二。'],
    ['本周（第5周）', 'conflict：第5周（3月13日—3月19日），和说的对不上。'],
    ['3月25—21日', 'conflict：21日早于3月25日；如果是下个月的，请写上月份。'],
    ['3.25-21', 'conflict：21日早于3月25日；如果是下个月的，请写上月份。'],
    ['下月25日到21日', 'conflict：21日早于4月25日；如果是下个月的，请写上月份。'],
    ['4月25日至3月21日', 'conflict：结束的日子早于开始的日子。'],
  ])('%s: %s', (text, why) => expect(read(text)).toBe(why));

  test('a teaching week needs a term', () => {
    expect(read('第6周', { week1Monday: null, lastWeek: null })).toBe(
      'needsTerm：还没有设定学期的第一周，算不出第6周是哪几天。',
    );
    expect(read('下周三', { week1Monday: null, lastWeek: null })).toBe('2023-03-15');
  });
});

test.each([
  ...[
    '',
    ' ',
    '21',
    '3',
    '14:30',
    '下午3点',
    '你好',
    '二码头小学',
    '李强',
    '周八',
    '第周',
    '3月21日开会',
    '第八、十周',
    '3月周二',
  ],
  ...[
    '第6周上午',
    '明天25:00',
    '明天晚上12点',
    '3月21日3月22日',
    '14.30',
    '视0001',
    '2023',
    '一',
    '日',
    '周',
    '3月21日上午至22日下午',
  ],
])('%j is not a date', (text) => expect(parseDate(text)).toBeNull());

describe('the year of a month and day', () => {
  const autumn = { week1Monday: '2023-09-04', lastWeek: 20 };
  test.each([
    ['3月21日', '2023-07-10', {}, '2023-03-21'],
    ['7月10日', '2023-03-07', {}, '2023-07-10'],
    ['1月10日', '2023-12-20', autumn, '2024-01-10'],
    ['12月20日', '2024-01-10', autumn, '2023-12-20'],
    ['1月', '2023-12-20', autumn, '2024-01-01…2024-01-31 month'],
    ['3月1日', '2023-12-20', autumn, '2024-03-01'],
    ['1月3日', '2023-12-30', { week1Monday: null, lastWeek: null }, '2024-01-03'],
  ])('%s said on %s', (text, today, term, meaning) => expect(read(text, { today, ...term })).toBe(meaning));
});

describe('labels', () => {
  const label = (text: string, around: Partial<Around> = {}): string | undefined => {
    const spec = parseDate(text);
    return spec ? resolveDate(spec, { ...spring, ...around }).readings[0]?.label : undefined;
  };
  test.each([
    ['3.21', '3月21日（周二，第6周）'],
    ['明天下午', '3月8日（周三，第4周）下午'],
    ['明天下午3点', '3月8日（周三，第4周）15:00'],
    ['第六周', '第6周（3月20日—3月26日）'],
    ['第6-11周', '第6—11周（3月20日—4月30日）'],
    ['3月', '3月'],
    ['四至五月', '4—5月'],
    ['2月10日', '2月10日（周五，开学前）'],
    ['7月10日', '7月10日（周一，假期）'],
    ['2024年1月10日', '2024年1月10日（周三，假期）'],
    ['3月21—25日', '3月21日（周二，第6周）—3月25日（周六，第6周）'],
  ])('%s: %s', (text, shown) => expect(label(text)).toBe(shown));

  test('without a term there are no weeks', () => {
    expect(label('3.21', { week1Monday: null, lastWeek: null })).toBe('3月21日（周二）');
    expect(label('下周', { week1Monday: null, lastWeek: null })).toBe('3月13日—3月19日');
  });
});

// domain.md §3: everything that is dated in the plan of 2023, and what it must come to.
describe('the nine dated facts of the 2023 plan', () => {
  test.each([
    ['第二周 21 号', '2023-02-21'],
    ['第二周 22 号', '2023-02-22'],
    ['第二周 23 号', '2023-02-23'],
    ['第二周 24 号', '2023-02-24'],
    ['第三周 28 号（周二）', '2023-02-28'],
    ['第六周 3 月 21', '2023-03-21'],
    ['第十一周 4 月 25', '2023-04-25'],
    ['第七周 3 月 31 日', '2023-03-31'],
    ['三月第四周', '2023-03-06…2023-03-12 week'],
    ['第八、九周', '2023-04-03…2023-04-16 weekrange'],
    ['第十一、十二周', '2023-04-24…2023-05-07 weekrange'],
    ['五月第十三周', '2023-05-08…2023-05-14 week'],
    ['六月第十七周', '2023-06-05…2023-06-11 week'],
    ['第六周至第十一周', '2023-03-20…2023-04-30 weekrange'],
    ['3 月 21---4 月 25', '2023-03-21…2023-04-25'],
  ])('%s is %s', (text, meaning) => expect(read(text, { today: '2023-03-06' })).toBe(meaning));
});

const dayOfTerm = fc.integer({ min: 0, max: 139 }).map((n): LocalDate => addDays(week1Monday, n));

/** Ways to write a day that leave no doubt, wherever in the term they are said. */
const written = (date: LocalDate): string[] => {
  const week = teachingWeek(date, week1Monday);
  const [month, day] = [Number(date.slice(5, 7)), Number(date.slice(8))];
  const ways = [date, monthDay(date), `${month}.${day}`, `${month}/${day}`, `${month}-${day}`, `${month} 月 ${day} 号`];
  const weeks = [
    `第${week}周${weekdayName(date)}`,
    `第${chineseNumber(week)}周 ${weekdayName(date)}`,
    `第${week}周${day}号`,
  ];
  return [
    ...ways,
    ...weeks,
    `${chineseNumber(month)}月${chineseNumber(day)}日`,
    `${monthDay(date)}（${weekdayName(date)}，第${week}周）`,
  ];
};

describe('on any text and any day', () => {
  test('each day of the term is read back from every way to write it, on every day of the term', () => {
    fc.assert(
      fc.property(dayOfTerm, dayOfTerm, (date, today) => {
        for (const text of written(date)) expect([text, read(text, { today })]).toEqual([text, date]);
      }),
    );
  });

  test('a label is read back to the same day', () => {
    fc.assert(
      fc.property(dayOfTerm, dayOfTerm, (date, today) => {
        const spec = parseDate(monthDay(date));
        const label = spec ? resolveDate(spec, { ...spring, today }).readings[0]?.label : undefined;
        expect(read(label ?? '', { today })).toBe(date);
      }),
    );
  });

  test('nothing throws, and there is a reading or a problem, never neither', () => {
    const bits =
      '第 六 6 周 二 2 日 号 月 3 21 30 99 年 2023 上 下 本 个 今 明 后 天 午 晚 点 半 : . - / 至 到 、 （ ） 的'.split(
        ' ',
      );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...bits), { maxLength: 9 }).map((a) => a.join('')),
    );
    fc.assert(
      fc.property(text, dayOfTerm, fc.boolean(), (said, today, planning) => {
        const spec = parseDate(said);
        if (!spec) return;
        const { readings, problem } = resolveDate(spec, { ...spring, today, ...(planning && { from: today }) });
        expect(readings.length === 0).toBe(problem !== undefined);
        expect(readings.length).toBeLessThanOrEqual(2);
        for (const { start, end, label } of readings) {
          expect(start <= end).toBe(true);
          expect(label).not.toContain('NaN');
        }
      }),
      { numRuns: 3000 },
    );
  });
});
