// Sending over WeCom's HTTP API: 1:1 messages of the self-built app and group push webhooks (protocols/wecom.md §6, §7.3).
import { createHash } from 'node:crypto';
import type { Address, SendContext, Sent } from '../platform.ts';
import { tokenEnded, verdictOf } from './errcodes.ts';
import { type Called, call } from './http.ts';
import { markLength } from './render.ts';
import type { TokenSource } from './token.ts';

/** How a call that WeCom did not answer itself ends for the sending. */
function outcomeOf(called: Exclude<Called, { was: 'answered' }>): Sent {
  if (called.was === 'unclear') return { outcome: 'unknown', reason: called.reason };
  return called.setup ? { outcome: 'alarm', reason: called.reason } : { outcome: 'retry', reason: called.reason };
}

/** What the app's own sending needs; `timeout` of one call in milliseconds. */
export interface AppApi {
  apiBase: string;
  agentId: string;
  tokens: TokenSource;
  timeout: number;
}

/**
 * Seconds in which WeCom drops a repeat: the longest it takes (developer.work.weixin.qq.com/document/path/90236), so that it covers all
 * tries of a delivery (eight in half an hour, src/queue/settle.ts `retries`) and an outage of ours between two of them.
 */
const repeatsDropped = 14_400;

/**
 * Signs nobody sees that stand for one part of one delivery. WeCom knows a repeat by its content alone: without them the second of two
 * messages that are meant and happen to be equal would be dropped as a repeat and still count as sent. Why not otherwise:
 * docs/decisions/0006-wecom-app-repeats.md.
 */
export function markOf({ deliveryId, part }: Pick<SendContext, 'deliveryId' | 'part'>): string {
  const digest = createHash('sha256').update(`${deliveryId} ${part}`).digest();
  return Array.from({ length: markLength }, (_, bit) =>
    digest.readUInt32BE() & (1 << bit) ? '\u200c' : '\u200b',
  ).join('');
}

/**
 * One text to one person. WeCom drops what it has taken already of this delivery, so an unknown outcome may be sent again. Its silent
 * drop above 30 messages a minute for each member is kept away by the lane's limits (§7.3).
 */
export async function sendToPerson(api: AppApi, to: Address, text: string, context: SendContext): Promise<Sent> {
  if (to.chat.kind !== 'private') return { outcome: 'failed', reason: '应用消息只能发给个人' };
  // `a|b` and `@all` would reach others than the one meant.
  if (!/^[^|\s]+$/.test(to.chat.id) || to.chat.id.toLowerCase() === '@all') {
    return { outcome: 'failed', gone: true, reason: '接收人帐号不合规定' };
  }
  const body = {
    touser: to.chat.id,
    msgtype: 'text',
    agentid: Number(api.agentId),
    text: { content: text + markOf(context) },
    safe: 0,
    enable_duplicate_check: 1,
    duplicate_check_interval: repeatsDropped,
  };
  for (let attempt = 0; ; attempt++) {
    const got = await api.tokens.get();
    if ('sent' in got) return got.sent;
    const query = { access_token: got.token };
    const called = await call(api.apiBase, '/cgi-bin/message/send', query, {
      body,
      signal: context.signal,
      timeout: api.timeout,
    });
    if (called.was !== 'answered') return outcomeOf(called);
    if (!tokenEnded(called.errcode)) return personOutcome(called);
    api.tokens.ended(got.token);
    if (attempt > 0) return verdictOf(called.errcode);
  }
}

/** errcode 0 may still mean that the only receiver was none (§7.3). */
function personOutcome({ errcode, body }: Extract<Called, { was: 'answered' }>): Sent {
  if (errcode !== 0) return verdictOf(errcode, 'robot');
  if (isNamed(body.invaliduser)) return { outcome: 'failed', gone: true, reason: '接收人不存在或不在应用可见范围' };
  if (isNamed(body.unlicenseduser)) return { outcome: 'failed', gone: true, reason: '接收人没有企业微信接口许可' };
  return typeof body.msgid === 'string' ? { outcome: 'sent', ref: body.msgid } : { outcome: 'sent' };
}

const isNamed = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** One markdown text into the group the webhook belongs to; the key is the address and the secret in one. */
export async function pushToGroup(
  apiBase: string,
  to: Address,
  text: string,
  context: SendContext,
  timeout: number,
): Promise<Sent> {
  if (!to.hook?.key) return { outcome: 'failed', reason: '没有登记消息推送地址' };
  const body = { msgtype: 'markdown', markdown: { content: text } };
  const called = await call(
    apiBase,
    '/cgi-bin/webhook/send',
    { key: to.hook.key },
    { body, signal: context.signal, timeout },
  );
  return called.was === 'answered' ? verdictOf(called.errcode) : outcomeOf(called);
}
