// One sending of a timed message, as something that can be answered.
import { dayMs, instantOf, monthDay } from '../../../lib/dates.ts';
import { replySettings } from '../model.ts';
import { type MatterKind, officeOf, withId } from './kind.ts';

/** Its day and time in the ledger: 2023-03-06 09:12. */
const occasion = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?/;

export const schedule: MatterKind = {
  async load({ tx, people }, { id, occurrence }) {
    const row = await tx.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst();
    const [, day, time] = occasion.exec(occurrence) ?? [];
    if (!row || row.state === 'deleted' || !day) return null;
    return {
      ref: { kind: 'schedule', id, occurrence },
      what: `“${row.name}”`,
      when: `${monthDay(day)}的`,
      day: `${monthDay(day)}的`,
      span: { start: day, end: day },
      // When what it speaks of takes place, nobody knows: it can be answered for some days.
      beginsAt: null,
      overAt: instantOf(day, time ?? '00:00') + replySettings.timed.days * dayMs,
      takes: ['attend', 'absent', 'leave', 'want', 'offer', 'ask', 'seen'],
      organisers: [{ called: '发消息的', people: withId(people, row.updated_by) }, ...officeOf({ people })],
      deciders: [],
      only: null,
      parts: new Map(),
      next: null,
    };
  },
};
