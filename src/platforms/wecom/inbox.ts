// Messages of the long connection on their way to the engine: in order within a chat, chats beside each other, and held in bounded
// memory while the engine takes none, because this platform never repeats a message.
import type { Heard } from '../../bot/message.ts';
import type { Clock } from '../../lib/clock.ts';
import type { PlatformParts } from '../platform.ts';

/** What the inbox needs; `holdFor` in milliseconds from a message's arrival. */
export interface InboxParts {
  hear: PlatformParts['hear'];
  clock: Clock;
  holdFor: number;
  /** How many messages may wait at once. */
  capacity: number;
  /** The message was not taken and will not be tried again; must not throw. */
  giveUp(heard: Heard): void;
}

/** Takes messages until it is closed. */
export interface Inbox {
  take(heard: Heard): void;
  /** No message is tried again any more; resolves when none is under way. */
  close(): Promise<void>;
}

const firstPause = 200;
const longestPause = 3000;

/** An empty inbox. */
export function openInbox({ hear, clock, holdFor, capacity, giveUp }: InboxParts): Inbox {
  const chats = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let waiting = 0;

  async function deliver(heard: Heard, until: number): Promise<void> {
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      try {
        await hear(heard);
        return;
      } catch {
        // The engine logs its own faults; here it only counts that the message was not taken.
        const left = until - clock.real();
        if (left <= 0 || stopping.signal.aborted) return giveUp(heard);
        await sleep(Math.min(pause, left), stopping.signal);
      }
    }
  }

  return {
    take(heard) {
      if (waiting >= capacity || stopping.signal.aborted) return giveUp(heard);
      waiting++;
      const key = `${heard.chat.kind} ${heard.chat.id}`;
      const until = clock.real() + holdFor;
      const before = chats.get(key) ?? Promise.resolve();
      const turn = before
        .then(() => deliver(heard, until))
        .finally(() => {
          waiting--;
          if (chats.get(key) === turn) chats.delete(key);
        });
      chats.set(key, turn);
    },
    async close() {
      stopping.abort();
      await Promise.allSettled(chats.values());
    },
  };
}

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
