// DingTalk's answers sorted into what to do next, as a table (protocol §3.1 to §3.5). Reasons are for admins and hold no secrets.
import type { Sent } from '../platform.ts';

/** What an answer means: done, a settled outcome, the session webhook has ended, or the token must be fetched anew. */
export type Meaning =
  | { kind: 'ok'; data: Record<string, unknown> }
  | { kind: 'session-over' }
  | { kind: 'token-over' }
  | Not;
/** Not accepted, or not known to be. */
export interface Not {
  kind: 'not';
  sent: Exclude<Sent, { outcome: 'sent' }>;
}

const not = (sent: Not['sent']): Not => ({ kind: 'not', sent });
const retry = (reason: string, after: number, muted?: 'chat' | 'robot'): Not =>
  not({ outcome: 'retry', reason, after, ...(muted && { muted }) });
const failed = (reason: string): Not => not({ outcome: 'failed', reason });
const gone = (reason: string): Not => not({ outcome: 'failed', reason, gone: true });
const alarm = (reason: string): Not => not({ outcome: 'alarm', reason });
const unknown = (reason: string): Not => not({ outcome: 'unknown', reason });

const second = 1_000;
const minute = 60 * second;
/** What is said is not let through, in whatever form. */
export const unsafe = failed('钉钉认为内容不安全，没有发出');
const tooLong = failed('消息超过钉钉的长度限制');

/** Rows in order; a code matches when it is the row's, or ends with it after a dot. */
export const table: readonly (readonly [code: string, meaning: Meaning])[] = [
  // Both APIs.
  ['InvalidAuthentication', { kind: 'token-over' }],
  ['40014', { kind: 'token-over' }],
  ['invalidClientIdOrSecret', alarm('钉钉应用的 Client ID 或密钥不对')],
  ['90020', alarm('本月钉钉接口调用量已用完')],
  ['ApiCountLimitForOrg', alarm('本月钉钉接口调用量已用完')],
  ['90018', retry('钉钉接口调用过快', second, 'robot')],
  ['QpsLimitForAppkeyAndApi', retry('钉钉接口调用过快', second, 'robot')],
  ['90002', retry('钉钉接口繁忙', 2 * second)],
  ['QpsLimitForApi', retry('钉钉接口繁忙', 2 * second)],
  ['1111', retry('钉钉暂时封了本机出口地址', 5 * minute, 'robot')],
  ['60011', alarm('钉钉应用缺少权限')],
  ['60020', alarm('本机出口地址不在钉钉应用的白名单里')],
  ['AccessTokenPermissionDenied', alarm('钉钉应用缺少权限')],
  // Webhooks.
  ['-1', retry('钉钉繁忙', 5 * second)],
  ['300001', { kind: 'session-over' }],
  ['410100', retry('群机器人发送过快，被钉钉暂停', 10 * minute, 'chat')],
  ['130101', retry('群机器人发送过快，被钉钉暂停', 10 * minute, 'chat')],
  ['310000', alarm('群机器人的安全设置（关键词、加签或 IP）不符')],
  ['400101', gone('群机器人的地址已失效')],
  ['400102', alarm('群机器人已被停用')],
  ['400013', gone('群已解散')],
  ['400106', gone('机器人已不在群里')],
  ['400105', failed('钉钉不支持这种消息')],
  ['40035', failed('钉钉说消息缺少内容')],
  ['43004', failed('钉钉说消息格式不对')],
  ['460101', tooLong],
  ['101002', tooLong],
  ['430101', unsafe],
  ['430102', unsafe],
  ['430103', unsafe],
  ['430104', unsafe],
  // Robot API.
  ['robotCode.auth', alarm('钉钉应用与机器人不匹配')],
  ['robotCode.notExsit', gone('机器人已不在群里')],
  ['invalid.openConversationId', gone('钉钉找不到这个群')],
  ['conversation.org.notMatch', gone('群不属于本组织')],
  ['group.disbanded', gone('群已解散')],
  ['bot.stopped', alarm('机器人已被停用')],
  ['msgParam.tooLong', tooLong],
  ['send.too.fast', retry('发送过快', minute, 'chat')],
  ['send.byToken.tooFast', retry('机器人发送过快', minute, 'robot')],
  ['too.many.group', retry('机器人同时发送的群过多', minute, 'robot')],
  ['contain.unsafe.url', unsafe],
  ['contain.notAllowed.text', unsafe],
  ['chatbotId.notAllow.sendOTO', alarm('机器人没有单聊发送权限')],
  ['staffId.notExisted', gone('此人不在钉钉组织里')],
  ['system.error', retry('钉钉系统错误', 5 * second)],
  ['ServiceUnavailable', retry('钉钉暂时不可用', 5 * second)],
];

const lookUp = (code: string): Meaning | undefined =>
  table.find(([row]) => code === row || code.endsWith(`.${row}`))?.[1];

function parse(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // an HTML page of a gateway or of the address block
  }
}

/** How long an egress address that called too often is shown a page instead (§3.5), milliseconds. */
export const blocked = { pause: 5 * minute };

/** Without a readable body: a gateway's 500, 502 or 504 may stand before a message that was accepted, and so may no page at all. */
function meaningOfPage(status: number, body: string): Meaning {
  if (status >= 300 && status < 400) return alarm('钉钉接口地址不对（被转向）');
  if (status === 503 || status === 429) return retry(`钉钉暂时不可用（${status}）`, 5 * second);
  // An empty or broken answer says nothing about what became of the request, unless its status does: a 4xx accepted nothing.
  if (status >= 500 || (status < 300 && !body.trimStart().startsWith('<')))
    return unknown(`钉钉回应异常（${status}），不知道是否已发出`);
  // The page of an egress address that called too often (§3.5), or a 4xx without words: the API behind it was not reached.
  return retry(`钉钉没有按接口回应（${status}）`, blocked.pause);
}

function meaningOfStatus(status: number, code: string): Meaning {
  const told = `（${code.slice(0, 80) || status}）`;
  if (status === 401 || status === 403) return alarm(`钉钉拒绝访问${told}`);
  if (status === 429 || status === 503) return retry(`钉钉暂时不可用${told}`, 5 * second);
  if (status >= 500) return unknown(`钉钉回应异常${told}，不知道是否已发出`);
  return failed(`钉钉拒绝了消息${told}`);
}

/** What the answer of either API means; `status` is the HTTP status. Error codes sit in `errcode`, `code` or `status`. */
export function meaningOf(status: number, body: string): Meaning {
  const data = parse(body);
  if (!data) return meaningOfPage(status, body);
  const ok = status >= 200 && status < 300;
  const code = String(data.errcode ?? (ok ? undefined : data.code) ?? data.status ?? '');
  if (ok && (code === '' || code === '0')) return { kind: 'ok', data };
  return lookUp(code) ?? meaningOfStatus(status, code);
}

const neverReached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a failed request means: before a connection stood it was certainly not accepted, afterwards nobody knows. */
export function meaningOfFailure(error: unknown): Not {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (neverReached.has(code) || /CERT|TLS|SSL|SELF_SIGNED/.test(code))
    return retry(`连不上钉钉（${code}）`, 5 * second);
  return unknown('钉钉没有回应，不知道是否已发出');
}
