// What admins see of the messages the office owes: counts of today, the last ones in a state, one by its short number.
import { addDays, instantOf, type LocalDate } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import { bundleKind } from '../../queue/dissolve.ts';
import type { Reader } from '../../store/db.ts';
import type { DeliveryState, Row } from '../../store/tables.ts';
import type { Delivery } from './model.ts';
import * as wording from './wording.ts';

/** How many are shown at once: a phone's screen. */
const most = 8;

/** How many deliveries are due on a local day, by state. Answers are counted apart: nobody owes them. */
export async function countsOn(
  db: Reader,
  day: LocalDate,
): Promise<{ byState: Map<DeliveryState, number>; answers: number }> {
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => ['state', 'class', eb.fn.countAll().as('count')])
    .where('due_at', '>=', instantOf(day))
    .where('due_at', '<', instantOf(addDays(day, 1)))
    .groupBy(['state', 'class'])
    .execute();
  const byState = new Map<DeliveryState, number>();
  for (const { state, class: name, count } of rows) {
    if (name !== 'answer') byState.set(state, (byState.get(state) ?? 0) + Number(count));
  }
  const answers = rows.filter((row) => row.class === 'answer').reduce((sum, { count }) => sum + Number(count), 0);
  return { byState, answers };
}

/** The last deliveries in some states, latest first; those waiting in the order they will go out. Of one local day, if named. */
export async function lastIn(
  db: Reader,
  states: readonly DeliveryState[],
  day?: LocalDate,
): Promise<{ shown: Delivery[]; all: number }> {
  const inStates = db.selectFrom('deliveries').where('state', 'in', states);
  const among =
    day === undefined
      ? inStates
      : inStates.where('due_at', '>=', instantOf(day)).where('due_at', '<', instantOf(addDays(day, 1)));
  const rows = await among
    .selectAll()
    .orderBy('due_at', states.includes('queued') ? 'asc' : 'desc')
    .orderBy('id')
    .limit(most)
    .execute();
  const { all } = await among.select((eb) => eb.fn.countAll().as('all')).executeTakeFirstOrThrow();
  return { shown: await withNames(db, rows), all: Number(all) };
}

/** What was due on a local day and did not simply go out, latest first. */
export const troublesOn = async (db: Reader, day: LocalDate): Promise<Delivery[]> =>
  (await lastIn(db, ['failed', 'missed', 'unknown', 'held'], day)).shown;

async function withNames(db: Reader, rows: readonly Row<'deliveries'>[]): Promise<Delivery[]> {
  const ids = ['-', ...rows.map(({ audience_id }) => audience_id)];
  const groups = await db.selectFrom('groups').select(['id', 'name']).where('id', 'in', ids).execute();
  const people = await db.selectFrom('people').select(['id', 'name']).where('id', 'in', ids).execute();
  const nameIn = (list: readonly { id: string; name: string }[], id: string): string =>
    list.find((one) => one.id === id)?.name ?? '已不在名册';
  return rows.map((row) => ({
    row,
    to:
      row.audience_kind === 'chat'
        ? '原来的会话'
        : nameIn(row.audience_kind === 'group' ? groups : people, row.audience_id),
  }));
}

/** A delivery by its short number or a longer beginning of its id. @throws Refusal when there is none or more than one */
export async function findDelivery(db: Reader, number: string): Promise<Delivery> {
  // A range, for the index: g follows every sign that an id may have.
  const start = number.toLowerCase();
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
/** What a delivery says: itself, or the several that were merged into it. */
export async function saidIn(db: Reader, delivery: Delivery): Promise<Delivery[]> {
  const { row, to } = delivery;
  if (row.source_kind !== bundleKind) return [delivery];
  const members = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('bundle_id', '=', row.id)
    .orderBy('key')
    .execute();
  return members.map((member) => ({ row: { ...member, reason: row.reason }, to }));
}

    .where('id', '>=', start)
    .where('id', '<', `${start}g`)
    .limit(2)
    .execute();
  const [found] = await withNames(db, rows);
  if (!found) refuse('no-delivery', wording.noDelivery(number));
  if (rows.length > 1) refuse('no-delivery', wording.severalDeliveries(rows.map(({ id }) => id)));
  return found;
}

/** Whether the head has let a held delivery pass; the guard does not stop it again. */
export async function isReleased(db: Reader, id: string): Promise<boolean> {
  return (await timesRecorded(db, id, 'delivery.released')) > 0;
}

/** How often something was done to a delivery by hand. */
export async function timesRecorded(db: Reader, id: string, action: string): Promise<number> {
  const { count } = await db
    .selectFrom('audit')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('subject', '=', 'delivery')
    .where('subject_id', '=', id)
    .where('action', '=', action)
    .executeTakeFirstOrThrow();
  return Number(count);
}
