// The inline runner: the same outbox, ledger and sending without Redis, for conversations played in tests and the terminal chat.
import { relay } from './outbox.ts';
import type { QueueParts, Runner } from './parts.ts';
import { sweep } from './sweep.ts';
import { worker } from './work.ts';

/** A runner that works when it is told to. */
export interface InlineRunner extends Runner {
  /** Hands over and does everything due at the clock's time, until nothing is left to do now. */
  drain(parts: QueueParts): Promise<void>;
}

/** Nothing is kept between two drains but what is in the store and what was put off. */
export function inlineRunner(): InlineRunner {
  const waiting = new Map<string, { queue: string; id: string; at: number }>();
  return {
    async add(queue, ids) {
      for (const id of ids) {
        const key = `${queue}/${id}`;
        if (!waiting.has(key)) waiting.set(key, { queue, id, at: 0 });
      }
    },
    async drain(parts) {
      const work = worker(parts);
      for (;;) {
        await sweep(parts);
        await relay(parts, this);
        const ready = [...waiting].filter(([, { at }]) => at <= parts.clock.now());
        if (ready.length === 0) return;
        for (const [key, { queue, id }] of ready) {
          waiting.delete(key);
          const end = await work(queue, id);
          if (end.kind === 'snooze') waiting.set(key, { queue, id, at: parts.clock.now() + Math.max(1, end.ms) });
        }
      }
    },
  };
}
