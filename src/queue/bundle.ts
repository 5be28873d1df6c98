// What is due for the same group or person at one moment becomes one message: a row of its own, into which the others are merged.
import { newId } from '../lib/ids.ts';
import { serialise, type Tx } from '../store/db.ts';
import type { Row } from '../store/tables.ts';
import { bundleKind, classesWhere } from './classes.ts';
import { keyOf } from './ledger.ts';
import type { QueueParts } from './parts.ts';
import { inOrder, together } from './together.ts';

type Delivery = Row<'deliveries'>;

const merging = classesWhere(({ merges }) => merges);

/** Whether a row may become part of one message with others (`now`: epoch ms): in time, whole, never sent on any way before. */
const mergeable = (row: Delivery, now: number): boolean =>
  merging.some((name) => name === row.class) &&
  row.audience_kind !== 'chat' &&
  row.source_kind !== bundleKind &&
  row.part === 0 &&
  (row.expires_at === null || row.expires_at > now) &&
  row.address === null &&
  row.tried === '[]';

/**
 * To be called before the rows of `ids` are locked: one process at a time merges, or two of them would make two messages out of what
 * belongs together. Those who have nothing to merge do not wait.
 */
export async function waitToMerge(tx: Tx, { store }: QueueParts, ids: readonly string[]): Promise<void> {
  if (store.engine !== 'postgres') return;
  const one = await tx
    .selectFrom('deliveries')
    .select('id')
    .where('id', 'in', ids)
    .where('class', 'in', merging)
    .where('address', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (one) await serialise(tx, 'merge');
}

/**
 * Merges those of `rows` (locked, queued, due) that belong into one message, with what else is due for the same group or person. What
 * the guard holds ends here by itself and the others go without it. Answers the rows that are to go out, bundles in place of members.
 */
export async function merged(tx: Tx, parts: QueueParts, rows: readonly Delivery[]): Promise<Delivery[]> {
  const now = parts.clock.now();
  const here = rows.filter((row) => mergeable(row, now));
  if (here.length === 0) return [...rows];
  const all = [...here, ...(await alsoDue(tx, parts, here, now))];
  const gone = new Set<string>();
  const bundles: Delivery[] = [];
  for (const members of Map.groupBy(
    all,
    ({ audience_kind, audience_id }) => `${audience_kind}:${audience_id}`,
  ).values()) {
    const { bundle, ended } = members.length > 1 ? await mergeOne(tx, parts, members) : nothing;
    for (const { id } of ended) gone.add(id);
    if (bundle) bundles.push(bundle);
  }
  return [...rows.filter(({ id }) => !gone.has(id)), ...bundles];
}

/** What is due for the same groups and people and is not in this batch. */
async function alsoDue(tx: Tx, { store }: QueueParts, here: readonly Delivery[], now: number): Promise<Delivery[]> {
  const rows = await tx
    .selectFrom('deliveries')
    .selectAll()
    .where('state', '=', 'queued')
    .where('due_at', '<=', now)
    .where('audience_id', 'in', [...new Set(here.map(({ audience_id }) => audience_id))])
    .where('class', 'in', merging)
    .where('address', 'is', null)
    .$if(store.engine === 'postgres', (query) => query.forUpdate().skipLocked())
    .execute();
  const known = new Set(here.map(({ id }) => id));
  const audiences = new Set(here.map(({ audience_kind, audience_id }) => `${audience_kind}:${audience_id}`));
  return rows.filter(
    (row) => mergeable(row, now) && !known.has(row.id) && audiences.has(`${row.audience_kind}:${row.audience_id}`),
  );
}

/** What became of the members of one message. */
interface Merged {
  bundle: Delivery | null;
  /** Held, or merged: not to be handed over by themselves. */
  ended: readonly Delivery[];
}

const nothing: Merged = { bundle: null, ended: [] };

async function mergeOne(tx: Tx, parts: QueueParts, members: readonly Delivery[]): Promise<Merged> {
  const [first] = members;
  // Whom no way leads to gets nothing, and each author is told of it as for any message.
  if (!first || !(await parts.resolve(tx, { kind: first.audience_kind, id: first.audience_id }, []))) return nothing;
  const { passed, held } = await guarded(tx, parts, members);
  const bundle = passed.length > 1 ? await write(tx, parts, passed) : null;
  return { bundle, ended: bundle ? [...held, ...passed] : held };
}

/** Each is looked at by itself, so that only what is wrong is held. */
async function guarded(tx: Tx, parts: QueueParts, members: readonly Delivery[]) {
  const [passed, held]: [Delivery[], Delivery[]] = [[], []];
  for (const row of members) {
    const clause = row.audience_kind === 'group' ? await parts.guard(tx, row) : null;
    if (clause === null) {
      passed.push(row);
      continue;
    }
    held.push(row);
    const end = { state: 'held' as const, reason: clause, settled_at: parts.clock.now() };
    await tx.updateTable('deliveries').set(end).where('id', '=', row.id).execute();
  }
  return { passed, held };
}

/** Writes the bundle and merges its members; null when the words may not stand together, though each of them may be said. */
async function write(tx: Tx, parts: QueueParts, passed: readonly Delivery[]): Promise<Delivery | null> {
  const members = inOrder(
    passed.map((row) => ({ row, class: row.class, key: row.key, due: row.due_at, putOffFrom: row.put_off_from })),
  ).map(({ row }) => row);
  const [first] = members;
  if (!first) return null;
  const said = together(members.map((row) => JSON.parse(row.said)));
  if (parts.fits && !(await parts.fits(tx, { kind: first.audience_kind, id: first.audience_id }, said))) return null;
  const now = parts.clock.now();
  const bundle = await newRow(tx, members, JSON.stringify(said), now);
  await tx.insertInto('deliveries').values(bundle).execute();
  for (const { id, put_off_from } of members) {
    const end = { state: 'merged' as const, bundle_id: bundle.id, settled_at: now };
    // Why something was put off is worth more than that it went out together with others.
    const reason =
      put_off_from === null ? { reason: `和另外 ${members.length - 1} 件合成一条（${bundle.id.slice(0, 8)}）` } : {};
    await tx
      .updateTable('deliveries')
      .set({ ...end, ...reason })
      .where('id', '=', id)
      .execute();
  }
  return bundle;
}

async function newRow(tx: Tx, members: readonly Delivery[], said: string, now: number): Promise<Delivery> {
  const [first] = members;
  if (!first) throw new Error('a bundle without members');
  const { count } = await tx
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('source_kind', '=', bundleKind)
    .where('source_id', '=', first.id)
    .where('part', '=', 0)
    .executeTakeFirstOrThrow();
  const source = { kind: bundleKind, id: first.id };
  // One that was taken apart keeps its key.
  const revision = Number(count);
  const audience = { kind: first.audience_kind as 'group' | 'person', id: first.audience_id };
  const ends = members.flatMap(({ expires_at }) => expires_at ?? []);
  return {
    ...first,
    id: newId(),
    key: keyOf({ source, revision, audience }),
    source_kind: source.kind,
    source_id: source.id,
    occurrence_on: null,
    lead: null,
    revision,
    said,
    reason: null,
    due_at: Math.max(...members.map(({ due_at }) => due_at)),
    // When the first of them is over, it is taken apart for the others.
    expires_at: ends.length > 0 ? Math.min(...ends) : null,
    relayed_at: null,
    withdrawn: null,
    attempts: 0,
    created_at: now,
    // Each author is told of a trouble with their own part.
    author_id: null,
    put_off_from: null,
  };
}
