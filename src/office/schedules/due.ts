// Which timed messages fall due in a span of time, as the ledger is to owe them.
import { addDays, dateOf, instantOf, timeOf } from '../../lib/dates.ts';
import type { Audience, Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups, allPeople } from '../people/model.ts';
import { recipientsAmong } from './audience.ts';
import { allSchedules, type Schedule } from './model.ts';
import { fillText, type Occurrence, occurrencesDue } from './rules.ts';
import { valuesOn } from './wording.ts';

/** What the ledger calls a timed message. */
export const sourceOf = (schedule: Schedule): Wanted['source'] => ({ kind: 'schedule', id: schedule.id });

/**
 * Every message of a timed message that is on and whose due instant lies in (from, to] (epoch ms), days without school and
 * sending hours already reckoned in; one for each group and person of the audience as it is now. `occurrence` is the local
 * day and time at which it is due, `revision` the version, so the same span gives the same keys. Times up to the last
 * change never speak. Each expires at the end of its day. `calendar` null: published holidays and weekends only.
 */
export async function dueSchedules(tx: Reader, calendar: Calendar | null, from: number, to: number): Promise<Wanted[]> {
  const found = (await allSchedules(tx))
    .filter(({ state }) => state === 'on')
    .map((schedule) => ({ schedule, due: occurrencesDue(schedule, calendar, schedule.updatedAt, from, to) }))
    .filter(({ due }) => due.length > 0);
  if (found.length === 0) return [];
  // Most speak to groups; a whole district of people is read only where somebody among them is meant.
  const toPeople = found.some(({ schedule: { audience } }) => audience.people.length + audience.roles.length > 0);
  const all = { groups: await allGroups(tx), people: toPeople ? await allPeople(tx) : [] };
  return found.flatMap(({ schedule, due }) => {
    const { groups, people } = recipientsAmong(all, schedule.audience);
    const hearers: Audience[] = [
      ...groups.map(({ id }) => ({ kind: 'group' as const, id })),
      ...people.map(({ id }) => ({ kind: 'person' as const, id })),
    ];
    return due.flatMap((occurrence) => {
      const wanted = wantedOf(schedule, occurrence, calendar);
      return hearers.map((audience): Wanted => ({ ...wanted, audience }));
    });
  });
}

function wantedOf(
  schedule: Schedule,
  { due, holiday }: Occurrence,
  calendar: Calendar | null,
): Omit<Wanted, 'audience'> {
  const at = due ?? 0;
  return {
    source: sourceOf(schedule),
    occurrence: `${dateOf(at)} ${timeOf(at)}`,
    revision: schedule.version,
    // 照发 was decided by an admin for days without school, when the class `schedule` is not let out.
    class: holiday && schedule.onHoliday === 'send' ? 'notice' : 'schedule',
    said: { text: fillText(schedule.text, valuesOn(at, calendar)) },
    due: at,
    expires: instantOf(addDays(dateOf(at), 1)),
    author: schedule.updatedBy,
  };
}
