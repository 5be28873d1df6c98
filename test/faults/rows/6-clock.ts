// Clocks that step, machines in other time zones, and an event loop that stands still while the world goes on.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dayMs, instantOf } from '../../../src/lib/dates.ts';
import { meddle, meddling } from '../meddling.ts';
import { atLeast, atMost, exactly, type Finding, type Row, type RowParts } from '../row.ts';
import { Ground, type Site } from '../site.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Sizes of one run: school days walked through, and for how long the loop stands still (ms). */
const sizes = {
  full: { days: 10, block: 45_000 },
  // Claims hold 4 s there (preload.ts).
  short: { days: 2, block: 7_000 },
};

type Variant = { variant: string; findings: Finding[] };

/** Everything about time that can go wrong at once. */
export const clockRow: Row = {
  number: 6,
  title: 'Clock stepping by ±5 min, ±2 h, +1 day; other time zones; event loop blocked',
  together: true,
  async run(parts) {
    const ground = new Ground();
    try {
      const zones = ['UTC', 'America/New_York'];
      const [blocked, ...walks] = await Promise.all([
        standingStill(ground, parts),
        ...zones.map((zone) => walkIn(ground, parts, zone)),
      ]);
      const [first, ...others] = walks.map(({ record }) => JSON.stringify(record));
      const differing = others.filter((record) => record !== first).length;
      return [
        ...walks.map(({ variant }) => variant),
        { variant: 'time zones', findings: [exactly('of them with another record', differing, 0)] },
        blocked,
      ];
    } finally {
      await ground.close();
    }
  },
};

/** What is compared between time zones: every row of the ledger but its ids and the moments of real time. */
type Recorded = string[];

