// Row 7: a cancel races with the sending of every message; and a process is asked to stop in the middle of a fan-out.
import { setTimeout as sleep } from 'node:timers/promises';
import { cancel } from '../../../src/queue/ledger.ts';
import { type Chance, chanceOf } from '../chance.ts';
import { demands, judge, unknownAtMost } from '../checker.ts';
import { atLeast, atMost, exactly, type Finding, type Row, type RowParts } from '../row.ts';
import { openStage, type Stage } from '../stage.ts';
import { addGroups, countIn, faultKind, owe, platformOf, shownIn, wish } from '../wishes.ts';

interface Extent {
  races: number;
  /** Races under way at a time. */
  wave: number;
  stops: number;
  sends: number;
}

const extents: Record<RowParts['scale'], Extent> = {
  full: { races: 10_000, wave: 400, stops: 12, sends: 500 },
  short: { races: 200, wave: 200, stops: 2, sends: 40 },
};

export const cancelling: Row = {
  number: 7,
  title: 'cancel racing send; graceful stop during a fan-out',
  together: true,
  // One after the other: both fakes live in this process, and ten thousand races would keep the other from answering in time.
  // The races of both stores take about as long, so that at most their end falls into the stops of the other store.
  run: async (parts) => [await races(parts), await stops(parts)],
};

/** Ids by what became of their cancel. */
interface Cancelled {
  inTime: Set<string>;
  tooLate: Set<string>;
}

async function races(parts: RowParts): Promise<{ variant: string; findings: Finding[] }> {
  const { races: count, wave } = extents[parts.scale];
  const stage = await openStage(parts, { district: false });
  try {
    await addGroups(stage, count);
    const chance = chanceOf(parts.seed, 7);
    await stage.start('worker');
    const cancelled: Cancelled = { inTime: new Set(), tooLate: new Set() };
    for (let from = 0; from < count; from += wave) {
      await race(stage, from, Math.min(count, from + wave), chance, cancelled);
      if ((from / wave) % 5 === 4) parts.progress(`${from + wave} races`);
    }
    await settled(stage, 60_000);
    return { variant: 'cancel races', findings: await raceFindings(stage, count, cancelled) };
  } finally {
    await stage.close();
  }
}

/**
 * Owes a wave and cancels each message once: some at any moment, most when one a little before it in the line has just arrived at the
 * platform, which is when it is looked at, claimed or under way itself. Every twentieth request is told to come again.
 */
async function race(stage: Stage, from: number, to: number, chance: Chance, cancelled: Cancelled): Promise<void> {
  const { fake } = stage;
  const requests = to - from;
  for (let i = 0; i < requests; i++) {
    const busy = chance.happens(0.05);
    fake.break('webhook/send', busy ? { kind: 'errcode', errcode: -1 } : { kind: 'slow', ms: chance.between(0, 15) });
  }
  await owe(
    stage,
    Array.from({ length: requests }, (_, n) => wish(from + n, stage.now() + n)),
  );
  const left = new Set(Array.from({ length: requests }, (_, n) => from + n));
  const cancels: Promise<void>[] = [];
  const turn = turns(atOnce);
  const take = (i: number, after: number) => {
    if (left.delete(i)) cancels.push(sleep(after).then(() => turn(() => cancelOne(stage, i, cancelled))));
  };
  for (const i of [...left]) if (chance.happens(0.2)) take(i, chance.between(0, 2_500));
  const until = performance.now() + 10_000;
  for (let seen = fake.accepted.length; left.size > 0 && performance.now() < until; await sleep(1)) {
    for (; seen < fake.accepted.length; seen++) {
      const arrived = Number(/第(\d+)号/.exec(fake.accepted[seen]?.text ?? '')?.[1]);
      // With eight at a time, the next dozen are at every stage of their way.
      take(arrived + chance.between(0, 16), chance.between(0, 12));
      take(arrived, 0);
    }
  }
  for (const i of [...left]) take(i, 0);
  await Promise.all(cancels);
}

/** How many cancels are under way at once: no more than there are connections to the store. */
const atOnce = 8;

