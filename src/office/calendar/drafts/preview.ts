// What a draft would make of the calendar, and its preview: what it changes, what clashes, what to look at.
import type { Said } from '../../../bot/message.ts';
import { newId } from '../../../lib/ids.ts';
import type { Act } from '../../act.ts';
import { lockedCalendar } from '../change.ts';
import { changesBetween } from '../changes.ts';
import { standingBeside } from '../clash-check.ts';
import { clashesIn } from '../clashes/rules.ts';
import { clashText } from '../clashes/wording.ts';
import { meetings, nominalMeetings, weekSpan } from '../days.ts';
import { type Calendar, dayOverrides, type Item } from '../model.ts';
import { calendarWarnings } from '../warnings.ts';
import { merged } from './compare.ts';
import { differenceLines } from './difference.ts';
import { goingIn, type PlanDraft, refusedLines } from './model.ts';
import { calendarOf, itemOf, themeItems } from './rules.ts';
import * as wording from './wording.ts';

/** What surrounds a draft: the calendar that stands and the one it would become. */
export interface Outlook {
  current: Calendar | null;
  /** The calendar of another term that would be over with this one, though its last week is not. */
  replaced: Calendar | null;
  /** Null while week 1 is not known. */
  drafted: Calendar | null;
  next: Calendar | null;
}

/** Loads it, and holds the calendar until the end of the transaction. */
export async function outlook(act: Act, content: PlanDraft): Promise<Outlook> {
  const current = await lockedCalendar(act);
  if (!content.term.firstMonday) return { current, replaced: null, drafted: null, next: null };
  const drafted = calendarOf(content, await dayOverrides(act.tx));
  const same = current?.term.id === drafted.term.id ? current : null;
  const made = [...themeItems(content, drafted.term.id), ...goingIn(content).map(({ item }) => itemOf(item, ''))];
  const items = merged(same?.items ?? [], made, { newId, isOver: (item) => isOver(drafted, item, act.today) });
  const fitting = items.map((item) => withFittingExceptions(drafted, item));
  const other = current && !same && weekSpan(current.term, current.term.lastWeek).end >= act.today ? current : null;
  return { current: same, replaced: other, drafted, next: { ...drafted, items: fitting } };
}

/** A series without exceptions for days on which the new document has no meeting of it. */
function withFittingExceptions(calendar: Calendar, item: Item): Item {
  if (item.exceptions.length === 0) return item;
  const days = new Set(nominalMeetings(calendar, item).map(({ day }) => day));
  return { ...item, exceptions: item.exceptions.filter(({ day }) => days.has(day)) };
}

/** Whether an item is over before `today`; a series is with its last meeting, what has no date never. */
function isOver(calendar: Calendar, item: Item, today: string): boolean {
  const last = item.recurrence ? (meetings(calendar, item).at(-1)?.day ?? null) : item.end;
  return last !== null && last < today;
}

/** The preview of a draft with what it changes and what clashes in it. */
export async function previewSaid(act: Act, number: string, content: PlanDraft): Promise<Said> {
  const { current, replaced, drafted, next } = await outlook(act, content);
  const difference =
    current && next ? differenceLines(current, next, changesBetween(current.items, next.items), act.today) : [];
  const warnings = [
    ...(replaced ? [wording.replacesText(replaced)] : []),
    ...(next ? calendarWarnings(next, act.today) : []),
  ];
  const clashes = next ? clashText(next, clashesIn(next, await standingBeside(act, next)), act.today) : [];
  const shown = { number, draft: content, calendar: drafted, today: act.today };
  const readings = refusedLines(content).slice(0, 3).flatMap(wording.readingChoices);
  return {
    text: wording.previewText(shown, difference, [
      ...firstOf(clashes),
      ...warnings.map((warning) => `注意：${warning}`),
    ]),
    choices: [...wording.draftChoices(shown), ...readings],
  };
}

/** Clashes a preview names; who wants all of them rehearses the term. */
const clashesShown = 8;

const firstOf = (clashes: readonly string[]): string[] =>
  clashes.length > clashesShown
    ? [...clashes.slice(0, clashesShown), `还有 ${clashes.length - clashesShown} 处重叠。`]
    : [...clashes];

/** A draft as it is shown: with the calendar it would become, once week 1 is known. */
export async function shownOf(act: Act, number: string, content: PlanDraft): Promise<wording.Shown> {
  const calendar = content.term.firstMonday ? calendarOf(content, await dayOverrides(act.tx)) : null;
  return { number, draft: content, calendar, today: act.today };
}
