// Files people hand on as material: fetched by a job, kept in the file store, given to those it is for by a personal link.
import { z } from 'zod';
import type { Heard } from '../../bot/message.ts';
import { hasMacroEnding, kindOfName } from '../../files/kinds.ts';
import { dayMs } from '../../lib/dates.ts';
import { newToken, tokenHash } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { type Reader, serialise } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import { type Act, later, me, record } from '../act.ts';
import { refusePaper } from '../papers/files.ts';
import { loadMatter } from './matters/index.ts';
import { type Handed, type Reply, replyOf, replySettings } from './model.ts';
import { callName, tellPrivately } from './pass.ts';
import { listenersOf, mayLook } from './rules.ts';
import { forgetReply, replyNumbered } from './store.ts';
import * as told from './told.ts';
import * as wording from './view-wording.ts';

/** A stored answer may be asked for again by a repeat of its message; after this long (ms) the link is cut out of it. */
const linkKeptFor = 3_600_000;

/** Where a file can be fetched, as it is kept until then. */
const handedSource = z.object({
  platform: z.string().min(1),
  media: z.object({
    kind: z.literal('file'),
    name: z.string().exactOptional(),
    ref: z.record(z.string(), z.string()),
  }),
});

/** Where a handed-on file can be fetched: platform and its reference there. */
export type HandedSource = z.output<typeof handedSource>;

