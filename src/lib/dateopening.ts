// Finds the date with which a remark begins: 明天 看病, 第6周外出培训, 3月8日上午监考. Pure; what the date means is found by `resolveDate`.
import { type DateSpec, parseDate } from './dateparse.ts';

/** A date at the beginning of what somebody says, and the words after it. */
export interface Opening {
  spec: DateSpec;
  rest: string;
  /** A blank or sign stands between them, or nothing follows: the date is no part of what is told (6月1日活动排练). */
  apart: boolean;
}

const afterDate = /^[\s\p{P}]+/u;
const longestDate = 30;

/** 明天, 第6周, 3月8日 can only be a date; 二号 and 6.1 may be something else. */
function isWords({ said, from: { day, month, week, weekday, weekShift, dayShift } }: DateSpec): boolean {
  if (day !== undefined && month !== undefined) return said.includes('月');
  return [week, weekday, weekShift, dayShift].some((fact) => fact !== undefined);
}

/** The longest date that a text begins with; null when it begins with none. A bare number of a day must stand apart: 二号楼漏水. */
export function openingDate(text: string): Opening | null {
  for (let end = Math.min(text.length, longestDate); end > 1; end--) {
    const spec = parseDate(text.slice(0, end));
    if (!spec) continue;
    const after = text.slice(end);
    const apart = after === '' || afterDate.test(after) || /[\s\p{P}]$/u.test(text.slice(0, end));
    return apart || isWords(spec) ? { spec, rest: after.replace(afterDate, '').trim(), apart } : null;
  }
  return null;
}
