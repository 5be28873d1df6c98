// Writes a roster plan into the store, and takes one back: the only place that changes schools and people in bulk.

import type { Tx } from '../../../store/db.ts';
import type { Act } from '../../act.ts';
import { record } from '../../act.ts';
import { itemSubjects } from '../subjects.ts';
import { same } from './making.ts';
import type { Change, GroupRow, Link, RosterState } from './model.ts';

/** All but the key of a group's robot, so that no record of an import holds one. */
const groupColumns = [
  'id',
  'name',
  'platform',
  'robot',
  'chat_id',
  'hook_lane',
  'subjects',
  'schools',
  'roles',
  'outsiders',
  'active',
  'registered_by',
  'registered_at',
] as const satisfies (keyof GroupRow)[];

/** Everything an import looks at. */
export async function rosterState(tx: Tx): Promise<RosterState> {
  return {
    schools: await tx.selectFrom('schools').selectAll().orderBy('id').execute(),
    people: await tx.selectFrom('people').selectAll().orderBy('id').execute(),
    groups: await tx.selectFrom('groups').select(groupColumns).orderBy('id').execute(),
    itemSubjects: await itemSubjects(tx),
    identities: await tx.selectFrom('identities').selectAll().orderBy('platform').orderBy('user_id').execute(),
  };
}

/** Makes the changes in their order; what was changed (not what is new) is recorded one by one. */
export async function applyChanges(act: Act, changes: readonly Change[]): Promise<void> {
  for (const change of changes) {
    await write(act, change.kind, change.old, change.new);
    if (change.old === null || change.kind === 'identity') continue;
    await record(act, 'roster.changed', { kind: change.kind, id: change.new.id }, { old: change.old, new: change.new });
  }
}

type Rows = Change['old'];

async function write(act: Act, kind: Change['kind'], old: Rows, next: Rows): Promise<void> {
  const { tx, now } = act;
  if (kind === 'identity') return writeLink(tx, now, old as Link | null, next as Link | null);
  const table = ({ school: 'schools', person: 'people', group: 'groups' } as const)[kind];
  const row = next as { id: string };
  const { id, ...values } = row;
  await (old
    ? tx.updateTable(table).set(values).where('id', '=', id).execute()
    : tx
        .insertInto(table)
        .values(row as never)
        .execute());
}

async function writeLink(tx: Tx, now: number, old: Link | null, next: Link | null): Promise<void> {
  if (old) {
    await tx
      .deleteFrom('identities')
      .where('platform', '=', old.platform)
      .where('user_id', '=', old.user_id)
      .where('person_id', '=', old.person_id)
      .execute();
  }
  if (!next) return;
  await tx
    .insertInto('identities')
    .values({ ...next, linked_by: 'roster', linked_at: now, opened_at: null, opened_robot: null })
    .execute();
}

/** Takes changes back, the last one first. What was new is put out of use, never deleted: other records point to it. */
export async function revertChanges(act: Act, changes: readonly Change[]): Promise<void> {
  for (const change of changes.toReversed()) {
    if (change.kind === 'identity') await writeLink(act.tx, act.now, change.new, change.old);
    else await write(act, change.kind, change.new, change.old ?? { ...change.new, active: 0 });
  }
}

/** The labels of what somebody has changed again since; such an import cannot be taken back as a whole. */
export function changedSince(state: RosterState, changes: readonly Change[]): string[] {
  const rows = {
    school: new Map(state.schools.map((row) => [row.id, row])),
    person: new Map(state.people.map((row) => [row.id, row])),
    group: new Map(state.groups.map((row) => [row.id, row])),
  };
  const links = new Map(
    state.identities.map(({ platform, user_id, person_id }) => [`${platform}\n${user_id}`, person_id]),
  );
  return changes.flatMap((change) => {
    if (change.kind === 'identity') {
      const link = change.new ?? change.old;
      const holder = link ? links.get(`${link.platform}\n${link.user_id}`) : undefined;
      return holder === change.new?.person_id ? [] : [change.label];
    }
    const now = rows[change.kind].get(change.new.id);
    return now && same<object>(now, change.new) ? [] : [change.label];
  });
}
