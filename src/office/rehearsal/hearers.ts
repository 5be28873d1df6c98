// Who would hear a message, whether it reaches them, and whether it may be said to them: as relay and guard will decide.
import type { Said } from '../../bot/message.ts';
import type { Reader } from '../../store/db.ts';
import type { Calendar } from '../calendar/model.ts';
import { guardText, planLines } from '../guard.ts';
import { allGroups } from '../people/model.ts';
import { type ChannelFacts, groupAddress, wayTo } from '../people/reach.ts';
import { callNames } from '../preparation/queries.ts';
import type { Hearer } from './model.ts';
import { plainText } from './wording.ts';

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
  heldFor(to: { kind: string; id: string }, said: Said): string | null;
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
    heldFor: await guardOf(db, calendar),
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
async function guardOf(db: Reader, calendar: Calendar | null): Promise<Hearers['heldFor']> {
  const outsiders = new Set((await allGroups(db)).filter((group) => group.outsiders).map(({ id }) => id));
  const plan = planLines(calendar);
  const clauses = new Map<string, string | null>();
  return ({ kind, id }, said) => {
    if (kind !== 'group') return null;
    const groupHasOutsiders = outsiders.has(id);
    const text = plainText(said);
    const key = `${groupHasOutsiders} ${text}`;
    const known = clauses.get(key);
    if (known !== undefined) return known;
    // Ordinary words pass whatever the plan says, and looking for its lines costs more than the rules.
    const strict = guardText(text, { groupHasOutsiders });
    const guarded = strict.ok ? strict : guardText(text, { groupHasOutsiders, plan });
    const clause = guarded.ok ? null : guarded.clause;
    clauses.set(key, clause);
    return clause;
  };
}
