// Papers are never taken: a file that is named like one is neither fetched nor kept while papers are being set (domain rules, section 8).
import { compareKey } from '../../lib/chinese.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Reader } from '../../store/db.ts';
import { loadCalendar } from '../calendar/model.ts';
import { papersBeingSet } from '../guard/window.ts';
import { paperSpans } from './queries.ts';
import { noPaperFiles, noPaperKept } from './wording.ts';

/** Whether a file is named like a paper, its questions or its answers; width and blanks do not hide it. */
export const isPaperName = (name: string): boolean =>
  /试卷|试题|考卷|答案/.test(compareKey(name).replace(/[-_.·]/g, ''));

/** Whether papers are being set or kept on a day, by the plan and by what was given out. */
export const inPaperWindow = async (db: Reader, today: LocalDate): Promise<boolean> =>
  papersBeingSet(await loadCalendar(db), today, await paperSpans(db));

/** What is said instead of taking files of these names; null when they may be taken. */
export async function refusedPaper(
  db: Reader,
  names: readonly (string | undefined)[],
  today: LocalDate,
): Promise<string | null> {
  const named = names.some((name) => name !== undefined && isPaperName(name));
  return named && (await inPaperWindow(db, today)) ? noPaperFiles : null;
}

/** `arrived`: it has been fetched or sent in already. @throws Refusal for a file that is named like a paper while papers are being set */
export async function refusePaper(db: Reader, name: string, today: LocalDate, arrived: boolean): Promise<void> {
  const why = await refusedPaper(db, [name], today);
  if (why) refuse('paper-file', arrived ? noPaperKept : why);
}
