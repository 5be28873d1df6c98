// A second document for the same term against the calendar that stands: which line is which item, and what that makes of it. Pure.
import { compareKey } from '../../../lib/chinese.ts';
import type { Item } from '../model.ts';

/** What pairs of neighbouring signs a title has. */
function bigrams(text: string): string[] {
  const key = compareKey(text).replace(/[\p{P}\p{S}]/gu, '');
  return key.length < 2 ? [key] : Array.from({ length: key.length - 1 }, (_, i) => key.slice(i, i + 2));
}

/** How alike two titles are, 0…1 (Dice over neighbouring signs); one that contains the other counts as nearly the same. */
export function likeness(a: string, b: string): number {
  const [left, right] = [compareKey(a), compareKey(b)];
  if (left === right) return 1;
  const [some, others] = [bigrams(a), bigrams(b)];
  const pool = [...others];
  let shared = 0;
  for (const gram of some) {
    const at = pool.indexOf(gram);
    if (at < 0) continue;
    pool.splice(at, 1);
    shared++;
  }
  const dice = (2 * shared) / (some.length + others.length);
  const contained = left.length > 3 && right.length > 3 && (left.includes(right) || right.includes(left));
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

/** For each new item the old one it is, best fits first, each old one once. */
export function matched(old: readonly Item[], made: readonly Item[]): Map<Item, Item> {
  const pairs = made.flatMap((one) =>
    old.flatMap((other) => {
      const score = sameness(other, one);
      return score > 0 ? [{ one, other, score }] : [];
    }),
  );
  const found = new Map<Item, Item>();
  const taken = new Set<Item>();
  for (const { one, other } of pairs.sort((a, b) => b.score - a.score)) {
    if (found.has(one) || taken.has(other)) continue;
    found.set(one, other);
    taken.add(other);
  }
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
