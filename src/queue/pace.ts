// Pace: how often one robot may write into one chat, kept in Redis for all processes. A sliding log of send times, because
// the platform's window is never in phase with ours and a fixed window of our own would overrun it.
import type { Redis } from 'ioredis';
import type { Address, Lane, Limit } from '../platforms/platform.ts';

/** Asked before and told after every sending. Times are machine time. */
export interface Pace {
  /** 0: go now (the send is written down); otherwise milliseconds until this delivery's turn. */
  wait(id: string, lane: Lane, to: Address): Promise<number>;
  /** The request has been answered: the log keeps that moment, since the platform counted it somewhere before. */
  sent(id: string, lane: Lane, to: Address): Promise<void>;
  /** It will not be sent: its place is free again. */
  release(id: string, lane: Lane, to: Address): Promise<void>;
  /** The platform has silenced this chat or robot for `ms`. */
  mute(what: 'chat' | 'robot', lane: Lane, to: Address, ms: number): Promise<void>;
}

// For each key: a sorted set of delivery ids by the time they were (or are reserved to be) sent.
// First come, first served: who cannot go now gets a reserved place behind all others and is told when that is. Who comes
// back at the reserved time only has to respect what was really sent in the window, and else waits for the oldest to leave.
const waitScript = `
local now, id, margin = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local wait, longest, i = 0, 0, 4
for _, key in ipairs(KEYS) do
  local muted = redis.call('PTTL', 'mute:' .. key)
  if muted > wait then wait = muted end
  local rules = tonumber(ARGV[i]); i = i + 1
  local mine = redis.call('ZSCORE', key, id)
  if mine then redis.call('ZREM', key, id) end
  for _ = 1, rules do
    local count, per = tonumber(ARGV[i]), tonumber(ARGV[i + 1]); i = i + 2
    if per > longest then longest = per end
    local from = '(' .. (now - per - margin)
    if redis.call('ZCOUNT', key, from, now) >= count or (not mine and redis.call('ZCOUNT', key, from, '+inf') >= count) then
      local last
      if mine then
        local n = redis.call('ZCOUNT', key, from, now)
        last = redis.call('ZRANGEBYSCORE', key, from, now, 'WITHSCORES', 'LIMIT', n - count, 1)[2]
      else
        last = redis.call('ZRANGE', key, -count, -count, 'WITHSCORES')[2]
      end
      local turn = tonumber(last) + per + margin - now
      if turn > wait then wait = turn end
    end
  end
end
wait = math.ceil(wait)
for _, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - longest - margin)
  redis.call('ZADD', key, now + wait, id)
  redis.call('PEXPIRE', key, longest + wait + 60000)
end
return wait`;

const sentScript = `for _, key in ipairs(KEYS) do redis.call('ZADD', key, 'XX', ARGV[1], ARGV[2]) end`;

interface Scripts {
  paceWait(keys: number, ...args: (string | number)[]): Promise<number>;
  paceSent(keys: number, ...args: (string | number)[]): Promise<void>;
}

/** Time added to every window for what happens between our stamp and the platform's, milliseconds. */
const marginOf = (limits: readonly Limit[]): number => Math.min(250, ...limits.map((l) => Math.ceil(l.per * 0.005)));

/** The pace kept in Redis. `real` is the machine's clock. */
export function redisPace(redis: Redis, real: () => number): Pace {
  redis.defineCommand('paceWait', { lua: waitScript });
  redis.defineCommand('paceSent', { lua: sentScript });
  const scripts = redis as Redis & Scripts;
  return {
    async wait(id, lane, to) {
      const rules = rulesOf(lane, to);
      if (rules.length === 0) return 0;
      const limits = rules.flatMap(({ limits }) => [limits.length, ...limits.flatMap((l) => [l.count, l.per])]);
      const margin = marginOf([...lane.perChat, ...lane.perRobot]);
      return scripts.paceWait(rules.length, ...rules.map((r) => r.key), real(), id, margin, ...limits);
    },
    async sent(id, lane, to) {
      const rules = rulesOf(lane, to);
      if (rules.length > 0) await scripts.paceSent(rules.length, ...rules.map((r) => r.key), real(), id);
    },
    async release(id, lane, to) {
      for (const { key } of rulesOf(lane, to)) await redis.zrem(key, id);
    },
    async mute(what, lane, to, ms) {
      const key = what === 'chat' ? chatKey(lane, to) : robotKey(lane, to);
      await redis.set(`mute:${key}`, '1', 'PX', ms);
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

// A push or custom robot is known by its hook: each has its own count.
const robotKey = (lane: Lane, to: Address): string => `pace:robot:${lane.name}:${to.robot}`;
const chatKey = (lane: Lane, to: Address): string => `pace:chat:${lane.name}:${to.robot}:${to.chat.kind}:${to.chat.id}`;

const rulesOf = (lane: Lane, to: Address): { key: string; limits: Limit[] }[] =>
  [
    { key: chatKey(lane, to), limits: lane.perChat },
    { key: robotKey(lane, to), limits: lane.perRobot },
  ].filter(({ limits }) => limits.length > 0);
