// Which meeting is meant, who may arrange it, and when a change is told. Pure.
import { dateOf, type LocalDate, mondayOf } from '../../lib/dates.ts';
import type { Reading } from '../../lib/datespec.ts';
import { meetings } from '../calendar/days.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Person } from '../people/model.ts';
import { isSendingTime, politeFrom } from '../reminders/hours.ts';
import { beginningOf, leadAt } from '../reminders/leads.ts';
import { ruleOf } from '../reminders/rules.ts';
import type { Series } from './model.ts';

/** The weekly 集体备课 of the term, by subject. */
export const allSeries = ({ items }: Calendar): Series[] =>
  items.flatMap((item) => {
    const subject = item.reminderKind === 'jointPrep' ? item.recurrence?.subject : null;
    return subject ? [{ subject, item }] : [];
  });

/** The meetings that take place, by subject and day (`数学 2023-03-08`), with how often each was put elsewhere; of some series if told. */
export const heldMeetings = (
  calendar: Calendar,
  wanted: (series: Series) => boolean = () => true,
): Map<string, number> =>
  new Map(
    allSeries(calendar)
      .filter(wanted)
      .flatMap(({ subject, item }) =>
        meetings(calendar, item)
          .filter(({ lostTo }) => lostTo === null)
          .map(({ day, exception }): [string, number] => [`${subject} ${day}`, exception?.revision ?? 0]),
      ),
  );

/** Whether `person` may arrange the 集体备课 of `subject`: its 教研员, and the 教研室主任. */
export const mayArrange = (person: Person, subject: string): boolean =>
  person.roles.includes('head') || (person.roles.includes('researcher') && person.subjects.includes(subject));

/** The meeting that a stated week or day means, or why there is none. */
export type Slot =
  | { kind: 'held'; day: LocalDate }
  | { kind: 'lost'; day: LocalDate; lostTo: string }
  /** Not a day of this series; `day` is the meeting of that week. */
  | { kind: 'otherDay'; day: LocalDate }
  /** Before the first or after the last week of the series. */
  | { kind: 'outside' }
  /** More than a week was said. */
  | { kind: 'tooWide' };

/** Which meeting of a series is meant by a stated week or day. */
export function slotOf(calendar: Calendar, { item }: Series, said: Pick<Reading, 'start' | 'end' | 'precision'>): Slot {
  const oneDay = said.precision === 'day' && said.start === said.end;
  if (!oneDay && said.precision !== 'week') return { kind: 'tooWide' };
  const all = meetings(calendar, item);
  const meant = all.filter(({ day }) => said.start <= day && day <= said.end);
  const meeting = meant.find(({ lostTo }) => lostTo === null) ?? meant[0];
  if (meeting)
    return meeting.lostTo === null
      ? { kind: 'held', day: meeting.day }
      : { kind: 'lost', day: meeting.day, lostTo: meeting.lostTo };
  const monday = mondayOf(said.start);
  const sameWeek = oneDay && all.find(({ day, lostTo }) => lostTo === null && mondayOf(day) === monday);
  return sameWeek ? { kind: 'otherDay', day: sameWeek.day } : { kind: 'outside' };
}

/** Whether a meeting on `day` is still to come at `now` (epoch ms). */
export const isAhead = (calendar: Calendar, day: LocalDate, now: number): boolean => beginningOf(calendar, day) > now;

/** Held meetings next to `day`, the one before and the one after, that have not begun at `now` (epoch ms) and lie on none of the `taken` days. */
export function heldNear(
  calendar: Calendar,
  { item }: Series,
  day: LocalDate,
  now: number,
  taken: readonly LocalDate[] = [],
): LocalDate[] {
  const held = meetings(calendar, item).filter(
    (meeting) => meeting.lostTo === null && isAhead(calendar, meeting.day, now) && !taken.includes(meeting.day),
  );
  const before = held.filter((meeting) => meeting.day < day).at(-1);
  const after = held.find((meeting) => meeting.day > day);
  return [before, after].flatMap((meeting) => (meeting ? [meeting.day] : []));
}

