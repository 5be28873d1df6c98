// What happens to duties when an exam is moved or called off: they hang on the item and move along; their holders are told once.
import { addDays, type LocalDate } from '../../lib/dates.ts';
import { type Act, tell } from '../act.ts';
import type { ItemChange } from '../calendar/changes.ts';
import type { Calendar, Item } from '../calendar/model.ts';
import { schoolNames } from '../people/queries.ts';
import { politeTime } from '../preparation/rules.ts';
import { beginningOf } from '../reminders/leads.ts';
import { chainsOf, chainWith, stepKindOf } from './chain.ts';
import { dutyLines } from './duty-lines.ts';
import { type Duty, type DutyKind, duties } from './model.ts';
import * as wording from './moved-wording.ts';
import { confirmationsOf, dutiesOf, holders, papersOf } from './queries.ts';
import { timetableOf } from './timetable.ts';

/** A change of an item of an exam: its days, or whether it is held at all. */
const isMove = ({ old, new: made }: ItemChange): boolean => {
  const item = old ?? made;
  if (!item || (!old && !made) || !stepKindOf(item)) return false;
  return old?.start !== made?.start || old?.end !== made?.end || old?.time !== made?.time;
};

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
  for (const [id, own] of Map.groupBy(all, ({ personId }) => personId)) {
    if (!present.has(id) || unaware.has(id) || id === act.speaker?.id) continue;
    const parts = await Promise.all(moves.map((move) => partOf(act, announced, move, own, schools)));
    const days = moves.flatMap((move) => daysOf(move)).filter((day) => day >= act.today);
    const [first = act.today] = days.toSorted();
    const last = days.reduce((a, b) => (a > b ? a : b), act.today);
    await tell(act, {
      source: { kind: 'correction', id: announced.number },
      audience: { kind: 'person', id },
      class: 'correction',
      said: { text: wording.correction(parts.flat()) },
      due: politeTime(announced.after, first, act.now),
      expires: beginningOf(announced.after, addDays(last, 1)),
    });
  }
}

const daysOf = ({ old, new: made }: ItemChange): LocalDate[] =>
  [old?.start, made?.start].filter((day): day is LocalDate => typeof day === 'string');

/** What one move means for one person. */
async function partOf(
  act: Act,
  { before, after }: Announced,
  move: ItemChange,
  own: readonly Duty[],
  schools: ReadonlyMap<string, string>,
): Promise<string[]> {
  const mine = own.filter(({ itemId }) => itemId === idOf(move));
  const item: Item | null = move.old ?? move.new;
  if (mine.length === 0 || !item) return [];
  const calendar = move.new ? after : before;
  const chain = chainWith(chainsOf(calendar), idOf(move));
  const ids = chain?.steps.flatMap(({ items }) => items.map(({ id }) => id)) ?? [];
  const timetable = chain ? timetableOf(calendar, chain, await papersOf(act.tx, ids)) : { sittings: [], stated: false };
  return wording.moved(move, dutyLines(mine, { schools, timetable }));
}
