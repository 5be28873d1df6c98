// What happens to duties when an exam is moved or called off: they hang on the item and move along; their holders are told once.
import { addDays, type LocalDate } from '../../lib/dates.ts';
import { type Act, tell } from '../act.ts';
import { whenText } from '../calendar/change-wording.ts';
import type { ItemChange } from '../calendar/changes.ts';
import type { Calendar } from '../calendar/model.ts';
import { schoolNames } from '../people/queries.ts';
import { politeTime } from '../preparation/rules.ts';
import { beginningOf } from '../reminders/leads.ts';
import { chainsOf, chainWith, stepKindOf } from './chain.ts';
import { type DutyNames, dutyLines } from './duty-lines.ts';
import { type Duty, type DutyKind, duties } from './model.ts';
import * as wording from './moved-wording.ts';
import { confirmationsOf, dutiesOf, holders, papersOf } from './queries.ts';
import { timetableOf } from './timetable.ts';

/** A change of an item's days, or of whether it is held at all: duties hang on it also while it is only in some week. */
const isMove = ({ old, new: made }: ItemChange): boolean =>
  old?.start !== made?.start || old?.end !== made?.end || old?.time !== made?.time;

/** Whether one of its days is still to come. */
const isAhead = ({ old, new: made }: ItemChange, today: LocalDate): boolean =>
  [old?.end, made?.end].some((day) => day !== undefined && day !== null && day >= today);

const idOf = ({ old, new: made }: ItemChange): string => (old ?? made)?.id ?? '';

/** Chinese lines on what hangs on an item that is to move or be called off; none for anything but an exam. */
export async function hangingOn(act: Act, change: ItemChange): Promise<string[]> {
  if (!isMove(change)) return [];
  const all = await dutiesOf(act.tx, [idOf(change)]);
  const counts = (Object.keys(duties) as DutyKind[]).flatMap((kind) => {
    const people = new Set(all.flatMap((duty) => (duty.kind === kind ? [duty.personId] : [])));
    return people.size > 0 ? [{ kind, people: people.size }] : [];
  });
  const schools = new Set((await confirmationsOf(act.tx, [idOf(change)])).map(({ schoolId }) => schoolId));
  return wording.hanging(counts, schools.size, change.new === null);
}

/** The same for every item of the exams that has anything hanging on it, by id: for proposals to put it off. */
export async function hangingByItem(act: Act, calendar: Calendar): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const item of calendar.items) {
    const lines = stepKindOf(item) ? await hangingOn(act, { old: item, new: { ...item, start: null } }) : [];
    if (lines.length > 0) found.set(item.id, lines);
  }
  return found;
}

/** A change as far as this needs to know. */
export interface Announced {
  number: string;
  changes: readonly ItemChange[];
  before: Calendar;
  after: Calendar;
}

/**
 * Owes each holder of a duty one 更正 for all that moved, in private; `unaware`: whose correction of the change that is taken back was
 * withdrawn in time, so that for them nothing ever changed.
 */
export async function correctDuties(act: Act, announced: Announced, unaware: ReadonlySet<string>): Promise<void> {
  const moves = announced.changes.filter((change) => isMove(change) && isAhead(change, act.today));
  if (moves.length === 0) return;
  const all = await dutiesOf(act.tx, moves.map(idOf));
  const present = await holders(act.tx, all);
  const schools = await schoolNames(act.tx);
  const hanging = moves.filter((move) => all.some(({ itemId }) => itemId === idOf(move)));
  const told = await Promise.all(hanging.map((move) => toldOf(act, announced, move, schools)));
  for (const [id, own] of Map.groupBy(all, ({ personId }) => personId)) {
    if (!present.has(id) || unaware.has(id) || id === act.speaker?.id) continue;
    const mine = told.filter(({ move }) => own.some(({ itemId }) => itemId === idOf(move)));
    const days = mine.flatMap(({ move }) => daysOf(move)).filter((day) => day >= act.today);
    const [first = act.today] = days.toSorted();
    const last = days.reduce((a, b) => (a > b ? a : b), act.today);
    await tell(act, {
      source: { kind: 'correction', id: announced.number },
      audience: { kind: 'person', id },
      class: 'correction',
      said: { text: wording.correction(mine.flatMap((one) => partOf(one, own))) },
      due: politeTime(announced.after, first, act.now),
      expires: beginningOf(announced.after, addDays(last, 1)),
    });
  }
}

const daysOf = ({ old, new: made }: ItemChange): LocalDate[] =>
  [old?.start, made?.start].filter((day): day is LocalDate => typeof day === 'string');

/** A move with what it and its duties are said with. */
interface ToldMove {
  move: ItemChange;
  was: string;
  is: string;
  names: DutyNames;
}

async function toldOf(
  act: Act,
  { before, after }: Announced,
  move: ItemChange,
  schools: ReadonlyMap<string, string>,
): Promise<ToldMove> {
  const calendar = move.new ? after : before;
  const chain = chainWith(chainsOf(calendar), idOf(move));
  const ids = chain?.steps.flatMap(({ items }) => items.map(({ id }) => id)) ?? [];
  const timetable = chain ? timetableOf(calendar, chain, await papersOf(act.tx, ids)) : { sittings: [], stated: false };
  const [was, is] = [
    move.old && whenText(before, move.old, act.today),
    move.new && whenText(after, move.new, act.today),
  ];
  return { move, was: was ?? '', is: is ?? '', names: { schools, timetable } };
}

/** What one move means for one person. */
const partOf = ({ names, ...told }: ToldMove, own: readonly Duty[]): string[] =>
  wording.moved(
    told,
    dutyLines(
      own.filter(({ itemId }) => itemId === idOf(told.move)),
      names,
    ),
  );
