// The inline runner: the same outbox, ledger and sending without Redis, for conversations played in tests and the terminal chat.
import { type QueueParts, type Runner, relay, sweep } from './outbox.ts';
import { sendDelivery } from './send.ts';
import { runTask } from './tasks.ts';

/** A runner that works when it is told to. */
export interface InlineRunner extends Runner {
  /** Hands over and does everything due at the clock's time, until nothing is left to do now. */
  drain(parts: QueueParts): Promise<void>;
}

/** Nothing is kept between two drains but what is in the store and what was put off. */
export function inlineRunner(): InlineRunner {
  const waiting = new Map<string, { queue: string; at: number }>();
  return {
    async add(queue, ids) {
      for (const id of ids) if (!waiting.has(id)) waiting.set(id, { queue, at: 0 });
    },
    async drain(parts) {
      for (;;) {
        await sweep(parts);
        await relay(parts, this);
        const ready = [...waiting].filter(([, { at }]) => at <= parts.clock.now());
        if (ready.length === 0) return;
        for (const [id, { queue }] of ready) {
          waiting.delete(id);
          const end = queue === 'tasks' ? await runTask(id, parts) : await sendDelivery(id, parts);
          if (end.kind === 'snooze') waiting.set(id, { queue, at: parts.clock.now() + Math.max(1, end.ms) });
        }
      }
    },
  };
}
