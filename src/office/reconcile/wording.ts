// What admins read about ledger and rules: that all is well, or what is missing, too much, or out of date. Data in, Chinese out.
import { type Said, say } from '../../bot/message.ts';
import { dateOf, monthDay, stamp, timeOf } from '../../lib/dates.ts';
import type { ClassName } from '../../queue/classes.ts';
import type { Wanted } from '../../queue/ledger.ts';
import { shortNumber } from '../deliveries/model.ts';
import { classTitle, stateText } from '../deliveries/wording.ts';
import type { Comparison, Difference, LedgerRow, Unwanted } from './model.ts';

/** Names for readers. */
export interface Names {
  /** Group or person. */
  called(audience: { kind: string; id: string }): string;
  /** What a message comes from: 数学集体备课前一个上课日. */
  source(from: { kind: string; id: string; lead?: string }, name: ClassName): string;
}

/** How many differences one answer holds: a phone's screen. */
const most = 8;

const why: Record<Unwanted, string> = {
  gone: '它说的事已经不在了',
  changed: '那件事后来改过，这是改之前的',
  hearer: '现在不该发给这里',
  underived: '按现在的行事历和规则没有这一条',
};

const when = (instant: number): string => `${monthDay(dateOf(instant))}${timeOf(instant)}`;

/** 3月7日16:12　活动提醒 → 数学教研群　数学集体备课前一个上课日. */
function wantedText({ due, class: name, audience, source, lead }: Wanted, names: Names): string {
  if (name === 'secret') return `${when(due)}　${classTitle(name)}`;
  const from = names.source({ ...source, ...(lead ? { lead } : {}) }, name);
  return `${when(due)}　${classTitle(name)} → ${names.called(audience)}　${from}`;
}

function rowText(row: LedgerRow, names: Names): string {
  const about = `${when(row.due_at)}　${classTitle(row.class)}`;
  if (row.class === 'secret') return about;
  const from = { kind: row.source_kind, id: row.source_id, ...(row.lead ? { lead: row.lead } : {}) };
  const to = names.called({ kind: row.audience_kind, id: row.audience_id });
  return `${about} → ${to}　${names.source(from, row.class as ClassName)}`;
}

function line(difference: Difference, names: Names): string {
  if (difference.kind === 'clock')
    return `时钟停在 ${stamp(difference.since)}，之后该发的都还没记下。请看服务是否在运行`;
  if (difference.kind === 'missing') {
    const late = difference.worth ? '还来得及' : '已经过时，不用补';
    return `缺：${wantedText(difference.wanted, names)}（${late}）`;
  }
  const { row } = difference;
  const what = `${shortNumber(row.id)}　${rowText(row, names)}`;
  switch (difference.kind) {
    case 'withdrawn':
      return `少：${what}（撤回了，可是没有撤回它的改动）`;
    case 'stale':
      return `旧：${what}（待发的文字和现在的安排不一样）`;
    case 'unwanted':
      return `多：${what}（${stateText[row.state]}；${why[difference.why]}）`;
  }
}

const spanText = ({ from, to }: Comparison): string => `${stamp(from + 1)} 到 ${stamp(to)}`;

/** How many of the differences can still be made good. */
export const worthCount = ({ differences }: Comparison): number =>
  differences.filter((one) => one.kind === 'missing' && one.worth).length;

/** The whole result, a page of it; `days` as it was asked for. */
export function comparisonText(
  comparison: Comparison,
  names: Names,
  { page = 1, days }: { page?: number; days?: number | undefined } = {},
): Said {
  const { wanted, rows, differences } = comparison;
  const looked = `${spanText(comparison)}，按行事历和规则该有 ${wanted} 条，台账里看了 ${rows} 条`;
  if (differences.length === 0) return say(`核对好了：${looked}，都对得上。`);
  const pages = Math.ceil(differences.length / most);
  const shownPage = Math.min(Math.max(1, page), pages);
  const shown = differences.slice((shownPage - 1) * most, shownPage * most);
  const worth = worthCount(comparison);
  const again = ['/发送 核对', ...(days === undefined ? [] : [`${days}天`])].join(' ');
  const waits = differences.some(({ kind }) => kind === 'unwanted' || kind === 'stale');
  return {
    title: `核对：有 ${differences.length} 处对不上${pages > 1 ? `（第${shownPage}/${pages}页）` : ''}`,
    text: [
      `${looked}。`,
      ...shown.map((one) => `· ${line(one, names)}`),
      ...(waits ? ['多出来或旧了的，看一眼再定：/发送 编号'] : []),
      ...(worth > 0 ? [`缺的里面有 ${worth} 条还来得及补发。`] : []),
    ].join('\n'),
    choices: [
      ...(worth > 0 ? [{ label: '补发', says: '/发送 核对 补发' }] : []),
      ...(shownPage < pages ? [{ label: '下一页', says: `${again} 第${shownPage + 1}页` }] : []),
    ],
  };
}

/** What will be owed; to be confirmed. `again`: something changed since it was last shown. */
export const owePreview = (wishes: readonly Wanted[], names: Names, again: boolean): string =>
  [
    `${again ? '刚才以后又有变化。' : ''}要补发这 ${wishes.length} 条：`,
    ...wishes.slice(0, most).map((wish) => `· ${wantedText(wish, names)}`),
    ...(wishes.length > most ? [`· 另有 ${wishes.length - most} 条`] : []),
    '不在发送时段的，等下一个时段再发。确认吗？',
  ].join('\n');

export const owed = (count: number): string => `已补记 ${count} 条，到时段就发。看进展：/发送 待发`;
/** What is still worth sending has fallen due lately. */
export const oweNear = (days: number): string =>
  `补发只看最近 ${days} 天，更早的补发也来不及了。请发 /发送 核对 补发。`;
export const nothingToOwe = '现在没有还来得及补发的消息。';

/** While a long comparison runs. */
export const longBegins = (days: number): string => `要核对 ${days} 天，时间长一些。好了私信给您。`;
export const longReached = (until: number): string => `还在核对，已经看到 ${monthDay(dateOf(until))}。`;
