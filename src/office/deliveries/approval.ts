// What the head of the office has agreed to be said before outsiders: what the head wrote, and words let pass once.
import type { Said } from '../../bot/message.ts';
import type { Reader } from '../../store/db.ts';
import { wordsOf } from '../guard.ts';
import { peopleWith } from '../people/queries.ts';

/** A message as far as an agreement to it goes. */
export interface Spoken {
  source: { kind: string; id: string };
  revision: number;
  author: string | null;
  said: Said;
}

/** Days and weeks are filled in anew each time a timed message is said: they make no other text of it. */
const keyOf = ({ source, revision, said }: Spoken): string =>
  [source.kind, source.id, revision, wordsOf(said).replace(/[\d一二三四五六七八九十日]+/g, '#')].join('/');

/**
 * Tells whether the head has agreed to words: as their author, or by releasing the same words of the same version of the same
 * source before. A changed timed message is a new version and is asked about again.
 */
export async function approvals(db: Reader): Promise<(message: Spoken) => boolean> {
  const heads = new Set((await peopleWith(db, ['head'])).map(({ id }) => id));
  const released = await db
    .selectFrom('audit')
    .innerJoin('deliveries', 'deliveries.id', 'audit.subject_id')
    .select(['said', 'source_kind', 'source_id', 'revision'])
    .where('audit.subject', '=', 'delivery')
    .where('audit.action', '=', 'delivery.released')
    .execute();
  const agreed = new Set(
    released.map(({ said, source_kind, source_id, revision }) =>
      keyOf({ source: { kind: source_kind, id: source_id }, revision, author: null, said: JSON.parse(said) }),
    ),
  );
  return (message) => (message.author !== null && heads.has(message.author)) || agreed.has(keyOf(message));
}
