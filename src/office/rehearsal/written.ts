// What the ledger holds already: sent, waiting for its time, or ended otherwise. It is the truth for all that was owed before.
import type { Said } from '../../bot/message.ts';
import type { ClassName } from '../../queue/classes.ts';
import type { Reader } from '../../store/db.ts';
import type { DeliveryState } from '../../store/tables.ts';
import type { From } from './model.ts';
import type { Span } from './span.ts';

/** A message of the ledger. */
export interface Written {
  id: string;
  key: string;
  at: number;
  audience: { kind: string; id: string };
  class: ClassName;
  source: From;
  revision: number;
  said: Said;
  state: DeliveryState;
  reason: string | null;
  author: string | null;
  /** The message that says it together with others. */
  bundle: string | null;
}

/** Everything of the ledger that is due in the span, but for secret tasks, and for answers: those follow from what people say. */
export async function writtenIn(db: Reader, { start, end }: Span): Promise<Written[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select([
      ...(['audience_kind', 'audience_id', 'class', 'said', 'state', 'reason', 'due_at', 'author_id'] as const),
      ...(['source_kind', 'source_id', 'occurrence_on', 'lead', 'revision', 'id', 'key', 'bundle_id'] as const),
    ])
    .where('due_at', '>=', start)
    .where('due_at', '<=', end)
    .where('class', 'not in', ['answer', 'secret'])
    // A long message is several rows with the same words: the first stands for all.
    .where('part', '=', 0)
    .orderBy('due_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    at: row.due_at,
    audience: { kind: row.audience_kind, id: row.audience_id },
    class: row.class as ClassName,
    source: {
      kind: row.source_kind,
      id: row.source_id,
      ...(row.occurrence_on ? { occurrence: row.occurrence_on } : {}),
      ...(row.lead ? { lead: row.lead } : {}),
    },
    revision: row.revision,
    said: JSON.parse(row.said),
    state: row.state,
    reason: row.reason,
    author: row.author_id,
    bundle: row.bundle_id,
  }));
}

/** SQLite allows 32,766 bound values in one statement. */
const batch = 5_000;

/** Those of the keys that stand in the ledger, whatever became of them: they are not owed again. */
export async function keysWritten(db: Reader, keys: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let i = 0; i < keys.length; i += batch) {
    const some = keys.slice(i, i + batch);
    for (const { key } of await db.selectFrom('deliveries').select('key').where('key', 'in', some).execute())
      found.add(key);
  }
  return found;
}
