// A feed as iCalendar text. No time zone is ever named: instants are UTC, whole days are dates, so that every client agrees.
import { ICalCalendar, ICalEventTransparency } from 'ical-generator';
import { withoutUnseen } from '../../../lib/chinese.ts';
import { instantOf, type LocalDate } from '../../../lib/dates.ts';
import { dayAfter, type Entry, usualLength } from './entries.ts';

/** What a feed is made of. */
export interface Feed {
  /** How calendars call it. */
  name: string;
  /** When the calendar was last changed, epoch ms. */
  changedAt: number;
  entries: readonly Entry[];
}

/** How often clients should look again, seconds: changes are told in the chat at once, the feed follows. */
const refreshEvery = 4 * 3600;

/** A day as the library wants it: it reads dates of whole days in UTC. */
const wholeDay = (day: LocalDate): Date => new Date(`${day}T00:00:00Z`);

/** The text of a feed, lines folded, with CRLF. The same feed gives the same text. */
export function icsText({ name, changedAt, entries }: Feed): string {
  const calendar = new ICalCalendar({
    name: withoutUnseen(name),
    prodId: { company: 'jiaoyan', product: 'calendar', language: 'ZH' },
    ttl: refreshEvery,
  });
  for (const entry of entries) {
    const { uid, sequence, title, about, venue, busy } = entry;
    calendar.createEvent({
      id: uid,
      sequence,
      stamp: new Date(changedAt),
      summary: withoutUnseen(title),
      description: withoutUnseen(about.join('\n')),
      location: venue && withoutUnseen(venue),
      transparency: busy ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
      ...spanOf(entry),
    });
  }
  // The library leaves out the end of the last line.
  return `${calendar.toString()}\r\n`;
}

function spanOf(entry: Entry): { start: Date; end: Date; allDay: boolean } {
  const { start, time } = entry;
  if (time === null) return { start: wholeDay(start), end: wholeDay(dayAfter(entry)), allDay: true };
  const from = instantOf(start, time);
  return { start: new Date(from), end: new Date(from + usualLength), allDay: false };
}
