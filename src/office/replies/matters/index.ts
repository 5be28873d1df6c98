// All kinds of things that can be answered. What is not in this list (secret tasks, links, answers) never takes an answer.
import type { Act } from '../../act.ts';
import { loadCalendar } from '../../calendar/model.ts';
import { allPeople } from '../../people/model.ts';
import { type Matter, type MatterRef, refText } from '../model.ts';
import { contest } from './contest.ts';
import { item } from './item.ts';
import type { Around, MatterKind } from './kind.ts';
import { preparation } from './preparation.ts';
import { schedule } from './schedule.ts';
import { visit } from './visit.ts';

/** The kinds by their source kind in the ledger. One line for each. */
const kinds: Readonly<Record<string, MatterKind>> = { preparation, visit, item, contest, schedule };

/** The source kinds whose messages can be answered. */
export const answerable = Object.keys(kinds);

/** What matters are read with, for reading several. */
export const aroundOf = async ({ tx, today, now }: Act): Promise<Around> => ({
  ...{ tx, today, now },
  calendar: await loadCalendar(tx),
  people: await allPeople(tx),
});

/** The thing a ref names, as it stands now; null when it is no more. */
export async function loadMatter(act: Act, ref: MatterRef, around?: Around): Promise<Matter | null> {
  return (await kinds[ref.kind]?.load(around ?? (await aroundOf(act)), ref)) ?? null;
}

/** The things of several refs that still are, each once, in that order. */
export async function loadMatters(act: Act, refs: readonly MatterRef[]): Promise<Matter[]> {
  const around = await aroundOf(act);
  const found = new Map<string, Matter>();
  for (const ref of new Map(refs.map((one) => [refText(one), one])).values()) {
    const matter = await loadMatter(act, ref, around);
    if (matter && !found.has(refText(matter.ref))) found.set(refText(matter.ref), matter);
  }
  return [...found.values()];
}
