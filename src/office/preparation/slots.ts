// Which meeting of which series is meant, and whether the speaker may arrange it.
import { askBack } from '../../bot/command.ts';
import type { LocalDate } from '../../lib/dates.ts';
import { type DateSpec, resolveDate } from '../../lib/datespec.ts';
import { refuse } from '../../lib/refuse.ts';
import { type Act, me } from '../act.ts';
import { around } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import { researchersOf } from '../people/queries.ts';
import type { Series } from './model.ts';
import { allSeries, heldNear, isAhead, mayArrange, slotOf } from './rules.ts';
import * as wording from './wording.ts';

/** The series of a subject that the speaker may arrange. @throws Refusal */
export async function ownSeries(act: Act, calendar: Calendar, subject: string): Promise<Series> {
  const all = allSeries(calendar);
  const series = all.find((one) => one.subject === subject);
  if (!series) return refuse('preparation-subject', wording.noSeries(subject, all));
  if (mayArrange(me(act), subject)) return series;
  const names = (await researchersOf(act.tx, subject)).map(({ name }) => name);
  return refuse('preparation-role', wording.notYours(subject, names));
}

/**
 * The day of the meeting that was said; `ahead`: one that has not begun. @throws Refusal, also when it fell away; AskBack for dates with
 * two meanings
 */
export function meetingDay(
  act: Act,
  calendar: Calendar,
  series: Series,
  when: DateSpec,
  which: 'ahead' | 'any',
): LocalDate {
  const from = which === 'ahead' ? { from: act.today } : {};
  const { readings, problem } = resolveDate(when, { ...around(calendar, act.today), ...from });
  const [reading, other] = readings;
  if (!reading) refuse('preparation-date', problem?.text ?? wording.tooWide);
  if (other)
    askBack(
      'when',
      wording.askMeetingDay,
      readings.map(({ label, start }) => ({ label, value: start })),
    );
  const slot = slotOf(calendar, series, reading);
  const words = (day: LocalDate) => wording.meetingOf(calendar, { subject: series.subject, day }, act.today);
  switch (slot.kind) {
    case 'held':
      if (which === 'any' || isAhead(calendar, slot.day, act.now)) return slot.day;
      return refuse(
        'preparation-over',
        wording.over(words(slot.day), heldNear(calendar, series, slot.day, act.now).map(words)),
      );
    case 'lost':
      return refuse(
        'preparation-lost',
        wording.lost(words(slot.day), slot.lostTo, heldNear(calendar, series, slot.day, act.now).map(words)),
      );
    case 'otherDay':
      return refuse('preparation-day', wording.otherDay(words(slot.day), reading.label));
    case 'outside':
      return refuse('preparation-week', wording.outside(calendar, series, reading.label));
    case 'tooWide':
      return refuse('preparation-date', wording.tooWide);
  }
}
