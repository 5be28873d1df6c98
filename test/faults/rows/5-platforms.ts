// Platforms that answer badly: too fast, muted, broken, late, cut off, unreadable; and tokens that end under many workers.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault as DingtalkFault } from '../../support/fake-dingtalk.ts';
import type { Fault as WecomFault } from '../../support/fake-wecom.ts';
import { meddling, scale } from '../meddling.ts';
import { atMost, exactly, type Finding, type Row, type RowParts } from '../row.ts';
import { Ground, type Owed, type Site } from '../site.ts';

/** Sizes of one run: messages for each weather and way out, how slow slow is (ms), messages of the token's part. */
const sizes = {
  full: { each: 60, slow: 30_000, token: 200 },
  short: { each: 8, slow: 12_000, token: 24 },
};

/** Longest until all has come to an end: half an hour of retries, scaled; milliseconds. */
const patience = 120_000;

/** One kind of bad weather: every `every`-th request meets the next of the faults. */
interface Weather {
  every: number;
  wecom: readonly WecomFault[];
  dingtalk: readonly DingtalkFault[];
  /** Every message that meets it is refused for good. */
  final?: boolean;
}

const page = (status: number, taken = false): WecomFault => ({ kind: 'html', status, taken });
const errcode = (code: number): WecomFault => ({ kind: 'errcode', errcode: code });

/** The weathers by name; names are part of the messages' words. */
const weathers = (slow: number): Record<string, Weather> => ({
  limited429: { every: 3, wecom: [page(429)], dingtalk: ['429'] },
  limited45009: { every: 5, wecom: [errcode(45_009)], dingtalk: [] },
  broken5xx: {
    every: 5,
    wecom: [page(500), page(502, true), page(503), page(504, true)],
    dingtalk: ['500', '502 taken', '503', '502'],
  },
  timeouts: { every: 10, wecom: [{ kind: 'lost answer' }], dingtalk: ['hang'] },
  slow: { every: 20, wecom: [{ kind: 'slow', ms: slow }], dingtalk: ['slow'] },
  resets: { every: 20, wecom: [{ kind: 'reset' }], dingtalk: ['lost'] },
  busy: { every: 4, wecom: [errcode(-1), errcode(45_033), errcode(40_014)], dingtalk: ['busy'] },
  refused: { every: 4, wecom: [errcode(40_058)], dingtalk: [], final: true },
  html: { every: 6, wecom: [page(200), page(200, true)], dingtalk: ['html'] },
  empty: { every: 6, wecom: [{ kind: 'empty', taken: true }, { kind: 'empty' }], dingtalk: ['empty'] },
});

/** Lanes on which a repeat would be seen. */
const repeatsSeen = new Set(['wecom-push', 'dingtalk-app']);

/** Whether nobody can know from this end what became of the message. */
const unclear = (fault: WecomFault | DingtalkFault): boolean =>
  typeof fault === 'string'
    ? ['500', '502', '502 taken', 'hang', 'lost', 'slow', 'empty'].includes(fault)
    : fault.kind === 'html'
      ? fault.status !== 429 && fault.status !== 503
      : fault.kind !== 'errcode';

/** Every platform answering badly. */
export const platformsRow: Row = {
  number: 5,
  title: 'Platforms answering badly, mutes, tokens that end',
  together: true,
  async run(parts) {
    const ground = new Ground();
    try {
      const { slow } = sizes[parts.scale];
      const site = await ground.site({
        engine: parts.engine,
        processes: ['web', 'worker', 'worker,clock'],
        env: meddling({ scaled: true }),
        fake: { minute: 60_000 * scale },
        dingtalk: { window: 60_000 * scale, mutedFor: 600_000 * scale, slowMs: slow },
      });
      await site.start();
      return [...(await badWeather(site, parts)), await muted(site, parts), await tokens(site, parts)];
    } finally {
      await ground.close();
    }
  },
};

/** All weathers at once, each over messages of its own on all four ways out. */
async function badWeather(site: Site, parts: RowParts): Promise<{ variant: string; findings: Finding[] }[]> {
  const { each, slow } = sizes[parts.scale];
  const all = weathers(slow);
  const given = countingWeather(site, all, parts.seed);
  parts.progress('bad weather on both platforms');
  await site.owe(
    Object.entries(all).flatMap(([name, { dingtalk }]) =>
      Array.from({ length: each }, (_, i) => fourWays(site, `${name}Q`, i, dingtalk.length > 0)).flat(),
    ),
  );
  await site.settled(patience);
  // What was slow is taken at last; by then nobody may send it again.
  await sleep(slow);
  site.fake.weather(undefined);
  site.dingtalk?.weather(undefined);
  const found = [];
  for (const [name, { final }] of Object.entries(all)) {
    const { unclear: most = 0, final: refused = 0 } = given.get(name) ?? {};
    const tally = await site.tally(`${name}Q`);
    found.push({
      variant: name,
      findings: [
        exactly('duplicates', tally.twice, 0),
        exactly('sent in the ledger, not on the platform', tally.lies, 0),
        exactly('failed', tally.failed, final ? refused : 0),
        atMost('unknown', tally.unknown, most),
        exactly('without an end', tally.open, 0),
        exactly('sent, unknown or refused for good', tally.sent + tally.unknown + tally.failed, tally.rows),
      ],
    });
  }
  return found;
}

