// The real runner: one BullMQ queue for each lane and one for tasks. Redis holds what is under way; the ledger holds what is true.
import { DelayedError, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { JobEnd } from './job.ts';
import { laneOf } from './lanes.ts';
import type { QueueParts, Runner } from './outbox.ts';
import { sendDelivery } from './send.ts';
import { runTask } from './tasks.ts';

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

/** Connects to Redis (`redis://…`, or a socket path). `prefix` keeps deployments and tests apart. */
export function bullRunner(redisUrl: string, options: { prefix?: string; onError(error: Error): void }): BullRunner {
  const { prefix = 'jiaoyan', onError } = options;
  const connect = (extra: { maxRetriesPerRequest: number | null; commandTimeout?: number; enableOfflineQueue?: boolean }) => {
    const all = { retryStrategy: (n: number) => Math.min(50 * n, 500), ...extra };
    const socket = redisUrl.replace(/^unix:\/\//, '');
    const redis = socket.startsWith('/') ? new Redis({ ...all, path: socket }) : new Redis(redisUrl, all);
    redis.on('error', onError);
    return redis;
  };
  // Adding fails at once while Redis is down: the rows stay in the outbox and are handed over later.
  const redis = connect({ maxRetriesPerRequest: 1, enableOfflineQueue: true, commandTimeout: 5_000 });
  const queues = new Map<string, Queue>();
  const workers: Worker[] = [];
  const workerConnections: Redis[] = [];

  const queueOf = (name: string): Queue => {
    let queue = queues.get(name);
    if (!queue) {
      // A finished job leaves no trace in Redis, so that its id may be handed over again.
      queue = new Queue(name, { connection: redis, prefix, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
      queue.on('error', onError);
      queues.set(name, queue);
    }
    return queue;
  };

  return {
    redis,
    async add(name, ids) {
      await queueOf(name).addBulk(ids.map((id) => ({ name, data: {}, opts: { jobId: id } })));
    },
    work(names, parts) {
      const connection = connect({ maxRetriesPerRequest: null });
      workerConnections.push(connection);
      for (const name of names) {
        const task = name === 'tasks';
        const run = (id: string): Promise<JobEnd> => (task ? runTask(id, parts) : sendDelivery(id, parts));
        const worker = new Worker(
          name,
          async (job, token) => {
            const end = await run(job.id!);
            if (end.kind === 'done') return;
            await job.moveToDelayed(parts.clock.real() + end.ms, token);
            throw new DelayedError();
          },
          {
            connection,
            prefix,
            concurrency: task ? taskConcurrency : laneOf(parts.platforms, name).lane.concurrency,
            // A job whose process died is taken up again as often as it takes: the ledger says whether it may still be sent.
            maxStalledCount: 1_000_000,
            lockDuration: 30_000,
            stalledInterval: 5_000,
          },
        );
        worker.on('error', onError);
        workers.push(worker);
      }
    },
    async depth() {
      const entries = [...queues].map(async ([name, queue]) => [name, await queue.getWaitingCount()] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
    async stop(ms) {
      const closing = Promise.all(workers.map((worker) => worker.close()));
      const timedOut = await Promise.race([closing.then(() => false), new Promise((r) => setTimeout(r, ms, true))]);
      if (timedOut) await Promise.all(workers.map((worker) => worker.close(true)));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      for (const connection of [redis, ...workerConnections]) connection.disconnect();
    },
  };
}
