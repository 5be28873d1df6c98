// Somebody else goes along on a visit in place of a member: the same obstacles as when it was arranged.
import { refuse } from '../../lib/refuse.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, record } from '../act.ts';
import { type Person, peopleById } from '../people/model.ts';
import { allSchools, schoolNames } from '../people/queries.ts';
import { type Visit, visitOf } from './model.ts';
import { placing } from './placing.ts';
import { hasBegun, obstacle } from './rules.ts';
import * as wording from './wording.ts';

/** A visit with somebody else in the team. */
interface Exchange {
  visit: Visit;
  team: string[];
}

/** @throws Refusal when the visit has begun, is no more, or has somebody else instead; or the new member has an obstacle */
async function exchange(act: Act, visitId: string, fromId: string, to: Person): Promise<Exchange> {
  await serialise(act.tx, 'visits');
  const row = await act.tx.selectFrom('visits').selectAll().where('id', '=', visitId).executeTakeFirst();
  if (row?.state !== 'planned') return refuse('no-visit', wording.noExchange);
  const visit = visitOf(row);
  const calendar = await calendarOf(act);
  if (hasBegun(calendar, visit, act.now)) refuse('visit-begun', wording.begun(visit.number));
  if (!visit.team.includes(fromId)) refuse('not-in-team', wording.memberChanged(visit.number));
  const school = (await allSchools(act.tx)).find(({ id }) => id === visit.schoolId);
  if (!school) return refuse('no-school', wording.noVisit(visit.number));
  const placed = { ...(await placing(act, calendar, school, [to], visit)), leaving: visit.day };
  const found = obstacle(placed, visit.day);
  if (found) {
    const words = { term: calendar.term, day: visit.day, school };
    refuse('visit-obstacle', wording.obstacleText(words, found, await schoolNames(act.tx)));
  }
  return { visit, team: visit.team.map((id) => (id === fromId ? to.id : id)) };
}

/** Looks whether the exchange could be made. @throws Refusal like it */
export async function checkExchange(act: Act, visitId: string, fromId: string, to: Person): Promise<void> {
  await exchange(act, visitId, fromId, to);
}

/**
 * Puts `to` in the place of a member. The revision stays: who reads the reminders is looked up when they fall due, and nobody else has
 * to hear them again. @throws Refusal
 */
export async function exchangeMember(act: Act, visitId: string, fromId: string, to: Person): Promise<void> {
  const { visit, team } = await exchange(act, visitId, fromId, to);
  await act.tx
    .updateTable('visits')
    .set({ team: JSON.stringify(team) })
    .where('id', '=', visitId)
    .execute();
  const names = async (ids: string[]) => (await peopleById(act.tx, ids)).map(({ name }) => name);
  await record(
    act,
    'visit.team',
    { kind: 'visit', id: visit.number },
    { old: { team: await names(visit.team) }, new: { team: await names(team) } },
  );
}
