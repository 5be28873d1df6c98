// Compares what calendar and rules want with what the ledger holds. Pure.

import { keyOf, type Wanted } from '../../queue/ledger.ts';
import type { DeliveryState } from '../../store/tables.ts';
import { type ChangedSince, subject } from './evidence.ts';
import type { Difference, LedgerRow, Unwanted } from './model.ts';
import { isDerived, type Origin, subjectsOf, wordsMove } from './subjects.ts';

/** What is compared. */
export interface Compared {
  /** Fell due in the span: must be in the ledger. */
  wanted: readonly Wanted[];
  /** Everything wanted in a span wide enough to hold the instant at which any of `rows` fell due, by key. */
  derived: ReadonlyMap<string, Wanted>;
  /** Rows of `wanted`, rows that wait, and rows that were to go out in the span; first parts only. */
  rows: readonly LedgerRow[];
  /** Ids of rows that somebody ended by hand. */
  byHand: ReadonlySet<string>;
  /** Revision of each visit and item as it stands; without those that are gone. */
  revisions: ReadonlyMap<string, number>;
  changed: ChangedSince;
  /** Epoch ms. */
  now: number;
}

const waiting: readonly DeliveryState[] = ['queued', 'held'];
/** What people have seen or may have. */
const said: readonly DeliveryState[] = ['sent', 'unknown', 'sending', 'merged'];

/** The differences, in the order of wishes and rows. */
export function compare(compared: Compared): Difference[] {
  const byKey = new Map(compared.rows.map((row) => [row.key, row]));
  return [
    ...compared.wanted.flatMap((wanted) => missing(compared, wanted, byKey.get(keyOf(wanted)))),
    ...compared.rows.flatMap((row) => tooMuch(compared, row)),
  ];
}

function missing({ changed, byHand, now }: Compared, wanted: Wanted, row: LedgerRow | undefined): Difference[] {
  const explained = (): boolean => changed(subjectsOf(originOfWanted(wanted)), wanted.due);
  if (!row) {
    const worth = !wanted.born && (wanted.expires === undefined || wanted.expires > now);
    return explained() ? [] : [{ kind: 'missing', wanted, worth }];
  }
  if (row.state !== 'cancelled' || byHand.has(row.id) || explained()) return [];
  return [{ kind: 'withdrawn', row }];
}

function tooMuch(compared: Compared, row: LedgerRow): Difference[] {
  const { derived, revisions, changed } = compared;
  const origin = originOfRow(row);
  const waits = waiting.includes(row.state);
  if (!waits && !said.includes(row.state)) return [];
  if (!isDerived(origin)) {
    const why = waits ? outOfDate(row, revisions) : null;
    return why ? [{ kind: 'unwanted', row, why }] : [];
  }
  const wanted = derived.get(row.key);
  if (!wanted) {
    // What has gone out was right when it did, unless nothing has changed since; what waits is not touched by a change of the rules.
    if (changed(waits ? [subject.rules] : subjectsOf(origin), row.created_at)) return [];
    return [{ kind: 'unwanted', row, why: reasonFor(row, compared) }];
  }
  // Put off to another day, it speaks of 下周一 instead of 明天.
  const now = row.due_at === wanted.due ? wanted.said : (wanted.saidAt?.(row.due_at) ?? wanted.said);
  const words = JSON.stringify(now);
  const stale = waits && !wordsMove(origin) && words !== row.said && !changed([subject.rules], row.created_at);
  return stale ? [{ kind: 'stale', row, words: now.text }] : [];
}

/** Why a row that was owed when somebody did something has been overtaken; null while it holds. */
function outOfDate(row: LedgerRow, revisions: ReadonlyMap<string, number>): Unwanted | null {
  if (row.source_kind !== 'visit' && row.source_kind !== 'item') return null;
  const now = revisions.get(`${row.source_kind}:${row.source_id}`);
  if (now === undefined) return 'gone';
  return row.revision < now ? 'changed' : null;
}

function reasonFor(row: LedgerRow, { derived, revisions }: Compared): Unwanted {
  const name = `${row.source_kind}:${row.source_id}`;
  if (revisions.has(name) && (revisions.get(name) ?? 0) > row.revision) return 'changed';
  const same = [...derived.values()].filter(
    ({ source, occurrence, lead }) =>
      source.kind === row.source_kind &&
      source.id === row.source_id &&
      (occurrence ?? null) === row.occurrence_on &&
      (lead ?? null) === row.lead,
  );
  if (same.some(({ revision = 0 }) => revision !== row.revision)) return 'changed';
  if (same.length > 0) return 'hearer';
  return ['visit', 'item'].includes(row.source_kind) && !revisions.has(name) ? 'gone' : 'underived';
}

const originOfWanted = ({ source, occurrence, lead, audience }: Wanted): Origin => ({
  ...source,
  occurrence: occurrence ?? null,
  lead: lead ?? null,
  audience,
});

/** Where a row comes from. */
export const originOfRow = (row: LedgerRow): Origin => ({
  kind: row.source_kind,
  id: row.source_id,
  occurrence: row.occurrence_on,
  lead: row.lead,
  audience: { kind: row.audience_kind, id: row.audience_id },
});
