// When papers are being set or kept for an exam: the guard then holds what speaks of them. Pure.
import { addDays, type LocalDate } from '../../lib/dates.ts';
import type { Calendar, Item } from '../calendar/model.ts';

const isSetting = ({ reminderKind, title }: Item): boolean => reminderKind === 'paperSetting' || title.includes('命题');
const isPickup = ({ reminderKind }: Item): boolean => reminderKind === 'paperPickup';
const isExam = ({ kind, reminderKind }: Item): boolean => kind === 'exam' || reminderKind === 'examDay';

/**
 * Whether papers are being set or kept on a day (domain rules, section 8): from the plan's own line 命题 to the last day of the
 * exams after it (of the term, when none has a day yet), and from the day papers are picked up to the last day of the next exam.
 */
export function papersBeingSet(calendar: Calendar | null, today: LocalDate): boolean {
  const dated = (calendar?.items ?? []).flatMap((item) => {
    const { start, end } = item;
    return start !== null && end !== null ? [{ item, start, end }] : [];
  });
  const ends = (from: LocalDate): LocalDate[] =>
    dated.flatMap(({ item, end }) => (isExam(item) && end >= from ? [end] : [])).sort();
  const termEnd = calendar ? addDays(calendar.term.week1Monday, 7 * calendar.term.lastWeek - 1) : today;
  return dated.some(({ item, start }) => {
    if (start > today || !(isSetting(item) || isPickup(item))) return false;
    const last = isSetting(item) ? (ends(start).at(-1) ?? termEnd) : ends(start)[0];
    return last !== undefined && today <= last;
  });
}
