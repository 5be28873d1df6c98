// Keeps the outbox moving in one process: after every commit at once, and from time to time for what became due meanwhile.
import type { QueueParts, Runner } from './outbox.ts';
import { relay, sweep } from './outbox.ts';

/** The moving part of the outbox. */
export interface Pump {
  /** Something may be due: hand it over soon. Cheap; calls while one is under way count as one. */
  nudge(): void;
  /** Hands over and tidies up every `ms` milliseconds until stopped. */
  every(ms: number): void;
  /** Resolves when the pass under way has ended; nothing starts afterwards. */
  stop(): Promise<void>;
}

/** A pump; while the queue or the store is down it says so once a minute and goes on trying. */
export function createPump(parts: QueueParts, runner: Runner): Pump {
  let running: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let complainedAt = 0;

  const complain = (error: unknown) => {
    if (parts.clock.real() - complainedAt < 60_000) return;
    complainedAt = parts.clock.real();
    parts.log.warn({ err: error }, 'outbox cannot hand over; it will go on by itself');
  };
  const pass = async () => {
    while (wanted && !stopped) {
      wanted = false;
      try {
        await relay(parts, runner);
      } catch (error) {
        complain(error);
      }
    }
  };
  const nudge = () => {
    wanted = true;
    if (running || stopped) return;
    running = pass().finally(() => {
      running = null;
      // A nudge that fell between the last look and this moment must not be lost.
      if (wanted && !stopped) nudge();
    });
  };
  return {
    nudge,
    every(ms) {
      timer = setInterval(() => {
        sweep(parts).catch(complain);
        nudge();
      }, ms);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
