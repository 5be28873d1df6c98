// The only way timed messages change: whole, as new versions, recorded, what was owed of the old ones taken back.
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel } from '../../queue/ledger.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import { type Act, record } from '../act.ts';
import { sourceOf } from './due.ts';
import { type Content, columnsOf, type Schedule, type ScheduleChange, samePlan, scheduleOf } from './model.ts';
import * as wording from './wording.ts';

export type ChangeKind = Row<'schedule_changes'>['kind'];

/** What one timed message is to become; `old` null: a new one. The version of `old` is the one the admin has seen. */
export interface Wanted {
  old: Schedule | null;
  next: Content;
}

/** A change that was made. */
export interface ChangesMade {
  number: number;
  kind: ChangeKind;
  changes: ScheduleChange[];
  /** How many messages were taken back that were owed but not yet sent. */
  cancelled: number;
}

/** Nobody else makes or changes a timed message until this transaction ends; so of two who take one name the second is told. */
export const lockSchedules = (act: Act): Promise<void> => serialise(act.tx, 'schedules');

/** What the record calls what happened to one of them. */
function actionOf({ old, new: made }: ScheduleChange): { action: string; why: string } {
  if (old === null || old.state === 'deleted') return { action: 'schedule.created', why: '' };
  if (made.state === 'deleted') return { action: 'schedule.deleted', why: '定时消息已删除' };
  if (old.state === made.state) return { action: 'schedule.changed', why: '定时消息已修改' };
  return made.state === 'off'
    ? { action: 'schedule.stopped', why: '定时消息已停' }
    : { action: 'schedule.started', why: '定时消息已修改' };
}

/** What the record says of a timed message. */
const kept = ({ id: _id, updatedBy: _by, updatedAt: _at, since: _since, ...rest }: Schedule) => rest;

/** Makes all the changes, or none. @throws Refusal when somebody else was faster with one of them */
export async function makeChanges(act: Act, kind: ChangeKind, wanted: readonly Wanted[]): Promise<ChangesMade> {
  await lockSchedules(act);
  const changes: ScheduleChange[] = [];
  let cancelled = 0;
  for (const { old, next } of wanted) {
    const change = { old, new: old ? await rewrite(act, old, next) : await insert(act, next) };
    const { action, why } = actionOf(change);
    const { state } = change.new;
    await record(
      act,
      action,
      { kind: 'schedule', id: change.new.id },
      {
        ...(old && old.state !== 'deleted' && { old: kept(old) }),
        ...(state !== 'deleted' && { new: kept(change.new) }),
      },
    );
    if (old) cancelled += await cancel(act.tx, act.now, sourceOf(old), why);
    changes.push(change);
  }
  const number = await nextNumber(act.tx, 'schedule-change');
  await act.tx
    .insertInto('schedule_changes')
    .values({
      number,
      kind,
      changes: JSON.stringify(changes),
      person_id: act.speaker?.id ?? null,
      at: act.now,
      undone_at: null,
    })
    .execute();
  return { number, kind, changes, cancelled };
}

const signed = (act: Act) => ({ updated_by: act.speaker?.id ?? '', updated_at: act.now });

async function insert(act: Act, next: Content): Promise<Schedule> {
  const row = await act.tx
    .insertInto('schedules')
    .values({
      ...columnsOf(next),
      ...signed(act),
      id: newId(),
      number: await nextNumber(act.tx, 'schedule'),
      state: next.state,
      version: 1,
      since: act.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return scheduleOf(row);
}

/** Writes a new version if the one that was seen is still the latest. */
async function rewrite(act: Act, old: Schedule, next: Content): Promise<Schedule> {
  const row = await act.tx
    .updateTable('schedules')
    .set({
      ...columnsOf(next),
      ...signed(act),
      state: next.state,
      version: old.version + 1,
      // What was put off by the old plan is said all the same when only words or audience changed.
      since: samePlan(old, next) ? old.since : act.now,
    })
    .where('id', '=', old.id)
    .where('version', '=', old.version)
    .returningAll()
    .executeTakeFirst();
  return row ? scheduleOf(row) : refuseOutdated(act, old);
}

async function refuseOutdated(act: Act, { id }: Schedule): Promise<never> {
  const row = await act.tx.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return refuse('schedule-outdated', wording.changedMeanwhile(scheduleOf(row), await nameOf(act, row.updated_by)));
}

/** Who made a change, by name. */
export async function nameOf(act: Act, personId: string | null): Promise<string> {
  if (!personId) return wording.commandLine;
  const row = await act.tx.selectFrom('people').select('name').where('id', '=', personId).executeTakeFirst();
  return row?.name ?? wording.goneColleague;
}
