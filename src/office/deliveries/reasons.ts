// Why a message is as it is, in plain words for admins: what it waits for, why it went nowhere, what to do. Pure.
import { dateOf, monthDay, timeOf } from '../../lib/dates.ts';
import type { DeliveryState, Row } from '../../store/tables.ts';
import { shortNumber } from './model.ts';

/** What has to be known besides the row itself. */
export interface Surroundings {
  /** Epoch ms. */
  now: number;
  /** Local times at which sending hours begin: when a message that came in quiet hours goes out. */
  openings: readonly string[];
  /** State of the part before it; null when there is none. */
  before: DeliveryState | null;
  /** The platform has just turned away another message of the same robot, for this reason. */
  throttled: string | null;
}

/** So long (ms) after its time a message has been handed to the queue, as long as Redis is there. */
const handedOverWithin = 60_000;
/** So long (ms) after being handed over it has gone, unless the pace holds it back. */
const sentWithin = 180_000;

/** Why it is in its state, in Chinese; empty for what has simply gone out. */
export function reasonFor(row: Row<'deliveries'>, around: Surroundings): string {
  switch (row.state) {
    case 'queued':
      return waitsFor(row, around);
    case 'sending':
      return `正在等平台答复（第 ${row.attempts} 次）`;
    case 'merged':
      return row.reason ?? (row.bundle_id ? `并进 ${shortNumber(row.bundle_id)} 一起说` : '');
    case 'past':
      return row.reason ?? '记下的时候已经过去';
    case 'unknown':
      return `${row.reason ?? '没有收到平台的答复'}，请看一眼对方是否收到`;
    case 'sent':
      return '';
    default:
      return row.reason ?? '';
  }
}

const whenText = (instant: number): string => `${monthDay(dateOf(instant))}${timeOf(instant)}`;

function waitsFor(row: Row<'deliveries'>, { now, openings, before, throttled }: Surroundings): string {
  if (row.put_off_from !== null && row.due_at > now)
    return `${row.reason ?? ''}，从 ${whenText(row.put_off_from)} 推到 ${whenText(row.due_at)}`;
  if (row.due_at > now) {
    // Nobody else chooses these minutes: it came in quiet hours, or was kept from them.
    const quiet = openings.includes(timeOf(row.due_at));
    const when = dateOf(row.due_at) === dateOf(now) ? timeOf(row.due_at) : whenText(row.due_at);
    return quiet ? `不在发送时段，${when} 开放了再发` : `没到时间，${when} 再发`;
  }
  if (before === 'held') return '前面一段被扣下，放行后接着发';
  if (before === 'queued' || before === 'sending') return '等前面一段先发';
  if (row.attempts > 0 && row.reason) return `上次没成：${row.reason}；过一会儿自动再试`;
  if (throttled) return `同一个机器人刚被平台挡了一下（${throttled}），过一会儿自动接着发`;
  if (row.relayed_at === null)
    return now - row.due_at > handedOverWithin ? '到点还没交给发送队列，多半是 Redis 停了；恢复后自动接着发' : '马上发';
  return now - row.relayed_at > sentWithin
    ? '交给队列好一会儿还没发，可能平台禁言或 Redis 停了；恢复后自动接着发'
    : '已交给发送队列，按平台的频率排队';
}
