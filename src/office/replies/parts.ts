// What somebody does in meetings and visits to come, for handing it over.
import { type Act, me } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { preparationSource } from '../preparation/model.ts';
import { preparationsOf } from '../preparation/queries.ts';
import { plannedVisits } from '../visits/queries.ts';
import type { MatterRef } from './model.ts';

/** Meetings the speaker leads and visits they go along on, from today, by day. */
export async function ownParts(act: Act): Promise<MatterRef[]> {
  const calendar = await loadCalendar(act.tx);
  if (!calendar) return [];
  const { id } = me(act);
  const led = (await preparationsOf(act.tx, calendar)).filter((one) => one.leadId === id && one.day >= act.today);
  const visits = (await plannedVisits(act.tx, calendar)).filter(
    ({ team, day }) => team.includes(id) && day >= act.today,
  );
  return [
    ...led.map(({ subject, day }) => ({
      day,
      ref: { kind: 'preparation', id: preparationSource(calendar, subject).id, occurrence: day },
    })),
    ...visits.map(({ id: visit, day }) => ({ day, ref: { kind: 'visit', id: visit, occurrence: '' } })),
  ]
    .sort((a, b) => a.day.localeCompare(b.day))
    .map(({ ref }) => ref);
}
