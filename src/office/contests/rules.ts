// What holds for contests: when they are open, who is meant by a name, which schools are still missing. Pure.
import { compareKey, editDistance } from '../../lib/chinese.ts';
import { dayMs } from '../../lib/dates.ts';
import type { School } from '../people/model.ts';
import type { Contest } from './model.ts';

/** A personal link ends after this long at the latest, whatever the closing date (contract, `/u/:token`). */
export const linkLasts = 14 * dayMs;

/** Where a contest stands at `now` (epoch ms); at the closing instant it is closed. */
export function phaseOf(contest: Contest, now: number): 'before' | 'open' | 'closed' {
  if (now < contest.opensAt) return 'before';
  return now < contest.closesAt ? 'open' : 'closed';
}

/** When a link given at `now` ends, epoch ms: at closing, or after 14 days. */
export const linkEnds = (contest: Contest, now: number): number => Math.min(contest.closesAt, now + linkLasts);

/** The contests that `words` may mean: the very name, else a part of it, else the name with one or two slips. */
export function contestsNamed<C extends { name: string }>(contests: readonly C[], words: string): C[] {
  const wanted = compareKey(words).replace(/[（(]示例[）)]$/, '');
  if (wanted === '') return [];
  const keyed = contests.map((contest) => ({ contest, key: compareKey(contest.name) }));
  const tries: ((key: string) => boolean)[] = [
    (key) => key === wanted,
    (key) => key.includes(wanted) || wanted.includes(key),
    (key) => editDistance(key, wanted) <= (key.length >= 6 ? 2 : 1),
  ];
  for (const fits of tries) {
    const found = keyed.filter(({ key }) => fits(key)).map(({ contest }) => contest);
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether the school is counted among those that should take part: a village site belongs to a school, kindergartens have no contest. */
export const takesPart = (school: School): boolean => school.kind === 'primary' || school.kind === 'nineYear';

/** How far a contest is. */
export interface Progress {
  /** Schools that should take part, and how many of them have an entry. */
  schools: number;
  handedIn: number;
  /** All entries, those from elsewhere too. */
  entries: number;
  missing: School[];
}

/** Progress from the schools of the district and the school of each entry. */
export function progressOf(schools: readonly School[], entrySchools: readonly (string | null)[]): Progress {
  const expected = schools.filter(takesPart);
  const there = new Set(entrySchools);
  const missing = expected.filter((school) => !there.has(school.id));
  return {
    schools: expected.length,
    handedIn: expected.length - missing.length,
    entries: entrySchools.length,
    missing,
  };
}
