// What the parts of the fake DingTalk share: options, who exists, what was accepted, which faults are arranged.
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/lib/clock.ts';

/** How the fake behaves; every duration in milliseconds. The defaults are the real platform's. */
export interface FakeOptions {
  clientId: string;
  clientSecret: string;
  /** What the robot is called; rich text keeps this mention. */
  botName: string;
  tokenLasts: number;
  sessionLasts: number;
  ticketLasts: number;
  /** An unacknowledged push comes again after this long, with a new frame id and the same message … */
  redeliverAfter: number;
  /** … this many times. */
  redeliveries: number;
  /** How long a connection is kept, quietly, after it was asked to move on. */
  quietFor: number;
  /** Whether a new connection closes the one before; otherwise one is picked at random for each push. */
  evicts: boolean;
  /** Messages allowed in one window for one chat or custom robot. */
  perWindow: number;
  window: number;
  /** Where in time the windows begin, so that they are not in step with anybody's. */
  phase: number;
  mutedFor: number;
  /** Calls of one API allowed in one second window. */
  qps: number;
  qpsWindow: number;
  /** How late a slow answer is. */
  slowMs: number;
  /** The service's robot hook, in full; events go to `events` beside it. Without it everything goes over Stream. */
  hook: string | undefined;
  eventToken: string;
  eventAesKey: string;
}

/** The ways a message can come in. */
export type Way = 'reply' | 'group' | 'private' | 'custom';

/** One message that was taken, as it stood on the wire. */
export interface Accepted {
  /** Epoch milliseconds. */
  at: number;
  way: Way;
  /** Conversation id, staff id, or the custom robot's key; of a reply, the conversation or person it answers. */
  to: string;
  text: string;
  title: string;
  body: Record<string, unknown>;
}

/**
 * What can go wrong with the next call of an address. `lost`, `hang`, `502 taken` and `empty` take the message first; `busy` is an
 * errcode inside a 200; `slow` takes it after `slowMs`.
 */
export type Fault =
  | '429'
  | '500'
  | '502'
  | '503'
  | '502 taken'
  | 'html'
  | 'empty'
  | 'busy'
  | 'slow'
  | 'reset'
  | 'lost'
  | 'hang'
  | 'redirect';

/** A request as the handlers see it. */
export interface Call {
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  raw: string;
}

/** What a handler answers. */
export interface Reply {
  status: number;
  body: unknown;
}

/** An answer with status 200. */
export const ok = (body: unknown): Reply => ({ status: 200, body });
/** An error of the new API. */
export const apiError = (code: string, status = 400): Reply => ({
  status,
  body: { code, message: code, requestid: 'R' },
});
/** An error of the old API, which answers 200. */
export const oldError = (errcode: number): Reply => ({ status: 200, body: { errcode, errmsg: `error ${errcode}` } });

/** The JSON object in the text, or null. */
export function parsed(raw: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Fixed windows that begin at `phase`: whether one more of `key` is allowed now. */
export function windows(count: number, length: number, phase: number, now: () => number) {
  const used = new Map<string, { index: number; n: number }>();
  return (key: string): boolean => {
    const index = Math.floor((now() + phase) / length);
    const row = used.get(key);
    const n = row?.index === index ? row.n + 1 : 1;
    used.set(key, { index, n: Math.min(n, count) });
    return n <= count;
  };
}

/** The fake's memory. */
export interface State {
  options: FakeOptions;
  now(): number;
  /** `http://127.0.0.1:port`, set once it listens. */
  base: string;
  accepted: Accepted[];
  /** Called with each accepted message. */
  onAccepted(message: Accepted): void;
  faults: { path: string; fault: Fault }[];
  /** What befalls a call for which no fault is arranged. */
  weather: ((call: Call) => Fault | undefined) | undefined;
  /** Calls by path, faulty ones included. */
  calls: Map<string, number[]>;
  token: { value: string; until: number } | null;
  sessions: Map<string, { to: string; until: number }>;
  customRobots: Map<string, { secret?: string; keyword?: string; mutedUntil: number; seen: Set<string> }>;
  /** People who are not (or no longer) in the organisation, groups that are dissolved, people one writes to too often. */
  strangers: Set<string>;
  disbanded: Set<string>;
  flowControlled: Set<string>;
  /** Groups silenced until then. */
  mutedGroups: Map<string, number>;
  files: Map<string, { url: string; bytes: Buffer; type: string }>;
}

/** A fresh memory. */
export function createState(given: Partial<FakeOptions>): State {
  const options: FakeOptions = {
    clientId: 'dingfakeapp000001',
    clientSecret: 'fake-app-secret-1f2e3d',
    botName: '教研助手',
    tokenLasts: 7_200_000,
    sessionLasts: 5_400_000,
    ticketLasts: 90_000,
    redeliverAfter: 60_000,
    redeliveries: 3,
    quietFor: 10_000,
    evicts: true,
    perWindow: 20,
    window: 60_000,
    phase: 23_456,
    mutedFor: 600_000,
    qps: 20,
    qpsWindow: 1_000,
    slowMs: 30_000,
    hook: undefined,
    eventToken: 'fakeEventToken1',
    eventAesKey: randomBytes(32).toString('base64').slice(0, 43),
    ...given,
  };
  return {
    options,
    now: systemClock.real,
    base: '',
    accepted: [],
    onAccepted() {},
    faults: [],
    weather: undefined,
    calls: new Map(),
    token: null,
    sessions: new Map(),
    customRobots: new Map(),
    strangers: new Set(),
    disbanded: new Set(),
    flowControlled: new Set(),
    mutedGroups: new Map(),
    files: new Map(),
  };
}

/** Takes a message into the memory. */
export function accept(state: State, message: Omit<Accepted, 'at'>): void {
  const accepted = { at: state.now(), ...message };
  state.accepted.push(accepted);
  state.onAccepted(accepted);
}
