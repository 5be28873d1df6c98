// What the DingTalk platform is configured with, and DingTalk's limits and quotas as data.
import type { Clock } from '../../lib/clock.ts';
import type { Lane } from '../platform.ts';

/** What one call or push counts against (protocol §3.5): `api` and `reply` are ours to spend, `push` is what DingTalk sent us. */
export type UsageKind = 'api' | 'reply' | 'push';

/** Settings of the platform; secrets are never logged. Without client id and secret only custom robots can be served. */
export interface DingtalkSettings {
  /** New-style API, `https://api.dingtalk.com`; no slash at the end. */
  apiBase: string;
  /** Old-style API, `https://oapi.dingtalk.com`; no slash at the end. */
  oapiBase: string;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  mode: 'stream' | 'http';
  /** Name of the robot in chats, taken out of rich text. */
  botName?: string | undefined;
  eventToken?: string | undefined;
  eventAesKey?: string | undefined;
  /** How far the time of a signed callback may be from ours, milliseconds. */
  maxSkewMs: number;
  /**
   * Hosts a session webhook may name (protocol §3.9): `oapi.dingtalk.com` means https on the default port. A loopback address,
   * with or without port, is for tests: it also allows http, and downloads from there.
   */
  webhookHosts: string[];
  /** Told of everything that counts against a monthly quota; must not throw. */
  usage?: ((kind: UsageKind) => void) | undefined;
  /** The clock for signatures, tokens and session ends (its `real`); the machine's by default. */
  clock?: Clock | undefined;
  /** Waiting times of the Stream connection, for tests. */
  timing?: Partial<StreamTiming> | undefined;
}

/** Waiting times of the Stream connection, all in milliseconds (protocol §2.2, advice). */
export interface StreamTiming {
  /** Longest wait for the gateway's answer, and again for the WebSocket handshake. */
  openWithin: number;
  /** First and longest pause between attempts; doubled from one to the next. */
  pauseFrom: number;
  pauseTo: number;
  /** A connection that lived this long counts as good: the pauses start again from the first. */
  stableAfter: number;
  /** We ping this often … */
  pingEvery: number;
  /** … and give the connection up when nothing at all came for this long. */
  silentFor: number;
  /** How long acknowledgements under way are waited for before a connection is closed. */
  settleWithin: number;
}

/** The waiting times in service. */
export const streamTiming: StreamTiming = {
  openWithin: 10_000,
  pauseFrom: 1_000,
  pauseTo: 60_000,
  stableAfter: 10_000,
  pingEvery: 20_000,
  silentFor: 75_000,
  settleWithin: 5_000,
};

/** Monthly quotas of the whole organisation by DingTalk edition since 2025-11-19 (protocol §3.5). */
export const quotas = {
  standard: { api: 5_000, push: 3_000 },
  professional: { api: 200_000, push: 50_000 },
} as const;

/** Longest request body of a callback, bytes. */
export const maxCallbackBytes = 1024 * 1024;

/** Longest wait for one API call, milliseconds. */
export const callWithin = 10_000;

const minute = 60_000;

/** The two ways out: the app's robot (session webhook or API) and custom robots registered by their webhook. */
export const lanes = {
  app: {
    name: 'dingtalk-app',
    // No rate per group is published; 20 a minute is the custom robots' figure (protocol §3.4).
    perChat: [{ count: 20, per: minute }],
    perRobot: [{ count: 20, per: 1_000 }],
    mutedFor: minute,
    maxBytes: 15_000,
    concurrency: 8,
    idempotent: false,
    bound: false,
  },
  custom: {
    name: 'dingtalk-custom',
    perChat: [{ count: 20, per: minute }],
    perRobot: [{ count: 20, per: minute }],
    mutedFor: 10 * minute,
    maxBytes: 20_000,
    concurrency: 8,
    idempotent: true,
    bound: false,
  },
} as const satisfies Record<string, Lane>;
