// The platforms that the settings describe.
import type { Settings } from '../config/schema.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { dingtalk } from './platforms/dingtalk/index.ts';
import type { Platform } from './platforms/platform.ts';
import { wecom } from './platforms/wecom/index.ts';

/** One platform for each vendor that has any setting. */
export function configuredPlatforms(s: Settings, clock: Clock, log: Log): Platform[] {
  void clock;
  void log;
  const maxSkewMs = s.CALLBACK_SKEW_SECONDS * 1000;
  const platforms: Platform[] = [];
  if (s.WECOM_BOT_ID || s.WECOM_BOT_TOKEN.length > 0 || s.WECOM_CORP_ID) {
    platforms.push(
      wecom({
        apiBase: s.WECOM_API_BASE,
        wsUrl: s.WECOM_WS_URL,
        botId: s.WECOM_BOT_ID,
        botSecret: s.WECOM_BOT_SECRET,
        botName: s.WECOM_BOT_NAME,
        botTokens: s.WECOM_BOT_TOKEN,
        botAesKeys: s.WECOM_BOT_AES_KEY,
        corpId: s.WECOM_CORP_ID,
        appSecret: s.WECOM_APP_SECRET,
        appAgentId: s.WECOM_APP_AGENT_ID,
        appTokens: s.WECOM_APP_TOKEN,
        appAesKeys: s.WECOM_APP_AES_KEY,
        maxSkewMs,
        mediaHosts: [],
      }),
    );
  }
  if (s.DINGTALK_CLIENT_ID) {
    platforms.push(
      dingtalk({
        apiBase: s.DINGTALK_API_BASE,
        oapiBase: s.DINGTALK_OAPI_BASE,
        clientId: s.DINGTALK_CLIENT_ID,
        clientSecret: s.DINGTALK_CLIENT_SECRET,
        mode: s.DINGTALK_MODE,
        botName: s.DINGTALK_BOT_NAME,
        cardTemplateId: s.DINGTALK_CARD_TEMPLATE_ID,
        eventToken: s.DINGTALK_EVENT_TOKEN,
        eventAesKey: s.DINGTALK_EVENT_AES_KEY,
        maxSkewMs,
        webhookHosts: [new URL(s.DINGTALK_OAPI_BASE).host],
      }),
    );
  }
  return platforms;
}
