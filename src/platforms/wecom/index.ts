// WeCom: the robot on its long connection or callback, the self-built app, and group push webhooks, as one platform.

import type { Said } from '../../bot/message.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import type { Address, Lane, Platform, SendContext, Sent } from '../platform.ts';
import { pushToGroup, sendToPerson } from './api.ts';
import { appHook } from './app-hook.ts';
import { botHook } from './bot-hook.ts';
import { checkApp, checkCallback, checkLong, namelessRobot } from './check.ts';
import { longConnection } from './long.ts';
import { fetchMedia } from './media.ts';
import { maxBytes, render } from './render.ts';
import { type Timings, usualTimings } from './timings.ts';
import { tokenSource } from './token.ts';

/** Settings of WeCom; what is not set is not offered. */
export interface WecomSettings {
  /** `https://qyapi.weixin.qq.com`, or a private deployment's. */
  apiBase: string;
  wsUrl: string;
  /** Long connection of the robot. */
  botId?: string | undefined;
  botSecret?: string | undefined;
  /** The robot's name in chats, to take the mention out. */
  botName?: string | undefined;
  /** Robot callback; several while they are being replaced. */
  botTokens: string[];
  botAesKeys: string[];
  /** Self-built app. */
  corpId?: string | undefined;
  appSecret?: string | undefined;
  appAgentId?: string | undefined;
  appTokens: string[];
  appAesKeys: string[];
  /** How far a callback's timestamp may be from ours, milliseconds. */
  maxSkewMs: number;
  /** Hosts files may be fetched from beside the API's own; `*.` at the start for subdomains. */
  mediaHosts: string[];
}

const minute = 60_000;
const hour = 3_600_000;

/** Limits as the platform states them (protocols/wecom.md §4.2, §6, §7.3); 20 a second for the app is our own pace. */
export const wecomLanes = {
  ws: {
    name: 'wecom-ws',
    perChat: [
      { count: 30, per: minute },
      { count: 1000, per: hour },
    ],
    perRobot: [],
    mutedFor: minute,
    maxBytes: maxBytes['wecom-ws'],
    concurrency: 4,
    idempotent: false,
    bound: true,
  },
  app: {
    name: 'wecom-app',
    perChat: [
      { count: 30, per: minute },
      { count: 1000, per: hour },
    ],
    perRobot: [{ count: 20, per: 1000 }],
    mutedFor: minute,
    maxBytes: maxBytes['wecom-app'],
    concurrency: 8,
    idempotent: true,
    bound: false,
  },
  push: {
    name: 'wecom-push',
    perChat: [{ count: 20, per: minute }],
    perRobot: [],
    mutedFor: minute,
    maxBytes: maxBytes['wecom-push'],
    concurrency: 8,
    idempotent: false,
    bound: false,
  },
} as const satisfies Record<string, Lane>;

/** The platform for these settings. `options` shortens times and replaces the clock in tests; the clock is read for real time only. */
export function wecom(settings: WecomSettings, options: { timings?: Partial<Timings>; clock?: Clock } = {}): Platform {
  const timings = { ...usualTimings, ...options.timings };
  const { apiBase, botId, botSecret, botName, corpId, appSecret, appAgentId } = settings;
  const long =
    botId && botSecret ? longConnection({ wsUrl: settings.wsUrl, botId, botSecret, botName }, timings) : undefined;
  const tokens =
    corpId && appSecret
      ? tokenSource({ apiBase, corpId, appSecret }, options.clock ?? systemClock, timings.call)
      : undefined;
  const app = tokens && appAgentId ? { apiBase, agentId: appAgentId, tokens, timeout: timings.call } : undefined;
  const lanes: Lane[] = [...(long ? [wecomLanes.ws] : []), ...(app ? [wecomLanes.app] : []), wecomLanes.push];

  async function send(to: Address, said: Said, text: string, context: SendContext): Promise<Sent> {
    if (to.lane === 'wecom-push') return pushToGroup(apiBase, to, text, context, timings.call);
    if (to.lane === 'wecom-ws' && long) return long.send(to, said, text, context);
    if (to.lane === 'wecom-app' && app) return sendToPerson(app, to, text, context);
    return { outcome: 'alarm', reason: `没有配置企业微信的这条发送方式（${to.lane}）` };
  }

  return {
    name: 'wecom',
    lanes,
    routes(router, parts) {
      const { botTokens, botAesKeys, appTokens, appAesKeys, maxSkewMs } = settings;
      if (botTokens.length > 0 && botAesKeys.length > 0) {
        const secrets = { tokens: botTokens, aesKeys: botAesKeys, receiveId: '', maxSkewMs };
        botHook(router, parts, { secrets, botId, botName });
      }
      if (corpId && appTokens.length > 0 && appAesKeys.length > 0) {
        appHook(router, parts, {
          secrets: { tokens: appTokens, aesKeys: appAesKeys, receiveId: corpId, maxSkewMs },
          agentId: appAgentId,
        });
      }
    },
    async connect(parts) {
      long?.connect(parts);
    },
    async disconnect() {
      await long?.disconnect();
    },
    async check() {
      const { wsUrl, botAesKeys, appTokens } = settings;
      const hears = appTokens.length > 0;
      return Promise.all([
        ...(long ? [checkLong(wsUrl, timings.check)] : []),
        ...(settings.botTokens.length > 0 ? [checkCallback(botAesKeys)] : []),
        ...((long || settings.botTokens.length > 0) && !botName ? [namelessRobot] : []),
        ...(corpId && appSecret && appAgentId
          ? [checkApp({ apiBase, corpId, appSecret, agentId: appAgentId, hears }, timings.check)]
          : []),
      ]);
    },
    async health() {
      const trouble = tokens?.trouble();
      const line = long?.health() ?? { ok: true, detail: '没有使用长连接' };
      return trouble ? { ok: false, detail: `${line.detail}；自建应用：${trouble}` } : line;
    },
    render,
    async send(to, said, text, context) {
      try {
        return await send(to, said, text, context);
      } catch {
        // A fault of ours in the middle of a sending: whether the request went out is not known. No text: it may hold a URL.
        return { outcome: 'unknown', reason: '发送时程序出错' };
      }
    },
    fetchMedia: (media, limit) =>
      fetchMedia(
        { apiBase, hosts: settings.mediaHosts, aesKeys: settings.botAesKeys, tokens, timeout: timings.call * 3 },
        media,
        limit,
      ),
  };
}
