// What is read about one delivery besides its row: where it comes from, in words, and what was done to it by hand.
import type { ClassName } from '../../queue/classes.ts';
import type { Act } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { reasonOf, titlesOf } from '../rehearsal/reasons.ts';
import { deedTitle } from './actions.ts';
import type { About } from './detail-wording.ts';
import type { Delivery } from './model.ts';
import { deedsOn } from './queries.ts';

/** Everything the life line of a delivery tells. `isHead`: may read what is held. */
export async function aboutDelivery({ tx, now }: Act, { row }: Delivery, isHead: boolean): Promise<About> {
  const titles = await titlesOf(tx, await loadCalendar(tx));
  const deeds = await deedsOn(tx, row.id);
  const from = { kind: row.source_kind, id: row.source_id, ...(row.lead ? { lead: row.lead } : {}) };
  return {
    source: reasonOf(from, row.class as ClassName, titles),
    deeds: deeds.map(({ at, action, by }) => ({ at, by, what: deedTitle(action) })),
    isHead,
    now,
  };
}
