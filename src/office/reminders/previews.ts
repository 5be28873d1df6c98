// What a change of the rules would do to the rest of the term: the messages as they would fall due before and after, compared.
import { addDays, instantOf } from '../../lib/dates.ts';
import { classes } from '../../queue/classes.ts';
import { keyOf, type Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { type Calendar, loadCalendar } from '../calendar/model.ts';
import { reasonOf, titlesOf } from '../rehearsal/reasons.ts';
import { withEdits } from './changes.ts';
import { dueOfTerm } from './due.ts';
import { nextSendingTime } from './hours.ts';
import type { Difference, Edit, Effect } from './model.ts';
import { rulesWith, storedChanges } from './rules.ts';

/** The effect of edits from `now` (epoch ms) to the end of the term. Reads only. */
export async function effectOf(db: Reader, edits: readonly Edit[], now: number): Promise<Effect> {
  const calendar = await loadCalendar(db);
  if (!calendar) return { calendar: null, before: 0, after: 0, differences: [] };
  const { week1Monday, lastWeek } = calendar.term;
  const end = instantOf(addDays(week1Monday, lastWeek * 7 + 1));
  const { stamp: _, ...plain } = calendar;
  const changed: Calendar = { ...plain, rules: rulesWith(withEdits(await storedChanges(db), edits)) };
  const [was, is] = [await messagesOf(db, calendar, now, end), await messagesOf(db, changed, now, end)];
  const titles = await titlesOf(db, calendar);
  const differences = [...new Set([...was.keys(), ...is.keys()])].flatMap((key): Difference[] => {
    const [old, made] = [was.get(key), is.get(key)];
    const one = made ?? old;
    if (!one || old?.due === made?.due) return [];
    const { source, lead } = one;
    const reason = reasonOf({ ...source, ...(lead && { lead }) }, one.class, titles);
    return [{ was: old?.due ?? null, is: made?.due ?? null, reason }];
  });
  const first = ({ was: a, is: b }: Difference) =>
    Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY);
  return {
    calendar,
    before: was.size,
    after: is.size,
    differences: differences.sort((a, b) => first(a) - first(b)),
  };
}

/** What falls due by key, each at the instant at which sending hours let it out; what they never let out is left out. */
async function messagesOf(db: Reader, calendar: Calendar, from: number, to: number): Promise<Map<string, Wanted>> {
  const wishes = await dueOfTerm(db, calendar, from, to);
  const found = wishes.flatMap((wish): [string, Wanted][] => {
    // Secret tasks are listed and counted nowhere (domain rules, section 8).
    if (wish.class === 'secret') return [];
    const due = classes[wish.class].anyHour ? wish.due : nextSendingTime(calendar, wish.due);
    return due === null ? [] : [[keyOf(wish), { ...wish, due }]];
  });
  return new Map(found);
}
