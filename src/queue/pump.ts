// Keeps the outbox moving in one process: after every commit at once, and from time to time for what became due meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import { complainer } from './complain.ts';
import { relay } from './outbox.ts';
import type { QueueParts, Runner } from './parts.ts';
import { sweep } from './sweep.ts';

/** The moving part of the outbox. */
export interface Pump {
  /** Something may be due: hand it over soon. Cheap; calls while one is under way count as one. */
  nudge(): void;
  /** Hands over and tidies up every `ms` milliseconds until stopped. */
  every(ms: number): void;
  /** Resolves when the pass under way has ended; nothing starts afterwards. */
  stop(): Promise<void>;
}

/** Rest between two passes, milliseconds: under load one pass then serves the commits of several messages. */
const restMs = 5;

/** A pump; while the queue or the store is down it says so once a minute and goes on trying. */
export function createPump(parts: QueueParts, runner: Runner): Pump {
  const complain = complainer(parts);
  const wanted = { relay: false, sweep: false };
  let running: Promise<void> | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const one = async (what: 'relay' | 'sweep', work: () => Promise<unknown>) => {
    if (!wanted[what]) return;
    // Before the work, not after: what comes in meanwhile wants another pass.
    wanted[what] = false;
    await work().catch((error: unknown) => complain(error, `outbox: ${what} failed; it goes on by itself`));
  };
  const passes = async () => {
    while ((wanted.relay || wanted.sweep) && !stopped) {
      await one('sweep', () => sweep(parts));
      await one('relay', () => relay(parts, runner));
      await sleep(restMs);
    }
    running = null;
  };
  const start = () => {
    if (!stopped) running ??= passes();
  };
  return {
    nudge() {
      wanted.relay = true;
      start();
    },
    every(ms) {
      timer = setInterval(() => {
        wanted.relay = true;
        wanted.sweep = true;
        start();
      }, ms);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
