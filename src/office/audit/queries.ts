// The record: who changed what, when, from which message. Read only; nothing here or elsewhere edits it.
import { addDays, instantOf } from '../../lib/dates.ts';
import type { Reader } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import type { Asked } from './rules.ts';

/** One entry with the words of the message it came from; null where there is none or its words are not kept. */
export interface Entry extends Row<'audit'> {
  words: string | null;
}

/** A page of entries, the newest first; `more`: there are older ones. `personId` matches who did it and whom it was done to. */
export async function entriesOf(
  db: Reader,
  asked: Asked,
  personId: string | null,
): Promise<{ entries: Entry[]; more: boolean }> {
  // Of secret tasks there is nothing in any list (domain rules, section 8).
  let query = db
    .selectFrom('audit')
    .selectAll()
    .where('subject', '!=', 'paperSetting')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('deliveries')
            .select('id')
            .whereRef('deliveries.id', '=', 'audit.subject_id')
            .where('deliveries.class', '=', 'secret'),
        ),
      ),
    );
  if (asked.from) query = query.where('at', '>=', instantOf(asked.from));
  if (asked.to) query = query.where('at', '<', instantOf(addDays(asked.to, 1)));
  if (asked.subject) query = query.where('subject_id', 'like', `${asked.subject}%`);
  if (personId) {
    query = query.where((eb) =>
      eb.or([eb('person_id', '=', personId), eb.and([eb('subject', '=', 'person'), eb('subject_id', '=', personId)])]),
    );
  }
  const rows = await query
    .orderBy('id', 'desc')
    .limit(asked.count + 1)
    .offset((asked.page - 1) * asked.count)
    .execute();
  const shown = rows.slice(0, asked.count);
  const words = await wordsOf(db, shown);
  return {
    entries: shown.map((row) => ({ ...row, words: words.get(row.origin) ?? null })),
    more: rows.length > asked.count,
  };
}

/** The words people said, by origin (`channel/message id`). */
async function wordsOf(db: Reader, rows: readonly Row<'audit'>[]): Promise<Map<string, string>> {
  const channels = rows.map(({ origin }) => origin.slice(0, Math.max(0, origin.indexOf('/'))));
  const ids = rows.map(({ origin }) => origin.slice(origin.indexOf('/') + 1));
  if (ids.length === 0) return new Map();
  const heard = await db
    .selectFrom('inbox')
    .select(['channel', 'message_id', 'text'])
    .where('channel', 'in', [...new Set(channels)])
    .where('message_id', 'in', ids)
    .execute();
  return new Map(heard.flatMap(({ channel, message_id, text }) => (text ? [[`${channel}/${message_id}`, text]] : [])));
}

/** How people, schools and groups are called, by id; also those out of use. */
export async function namesById(db: Reader): Promise<Map<string, string>> {
  const lists = [
    await db.selectFrom('people').select(['id', 'name']).execute(),
    await db.selectFrom('schools').select(['id', 'name']).execute(),
    await db.selectFrom('groups').select(['id', 'name']).execute(),
  ];
  return new Map(lists.flat().map(({ id, name }) => [id, name]));
}
