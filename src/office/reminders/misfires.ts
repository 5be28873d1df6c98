// What becomes of a message that cannot go out at its time: the misfire classes in one table, with the windows that the rules set.
import { type Rule, rules } from '../../../config/reminders.ts';
import { classes } from '../../queue/classes.ts';

/** One misfire class. */
export interface Misfire {
  /** Name in domain terms. */
  name: 'event-lead' | 'exam-chain' | 'deadline-nudge' | 'digest' | 'secret-task' | 'correction';
  class: Rule['class'];
  /** Until when it may still go out, in words; the instants come from `late` of each rule. */
  window: string;
  /** What happens afterwards. */
  after: string;
}

const hour = 3_600_000;
const span = (ms: number): string =>
  ms === 0 ? '开始' : `开始前 ${ms % hour === 0 ? `${ms / hour} 小时` : `${ms / 60_000} 分钟`}`;
/** The window of a class: what most of its rules say. */
const windowOf = (name: Rule['class']): string => {
  const lates = Object.values(rules).flatMap((rule: Rule) => (rule.class === name ? [rule.late] : []));
  return span(Math.max(...lates));
};

/** The table (domain rules, section 4, late policy). */
export const misfires: readonly Misfire[] = [
  {
    name: 'event-lead',
    class: 'event',
    window: `到活动${windowOf('event')}`,
    after: '记为错过；几次都晚了只发最近的一次',
  },
  { name: 'exam-chain', class: 'exam', window: `到${windowOf('exam')}`, after: '记为错过；不知道发没发出去的自动再发' },
  {
    name: 'deadline-nudge',
    class: 'deadline',
    window: `到截止${windowOf('deadline').replace('开始', '')}`,
    after: '记为错过；几次都晚了只发最近的一次',
  },
  { name: 'digest', class: 'digest', window: '当天', after: '记为错过，下周的照常' },
  {
    name: 'secret-task',
    class: 'secret',
    window: `到${windowOf('secret')}`,
    after: '记为错过；只私信本人，不合并，不计数',
  },
  { name: 'correction', class: 'correction', window: '到事情开始', after: '记为错过；不知道发没发出去的自动再发' },
];

const yes = (one: boolean): string => (one ? '是' : '否');

/** The table as Markdown, for docs/operations.md. */
export function misfireTable(): string {
  const rows = misfires.map(({ name, class: of, window, after }) => {
    const { title, anyHour, merges, rank } = classes[of];
    return `| \`${name}\` | ${title} | ${window} | ${anyHour ? '立即' : '等到开放时段'} | ${yes(merges)} | ${yes(rank !== null)} | ${after} |`;
  });
  return [
    '| 类 | 名称 | 多晚还发 | 时段以外 | 与同时的合并 | 周满可并入周五汇总 | 过了以后 |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
