// The real runner: one BullMQ queue for each lane and one for tasks. Redis holds what is under way; the ledger holds what is true.
import { DelayedError, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { taskQueue } from './job.ts';
import { laneOf } from './lanes.ts';
import type { QueueParts, Runner } from './parts.ts';
import { within } from './within.ts';
import { worker as workerOf } from './work.ts';

/** The runner of one process. */
export interface BullRunner extends Runner {
  /** Starts working on these queues (lane names, `tasks`). */
  work(queues: readonly string[], parts: QueueParts): void;
  /** Lets running jobs end, at most `ms` milliseconds, and closes. */
  stop(ms: number): Promise<void>;
  /** A connection for small things (pace); fails fast while Redis is down. */
  redis: Redis;
  /** How many jobs wait in each queue. */
  depth(): Promise<Record<string, number>>;
}

const taskConcurrency = 4;
/** Longest that handing over may take, milliseconds; what Redis took all the same is taken once. */
const addMs = 5_000;

/**
 * A connection on which an answer is owed and nothing comes for this long is given up, milliseconds: a cable that was pulled closes
 * nothing. A worker's own wait for jobs lasts up to 10 s, hence more.
 */
const silentMs = 12_000;

/** Times of all workers on one Redis, milliseconds: they share one key for the stalled check, so they must be the same everywhere. */
export const watching = { lockDuration: 15_000, stalledInterval: 5_000 };

/** How to run, beside where. */
export interface BullOptions {
  /** Keeps deployments and tests apart. */
  prefix?: string;
  /** Told of every trouble with Redis; may be called often. */
  onError(error: Error): void;
  watching?: typeof watching;
}

/** Connects to Redis (`redis://…`, or a socket path). */
export function bullRunner(redisUrl: string, options: BullOptions): BullRunner {
  const { prefix = 'jiaoyan', onError } = options;
  // Adding fails at once while Redis is down: the rows stay in the outbox and are handed over later.
  const redis = connect(redisUrl, onError, { maxRetriesPerRequest: 1, commandTimeout: addMs });
  const connections = [redis];
  const queues = new Map<string, Queue>();
  const workers: Worker[] = [];
  const wakeIn = waker(redis);

  const queueOf = (name: string): Queue => {
    const known = queues.get(name);
    if (known) return known;
    // A finished job leaves no trace in Redis, so that its id may be handed over again.
    const defaultJobOptions = { removeOnComplete: true, removeOnFail: true };
    const queue = new Queue(name, { connection: redis, prefix, defaultJobOptions });
    queue.on('error', onError);
    queues.set(name, queue);
    // One that began while Redis was silent would answer with that failure for ever: the next add begins another.
    queue.waitUntilReady().catch(() => {
      if (queues.get(name) === queue) queues.delete(name);
      queue.close().catch(() => undefined);
    });
    return queue;
  };

  return {
    redis,
    async add(name, ids, turns) {
      // BullMQ would wait for the connection, and every later call would pile up behind it.
      if (redis.status !== 'ready' && redis.status !== 'connecting' && redis.status !== 'connect')
        throw new Error(`Redis is away (${redis.status})`);
      const adding = queueOf(name).addBulk(
        ids.map((id) => ({ name, data: {}, opts: { jobId: id, priority: turns?.get(id) ?? 0 } })),
      );
      await within(addMs, adding, () => {
        throw new Error('Redis does not answer');
      });
    },
    work(names, parts) {
      const connection = connect(redisUrl, onError, { maxRetriesPerRequest: null });
      connections.push(connection);
      const run = workerOf(parts);
      for (const name of names) {
        const concurrency = name === taskQueue ? taskConcurrency : laneOf(parts.platforms, name).lane.concurrency;
        const worker = new Worker(
          name,
          async (job, token) => {
            const end = await run(name, job.id ?? '', job.opts.priority);
            if (end.kind === 'done') return;
            await job.moveToDelayed(parts.clock.real() + end.ms, token);
            wakeIn(end.ms);
            throw new DelayedError();
          },
          {
            connection,
            prefix,
            concurrency,
            // A job whose process died is taken up again as often as it takes: the ledger says whether it may still be sent.
            maxStalledCount: 1_000_000,
            ...(options.watching ?? watching),
          },
        );
        worker.on('error', onError);
        workers.push(worker);
      }
    },
    async depth() {
      const entries = [...queues].map(
        async ([name, queue]) => [name, await queue.getJobCountByTypes('waiting', 'prioritized')] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    },
    async stop(ms) {
      const closing = Promise.allSettled([...workers, ...queues.values()].map((one) => one.close()));
      // Without Redis, or with a job that does not end, closing would last for ever; the ledger knows what is left.
      const ended = await within<unknown>(ms, closing, () => null);
      if (!ended) await Promise.allSettled(workers.map((worker) => within(500, worker.disconnect(), () => undefined)));
      for (const connection of connections) connection.disconnect();
    },
  };
}

/**
 * Redis notices the end of a blocking read only when its loop turns, which is up to 100 ms late while it is idle (`hz 10`): too
 * late for limits of 20 a second. Any word at the right moment turns it.
 */
function waker(redis: Redis): (ms: number) => void {
  const slotMs = 5;
  const set = new Set<number>();
  return (ms) => {
    const now = performance.now();
    const slot = Math.ceil((now + ms) / slotMs);
    if (ms > 60_000 || set.has(slot)) return;
    set.add(slot);
    setTimeout(
      () => {
        set.delete(slot);
        // Being late is all that happens without it.
        if (redis.status === 'ready') redis.ping().catch(() => undefined);
      },
      slot * slotMs - now,
    ).unref();
  };
}

interface Options {
  /** Null: commands wait for Redis to come back, as a worker's must. */
  maxRetriesPerRequest: number | null;
  commandTimeout?: number;
}

function connect(url: string, onError: (error: Error) => void, options: Options): Redis {
  const retryStrategy = (times: number) => Math.min(50 * times, 500);
  const all = { retryStrategy, socketTimeout: silentMs, ...options };
  const path = url.replace(/^unix:\/\//, '');
  const redis = path.startsWith('/') ? new Redis({ ...all, path }) : new Redis(url, all);
  redis.on('error', onError);
  return redis;
}
