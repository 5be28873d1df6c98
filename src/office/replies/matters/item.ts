// An item of the 行事历 (meeting, contest, exam affairs) as something that can be answered.
import { addDays, dayMs, instantOf, monthDayWeekday } from '../../../lib/dates.ts';
import { whenText } from '../../calendar/change-wording.ts';
import type { Calendar, Item } from '../../calendar/model.ts';
import { responsible } from '../../calendar/nudges.ts';
import type { Person } from '../../people/model.ts';
import { beginningOf } from '../../reminders/leads.ts';
import { type ReplyKind, replySettings } from '../model.ts';
import { type MatterKind, officeOf } from './kind.ts';

/** Plan kinds one can sign up for: what is held for those who come, or compete. */
const openKinds = ['contest', 'activity'];

/** Whether people sign up for an item: meetings, contests and activities that the district, an area or somebody above holds. */
export const takesSignUp = ({ kind, reminderKind, level, recurrence, theme }: Item): boolean =>
  !recurrence && !theme && level !== 'school' && (reminderKind === 'meeting' || openKinds.includes(kind));

/** When it begins: with a day the hour, else the end of the last day that is said; null without any date. */
function beginningAt(calendar: Calendar, { start, end, precision, time }: Item): number | null {
  if (start === null || end === null) return null;
  return precision === 'day' ? beginningOf(calendar, start, time) : instantOf(addDays(end, 1));
}

const usual: readonly ReplyKind[] = ['attend', 'absent', 'leave', 'want', 'offer', 'ask', 'seen'];

/** Who hears what is answered to an item: whoever is asked for its day too (calendar/nudges.ts). */
function calledOf({ roles }: Person): string {
  return roles.includes('head') ? '主任' : roles.includes('researcher') ? '教研员' : '管理员';
}

export const item: MatterKind = {
  async load({ calendar, people, today }, { id }) {
    const found = calendar?.items.find((one) => one.id === id);
    if (!calendar || !found || found.theme || found.recurrence) return null;
    const organisers = responsible(found, people);
    const beginsAt = beginningAt(calendar, found);
    const last = found.end === null ? null : instantOf(addDays(found.end, 1));
    return {
      // Without its day: what was answered stays when it is put on another.
      ref: { kind: 'item', id, occurrence: '' },
      what: found.title,
      when: found.start === null ? '' : whenText(calendar, found, today),
      day: found.precision === 'day' && found.start !== null ? monthDayWeekday(found.start) : '',
      span: found.start !== null && found.end !== null ? { start: found.start, end: found.end } : null,
      beginsAt,
      overAt: last === null ? null : last + replySettings.after.days * dayMs,
      takes: takesSignUp(found) ? [...usual, 'signup'] : usual,
      organisers: [
        { called: organisers[0] ? calledOf(organisers[0]) : '', people: organisers },
        ...officeOf({ people }),
      ],
      deciders: [],
      only: null,
      parts: new Map(),
      next: null,
    };
  },
};
