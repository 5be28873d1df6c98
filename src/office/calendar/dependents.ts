// What hangs on the meetings of a series and moves along with them: who leads, the topic, what teachers said.
import { type LocalDate, monthDay } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel } from '../../queue/ledger.ts';
import type { Act } from '../act.ts';
import { preparationSource } from '../preparation/model.ts';
import { followMeetings } from '../preparation/moved.ts';
import { type ItemChange, movedMeetings } from './changes.ts';
import type { Calendar, Item } from './model.ts';

/** Where the messages about the meetings of a series come from in the ledger; null for items that have none. */
export const seriesSource = (calendar: Calendar, { recurrence, reminderKind }: Item) =>
  recurrence?.subject && reminderKind === 'jointPrep' ? preparationSource(calendar, recurrence.subject) : null;

/**
 * Moves the arrangements of moved meetings to their new days. What falls away stays where it was, with its day, for the record;
 * it comes back to life when the meeting does.
 */
export async function moveDependents(act: Act, calendar: Calendar, changes: readonly ItemChange[]): Promise<void> {
  for (const change of changes) {
    const subject = change.old?.recurrence?.subject;
    const all = movedMeetings(change);
    const moves = all.flatMap(({ from, to }) => (from && to ? [{ from, to }] : []));
    if (!subject || all.length === 0) continue;
    // First all away, then all to their places: two meetings may change places, and a day holds one arrangement.
    for (const { from } of moves) await setDay(act, calendar, subject, from, parked(from));
    for (const { to } of moves) await refuseTaken(act, calendar, subject, to);
    for (const { from, to } of moves) await setDay(act, calendar, subject, parked(from), to);
    for (const { from } of moves) {
      await cancel(act.tx, act.now, { ...preparationSource(calendar, subject), occurrence: from }, '这一次已经改期');
    }
    if (change.new && seriesSource(calendar, change.new)) await followMeetings(act, calendar, subject, all);
  }
}

/** The arrangement of a meeting that fell away stays on its day; no other can be put there. @throws Refusal */
async function refuseTaken(act: Act, { term }: Calendar, subject: string, day: LocalDate): Promise<void> {
  const there = await act.tx
    .selectFrom('preparations')
    .select('id')
    .where((eb) => eb.and({ term_id: term.id, subject, day }))
    .executeTakeFirst();
  if (there)
    refuse('arranged', `${monthDay(day)}的${subject}集体备课还留着主备人的安排，别的一次不能改到这天。请换一天。`);
}

const parked = (day: string): string => `moving ${day}`;

async function setDay(act: Act, calendar: Calendar, subject: string, from: string, to: string): Promise<void> {
  await act.tx
    .updateTable('preparations')
    .set({ day: to })
    .where('term_id', '=', calendar.term.id)
    .where('subject', '=', subject)
    .where('day', '=', from)
    .execute();
  await act.tx
    .updateTable('replies')
    .set({ occurrence: to })
    .where('matter_kind', '=', 'preparation')
    .where('matter_id', '=', preparationSource(calendar, subject).id)
    .where('occurrence', '=', from)
    .execute();
}
