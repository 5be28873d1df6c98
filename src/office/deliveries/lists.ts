// The lists of messages admins ask for: by state, by day, by who hears them, each with the reason why it is as it is.
import { compareKey } from '../../lib/chinese.ts';
import { addDays, instantOf, type LocalDate } from '../../lib/dates.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Address } from '../../platforms/platform.ts';
import type { Reader } from '../../store/db.ts';
import type { DeliveryState, Row } from '../../store/tables.ts';
import type { Act } from '../act.ts';
import { findPerson } from '../people/queries.ts';
import { loadRules } from '../reminders/rules.ts';
import type { Delivery, Listed, Whose } from './model.ts';
import { withNames } from './queries.ts';
import { reasonFor } from './reasons.ts';
import * as wording from './wording.ts';

/** How many are shown at once: a phone's screen. */
const most = 8;

/** What a list is to hold. */
export interface ListWish {
  /** None: any state. */
  states?: readonly DeliveryState[];
  /** Only what is for this group or person. */
  whose?: Whose | null;
  /** Only what was due on this local day. */
  day?: LocalDate;
  /** From 1. */
  page?: number;
  /** Epoch ms, for the reasons. */
  now: number;
}

/** One page of a list. */
export interface ListPage {
  shown: Listed[];
  all: number;
  page: number;
  pages: number;
}

/** Deliveries in some states, latest first; those waiting in the order they will go out. A page beyond the last is the last. */
export async function listOf(db: Reader, { states, whose, day, page = 1, now }: ListWish): Promise<ListPage> {
  // Of secret tasks there is nothing in any list or count (domain rules, section 8).
  let among = db.selectFrom('deliveries').where('class', '!=', 'secret');
  if (states) among = among.where('state', 'in', states);
  if (day !== undefined)
    among = among.where('due_at', '>=', instantOf(day)).where('due_at', '<', instantOf(addDays(day, 1)));
  if (whose) among = among.where('audience_kind', '=', whose.kind).where('audience_id', '=', whose.id);
  const { all } = await among.select((eb) => eb.fn.countAll().as('all')).executeTakeFirstOrThrow();
  const pages = Math.max(1, Math.ceil(Number(all) / most));
  const shownPage = Math.min(Math.max(1, page), pages);
  const rows = await among
    .selectAll()
    .orderBy('due_at', states?.includes('queued') ? 'asc' : 'desc')
    .orderBy('key')
    .offset((shownPage - 1) * most)
    .limit(most)
    .execute();
  return { shown: await withReasons(db, await withNames(db, rows), now), all: Number(all), page: shownPage, pages };
}

/** What was due on a local day and did not simply go out, latest first. */
export const troublesOn = async (db: Reader, day: LocalDate, now: number): Promise<Listed[]> =>
  (await listOf(db, { states: ['failed', 'missed', 'unknown', 'held'], day, now })).shown;

/** Adds why each is as it is. */
export async function withReasons(db: Reader, deliveries: readonly Delivery[], now: number): Promise<Listed[]> {
  const before = ['-', ...deliveries.flatMap(({ row }) => row.after_id ?? [])];
  const earlier = await db.selectFrom('deliveries').select(['id', 'state']).where('id', 'in', before).execute();
  const throttles = await throttled(db, deliveries);
  const openings = (await loadRules(db)).habits.hours.map(({ from }) => from);
  return deliveries.map((delivery) => ({
    ...delivery,
    why: reasonFor(delivery.row, {
      now,
      openings,
      before: earlier.find(({ id }) => id === delivery.row.after_id)?.state ?? null,
      throttled: throttles(delivery.row),
    }),
  }));
}

/** Whether a platform has turned away another waiting message of the same robot: then this one waits for the same reason. */
async function throttled(
  db: Reader,
  deliveries: readonly Delivery[],
): Promise<(row: Row<'deliveries'>) => string | null> {
  const lanes = [...new Set(deliveries.flatMap(({ row }) => (row.state === 'queued' && row.lane ? [row.lane] : [])))];
  const refused = await db
    .selectFrom('deliveries')
    .select(['id', 'address', 'reason'])
    .where('state', '=', 'queued')
    .where('lane', 'in', ['-', ...lanes])
    .where('attempts', '>', 0)
    .where('reason', 'is not', null)
    .orderBy('due_at', 'desc')
    .limit(200)
    .execute();
  const known = new Map(refused.map(({ address, reason }) => [robotOf(address), reason]));
  return ({ address }) => (address ? (known.get(robotOf(address)) ?? null) : null);
}

/** A robot on its lane; a push robot is one with its group. */
function robotOf(address: string | null): string {
  if (!address) return '';
  const { lane, robot, hook, chat } = JSON.parse(address) as Address;
  return [lane, robot, hook ? chat.id : ''].join('|');
}

/** The group or person whose messages are asked for. @throws Refusal when nobody is called like that, or several are */
export async function whoseMessages(act: Act, name: string): Promise<Whose> {
  const groups = await act.tx.selectFrom('groups').select(['id', 'name']).where('active', '=', 1).execute();
  const wanted = compareKey(name);
  const exact = groups.filter((group) => compareKey(group.name) === wanted);
  const near = groups.filter((group) => compareKey(group.name).includes(wanted));
  const [group, ...more] = exact.length > 0 ? exact : near;
  if (group && more.length === 0) return { kind: 'group', ...group };
  const people = await act.tx.selectFrom('people').select('name').where('active', '=', 1).execute();
  const bare = compareKey(name.replace(/[（(].*$/, '').replace(/老师$/, ''));
  if (group || !people.some((one) => compareKey(one.name) === bare))
    refuse('no-such-hearer', wording.nobodyCalled(name, group ? [group.name, ...more.map((one) => one.name)] : []));
  const person = await findPerson(act, name, {}, null);
  return { kind: 'person', id: person.id, name: person.name };
}
