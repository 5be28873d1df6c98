// What a second document changes in the calendar that stands, in words. Data in, Chinese out.
import type { LocalDate } from '../../../lib/dates.ts';
import { whenText } from '../change-wording.ts';
import type { ItemChange } from '../changes.ts';
import type { Calendar, Item } from '../model.ts';

/** Fields people know, with their names. */
const fieldNames = {
  title: '名称',
  kind: '类别',
  level: '级别',
  reminderKind: '提醒',
  subjects: '学科',
  audience: '对象',
  venue: '地点',
  time: '钟点',
} as const;

/** 原名“…”, 级别、对象: what differs between two items of the same dates; `''` when only the document's words do. */
function whatChanged(old: Item, made: Item): string {
  const differ = (Object.keys(fieldNames) as (keyof typeof fieldNames)[]).filter(
    (field) => JSON.stringify(old[field]) !== JSON.stringify(made[field]),
  );
  const others = differ.filter((field) => field !== 'title').map((field) => fieldNames[field]);
  return [
    ...(old.title === made.title ? [] : [`原名“${old.title}”`]),
    ...(others.length > 0 ? [others.join('、')] : []),
  ].join('，');
}

/** What a second document changes in the calendar that stands: counts and the first few lines of each sort. */
export function differenceLines(
  before: Calendar,
  after: Calendar,
  changes: readonly ItemChange[],
  today: LocalDate,
): string[] {
  const kept = changes.filter(({ old, new: made }) => !(old ?? made)?.theme);
  const added = kept.filter(({ old }) => !old);
  const gone = kept.filter(({ new: made }) => !made);
  const both = kept.flatMap(({ old, new: made }) => (old && made ? [{ old, made }] : []));
  const moved = both.filter(({ old, made }) => whenText(before, old, today) !== whenText(after, made, today));
  const changed = both.filter((pair) => !moved.includes(pair) && whatChanged(pair.old, pair.made) !== '');
  const sorts: [string, string[]][] = [
    ['新增', added.map(({ new: made }) => `${made?.title}：${made ? whenText(after, made, today) : ''}`)],
    [
      '改期',
      moved.map(({ old, made }) => `${made.title}：${whenText(before, old, today)} → ${whenText(after, made, today)}`),
    ],
    ['改内容', changed.map(({ old, made }) => `${made.title}：${whatChanged(old, made)}`)],
    ['不再有', gone.map(({ old }) => `${old?.title}：${old ? whenText(before, old, today) : ''}`)],
  ];
  const shown = sorts.flatMap(([name, lines]) =>
    lines.length === 0
      ? []
      : [
          `${name} ${lines.length} 条：`,
          ...lines.slice(0, 5).map((line) => `　${line}`),
          ...(lines.length > 5 ? [`　还有 ${lines.length - 5} 条`] : []),
        ],
  );
  return ['和现在的行事历比：', ...(shown.length > 0 ? shown : ['没有不同。'])];
}
