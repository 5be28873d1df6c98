// What every change of a visit ends in: the row, the record, its reminders taken back, everybody concerned told once.
import { type LocalDate, monthDay } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import type { ClassName } from '../../queue/classes.ts';
import { cancel } from '../../queue/ledger.ts';
import { serialise } from '../../store/db.ts';
import { type Act, me, record, tell } from '../act.ts';
import type { Calendar } from '../calendar/model.ts';
import { peopleById } from '../people/model.ts';
import { allSchools, schoolContacts } from '../people/queries.ts';
import { politeTime } from '../preparation/rules.ts';
import { type Visit, visitOf, visitSource } from './model.ts';
import { placing, refuseObstacle } from './placing.ts';
import { withNames } from './queries.ts';
import * as wording from './wording.ts';

/** Puts a visit on another day: recorded, its reminders taken back, everybody concerned told once. */
export async function putOn(
  act: Act,
  calendar: Calendar,
  visit: Visit,
  day: LocalDate,
): Promise<{ words: wording.VisitWords; contacts: number }> {
  const changed: Visit = { ...visit, day, revision: visit.revision + 1, plannedAt: act.now };
  await storeVisit(act, changed);
  await record(act, 'visit.moved', { kind: 'visit', id: visit.number }, { old: { day: visit.day }, new: { day } });
  const words = await wordsOf(act, changed);
  await cancel(act.tx, act.now, visitSource(visit), `视导改到${monthDay(day)}`);
  const said = wording.tellMoved(calendar, words, visit.day, me(act).name);
  const due = politeTime(calendar, day < visit.day ? day : visit.day, act.now);
  const contacts = await tellConcerned(act, changed, 'moved', 'correction', due, { school: said, team: said });
  return { words, contacts };
}

/** A visit that moves along with the calendar: id, where it stands and where it goes. */
export interface VisitMove {
  id: string;
  from: LocalDate;
  to: LocalDate;
}

/** Whether a visit still stands where a move expects it. */
export async function visitStands(act: Act, { id, from }: VisitMove): Promise<boolean> {
  const row = await act.tx.selectFrom('visits').select(['day', 'state']).where('id', '=', id).executeTakeFirst();
  return row?.state === 'planned' && row.day === from;
}

async function refuseMove(act: Act, calendar: Calendar, visit: Visit, day: LocalDate): Promise<void> {
  const school = (await allSchools(act.tx)).find(({ id }) => id === visit.schoolId);
  if (!school) refuse('no-school', wording.noVisit(visit.number));
  await refuseObstacle(await placing(act, calendar, school, await peopleById(act.tx, visit.team), visit), day, act);
}

/**
 * Moves visits that give way to something higher, or back (`back`, unchecked: they stood there before).
 * @throws Refusal when one has changed since, or its new day has an obstacle
 */
export async function moveVisits(
  act: Act,
  calendar: Calendar,
  moves: readonly VisitMove[],
  back = false,
): Promise<void> {
  if (moves.length === 0) return;
  await serialise(act.tx, 'visits');
  for (const move of moves) {
    const row = await act.tx.selectFrom('visits').selectAll().where('id', '=', move.id).executeTakeFirst();
    if (!row || !(await visitStands(act, move))) refuse('visit-changed', wording.changedMeanwhile);
    const visit = visitOf(row);
    if (!back) await refuseMove(act, calendar, visit, move.to);
    await putOn(act, calendar, visit, move.to);
  }
}

/** Writes the day, state and revision of a visit. */
export async function storeVisit(act: Act, { id, day, state, revision, plannedAt }: Visit): Promise<void> {
  await act.tx
    .updateTable('visits')
    .set({ day, state, revision, planned_at: plannedAt })
    .where('id', '=', id)
    .execute();
}

/** A visit with the names people know. */
export async function wordsOf(act: Act, visit: Visit): Promise<wording.VisitWords> {
  const [words] = await withNames(act.tx, [visit]);
  return words ?? { visit, school: '', team: [] };
}

/** Tells the school's liaison and head teacher, the team and the planner, each once, not the speaker, at `due` (epoch ms). Answers how many the school has. */
export async function tellConcerned(
  act: Act,
  visit: Visit,
  lead: string,
  name: ClassName,
  due: number,
  texts: { school: string; team: string },
): Promise<number> {
  const contacts = await schoolContacts(act.tx, visit.schoolId);
  const said = new Map([...visit.team, visit.plannedBy].map((id): [string, string] => [id, texts.team]));
  for (const { id } of contacts) said.set(id, texts.school);
  if (act.speaker) said.delete(act.speaker.id);
  await tell(
    act,
    ...[...said].map(([id, text]) => ({
      source: visitSource(visit),
      occurrence: visit.day,
      lead,
      revision: visit.revision,
      audience: { kind: 'person' as const, id },
      class: name,
      said: { text },
      due,
    })),
  );
  return contacts.length;
}
