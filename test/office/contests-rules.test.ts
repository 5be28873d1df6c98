// Contests: the rules by themselves.
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { contestOf } from '../../src/office/contests/model.ts';
import { contestsNamed, linkEnds, phaseOf, progressOf } from '../../src/office/contests/rules.ts';
import { linkOver, sizeOf, timeLeft } from '../../src/office/contests/wording.ts';
import { sampleContest } from '../../src/office/sample/contest.ts';
import { sampleSchools } from '../../src/office/sample/district.ts';

const contest = contestOf(sampleContest);

describe('phaseOf', () => {
  it.each([
    ['2023-04-03', '07:59', 'before'],
    ['2023-04-03', '08:00', 'open'],
    ['2023-04-28', '17:59', 'open'],
    ['2023-04-28', '18:00', 'closed'],
  ])('%s %s is %s', (day, time, phase) => {
    expect(phaseOf(contest, instantOf(day, time))).toBe(phase);
  });
});

describe('linkEnds', () => {
  it('after 14 days, or at closing', () => {
    expect(linkEnds(contest, instantOf('2023-04-03', '09:00'))).toBe(instantOf('2023-04-17', '09:00'));
    expect(linkEnds(contest, instantOf('2023-04-20', '09:00'))).toBe(contest.closesAt);
  });
});

describe('contestsNamed', () => {
  const all = ['教学设计大赛', '教学论文评选', '素养大赛'].map((name) => ({ name }));
  it.each([
    ['教学设计大赛', ['教学设计大赛']],
    ['教学 设计大赛（示例）', ['教学设计大赛']],
    ['教学设计', ['教学设计大赛']],
    ['教学涉及大赛', ['教学设计大赛']],
    ['小学教学设计大赛作品', ['教学设计大赛']],
    ['教学', ['教学设计大赛', '教学论文评选']],
    ['大赛', ['教学设计大赛', '素养大赛']],
    ['合唱比赛', []],
    [' ', []],
  ])('%s', (words, names) => {
    expect(contestsNamed(all, words).map(({ name }) => name)).toEqual(names);
  });
});

describe('progressOf', () => {
  it('counts schools once, entries all, and leaves out kindergartens and village sites', () => {
    const others = [
      { id: 'k', name: '中心幼儿园', kind: 'kindergarten' },
      { id: 'v', name: '村小点', kind: 'villageSite' },
      { id: 'n', name: '九年制学校', kind: 'nineYear' },
    ];
    const found = progressOf([...sampleSchools, ...others], ['s-shiyan', 's-shiyan', 's-ermatou', null, 'k']);
    expect(found).toMatchObject({ schools: 6, handedIn: 2, entries: 5 });
    expect(found.missing.map(({ name }) => name)).toEqual(['盐码头小学', '震华小学', '青禾小学', '九年制学校']);
  });
});

describe('wording', () => {
  it.each([
    [0, '0 字节'],
    [1023, '1023 字节'],
    [364_544, '356 KB'],
    [1_048_575, '1 MB'],
    [20 * 1024 * 1024, '20 MB'],
    [1_258_291, '1.2 MB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(sizeOf(bytes)).toBe(text);
  });

  it.each([
    ['2023-04-16', '10:00', '还有 12 天'],
    ['2023-04-28', '08:00', '今天截止'],
    ['2023-04-28', '18:00', '已截止'],
  ])('%s %s: %s', (day, time, text) => {
    expect(timeLeft(contest, instantOf(day, time))).toBe(text);
  });

  it('says of a link that is over what to do', () => {
    for (const state of ['unknown', 'ended', 'revoked'] as const)
      expect(linkOver(state, contest).text).toContain('/提交');
    expect(linkOver('closed', contest).text).toContain('4月28日（周五）18:00截止');
  });
});
