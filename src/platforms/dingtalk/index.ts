// The DingTalk platform put together: entrances by mode, two lanes, health. What each part does is in the files beside this one.
import { systemClock } from '../../lib/clock.ts';
import type { Platform } from '../platform.ts';
import { createApi } from './api.ts';
import { openGateway, reasonOf, type StreamSettings } from './gateway.ts';
import { eventsHook, robotHook } from './http-hook.ts';
import { fetchMedia } from './media.ts';
import { createPeer, type Standing } from './receive.ts';
import { render } from './render.ts';
import { createAppSend, createCustomSend } from './send.ts';
import { type DingtalkSettings, lanes, streamTiming } from './settings.ts';
import { type Stream, startStream } from './stream.ts';
import { createTokens, type Tokens } from './token.ts';

export { type DingtalkSettings, quotas, type UsageKind } from './settings.ts';

/** One finding of `check`. */
interface Finding {
  name: string;
  ok: boolean;
  detail: string;
}

async function checkCredentials(tokens: Tokens): Promise<Finding> {
  const got = await tokens.get();
  const detail = got.kind === 'token' ? 'ok' : got.sent.reason;
  return { name: '钉钉应用', ok: detail === 'ok', detail };
}

/** Asks for a ticket and lets it lapse: a running service keeps its connection. */
async function checkStream(settings: StreamSettings): Promise<Finding> {
  const name = '钉钉 Stream';
  try {
    await openGateway(settings, streamTiming.openWithin);
    return { name, ok: true, detail: 'ok' };
  } catch (error) {
    return { name, ok: false, detail: reasonOf(error) };
  }
}

/** The platform for these settings; nothing is opened before `connect` or `routes`. */
export function dingtalk(settings: DingtalkSettings): Platform {
  const clock = settings.clock ?? systemClock;
  const tokens = createTokens(settings, clock);
  const api = createApi(settings, tokens, clock);
  const standing: Standing = { quotaSpent: false };
  const ways: Record<string, Platform['send'] | undefined> = {
    [lanes.app.name]: createAppSend(settings, api, clock),
    [lanes.custom.name]: createCustomSend(api),
  };
  let stream: Stream | undefined;

  return {
    name: 'dingtalk',
    lanes: settings.clientId ? [lanes.app, lanes.custom] : [lanes.custom],

    routes(router, parts) {
      if (settings.mode === 'http' && settings.clientId)
        robotHook(router, settings, parts, createPeer(settings, parts, standing));
      eventsHook(router, settings, parts);
    },

    async connect(parts) {
      const { clientId, clientSecret, mode } = settings;
      if (mode !== 'stream' || !clientId || !clientSecret || stream) return;
      const timing = { ...streamTiming, ...settings.timing };
      const peer = createPeer(settings, parts, standing);
      stream = startStream({ settings: { ...settings, clientId, clientSecret }, timing, peer, log: parts.log });
    },

    async disconnect() {
      await stream?.stop();
      stream = undefined;
    },

    async check() {
      const { clientId, clientSecret, mode } = settings;
      if (!clientId || !clientSecret) return [];
      const streams = mode === 'stream' ? [checkStream({ ...settings, clientId, clientSecret })] : [];
      return Promise.all([checkCredentials(tokens), ...streams]);
    },

    async health() {
      const faults = [
        standing.quotaSpent ? '本月钉钉推送额度已用完，收不到消息内容' : 'ok',
        stream?.state() ?? 'ok',
        tokens.state(),
      ].filter((each) => each !== 'ok');
      return faults.length === 0 ? { ok: true, detail: 'ok' } : { ok: false, detail: faults.join('；') };
    },

    render: (lane, said) => render(said, lane === lanes.custom.name ? lanes.custom.maxBytes : lanes.app.maxBytes),

    async send(to, said, text, context) {
      const way = ways[to.lane];
      return way ? way(to, said, text, context) : { outcome: 'failed', reason: '钉钉没有这种发送方式' };
    },

    fetchMedia: (media, maxBytes) => fetchMedia(media, maxBytes, settings, api),
  };
}
