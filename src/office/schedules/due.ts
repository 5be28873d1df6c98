// Which timed messages fall due in a span of time, as the ledger is to owe them.
import { addDays, dateOf, instantOf, timeOf } from '../../lib/dates.ts';
import type { Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { allGroups, allPeople } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import { allSchedules, type Schedule } from './model.ts';
import { addressee, recipientsAmong, textsOn } from './recipients.ts';
import { type Occurrence, occurrencesDue } from './rules.ts';
import type { SameText } from './template.ts';

/** What the ledger calls a timed message. */
export const sourceOf = (schedule: Schedule): Wanted['source'] => ({ kind: 'schedule', id: schedule.id });

/**
 * Every message of a timed message that is on and whose due instant lies in (from, to] (epoch ms), days without school and
 * sending hours already reckoned in; one for each group and person of the audience as it is now. `occurrence` is the local
 * day and time at which it is due, `revision` the version, so the same span gives the same keys. What was due up to the last
 * change never speaks, nor do times up to the last change of its plan. Each expires at the end of its day. `calendar` null:
 * published holidays and weekends only.
 */
export async function dueSchedules(tx: Reader, calendar: Calendar | null, from: number, to: number): Promise<Wanted[]> {
  const found = (await allSchedules(tx))
    .filter(({ state, updatedAt }) => state === 'on' && updatedAt < to)
    .map((schedule) => {
      const { since, updatedAt } = schedule;
      return { schedule, due: occurrencesDue(schedule, calendar, since, Math.max(from, updatedAt), to) };
    })
    .filter(({ due }) => due.length > 0);
  if (found.length === 0) return [];
  // Most speak to groups; a whole district of people is read only where somebody among them is meant.
  const toPeople = found.some(({ schedule: { audience } }) => audience.people.length + audience.roles.length > 0);
  const all = { groups: await allGroups(tx), people: toPeople ? await allPeople(tx) : [] };
  const schools = await schoolNames(tx);
  return found.flatMap(({ schedule, due }) => {
    const recipients = recipientsAmong(all, schedule.audience);
    return due.flatMap((occurrence) =>
      wantedOf(schedule, occurrence, textsOn(schedule, occurrence.due ?? 0, calendar, { recipients, schools })),
    );
  });
}

/** What is owed of one occurrence, one for each hearer. */
export function wantedOf(schedule: Schedule, { due, holiday }: Occurrence, texts: readonly SameText[]): Wanted[] {
  const at = due ?? 0;
  return texts.flatMap(({ text, hearers }) =>
    hearers.map((hearer) => ({
      source: sourceOf(schedule),
      occurrence: `${dateOf(at)} ${timeOf(at)}`,
      revision: schedule.version,
      audience: addressee(hearer),
      // 照发 was decided by an admin for days without school, when the class `schedule` is not let out.
      class: holiday && schedule.onHoliday === 'send' ? ('notice' as const) : ('schedule' as const),
      said: { text },
      due: at,
      expires: instantOf(addDays(dateOf(at), 1)),
      ...(schedule.updatedBy && { author: schedule.updatedBy }),
    })),
  );
}
