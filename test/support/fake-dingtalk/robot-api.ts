// The fake's new-style API: access token, sending to groups and people, addresses of files. Strict where the real one is.
import { randomBytes } from 'node:crypto';
import { accept, apiError, type Call, ok, parsed, type Reply, type State, windows } from './state.ts';

const longestParam = 15_000;
const mostUsers = 20;
const keys = /^sample(Text|Markdown|ImageMsg|Link|ActionCard[2-6]?|Audio|File|Video)$/;

/** Token call: the same token is given and renewed while it lives. */
export function giveToken(state: State, call: Call): Reply {
  const { clientId, clientSecret, tokenLasts } = state.options;
  const body = parsed(call.raw);
  if (body?.appKey !== clientId || body.appSecret !== clientSecret) return apiError('invalidClientIdOrSecret');
  const value = state.token && state.token.until > state.now() ? state.token.value : randomBytes(16).toString('hex');
  state.token = { value, until: state.now() + tokenLasts };
  return ok({ accessToken: value, expireIn: Math.floor(tokenLasts / 1_000) });
}

function refusedToken(state: State, call: Call): Reply | null {
  const { token } = state;
  const given = call.headers['x-acs-dingtalk-access-token'];
  return token && given === token.value && state.now() < token.until ? null : apiError('InvalidAuthentication');
}

function shown(msgKey: string, msgParam: string): { text: string; title: string } | null {
  const param = parsed(msgParam);
  if (!param) return null;
  const text = msgKey === 'sampleText' ? param.content : param.text;
  return typeof text === 'string' && text !== '' ? { text, title: String(param.title ?? '') } : null;
}

/** The checks every sending shares; gives what people would see. */
function message(state: State, call: Call): Reply | { body: Record<string, unknown>; text: string; title: string } {
  const body = parsed(call.raw);
  if (!body) return apiError('invalidParameter.body');
  if (body.robotCode !== state.options.clientId) return apiError('invalidParameter.robotCode.auth');
  const { msgKey, msgParam } = body;
  if (typeof msgKey !== 'string' || !keys.test(msgKey)) return apiError('invalidParameter.msgKey.invalid');
  if (typeof msgParam !== 'string') return apiError('invalidParameter.msgParam.invalid');
  if (Buffer.byteLength(msgParam) > longestParam) return apiError('invalidParameter.msgParam.tooLong');
  const seen = shown(msgKey, msgParam);
  return seen ? { body, ...seen } : apiError('invalidParameter.msgParam.invalid');
}

/** The API's handlers by path. */
export function robotApi(state: State): Record<string, (call: Call) => Reply> {
  const { perWindow, window, phase, qps, qpsWindow, mutedFor } = state.options;
  const chatAllows = windows(perWindow, window, phase, state.now);
  const apiAllows = windows(qps, qpsWindow, phase, state.now);
  const { mutedGroups } = state;

  function guarded(call: Call, then: () => Reply): Reply {
    const refused = refusedToken(state, call);
    if (refused) return refused;
    return apiAllows(call.path) ? then() : apiError('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403);
  }

  function toGroup(call: Call): Reply {
    const wanted = message(state, call);
    if ('status' in wanted) return wanted;
    const to = wanted.body.openConversationId;
    if (typeof to !== 'string' || !/^\S+$/.test(to)) return apiError('invalid.openConversationId');
    if (state.disbanded.has(to)) return apiError('group.disbanded');
    if ((mutedGroups.get(to) ?? 0) > state.now()) return apiError('send.too.fast');
    if (!chatAllows(to)) {
      mutedGroups.set(to, state.now() + mutedFor);
      return apiError('send.too.fast');
    }
    accept(state, { way: 'group', to, ...wanted });
    return ok({ processQueryKey: randomBytes(8).toString('hex') });
  }

  function toPeople(call: Call): Reply {
    const wanted = message(state, call);
    if ('status' in wanted) return wanted;
    const { userIds } = wanted.body;
    if (!Array.isArray(userIds) || userIds.length === 0 || userIds.length > mostUsers) {
      return apiError('invalidParameter.userIds.invalid');
    }
    const people = userIds.map(String);
    const invalidStaffIdList = people.filter((id) => state.strangers.has(id) || id.startsWith('$:'));
    const known = people.filter((id) => !invalidStaffIdList.includes(id));
    const flowControlledStaffIdList = known.filter((id) => state.flowControlled.has(id));
    for (const to of known) {
      if (!flowControlledStaffIdList.includes(to)) accept(state, { way: 'private', to, ...wanted });
    }
    return ok({ processQueryKey: randomBytes(8).toString('hex'), invalidStaffIdList, flowControlledStaffIdList });
  }

  function fileAddress(call: Call): Reply {
    const body = parsed(call.raw);
    if (body?.robotCode !== state.options.clientId) return apiError('invalidParameter.robotCode.auth');
    const file = state.files.get(String(body.downloadCode));
    return file ? ok({ downloadUrl: file.url }) : apiError('invalidParameter.robotCode.downloadCode');
  }

  return {
    '/v1.0/oauth2/accessToken': (call) => giveToken(state, call),
    '/v1.0/robot/groupMessages/send': (call) => guarded(call, () => toGroup(call)),
    '/v1.0/robot/oToMessages/batchSend': (call) => guarded(call, () => toPeople(call)),
    '/v1.0/robot/messageFiles/download': (call) => guarded(call, () => fileAddress(call)),
  };
}
