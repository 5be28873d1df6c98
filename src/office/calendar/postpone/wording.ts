// How a proposal reads in chat: numbered lines that fit a phone, and how to change them. Data in, Chinese out.
import { dayLabel, weekLabel as weekSpanLabel } from '../../../lib/datelabel.ts';
import { addDays, type LocalDate, monthDay, monthDayWeekday } from '../../../lib/dates.ts';
import { around } from '../days.ts';
import type { Calendar } from '../model.ts';
import type { Stretch } from '../rules.ts';
import type { Move, Proposal, Stuck } from './model.ts';

/** 4月12日（周三）, 4月12日—4月14日. */
const stretchText = ({ start, end }: Stretch): string =>
  start === end ? monthDayWeekday(start) : `${monthDay(start)}—${monthDay(end)}`;

/** 1. 数学集体备课　4月12日（周三）→4月14日（周五）　让给市教学评比. */
const moveLines = ({ no, title, from, to, why, dependents, cascadeOf, byHand }: Move): string[] => [
  [
    `${no}. ${title}`,
    `${stretchText(from)}→${stretchText(to)}`,
    `${why}${cascadeOf === null ? '' : `（第${cascadeOf}条）`}${byHand ? '，日子是改过的' : ''}`,
  ].join('　'),
  ...dependents.map((line) => `　　${line}`),
];

const stuckLine = ({ no, title, at, why }: Stuck): string => [`${no}. ${title}`, stretchText(at), why].join('　');

/** The whole proposal with the ways to change and to confirm it, seen from `today`. */
export function proposalText(calendar: Calendar, proposal: Proposal, today: LocalDate): string {
  const { causes, moves, stuck, remarks } = proposal;
  const near = around(calendar, today);
  const first = moves[0] ?? stuck[0];
  const heads = causes.map(({ title, start, end }) =>
    [title, start === end ? dayLabel(start, near) : weekSpanLabel(start, end, near)].join('　'),
  );
  return [
    ...heads,
    moves.length > 0 ? `市级优先，区级顺延，要改${moves.length}项：` : '没有要顺延的安排。',
    ...moves.flatMap(moveLines),
    ...(stuck.length > 0 ? ['留在原处、要人来定：', ...stuck.map(stuckLine)] : []),
    ...(remarks.length > 0 ? ['请留意：', ...remarks.map((remark) => `· ${remark}`)] : []),
    ...(first ? howTo(first, moves.length > 0) : []),
  ].join('\n');
}

/** Commands with a number and a day that fit this proposal. */
function howTo(first: Move | Stuck, confirmable: boolean): string[] {
  const day = 'to' in first ? first.to.start : addDays(first.at.start, 7);
  return [
    `换日子：/顺延 改 ${first.no} ${monthDay(day)}`,
    ...('to' in first ? [`不动：/顺延 改 ${first.no} 不动`] : []),
    confirmable ? '照此办理：/顺延 确认　不办：/顺延 放弃' : '不办：/顺延 放弃',
  ];
}
