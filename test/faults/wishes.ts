// Messages for rows to send: many groups with a push robot each, so that no limit of the platform hides a repeat.
import { wecom } from '../../src/platforms/wecom/index.ts';
import type { ClassName } from '../../src/queue/classes.ts';
import { type Wanted, want } from '../../src/queue/ledger.ts';
import type { Shown } from './checker.ts';
import type { Stage } from './stage.ts';

/** Source kind of these messages. */
export const faultKind = 'fault';

const keyOf = (i: number): string => `fault-key-${i}`;

/** Registers groups `g-fault-0` … with push robots of their own. */
export async function addGroups({ store, fake, now }: Stage, count: number): Promise<void> {
  for (let i = 0; i < count; i++) fake.webhooks.add(keyOf(i));
  const at = now();
  const rows = Array.from({ length: count }, (_, i) => ({
    id: `g-fault-${i}`,
    name: `群${i}`,
    platform: 'wecom',
    robot: null,
    chat_id: null,
    hook_lane: 'wecom-push',
    hook_key: keyOf(i),
    hook_secret: null,
    subjects: '[]',
    schools: '[]',
    roles: '[]',
    outsiders: 0,
    active: 1,
    registered_by: null,
    registered_at: at,
  }));
  await store.write(async (tx) => {
    for (let i = 0; i < count; i += 500) {
      await tx
        .insertInto('groups')
        .values(rows.slice(i, i + 500))
        .execute();
    }
  });
}

/** The message number `i`, to group `i`. */
export const wish = (i: number, due: number, name: ClassName = 'notice'): Wanted => ({
  source: { kind: faultKind, id: String(i) },
  audience: { kind: 'group', id: `g-fault-${i}` },
  class: name,
  said: { text: `通知第${i}号` },
  due,
});

/** Owes these in one commit. The worker finds them by itself within a second. */
export const owe = ({ store, now }: Stage, wishes: readonly Wanted[]): Promise<number> =>
  store.write((tx) => want(tx, now(), wishes));

/** What the fake showed in the groups of `addGroups`. */
export const shownIn = ({ fake }: Stage): Shown[] => fake.accepted.filter(({ to }) => to.startsWith('fault-key-'));

/** The platform whose texts the checker compares with. */
export const platformOf = ({ fake }: Stage) => wecom({ ...fake.settings, botId: undefined });

/** How many of these messages are in one of the states. */
export async function countIn({ store }: Stage, states: readonly ('queued' | 'sending')[]): Promise<number> {
  const { count } = await store.read
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('source_kind', '=', faultKind)
    .where('state', 'in', states)
    .executeTakeFirstOrThrow();
  return Number(count);
}
