// What is said when an exam is moved: in the preview, and to those who have duties there. Data in, Chinese out.
import type { ItemChange } from '../calendar/changes.ts';
import { type DutyKind, duties } from './model.ts';

/** What moves along, or ends. */
export function hanging(
  counts: readonly { kind: DutyKind; people: number }[],
  confirmed: number,
  calledOff: boolean,
): string[] {
  const people = counts.map(({ kind, people: n }) => `${duties[kind].title} ${n} 位`).join('、');
  return [
    ...(people === '' ? [] : [`${people}：${calledOff ? '安排作废' : '跟着改'}，确认以后各私信一条更正。`]),
    ...(confirmed > 0 && !calledOff ? [`已有 ${confirmed} 所学校确认过，确认保留。`] : []),
  ];
}

/** One moved item for one person; `was` and `is`: when, in words. */
export function moved(
  { move: { old, new: made }, was, is }: { move: ItemChange; was: string; is: string },
  lines: readonly string[],
): string[] {
  if (!made) return old ? [`${old.title}（原定${was}）取消了，您的这些安排作废：`, ...lines] : [];
  if (!old) return [`${made.title}恢复（${is}），您的安排仍然有效：`, ...lines];
  return [`${made.title}原定${was}，改到${is}，您的安排跟着改：`, ...lines];
}

/** To one person. */
export const correction = (parts: readonly string[]): string => ['更正：考务安排有改动', ...parts].join('\n');
