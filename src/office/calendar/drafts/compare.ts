// A second document for the same term against the calendar that stands: which line is which item, and what that makes of it. Pure.
import { compareKey } from '../../../lib/chinese.ts';
import { remembered } from '../../../lib/remembered.ts';
import type { Item } from '../model.ts';

/** A title as it is compared: without blanks and case, and which pairs of neighbouring signs it has how often. */
interface Worded {
  key: string;
  pairs: ReadonlyMap<string, number>;
  count: number;
}

/** Worked out once for each title: a second document compares every line with every item. */
const wordedOf = remembered((title: string): Worded => {
  const key = compareKey(title);
  const plain = key.replace(/[\p{P}\p{S}]/gu, '');
  const found = plain.length < 2 ? [plain] : Array.from({ length: plain.length - 1 }, (_, i) => plain.slice(i, i + 2));
  const pairs = new Map<string, number>();
  for (const pair of found) pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  return { key, pairs, count: found.length };
});

/** How alike two titles are, 0…1 (Dice over neighbouring signs); one that contains the other counts as nearly the same. */
export function likeness(a: string, b: string): number {
  const [left, right] = [wordedOf(a), wordedOf(b)];
  if (left.key === right.key) return 1;
  let shared = 0;
  for (const [pair, times] of left.pairs) shared += Math.min(times, right.pairs.get(pair) ?? 0);
  const dice = (2 * shared) / (left.count + right.count);
  const contained =
    left.key.length > 3 && right.key.length > 3 && (left.key.includes(right.key) || right.key.includes(left.key));
  return contained ? Math.max(dice, 0.9) : dice;
}

/** Below this two titles are different activities. */
const alikeFrom = 0.5;

/** How surely a new item is an old one; 0: it is not. Subjects and kind of rhythm must agree, dates only help. */
function sameness(old: Item, made: Item): number {
  if ((old.recurrence?.freq ?? null) !== (made.recurrence?.freq ?? null)) return 0;
  if ((old.recurrence?.subject ?? null) !== (made.recurrence?.subject ?? null)) return 0;
  if (old.theme !== made.theme) return 0;
  const like = likeness(old.title, made.title);
  if (like < alikeFrom) return 0;
  const sameDates = planned(old).start === made.start && planned(old).end === made.end;
  return like + (sameDates ? 0.5 : 0) + (old.kind === made.kind ? 0.1 : 0);
}

/** Where the plan had put an item before it was put off. */
const planned = (item: Item) => item.movedFrom ?? { start: item.start, end: item.end };

/** Whether somebody has given a day to what the document still leaves open, and the document does not contradict it. */
const isDated = (old: Item, made: Item): boolean =>
  old.precision === 'day' &&
  made.precision !== 'day' &&
  !made.recurrence &&
  (made.start ?? '') <= (old.start ?? '') &&
  (old.end ?? '') <= (made.end ?? '9');

/** What two items have in common that are surely the same: nothing fits either of them better. */
const signOf = (item: Item, { start, end }: Pick<Item, 'start' | 'end'>): string =>
  [compareKey(item.title), start, end, item.kind, item.recurrence?.freq, item.recurrence?.subject, item.theme].join(
    '|',
  );

/** For each new item the old one it is, best fits first, each old one once. */
export function matched(old: readonly Item[], made: readonly Item[]): Map<Item, Item> {
  const found = new Map<Item, Item>();
  const taken = new Set<Item>();
  const take = (one: Item, other: Item | undefined): void => {
    if (!other || found.has(one) || taken.has(other)) return;
    found.set(one, other);
    taken.add(other);
  };
  // Most of a second document says what the first did; only the rest is worth comparing with everything.
  const bySign = Map.groupBy(old, (item) => signOf(item, planned(item)));
  for (const one of made) take(one, bySign.get(signOf(one, one))?.shift());
  const pairs = made.flatMap((one) =>
    found.has(one)
      ? []
      : old.flatMap((other) => {
          const score = taken.has(other) ? 0 : sameness(other, one);
          return score > 0 ? [{ one, other, score }] : [];
        }),
  );
  for (const { one, other } of pairs.sort((x, y) => y.score - x.score)) take(one, other);
  return found;
}

/** What `merged` cannot know from the items alone. */
export interface Merging {
  newId(): string;
  /** Whether an item is over: what is new and over never speaks. */
  isOver(item: Item): boolean;
}

/**
 * The items of the calendar once a new document holds: what is recognised keeps its id, its exceptions and – where the document
 * says the same date as before, or still none – the day it was put off to or given; what somebody entered by hand stays; the rest of the old plan goes.
 */
export function merged(old: readonly Item[], made: readonly Item[], { newId, isOver }: Merging): Item[] {
  const same = matched(
    old.filter(({ origin }) => origin === 'plan'),
    made,
  );
  const next = made.map((item): Item => {
    const before = same.get(item);
    if (!before) return { ...item, id: newId(), past: isOver(item) };
    const { id, exceptions, schools } = before;
    const unmoved = (planned(before).start === item.start && planned(before).end === item.end) || isDated(before, item);
    if (!unmoved) return { ...item, id, exceptions, schools, past: isOver(item) };
    const { start, end, precision, time, movedFrom, past } = before;
    const reminderKind = item.reminderKind ?? (isDated(before, item) ? before.reminderKind : null);
    return {
      ...item,
      id,
      exceptions,
      schools,
      start,
      end,
      precision,
      time: item.time ?? time,
      movedFrom,
      past,
      reminderKind,
    };
  });
  return [...next, ...old.filter(({ origin }) => origin === 'chat')];
}
