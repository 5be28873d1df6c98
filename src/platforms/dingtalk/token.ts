// The app's access token (protocol §3.1): one for both APIs, fetched once for all who wait, refreshed five minutes early.
import type { Clock } from '../../lib/clock.ts';
import { type Meaning, meaningOf, meaningOfFailure, type Not } from './errors.ts';
import { callWithin, type DingtalkSettings } from './settings.ts';

const early = 5 * 60_000;
/** A refused client id or secret is not tried again for this long: DingTalk throttles frequent token calls. */
const refusalLasts = 30_000;

/** The cache of one app's token. */
export interface Tokens {
  /** The token, or why there is none; never throws. */
  get(): Promise<{ kind: 'token'; value: string } | Not>;
  /** Forgets the token if it still is this one, so that many refused calls fetch one new token. */
  drop(value: string): void;
  /** `ok`, or in Chinese why the last call got none. */
  state(): string;
}

type Got = Awaited<ReturnType<Tokens['get']>>;

/** What DingTalk does not accept as credentials keeps its reason; an unclear end of a token call is just one to repeat. */
function refused(meaning: Meaning): Not {
  if (meaning.kind === 'not' && meaning.sent.outcome === 'alarm') return meaning;
  if (meaning.kind === 'not' && meaning.sent.outcome === 'retry') return meaning;
  if (meaning.kind === 'not' && meaning.sent.outcome === 'failed') {
    return { kind: 'not', sent: { outcome: 'alarm', reason: `取不到钉钉令牌：${meaning.sent.reason}` } };
  }
  return { kind: 'not', sent: { outcome: 'retry', reason: '取不到钉钉令牌', after: 5_000 } };
}

/** A token cache for the configured app. */
export function createTokens(settings: DingtalkSettings, clock: Clock): Tokens {
  let held: { got: Got; until: number } | undefined;
  let pending: Promise<Got> | undefined;
  let last: Got | undefined;

  async function ask(): Promise<Got> {
    if (!settings.clientId || !settings.clientSecret) {
      return { kind: 'not', sent: { outcome: 'alarm', reason: '没有配置钉钉应用' } };
    }
    const asked = clock.real();
    const meaning = await request(settings);
    if (meaning.kind === 'ok' && typeof meaning.data.accessToken === 'string') {
      const lasts = Number(meaning.data.expireIn) * 1_000 || 0;
      // A token given for less than twice the margin would be refetched for every call.
      held = {
        got: { kind: 'token', value: meaning.data.accessToken },
        until: asked + Math.max(lasts - early, lasts / 2),
      };
      return held.got;
    }
    const got = refused(meaning);
    held = got.sent.outcome === 'alarm' ? { got, until: asked + refusalLasts } : undefined;
    return got;
  }

  return {
    async get() {
      if (held && clock.real() < held.until) return held.got;
      pending ??= ask().finally(() => {
        pending = undefined;
      });
      last = await pending;
      return last;
    },
    state: () => (last?.kind === 'not' ? last.sent.reason : 'ok'),
    drop(value) {
      if (held?.got.kind === 'token' && held.got.value === value) held = undefined;
    },
  };
}

async function request({ apiBase, clientId, clientSecret }: DingtalkSettings): Promise<Meaning> {
  try {
    const response = await fetch(`${apiBase}/v1.0/oauth2/accessToken`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ appKey: clientId, appSecret: clientSecret }),
      redirect: 'manual',
      signal: AbortSignal.timeout(callWithin),
    });
    return meaningOf(response.status, await response.text());
  } catch (error) {
    return meaningOfFailure(error);
  }
}
