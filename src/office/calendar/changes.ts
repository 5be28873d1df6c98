// What differs between two states of the calendar, item by item, and which revision each item gets. Pure.
import type { LocalDate } from '../../lib/dates.ts';
import type { Exception, Item } from './model.ts';

/** One item before and after: null where it was not there, or is not there any more. */
export interface ItemChange {
  old: Item | null;
  new: Item | null;
}

/** An item as it compares: everything but how often it has been changed, and exceptions that say nothing. */
function content({ revision: _, exceptions, ...rest }: Item): unknown {
  const said = exceptions.filter(({ day, to }) => to !== day);
  return { ...rest, exceptions: said.map(({ day, to, why }) => ({ day, to, why })) };
}

/** The same whatever order the fields came in, so that what was stored compares with what was made. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** Whether two items say the same; how often they were changed does not count. */
export const sameItem = (a: Item, b: Item): boolean => canonical(content(a)) === canonical(content(b));

/**
 * `wanted` as it is to be stored in place of `old`: its revision grows when it says anything else, and each meeting of a series
 * that is put elsewhere gets a revision of its own – the others keep theirs, so that nothing said of them is said twice.
 */
export function revised(old: Item | null, wanted: Item): Item {
  if (!old) return wanted;
  if (sameItem(old, wanted)) return { ...wanted, revision: old.revision, exceptions: old.exceptions };
  const days = new Set([...old.exceptions, ...wanted.exceptions].map(({ day }) => day));
  const exceptions = [...days].sort().map((day) => revisedException(day, old, wanted));
  return { ...wanted, revision: old.revision + 1, exceptions };
}

function revisedException(day: LocalDate, old: Item, wanted: Item): Exception {
  const before = old.exceptions.find((one) => one.day === day);
  const after = wanted.exceptions.find((one) => one.day === day) ?? { day, to: day, why: '', revision: 0 };
  const same = before && before.to === after.to && before.why === after.why;
  return same ? before : { ...after, revision: (before?.revision ?? 0) + 1 };
}

/** What leads from one list of items to another, by id, in the order of the new list; what is gone comes last. */
export function changesBetween(before: readonly Item[], after: readonly Item[]): ItemChange[] {
  const earlier = new Map(before.map((item) => [item.id, item]));
  const later = new Set(after.map(({ id }) => id));
  const kept = after.flatMap((item): ItemChange[] => {
    const old = earlier.get(item.id) ?? null;
    return old && sameItem(old, item) ? [] : [{ old, new: item }];
  });
  const gone = before.filter(({ id }) => !later.has(id)).map((old): ItemChange => ({ old, new: null }));
  return [...kept, ...gone];
}

/** The items with changes made, or taken back with `undone`. New ones come last, those that come back too. */
export function withChanges(
  items: readonly Item[],
  changes: readonly ItemChange[],
  direction: 'done' | 'undone' = 'done',
): Item[] {
  const target = new Map<string, Item | null>();
  for (const { old, new: made } of changes) {
    const id = (old ?? made)?.id;
    if (id) target.set(id, direction === 'done' ? made : old);
  }
  const kept = items.flatMap((item) => {
    const wanted = target.get(item.id);
    target.delete(item.id);
    return wanted === undefined ? [item] : wanted === null ? [] : [wanted];
  });
  return [...kept, ...[...target.values()].filter((item) => item !== null)];
}

/** One meeting of a series that is put elsewhere by a change: `from` and `to` are where it was and is held, null for nowhere. */
export interface MovedMeeting {
  from: LocalDate | null;
  to: LocalDate | null;
}

/** The meetings of one item that a change puts elsewhere; empty for items that are no series. */
export function movedMeetings({ old, new: made }: ItemChange): MovedMeeting[] {
  if (!old || !made || !old.recurrence) return [];
  const days = new Set([...old.exceptions, ...made.exceptions].map(({ day }) => day));
  const held = (item: Item, day: LocalDate): LocalDate | null => {
    const exception = item.exceptions.find((one) => one.day === day);
    return exception ? exception.to : day;
  };
  return [...days].sort().flatMap((day) => {
    const [from, to] = [held(old, day), held(made, day)];
    return from === to ? [] : [{ from, to }];
  });
}
