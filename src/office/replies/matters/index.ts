// All kinds of things that can be answered. What is not in this list (secret tasks, links, answers) never takes an answer.
import type { Act } from '../../act.ts';
import { type Calendar, loadCalendar } from '../../calendar/model.ts';
import { type Matter, type MatterRef, refText } from '../model.ts';
import { contest } from './contest.ts';
import { item } from './item.ts';
import type { MatterKind } from './kind.ts';
import { preparation } from './preparation.ts';
import { schedule } from './schedule.ts';
import { visit } from './visit.ts';

/** The kinds by their source kind in the ledger. One line for each. */
const kinds: Readonly<Record<string, MatterKind>> = { preparation, visit, item, contest, schedule };

/** The source kinds whose messages can be answered. */
export const answerable = Object.keys(kinds);

/** The thing a ref names, as it stands now; null when it is no more. */
export async function loadMatter(act: Act, ref: MatterRef, calendar?: Calendar | null): Promise<Matter | null> {
  const { tx, today, now } = act;
  const known = calendar === undefined ? await loadCalendar(tx) : calendar;
  return (await kinds[ref.kind]?.load({ tx, calendar: known, today, now }, ref)) ?? null;
}

/** The things of several refs that still are, each once, in that order. */
export async function loadMatters(act: Act, refs: readonly MatterRef[]): Promise<Matter[]> {
  const calendar = await loadCalendar(act.tx);
  const found = new Map<string, Matter>();
  for (const ref of new Map(refs.map((one) => [refText(one), one])).values()) {
    const matter = await loadMatter(act, ref, calendar);
    if (matter && !found.has(refText(matter.ref))) found.set(refText(matter.ref), matter);
  }
  return [...found.values()];
}
