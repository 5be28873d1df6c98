// What admins do with timed messages: make, change, stop, start, delete. Every change is a new version and is recorded.
import { askBack } from '../../bot/command.ts';
import { newId } from '../../lib/ids.ts';
import { refuse } from '../../lib/refuse.ts';
import { cancel } from '../../queue/ledger.ts';
import { nextNumber, serialise } from '../../store/db.ts';
import { type Act, me, record } from '../act.ts';
import { loadCalendar } from '../calendar/model.ts';
import { guardText, planLines } from '../guard.ts';
import { audienceText, recipientsOf } from './audience.ts';
import { sourceOf } from './due.ts';
import { allSchedules, columnsOf, type Schedule, scheduleOf, type Wish } from './model.ts';
import { mostPerDay, occurrencesNext, timesPerDay, unknownNames, warnings } from './rules.ts';
import * as wording from './wording.ts';

/** What an admin sees before a wish becomes true. */
async function preview(act: Act, wish: Wish): Promise<wording.Preview> {
  const calendar = await loadCalendar(act.tx);
  const { groups } = await recipientsOf(act.tx, wish.audience);
  const facts = { groupHasOutsiders: groups.some(({ outsiders }) => outsiders), plan: planLines(calendar) };
  const guarded = guardText(wish.text, facts);
  return {
    wish,
    audience: await audienceText(act.tx, wish.audience),
    next: occurrencesNext(wish, calendar, act.now, 5),
    warnings: warnings(wish, calendar, act.now),
    held: groups.length > 0 && !guarded.ok ? guarded.clause : null,
  };
}

/** What a new timed message would do, in words. @throws AskBack about the field that cannot be */
export async function previewNew(act: Act, wish: Wish): Promise<string> {
  await freeName(act, wish.name);
  await check(act, wish);
  return wording.newPreview(await preview(act, wish), await loadCalendar(act.tx));
}

/** What a change would do, in words. @throws AskBack about the field that cannot be; Refusal when it changes nothing */
export async function previewChange(act: Act, old: Schedule, wish: Wish): Promise<string> {
  await check(act, wish);
  const [before, after] = [await preview(act, old), await preview(act, wish)];
  const said = wording.changePreview(before, after, await loadCalendar(act.tx));
  return said ?? refuse('nothing-to-change', wording.nothingToChange(old));
}

/** What would be deleted, in words. */
export const previewRemoval = async (act: Act, schedule: Schedule): Promise<string> =>
  wording.removePreview(schedule, await audienceText(act.tx, schedule.audience));

/** What stands against a wish is asked for again, so that the rest need not be typed twice. @throws AskBack */
async function check(act: Act, wish: Wish): Promise<void> {
  const perDay = timesPerDay(wish.cron);
  if (perDay > mostPerDay) askBack('when', wording.tooOften(perDay));
  const unknown = unknownNames(wish.text);
  if (unknown.length > 0) askBack('text', wording.unknownValues(unknown));
  const { groups, people } = await recipientsOf(act.tx, wish.audience);
  if (groups.length + people.length === 0) askBack('to', wording.nobody);
}

/** Asks for another name when this one is in use. Admins who make one at the same time come one after the other. @throws AskBack about `name` */
async function freeName(act: Act, name: string): Promise<void> {
  await serialise(act.tx, 'schedules');
  const taken = (await allSchedules(act.tx)).find((schedule) => schedule.name === name);
  if (taken) askBack('name', wording.nameTaken(taken));
}

/** Keeps a new timed message; it speaks from now on. @throws AskBack about the field that cannot be */
export async function create(act: Act, wish: Wish): Promise<Schedule> {
  await freeName(act, wish.name);
  await check(act, wish);
  const row = await act.tx
    .insertInto('schedules')
    .values({
      ...columnsOf(wish),
      id: newId(),
      number: await nextNumber(act.tx, 'schedule'),
      state: 'on',
      version: 1,
      updated_by: me(act).id,
      updated_at: act.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const schedule = scheduleOf(row);
  await record(act, 'schedule.created', { kind: 'schedule', id: schedule.id }, { new: kept(schedule) });
  return schedule;
}

/** What the record says of a timed message. */
const kept = ({ id: _id, updatedBy: _by, updatedAt: _at, ...rest }: Schedule) => rest;

/** What became of a change: the new version, and how many messages were taken back that were owed but not yet sent. */
export interface Changed {
  schedule: Schedule;
  cancelled: number;
}

/** Writes a new version if `version` is still the latest. @throws Refusal when somebody else was faster */
async function write(
  act: Act,
  old: Schedule,
  version: number,
  values: Partial<ReturnType<typeof columnsOf>> & { state?: Schedule['state'] },
): Promise<Schedule> {
  const row = await act.tx
    .updateTable('schedules')
    .set({ ...values, version: version + 1, updated_by: me(act).id, updated_at: act.now })
    .where('id', '=', old.id)
    .where('version', '=', version)
    .where('state', '!=', 'deleted')
    .returningAll()
    .executeTakeFirst();
  return row ? scheduleOf(row) : refuseOutdated(act, old);
}

async function refuseOutdated(act: Act, { id }: Schedule): Promise<never> {
  const row = await act.tx.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const by = await act.tx.selectFrom('people').select('name').where('id', '=', row.updated_by).executeTakeFirst();
  refuse('schedule-outdated', wording.changedMeanwhile(scheduleOf(row), by?.name ?? '别人'));
}

async function takeBack(act: Act, schedule: Schedule, reason: string): Promise<number> {
  return cancel(act.tx, act.now, sourceOf(schedule), reason);
}

/** Changes when, to whom or what. `version`: the one the admin has seen. @throws Refusal when outdated; AskBack */
export async function change(act: Act, old: Schedule, wish: Wish, version: number): Promise<Changed> {
  const schedule = await write(act, old, version, columnsOf(wish));
  await check(act, wish);
  await record(act, 'schedule.changed', { kind: 'schedule', id: old.id }, { old: kept(old), new: kept(schedule) });
  return { schedule, cancelled: await takeBack(act, schedule, '定时消息已修改') };
}

/** Stops it until it is started again. @throws Refusal when it is stopped already */
export async function stop(act: Act, old: Schedule): Promise<Changed> {
  if (old.state === 'off') refuse('schedule-off', wording.alreadyOff(old));
  const schedule = await write(act, old, old.version, { state: 'off' });
  await record(act, 'schedule.stopped', { kind: 'schedule', id: old.id }, { old: kept(old), new: kept(schedule) });
  return { schedule, cancelled: await takeBack(act, schedule, '定时消息已停') };
}

/** Starts it again; what fell due meanwhile is not made up for. @throws Refusal when it is on already */
export async function start(act: Act, old: Schedule): Promise<Schedule> {
  if (old.state === 'on') refuse('schedule-on', wording.alreadyOn(old));
  const schedule = await write(act, old, old.version, { state: 'on' });
  await record(act, 'schedule.started', { kind: 'schedule', id: old.id }, { old: kept(old), new: kept(schedule) });
  return schedule;
}

/** Deletes it; the row stays for the record. `version`: the one the admin has seen. @throws Refusal when outdated */
export async function remove(act: Act, old: Schedule, version: number): Promise<Changed> {
  const schedule = await write(act, old, version, { state: 'deleted' });
  await record(act, 'schedule.deleted', { kind: 'schedule', id: old.id }, { old: kept(old) });
  return { schedule, cancelled: await takeBack(act, schedule, '定时消息已删除') };
}
