// Who would hear a message, whether it reaches them, and whether it may be said to them: as relay and guard will decide.
import type { Said } from '../../bot/message.ts';
import { dateOf } from '../../lib/dates.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { approvals } from '../deliveries/approval.ts';
import { guardText, heldFor, papersBeingSet, planLines, wordsOf } from '../guard.ts';
import { paperSpans } from '../papers/queries.ts';
import { allGroups } from '../people/model.ts';
import { type ChannelFacts, groupAddress, wayTo } from '../people/reach.ts';
import { callNames } from '../preparation/queries.ts';
import type { Hearer } from './model.ts';

/** Everything a rehearsal asks about groups and people, read once. */
export interface Hearers {
  /** Name for readers: people with their school. */
  called(to: { kind: string; id: string }): Hearer;
  /** Name as alerts give it: people without school. */
  bareName(to: { kind: string; id: string }): string;
  /** Ids of the active heads of the office. */
  heads: string[];
  reaches(to: { kind: string; id: string }): boolean;
  /** What a message to a group would be held for, in Chinese; null lets it pass. */
  heldFor(message: Spoken): string | null;
  /** Whether words that may each be said there may stand together. */
  fits(message: Pick<Spoken, 'audience' | 'said' | 'due'>): boolean;
}

/** A message as the guard sees it; `due`: epoch ms. */
interface Spoken {
  audience: { kind: string; id: string };
  said: Said;
  due: number;
  source: { kind: string; id: string };
  revision?: number;
  author?: string;
}

const gone = '已不在名册';

/** Reads them; without `channels` everybody counts as reached. */
export async function hearersOf(
  db: Reader,
  calendar: Calendar | null,
  channels: ChannelFacts | undefined,
): Promise<Hearers> {
  const names = await callNames(db);
  const people = await db.selectFrom('people').select(['id', 'name', 'roles', 'active']).execute();
  const bare = new Map(people.map(({ id, name }) => [id, name]));
  const rows = await db.selectFrom('groups').select(['id', 'name']).execute();
  const groupNames = new Map(rows.map(({ id, name }) => [id, name]));
  const kindOf = (kind: string): Hearer['kind'] => (kind === 'group' || kind === 'chat' ? kind : 'person');
  return {
    called: ({ kind, id }) => {
      const name = kind === 'chat' ? '原来的会话' : ((kind === 'group' ? groupNames : names).get(id) ?? gone);
      return { kind: kindOf(kind), id, name };
    },
    bareName: ({ kind, id }) => (kind === 'group' ? groupNames : bare).get(id) ?? gone,
    heads: people
      .filter(({ active, roles }) => active === 1 && (JSON.parse(roles) as string[]).includes('head'))
      .map(({ id }) => id),
    reaches: channels ? await reachedBy(db, channels) : () => true,
    ...(await guardOf(db, calendar)),
  };
}

async function reachedBy(db: Reader, channels: ChannelFacts): Promise<Hearers['reaches']> {
  const identities = await db
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.person_id')
    .select(['person_id', 'platform', 'user_id', 'opened_at', 'opened_robot'])
    .where('people.active', '=', 1)
    .execute();
  const known = Map.groupBy(identities, ({ person_id }) => person_id);
  const people = new Set([...known].filter(([, ways]) => wayTo(ways, channels) !== null).map(([id]) => id));
  const groups = new Set(
    (await allGroups(db)).filter((group) => groupAddress(group, channels) !== null).map(({ id }) => id),
  );
  // The chat of a message has its address in the ledger.
  return ({ kind, id }) => kind === 'chat' || (kind === 'group' ? groups : people).has(id);
}

/** The guard, asked once for each text: a reminder goes to many groups. */
async function guardOf(db: Reader, calendar: Calendar | null): Promise<Pick<Hearers, 'heldFor' | 'fits'>> {
  const outsiders = new Set((await allGroups(db)).filter((group) => group.outsiders).map(({ id }) => id));
  const plan = planLines(calendar);
  const spans = await paperSpans(db);
  const approved = await approvals(db);
  const clauses = new Map<string, string | null>();
  const clauseOf = (text: string, groupHasOutsiders: boolean, due: number): string | null => {
    const strict = guardText(text, { groupHasOutsiders: true, papersBeingSet: true });
    if (strict.ok) return null;
    const beingSet = papersBeingSet(calendar, dateOf(due), spans);
    const guarded = guardText(text, { groupHasOutsiders, plan, papersBeingSet: beingSet });
    return guarded.ok ? null : guarded.clause;
  };
  const looked = ({ audience: { id }, said, due }: Pick<Spoken, 'audience' | 'said' | 'due'>): string | null => {
    const groupHasOutsiders = outsiders.has(id);
    const text = wordsOf(said);
    const key = `${groupHasOutsiders} ${dateOf(due)} ${text}`;
    const known = clauses.get(key);
    const clause = known === undefined ? clauseOf(text, groupHasOutsiders, due) : known;
    clauses.set(key, clause);
    return clause;
  };
  return {
    heldFor(message) {
      const { audience, said, source, revision = 0, author = null } = message;
      if (audience.kind !== 'group') return null;
      const clause = looked(message);
      if (clause !== null || !outsiders.has(audience.id) || approved({ source, revision, author, said })) return clause;
      return heldFor('unapproved').clause;
    },
    fits: (message) => message.audience.kind !== 'group' || looked(message) === null,
  };
}