/** One message on each way out. */
function fourWays(site: Site, prefix: string, i: number, dingtalk: boolean): Owed[] {
  const id = (way: string) => `${prefix}${way}${i}`;
  return [
    { id: id('p') },
    { id: id('a'), address: site.person(`u${prefix}${i}`) },
    ...(dingtalk
      ? [
          { id: id('c'), address: site.customRobot(`k${prefix}${i}`) },
          { id: id('g'), address: site.conversation(`g${prefix}${i}`) },
        ]
      : []),
  ];
}

interface Given {
  unclear: number;
  final: number;
}

/** Arranges the weathers at both fakes and counts what was given to lanes on which a repeat would be seen. */
function countingWeather(site: Site, all: Record<string, Weather>, seed: number): Map<string, Given> {
  const given = new Map<string, Given>();
  const requests = new Map<string, number>();
  const pick = <F extends WecomFault | DingtalkFault>(body: string, lane: string, of: (w: Weather) => readonly F[]) => {
    const name = /通知 ([a-z0-9]+)Q/.exec(body)?.[1] ?? '';
    const weather = all[name];
    if (!weather) return undefined;
    const n = (requests.get(name + lane) ?? weather.every - 1 - (seed % 3)) + 1;
    requests.set(name + lane, n);
    const faults = of(weather);
    if (n % weather.every !== 0 || faults.length === 0) return undefined;
    const fault = faults[(n / weather.every) % faults.length];
    const count = given.get(name) ?? { unclear: 0, final: 0 };
    given.set(name, count);
    if (fault && unclear(fault) && repeatsSeen.has(lane)) count.unclear++;
    if (weather.final) count.final++;
    return fault;
  };
  const ways: Record<string, string> = { 'webhook/send': 'wecom-push', 'message/send': 'wecom-app' };
  site.fake.weather((way, body) => (ways[way] ? pick(body, ways[way], (weather) => weather.wecom) : undefined));
  site.dingtalk?.weather(({ path, raw }) => {
    const lane = path === '/robot/send' ? 'dingtalk-custom' : 'dingtalk-app';
    return pick(raw, lane, (weather) => weather.dingtalk);
  });
  return given;
}

/** A custom robot of DingTalk silenced for ten minutes (scaled): the others go on, and it is left alone until it may speak. */
async function muted(site: Site, parts: RowParts): Promise<{ variant: string; findings: Finding[] }> {
  const { each } = sizes[parts.scale];
  parts.progress('one robot muted by 130101');
  const silenced = site.customRobot('silenced');
  site.dingtalk?.muteCustom('silenced');
  const mutedUntil = Date.now() + 600_000 * scale;
  const before = site.dingtalk?.calls('/robot/send').length ?? 0;
  await site.owe([
    ...Array.from({ length: Math.min(each, 18) }, (_, i) => ({ id: `muteQs${i}`, address: silenced })),
    ...Array.from({ length: each }, (_, i) => ({ id: `muteQo${i}`, address: site.customRobot(`other${i}`) })),
  ]);
  await site.settled(patience);
  const tally = await site.tally('muteQ');
  const seen = (prefix: string) => (site.dingtalk?.accepted ?? []).filter(({ text }) => text.includes(prefix));
  const calls = (site.dingtalk?.calls('/robot/send').length ?? 0) - before;
  return {
    variant: 'muted',
    findings: [
      exactly('sent', tally.sent, tally.rows),
      exactly('duplicates', tally.twice, 0),
      exactly(
        'of the others later than half the mute',
        seen('muteQo').filter(({ at }) => at > mutedUntil - 300_000 * scale).length,
        0,
      ),
      // What was on its way when the first was refused: at most the lane's concurrency in each of two workers.
      atMost('requests in vain', calls - tally.rows, 16),
    ],
  };
}

/** Access tokens of both platforms that end again and again while two workers of eight hands each send. */
async function tokens(site: Site, parts: RowParts): Promise<{ variant: string; findings: Finding[] }> {
  const { token } = sizes[parts.scale];
  parts.progress('tokens that end');
  const asked = () => ({
    wecom: site.fake.api.calls.gettoken,
    dingtalk: site.dingtalk?.calls('/v1.0/oauth2/accessToken').length ?? 0,
  });
  const before = asked();
  await site.owe(
    Array.from({ length: token }, (_, i) => [
      { id: `tokenQa${i}`, address: site.person(`utoken${i}`) },
      { id: `tokenQg${i}`, address: site.conversation(`gtoken${i}`) },
    ]).flat(),
  );
  let ends = 0;
  let over = false;
  const ending = (async () => {
    for (; !over; ends++) {
      site.fake.expire();
      site.dingtalk?.expire();
      await sleep(400);
    }
  })();
  await site.settled(patience);
  over = true;
  await ending;
  const tally = await site.tally('tokenQ');
  const after = asked();
  // Each of two workers fetches one for each end, however many of its hands are refused.
  const most = 2 * (ends + 1);
  return {
    variant: 'token ends',
    findings: [
      exactly('sent', tally.sent, tally.rows),
      exactly('duplicates', tally.twice, 0),
      atMost('tokens fetched from WeCom', after.wecom - before.wecom, most),
      atMost('tokens fetched from DingTalk', after.dingtalk - before.dingtalk, most),
    ],
  };
}
