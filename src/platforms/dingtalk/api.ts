// The calls that leave the house: robot API, session webhook, custom robot. Each is one request and one judged answer; none throws.
import type { Clock } from '../../lib/clock.ts';
import type { Sent } from '../platform.ts';
import { type Meaning, meaningOf, meaningOfFailure } from './errors.ts';
import { callWithin, type DingtalkSettings, type UsageKind } from './settings.ts';
import { customRobotQuery } from './sign.ts';
import type { Tokens } from './token.ts';

/** The calls; bodies and answers as in the protocol, §3.2 to §3.4 and §3.8. */
export interface Api {
  /** A call of the robot API with the app's token, which is renewed once when it is refused. `path` begins with a slash. */
  call(path: string, body: unknown, signal: AbortSignal): Promise<Meaning>;
  /** A reply through the webhook of a received message; the caller has checked the address. */
  reply(sessionWebhook: string, body: unknown, signal: AbortSignal): Promise<Meaning>;
  /** A message through a custom robot, signed when it has a secret. */
  custom(hook: { key: string; secret?: string }, body: unknown, signal: AbortSignal): Promise<Meaning>;
}

/** A given-up sending that was never begun. */
const notBegun: Meaning = { kind: 'not', sent: { outcome: 'retry', reason: '发送前已中止' } };
const tokenRefused: Meaning = { kind: 'not', sent: { outcome: 'alarm', reason: '钉钉不接受应用的令牌' } };

async function post(
  url: string,
  body: unknown,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Meaning> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', accept: 'application/json', ...headers },
      body: JSON.stringify(body),
      // An address that came with a message must not lead on to another one.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(callWithin)]),
    });
    return meaningOf(response.status, await response.text());
  } catch (error) {
    return meaningOfFailure(error);
  }
}

/** The calls with these settings and this token. */
export function createApi(settings: DingtalkSettings, tokens: Tokens, clock: Clock): Api {
  const count = (kind: UsageKind): void => settings.usage?.(kind);

  async function call(path: string, body: unknown, signal: AbortSignal): Promise<Meaning> {
    for (let attempt = 0; attempt < 2; attempt++) {
      if (signal.aborted) return notBegun;
      const token = await tokens.get();
      if (signal.aborted) return notBegun;
      if (token.kind === 'not') return token;
      count('api');
      const headers = { 'x-acs-dingtalk-access-token': token.value };
      const meaning = await post(settings.apiBase + path, body, headers, signal);
      if (meaning.kind !== 'token-over') return meaning;
      tokens.drop(token.value);
    }
    return tokenRefused;
  }

  return {
    call,
    async reply(sessionWebhook, body, signal) {
      if (signal.aborted) return notBegun;
      count('reply');
      return post(sessionWebhook, body, {}, signal);
    },
    async custom({ key, secret }, body, signal) {
      if (signal.aborted) return notBegun;
      const sign = secret ? customRobotQuery(secret, clock.real()) : '';
      const url = `${settings.oapiBase}/robot/send?access_token=${encodeURIComponent(key)}${sign}`;
      return post(url, body, {}, signal);
    },
  };
}

/** The outcome of an answer that needs no second step; `ref` names the message for recalling it. */
export function outcomeOf(meaning: Meaning): Sent {
  if (meaning.kind === 'not') return meaning.sent;
  if (meaning.kind === 'session-over') return { outcome: 'failed', reason: '这个地址已失效', gone: true };
  if (meaning.kind === 'token-over') return { outcome: 'alarm', reason: '钉钉不接受应用的令牌' };
  const { processQueryKey } = meaning.data;
  return typeof processQueryKey === 'string' ? { outcome: 'sent', ref: processQueryKey } : { outcome: 'sent' };
}
