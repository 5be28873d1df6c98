// A contest that collects entries, as something that can be answered.
import { dateOf, dayMs, monthDay, timeOf } from '../../../lib/dates.ts';
import { contestOf } from '../../contests/model.ts';
import { replySettings } from '../model.ts';
import { type MatterKind, officeOf } from './kind.ts';

/** The contest in the id of a source: reminders of one school have its id behind a slash (contests/actions.ts). */
const contestIn = (id: string): string => id.split('/')[0] ?? id;

export const contest: MatterKind = {
  async load({ tx, people }, ref) {
    const id = contestIn(ref.id);
    const row = await tx.selectFrom('contests').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) return null;
    const { name, closesAt } = contestOf(row);
    const organisers = officeOf({ people });
    const day = dateOf(closesAt);
    return {
      ref: { kind: 'contest', id, occurrence: '' },
      what: name,
      when: `${monthDay(day)}${timeOf(closesAt)}截止的`,
      day: `${monthDay(day)}截止的`,
      span: { start: day, end: day },
      beginsAt: closesAt,
      overAt: closesAt + replySettings.after.days * dayMs,
      takes: ['signup', 'want', 'ask', 'seen'],
      organisers,
      deciders: [],
      only: null,
      parts: new Map(),
      next: null,
    };
  },
};
