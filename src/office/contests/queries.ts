// What is asked about contests, links and entries.
import { askBack } from '../../bot/command.ts';
import { tokenHash } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Reader } from '../../store/db.ts';
import type { Act } from '../act.ts';
import { type Person, personOf, type School } from '../people/model.ts';
import { allSchools } from '../people/queries.ts';
import { allContests, type Contest, contestOf, entryOf, type HandedIn, type HandIn, handedFileOf } from './model.ts';
import { contestsNamed, type Progress, phaseOf, progressOf } from './rules.ts';
import * as wording from './wording.ts';

/**
 * The contest that is meant by `words`; without words the one that is open (`among` open ones, or the latest of all). Several:
 * asks back about the field `contest`. @throws Refusal with the list of contests; AskBack
 */
export async function chooseContest(act: Act, words: string | undefined, among: 'open' | 'all'): Promise<Contest> {
  const contests = await allContests(act.tx);
  const open = contests.filter((contest) => phaseOf(contest, act.now) === 'open');
  const found = words
    ? contestsNamed(contests, words)
    : among === 'open' || open.length > 0
      ? open
      : contests.slice(-1);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (found.length > 1)
    askBack(
      'contest',
      wording.whichContest,
      found.map(({ name }) => ({ label: name, value: name })),
    );
  if (words) refuse('unknown-contest', wording.unknownContest(words, contests, act.now));
  refuse('no-contest', wording.noneOpen(contests, act.now));
}

/** A link as the page behind it sees it. `open` is the only state in which files are taken. */
export type LinkState =
  | { state: 'unknown' }
  | { state: 'open' | 'before' | 'closed' | 'ended' | 'revoked'; link: Link };

export interface Link {
  /** What is stored of the token; names the link without opening it. */
  hash: string;
  contest: Contest;
  person: Person;
  school: School | null;
  /** Epoch ms. */
  endsAt: number;
}

/** The link of a token at `now` (epoch ms). Looking at it never changes it: chat apps fetch links ahead. */
export async function linkOf(db: Reader, token: string, now: number): Promise<LinkState> {
  const hash = tokenHash(token);
  const row = await db.selectFrom('upload_links').selectAll().where('token_hash', '=', hash).executeTakeFirst();
  if (!row) return { state: 'unknown' };
  const person = await db.selectFrom('people').selectAll().where('id', '=', row.person_id).executeTakeFirst();
  const found = await db.selectFrom('contests').selectAll().where('id', '=', row.contest_id).executeTakeFirst();
  if (!person || !found) return { state: 'unknown' };
  const contest = contestOf(found);
  const school = (await allSchools(db)).find(({ id }) => id === person.school_id) ?? null;
  const link: Link = { hash, contest, person: personOf(person), school, endsAt: row.expires_at };
  const phase = phaseOf(contest, now);
  if (phase === 'closed') return { state: 'closed', link };
  if (row.revoked_at !== null || person.active !== 1) return { state: 'revoked', link };
  if (now >= row.expires_at) return { state: 'ended', link };
  return { state: phase, link };
}

/** How far a contest is, over all active schools. */
export async function contestProgress(db: Reader, contestId: string): Promise<Progress> {
  const entries = await db.selectFrom('entries').select('school_id').where('contest_id', '=', contestId).execute();
  const from = entries.map((entry) => entry.school_id);
  return progressOf(await allSchools(db), from);
}

/** How many entries of a contest come from one school. */
export async function entriesOfSchool(db: Reader, contestId: string, schoolId: string): Promise<number> {
  const rows = await db
    .selectFrom('entries')
    .select('id')
    .where('contest_id', '=', contestId)
    .where('school_id', '=', schoolId)
    .execute();
  return rows.length;
}

/** Everything this person handed in, to one contest or to all. */
export async function handedInBy(db: Reader, personId: string, contestId?: string): Promise<HandedIn[]> {
  let query = db.selectFrom('entries').selectAll().where('person_id', '=', personId).orderBy('updated_at', 'desc');
  if (contestId) query = query.where('contest_id', '=', contestId);
  const found: HandedIn[] = [];
  for (const row of await query.execute()) {
    const contest = await db
      .selectFrom('contests')
      .selectAll()
      .where('id', '=', row.contest_id)
      .executeTakeFirstOrThrow();
    found.push({ entry: entryOf(row), contest: contestOf(contest), versions: await versionsOf(db, row.id) });
  }
  return found;
}

async function versionsOf(db: Reader, entryId: string): Promise<HandIn[]> {
  const rows = await db
    .selectFrom('entry_files')
    .selectAll()
    .where('entry_id', '=', entryId)
    .orderBy('version', 'desc')
    .orderBy('name')
    .orderBy('id')
    .execute();
  const versions: HandIn[] = [];
  for (const row of rows) {
    if (versions.at(-1)?.version !== row.version) versions.push({ version: row.version, at: row.at, files: [] });
    versions.at(-1)?.files.push(handedFileOf(row));
  }
  return versions;
}

/** One version of an entry; null when there is none. */
export async function handInOf(db: Reader, entryId: string, version: number): Promise<HandIn | null> {
  return (await versionsOf(db, entryId)).find((handIn) => handIn.version === version) ?? null;
}
