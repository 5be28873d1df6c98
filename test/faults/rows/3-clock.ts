// Row 3: three clocks through a simulated term, and clocks that are killed between owing something and handing it over.
import { setTimeout as sleep } from 'node:timers/promises';
import { instantOf } from '../../../src/lib/dates.ts';
import { loadCalendar } from '../../../src/office/calendar/model.ts';
import { allDue, upcoming } from '../../../src/office/reminders/due.ts';
import { settleLate } from '../../../src/office/reminders/late.ts';
import { keyOf } from '../../../src/queue/ledger.ts';
import { type Chance, chanceOf } from '../chance.ts';
import { judge } from '../checker.ts';
import { atLeast, exactly, type Finding, type Row, type RowParts } from '../row.ts';
import type { Service } from '../service.ts';
import { openStage, type Stage, stageStart } from '../stage.ts';
import { layTripwire, type Tripwire } from '../tripwire.ts';
import { platformOf } from '../wishes.ts';

interface Extent {
  until: number;
  kills: number;
}

const extents: Record<RowParts['scale'], Extent> = {
  full: { until: instantOf('2023-07-08', '00:00'), kills: 200 },
  short: { until: instantOf('2023-03-07', '20:00'), kills: 3 },
};

/** A term is over in minutes here: limits of so many a minute have to follow. */
const lanes = { 'wecom-app': { perChat: [], perRobot: [] }, 'wecom-push': { perChat: [] } };

export const clock: Row = {
  number: 3,
  title: 'three clocks through a term; killed between claim and enqueue',
  // In short the killed ones are enough: they are three too.
  run: (parts) => Promise.all((parts.scale === 'full' ? [false, true] : [true]).map((killing) => term(parts, killing))),
};

/** A clock with its line to Redis. */
interface Clock {
  wire: Tripwire;
  /** Null while it is started again. */
  service: Service | null;
  starting: Promise<void>;
}

async function term(parts: RowParts, killing: boolean): Promise<{ variant: string; findings: Finding[] }> {
  const { until, kills } = extents[parts.scale];
  const stage = await openStage(parts, { lanes, fake: { minute: 20, hour: 1_000 } });
  const wires = await Promise.all([1, 2, 3].map(() => layTripwire(stage.redisUrl)));
  try {
    await addSchedules(stage);
    const worker = await stage.start('worker');
    const clocks = await Promise.all(wires.map((wire, i) => started(stage, wire, i)));
    const killed = () => wires.reduce((sum, wire) => sum + wire.fired(), 0);
    const chance = chanceOf(parts.seed, killing ? 1 : 0);
    for (let steps = 1; ; steps++) {
      const next = await upcoming(stage.store.read, await loadCalendar(stage.store.read), stage.now());
      if (next === null || next >= until) break;
      await overBefore(stage, next);
      await aliveAgain(clocks, killing ? 2 : 3);
      await step(stage, next, clocks, worker, killing && killed() < kills ? chance : null);
      clocks.forEach((one, i) => {
        if (one.service && !one.service.alive()) restart(stage, one, i);
      });
      if (steps % 50 === 0) parts.progress(`${steps} instants, ${killed()} kills`);
    }
    await aliveAgain(clocks, 3);
    await overBefore(stage, Number.POSITIVE_INFINITY);
    const found = await findings(stage, until);
    return killing
      ? { variant: 'killed between claim and enqueue', findings: [atLeast('kills', killed(), kills), ...found] }
      : { variant: 'three clocks', findings: found };
  } finally {
    await stage.close();
    for (const wire of wires) await wire.close();
  }
}

async function started(stage: Stage, wire: Tripwire, i: number): Promise<Clock> {
  const env = { REDIS_URL: wire.url };
  return { wire, service: await stage.start('clock', { name: String(i), env }), starting: Promise.resolve() };
}

function restart(stage: Stage, one: Clock, i: number): void {
  one.service = null;
  one.starting = started(stage, one.wire, i).then(({ service }) => {
    one.service = service;
  });
  // Whoever waits for it is told.
  one.starting.catch(() => undefined);
}

