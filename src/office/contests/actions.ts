// What is done in contests: giving a personal link, taking a hand-in, settling its receipt.
import { newId, newToken, tokenHash } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel, type Wanted } from '../../queue/ledger.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import { type Act, later, me, record, tell } from '../act.ts';
import { type Contest, contestOf, type Entry, entryOf } from './model.ts';
import { handInOf, type Link } from './queries.ts';
import { linkEnds, phaseOf } from './rules.ts';
import * as wording from './wording.ts';

/** A stored answer may be asked for again by a repeat of its message; after this long (ms) the link is cut out of it. */
const linkKeptFor = 3_600_000;

/**
 * A new personal link for the speaker; links given before for the same contest end. The token is in the returned URL only:
 * the store keeps its hash, and jobs/forget-link.ts cuts the URL out of the stored answer after an hour. In the sandbox it
 * stays: there the store is the chat window people click in.
 * @throws Refusal before opening, after closing, without a school, or when links would lead nowhere
 */
export async function giveLink(act: Act, contest: Contest): Promise<{ url: string; hash: string; endsAt: number }> {
  const person = me(act);
  const phase = phaseOf(contest, act.now);
  if (phase === 'before') refuse('contest-not-open', wording.notYetOpen(contest));
  if (phase === 'closed') refuse('contest-closed', wording.alreadyClosed(contest));
  if (act.settings.publicUrl === null) refuse('no-uploads', wording.uploadsNotSetUp);
  if (person.schoolId === null) refuse('no-school', wording.noSchool);
  await act.tx
    .updateTable('upload_links')
    .set({ revoked_at: act.now })
    .where('contest_id', '=', contest.id)
    .where('person_id', '=', person.id)
    .where('revoked_at', 'is', null)
    .execute();
  const token = newToken();
  const hash = tokenHash(token);
  const endsAt = linkEnds(contest, act.now);
  await act.tx
    .insertInto('upload_links')
    .values({
      token_hash: hash,
      contest_id: contest.id,
      person_id: person.id,
      expires_at: endsAt,
      revoked_at: null,
      created_at: act.now,
    })
    .execute();
  if (act.message && !act.settings.sandbox) {
    const { channel, robot, messageId: message } = act.message;
    await later(act, 'forget-link', { link: hash, channel, robot, message }, act.now + linkKeptFor);
  }
  return { url: `${act.settings.publicUrl}/u/${token}`, hash, endsAt };
}

/** Sends the link to the speaker in private, for requests made in a group. */
export async function sendLink(act: Act, contest: Contest): Promise<void> {
  const { url, hash, endsAt } = await giveLink(act, contest);
  await tell(act, {
    source: { kind: 'upload-link', id: hash },
    audience: { kind: 'person', id: me(act).id },
    class: 'answer',
    said: wording.linkSaid(contest, url, endsAt),
    expires: endsAt,
  });
}

/** A file that lies complete and checked in the incoming folder. */
export interface Arrived {
  id: string;
  name: string;
  bytes: number;
  kind: string;
  path: string;
}

/** Takes one hand-in: a new version with all its files, and the job that stores them. The act's speaker hands in. */
export async function handIn(act: Act, { contest, person }: Link, files: readonly Arrived[]): Promise<Entry> {
  await serialise(act.tx, `entry:${contest.id}`);
  const before = await act.tx
    .selectFrom('entries')
    .selectAll()
    .where('contest_id', '=', contest.id)
    .where('person_id', '=', person.id)
    .executeTakeFirst();
  const entry = before ? await nextVersion(act, entryOf(before)) : await firstVersion(act, contest, person);
  const rows = files.map((file) => ({
    ...file,
    entry_id: entry.id,
    version: entry.version,
    sha256: null,
    state: 'received' as const,
    at: act.now,
  }));
  await act.tx.insertInto('entry_files').values(rows).execute();
  await record(
    act,
    'entry.submitted',
    { kind: 'entry', id: entry.number },
    { old: { version: entry.version - 1 }, new: { version: entry.version, files: files.map((file) => file.name) } },
  );
  await later(act, 'store-file', { entry: entry.id, version: String(entry.version) });
  return entry;
}

async function firstVersion(act: Act, contest: Contest, person: Link['person']): Promise<Entry> {
  const number = `赛${String(await nextNumber(act.tx, 'entry')).padStart(4, '0')}`;
  const row = {
    id: newId(),
    number,
    contest_id: contest.id,
    person_id: person.id,
    school_id: person.schoolId,
    version: 1,
    created_at: act.now,
    updated_at: act.now,
  };
  await act.tx.insertInto('entries').values(row).execute();
  // The school is no longer missing: what was owed to remind it is taken back.
  if (person.schoolId) {
    await cancel(act.tx, act.now, reminderSource(contest.id, person.schoolId), '学校已经提交');
  }
  return entryOf(row);
}

async function nextVersion(act: Act, entry: Entry): Promise<Entry> {
  const version = entry.version + 1;
  await act.tx.updateTable('entries').set({ version, updated_at: act.now }).where('id', '=', entry.id).execute();
  return { ...entry, version };
}

/** What the ledger calls the deadline reminders of one school. */
export const reminderSource = (contestId: string, schoolId: string): Wanted['source'] => ({
  kind: 'contest',
  id: `${contestId}/${schoolId}`,
});

/** Writes down that a file lies at its lasting place (or is gone); once settled it stays as it is. */
export async function settleFile(
  act: Act,
  fileId: string,
  outcome: { state: 'stored'; path: string; sha256: string } | { state: 'lost' },
): Promise<void> {
  await act.tx
    .updateTable('entry_files')
    .set(outcome)
    .where('id', '=', fileId)
    .where('state', '=', 'received')
    .execute();
}

/** Owes the receipt once every file of the version is settled; the ledger keeps it to one. */
export async function acknowledge(act: Act, entryId: string, version: number): Promise<void> {
  const handed = await handInOf(act.tx, entryId, version);
  if (!handed || handed.files.some((file) => file.state === 'received')) return;
  const row = await act.tx
    .selectFrom('entries')
    .innerJoin('contests', 'contests.id', 'entries.contest_id')
    .selectAll('contests')
    .select(['entries.number', 'entries.person_id'])
    .where('entries.id', '=', entryId)
    .executeTakeFirstOrThrow();
  const lost = handed.files.some((file) => file.state === 'lost');
  const say = lost ? wording.lostSaid : wording.receiptSaid;
  await tell(act, {
    source: { kind: 'entry', id: entryId },
    lead: lost ? 'lost' : 'receipt',
    revision: version,
    audience: { kind: 'person', id: row.person_id },
    class: 'receipt',
    said: say(contestOf(row), row.number, handed),
  });
}
