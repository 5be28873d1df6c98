// What follows when a meeting is put on another day, falls away or is held after all: its stages move along, its lead preparer is told.
import type { LocalDate } from '../../lib/dates.ts';
import { newId } from '../../lib/ids.ts';
import { type Act, tell } from '../act.ts';
import type { Calendar } from '../calendar/model.ts';
import { preparationSource } from './model.ts';
import { preparationFor } from './queries.ts';
import { isAhead, politeTime } from './rules.ts';
import { cancelStages } from './stage-actions.ts';
import { stageFacts } from './stage-queries.ts';
import * as wording from './stage-wording.ts';
import { movedAlong, stagesOf } from './stages.ts';
import { meetingOf } from './wording.ts';

/** Where a meeting was and is held; null: nowhere. */
export interface Move {
  from: LocalDate | null;
  to: LocalDate | null;
}

/**
 * After the arrangements have gone to their new days: what was set for stages goes as many school days along, what waits of them is
 * taken back (it is owed anew when it is due), and each lead preparer gets one word in private.
 */
export async function followMeetings(
  act: Act,
  calendar: Calendar,
  subject: string,
  moves: readonly Move[],
): Promise<void> {
  for (const { from, to } of moves) {
    const day = to ?? from;
    const preparation = day && (await preparationFor(act.tx, calendar, { subject, day }));
    if (!day || !preparation) continue;
    await cancelStages(act, preparation.id, to ? '这一次已经改期' : '这一次取消了');
    if (from && to) await moveStages(act, calendar, preparation.id, from, to);
    if (![from, to].some((one) => one !== null && isAhead(calendar, one, act.now))) continue;
    if (preparation.leadId === act.speaker?.id) continue;
    const meeting = meetingOf(calendar, preparation, act.today);
    const stages = stagesOf(calendar, preparation, await stageFacts(act.tx, [preparation]));
    const draft = wording.draftLine(stages, act.today);
    const said =
      from === null
        ? wording.toLeadBack(meeting)
        : to === null
          ? wording.toLeadCancelled(from, meeting)
          : wording.toLeadMoved(from, meeting, draft);
    await tell(act, {
      source: preparationSource(calendar, subject),
      occurrence: day,
      // The same meeting may be moved again; each change is a word of its own.
      lead: `moved:${newId()}`,
      audience: { kind: 'person', id: preparation.leadId },
      class: 'notice',
      said,
      due: politeTime(calendar, day, act.now),
    });
  }
}

async function moveStages(act: Act, calendar: Calendar, id: string, from: LocalDate, to: LocalDate): Promise<void> {
  const { changes } = await stageFacts(act.tx, [{ id }]);
  for (const { stage, dueOn } of changes) {
    if (dueOn === null) continue;
    await act.tx
      .updateTable('preparation_stages')
      .set({ due_on: movedAlong(calendar, dueOn, from, to) })
      .where('preparation_id', '=', id)
      .where('stage', '=', stage)
      .execute();
  }
}
