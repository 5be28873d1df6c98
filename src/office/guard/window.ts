// When papers are being set or kept for an exam: the guard then holds what speaks of them. Pure.
import { addDays, type LocalDate } from '../../lib/dates.ts';
import type { Calendar, Item } from '../calendar/model.ts';
import { isExam } from '../calendar/rules.ts';

/** Papers that somebody was given to set. */
export interface PaperSpan {
  /** The day they were given out. */
  from: LocalDate;
  /** Last day of their exam as it stood then, or the day they were due: the first exam that ends on or after it ends the window. */
  anchor: LocalDate;
}

const isSetting = ({ reminderKind, title }: Item): boolean => reminderKind === 'paperSetting' || title.includes('命题');
const isPickup = ({ reminderKind }: Item): boolean => reminderKind === 'paperPickup';

/**
 * Whether papers are being set or kept on a day (domain rules, section 8): from the first assignment of the term to the end of its exam,
 * also when the exam has moved since; from the plan's own line 命题 to the last day of the exams after it (of the term, when none
 * has a day yet); and from the day papers are picked up to the last day of the next exam.
 */
export function papersBeingSet(calendar: Calendar | null, today: LocalDate, given: readonly PaperSpan[] = []): boolean {
  if (!calendar) return false;
  const dated = calendar.items.flatMap((item) => {
    const { start, end } = item;
    return start !== null && end !== null ? [{ item, start, end }] : [];
  });
  const ends = (from: LocalDate): LocalDate[] =>
    dated.flatMap(({ item, end }) => (isExam(item) && end >= from ? [end] : [])).sort();
  const termEnd = addDays(calendar.term.week1Monday, 7 * calendar.term.lastWeek - 1);
  const holds = (from: LocalDate, last: LocalDate | undefined): boolean =>
    from <= today && last !== undefined && today <= last;
  return (
    given.some(({ from, anchor }) => holds(from, ends(anchor)[0] ?? termEnd)) ||
    dated.some(({ item, start }) =>
      isSetting(item) ? holds(start, ends(start).at(-1) ?? termEnd) : isPickup(item) && holds(start, ends(start)[0]),
    )
  );
}
