// What `jiaoyan doctor` can find out about WeCom without sending anything: one finding for each channel that is set up.
import { WebSocket } from 'ws';
import { decodeKey, WecomRefused } from './crypto.ts';
import { type Called, call } from './http.ts';

/** One finding; `detail` is one Chinese sentence that says what to do when it is not ok. */
export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
}

/** What to do about the codes that wrong settings lead to (protocols/wecom.md §8). */
const remedies: Record<number, string> = {
  40001: 'WECOM_APP_SECRET 不对；请到管理后台“应用管理”打开这个应用，重新复制 Secret',
  40013: 'WECOM_CORP_ID 不对；请到管理后台“我的企业”页面底部复制企业 ID',
  40056: 'WECOM_APP_AGENT_ID 不对；请到管理后台“应用管理”打开这个应用，复制 AgentId',
  40091: 'WECOM_APP_SECRET 是另一个企业的；请核对 WECOM_CORP_ID 和 WECOM_APP_SECRET',
  45009: '调用太频繁，接口暂时停用；请核对设置，过一小时再试',
  301002: 'WECOM_APP_AGENT_ID 不是这个 Secret 的应用；请到管理后台“应用管理”打开这个应用，复制 AgentId',
};

/** Whom WeCom saw calling: its texts end in `from ip: …` (§8), which is the address to be entered as trusted. */
const callerOf = (errmsg: unknown): string =>
  typeof errmsg === 'string' ? (/from ip: ([\d.a-fA-F:]+)/.exec(errmsg)?.[1] ?? '') : '';

/** Why a call shows that the settings do not work, or null when it went well. */
function faultOf(called: Called): string | null {
  if (called.was === 'unclear') return `${called.reason}；请检查本机网络、防火墙和 WECOM_API_BASE`;
  if (called.was === 'refused') {
    return `${called.reason}；请检查${called.setup ? ' WECOM_API_BASE 和代理' : '本机网络、DNS、防火墙和 WECOM_API_BASE'}`;
  }
  const { errcode, body } = called;
  if (errcode === 0) return null;
  if (errcode === 60_020) {
    const ip = callerOf(body.errmsg);
    return `本机的出口 IP${ip && ` ${ip} `}不在可信 IP 里；请到管理后台“应用管理”打开这个应用，把它加进“企业可信 IP”，一分钟后再试`;
  }
  return `${remedies[errcode] ?? '企业微信拒绝；请在企业微信开发者中心查这个错误码'}（${errcode}）`;
}

/**
 * The self-built app: a token by its secret, and with the token the app's own page. Getting a token proves neither agent id nor trusted
 * IP, every other call does; `agent/get` changes nothing (developer.work.weixin.qq.com/document/path/90227). `timeout` of one call in
 * milliseconds.
 */
export async function checkApp(
  app: { apiBase: string; corpId: string; appSecret: string; agentId: string; hears: boolean },
  timeout: number,
): Promise<Finding> {
  const name = '企业微信自建应用';
  const bad = (detail: string): Finding => ({ name, ok: false, detail });
  const credentials = { corpid: app.corpId, corpsecret: app.appSecret };
  const got = await call(app.apiBase, '/cgi-bin/gettoken', credentials, { timeout });
  const fault = faultOf(got);
  if (fault !== null) return bad(fault);
  const token = got.was === 'answered' ? got.body.access_token : undefined;
  if (typeof token !== 'string' || token === '') return bad('接口没有给出访问令牌；请检查 WECOM_API_BASE 和代理');
  const page = await call(
    app.apiBase,
    '/cgi-bin/agent/get',
    { access_token: token, agentid: app.agentId },
    { timeout },
  );
  const wrong = page.was === 'answered' && [40_056, 60_020, 301_002].includes(page.errcode) ? faultOf(page) : null;
  if (wrong !== null) return bad(wrong);
  const proven = page.was === 'answered' && page.errcode === 0 ? 'Secret、AgentId、可信 IP 都对' : 'Secret 能用';
  const hears = app.hears ? `；后台“接收消息”的 URL 填 ${enter('/hooks/wecom/app')}` : '；没有配回调，只发不收';
  return { name, ok: true, detail: proven + hears };
}

/** `PUBLIC_URL` by name: the address itself is doctor's finding about links. */
const enter = (path: string): string => `PUBLIC_URL 加上 ${path}`;

/** The robot's callback: whether its keys can be keys, and what to enter. Whether they are the right ones shows WeCom's own URL check. */
export function checkCallback(aesKeys: readonly string[]): Finding {
  const name = '智能机器人回调';
  try {
    for (const key of aesKeys) decodeKey(key);
  } catch (error) {
    if (!(error instanceof WecomRefused)) throw error;
    return { name, ok: false, detail: 'WECOM_BOT_AES_KEY 不是 43 个字母或数字；请从机器人的“接收消息”页面重新复制' };
  }
  const detail = `机器人“接收消息”的 URL 填 ${enter('/hooks/wecom/bot')}；保存时企业微信会来验证，服务要正在运行`;
  return { name, ok: true, detail };
}

/** A robot without its name: in groups only commands that directly follow the mention can be told from it (§3.8). */
export const namelessRobot: Finding = {
  name: '机器人名字',
  ok: false,
  detail: '没有填 WECOM_BOT_NAME，群里“@机器人”后面不带 / 的话听不懂；请填机器人在企业微信里的名字',
};

/**
 * The long connection: whether the address takes a WebSocket. It does not subscribe, which is where id and secret go: a second
 * subscriber evicts the first one (§4.1), so that a look at a running service would stop it. `timeout` in milliseconds.
 */
export function checkLong(wsUrl: string, timeout: number): Promise<Finding> {
  return new Promise((resolve) => {
    const end = (ok: boolean, detail: string) => resolve({ name: '企业微信长连接', ok, detail });
    let socket: WebSocket;
    try {
      socket = new WebSocket(wsUrl, { handshakeTimeout: timeout, perMessageDeflate: false });
    } catch {
      end(false, '地址不正确；请把 WECOM_WS_URL 写成 wss://…');
      return;
    }
    socket.on('open', () => {
      end(true, '连得上；BotID 和 Secret 这里不试（会挤掉正在运行的服务），对不对看服务的 /readyz');
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      end(false, `对方不是长连接服务（HTTP ${response.statusCode}）；请检查 WECOM_WS_URL 和代理`);
      socket.terminate();
    });
    socket.on('error', (error: Error & { code?: string }) => end(false, notConnected(error.code)));
  });
}

function notConnected(code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `找不到这个地址（${code}）；请检查 DNS 和 WECOM_WS_URL`;
  if (code?.includes('CERT') || code?.includes('SIGN')) return `对方的证书不可信（${code}）；请检查代理和本机时间`;
  return `连接不上（${code ?? '没有按时回答'}）；请检查本机网络、防火墙和 WECOM_WS_URL`;
}
