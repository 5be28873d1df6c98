// The calendar as single events with days or hours, for whoever keeps a calendar of their own. Pure; no library, no store.
import { addDays, type LocalDate, type LocalTime, monthDayWeekday } from '../../../lib/dates.ts';
import type { VisitWords } from '../../visits/wording.ts';
import { meetings, weekLabel } from '../days.ts';
import type { Calendar, Item } from '../model.ts';
import { aboutItem, weeksOf } from './wording.ts';

/** One event of a feed. */
export interface Entry {
  /** Stays the same when it is moved, so that clients move it too. */
  uid: string;
  /** Grows with every change. */
  sequence: number;
  title: string;
  /** First day, and last day included. */
  start: LocalDate;
  end: LocalDate;
  /** Clock time of its beginning, Asia/Shanghai; null: all day. Only for events of one day. */
  time: LocalTime | null;
  venue: string | null;
  /** Lines of Chinese. */
  about: string[];
  /** Whether its time is taken by it: a day-long entry of no known hours takes none, or people would be busy all day. */
  busy: boolean;
}

/** How long something lasts whose beginning alone is known, ms. */
export const usualLength = 3_600_000;

const uidOf = (id: string): string => `${id}@jiaoyan`;

/**
 * The events of a calendar, by day: each meeting of a series as its own, at the day it is held; those that fall away are left
 * out, and so is what nobody has given a week or a day yet. `visits` are added for those they concern.
 */
export function entriesOf(calendar: Calendar, visits: readonly VisitWords[]): Entry[] {
  const items = calendar.items
    .filter(({ theme }) => !theme)
    .flatMap((item) => (item.recurrence ? meetingEntries(calendar, item) : itemEntries(calendar, item)));
  const own = visits.map((words) => visitEntry(calendar, words));
  return [...items, ...own].sort((a, b) => a.start.localeCompare(b.start) || a.uid.localeCompare(b.uid));
}

function itemEntries(calendar: Calendar, item: Item): Entry[] {
  const { id, title, start, end, precision, time, venue, revision } = item;
  if (!start || !end || !precision || precision.startsWith('month')) return [];
  const exact = precision === 'day';
  const oneDay = start === end;
  const weeks = weeksOf(calendar.term, start, end);
  return [
    {
      uid: uidOf(id),
      sequence: revision,
      title: exact ? title : `${title}（日子待定，${weeks}内）`,
      ...{ start, end, venue },
      time: exact && oneDay ? time : null,
      about: aboutItem(calendar.term, item, { start, end, time: exact && !oneDay ? time : null }),
      busy: exact && oneDay && time !== null,
    },
  ];
}

function meetingEntries(calendar: Calendar, item: Item): Entry[] {
  return meetings(calendar, item)
    .filter(({ lostTo }) => lostTo === null)
    .map(({ day, exception }) => {
      const moved = exception && exception.day !== day ? exception : null;
      const note = moved && `原定${monthDayWeekday(moved.day)}${moved.why && `，${moved.why}`}`;
      return {
        uid: uidOf(`${item.id}-${exception?.day ?? day}`),
        sequence: item.revision,
        ...{ title: item.title, start: day, end: day, time: item.time, venue: item.venue },
        busy: item.time !== null,
        about: [...aboutItem(calendar.term, item, { start: day, end: day, time: null }), ...(note ? [note] : [])],
      };
    });
}

function visitEntry({ term }: Calendar, { visit, school, team }: VisitWords): Entry {
  const { id, number, day, revision } = visit;
  return {
    uid: uidOf(`visit-${id}`),
    sequence: revision,
    title: `视导${school}`,
    ...{ start: day, end: day, time: null, venue: school, busy: true },
    about: [`${number} · ${weekLabel(term, day)}`, `组员：${team.join('、')}`],
  };
}

/** The day after an event, as calendars count ends. */
export const dayAfter = ({ end }: Entry): LocalDate => addDays(end, 1);
