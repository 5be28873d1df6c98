// Where a message for a person or a group goes: the first way that is set up, known to work, and not tried in vain yet.
import type { Address } from '../../platforms/platform.ts';
import type { Reader } from '../../store/db.ts';
import type { Row } from '../../store/tables.ts';
import { allPeople, type Group, groupOf, type Person } from './model.ts';

/** What is set up: the lanes that may be used, and the id of the robot or app that speaks on each. */
export interface ChannelFacts {
  lanes: readonly string[];
  robots: Readonly<Record<string, string>>;
}

type Identity = Pick<Row<'identities'>, 'platform' | 'user_id' | 'opened_at' | 'opened_robot'>;

/** One way to a person: lane, the platform its user ids belong to, and whether the private chat must have been opened first. */
interface Way {
  lane: string;
  platform: string;
  opened: boolean;
}

/** Ways to a person in the order of trying; whoever is on both platforms gets a message once, by the first. */
const ways: readonly Way[] = [
  { lane: 'wecom-app', platform: 'wecom', opened: false },
  { lane: 'wecom-ws', platform: 'wecom', opened: true },
  { lane: 'dingtalk-app', platform: 'dingtalk', opened: false },
  { lane: 'sandbox', platform: 'sandbox', opened: false },
  { lane: 'console', platform: 'console', opened: false },
];

/** Whether a private message heard on this channel lets its robot write there by itself from now on. */
export const opensChat = (channel: string): boolean => ways.some(({ lane, opened }) => opened && lane === channel);

/** The robot lane of a group chat on each platform. */
const groupLanes: Readonly<Record<string, string>> = {
  wecom: 'wecom-ws',
  dingtalk: 'dingtalk-app',
  sandbox: 'sandbox',
  console: 'console',
};

/**
 * The address for an audience, leaving out the lanes in `tried`; null when nobody can be reached that way (unknown, left,
 * not linked, no private chat opened, group not connected). The chat of a message has its address in the ledger and no other.
 */
export async function resolveAddress(
  tx: Reader,
  audience: { kind: string; id: string },
  tried: readonly string[],
  channels: ChannelFacts,
): Promise<Address | null> {
  const left = { ...channels, lanes: channels.lanes.filter((lane) => !tried.includes(lane)) };
  if (audience.kind === 'person') return wayTo(await identitiesOf(tx, audience.id), left);
  if (audience.kind !== 'group') return null;
  const row = await tx
    .selectFrom('groups')
    .selectAll()
    .where('id', '=', audience.id)
    .where('active', '=', 1)
    .executeTakeFirst();
  return row ? groupAddress(groupOf(row), left) : null;
}

const identitiesOf = (tx: Reader, personId: string): Promise<Identity[]> =>
  tx
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.person_id')
    .select(['identities.platform', 'identities.user_id', 'identities.opened_at', 'identities.opened_robot'])
    .where('identities.person_id', '=', personId)
    .where('people.active', '=', 1)
    .execute();

/** The first usable way to somebody with these identities. Pure. */
export function wayTo(identities: readonly Identity[], { lanes, robots }: ChannelFacts): Address | null {
  for (const { lane, platform, opened } of ways) {
    const robot = robots[lane];
    if (!lanes.includes(lane) || robot === undefined) continue;
    const identity = identities.find((known) => known.platform === platform);
    // A robot may only write where this very robot was written to; another robot's chat does not count.
    if (!identity || (opened && identity.opened_robot !== robot)) continue;
    return { lane, robot, chat: { kind: 'private', id: identity.user_id } };
  }
  return null;
}

/** The group's robot where it has one, else its push or custom robot. Pure. */
export function groupAddress(group: Group, { lanes, robots }: ChannelFacts): Address | null {
  const lane = groupLanes[group.platform];
  const robot = lane ? robots[lane] : undefined;
  if (lane && robot && lanes.includes(lane) && group.chatId && group.robot === robot) {
    return { lane, robot, chat: { kind: 'group', id: group.chatId } };
  }
  const { hook } = group;
  if (!hook || !lanes.includes(hook.lane)) return null;
  return {
    lane: hook.lane,
    // Each hook is a robot of its own with its own limits; its key may not name it.
    robot: `hook:${group.id}`,
    chat: { kind: 'group', id: group.chatId ?? group.id },
    hook: { key: hook.key, ...(hook.secret ? { secret: hook.secret } : {}) },
  };
}

/** Everybody in the roster whom no message can reach privately; without `channels`, those without any chat identity. */
export async function unreachablePeople(tx: Reader, channels: ChannelFacts | undefined): Promise<Person[]> {
  const known = new Map<string, Identity[]>();
  for (const row of await tx.selectFrom('identities').selectAll().execute()) {
    known.set(row.person_id, [...(known.get(row.person_id) ?? []), row]);
  }
  const people = await allPeople(tx);
  return people.filter(({ id }) => {
    const identities = known.get(id) ?? [];
    return channels ? wayTo(identities, channels) === null : identities.length === 0;
  });
}
