// 500 deliveries through outbox, BullMQ, ledger and a platform without limits, beside durable commits and beside BullMQ alone.
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Wanted } from '../src/queue/ledger.ts';
import { lane } from '../test/support/recorder.ts';
import { commitRate } from './commits.ts';
import { openStage, type Stage } from './stage.ts';
import type { Piece } from './table.ts';

const count = 500;
const concurrency = 50;

const wishes = (round: number): Wanted[] =>
  Array.from({ length: count }, (_, i) => ({
    source: { kind: 'bench', id: `${round}-${i}` },
    audience: { kind: 'group', id: `g${i}` },
    class: 'notice',
    said: { text: `第 ${i} 条通知：${'字'.repeat(80)}` },
    due: 0,
  }));

/** Deliveries a second, from the wish to the last settled row. */
async function deliveries(stage: Stage, round: number): Promise<number> {
  const begun = performance.now();
  await stage.owe(wishes(round));
  await stage.settled();
  return (count * 1_000) / (performance.now() - begun);
}

/** Jobs a second of BullMQ that do nothing, added in one go. */
async function noops(stage: Stage, round: number): Promise<number> {
  const connection = new Redis(stage.redisUrl, { maxRetriesPerRequest: null });
  const name = `noop${round}`;
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
  let left = count;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const worker = new Worker(name, async () => void (--left === 0 && finish()), { connection, concurrency });
  await worker.waitUntilReady();
  const begun = performance.now();
  await queue.addBulk(Array.from({ length: count }, (_, i) => ({ name, data: {}, opts: { jobId: `j${i}` } })));
  await finished;
  const rate = (count * 1_000) / (performance.now() - begun);
  await worker.close();
  await queue.close();
  connection.disconnect();
  return rate;
}

export const fanout: Piece = {
  name: 'fanout',
  title: 'fan-out of 500 deliveries',
  async run(rounds) {
    const stage = await openStage([lane({ concurrency })]);
    const ours: number[] = [];
    const commits: number[] = [];
    const raw: number[] = [];
    try {
      // The first round warms everything up and is not counted.
      for (let round = 0; round <= rounds; round++) {
        const [commit, noop, delivered] = [commitRate(), await noops(stage, round), await deliveries(stage, round)];
        if (round === 0) continue;
        commits.push(commit);
        raw.push(noop);
        ours.push(delivered);
      }
    } finally {
      await stage.close();
    }
    const to = (base: number[], factor: number) => ours.map((rate, i) => rate / ((base[i] ?? Number.NaN) * factor));
    return [
      {
        what: 'fanout: delivered',
        unit: '/s',
        rounds: ours,
        ratio: { to: 'half of commits', rounds: to(commits, 0.5), aim: '≥ 0.7' },
        bound: 'CPU of one thread: BullMQ, two statements in a transaction and one read for each delivery',
      },
      { what: 'fanout: BullMQ alone', unit: '/s', rounds: raw, ratio: { to: 'BullMQ alone', rounds: to(raw, 1) } },
      { what: 'fanout: commits', unit: '/s', rounds: commits },
    ];
  },
};
