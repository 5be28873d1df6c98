// How late the last of 1,000 messages is that all fall due at one instant: through outbox, queue, ledger and a platform without
// limits, beside 1,000 jobs of BullMQ that do nothing and are due at the same instant.
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Wanted } from '../src/queue/ledger.ts';
import { lane } from '../test/support/recorder.ts';
import { openStage, type Stage } from './stage.ts';
import type { Line, Piece } from './table.ts';

const count = 1_000;
const concurrency = 50;
/** They are owed this long before they are due, milliseconds, as a beat owes what waits for the opening of the hours. */
const ahead = 3_000;

const wishes = (round: number, due: number): Wanted[] =>
  Array.from({ length: count }, (_, i) => ({
    source: { kind: 'bench', id: `${round}-${i}` },
    audience: { kind: 'group', id: `g${i % 80}` },
    class: 'notice',
    said: { text: `第 ${i} 条通知` },
    due,
  }));

const percentile = (figures: readonly number[], share: number): number =>
  figures.toSorted((a, b) => a - b)[Math.ceil(figures.length * share) - 1] ?? Number.NaN;

/** Lateness of each message at the platform, milliseconds. */
async function ours(stage: Stage, round: number): Promise<number[]> {
  const due = Date.now() + ahead;
  const before = stage.platform.accepted.length;
  await stage.owe(wishes(round, due));
  await stage.settled();
  return stage.platform.accepted.slice(before).map(({ at }) => at - due);
}

/** The same of jobs that do nothing, added at the instant. */
async function bare(stage: Stage, round: number): Promise<number[]> {
  const connection = new Redis(stage.redisUrl, { maxRetriesPerRequest: null });
  const name = `late${round}`;
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
  const late: number[] = [];
  let due = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const take = async () => {
    late.push(Date.now() - due);
    if (late.length === count) resolve();
  };
  const worker = new Worker(name, take, { connection, concurrency });
  await worker.waitUntilReady();
  due = Date.now();
  await queue.addBulk(Array.from({ length: count }, (_, i) => ({ name, data: {}, opts: { jobId: `j${i}` } })));
  await promise;
  await worker.close();
  await queue.close();
  connection.disconnect();
  return late;
}

export const lateness: Piece = {
  name: 'lateness',
  title: 'lateness of 1,000 messages due at one instant',
  async run(rounds): Promise<Line[]> {
    const stage = await openStage([lane({ concurrency })]);
    const [mine, base]: [number[][], number[][]] = [[], []];
    try {
      // The first round warms everything up and is not counted.
      for (let round = 0; round <= rounds; round++) {
        const [jobs, messages] = [await bare(stage, round), await ours(stage, round)];
        if (round === 0) continue;
        base.push(jobs);
        mine.push(messages);
      }
    } finally {
      await stage.close();
    }
    const at = (share: number, of: number[][]) => of.map((figures) => percentile(figures, share));
    const beside = at(0.99, base);
    return [
      { what: 'lateness: half of them', unit: 'ms', rounds: at(0.5, mine) },
      {
        what: 'lateness: 99 of 100',
        unit: 'ms',
        rounds: at(0.99, mine),
        ratio: { to: 'BullMQ alone', rounds: at(0.99, mine).map((ms, i) => ms / (beside[i] ?? Number.NaN)) },
        bound: 'the outbox looks once a second; two statements in a transaction and one read for each message',
      },
      { what: 'lateness: BullMQ alone, 99 of 100', unit: 'ms', rounds: beside },
    ];
  },
};
