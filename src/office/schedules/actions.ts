// What admins do with single timed messages: make, change, stop, start, delete.
import { askBack } from '../../bot/command.ts';
import { refuse } from '../../lib/refuse.ts';
import type { Act } from '../act.ts';
import { type ChangeKind, lockSchedules, makeChanges } from './changes.ts';
import { allSchedules, type Content, contentOf, type Schedule, type Wish } from './model.ts';
import { check } from './previews.ts';
import * as wording from './wording.ts';

/** What became of a change: the new version, and how many messages were taken back that were owed but not yet sent. */
export interface Changed {
  schedule: Schedule;
  cancelled: number;
}

/** Asks for another name when this one is in use. Admins who make one at the same time come one after the other. @throws AskBack about `field` */
export async function freeName(act: Act, name: string, field: 'name' | 'newName' = 'name'): Promise<void> {
  await lockSchedules(act);
  const taken = (await allSchedules(act.tx)).find((schedule) => schedule.name === name);
  if (taken) askBack(field, wording.nameTaken(taken));
}

/** Keeps a new timed message; it speaks from now on. @throws AskBack about the field that cannot be */
export async function create(act: Act, wish: Wish): Promise<Schedule> {
  await freeName(act, wish.name);
  await check(act, wish);
  const { schedule } = await one(act, 'create', null, { ...wish, state: 'on' });
  return schedule;
}

async function one(act: Act, kind: ChangeKind, old: Schedule | null, next: Content): Promise<Changed> {
  const { changes, cancelled } = await makeChanges(act, kind, [{ old, next }]);
  const [change] = changes;
  if (!change) throw new Error('no change was made');
  return { schedule: change.new, cancelled };
}

/** Changes when, to whom or what. `version`: the one the admin has seen. @throws Refusal when outdated; AskBack */
export async function change(act: Act, old: Schedule, wish: Wish, version: number): Promise<Changed> {
  const changed = await one(act, 'change', { ...old, version }, { ...wish, state: old.state });
  if (wish.name !== old.name) await freeNewName(act, changed.schedule);
  await check(act, wish);
  return changed;
}

/** Asked after writing, so that whoever is late hears that first. */
async function freeNewName(act: Act, { id, name }: Schedule): Promise<void> {
  const taken = (await allSchedules(act.tx)).find((other) => other.name === name && other.id !== id);
  if (taken) askBack('newName', wording.nameTaken(taken));
}

/** Stops it until it is started again. @throws Refusal when it is stopped already, or outdated */
export function stop(act: Act, old: Schedule, version = old.version): Promise<Changed> {
  if (old.state === 'off') refuse('schedule-off', wording.alreadyOff(old));
  return one(act, 'stop', { ...old, version }, { ...contentOf(old), state: 'off' });
}

/** Starts it again; what fell due meanwhile is not made up for. @throws Refusal when it is on already, or outdated; AskBack */
export async function start(act: Act, old: Schedule, version = old.version): Promise<Schedule> {
  if (old.state === 'on') refuse('schedule-on', wording.alreadyOn(old));
  const { schedule } = await one(act, 'start', { ...old, version }, { ...contentOf(old), state: 'on' });
  return schedule;
}

/** Deletes it; the row stays for the record. `version`: the one the admin has seen. @throws Refusal when outdated */
export const remove = (act: Act, old: Schedule, version: number): Promise<Changed> =>
  one(act, 'delete', { ...old, version }, { ...contentOf(old), state: 'deleted' });
