// What can never be true of the items of a calendar, whatever was moved. Pure.
import { meetings, nominalMeetings } from '../days.ts';
import type { Calendar, Item } from '../model.ts';

/** One Chinese sentence for each fault, ids instead of titles; empty when the items make sense. */
export const brokenItems = (calendar: Calendar): string[] =>
  calendar.items.flatMap((item) =>
    [...spanFaults(item), ...seriesFaults(calendar, item)].map((fault) => `事项 ${item.id}：${fault}`),
  );

function spanFaults({ start, end, movedFrom }: Item): string[] {
  return [
    ...((start === null) !== (end === null) ? ['只有开始或者只有结束'] : []),
    ...(start !== null && end !== null && start > end ? ['开始在结束之后'] : []),
    ...(movedFrom && movedFrom.start > movedFrom.end ? ['原来的开始在结束之后'] : []),
  ];
}

function seriesFaults(calendar: Calendar, item: Item): string[] {
  if (item.exceptions.length === 0) return [];
  const nominal = new Set(nominalMeetings(calendar, item).map(({ day }) => day));
  const held = meetings(calendar, item).flatMap(({ day, lostTo }) => (lostTo === null ? [day] : []));
  return [
    ...twice(held).map((day) => `${day} 有两次`),
    ...twice(item.exceptions.map(({ day }) => day)).map((day) => `${day} 改了两回`),
    ...item.exceptions.flatMap(({ day, to }) =>
      nominal.has(day) || to === day ? [] : [`${day} 不是它的日子，却改了期`],
    ),
  ];
}

const twice = (days: readonly string[]): string[] => [...new Set(days.filter((day, i) => days.indexOf(day) < i))];
