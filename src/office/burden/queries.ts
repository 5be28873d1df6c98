// What a week comes to for teachers and schools, as `/负担` shows it: counts only, nobody is named.
import { dateOf, type LocalDate, mondayOf } from '../../lib/dates.ts';
import { classes } from '../../queue/classes.ts';
import type { Act } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { allGroups, allPeople } from '../people/model.ts';
import { schoolNames } from '../people/queries.ts';
import { reasonOf, titlesOf } from '../rehearsal/reasons.ts';
import { allDue } from '../reminders/due.ts';
import { laterPushes, scaleOf } from './beat.ts';
import { messagesOf } from './messages.ts';
import type { Message, Push } from './model.ts';
import { weekOf, writtenPushes } from './owed.ts';
import { rosterOf } from './roster.ts';
import { type Caps, counts, type Scale, weigh } from './weigh.ts';

/** One message, for a list. */
export interface Listed {
  /** Epoch ms at which it goes out, or went. */
  at: number;
  /** Name of the group; null in private. */
  group: string | null;
  /** What is in it: 数学集体备课前一个上课日. */
  about: string[];
}

/** Why something goes out although the week is full for somebody. */
export type Pressing = 'never-waits' | 'digest' | 'too-late' | 'no-digest' | 'written';

/** The burden of one week. */
export interface Burden {
  monday: LocalDate;
  caps: Caps;
  /** How many people get 0, 1, 2 … messages. */
  people: ReadonlyMap<number, number>;
  /** How many messages each group gets, the most first. */
  groups: readonly (readonly [name: string, count: number])[];
  /** How many messages there are of each class, the most first. */
  kinds: readonly (readonly [title: string, count: number])[];
  putOff: readonly (Listed & { from: number })[];
  /** What makes the week too full for somebody, and why it cannot wait. */
  over: readonly (Listed & { why: Pressing })[];
  /** How many things schools are asked: name of the school and count, those above the cap. */
  asked: readonly (readonly [school: string, count: number])[];
  /** How many schools are asked for something at all. */
  schoolsAsked: number;
}

/** Reckons the week that holds `instant` (epoch ms): what has gone out, what waits, and what will still come; null without a term. */
export async function burdenOf(act: Act, instant: number): Promise<Burden | null> {
  const { tx, now } = act;
  const calendar = await loadCalendar(tx);
  if (!calendar) return null;
  const monday = mondayOf(dateOf(instant));
  const week = weekOf(instant);
  const [groups, people] = [await allGroups(tx), await allPeople(tx)];
  const scale = scaleOf(calendar, monday, rosterOf(groups, people));
  const { written, ended } = await writtenPushes(tx, week.from, week.to);
  const known = new Set([...ended, ...written.map(({ key }) => key)]);
  const from = Math.max(now, week.from - 1);
  const later = laterPushes(from < week.to ? await allDue(tx, calendar, from, week.to) : [], calendar);
  const pushes = [
    ...written.map((push) => ({ ...push, gone: push.at <= now })),
    ...later.filter(({ key }) => !known.has(key)),
  ];
  const messages = messagesOf(pushes, calendar).filter(counts);
  const { putOff, loads, asks } = weigh(messages, scale);
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const titles = await titlesOf(tx, calendar);
  const listed = ({ at, audience, pushes: own }: Message): Listed => ({
    at,
    group: audience.kind === 'group' ? (names.get(audience.id) ?? '已停用的群') : null,
    about: own.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map((push) => reasonOf(fromOf(push), push.class, titles)),
  });
  const schools = await schoolNames(tx);
  const full = ({ audience }: Message): boolean =>
    scale.roster.hearers(audience).some((id) => (loads.get(id) ?? 0) > scale.caps.pushes);
  const waiting = messages.filter((message) => putOff.has(message));
  return {
    monday,
    caps: scale.caps,
    people: countsBy(people.map(({ id }) => loads.get(id) ?? 0)),
    groups: mostFirst(messages.flatMap((one) => listed(one).group ?? [])),
    kinds: mostFirst(messages.map(({ pushes: own }) => classes[own[0]?.class ?? 'notice'].title)),
    putOff: inOrder([
      ...written.flatMap((push) =>
        push.putOffFrom === null ? [] : [{ ...listedOne(push, listed), from: push.putOffFrom }],
      ),
      ...waiting.map((one) => ({ ...listed(one), at: scale.digestAt(one.audience)?.at ?? one.at, from: one.at })),
    ]),
    over: inOrder(
      messages
        .filter((message) => !putOff.has(message) && full(message))
        .map((message) => ({ ...listed(message), why: pressing(message, scale) })),
    ),
    asked: [...asks]
      .filter(([, things]) => things.size > scale.caps.asks)
      .map(([id, things]) => [schools.get(id) ?? id, things.size] as const)
      .sort((a, b) => b[1] - a[1]),
    schoolsAsked: [...asks].filter(([, things]) => things.size > 0).length,
  };
}

const listedOne = (push: Push, listed: (message: Message) => Listed): Listed =>
  listed({ audience: push.audience, at: push.at, gone: push.gone, pushes: [push] });

const fromOf = ({ source, occurrence, wish }: Push) => ({
  ...source,
  ...(occurrence ? { occurrence } : {}),
  ...(wish?.lead ? { lead: wish.lead } : {}),
});

function pressing({ audience, at, pushes }: Message, { digestAt }: Scale): Pressing {
  if (pushes.some((push) => classes[push.class].rank === null)) return 'never-waits';
  const digest = digestAt(audience);
  if (digest === null) return 'no-digest';
  if (at >= digest.from) return 'digest';
  return pushes.some(({ expires }) => expires !== null && expires <= digest.at) ? 'too-late' : 'written';
}

const inOrder = <T extends Listed>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => a.at - b.at || (a.group ?? '').localeCompare(b.group ?? ''));

const countsBy = <T>(list: readonly T[]): Map<T, number> => {
  const found = new Map<T, number>();
  for (const one of list) found.set(one, (found.get(one) ?? 0) + 1);
  return found;
};

const mostFirst = (names: readonly string[]): (readonly [string, number])[] =>
  [...countsBy(names)].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
