// What the parts of the fake share: its settings, what it accepted, and the faults that are switched on.
import type { ShownCard } from './cards.ts';
import { Windows } from './limits.ts';

/** The fake's corp: one robot, one app, its people and webhooks. Everything has a default. */
export interface FakeOptions {
  botId: string;
  botSecret: string;
  botName: string;
  botToken: string;
  botAesKey: string;
  corpId: string;
  appSecret: string;
  agentId: string;
  appToken: string;
  appAesKey: string;
  /** Length of a "minute" and of an "hour" of the limits, milliseconds. */
  minute: number;
  hour: number;
  /** Seconds an access token lives. */
  tokenLife: number;
  /** How long a callback waits for our answer, milliseconds; then it is delivered again. */
  patience: number;
  /** How long after a press its card can be replaced, milliseconds. */
  cardPatience: number;
  /** Subscribes of one robot in a minute before 45009. */
  subscribes: number;
  /** Only these people exist; everybody when absent. */
  people?: string[];
  /** These have no licence for the interface: named in the answer, with an errcode of 0. */
  unlicensed?: string[];
}

/** One message the fake took and would have shown. */
export interface Accepted {
  way: 'respond' | 'push' | 'app' | 'hook' | 'passive-bot' | 'passive-app';
  /** Chat id, user id or webhook key. */
  to: string;
  kind?: 'group' | 'private';
  text: string;
  /** Epoch milliseconds. */
  at: number;
  streamId?: string;
  /** The card as it was sent; `text` is what stands on it. */
  card?: ShownCard;
}

/** One fault for one coming request; requests it does not fit pass it by. */
export type Fault =
  /** Taken and shown, but no answer ever comes. */
  | { kind: 'lost answer' }
  /** Taken and shown, then the connection breaks. */
  | { kind: 'reset' }
  /** The connection breaks before anything is taken. */
  | { kind: 'reset early' }
  /** A gateway answers instead. */
  | { kind: 'html'; status: number; taken?: boolean }
  | { kind: 'redirect' }
  /** 200, and nothing in it. */
  | { kind: 'empty'; taken?: boolean }
  | { kind: 'slow'; ms: number }
  | { kind: 'errcode'; errcode: number };

/** The fake's mind. */
export class State {
  readonly options: FakeOptions;
  readonly accepted: Accepted[] = [];
  /** What the real platform would drop without a word: over a member's limit, or a repeat within the duplicate check. */
  readonly dropped: Accepted[] = [];
  /** Requests the real platform would refuse by its documentation; a good adapter makes none. */
  readonly violations: string[] = [];
  readonly faults: { way: string; fault: Fault }[] = [];
  /** What befalls a request for which no fault is arranged. */
  weather: ((way: string, body: string) => Fault | undefined) | undefined;
  readonly minutes: Windows;
  readonly hours: Windows;
  readonly hooks = new Set<string>(['hook-key-1']);
  readonly files = new Map<string, { bytes: Buffer; name: string; type: string }>();
  readonly #watchers = new Set<() => void>();

  constructor(options: FakeOptions) {
    this.options = options;
    this.minutes = new Windows(options.minute);
    this.hours = new Windows(options.hour);
  }

  accept(message: Omit<Accepted, 'at'>): void {
    this.accepted.push({ ...message, at: Date.now() });
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** The next fault for this way, taken off the list. */
  fault(way: string, body = ''): Fault | undefined {
    const index = this.faults.findIndex((entry) => entry.way === way);
    return index < 0 ? this.weather?.(way, body) : this.faults.splice(index, 1)[0]?.fault;
  }

  knows(userId: string): boolean {
    return this.options.people?.includes(userId) ?? true;
  }

  /** Resolves with the first accepted message that fits, also one of the past. @throws Error after `ms` */
  heard(fits: (message: Accepted) => boolean, ms = 5000): Promise<Accepted> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.accepted.find(fits);
        if (!found) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`fake wecom: nothing fitting was said within ${ms} ms; accepted ${this.accepted.length}`));
      }, ms);
      this.#watchers.add(look);
      look();
    });
  }
}

/** UTF-8 bytes. */
export const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
