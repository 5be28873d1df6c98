// The fake's webhooks on the old API: replies by session and custom robots, with their limits, mute, sign and msgUuid.
import { createHmac } from 'node:crypto';
import { accept, type Call, ok, oldError, parsed, type Reply, type State, windows } from './state.ts';

const longestBody = 20_000;
const hour = 3_600_000;
const done = ok({ errcode: 0, errmsg: 'ok' });

interface Wanted {
  body: Record<string, unknown>;
  text: string;
  title: string;
}

const part = (body: Record<string, unknown>, name: string): Record<string, unknown> =>
  (body[name] ?? {}) as Record<string, unknown>;

/** What people would see of a body in webhook format, or the error it earns. */
function wantedOf(call: Call): Wanted | Reply {
  if (!String(call.headers['content-type']).startsWith('application/json')) return oldError(43004);
  if (Buffer.byteLength(call.raw) > longestBody) return oldError(460101);
  const body = parsed(call.raw);
  if (!body) return oldError(40035);
  const { msgtype } = body;
  if (msgtype !== 'text' && msgtype !== 'markdown' && msgtype !== 'actionCard') return oldError(400105);
  const { text, content, title } = part(body, msgtype);
  const seen = msgtype === 'text' ? content : text;
  if (typeof seen !== 'string' || seen === '') return oldError(40035);
  if (msgtype !== 'text' && (typeof title !== 'string' || title === '')) return oldError(40035);
  return { body, text: seen, title: String(title ?? '') };
}

function signed(secret: string, query: URLSearchParams, now: number): boolean {
  const timestamp = query.get('timestamp') ?? '';
  const expected = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return query.get('sign') === expected && Math.abs(now - Number(timestamp)) <= hour;
}

/** The webhooks' handlers by path. */
export function webhooks(state: State): Record<string, (call: Call) => Reply> {
  const { perWindow, window, phase, mutedFor } = state.options;
  const repliesAllowed = windows(perWindow, window, phase, state.now);
  const robotAllows = windows(perWindow, window, phase, state.now);

  function reply(call: Call): Reply {
    const session = state.sessions.get(call.query.get('session') ?? '');
    if (!session || session.until <= state.now()) return oldError(300001);
    const wanted = wantedOf(call);
    if ('status' in wanted) return wanted;
    if (!repliesAllowed(session.to)) return oldError(130101);
    accept(state, { way: 'reply', to: session.to, ...wanted });
    return done;
  }

  function custom(call: Call): Reply {
    const key = call.query.get('access_token') ?? '';
    const robot = state.customRobots.get(key);
    if (!robot) return oldError(400101);
    const wanted = wantedOf(call);
    if ('status' in wanted) return wanted;
    if (robot.secret && !signed(robot.secret, call.query, state.now())) return oldError(310000);
    if (robot.keyword && !call.raw.includes(robot.keyword)) return oldError(310000);
    const uuid = wanted.body.msgUuid;
    if (typeof uuid === 'string' && robot.seen.has(uuid)) return done;
    if (robot.mutedUntil > state.now()) return oldError(410100);
    if (!robotAllows(key)) {
      robot.mutedUntil = state.now() + mutedFor;
      return oldError(410100);
    }
    if (typeof uuid === 'string') robot.seen.add(uuid);
    accept(state, { way: 'custom', to: key, ...wanted });
    return done;
  }

  return { '/robot/sendBySession': reply, '/robot/send': custom };
}
