// The burden of a week in words. Data in, Chinese out; never a person's name.
import type { Said } from '../../bot/message.ts';
import { addDays, dateOf, monthDay, timeOf } from '../../lib/dates.ts';
import type { Burden, Listed, Pressing } from './queries.ts';

/** Longer lists nobody reads on a phone. */
const shown = 6;

const few = <T>(list: readonly T[], line: (one: T) => string): string[] => [
  ...list.slice(0, shown).map(line),
  ...(list.length > shown ? [`……另有 ${list.length - shown} 条`] : []),
];

const instantText = (at: number): string => `${monthDay(dateOf(at))}${timeOf(at)}`;
const to = ({ group }: Listed): string => group ?? '私信';

const whys: Record<Pressing, string> = {
  'never-waits': '不能等',
  digest: '和周五汇总一起发',
  'too-late': '等到周五就晚了',
  'no-digest': '本周没有汇总可以并入',
  written: '等也少不了一条，照发',
};

/** How many people get how many: 0—5 one by one, above that together. Nobody is named, nobody is ranked. */
function peopleLine({ people, caps }: Burden): string {
  const upTo = Array.from({ length: caps.pushes + 1 }, (_, n) => `${n} 条的 ${people.get(n) ?? 0} 人`);
  const above = [...people].filter(([n]) => n > caps.pushes).reduce((sum, [, count]) => sum + count, 0);
  return `${upTo.join('，')}，${caps.pushes} 条以上的 ${above} 人。`;
}

const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? [title, ...lines] : []);
const counted = (list: readonly (readonly [string, number])[], unit: string): string =>
  list
    .slice(0, shown)
    .map(([name, count]) => `${name} ${count} ${unit}`)
    .join('，');

/** The burden of a week, for admins and heads. */
export function burdenText(burden: Burden): Said {
  const { monday, caps, groups, kinds, putOff, over, asked, schoolsAsked } = burden;
  return {
    title: `${monthDay(monday)}—${monthDay(addDays(monday, 6))}的负担`,
    text: [
      `每人每周最多 ${caps.pushes} 条（群里的一条，群里每个人都算一条）：`,
      peopleLine(burden),
      ...(groups.length > 0 ? [`群里：${counted(groups, '条')}。`] : []),
      ...(kinds.length > 0 ? [`按种类：${counted(kinds, '条')}。`] : []),
      ...section(
        '并入周五汇总的：',
        few(
          putOff,
          (one) => `· ${one.about.join('；')} → ${to(one)}：原定${instantText(one.from)}，改到${instantText(one.at)}`,
        ),
      ),
      ...section(
        '满了还是照发的：',
        few(over, (one) => `· ${instantText(one.at)}　${one.about.join('；')} → ${to(one)}：${whys[one.why]}`),
      ),
      `每校每周最多请办 ${caps.asks} 件：${
        asked.length > 0 ? `超过的有 ${counted(asked, '件')}。` : `本周 ${schoolsAsked} 所学校有事要办，都没有超过。`
      }`,
      '回答、回执和给管理员的提醒不算在内。要改上限：/提醒 设置 每周推送=4 每周任务=2',
    ].join('\n'),
  };
}

/** There is nothing to reckon with. */
export const noTerm = '还没有导入本学期的行事历，算不出负担。';
