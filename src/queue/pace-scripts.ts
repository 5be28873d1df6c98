// The two scripts behind the pace. They run inside Redis, one at a time, so that all processes see one log.
import type { Redis } from 'ioredis';

/*
 * For each key (a chat, a robot): `key` is a sorted set of what was sent, by the time it was answered; what is on its way stands
 * there under its own id at a time in the future, so that it counts in every window. `key:line` is a sorted set of those waiting, in
 * the order of service: by the time they came, put back by as long as the key's pace needs for what stands before them of the same
 * group or source; of one millisecond those who came first. `key:turns` holds those waiting by the time they were told to come back. `key:mute` is the time until which all is
 * silent.
 *
 * Whoever stands at place n of the line (from 0) goes when more than n sendings are free. Otherwise the turn is when enough of the
 * log has left the window; behind that, one window after whoever stands `count` places further ahead. The turn is a promise to
 * look again, not a permission: a sliding window depends on when the others were really answered, and others may step in before.
 */
const askScript = `
local now, id, flight, grace = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local behind = tonumber(ARGV[5])
local function whole(x) return string.format('%.0f', x) end
local turn, longest, next = now, 0, 6

local function turnBy(key, line, turns, place, muted, count, window)
  local from = '(' .. whole(now - window)
  local used = redis.call('ZCOUNT', key, from, '+inf')
  local at = now
  if place + used >= count then
    if place < count then
      local leaving = redis.call('ZRANGEBYSCORE', key, from, '+inf', 'WITHSCORES', 'LIMIT', place + used - count, 1)
      at = math.min(tonumber(leaving[2]), now) + window
    else
      local ahead = redis.call('ZRANGE', line, place - count, place - count)
      at = math.max(tonumber(redis.call('ZSCORE', turns, ahead[1]) or now), now) + window
    end
  end
  if muted > now then at = math.max(at, muted + math.floor(place / count) * window) end
  return at
end

local orders, limited, asked = {}, {}, 0
for _, key in ipairs(KEYS) do
  local line, turns = key .. ':line', key .. ':turns'
  for _, lost in ipairs(redis.call('ZRANGEBYSCORE', turns, '-inf', whole(now - grace))) do
    redis.call('ZREM', line, lost)
    redis.call('ZREM', turns, lost)
  end
  local earlier = redis.call('ZSCORE', key, id)
  if earlier then
    redis.call('ZREM', key, id)
    redis.call('ZADD', key, earlier, id .. '@' .. earlier)
  end
  local rules, slot = tonumber(ARGV[next]), 0
  for rule = 1, rules do
    slot = math.max(slot, tonumber(ARGV[next + 2 * rule]) / tonumber(ARGV[next + 2 * rule - 1]))
  end
  local came = math.min(redis.call('ZCARD', line), 999) / 1000
  local order = redis.call('ZSCORE', line, id) or string.format('%.3f', math.floor(now + behind * slot) + came)
  orders[asked + 1] = order
  local place = redis.call('ZRANK', line, id) or redis.call('ZCOUNT', line, '-inf', order)
  local muted = tonumber(redis.call('GET', key .. ':mute') or 0)
  if rules == 0 then turn = math.max(turn, muted) end
  limited[asked + 1] = rules > 0
  for rule = 1, rules do
    local count, window = tonumber(ARGV[next + 2 * rule - 1]), tonumber(ARGV[next + 2 * rule])
    turn = math.max(turn, turnBy(key, line, turns, place, muted, count, window))
    longest = math.max(longest, window)
  end
  next = next + 1 + 2 * rules
  asked = asked + 1
  if turn > now then break end
end

for i = 1, asked do
  local key, line, turns = KEYS[i], KEYS[i] .. ':line', KEYS[i] .. ':turns'
  if not limited[i] then
    -- Silenced or not: nobody counts and nobody stands in line here.
  elseif turn > now then
    local keep = whole(turn - now + 2 * longest + 60000)
    redis.call('ZADD', line, orders[i], id)
    redis.call('ZADD', turns, whole(turn), id)
    redis.call('PEXPIRE', line, keep)
    redis.call('PEXPIRE', turns, keep)
  else
    redis.call('ZREM', line, id)
    redis.call('ZREM', turns, id)
    redis.call('ZREMRANGEBYSCORE', key, '-inf', whole(now - longest))
    redis.call('ZADD', key, whole(now + flight), id)
    redis.call('PEXPIRE', key, whole(longest + flight + 60000))
  end
end
return math.ceil(turn - now)`;

const toldScript = `
for _, key in ipairs(KEYS) do
  redis.call('ZREM', key, ARGV[2])
  redis.call('ZADD', key, ARGV[1], ARGV[2] .. '@' .. ARGV[1])
end`;

interface Defined {
  paceAsk(keys: number, ...rest: (string | number)[]): Promise<number>;
  paceTold(keys: number, ...rest: (string | number)[]): Promise<null>;
}

/** The scripts as functions of keys and arguments: `ask` answers how long to wait (ms), `told` writes down that it was answered. */
export function scripts(redis: Redis) {
  redis.defineCommand('paceAsk', { lua: askScript });
  redis.defineCommand('paceTold', { lua: toldScript });
  const defined = redis as Redis & Defined;
  return {
    ask: (keys: string[], args: (string | number)[]): Promise<number> => defined.paceAsk(keys.length, ...keys, ...args),
    told: async (keys: string[], args: (string | number)[]): Promise<void> => {
      await defined.paceTold(keys.length, ...keys, ...args);
    },
  };
}
