// Drafts in the store: opened, found, saved, settled. Their content is JSON of its kind; what is settled keeps only its number.
import { type ExpressionBuilder, sql } from 'kysely';
import type { MediaRef } from '../../../bot/message.ts';
import { refuse } from '../../../lib/refuse.ts';
import type { Reader } from '../../../store/db.ts';
import type { Row, Tables } from '../../../store/tables.ts';
import type { Act } from '../../act.ts';
import { lockCalendar, newCalendarNumber } from '../change.ts';

type Kind = Row<'calendar_drafts'>['kind'];
type Draft = Row<'calendar_drafts'>;

/** A file that came with a message, where it can be fetched. */
export interface MediaSource {
  platform: string;
  media: MediaRef;
}

/** Where the file of a draft comes from: a message, or the page behind the link of that token hash. */
export type DraftSource = MediaSource | { link: string };

/** An open draft with its content read. */
export interface OpenDraft<T> {
  number: string;
  content: T;
  requestedBy: string | null;
}

/** How long a draft waits: a plan is not confirmed on the way to the bus. Milliseconds. */
const draftLasts = 14 * 86_400_000;

/** A new draft: its file still to be fetched, or its content there at once. */
export async function newDraft(
  act: Act,
  kind: Kind,
  what: { source: DraftSource } | { content: unknown },
): Promise<string> {
  const number = await newCalendarNumber(act);
  await act.tx
    .insertInto('calendar_drafts')
    .values({
      number,
      kind,
      state: 'source' in what ? 'fetching' : 'open',
      source: 'source' in what ? JSON.stringify(what.source) : null,
      content: 'content' in what ? JSON.stringify(what.content) : null,
      digest: null,
      requested_by: act.speaker?.id ?? null,
      created_at: act.now,
      updated_at: act.now,
      settled_at: null,
    })
    .execute();
  return number;
}

/** The draft of that number, whatever became of it. */
export const draftRow = (act: Act, number: string): Promise<Draft | undefined> =>
  act.tx.selectFrom('calendar_drafts').selectAll().where('number', '=', number).executeTakeFirst();

/** The file that is to be fetched for a draft; null when that is done, or when somebody brings it through a page. */
export async function sourceOf(act: Act, number: string): Promise<MediaSource | null> {
  const row = await draftRow(act, number);
  if (row?.state !== 'fetching' || row.source === null) return null;
  const source: DraftSource = JSON.parse(row.source);
  return 'media' in source ? source : null;
}

/** How the stored source of a link begins. */
const ofLink = '{"link":';

/** What stays of a source: the hash of a link, so that its page knows what became of it. */
const lastingSource = sql<string | null>`case when source like ${`${ofLink}%`} then source end`;

/** The draft that the link of this token hash was given for, whatever became of it. */
export const draftOfLink = (db: Reader, link: string): Promise<Draft | undefined> =>
  db.selectFrom('calendar_drafts').selectAll().where('source', '=', JSON.stringify({ link })).executeTakeFirst();

/** Numbers of the drafts that wait for somebody to use a link. */
export async function unusedLinks(db: Reader, personId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('calendar_drafts')
    .select('number')
    .where((eb) => eb.and({ state: 'fetching', requested_by: personId }))
    .where('source', 'like', `${ofLink}%`)
    .execute();
  return rows.map(({ number }) => number);
}

/** How long a file is said to be under way, milliseconds; one that could not be fetched hides no other draft after that. */
const fetchLasts = 600_000;

/** Drafts that somebody may speak of at `now`: nobody knows of one whose link was given and never used. */
const spokenOf = (now: number) => (eb: ExpressionBuilder<Tables, 'calendar_drafts'>) =>
  eb.or([
    eb('state', '=', 'open'),
    eb.and([
      eb('state', '=', 'fetching'),
      eb('source', 'not like', `${ofLink}%`),
      eb('created_at', '>', now - fetchLasts),
    ]),
  ]);

/**
 * The open draft of a kind: the one of that number, else the latest.
 * @throws Refusal with `none` when there is none, or why that one is not open any more
 */
export async function openDraft<T>(act: Act, kind: Kind, none: string, number?: string): Promise<OpenDraft<T>> {
  await lockCalendar(act);
  const among = act.tx.selectFrom('calendar_drafts').selectAll().where('kind', '=', kind);
  const row = await (number ? among.where('number', '=', number) : among.where(spokenOf(act.now)))
    .orderBy('created_at', 'desc')
    .orderBy('number', 'desc')
    .executeTakeFirst();
  if (!row) return refuse('no-draft', none);
  if (row.state === 'fetching') {
    const brought = row.source?.startsWith(ofLink);
    const what = brought ? '还在等文件，请在给您的链接里选好交上来。' : '的文件还在读，读好了马上告诉您。';
    return refuse('fetching', `${row.number} ${what}`);
  }
  if (row.state !== 'open' || row.content === null) return refuse('settled', `${row.number} 已经处理过了。${none}`);
  if (row.updated_at + draftLasts < act.now)
    return refuse('too-old', `${row.number} 放了两个星期，已经不作数了。${none}`);
  return { number: row.number, content: JSON.parse(row.content), requestedBy: row.requested_by };
}

/** Keeps the content of a draft, also of one that was being fetched. */
export async function saveDraft(act: Act, number: string, content: unknown): Promise<void> {
  await act.tx
    .updateTable('calendar_drafts')
    .set({ state: 'open', source: lastingSource, content: JSON.stringify(content), updated_at: act.now })
    .where('number', '=', number)
    .execute();
}

/** Ends a draft; the document does not stay. */
export async function settleDraft(act: Act, number: string, state: 'done' | 'dropped' | 'refused'): Promise<void> {
  await act.tx
    .updateTable('calendar_drafts')
    .set({ state, source: lastingSource, content: null, settled_at: act.now, updated_at: act.now })
    .where('number', '=', number)
    .execute();
}
