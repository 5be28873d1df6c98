// Where an exam stands: its days and papers for everybody, counts for groups, which schools for the office alone.
import { refuse } from '../../lib/refuse.ts';
import { type Act, calendarOf, me } from '../act.ts';
import type { Calendar } from '../calendar/model.ts';
import { callNames } from '../preparation/queries.ts';
import { chainsOf, clockOpens, currentChains, hasConfirmed, stateOf } from './chain.ts';
import { officeRoles } from './confirm.ts';
import * as duty from './duty-wording.ts';
import { dutiesAhead, namesOf } from './ending.ts';
import type { Chain, Confirmation, ExamSchool, Step } from './model.ts';
import { confirmationsOf, dutiesOf, examSchools, papersOf, schoolsOfStep } from './queries.ts';
import { timetableOf } from './timetable.ts';
import { timetableLines } from './timetable-wording.ts';
import * as wording from './wording.ts';

const idsOf = ({ steps }: Chain): string[] => steps.flatMap(({ items }) => items.map(({ id }) => id));
const isPrivate = (act: Act): boolean => act.message?.chat.kind === 'private';
const isOffice = (act: Act): boolean => me(act).roles.some((role) => officeRoles.includes(role));

/** The exam that is under way or comes next. @throws Refusal when there is none */
function chainAtHand(act: Act, calendar: Calendar): Chain {
  const [first] = chainsOf(calendar).filter(({ end }) => end >= act.today);
  return first ?? refuse('no-exam', wording.noExam);
}

/** Days and papers of the exam at hand; `offered`: nobody has stated the papers, and the speaker could. */
export async function examShown(act: Act): Promise<{ text: string; offered: boolean }> {
  const calendar = await calendarOf(act);
  const chain = chainAtHand(act, calendar);
  const timetable = timetableOf(calendar, chain, await papersOf(act.tx, idsOf(chain)));
  const offered = !timetable.stated && timetable.sittings.length > 0;
  return {
    text: wording.overview(chain, timetableLines(timetable), offered),
    offered: offered && isPrivate(act) && isOffice(act),
  };
}

/** How far the schools are, of the exams at hand. @throws Refusal when there is none */
export async function progressShown(act: Act): Promise<string> {
  const calendar = await calendarOf(act);
  const begun = currentChains(chainsOf(calendar), act.today).filter(({ start }) => start <= act.today);
  const chains = begun.length > 0 ? begun : [chainAtHand(act, calendar)];
  const schools = await examSchools(act.tx);
  const parts: string[] = [];
  for (const chain of chains) parts.push(await progressOf(act, calendar, chain, schools));
  return parts.join('\n');
}

async function progressOf(act: Act, calendar: Calendar, chain: Chain, all: readonly ExamSchool[]): Promise<string> {
  const confirmations = await confirmationsOf(act.tx, idsOf(chain));
  const names = await callNames(
    act.tx,
    confirmations.map(({ personId }) => personId),
  );
  const named = isPrivate(act) && isOffice(act);
  const lines = chain.steps.flatMap((step) => {
    const schools = schoolsOfStep(step, all);
    const [done, missing] = [true, false].map((is) =>
      schools.filter(({ id }) => hasConfirmed(step, id, confirmations) === is),
    );
    const words = wording.progressLine(
      step,
      done?.length ?? 0,
      schools.length,
      act.now >= clockOpens(calendar, chain, step),
    );
    if (!named) return [words];
    return [
      words,
      ...wording.progressSchools(done ?? [], missing ?? [], (school) => who(step, school, confirmations, names)),
    ];
  });
  const own = isPrivate(act) && !named ? ownLine(act, calendar, chain, confirmations, all) : [];
  return [chain.title, ...lines, ...own].join('\n');
}

/** 蒋文 8:40. */
function who(step: Step, { id }: ExamSchool, all: readonly Confirmation[], names: ReadonlyMap<string, string>) {
  const last = all.findLast(({ schoolId, itemId }) => schoolId === id && step.items.some((item) => item.id === itemId));
  return { by: (names.get(last?.personId ?? '') ?? '').replace(/（.*$/, ''), at: last?.at ?? 0 };
}

/** What a liaison reads of the own school. */
function ownLine(
  act: Act,
  calendar: Calendar,
  chain: Chain,
  confirmations: readonly Confirmation[],
  all: readonly ExamSchool[],
): string[] {
  const { schoolId, roles } = me(act);
  const school = all.find(({ id }) => id === schoolId);
  if (!school || !roles.some((role) => role === 'liaison' || role === 'principal')) return [];
  const ids = idsOf(chain);
  const own = chainsOf(calendar, school.id).filter((one) => idsOf(one).some((id) => ids.includes(id)));
  const states = own.flatMap((one) =>
    one.steps.map((step) => ({
      step,
      state: stateOf(calendar, { chain: one, step, schoolId: school.id }, confirmations, act.now),
    })),
  );
  return states.length > 0 ? [wording.ownProgress(school.name, states)] : [];
}

/** What the speaker has to do at exams that are not over. */
export async function ownDuties(act: Act): Promise<string> {
  const calendar = await calendarOf(act);
  const own = await dutiesAhead(act, calendar, me(act));
  const chains = chainsOf(calendar).filter((chain) => own.some(({ itemId }) => idsOf(chain).includes(itemId)));
  const parts: Parameters<typeof duty.mine>[0][number][] = [];
  for (const chain of chains) {
    const { timetable } = await namesOf(act, calendar, chain);
    parts.push({ chain, own: own.filter(({ itemId }) => idsOf(chain).includes(itemId)), timetable });
  }
  return duty.mine(parts, new Map((await examSchools(act.tx)).map(({ id, name }) => [id, name])));
}

/** Everybody's duties at the exam at hand, for those who give them. */
export async function dutyList(act: Act): Promise<string> {
  const calendar = await calendarOf(act);
  const chain = chainAtHand(act, calendar);
  const lines = duty.list(chain, await dutiesOf(act.tx, idsOf(chain)), await namesOf(act, calendar, chain));
  return lines.length > 0 ? lines.join('\n') : duty.noneGiven(chain);
}
