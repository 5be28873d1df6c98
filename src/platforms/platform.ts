// The contract every platform keeps; test/platforms/contract.ts runs one suite against all of them. Adapters translate, they do not decide.
import type Router from 'koa-router';
import type { Chat, Hear, MediaRef, Said } from '../bot/message.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';

/** How often a lane may be used with one key; several rules hold at once. */
export interface Limit {
  count: number;
  /** Length of the window in milliseconds. */
  per: number;
}

/** One way out of the house: a kind of sending with its own limits. Several lanes may belong to one platform. */
export interface Lane {
  /** Unique over all platforms: `wecom-ws`, `wecom-app`, `wecom-push`, `dingtalk-app`, `dingtalk-custom`, `sandbox`, `console`. */
  name: string;
  /** Limits for one chat of one robot (key `paceKey`); kept by src/queue/pace.ts in Redis for all processes. */
  perChat: Limit[];
  /** Limits for the robot or app as a whole. */
  perRobot: Limit[];
  /** How long the platform silences an offender, milliseconds; used when its answer says "too fast" without a time. */
  mutedFor: number;
  /** Longest rendered message in UTF-8 bytes; a longer Said is split at line borders before it is sent. */
  maxBytes: number;
  /** How many sendings at once in one process. */
  concurrency: number;
  /** True when a repeat with the same key is dropped by the platform, so that an unknown outcome may be sent again. */
  idempotent: boolean;
  /** True when only the process that holds the connection can send (long connection). */
  bound: boolean;
}

/** Where one delivery goes on its lane. JSON, kept in the ledger. */
export interface Address {
  lane: string;
  robot: string;
  chat: Chat;
  /** Short-lived way for answers (session webhook, req_id); adapters fall back to the lasting one when it has ended. */
  route?: Record<string, string | number>;
  /** Secret of a push or custom robot (webhook key or access token, and sign secret). Never logged. */
  hook?: { key: string; secret?: string };
}

/** What became of one attempt to send. `reason` is short, in Chinese, without secrets; it is shown to admins. */
export type Sent =
  | { outcome: 'sent'; ref?: string }
  /** Not accepted, may be tried again after `after` ms; `muted`: the whole chat or robot is silenced for that long. */
  | { outcome: 'retry'; after?: number; muted?: 'chat' | 'robot'; reason: string }
  /** Will never be accepted. `gone`: the group or person can no longer be reached this way. */
  | { outcome: 'failed'; reason: string; gone?: boolean }
  /** Credentials or permissions are wrong: tell an admin; the message itself may be tried again later. */
  | { outcome: 'alarm'; reason: string }
  /** The request may or may not have been accepted (timeout after it was written, connection lost before the answer). */
  | { outcome: 'unknown'; reason: string };

/** Given with each sending. */
export interface SendContext {
  /** The delivery's uuid: idempotency key where the platform takes one. */
  deliveryId: string;
  /** Which part of a split message this is, from 0. */
  part: number;
  signal: AbortSignal;
}

/** What an adapter is given by app.ts. */
export interface PlatformParts {
  hear: Hear;
  clock: Clock;
  log: Log;
  /** A rejected callback and why (a kind, never content). Call it for each: the receiver counts all and logs one a minute. */
  rejected(channel: string, why: string): void;
}

/** One platform: its entrances and its lanes. */
export interface Platform {
  name: string;
  lanes: Lane[];
  /** HTTP entrances, mounted under the contract's routes. */
  routes?(router: Router, parts: PlatformParts): void;
  /** Opens connections (long connection, Stream) in the process that runs the web service; resolves when trying, not when connected. */
  connect?(parts: PlatformParts): Promise<void>;
  /** Closes connections; resolves when nothing more will be heard. */
  disconnect?(): Promise<void>;
  /** Tries the credentials without sending anything, for `doctor`: one finding for each channel that is set up. */
  check?(): Promise<{ name: string; ok: boolean; detail: string }[]>;
  /** How the platform stands, for /readyz and doctor: `ok`, or a Chinese sentence. */
  health(): Promise<{ ok: boolean; detail: string }>;
  /** The Said as the lane's own text, at least one part, none longer than maxBytes or without anything to see; pure. */
  render(lane: string, said: Said): string[];
  /** One request for one part (`text` as `render` gave it, buttons and links added from `said` with the last part). Never throws. */
  send(to: Address, said: Said, text: string, context: SendContext): Promise<Sent>;
  /**
   * The bytes of a file that came with a message: fetched only from the platform's own hosts, never more than `maxBytes`,
   * decrypted. `name` falls back to what the download says. @throws Refusal when it is gone, too large or from elsewhere.
   */
  fetchMedia?(media: MediaRef, maxBytes: number): Promise<{ name: string; bytes: Buffer }>;
}
