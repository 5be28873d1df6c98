// Duties taken back: a whole list within a day, or what one person has; told to each alone.

import type { LocalDate } from '../../lib/dates.ts';
import { digestOf } from '../../lib/digest.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel } from '../../queue/ledger.ts';
import { serialise } from '../../store/db.ts';
import { type Act, calendarOf, me, record, tell, undoLasts } from '../act.ts';
import type { Calendar } from '../calendar/model.ts';
import type { Person } from '../people/model.ts';
import { findPerson, schoolNames } from '../people/queries.ts';
import { callNames } from '../preparation/queries.ts';
import { politeTime } from '../preparation/rules.ts';
import { chainsOf, chainWith } from './chain.ts';
import * as wording from './duty-wording.ts';
import { batchSource, type Chain, type Duty, dutyOf } from './model.ts';
import { dutiesOf, papersOf } from './queries.ts';
import { timetableOf } from './timetable.ts';

/** Duties that would end. */
export interface Ending {
  calendar: Calendar;
  duties: Duty[];
  /** Stands for this very list: the yes to its preview is for nothing else. */
  seen: string;
}

const endingOf = (calendar: Calendar, duties: Duty[]): Ending => ({
  ...{ calendar, duties },
  seen: digestOf(duties.map(({ id }) => id)),
});

/** What an exam's duties are said with. */
export async function namesOf(act: Act, calendar: Calendar, chain: Chain | undefined): Promise<wording.GivenNames> {
  const ids = chain?.steps.flatMap(({ items }) => items.map(({ id }) => id)) ?? [];
  const papers = await papersOf(act.tx, ids);
  return {
    people: await callNames(act.tx),
    schools: await schoolNames(act.tx),
    timetable: chain ? timetableOf(calendar, chain, papers) : { sittings: [], stated: false },
  };
}

/** The list of that number, else the last one the speaker may take back. @throws Refusal when there is none, or it is too old */
export async function batchMeant(act: Act, number?: string): Promise<Ending> {
  const calendar = await calendarOf(act);
  const { id, roles } = me(act);
  const all = roles.includes('head') || roles.includes('admin');
  const standing = act.tx.selectFrom('exam_duties').selectAll().where('ended_at', 'is', null);
  const among = number ? standing.where('batch', '=', number) : all ? standing : standing.where('given_by', '=', id);
  const last = await among.orderBy('given_at', 'desc').orderBy('batch', 'desc').executeTakeFirst();
  if (!last) return refuse('no-batch', wording.noBatch(number));
  if (!all && last.given_by !== id) refuse('not-yours', wording.batchNotYours(last.batch));
  if (last.given_at + undoLasts < act.now) refuse('batch-old', wording.batchOld(last.batch));
  const rows = await standing.where('batch', '=', last.batch).orderBy('id').execute();
  return endingOf(calendar, rows.map(dutyOf));
}

/** What a person still has to do, of one subject when named. @throws Refusal when it is nothing; AskBack for names with two meanings */
export async function dutiesMeant(act: Act, name: string, subject?: string): Promise<Ending> {
  const calendar = await calendarOf(act);
  const person = await findPerson(act, name);
  const own = (await dutiesAhead(act, calendar, person)).filter(
    (duty) => subject === undefined || duty.subject === subject,
  );
  if (own.length === 0) refuse('no-duty', wording.noDuty(person.name));
  return endingOf(calendar, own);
}

/** Everything a person still has to do. */
export async function dutiesAhead(act: Act, calendar: Calendar, { id }: Person): Promise<Duty[]> {
  const items = chainsOf(calendar).flatMap(({ steps }) => steps.flatMap((step) => step.items));
  const ahead = items.filter(({ end }) => end >= act.today).map((item) => item.id);
  return (await dutiesOf(act.tx, ahead)).filter(({ personId }) => personId === id);
}

/** Duties of one exam, with what they are said with. */
interface Part {
  chain: Chain | undefined;
  duties: Duty[];
  names: wording.GivenNames;
}

/** Duties by exam: each has its own days and papers. */
async function partsOf(act: Act, calendar: Calendar, duties: readonly Duty[]): Promise<Part[]> {
  const chains = chainsOf(calendar);
  const parts: Part[] = [];
  for (const [chain, own] of Map.groupBy(duties, ({ itemId }) => chainWith(chains, itemId)))
    parts.push({ chain, duties: own, names: await namesOf(act, calendar, chain) });
  return parts;
}

