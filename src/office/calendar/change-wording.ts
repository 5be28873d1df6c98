// How changes of the calendar are told: in 更正 to groups, in previews to whoever makes them. Data in, Chinese out.
import { monthLabel, weekLabel as weekSpanLabel } from '../../lib/datelabel.ts';
import { type LocalDate, monthDay, monthDayWeekday, weekdayName } from '../../lib/dates.ts';
import { type ItemChange, movedMeetings } from './changes.ts';
import { around } from './days.ts';
import { likeness } from './drafts/compare.ts';
import type { Calendar, Item } from './model.ts';

/** When an item is, short: 3月31日（周五）, 3月21日—4月25日, 第8—9周, 6月, 每周二, 待定. */
export function whenText(calendar: Pick<Calendar, 'term'>, item: Item, today: LocalDate): string {
  const { start, end, precision, recurrence, time } = item;
  if (recurrence?.freq === 'monthly') return '每月一次';
  if (recurrence && start) {
    const every = recurrence.interval === 2 ? '隔周' : '每';
    return `${every}${recurrence.weekdays.map((n) => weekdayName(`2023-01-0${n + 1}`)).join('、')}`;
  }
  if (!start || !end || !precision) return '日期待定';
  if (precision === 'day') {
    const day = end > start ? `${monthDay(start)}—${monthDay(end)}` : monthDayWeekday(start);
    return `${day}${time ?? ''}`;
  }
  const near = around({ term: calendar.term, items: [], overrides: new Map() }, today);
  return precision.startsWith('month')
    ? monthLabel(start, end, near)
    : weekSpanLabel(start, end, near).replace(/（.*$/, '');
}

/** From here on a new title is another wording of the same, which nobody has to be told. */
const sameActivity = 0.5;

/** The lines that tell one change: old → new. Empty when nothing people act on has changed. */
export function correctionLines(
  { before, after }: { before: Calendar; after: Calendar },
  change: ItemChange,
  today: LocalDate,
): string[] {
  const { old, new: made } = change;
  // Only what was called off and comes back is ever told.
  if (!old) return made ? [`恢复　${made.title}：${whenText(after, made, today)}`] : [];
  const was = whenText(before, old, today);
  if (!made) return [`取消　${old.title}（原定${was}）`];
  const moved = movedMeetings(change).map(({ from, to }) =>
    from === null
      ? `${made.title}：${monthDayWeekday(to ?? '')}那一次恢复`
      : to === null
        ? `${made.title}：${monthDayWeekday(from)}那一次取消`
        : `${made.title}：原定${monthDayWeekday(from)}，改到${monthDayWeekday(to)}`,
  );
  const is = whenText(after, made, today);
  const lines = was === is ? [] : [`${made.title}：原定${was}，改到${is}`];
  if (likeness(old.title, made.title) < sameActivity) lines.push(`“${old.title}”改为“${made.title}”`);
  if (old.venue !== made.venue && made.venue)
    lines.push(`${made.title}：地点${old.venue ? `由${old.venue}` : ''}改为${made.venue}`);
  return [...moved, ...lines];
}

/** The whole 更正. */
export const correctionText = ({ term }: Calendar, lines: readonly string[]): string =>
  [`更正：行事历有改动${term.documentNumber ? `（${term.documentNumber}）` : ''}`, ...lines].join('\n');
