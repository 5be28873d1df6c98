// The app's access token: one for all callers, renewed early, fetched once however many ask (protocols/wecom.md §7.2).
import type { Clock } from '../../lib/clock.ts';
import type { Sent } from '../platform.ts';
import { verdictOf } from './errcodes.ts';
import { call } from './http.ts';

/** A token, or why there is none, as the outcome of the sending that needed it. */
export type TokenAnswer = { token: string } | { sent: Sent };

/** Where callers get the token; `ended` tells that WeCom no longer takes this one. */
export interface TokenSource {
  get(): Promise<TokenAnswer>;
  ended(token: string): void;
  /** Why WeCom gives no token, when it last refused one for good; for health. */
  trouble(): string | undefined;
}

/** Renewed this long before WeCom's own end, milliseconds. */
const early = 300_000;
/** Wrong credentials are not tried again for this long: repeated ones get our address banned for an hour (§7.2). */
const pauseAfterAlarm = 300_000;

/** A source for one (corp, app); times by the real clock. */
export function tokenSource(
  settings: { apiBase: string; corpId: string; appSecret: string },
  clock: Clock,
  timeout: number,
): TokenSource {
  let current: { token: string; until: number } | undefined;
  let alarm: { sent: Sent & { outcome: 'alarm' }; until: number } | undefined;
  let flight: Promise<TokenAnswer> | undefined;

  async function fetchToken(): Promise<TokenAnswer> {
    const query = { corpid: settings.corpId, corpsecret: settings.appSecret };
    const called = await call(settings.apiBase, '/cgi-bin/gettoken', query, { timeout });
    // Asking for a token changes nothing, so nothing is ever unclear here.
    if (called.was !== 'answered') {
      const setup = called.was === 'refused' && called.setup;
      return {
        sent: setup ? { outcome: 'alarm', reason: called.reason } : { outcome: 'retry', reason: called.reason },
      };
    }
    if (called.errcode !== 0) {
      const sent = verdictOf(called.errcode, 'robot');
      if (sent.outcome !== 'alarm' && sent.outcome !== 'failed') return { sent };
      alarm = { sent: { outcome: 'alarm', reason: sent.reason }, until: clock.real() + pauseAfterAlarm };
      return { sent: alarm.sent };
    }
    const { access_token: token, expires_in: seconds } = called.body;
    if (typeof token !== 'string' || token === '')
      return { sent: { outcome: 'retry', reason: '接口没有给出访问令牌' } };
    const lasts = (typeof seconds === 'number' ? seconds : 7200) * 1000;
    alarm = undefined;
    current = { token, until: clock.real() + Math.max(lasts - early, lasts / 2) };
    return { token };
  }

  return {
    async get() {
      const now = clock.real();
      if (current && now < current.until) return { token: current.token };
      if (alarm && now < alarm.until) return { sent: alarm.sent };
      flight ??= fetchToken().finally(() => {
        flight = undefined;
      });
      return flight;
    },
    ended(token) {
      if (current?.token === token) current = undefined;
    },
    trouble: () => alarm?.sent.reason,
  };
}
