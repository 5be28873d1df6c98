// What admins see of the messages the office owes: counts of a day, one by its short number, names of those who hear them.
import { addDays, instantOf, type LocalDate } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import { bundleKind } from '../../queue/classes.ts';
import type { Reader } from '../../store/db.ts';
import type { DeliveryState, Row } from '../../store/tables.ts';
import type { Delivery } from './model.ts';
import * as wording from './wording.ts';

/** How many deliveries are due on a local day, by state. Answers are counted apart, for nobody owes them; secret tasks nowhere. */
export async function countsOn(
  db: Reader,
  day: LocalDate,
): Promise<{ byState: Map<DeliveryState, number>; answers: number }> {
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => ['state', 'class', eb.fn.countAll().as('count')])
    .where('due_at', '>=', instantOf(day))
    .where('due_at', '<', instantOf(addDays(day, 1)))
    .where('class', '!=', 'secret')
    .groupBy(['state', 'class'])
    .execute();
  const byState = new Map<DeliveryState, number>();
  for (const { state, class: name, count } of rows) {
    if (name !== 'answer') byState.set(state, (byState.get(state) ?? 0) + Number(count));
  }
  const answers = rows.filter((row) => row.class === 'answer').reduce((sum, { count }) => sum + Number(count), 0);
  return { byState, answers };
}

/** Rows with the names of those who hear them. */
export async function withNames(db: Reader, rows: readonly Row<'deliveries'>[]): Promise<Delivery[]> {
  const names = await namesOf(
    db,
    rows.map(({ audience_kind: kind, audience_id: id }) => ({ kind, id })),
  );
  return rows.map((row) => ({ row, to: names({ kind: row.audience_kind, id: row.audience_id }) }));
}

/** What groups and people are called; the chat of a message has no name of its own. */
export async function namesOf(
  db: Reader,
  audiences: readonly { kind: string; id: string }[],
): Promise<(audience: { kind: string; id: string }) => string> {
  const known = new Map<string, string>();
  for (const [kind, table] of [
    ['group', 'groups'],
    ['person', 'people'],
  ] as const) {
    const ids = [...new Set(audiences.filter((one) => one.kind === kind).map(({ id }) => id))];
    for (let i = 0; i < ids.length; i += 500) {
      const rows = await db
        .selectFrom(table)
        .select(['id', 'name'])
        .where('id', 'in', ids.slice(i, i + 500))
        .execute();
      for (const { id, name } of rows) known.set(`${kind}:${id}`, name);
    }
  }
  return ({ kind, id }) => (kind === 'chat' ? '原来的会话' : (known.get(`${kind}:${id}`) ?? '已不在名册'));
}

/** A delivery by its short number or a longer beginning of its id. @throws Refusal when there is none or more than one */
export async function findDelivery(db: Reader, number: string): Promise<Delivery> {
  // A range, for the index: g follows every sign that an id may have.
  const start = number.toLowerCase();
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', '>=', start)
    .where('id', '<', `${start}g`)
    .limit(2)
    .execute();
  const [found] = await withNames(db, rows);
  if (!found) refuse('no-delivery', wording.noDelivery(number));
  if (rows.length > 1) refuse('no-delivery', wording.severalDeliveries(rows.map(({ id }) => id)));
  return found;
}

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

/** What was done to a delivery by hand, in order. */
export async function deedsOn(db: Reader, id: string): Promise<{ at: number; action: string; by: string }[]> {
  const rows = await db
    .selectFrom('audit')
    .leftJoin('people', 'people.id', 'audit.person_id')
    .select(['audit.at', 'audit.action', 'people.name'])
    .where('audit.subject', '=', 'delivery')
    .where('audit.subject_id', '=', id)
    .orderBy('audit.id')
    .execute();
  return rows.map(({ at, action, name }) => ({ at, action, by: name ?? '系统' }));
}