/** School days one after the other, each with steps of the clock in the middle of what is due. */
async function walkIn(ground: Ground, parts: RowParts, zone: string): Promise<{ variant: Variant; record: Recorded }> {
  const { days } = sizes[parts.scale];
  const processes = parts.scale === 'full' ? ['web', 'worker', 'clock'] : ['web,worker,clock'];
  const site = await ground.site({ engine: parts.engine, env: { TZ: zone }, processes });
  await site.start();
  await site.ask('p-chenan', '/定时 新建 每日提醒 "12 16 * * 1-5" 数学教研群 请带好教材');
  await site.ask('p-chenan', '确认');
  await site.ask('p-wangmin', '/集体备课 安排 数学 第4周 李强 分数的意义');
  const walked = ['2023-03-06', '2023-03-07', '2023-03-08', '2023-03-09', '2023-03-10']
    .flatMap((day) => [day, dayAfter(day, 7)])
    .sort()
    .slice(0, days);
  for (const [i, day] of walked.entries()) {
    parts.progress(`${zone}: ${day}`);
    await oneDay(site, day, i);
  }
  return judge(site, zone, walked);
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** A day with its own messages, and steps around 16:12, when reminders and the schedule speak. */
async function oneDay(site: Site, day: string, i: number): Promise<void> {
  const at = (time: string) => instantOf(day, time);
  await site.owe(
    [at('10:00'), at('14:00'), at('16:12')].map((due, n) => ({ id: `clock-${day}-${n}`, due: due + n * minute })),
  );
  const step = async (ms: number) => {
    await site.deployment.clockBy(ms);
    await quiet(site);
  };
  const to = async (time: string) => {
    await site.deployment.clockTo(day, time);
    await quiet(site);
  };
  await to('09:30');
  await step(5 * minute);
  await step(-5 * minute);
  await to('10:05');
  // Two hours ahead over something that is due, and back.
  await to('13:00');
  await step(2 * hour);
  await step(-2 * hour);
  await to('16:10');
  // Over the instant itself, back before it, and over it once more.
  await step(5 * minute);
  await step(-5 * minute);
  await to('16:20');
  await step(-2 * hour);
  await to('16:40');
  // Every other day a whole day is lost: what was due in it is late.
  if (i % 2 === 1) await step(dayMs);
}

/** Until all that is due has gone out. */
async function quiet(site: Site): Promise<void> {
  const now = await site.deployment.now();
  for (let tries = 0; tries < 200; tries++) {
    const open = await site.store((store) =>
      store.read
        .selectFrom('deliveries')
        .select('id')
        .where('state', 'in', ['queued', 'sending'])
        .where('due_at', '<=', now)
        .execute(),
    );
    if (open.length === 0) return;
    await sleep(50);
  }
}

/** The walk's ledger against what was seen, and against the occurrences there have been. */
async function judge(
  site: Site,
  zone: string,
  walked: readonly string[],
): Promise<{ variant: Variant; record: Recorded }> {
  const rows = await site.store((store) => store.read.selectFrom('deliveries').selectAll().orderBy('key').execute());
  const daily = rows.filter(({ source_kind }) => source_kind === 'schedule');
  // Answers in the response show the same words, for confirmation.
  const pushed = site.fake.accepted.filter(({ way }) => way === 'hook' || way === 'app');
  const seen = pushed.filter(({ text }) => text.includes('请带好教材')).length;
  // What is due with it for the same group is one message with it.
  const said = daily.filter(({ state }) => state === 'sent' || state === 'merged').length;
  const tally = await site.tally('clock-');
  const reminders = pushed.filter(({ text }) => text.includes('分数的意义') && text.includes('明天')).length;
  const asleep = rows.filter(({ state, class: name, settled_at }) => {
    const of = new Date((settled_at ?? 0) + 8 * hour).toISOString().slice(11, 16);
    return state === 'sent' && (name === 'schedule' || name === 'event') && (of < '07:30' || of > '18:05');
  });
  const occurrences = new Set(daily.map(({ occurrence_on, due_at }) => occurrence_on ?? due_at));
  const variant: Variant = {
    variant: `steps, ${zone}`,
    findings: [
      exactly('own messages sent', tally.sent, tally.rows),
      exactly('duplicates', tally.twice + Math.max(0, reminders - 1), 0),
      exactly('occurrences of the schedule without exactly one row', daily.length - occurrences.size, 0),
      exactly('days walked without an occurrence', Math.max(0, walked.length - occurrences.size), 0),
      exactly('schedule: seen more or less often than sent', seen - said, 0),
      exactly('sent outside sending hours', asleep.length, 0),
      exactly('without an end', tally.open + tally.unknown + tally.failed, 0),
    ],
  };
  // Ids are drawn, and so is what hangs on them.
  const record = daily.map(({ occurrence_on, due_at, state }) => `${occurrence_on} ${due_at} ${state}`).sort();
  return { variant, record: [...record, ...pushed.map(({ to, text }) => `${to} ${text}`).sort()] };
}

/** One of two workers stands still in the middle of its sends; the other goes on; then the first wakes and wants to write. */
async function standingStill(ground: Ground, parts: RowParts): Promise<Variant> {
  const { block } = sizes[parts.scale];
  const socket = join(tmpdir(), `jiaoyan-meddle-${process.pid}-${parts.engine}`);
  const site = await ground.site({
    engine: parts.engine,
    processes: ['web', 'worker', 'worker,clock'],
    env: meddling({ socket, waits: parts.scale }),
  });
  await site.start();
  const [, worker = 0] = site.deployment.pids;
  const ids = (way: string) => Array.from({ length: 8 }, (_, i) => `still-${way}${i}`);
  // The loop is blocked while up to eight of each lane are on their way.
  const slow = { kind: 'slow', ms: 1_500 } as const;
  for (let i = 0; i < 8; i++) for (const way of ['webhook/send', 'message/send']) site.fake.break(way, slow);
  await site.owe([
    ...ids('push').map((id) => ({ id })),
    ...ids('app').map((id) => ({ id, address: site.person(`u-${id}`) })),
    ...ids('exam').map((id) => ({ id, class: 'exam' as const })),
  ]);
  while ((await sending(site)) < 10) await sleep(20);
  parts.progress(`a worker's loop stands still for ${block / 1_000} s`);
  await meddle(socket, worker, { block });
  const wakes = Date.now() + block;
  // What the other has brought to an end by now, the first may not write over. No clocks are compared: each process has its own.
  await sleep(Math.max(0, wakes - Date.now() - 400));
  const ended = (await site.rows()).filter(({ attempts, state }) => attempts > 1 && state === 'sent');
  await sleep(Math.max(0, wakes - Date.now()));
  await site.settled(60_000);
  await sleep(2_000);
  const tally = await site.tally('still-');
  const rows = await site.rows();
  const after = new Map(rows.map((row) => [row.source_id, JSON.stringify(row)]));
  const over = ended.filter((row) => after.get(row.source_id) !== JSON.stringify(row));
  const repeatable = tally.twice;
  const notices = [...site.shown()].filter(([id, n]) => n > 1 && !id.startsWith('still-exam')).length;
  return {
    variant: `event loop blocked ${block / 1_000} s`,
    findings: [
      exactly('duplicates of what does not repeat by rule', notices, 0),
      atMost('repeats of what repeats by rule', repeatable - notices, 8),
      atMost('unknown', tally.unknown, 8),
      atLeast('brought to an end by the other meanwhile', ended.length, 1),
      exactly('late writes over the end of another', over.length, 0),
      exactly('taken up by the other worker', Math.min(1, rows.filter(({ attempts }) => attempts > 1).length), 1),
      exactly('sent in the ledger, not on the platform', tally.lies, 0),
      exactly('without an end', tally.open + tally.failed, 0),
    ],
  };
}

const sending = async (site: Site): Promise<number> =>
  (await site.rows()).filter(({ state }) => state === 'sending').length;