/** The meeting that is meant by the days a teacher names, or the next one instead, or why there is none to stay away from. */
export type Meant =
  | { kind: 'meant' | 'instead' | 'over'; day: LocalDate }
  | { kind: 'lost'; day: LocalDate; lostTo: string }
  | { kind: 'none' };

/** Which meeting of a series is meant by `said` at `now` (epoch ms); when none is held on those days, the first one after them. */
export function meetingMeant(
  calendar: Calendar,
  series: Series,
  said: Pick<Reading, 'start' | 'end'>,
  now: number,
): Meant {
  const all = meetings(calendar, series.item);
  const inside = all.filter(({ day }) => said.start <= day && day <= said.end);
  const ahead = inside.filter(({ day }) => isAhead(calendar, day, now));
  const [first] = ahead;
  const held = ahead.find(({ lostTo }) => lostTo === null);
  if (held) return { kind: 'meant', day: held.day };
  if (first) return { kind: 'lost', day: first.day, lostTo: first.lostTo ?? '' };
  const over = inside.at(-1);
  if (over) return { kind: 'over', day: over.day };
  const next = nextMeeting(calendar, series, said.start, now);
  return next === null ? { kind: 'none' } : { kind: 'instead', day: next };
}

/** The first held meeting on or after `from` that has not begun at `now` (epoch ms); null when the series is over. */
export const nextMeeting = (calendar: Calendar, { item }: Series, from: LocalDate, now: number): LocalDate | null =>
  meetings(calendar, item).find(({ day, lostTo }) => lostTo === null && day >= from && isAhead(calendar, day, now))
    ?.day ?? null;

/**
 * Which subject's meeting somebody speaks of: the stated one, else the group's, else the only one they teach. `several`
 * have to be asked about; `none` says why there is nothing to choose.
 */
export function subjectMeant(
  stated: string | undefined,
  taught: readonly string[],
  groupSubjects: readonly string[],
  all: readonly Series[],
): { series: Series } | { several: string[] } | { none: 'notTaught' | 'noSeries' } {
  const own = all.filter(({ subject }) => taught.includes(subject));
  if (stated !== undefined) {
    const series = own.find(({ subject }) => subject === stated);
    return series ? { series } : { none: taught.includes(stated) ? 'noSeries' : 'notTaught' };
  }
  const named = own.filter(({ subject }) => groupSubjects.includes(subject));
  const [series, other] = named.length > 0 ? named : own;
  if (!series) return { none: taught.length === 0 ? 'notTaught' : 'noSeries' };
  return other ? { several: own.map(({ subject }) => subject) } : { series };
}

/**
 * How a group hears of a change made at `now`: not at all before its first reminder (that will say the new plan) and once the
 * meeting has begun; `now` in sending hours; `onTheDay` with the message of that morning (08:12), which follows if its rule speaks.
 */
export function correctionTime(
  calendar: Calendar,
  day: LocalDate,
  now: number,
  groupId: string,
): 'now' | 'onTheDay' | null {
  const { on, leads } = ruleOf(calendar, 'jointPrep', groupId);
  const dues = (on ? leads : []).flatMap((lead) => leadAt(calendar, day, lead) ?? []);
  const reminded = dues.length > 0 ? Math.min(...dues) : null;
  if (reminded === null || now < reminded || now >= beginningOf(calendar, day)) return null;
  const changed = ruleOf(calendar, 'jointPrepChanged', groupId);
  const [morning] = changed.on ? changed.leads : [];
  const onTheDay = (morning && leadAt(calendar, day, morning)) ?? beginningOf(calendar, day);
  return now >= onTheDay || (dateOf(now) < day && isSendingTime(calendar, now)) ? 'now' : 'onTheDay';
}

/** When a private word about what is on `day` goes out: in sending hours, or at once when it begins before they open. Epoch ms. */
export const politeTime = (calendar: Calendar, day: LocalDate, now: number): number =>
  politeFrom(calendar, beginningOf(calendar, day), now);
