// A 视导 as something that can be answered.
import { dayLabel } from '../../../lib/datelabel.ts';
import { dayMs, monthDayWeekday } from '../../../lib/dates.ts';
import { around } from '../../calendar/days.ts';
import { beginningOf } from '../../reminders/leads.ts';
import { visitOf } from '../../visits/model.ts';
import { concerns, withNames } from '../../visits/queries.ts';
import { replySettings } from '../model.ts';
import { having, idsOf, type MatterKind, withId } from './kind.ts';

export const visit: MatterKind = {
  async load({ tx, calendar, people, today }, { id }) {
    const row = await tx.selectFrom('visits').selectAll().where('id', '=', id).executeTakeFirst();
    if (!calendar || row?.state !== 'planned') return null;
    const found = visitOf(row);
    const [words] = await withNames(tx, [found]);
    const { day } = found;
    const planner = withId(people, found.plannedBy);
    const heads = having(people, 'head');
    const beginsAt = beginningOf(calendar, day);
    return {
      // Without its day: what was answered stays when it is put on another.
      ref: { kind: 'visit', id, occurrence: '' },
      what: `${words?.school ?? ''}视导（${found.number}）`,
      when: dayLabel(day, around(calendar, today)),
      day: monthDayWeekday(day),
      span: { start: day, end: day },
      beginsAt,
      overAt: beginsAt + replySettings.after.days * dayMs,
      takes: ['attend', 'absent', 'leave', 'want', 'offer', 'handover', 'ask', 'seen'],
      organisers: [
        { called: '安排的', people: planner },
        { called: '主任', people: heads },
      ],
      deciders: idsOf(planner, heads),
      // Who is no longer in the team has nothing to answer any more.
      only: idsOf(people.filter((person) => concerns(found, person))),
      parts: new Map(found.team.map((member) => [member, { called: '组员' }])),
      next: null,
    };
  },
};
