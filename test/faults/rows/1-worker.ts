// Row 1: kill -9 of the worker, again and again, while it sends.
import { setTimeout as sleep } from 'node:timers/promises';
import { chanceOf } from '../chance.ts';
import { demands, judge, unknownAtMost } from '../checker.ts';
import { atMost, type Finding, type Row, type RowParts } from '../row.ts';
import { openStage, type Stage } from '../stage.ts';
import { addGroups, countIn, faultKind, owe, platformOf, shownIn, wish } from '../wishes.ts';

interface Extent {
  kills: number;
  sends: number;
  concurrencies: number[];
  /** How long to wait for claims of the dead to lapse (20 s) and their jobs to be taken up; milliseconds. */
  patience: number;
}

const extents: Record<RowParts['scale'], Extent> = {
  full: { kills: 50, sends: 500, concurrencies: [1, 8], patience: 120_000 },
  short: { kills: 3, sends: 30, concurrencies: [8], patience: 60_000 },
};

/** Every fifth message is of a class that is repeated by rule when nobody knows. */
const repeats = (i: number): boolean => i % 5 === 4;

export const worker: Row = {
  number: 1,
  title: 'kill -9 of the worker while it sends',
  async run(parts) {
    const { concurrencies } = extents[parts.scale];
    // Beside each other: most of the time is waiting.
    return Promise.all(concurrencies.map((concurrency) => killed(parts, concurrency)));
  },
};

async function killed(parts: RowParts, concurrency: number): Promise<{ variant: string; findings: Finding[] }> {
  const { kills, sends, patience } = extents[parts.scale];
  const stage = await openStage(parts, {
    district: false,
    lanes: { 'wecom-push': { concurrency } },
    env: { FAULTS_WAITS: parts.scale },
  });
  try {
    await addGroups(stage, sends);
    const chance = chanceOf(parts.seed, concurrency);
    // The platform takes its time, so that death comes before, during and after a request.
    for (let i = 0; i < sends * 2; i++)
      stage.fake.break('webhook/send', { kind: 'slow', ms: chance.between(0, 150 * Math.min(4, concurrency)) });
    for (let kill = 0; kill < kills; kill++) {
      const [from, to] = [kill, kill + 1].map((n) => Math.floor((n * sends) / kills));
      await owe(stage, someWishes(stage, from ?? 0, to ?? 0));
      const service = await stage.start('worker');
      await sleep(chance.between(0, 900));
      await service.kill();
      if (kill % 10 === 9) parts.progress(`concurrency ${concurrency}: ${kill + 1} kills`);
    }
    await stage.start('worker');
    await settled(stage, patience);
    return { variant: `concurrency ${concurrency}`, findings: await findings(stage, sends, kills * concurrency) };
  } finally {
    await stage.close();
  }
}

const someWishes = (stage: Stage, from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => {
    const i = from + n;
    return wish(i, stage.now(), repeats(i) ? 'exam' : 'notice');
  });

/** Waits until nothing is under way any more, or for `patience`. */
async function settled(stage: Stage, patience: number): Promise<void> {
  const until = performance.now() + patience;
  while (performance.now() < until && (await countIn(stage, ['queued', 'sending'])) > 0) await sleep(200);
}

async function findings(stage: Stage, sends: number, inFlight: number): Promise<Finding[]> {
  const verdict = await judge(stage.store, {
    platforms: [platformOf(stage)],
    kinds: [faultKind],
    shown: shownIn(stage),
  });
  return [
    ...demands(verdict, sends),
    unknownAtMost(verdict, inFlight),
    atMost('repeated by rule', verdict.repeats, inFlight),
  ];
}
