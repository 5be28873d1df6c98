// The platforms that the settings describe, and their monthly quotas.
import type { Settings } from '../config/schema.ts';
import type { Quota } from './office/deliveries/quota.ts';
import { dingtalk, quotas } from './platforms/dingtalk/index.ts';
import type { Platform } from './platforms/platform.ts';
import { wecom } from './platforms/wecom/index.ts';

/** The quotas of DingTalk's free edition; session replies are counted with the calls (unconfirmed by DingTalk, assumed). */
export const platformQuotas: readonly Quota[] = [
  { name: 'dingtalk:api', title: '钉钉接口调用', monthly: quotas.standard.api },
  { name: 'dingtalk:push', title: '钉钉推送', monthly: quotas.standard.push },
];

/**
 * Both platforms; what is not set up is not offered, but push robots of either may be registered in any office.
 * `used` is told of everything that counts against a quota.
 */
export function configuredPlatforms(s: Settings, used: (quota: string) => void = () => undefined): Platform[] {
  const maxSkewMs = s.CALLBACK_SKEW_SECONDS * 1000;
  return [
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
      // Where WeCom keeps files of chats (protocol, download-host allow-list).
      mediaHosts: ['*.myqcloud.com'],
    }),
    dingtalk({
      apiBase: s.DINGTALK_API_BASE,
      oapiBase: s.DINGTALK_OAPI_BASE,
      clientId: s.DINGTALK_CLIENT_ID,
      clientSecret: s.DINGTALK_CLIENT_SECRET,
      mode: s.DINGTALK_MODE,
      botName: s.DINGTALK_BOT_NAME,
      eventToken: s.DINGTALK_EVENT_TOKEN,
      eventAesKey: s.DINGTALK_EVENT_AES_KEY,
      maxSkewMs,
      webhookHosts: ['oapi.dingtalk.com', new URL(s.DINGTALK_OAPI_BASE).host],
      usage: (kind) => used(`dingtalk:${kind === 'push' ? 'push' : 'api'}`),
    }),
  ];
}
