// What must always be true of the stored data, whatever happened. Checked after every conversation in the tests and by `doctor`.
import type { Reader } from '../store/db.ts';
import { dayKind } from './calendar/days.ts';
import { loadCalendar } from './calendar/model.ts';
import { brokenItems } from './calendar/postpone/broken.ts';
import { brokenDuties } from './exams/broken.ts';

/** Everything that is not as it must be, one Chinese sentence each, ids instead of names. Empty when the data makes sense. */
export async function invariants(db: Reader): Promise<string[]> {
  const found = await Promise.all([
    ledgerFaults(db),
    visitFaults(db),
    entryFaults(db),
    calendarFaults(db),
    brokenDuties(db),
  ]);
  return found.flat();
}

const open = ['queued', 'sending'];

async function ledgerFaults(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['id', 'state', 'settled_at', 'claimed_until', 'address', 'bundle_id'])
    .execute();
  const bundles = new Map(rows.map(({ id, state }) => [id, state]));
  return rows.flatMap((row) => {
    const faults: string[] = [];
    if (open.includes(row.state) === (row.settled_at !== null)) faults.push('状态和了结时间不符');
    if ((row.state === 'sending') !== (row.claimed_until !== null)) faults.push('状态和领取时间不符');
    if (['sent', 'sending', 'unknown'].includes(row.state) && row.address === null) faults.push('没有去处却发出了');
    if (
      row.bundle_id !== null &&
      row.state === 'merged' &&
      [undefined, 'cancelled'].includes(bundles.get(row.bundle_id))
    )
      faults.push('并入的那一条没有了');
    return faults.map((fault) => `消息 ${row.id}：${fault}`);
  });
}

async function visitFaults(db: Reader): Promise<string[]> {
  const calendar = await loadCalendar(db);
  if (!calendar) return [];
  const rows = await db
    .selectFrom('visits')
    .selectAll()
    .where('term_id', '=', calendar.term.id)
    .where('state', '=', 'planned')
    .execute();
  const faults: string[] = [];
  const taken = new Set<string>();
  for (const row of rows) {
    const { kind } = dayKind(calendar, row.day);
    if (kind !== 'school' && kind !== 'makeup') faults.push(`${row.number}：排在不上课的日子`);
    for (const who of [row.school_id, ...(JSON.parse(row.team) as string[])]) {
      const key = `${row.day}|${who}`;
      if (taken.has(key)) faults.push(`${row.number}：${who} 当天有两次视导`);
      taken.add(key);
    }
  }
  return faults;
}

async function calendarFaults(db: Reader): Promise<string[]> {
  const calendar = await loadCalendar(db);
  return calendar ? brokenItems(calendar) : [];
}

async function entryFaults(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('entries')
    .leftJoin('entry_files', 'entry_files.entry_id', 'entries.id')
    .select((eb) => ['entries.number', 'entries.version', eb.fn.max('entry_files.version').as('latest')])
    .groupBy(['entries.id', 'entries.number', 'entries.version'])
    .execute();
  return rows.filter((row) => row.version !== (row.latest ?? 0)).map((row) => `${row.number}：版本号和文件不符`);
}