/** Runs pieces of work, at most `most` beside each other. */
function turns(most: number): (work: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => void waiting.push(resolve));
    running++;
    await work().finally(() => {
      running--;
      waiting.shift()?.();
    });
  };
}

async function cancelOne({ store, now }: Stage, i: number, { inTime, tooLate }: Cancelled): Promise<void> {
  const source = { kind: faultKind, id: String(i) };
  const count = await store.write((tx) => cancel(tx, now(), source, '取消'));
  (count > 0 ? inTime : tooLate).add(String(i));
}

async function raceFindings(stage: Stage, count: number, { inTime, tooLate }: Cancelled): Promise<Finding[]> {
  const shown = shownIn(stage);
  const ids = shown.map(({ text }) => /第(\d+)号/.exec(text)?.[1] ?? '');
  const verdict = await judge(stage.store, { platforms: [platformOf(stage)], kinds: [faultKind], shown });
  const { sent = 0, cancelled = 0, unknown = 0 } = verdict.states;
  return [
    exactly('cancels', inTime.size + tooLate.size, count),
    exactly('sent or cancelled', sent + cancelled, count),
    exactly('cancelled in time, and seen', ids.filter((id) => inTime.has(id)).length, 0),
    exactly('duplicates', verdict.duplicates, 0),
    exactly('said to be sent, never seen', verdict.lost, 0),
    exactly('unknown', unknown, 0),
    atLeast('races won by cancel', inTime.size, Math.floor(count / 100)),
    atLeast('races won by send', sent, Math.floor(count / 100)),
    atLeast('cancelled while under way, not tried again', cancelled - inTime.size, Math.floor(count / 10_000)),
  ];
}

async function stops(parts: RowParts): Promise<{ variant: string; findings: Finding[] }> {
  const { stops: count, sends } = extents[parts.scale];
  const stage = await openStage(parts, { district: false });
  try {
    await addGroups(stage, sends);
    const chance = chanceOf(parts.seed, 8);
    // Some stops meet the worst there is: a platform that never answers. The request is given up after twelve seconds, within the stop.
    const hanging = parts.scale === 'full' ? 2 : 0;
    await owe(
      stage,
      Array.from({ length: sends }, (_, i) => wish(i, stage.now())),
    );
    const ended: { code: number | null; ms: number }[] = [];
    for (let n = 0; n < count; n++) {
      stage.fake.healAll();
      if (n < hanging) stage.fake.break('webhook/send', { kind: 'lost answer' });
      for (let i = 0; i < sends; i++) stage.fake.break('webhook/send', { kind: 'slow', ms: chance.between(20, 400) });
      const service = await stage.start(n % 2 ? 'worker' : 'web,worker,clock');
      const before = stage.fake.accepted.length;
      for (let tries = 0; tries < 200 && stage.fake.accepted.length === before; tries++) await sleep(10);
      await sleep(chance.between(0, 600));
      ended.push(await service.stop());
    }
    await stage.start('worker');
    await settled(stage, 120_000);
    return { variant: 'graceful stops', findings: await stopFindings(stage, sends, ended, hanging) };
  } finally {
    await stage.close();
  }
}

async function stopFindings(
  stage: Stage,
  sends: number,
  ended: readonly { code: number | null; ms: number }[],
  hanging: number,
): Promise<Finding[]> {
  const shown = shownIn(stage);
  const verdict = await judge(stage.store, { platforms: [platformOf(stage)], kinds: [faultKind], shown });
  return [
    ...demands(verdict, sends),
    exactly('stops that did not end with code 0', ended.filter(({ code }) => code !== 0).length, 0),
    atMost('longest stop, ms', Math.max(...ended.map(({ ms }) => ms)), 25_000),
    unknownAtMost(verdict, hanging),
  ];
}

/** Waits until nothing is under way any more, or for `patience` ms. */
async function settled(stage: Stage, patience: number): Promise<void> {
  const until = performance.now() + patience;
  while (performance.now() < until && (await countIn(stage, ['queued', 'sending'])) > 0) await sleep(100);
}
