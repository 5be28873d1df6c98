// The Stream gateway's first step (protocol §2.1): credentials in, an address with a ticket out.
import { messageTopic, readJson } from './frames.ts';
import type { DingtalkSettings } from './settings.ts';

/** Settings with an app in them. */
export type StreamSettings = DingtalkSettings & { clientId: string; clientSecret: string };

/** The gateway's refusal or an answer that is none; the message holds no secret. */
class GatewayError extends Error {}

/**
 * Where to connect, ticket included: it lives 90 seconds, opens one connection and must not be logged. Only robot messages are
 * subscribed to: every other event would count against the monthly quota of pushes without anybody listening. `within` in milliseconds. @throws an error that `reasonOf` words
 */
export async function openGateway(settings: StreamSettings, within: number, stopping?: AbortSignal): Promise<URL> {
  const { apiBase, clientId, clientSecret } = settings;
  const late = AbortSignal.timeout(within);
  const subscriptions = [{ type: 'CALLBACK', topic: messageTopic }];
  const response = await fetch(`${apiBase}/v1.0/gateway/connections/open`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ clientId, clientSecret, subscriptions, ua: 'jiaoyan/1' }),
    redirect: 'manual',
    signal: stopping ? AbortSignal.any([stopping, late]) : late,
  });
  const text = await response.text();
  if (response.status === 400 || response.status === 401 || response.status === 403) {
    throw new GatewayError(
      `钉钉网关不接受这个应用（${response.status}）：请核对 Client ID 和密钥，机器人要选 Stream 模式并已发布`,
    );
  }
  if (!response.ok) throw new GatewayError(`钉钉网关回应异常（${response.status}）`);
  const { endpoint, ticket } = (readJson(text) ?? {}) as { endpoint?: unknown; ticket?: unknown };
  if (typeof endpoint !== 'string' || typeof ticket !== 'string' || !URL.canParse(endpoint)) {
    throw new GatewayError('钉钉网关的回应看不懂');
  }
  const url = new URL(endpoint);
  // Plain ws only towards a gateway that is itself plain, as in tests: the ticket must not travel in the open.
  if (url.protocol !== 'wss:' && !(url.protocol === 'ws:' && apiBase.startsWith('http:'))) {
    throw new GatewayError('钉钉网关给的地址没有加密');
  }
  url.searchParams.set('ticket', ticket);
  return url;
}

/** Why there is no connection, in Chinese and without secrets. */
export const reasonOf = (error: unknown): string =>
  error instanceof GatewayError ? error.message : '连不上钉钉（Stream）';