/** What ending them would do. */
export const endingPreview = async (act: Act, { calendar, duties }: Ending): Promise<string> =>
  wording.endPreview(await partsOf(act, calendar, duties));

/**
 * Ends them: who has not been told yet of having them is told nothing, everybody else of the end.
 * @throws Refusal when somebody else has ended all of them meanwhile
 */
export async function endDuties(act: Act, { calendar, duties }: Ending): Promise<string> {
  await serialise(act.tx, 'exams');
  const rows = await act.tx
    .updateTable('exam_duties')
    .set({ ended_by: me(act).id, ended_at: act.now })
    .where(
      'id',
      'in',
      duties.map(({ id }) => id),
    )
    .where('ended_at', 'is', null)
    .returning('id')
    .execute();
  // Read before it was this one's turn: what another has ended meanwhile was told by the other.
  const own = duties.filter(({ id }) => rows.some((row) => row.id === id));
  if (own.length === 0) refuse('ended', wording.endedBefore);
  const unheard = await unheardOf(act, own);
  for (const part of await partsOf(act, calendar, own)) {
    await recordEnd(act, part);
    await tellEnd(act, calendar, part, unheard);
  }
  return wording.ended(
    own,
    own.filter((duty) => unheard.has(hearing(duty))),
  );
}

async function recordEnd(act: Act, { chain, duties }: Part): Promise<void> {
  for (const [id, { length: items }] of Map.groupBy(duties, ({ itemId }) => itemId))
    await record(act, 'exam.released', { kind: 'item', id }, { old: { title: chain?.title ?? '', items } });
}

async function tellEnd(act: Act, calendar: Calendar, part: Part, unheard: ReadonlySet<string>): Promise<void> {
  const { chain, names } = part;
  const heard = part.duties.filter((duty) => !unheard.has(hearing(duty)));
  for (const [id, own] of Map.groupBy(heard, ({ personId }) => personId)) {
    if (id === me(act).id) continue;
    await tell(act, {
      source: batchSource(own[0]?.batch ?? ''),
      lead: `ended:${own[0]?.id ?? ''}`,
      audience: { kind: 'person', id },
      class: 'correction',
      said: { text: wording.tellEnded(chain, own, names) },
      due: politeTime(calendar, dayOf(act, chain, own), act.now),
    });
  }
}

/** The day from which it matters. */
function dayOf({ today }: Act, chain: Chain | undefined, own: readonly Duty[]): LocalDate {
  const items = chain?.steps.flatMap((step) => step.items) ?? [];
  const start = items.find(({ id }) => id === own[0]?.itemId)?.start ?? today;
  return start > today ? start : today;
}

/** Whoever has a duty hears of it with all others of the list. */
const hearing = ({ batch, personId }: Duty): string => `${batch} ${personId}`;

/** Takes back the first word to those of whom nothing is left in a list; answers who therefore never heard of it. */
async function unheardOf(act: Act, duties: readonly Duty[]): Promise<Set<string>> {
  const unheard = new Set<string>();
  for (const [batch, own] of Map.groupBy(duties, (duty) => duty.batch)) {
    const left = await act.tx
      .selectFrom('exam_duties')
      .select('person_id')
      .distinct()
      .where('batch', '=', batch)
      .where('ended_at', 'is', null)
      .execute();
    const gone = [...new Set(own.map(({ personId }) => personId))].filter(
      (id) => !left.some(({ person_id }) => person_id === id),
    );
    if (gone.length === 0) continue;
    const first = { ...batchSource(batch), lead: 'given', to: gone };
    await cancel(act.tx, act.now, first, wording.endedUnheard);
    const rows = await act.tx
      .selectFrom('deliveries')
      .select('audience_id')
      .where('source_kind', '=', first.kind)
      .where('source_id', '=', first.id)
      .where('lead', '=', first.lead)
      .where('audience_id', 'in', gone)
      .where('state', '=', 'cancelled')
      .execute();
    for (const { audience_id } of rows) unheard.add(`${batch} ${audience_id}`);
  }
  return unheard;
}