/** Moves every clock to the instant at once, with wires armed where `chance` is given, and waits for what comes of it. */
async function step(stage: Stage, next: number, clocks: readonly Clock[], worker: Service, chance: Chance | null) {
  stage.moveTo(next);
  for (const { wire, service } of clocks) {
    const moment = chance?.pick(['before', 'after'] as const);
    if (moment && service?.alive()) wire.arm(service.pid, moment);
  }
  await worker.clockTo(next);
  // One that is killed by the beat of this very move does not answer any more.
  await Promise.all(clocks.map(({ service }) => service?.clockTo(next).catch(() => undefined)));
  for (let tries = 0; tries < 200 && (await position(stage)) < next; tries++) await sleep(10);
  // The beat is written down; who made it hands over now.
  for (let tries = 0; chance && tries < 40 && clocks.every(({ service }) => !service || service.alive()); tries++)
    await sleep(10);
  for (const { wire } of clocks) wire.disarm();
}

/** Up to where the clocks have owed everything, epoch ms. */
async function position({ store }: Stage): Promise<number> {
  const row = await store.read.selectFrom('counters').select('value').where('name', '=', 'clock').executeTakeFirst();
  return row?.value ?? 0;
}

/** Nobody can send in a day that is over in a second: waits until what would expire by `next` has gone. */
async function overBefore({ store, now }: Stage, next: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    let open = store.read.selectFrom('deliveries').select('id').where('state', 'in', ['queued', 'sending']);
    open = open.where('due_at', '<=', now()).limit(1);
    if (Number.isFinite(next)) open = open.where('expires_at', '<=', next);
    if ((await open.execute()).length === 0) return;
    await sleep(50);
  }
}

async function aliveAgain(clocks: readonly Clock[], count: number): Promise<void> {
  while (clocks.filter(({ service }) => service?.alive()).length < count) {
    await Promise.race(clocks.filter(({ service }) => !service).map(({ starting }) => starting));
  }
}

/** Three messages to every group on every school day, beside what the term asks for. */
async function addSchedules({ store, now }: Stage): Promise<void> {
  const groups = (await store.read.selectFrom('groups').select('id').execute()).map(({ id }) => id);
  const audience = JSON.stringify({ groups, people: [], subjects: [], schools: [], roles: [] });
  const rows = ['17 8 * * 1-5', '23 10 * * 1-5', '7 15 * * 1-5'].map((cron, i) => ({
    ...{ id: `fault-${i}`, number: i + 1, name: `定时${i}`, cron, text: `{日期}第${i}次`, audience },
    ...{ on_holiday: 'skip', on_quiet: 'postpone', state: 'on' as const, version: 1 },
    ...{ updated_by: '', updated_at: now() - 60_000, since: now() - 60_000 },
  }));
  await store.write((tx) => tx.insertInto('schedules').values(rows).execute());
}

async function findings(stage: Stage, until: number): Promise<Finding[]> {
  const { store, fake } = stage;
  const calendar = await loadCalendar(store.read);
  // Derived once more in one go, as a single clock would have.
  const due = await allDue(store.read, calendar, stageStart, until);
  // Said when it was due, or at the next opening; what its own hours forbid never speaks, whatever happens.
  const silent = new Set(
    due.flatMap((wish) =>
      settleLate([wish], wish.due, calendar)
        .filter(({ born }) => born)
        .map(keyOf),
    ),
  );
  const rows = await store.read.selectFrom('deliveries').select(['key', 'state']).execute();
  const keys = new Set(rows.map(({ key }) => key));
  const missed = rows.filter(({ key, state }) => state === 'missed' && !silent.has(key));
  const verdict = await judge(store, {
    platforms: [platformOf(stage)],
    shown: fake.accepted.filter(({ way }) => way === 'app' || way === 'hook'),
  });
  const { sent = 0, queued = 0, unknown = 0, failed = 0 } = verdict.states;
  return [
    atLeast('sent', sent, 1),
    exactly('due by calendar and schedules, not in the ledger', due.filter((wish) => !keys.has(keyOf(wish))).length, 0),
    exactly('duplicates', verdict.duplicates + verdict.repeats, 0),
    exactly('said to be sent, never seen', verdict.lost, 0),
    exactly('seen, not in the ledger', verdict.strange, 0),
    exactly('queued, unknown, failed or missed', queued + unknown + failed + missed.length, 0),
  ];
}
