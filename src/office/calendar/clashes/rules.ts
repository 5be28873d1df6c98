// What a calendar wants of the same people at once, before anybody is told of it. Pure.
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import type { Calendar } from '../model.ts';
import { concernsSame, hoursMeet, sameRoom, shares } from './concerns.ts';
import { type Beside, type Engagement, engagementsOf } from './engagements.ts';
import { loads } from './loads.ts';
import type { Clash, Want } from './model.ts';

/** All clashes of a calendar and the visits beside it: first those on single days, by time, then whole weeks that are full. What is over does not clash. */
export function clashesIn(calendar: Calendar, beside: Beside = {}): Clash[] {
  const all = engagementsOf(calendar, beside).filter(({ past }) => !past);
  return [...sameDay(all), ...loads(calendar, all)];
}

function sameDay(all: readonly Engagement[]): Clash[] {
  const found = new Map<string, Clash>();
  for (const [day, here] of [...byDay(all)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [i, a] of here.entries()) {
      for (const b of here.slice(i + 1)) {
        const want = wanted(a, b);
        if (want) add(found, day, want, ...(b.rank > a.rank ? ([b, a] as const) : ([a, b] as const)));
      }
    }
  }
  return [...found.values()];
}

function byDay(all: readonly Engagement[]): Map<LocalDate, Engagement[]> {
  const days = new Map<LocalDate, Engagement[]>();
  for (const e of all) {
    if (e.precision !== 'day' || e.window) continue;
    for (let day = e.start; day <= e.end; day = addDays(day, 1)) {
      const here = days.get(day) ?? [];
      here.push(e);
      days.set(day, here);
    }
  }
  return days;
}

/** What both want on a day they share; null when they do not meet. */
function wanted(a: Engagement, b: Engagement): Want | null {
  if ((a.itemId !== null && a.itemId === b.itemId) || !hoursMeet(a, b)) return null;
  if (sameRoom(a, b)) return 'room';
  if (!concernsSame(a, b)) return shares(a.groups, b.groups) ? 'group' : null;
  if (shares(a.people, b.people)) return 'person';
  if (shares(a.schools, b.schools)) return 'school';
  return shares(a.subjects, b.subjects) ? 'subject' : 'everybody';
}

/** Adds a day to the clash of the same two; all visits that meet one item are one line. */
function add(found: Map<string, Clash>, day: LocalDate, want: Want, a: Engagement, b: Engagement): void {
  const together = (a.kind === 'visit') !== (b.kind === 'visit');
  const side = (e: Engagement): string => e.itemId ?? (together ? 'visits' : e.id);
  const key = [want, side(a), side(b)].join('|');
  const clash = found.get(key) ?? {
    kind: 'same',
    want,
    a: [],
    b: [],
    ids: [],
    subjects: [],
    days: [],
    postponable: a.rank !== b.rank,
  };
  found.set(key, clash);
  addOnce(clash.a, a.title);
  addOnce(clash.b, b.title);
  for (const e of [a, b]) addOnce(clash.ids, e.itemId ?? e.id);
  for (const subject of a.subjects) if (b.subjects.includes(subject)) addOnce(clash.subjects, subject);
  addOnce(clash.days, day);
}

function addOnce<T>(list: T[], one: T): void {
  if (!list.includes(one)) list.push(one);
}
