// One meeting of a subject's 集体备课 as something that can be answered.
import { dayLabel } from '../../../lib/datelabel.ts';
import { dayMs, monthDayWeekday } from '../../../lib/dates.ts';
import { around, meetings } from '../../calendar/days.ts';
import { preparationSource } from '../../preparation/model.ts';
import { preparationFor } from '../../preparation/queries.ts';
import { allSeries, nextMeeting } from '../../preparation/rules.ts';
import { beginningOf } from '../../reminders/leads.ts';
import { replySettings } from '../model.ts';
import { having, idsOf, type MatterKind, withId } from './kind.ts';

/** The subject in the id of a ref: `spring-2023/数学`. */
export const subjectOf = (id: string): string => id.slice(id.indexOf('/') + 1);

export const preparation: MatterKind = {
  async load({ tx, calendar, people, today, now }, { id, occurrence }) {
    const subject = subjectOf(id);
    const series = calendar && allSeries(calendar).find((one) => one.subject === subject);
    if (!calendar || !series || preparationSource(calendar, subject).id !== id) return null;
    const held = meetings(calendar, series.item).find(({ day, lostTo }) => day === occurrence && lostTo === null);
    if (!held) return null;
    const { day } = held;
    const arranged = await preparationFor(tx, calendar, { subject, day });
    const lead = withId(people, arranged?.leadId);
    const researchers = having(people, 'researcher').filter(({ subjects }) => subjects.includes(subject));
    const heads = having(people, 'head');
    const beginsAt = beginningOf(calendar, day);
    const next = beginsAt <= now ? nextMeeting(calendar, series, today, now) : null;
    return {
      ref: { kind: 'preparation', id, occurrence: day },
      what: `${subject}集体备课`,
      when: dayLabel(day, around(calendar, today)),
      day: monthDayWeekday(day),
      span: { start: day, end: day },
      beginsAt,
      overAt: beginsAt + replySettings.after.days * dayMs,
      takes: ['attend', 'absent', 'leave', 'want', 'offer', 'handover', 'ask', 'seen'],
      organisers: [
        { called: '主备人', people: lead },
        { called: '教研员', people: researchers },
        { called: '主任', people: heads },
      ],
      deciders: idsOf(researchers, heads),
      only: null,
      parts: new Map(lead.map((person) => [person.id, { called: '主备人' }])),
      next: next === null ? null : { kind: 'preparation', id, occurrence: next },
    };
  },
};
