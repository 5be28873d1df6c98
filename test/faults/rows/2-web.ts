// Row 2: kill -9 of the web process under signed callbacks that are repeated as the platforms repeat them.
import { setTimeout as sleep } from 'node:timers/promises';
import { dingtalk as dingtalkPlatform } from '../../../src/platforms/dingtalk/index.ts';
import { dingtalkBeside, linkSpeakers, repeats, type Told, tellBot } from '../callbacks.ts';
import { chanceOf } from '../chance.ts';
import { judge } from '../checker.ts';
import { atLeast, exactly, type Finding, type Row, type RowParts } from '../row.ts';
import { openStage, type Stage } from '../stage.ts';
import { platformOf } from '../wishes.ts';

const extents: Record<RowParts['scale'], { kills: number; callbacks: number }> = {
  full: { kills: 50, callbacks: 2_000 },
  short: { kills: 3, callbacks: 60 },
};

/** Windows of limits as data: the people of the sample district would be told only thirty things a minute. */
const lanes = { 'wecom-app': { perChat: [], perRobot: [] }, 'dingtalk-app': { perChat: [], perRobot: [] } };

export const web: Row = {
  number: 2,
  title: 'kill -9 of the web process under callbacks that are repeated',
  async run(parts) {
    const { dingtalk, env } = await dingtalkBeside();
    const stage = await openStage(parts, { env, lanes, fake: { minute: 20, hour: 1_000, patience: 60_000 } });
    try {
      await linkSpeakers(stage);
      stage.fake.hooks.bot = `${stage.url}/hooks/wecom/bot`;
      stage.fake.hooks.app = `${stage.url}/hooks/wecom/app`;
      dingtalk.setHook(`${stage.url}/hooks/dingtalk/robot`);
      await stage.start('worker,clock');
      const told = await underKills(stage, dingtalk, parts);
      return [{ variant: 'WeCom robot, WeCom app, DingTalk', findings: await findings(stage, dingtalk, told, parts) }];
    } finally {
      await stage.close();
      await dingtalk.stop();
    }
  },
};

/** A life ends after this long at the latest, milliseconds: everybody may have been answered before it was due to die. */
const longestLife = 4_000;

type Dingtalk = Awaited<ReturnType<typeof dingtalkBeside>>['dingtalk'];

async function underKills(stage: Stage, dingtalk: Dingtalk, parts: RowParts): Promise<Told[]> {
  const { kills, callbacks } = extents[parts.scale];
  const chance = chanceOf(parts.seed);
  const perLife = Math.ceil(callbacks / kills);
  const told: Promise<Told>[] = [];
  const lives = birth();
  let taken = 0;
  for (let life = 0; life < kills; life++) {
    const service = await stage.start('web');
    lives.born();
    // It dies after so many acknowledgements, so that a slow machine does not make it die before it has done anything.
    const dies = taken + chance.between(0, perLife * 2);
    const soon = chance.between(0, 50);
    for (let i = life * perLife; i < Math.min(callbacks, (life + 1) * perLife); i++) {
      const [after, twice] = [chance.between(0, 800), chance.happens(0.2)];
      const later = Array.from({ length: repeats }, () => chance.between(0, 1_000));
      const pause = (n: number) => lives.next().then(() => sleep(later[n - 1] ?? 0));
      told.push(sleep(after).then(() => tellBot(stage, dingtalk, i, { pause, twice, taken: () => void taken++ })));
    }
    for (let waited = 0; taken < dies && waited < longestLife; waited += 10) await sleep(10);
    await sleep(soon);
    await service.kill();
    if (life % 10 === 9) parts.progress(`${life + 1} kills`);
  }
  // What is left meets a process that lives; some of it twice.
  await stage.start('web');
  const last = setInterval(() => lives.born(), 1_000);
  return Promise.all(told).finally(() => clearInterval(last));
}

/** Tells those who wait that there is a new process. */
function birth(): { born(): void; next(): Promise<void> } {
  const waiting: (() => void)[] = [];
  return {
    born() {
      for (const tell of waiting.splice(0)) tell();
    },
    next: () => new Promise((resolve) => void waiting.push(resolve)),
  };
}

async function findings(stage: Stage, dingtalk: Dingtalk, told: readonly Told[], parts: RowParts): Promise<Finding[]> {
  const effects = await effectsOf(stage);
  const of = ({ origin }: Told) => effects.get(origin) ?? 0;
  const acknowledged = told.filter((one) => one.acknowledged);
  const repeated = told.filter((one) => one.deliveries > 1);
  const differing = told.filter(({ replies }) => new Set(replies).size > 1);
  await settled(stage);
  const { clientId, clientSecret } = dingtalk.options;
  const verdict = await judge(stage.store, {
    platforms: [
      platformOf(stage),
      dingtalkPlatform({
        ...dingtalkFace,
        apiBase: dingtalk.apiBase,
        oapiBase: dingtalk.oapiBase,
        clientId,
        clientSecret,
      }),
    ],
    shown: [
      ...stage.fake.accepted.filter(({ way }) => way === 'app' || way === 'hook'),
      ...dingtalk.accepted.map(({ to, text }) => ({ to, text })),
    ],
  });
  parts.progress(`${acknowledged.length} acknowledged, ${repeated.length} repeated, ${JSON.stringify(verdict)}`);
  const { kills, callbacks } = extents[parts.scale];
  return [
    exactly('callbacks', told.length, callbacks),
    atLeast('acknowledged', acknowledged.length, callbacks / 2),
    atLeast('repeated', repeated.length, kills),
    exactly('acknowledged, not exactly one effect', acknowledged.filter((one) => of(one) !== 1).length, 0),
    exactly('repeated, not exactly one effect', repeated.filter((one) => one.acknowledged && of(one) !== 1).length, 0),
    exactly('not acknowledged, more than one effect', told.filter((one) => !one.acknowledged && of(one) > 1).length, 0),
    exactly('a repeat answered otherwise', differing.length, 0),
    exactly('messages: duplicates', verdict.duplicates, 0),
    exactly('messages: said to be sent, never seen', verdict.lost, 0),
    exactly('messages: seen, not in the ledger', verdict.strange, 0),
  ];
}

const dingtalkFace = {
  mode: 'http' as const,
  botName: undefined,
  eventToken: undefined,
  eventAesKey: undefined,
  maxSkewMs: 3_600_000,
  webhookHosts: [],
};

/** What each message did: lines of the record by origin. */
async function effectsOf({ store }: Stage): Promise<Map<string, number>> {
  const rows = await store.read
    .selectFrom('audit')
    .select((eb) => ['origin', eb.fn.countAll<number>().as('count')])
    .groupBy('origin')
    .execute();
  return new Map(rows.map(({ origin, count }) => [origin ?? '', Number(count)]));
}

/** Lets the worker send what became of it. */
async function settled({ store, now }: Stage): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const open = await store.read
      .selectFrom('deliveries')
      .select('id')
      .where('state', 'in', ['queued', 'sending'])
      .where('due_at', '<=', now())
      .limit(1)
      .execute();
    if (open.length === 0) return;
    await sleep(200);
  }
}
