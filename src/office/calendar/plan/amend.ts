// What the document itself changes, and what it says twice: moved items keep only their new date, repeats are one item.
import type { Entry } from './entry.ts';
import type { PlanItem } from './model.ts';
import { likeness } from './similar.ts';

/** An item on its way into the plan. */
export interface Draft {
  item: PlanItem;
  entry: Entry;
  change?: 'moved' | 'cancelled' | 'postponed';
  /** The change names no activity: it is about its row. */
  remark?: true;
}

/** The item a change is about: of its row, else the most alike. */
function changed(kept: Draft[], { item, remark }: Draft): Draft | undefined {
  if (remark)
    return (
      kept.findLast((draft) => draft.item.at.block === item.at.block && draft.item.at.row === item.at.row) ?? undefined
    );
  const ranked = kept
    .map((draft) => ({ draft, like: likeness(draft.item.title, item.title) }))
    .filter(({ like }) => like >= 0.6);
  return ranked.sort(
    (a, b) =>
      b.like - a.like ||
      Math.abs(a.draft.item.title.length - item.title.length) - Math.abs(b.draft.item.title.length - item.title.length),
  )[0]?.draft;
}

/** Carries out what the drafts say of each other. */
export function cancelAndMove(drafts: Draft[]): Draft[] {
  let kept = drafts.filter(({ change }) => change === undefined);
  for (const draft of drafts) {
    if (draft.change === undefined) continue;
    const old = changed(kept, draft);
    if (draft.change === 'cancelled') {
      kept = kept.filter((other) => other !== old);
      continue;
    }
    if (!old && (draft.remark || (draft.entry.mode !== 'schedule' && draft.change === 'postponed'))) continue;
    const { start, end, precision, because, warnings, quote, at } = draft.item;
    const item: PlanItem = old
      ? {
          ...old.item,
          start,
          end,
          precision,
          quote: draft.remark ? old.item.quote : quote,
          at,
          because: { ...old.item.because, ...because },
          warnings: [...warnings, '文中改过日期，按改后的算。'],
        }
      : draft.item;
    if (old) kept = kept.map((other) => (other === old ? { entry: draft.entry, item } : other));
    else kept.push({ entry: draft.entry, item });
  }
  return kept;
}

const overlap = (a: PlanItem, b: PlanItem): boolean =>
  a.start !== null && b.start !== null && a.start <= (b.end ?? b.start) && b.start <= (a.end ?? a.start);

/** Running text that says what the schedule says as well, and the same item twice. */
export function withoutRepeats(drafts: Draft[]): Draft[] {
  const schedule = drafts.filter(({ entry, item }) => entry.mode === 'schedule' && item.start !== null);
  const byDays = new Map<string, Draft[]>();
  return drafts.filter((draft) => {
    const { item, entry } = draft;
    const said =
      entry.mode !== 'schedule' &&
      schedule.some((other) => overlap(other.item, item) && likeness(other.item.title, item.title) >= 0.5);
    if (said) return false;
    const key = `${item.start} ${item.end} ${JSON.stringify(item.recurrence)}`;
    const same = byDays.get(key) ?? [];
    if (same.some((other) => sameName(other, draft))) return false;
    byDays.set(key, [...same, draft]);
    return true;
  });
}

/** In a schedule only the very same words are a repeat. */
const sameName = (a: Draft, b: Draft): boolean =>
  a.entry.mode === 'schedule' && b.entry.mode === 'schedule'
    ? a.item.title === b.item.title && a.item.start !== null
    : likeness(a.item.title, b.item.title) === 1;
