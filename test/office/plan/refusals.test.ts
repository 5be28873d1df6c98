// Statements that contradict themselves are refused with all readings; what only stands in another row or month is kept and warned of.
import { describe, expect, it } from 'vitest';
import { planOf } from '../../support/plan-lines.ts';

const read = (line: string) => planOf(`三月\n1、召开例会。\n2、${line}\n四月\n1、期中考试。`);

describe('refused', () => {
  it.each([
    ['第三周29号（周二）召开工作会。', ['2023-03-29', '2023-01-29', '2023-02-28']],
    ['3月22日（周二）教学视导。', ['2023-03-22', '2023-03-21']],
    ['第七周3月21日教学视导。', ['2023-03-21', '2023-03-27']],
    ['第六周周二（3月22日）教学视导。', ['2023-03-22', '2023-03-21']],
    ['2月30日教学视导。', ['2023-02-28']],
    ['31号（周一）教学视导。', ['2023-03-31', '2023-03-27']],
    ['第六周至第七周教学视导（3月21日—4月25日）。', ['2023-03-21', '2023-03-20']],
    ['3月21日教学视导（周三）。', ['2023-03-21', '2023-03-22']],
  ])('%s', (line, starts) => {
    const { items, refused } = read(line);
    expect(refused.map(({ quote }) => quote)).toEqual([line.replace(/。$/, '')]);
    expect(refused[0]?.readings.map(({ start }) => start)).toEqual(starts);
    expect(refused[0]?.reason).toContain('自相矛盾');
    expect(refused[0]?.item.title).toMatch(/工作会|教学视导/);
    expect(items.map(({ title }) => title)).toEqual(['召开例会', '期中考试']);
  });

  it('a printed week that lies over its neighbour is not believed', () => {
    const rows =
      '周次\t日期\t内容\n第一周\t2.13-2.19\t期初检查\n第二周\t2.20-2.26\t教学视导\n第三周\t2.20-2.26\t公开课\n第四周\t3.6-3.12\t集体备课';
    const plan = planOf(rows);
    expect(plan.items.map(({ title }) => title)).toEqual(['期初检查', '教学视导', '集体备课']);
    expect(plan.refused.map(({ item }) => item.title)).toEqual(['公开课']);
  });
});

describe('kept with a warning', () => {
  it.each([
    [
      'a date outside its month',
      '三月\n1、4月8日期中考试。\n2、例会召开。\n四月\n1、教学视导。',
      '2023-04-08',
      '不在“三月”里',
    ],
    [
      'a date outside its row',
      '周次\t内容\n第一周\t期初检查\n第二周\t教学视导（3月8日）',
      '2023-03-08',
      '不在“第二周”里',
    ],
  ])('%s', (_, lines, day, warning) => {
    const plan = planOf(lines);
    const item = plan.items.find(({ start }) => start === day);
    expect(item?.warnings.join()).toContain(warning);
    expect(plan.refused).toEqual([]);
  });

  it('a bare day goes to the month nearest to its row', () => {
    const plan = planOf(
      '周次\t日期\t内容\n第三周\t2月27日—3月5日\t植树活动（12日）；家长会（28日）\n第四周\t3月6日—12日\t公开课',
    );
    expect(plan.items.map(({ title, start }) => `${title} ${start}`)).toEqual([
      '植树活动 2023-03-12',
      '家长会 2023-02-28',
      '公开课 2023-03-06',
    ]);
  });
});
