// Pace: 80 groups with 50 messages each at 20 in a window, one group silenced, and 500 private messages through one app. The
// platform counts in windows of its own, in phase with nobody's, and says how often a limit was exceeded.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from '../src/platforms/platform.ts';
import type { Wanted } from '../src/queue/ledger.ts';
import { redisPace } from '../src/queue/pace.ts';
import { lane, type Recorder } from '../test/support/recorder.ts';
import { openStage } from './stage.ts';
import type { Line, Piece } from './table.ts';

const groups = 80;
const each = 50;
/** Sixty seconds, scaled down; WINDOW_MS=60000 shows how much of the ratio is the scale. */
const windowMs = Number(process.env.WINDOW_MS ?? 3_000);
const perWindow = 20;
const muted = 'g0';
/** A group's messages need three windows; the third begins after two. */
const least = (Math.ceil(each / perWindow) - 1) * windowMs;
const app = { messages: 500, perSecond: 20 };
/** How long the platform takes to answer, milliseconds. */
const answerMs = 5;

/** The n-th message of every group, then the next: as messages to all groups come. */
const wishes = (source: string): Wanted[] =>
  Array.from({ length: groups * each }, (_, i) => ({
    source: { kind: 'bench', id: `${source}-${i}` },
    audience: { kind: 'group', id: `g${i % groups}` },
    class: 'notice',
    said: { text: `第 ${i} 条` },
    due: 0,
  }));

const limited = lane({ perChat: [{ count: perWindow, per: windowMs }], concurrency: 50 });
const others = (groups - 1) * each;

interface Run {
  /** From the first request at the platform to the last, milliseconds. */
  ms: number;
  overruns: number;
}

const runOf = ({ accepted, overruns }: Recorder): Run => {
  const times = accepted.map(({ at }) => at);
  return { ms: Math.max(...times) - Math.min(...times), overruns };
};

/** Until everybody but the silenced group has all messages; null for none silenced. */
async function fanOut(theLane: Lane, silenced: string | null): Promise<Run> {
  const stage = await openStage([theLane], (group) => `robot-${group}`);
  try {
    stage.platform.answer = async ({ chat }) => {
      await sleep(answerMs);
      if (chat === silenced) return { outcome: 'retry', muted: 'chat', after: 600_000, reason: '太快了' };
      return { outcome: 'sent' };
    };
    await stage.owe(wishes('all'));
    while (stage.platform.accepted.filter(({ chat }) => chat !== muted).length < others) await sleep(10);
    return runOf(stage.platform);
  } finally {
    await stage.close();
  }
}

/** The same through the pace alone: no store, no queue, a timer for each message. */
async function paceAlone(): Promise<Run> {
  const stage = await openStage([limited]);
  const pace = redisPace(stage.runner.redis, Date.now);
  const one = async (id: string, chat: string) => {
    const to = { lane: limited.name, robot: chat, chat: { kind: 'group' as const, id: chat } };
    for (let wait = await pace.wait(id, limited, to); wait > 0; wait = await pace.wait(id, limited, to))
      await sleep(wait);
    const context = { deliveryId: id, part: 0, signal: AbortSignal.timeout(10_000) };
    await stage.platform.send(to, { text: '' }, '', context);
    await pace.sent(id, limited, to);
  };
  try {
    stage.platform.answer = () => sleep(answerMs, { outcome: 'sent' });
    await Promise.all(wishes('alone').map((_, i) => one(`d${i}`, `g${i % groups}`)));
    return runOf(stage.platform);
  } finally {
    await stage.close();
  }
}

async function oneApp(): Promise<Run> {
  const theLane = lane({
    perChat: [{ count: 30, per: 60_000 }],
    perRobot: [{ count: app.perSecond, per: 1_000 }],
    concurrency: 8,
  });
  const stage = await openStage([theLane]);
  try {
    stage.platform.answer = () => sleep(answerMs, { outcome: 'sent' });
    await stage.owe(
      Array.from({ length: app.messages }, (_, i) => ({
        source: { kind: 'bench', id: String(i) },
        audience: { kind: 'person', id: `p${i}` },
        class: 'notice',
        said: { text: '通知' },
        due: 0,
      })),
    );
    while (stage.platform.accepted.length < app.messages) await sleep(10);
    return runOf(stage.platform);
  } finally {
    await stage.close();
  }
}

export const pace: Piece = {
  name: 'pace',
  title: `pace of ${groups} groups and of one app (about a minute)`,
  async run(rounds) {
    const free: number[] = [];
    const [through, alone, single]: Run[][] = [[], [], []];
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      free.push((await fanOut({ ...limited, perChat: [] }, null)).ms);
      through?.push(await fanOut(limited, muted));
      alone?.push(await paceAlone());
    }
    single?.push(await oneApp());
    const took = (what: string, runs: { ms: number }[] = [], minimum: (i: number) => number, of: string): Line => ({
      what: `pace: ${what}`,
      unit: 's',
      rounds: runs.map(({ ms }) => ms / 1_000),
      ratio: { to: of, rounds: runs.map(({ ms }, i) => ms / minimum(i)), aim: '≤ 1.05' },
    });
    // The machine needs its time for the messages themselves; scaled to three seconds, that is no longer small beside a window.
    const machine = (i: number) => ((free[i] ?? 0) * (each % perWindow)) / each;
    const groupsText = `${groups} × ${each}, ${perWindow} in ${windowMs / 1_000} s`;
    return [
      took(`${groupsText}, one silenced`, through, () => least, 'two windows'),
      took('  the same', through, (i) => least + machine(i), "two windows + the machine's own time"),
      took('  pace alone, no store and no queue', alone, () => least, 'two windows'),
      { what: 'pace:   without limits', unit: 's', rounds: free.map((ms) => ms / 1_000) },
      took(
        '500 private messages, 20 a second',
        single,
        () => (app.messages / app.perSecond - 1) * 1_000,
        'the limit itself',
      ),
      {
        what: 'pace: overruns at the platform (must be 0)',
        unit: '',
        rounds: [...(through ?? []), ...(alone ?? []), ...(single ?? [])].map(({ overruns }) => overruns),
        bound:
          'none may occur; a window is kept from answer to request, so the time of an answer is lost once a window',
      },
    ];
  },
};
