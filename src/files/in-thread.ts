// One job in a thread of its own, bounded in memory and time: what the thread cannot cope with is its input's fault, not the program's.
import { Worker } from 'node:worker_threads';

/** The bounds of a thread. */
export interface ThreadBounds {
  /** Its JavaScript heap. */
  heapMb: number;
  /** How much the whole process may grow meanwhile: buffers are not part of a heap, and a hostile file can ask for gigabytes of them. */
  growthMb: number;
  ms: number;
}

const watchEveryMs = 100;

/**
 * What the thread at `file` answers to `job` with its one message; null when it broke a bound, or ended without a word. Only one
 * message is taken and the thread is ended after it. @throws what the thread throws
 */
export function inThread<Job, Answer>(file: URL, job: Job, bounds: ThreadBounds): Promise<Answer | null> {
  const worker = new Worker(file, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: bounds.heapMb },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Answer | null>();
  const most = process.memoryUsage.rss() + bounds.growthMb * 1e6;
  const timer = setTimeout(() => resolve(null), bounds.ms);
  const watch = setInterval(() => process.memoryUsage.rss() > most && resolve(null), watchEveryMs);
  worker.once('message', resolve);
  worker.once('exit', () => resolve(null));
  worker.once('error', (error: NodeJS.ErrnoException) =>
    error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve(null) : reject(error),
  );
  return promise.finally(() => {
    clearTimeout(timer);
    clearInterval(watch);
    return worker.terminate();
  });
}
