// How one duty at an exam reads, the same in every message. Data in, Chinese out.
import { monthDayWeekday } from '../../lib/dates.ts';
import type { Duty } from './model.ts';
import { type Sitting, sittingOf, type Timetable } from './timetable.ts';

/** What duties are said with. */
export interface DutyNames {
  /** Schools by id. */
  schools: ReadonlyMap<string, string>;
  timetable: Timetable;
}

const sittingText = ({ day, at, minutes }: Sitting): string => `${monthDayWeekday(day)}${at}（${minutes}分钟）`;

/** One duty, as its holder reads it: 6月28日（周三）09:00（90分钟） 语文，二码头小学 三年级1班. */
export function dutyLine(duty: Duty, { schools, timetable }: DutyNames): string {
  const school = duty.schoolId ? (schools.get(duty.schoolId) ?? '（已停用的学校）') : '';
  if (duty.kind === 'courier') return `领${school}的卷`;
  if (duty.kind === 'marker') return `阅${duty.subject ?? ''}卷`;
  const sitting = sittingOf(timetable, duty);
  const when = sitting ? sittingText(sitting) : '时间另行通知';
  return `${when} ${duty.subject ?? ''}，${school} ${duty.room ?? ''}`;
}

/** In the order of time, then of places. */
export function inOrder(all: readonly Duty[], { schools, timetable }: DutyNames): Duty[] {
  const at = (duty: Duty): string => {
    const { subject, room, schoolId } = duty;
    const sitting = sittingOf(timetable, duty);
    const place = [schools.get(schoolId ?? '') ?? '', room ?? '', subject ?? ''];
    return [sitting ? `${sitting.day} ${sitting.at}` : '', ...place].join('|');
  };
  return all.toSorted((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
}

/** One line for each. */
export const dutyLines = (own: readonly Duty[], names: DutyNames): string[] =>
  inOrder(own, names).map((duty) => dutyLine(duty, names));
