// Works out once more what should be in the ledger and holds it against what is: the proof that nothing is lost and nothing stale waits.
import { addDays, dateOf, dayMs, instantOf } from '../../lib/dates.ts';
import { keyOf, type Wanted } from '../../queue/ledger.ts';
import type { Reader } from '../../store/db.ts';
import { firstBeat, lastBeat } from '../beat.ts';
import { type Calendar, loadCalendar } from '../calendar/model.ts';
import { keysWritten } from '../rehearsal/written.ts';
import { allDue } from '../reminders/due.ts';
import { longestSpan } from '../reminders/late.ts';
import { compare, originOfRow } from './compare.ts';
import { changesOnRecord } from './evidence.ts';
import { type Comparison, type Difference, isSecretDifference, type LedgerRow } from './model.ts';
import { isDerived } from './subjects.ts';

/** What is to be compared. */
export interface ReconcileWish {
  /** Epoch ms. */
  now: number;
  /** How many whole days before today; 1 by default: from the beginning of yesterday. */
  days?: number;
  /** Called with the instant (epoch ms) that has been reached. */
  onProgress?: (until: number) => Promise<void> | void;
}

/** The clock beats every few seconds; when it has not for so long (ms), nothing is owed and somebody must look. */
const silentAfter = 15 * 60_000;

/** How much is worked out in one go, ms. */
const piece = 7 * dayMs;

/**
 * Compares ledger and rules from the beginning of yesterday up to where the clock stands, and everything that waits. Reads only;
 * the clock's position is read first, so that what is owed meanwhile is not missed.
 */
export async function reconcile(db: Reader, wish: ReconcileWish): Promise<Comparison> {
  const { now, days = 1 } = wish;
  const stand = await standOfClock(db);
  const to = Math.min(stand.position ?? now, now);
  const from = Math.max(instantOf(addDays(dateOf(now), -days)) - 1, stand.began);
  const empty = { from, to: Math.max(from, to), wanted: 0, rows: 0, secret: [] };
  if (stand.position === null) return { ...empty, differences: [] };
  const clock: Difference[] = now - stand.position > silentAfter ? [{ kind: 'clock', since: stand.position }] : [];
  const calendar = await loadCalendar(db);
  const wanted = from < to ? await wantedIn(db, calendar, from, to, wish.onProgress) : new Map<string, Wanted>();
  const rows = await rowsOf(db, from, to, [...wanted.keys()]);
  const derived = await derivedFor(db, calendar, { wanted, from, to }, rows);
  const oldest = Math.min(from, ...rows.map((row) => row.created_at));
  const differences = compare({
    wanted: [...wanted.values()],
    derived,
    rows,
    byHand: await endedByHand(db, rows),
    revisions: await revisionsOf(db, calendar),
    changed: await changesOnRecord(db, oldest),
    now,
  });
  return {
    ...empty,
    wanted: [...wanted.values()].filter((wish) => wish.class !== 'secret').length,
    rows: rows.filter((row) => row.class !== 'secret').length,
    differences: [...clock, ...differences.filter((one) => !isSecretDifference(one))],
    secret: differences.filter(isSecretDifference),
  };
}

/** Up to where the clock has owed everything, and from where on: its first beat speaks of nothing before it. */
const standOfClock = async (db: Reader) => ({ position: await lastBeat(db), began: (await firstBeat(db)) ?? 0 });

async function wantedIn(
  db: Reader,
  calendar: Calendar | null,
  from: number,
  to: number,
  onProgress: ReconcileWish['onProgress'],
): Promise<Map<string, Wanted>> {
  const found = new Map<string, Wanted>();
  for (let at = from; at < to; at += piece) {
    const until = Math.min(at + piece, to);
    for (const wish of await allDue(db, calendar, at, until)) {
      const key = keyOf(wish);
      if (!found.has(key)) found.set(key, wish);
    }
    if (until < to) await onProgress?.(until);
  }
  return found;
}

/** What waits, what was to go out in the span, and what is wanted in it. */
async function rowsOf(db: Reader, from: number, to: number, keys: readonly string[]): Promise<LedgerRow[]> {
  const firstParts = () => db.selectFrom('deliveries').selectAll().where('part', '=', 0).where('class', '!=', 'answer');
  const rows = [
    ...(await firstParts().where('state', 'in', ['queued', 'held']).execute()),
    ...(await firstParts().where('due_at', '>', from).where('due_at', '<=', to).execute()),
  ];
  const known = new Set(rows.map(({ key }) => key));
  const others = [
    ...(await keysWritten(
      db,
      keys.filter((key) => !known.has(key)),
    )),
  ];
  for (let i = 0; i < others.length; i += 500)
    rows.push(
      ...(await firstParts()
        .where('key', 'in', others.slice(i, i + 500))
        .execute()),
    );
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** Rows may have fallen due long before they go out: for those that the span does not explain a wider one is worked out. */
async function derivedFor(
  db: Reader,
  calendar: Calendar | null,
  { wanted, from, to }: { wanted: ReadonlyMap<string, Wanted>; from: number; to: number },
  rows: readonly LedgerRow[],
): Promise<ReadonlyMap<string, Wanted>> {
  const open = rows.filter((row) => !wanted.has(row.key) && isDerived(originOfRow(row)));
  if (open.length === 0) return wanted;
  const earliest = Math.min(...open.map((row) => Math.min(row.created_at, row.due_at)));
  // What is said early together with something else falls due later the same day.
  const latest = Math.max(to, ...open.map((row) => Math.max(row.created_at, row.due_at))) + dayMs;
  const before = await wantedIn(db, calendar, Math.min(earliest, from) - longestSpan, from, undefined);
  const after = await wantedIn(db, calendar, to, latest, undefined);
  return new Map([...before, ...after, ...wanted]);
}

async function endedByHand(db: Reader, rows: readonly LedgerRow[]): Promise<Set<string>> {
  const cancelled = rows.filter(({ state }) => state === 'cancelled').map(({ id }) => id);
  const found = new Set<string>();
  for (let i = 0; i < cancelled.length; i += 500) {
    const done = await db
      .selectFrom('audit')
      .select('subject_id')
      .where('subject', '=', 'delivery')
      .where('subject_id', 'in', cancelled.slice(i, i + 500))
      .execute();
    for (const { subject_id } of done) found.add(subject_id);
  }
  return found;
}

async function revisionsOf(db: Reader, calendar: Calendar | null): Promise<Map<string, number>> {
  const visits = await db.selectFrom('visits').select(['id', 'revision']).execute();
  return new Map([
    ...visits.map(({ id, revision }): [string, number] => [`visit:${id}`, revision]),
    ...(calendar?.items ?? []).map(({ id, revision }): [string, number] => [`item:${id}`, revision]),
  ]);
}
