// What WeCom's error codes mean for a sending (protocols/wecom.md §8), as data. Only the code decides; errmsg changes its wording.
import type { Sent } from '../platform.ts';

type Verdict =
  | { outcome: 'retry'; after: number; muted?: 'chat' | 'robot'; reason: string }
  | { outcome: 'failed'; reason: string; gone?: boolean }
  | { outcome: 'alarm'; reason: string };

const minute = 60_000;
const gone = (reason: string): Verdict => ({ outcome: 'failed', gone: true, reason });
const failed = (reason: string): Verdict => ({ outcome: 'failed', reason });
const alarm = (reason: string): Verdict => ({ outcome: 'alarm', reason });

/** The codes we know and what they mean. */
export const verdicts: Record<number, Verdict> = {
  [-1]: { outcome: 'retry', after: 3000, reason: '企业微信系统繁忙' },
  40001: alarm('密钥不正确'),
  40008: failed('消息类型不被接受'),
  40013: alarm('企业 ID 不正确'),
  40014: { outcome: 'retry', after: 1000, reason: '访问令牌失效' },
  40056: alarm('应用 ID 不正确'),
  40058: failed('参数不合规定或内容过长'),
  40091: alarm('密钥属于另一个企业'),
  40201: failed('内容被企业微信安全策略拒绝'),
  41001: alarm('请求缺少访问令牌'),
  42001: { outcome: 'retry', after: 1000, reason: '访问令牌过期' },
  44004: failed('内容为空'),
  45002: failed('内容过长'),
  45009: { outcome: 'retry', after: minute, muted: 'chat', reason: '发送过于频繁' },
  45033: { outcome: 'retry', after: 2000, reason: '同时调用过多' },
  48002: alarm('应用没有调用该接口的权限'),
  60020: alarm('服务器 IP 不在企业可信 IP 中'),
  81013: gone('接收人不存在或不在应用可见范围'),
  86003: gone('群聊不存在'),
  86008: gone('群聊不属于本应用'),
  93000: gone('消息推送地址无效或已被移出群'),
  93004: gone('机器人已停用'),
  93006: gone('会话不存在'),
  93008: gone('机器人不在群里'),
  301002: alarm('应用没有权限'),
  846607: { outcome: 'retry', after: minute, muted: 'chat', reason: '机器人在本会话发送过于频繁' },
  846609: { outcome: 'retry', after: 2000, reason: '长连接尚未订阅' },
  853000: alarm('机器人 ID 或密钥不正确'),
};

/** The token has ended: fetch it anew and repeat the call once (§7.2). */
export const tokenEnded = (errcode: number): boolean => errcode === 40014 || errcode === 42001;

/** The callback's req_id takes no more answers; the chat is reached by a push (§8). */
export const routeEnded = (errcode: number): boolean => errcode === 846605 || errcode === 846608;

/**
 * What an answer with this code means for the sending; 0 is `sent`. A code that is not in the table is a refusal all the same:
 * nothing was accepted, and repeating the same request will not change that. `rate`: whom 45009 silences on this way out.
 */
export function verdictOf(errcode: number, rate: 'chat' | 'robot' = 'chat'): Sent {
  if (errcode === 0) return { outcome: 'sent' };
  const verdict = verdicts[errcode];
  if (!verdict) return { outcome: 'failed', reason: `企业微信拒绝（错误码 ${errcode}）` };
  const reason = `${verdict.reason}（${errcode}）`;
  return verdict.outcome === 'retry' && verdict.muted ? { ...verdict, muted: rate, reason } : { ...verdict, reason };
}