/** Reads where a handed-on file can be fetched (JSON, `Handed.source`); null for any other text. */
export function readSource(text: string): HandedSource | null {
  try {
    return handedSource.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const handedOf = (source: HandedSource): Handed => ({
  source: JSON.stringify(source),
  name: source.media.name ?? wording.unnamedFile,
});

/** A file as a choice carries it; null for any other text. */
export function readHanded(text: string): Handed | null {
  const source = readSource(text);
  return source && handedOf(source);
}

/** The first file of a message, or of what it quotes, with where it can be fetched; null without one. @throws Refusal in groups */
export function fileIn(message: Heard | null): Handed | null {
  if (!message) return null;
  const media = [...message.media, ...(message.quote?.media ?? [])].find(({ kind }) => kind === 'file');
  if (!media) return null;
  if (message.chat.kind === 'group') refuse('file-in-group', wording.filesInPrivate);
  return handedOf({ platform: message.platform, media: { ...media, kind: 'file' } });
}

/** What stands against a file by its name; null when nothing does. Some platforms tell no name: then the file itself is looked at. */
export function nameObstacle(name: string): string | null {
  if (hasMacroEnding(name)) return wording.obstacles.macros ?? null;
  return kindOfName(name) ? null : (wording.obstacles.kind ?? null);
}

/** Takes a file on; a job fetches it and tells those it is for. @throws Refusal for papers and for kinds that are not taken */
export async function takeFile(act: Act, reply: Reply, { source, name }: Handed): Promise<void> {
  await refusePaper(act.tx, name, act.today, false);
  const wrong = name === wording.unnamedFile ? null : nameObstacle(name);
  if (wrong) refuse('file-kind', wording.refusedFile(name, wrong));
  const empty = { bytes: null, path: null, sha256: null };
  const row = { reply_id: reply.id, name, source, state: 'fetching' as const, ...empty, at: act.now };
  await act.tx.insertInto('reply_files').values(row).execute();
  await later(act, 'reply-file', { reply: reply.id });
}

/** The file of an answer; undefined when it has none. */
export const fileOf = (db: Reader, replyId: string): Promise<Row<'reply_files'> | undefined> =>
  db.selectFrom('reply_files').selectAll().where('reply_id', '=', replyId).executeTakeFirst();

/** Whether the answer a file came with was taken back: then nothing of it may stay. */
export async function isWithdrawn(db: Reader, replyId: string): Promise<boolean> {
  const row = await db.selectFrom('replies').select('state').where('id', '=', replyId).executeTakeFirst();
  return row?.state === 'withdrawn';
}

/** Forgets a file that has been removed. */
export async function forgetFile(act: Act, replyId: string): Promise<void> {
  const gone = { state: 'refused' as const, source: null, path: null };
  await act.tx.updateTable('reply_files').set(gone).where('reply_id', '=', replyId).execute();
}

/** What has become of a fetched file. */
export type Fetched =
  | { state: 'stored'; name: string; bytes: number; path: string; sha256: string }
  | { state: 'refused'; why: string };

/** Writes down what became of a file, and tells those it is for, or whoever sent it why not. A second call changes nothing. */
export async function settleFile(act: Act, replyId: string, fetched: Fetched): Promise<void> {
  await serialise(act.tx, 'replies');
  const row = await act.tx.selectFrom('replies').selectAll().where('id', '=', replyId).executeTakeFirst();
  const file = await fileOf(act.tx, replyId);
  if (!row || file?.state !== 'fetching') return;
  const values = fetched.state === 'stored' ? fetched : ({ state: 'refused', source: null } as const);
  await act.tx
    .updateTable('reply_files')
    .set({ ...values, source: null })
    .where('reply_id', '=', replyId)
    .execute();
  const reply = replyOf(row);
  const matter = await loadMatter(act, reply.ref);
  if (fetched.state === 'refused') await forgetReply(act, reply);
  if (!matter || reply.state === 'withdrawn') return;
  if (fetched.state === 'refused') {
    await tellPrivately(act, matter, [{ id: reply.personId }], wording.fileRefused(file.name, fetched.why), {
      due: act.now,
    });
    return;
  }
  const about = wording.fileWords(fetched.name, fetched.bytes);
  const said = told.file(matter, await callName(act, reply.personId), reply.number ?? '', about);
  await tellPrivately(act, matter, listenersOf(matter, reply.personId).people, said, { of: reply });
}

/** A link to the file of an offer, for those it is for. @throws Refusal when there is no such file, it is not for them, or links lead nowhere */
export async function giveFileLink(act: Act, number: string): Promise<{ url: string; name: string }> {
  const reply = await replyNumbered(act.tx, number);
  const matter = reply && (await loadMatter(act, reply.ref));
  const file = reply && (await fileOf(act.tx, reply.id));
  const mine = reply?.personId === me(act).id || (matter !== null && mayLook(matter, me(act).id));
  if (!reply || reply.state === 'withdrawn' || !file || !mine) return refuse('no-file', wording.noFile(number));
  if (file.state !== 'stored') return refuse('no-file', wording.fileNotThere(number));
  if (act.settings.publicUrl === null) return refuse('no-links', wording.noLinks);
  const token = newToken();
  const hash = tokenHash(token);
  const endsAt = act.now + replySettings.link.days * dayMs;
  const row = { token_hash: hash, reply_id: reply.id, person_id: me(act).id, expires_at: endsAt, created_at: act.now };
  await act.tx.insertInto('file_links').values(row).execute();
  if (act.message && !act.settings.sandbox) {
    const { channel, robot, messageId: message } = act.message;
    await later(act, 'forget-link', { link: hash, channel, robot, message }, act.now + linkKeptFor);
  }
  await record(act, 'reply.fetched', { kind: 'reply', id: number }, {});
  return { url: `${act.settings.publicUrl}/files/${token}`, name: file.name };
}

/** The stored file behind a token at `now` (epoch ms); null when there is none, the link is over, or the offer was taken back. */
export async function fileBehind(
  db: Reader,
  token: string,
  now: number,
): Promise<{ name: string; path: string; hash: string } | null> {
  const hash = tokenHash(token);
  const row = await db
    .selectFrom('file_links')
    .innerJoin('reply_files', 'reply_files.reply_id', 'file_links.reply_id')
    .innerJoin('replies', 'replies.id', 'file_links.reply_id')
    .innerJoin('people', 'people.id', 'file_links.person_id')
    .select(['reply_files.name', 'reply_files.path', 'file_links.expires_at', 'replies.state', 'people.active'])
    .where('file_links.token_hash', '=', hash)
    .executeTakeFirst();
  if (!row?.path || row.expires_at <= now || row.state === 'withdrawn' || row.active !== 1) return null;
  return { name: row.name, path: row.path, hash };
}
