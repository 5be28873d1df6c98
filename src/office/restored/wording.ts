// What admins are told after a backup has been put back.
import { dateOf, monthDay, timeOf } from '../../lib/dates.ts';
import type { Delivery } from '../deliveries/model.ts';
import { what } from '../deliveries/wording.ts';

const at = (instant: number): string => `${monthDay(dateOf(instant))} ${timeOf(instant)}`;

/** Why a message of the time between backup and restore is not sent. */
export const perhapsSent = '恢复了备份：备份以后可能已经发过，不再发';
/** Why nobody knows of a message that was under way when the backup was made. */
export const underWay = '备份时正在发送，不知道平台是否已收下';

/** What differs from the office as it was before: `shown` are the first of `silent` messages. */
export interface Difference {
  /** Epoch ms: how far everything is known, and now. */
  from: number;
  to: number;
  silent: number;
  shown: readonly Delivery[];
  unknown: number;
  held: number;
  tasks: number;
}

/** The whole of it, for the terminal and for the admins alike. */
export function differenceText({ from, to, silent, shown, unknown, held, tasks }: Difference): string {
  const more = silent > shown.length ? [`……还有 ${silent - shown.length} 条，全部用“/发送 错过”看。`] : [];
  return [
    `恢复了备份：数据回到 ${at(from)}，现在是 ${at(to)}。这中间大家说的话、做的改动都不在里面，要重新做。`,
    silent === 0
      ? '这中间没有到期的消息。'
      : `这中间到期的 ${silent} 条消息可能已经发过，不会再发；确实没发、还要发的，用“/发送 编号”重发：`,
    ...shown.map(({ row, ...delivery }) => `· ${row.id.slice(0, 8)}　${at(row.due_at)}　${what({ row, ...delivery })}`),
    ...more,
    ...(unknown > 0 ? [`${unknown} 条在备份时正在发送，不知道发出没有：“/发送 不明”。`] : []),
    ...(held > 0 ? [`${held} 条扣着等主任处理，这中间可能已经放行过：“/发送 扣下”。`] : []),
    ...(tasks > 0 ? [`${tasks} 件没做完的后台任务（存文件、读文档）会接着做。`] : []),
  ].join('\n');
}
