// Pace: how often one robot may write into one chat, kept in Redis for all processes. A sliding log of what was sent, because
// the platform's window is never in phase with ours and a fixed window of our own would overrun it; and a line of those waiting.
import type { Redis } from 'ioredis';
import type { Address, Lane, Limit } from '../platforms/platform.ts';
import { scripts } from './pace-scripts.ts';

/** Asked before and told after every sending. Times are machine time. */
export interface Pace {
  /**
   * 0: go now, and tell afterwards; otherwise milliseconds until this delivery's turn. `turn`: how many of its group or source stand
   * before it (fair.ts); it stands where it would, had the others come one after the other in its pace, so that who comes meanwhile
   * with little to say passes the rest of a long list. The same turn: first come, first served.
   */
  wait(id: string, lane: Lane, to: Address, turn?: number): Promise<number>;
  /** The request has been answered: the platform counted it at this moment or before. */
  sent(id: string, lane: Lane, to: Address): Promise<void>;
  /** It will not be sent: its place is free again. */
  release(id: string, lane: Lane, to: Address): Promise<void>;
  /** The platform has silenced this chat or robot for `ms`. */
  mute(what: 'chat' | 'robot', lane: Lane, to: Address, ms: number): Promise<void>;
}

/** Longest that a request is on its way, milliseconds: so long it counts as just sent, should nobody tell of its end. */
const flightMs = 20_000;
/** How late somebody may come back for a place, milliseconds: then it goes to the next (a process died, a message was cancelled). */
const graceMs = 5_000;

/** The window we keep, milliseconds: the platform's and half a percent for clocks of several machines. */
const windowOf = ({ per }: Limit): number => per + Math.min(250, Math.max(2, Math.ceil(per * 0.005)));

/** The pace kept in Redis. `real` is the machine's clock. */
export function redisPace(redis: Redis, real: () => number): Pace {
  const { ask, told } = scripts(redis);
  const keysOf = (lane: Lane, to: Address) =>
    rulesOf(lane, to).flatMap(({ key, limits }) => (limits.length > 0 ? [key] : []));
  return {
    async wait(id, lane, to, turn = 0) {
      const rules = rulesOf(lane, to);
      if (rules.length === 0) return 0;
      const keys = rules.map(({ key }) => key);
      const limits = rules.flatMap(({ limits }) => [limits.length, ...limits.flatMap((l) => [l.count, windowOf(l)])]);
      return ask(keys, [real(), id, flightMs, graceMs, turn, ...limits]);
    },
    async sent(id, lane, to) {
      const keys = keysOf(lane, to);
      if (keys.length > 0) await told(keys, [real(), id]);
    },
    async release(id, lane, to) {
      const keys = keysOf(lane, to);
      await Promise.all(
        keys.flatMap((key) => [redis.zrem(key, id), redis.zrem(`${key}:line`, id), redis.zrem(`${key}:turns`, id)]),
      );
    },
    async mute(what, lane, to, ms) {
      const key = what === 'chat' ? chatKey(lane, to) : robotKey(lane, to);
      await redis.set(`${key}:mute`, real() + ms, 'PX', Math.ceil(ms) + 1_000);
    },
  };
}

/** No pace: for lanes without limits and for conversations played in tests. */
export const noPace: Pace = {
  wait: async () => 0,
  sent: async () => undefined,
  release: async () => undefined,
  mute: async () => undefined,
};

const robotKey = (lane: Lane, to: Address): string => `pace:robot:${lane.name}:${to.robot}`;
const chatKey = (lane: Lane, to: Address): string => `pace:chat:${lane.name}:${to.robot}:${to.chat.kind}:${to.chat.id}`;

/**
 * Chat before robot: who waits for a chat must not keep a place among those who wait for the robot. A lane that limits only one of
 * them may be silenced by the other all the same; one without limits is not asked about.
 */
const rulesOf = (lane: Lane, to: Address): { key: string; limits: Limit[] }[] =>
  lane.perChat.length + lane.perRobot.length === 0
    ? []
    : [
        { key: chatKey(lane, to), limits: lane.perChat },
        { key: robotKey(lane, to), limits: lane.perRobot },
      ];
