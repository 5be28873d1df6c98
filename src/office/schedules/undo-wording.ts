// What people read when a change of timed messages is taken back. Data in, Chinese out.
import { dateOf, monthDay, timeOf } from '../../lib/dates.ts';
import { quoted } from '../people/wording.ts';
import type { ChangeKind } from './changes.ts';
import type { Schedule, ScheduleChange } from './model.ts';
import { withdrawn } from './wording.ts';

const kinds: Record<ChangeKind, string> = {
  create: '新建',
  change: '改',
  stop: '停',
  start: '启用',
  delete: '删除',
  import: '导入',
  undo: '撤销',
};

const names = (list: readonly { name: string }[]): string =>
  list
    .slice(0, 5)
    .map(({ name }) => `“${name}”`)
    .join('、') + (list.length > 5 ? `等 ${list.length} 条` : '');
const when = (at: number): string => `${monthDay(dateOf(at))} ${timeOf(at)}`;

export const nothingToUndo = (words: string | undefined): string =>
  words === undefined
    ? '没有可以撤销的改动。'
    : `没有找到${quoted(words)}的改动可以撤销。名字和编号可以看 /定时 列表；撤销最近一次改动，只说 /定时 撤销。`;
export const tooOld = (changes: readonly ScheduleChange[], at: number, by: string): string =>
  `${names(changes.map((change) => change.new))}最近一次是${by} ${when(at)}改的，已经超过24小时，不能撤销；请用 /定时 改 改回去。`;
export const changedSince = (touched: readonly Schedule[], by: string): string =>
  `不能撤销：${names(touched)}后来又被${by}改过（${when(touched[0]?.updatedAt ?? 0)}）。请看过 /定时 列表 再改。`;
export const nameTakenSince = ({ number, name }: Schedule): string =>
  `不能撤销：名字“${name}”后来给了定时${number}。请先给它改名：/定时 换名 ${number} 另一个名字`;

/** What taking back would do; `lines` one block for each timed message. */
export const undoPreview = (
  { kind, at, by }: { kind: ChangeKind; at: number; by: string },
  lines: readonly string[],
): string =>
  [`撤销${by} ${when(at)}的${kinds[kind]}，就是：`, ...lines, '已经发出的不会收回，停过、错过的不补发。撤销吗？'].join(
    '\n',
  );

export function undone(changes: readonly ScheduleChange[], cancelled: number): string {
  const made = changes.map((change) => change.new);
  const [gone, back] = [
    made.filter(({ state }) => state === 'deleted'),
    made.filter(({ state }) => state !== 'deleted'),
  ];
  const done = [
    ...(back.length > 0 ? [`${names(back)}回到了上一次的样子`] : []),
    ...(gone.length > 0 ? [`${names(gone)}不再有了`] : []),
  ];
  return `已撤销：${done.join('，')}。${withdrawn(cancelled)}`;
}
