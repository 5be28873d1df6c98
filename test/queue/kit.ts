// The queue side in a test: a store, a recording platform, an office of two lines, and wishes made in a word.
import { setTimeout as sleep } from 'node:timers/promises';
import { movableClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import type { Address, Lane } from '../../src/platforms/platform.ts';
import { type Audience, type Wanted, want } from '../../src/queue/ledger.ts';
import { noPace } from '../../src/queue/pace.ts';
import type { QueueParts } from '../../src/queue/parts.ts';
import type { Store } from '../../src/store/db.ts';
import type { Row } from '../../src/store/tables.ts';
import { lane, type Recorder, recorder } from '../support/recorder.ts';
import type { TestStore } from '../support/stores.ts';

/** Office time at which tests begin; it stands still until a test moves it. */
export const start = Date.parse('2023-03-06T09:00:00+08:00');

/** What runs in a test. */
export interface Kit {
  parts: QueueParts;
  platform: Recorder;
  clock: ReturnType<typeof movableClock>;
  /** Deliveries for which an admin was called. */
  alarms: string[];
  /** Deliveries whose author was told that they failed. */
  failures: string[];
  /** Log lines. */
  logged: string[];
  /** Owes these and returns how many are new. */
  want(...wishes: Partial<Wanted>[]): Promise<number>;
  /** All rows in the order of their keys. */
  rows(): Promise<Row<'deliveries'>[]>;
  /** The one row there is. */
  row(): Promise<Row<'deliveries'>>;
  /** States by source id. */
  states(): Promise<Record<string, string>>;
  /** Puts a task into the outbox. */
  task(name: string, payload?: Record<string, string>): Promise<string>;
}

/** The private or group chat of an audience on a lane. */
export const addressOn = (name: string, audience: { kind: string; id: string }): Address => ({
  lane: name,
  robot: 'robot',
  chat: { kind: audience.kind === 'person' ? 'private' : 'group', id: audience.id },
});

export const group = (id: string): Audience => ({ kind: 'group', id });
export const person = (id: string): Audience => ({ kind: 'person', id });

/** A wish: a notice to a group, due at `start`; its source id is what tests tell it by. */
export const wish = (given: Partial<Wanted> = {}): Wanted => ({
  source: { kind: 'test', id: 'a' },
  audience: group('g'),
  class: 'notice',
  said: { text: '通知' },
  due: start,
  ...given,
});

/** Parts around a store; everybody can be reached on the first lane that was not tried. `given` replaces any of them. */
export function kit(place: TestStore, lanes: Lane[] = [lane()], given: Partial<QueueParts> = {}): Kit {
  const { store } = place;
  const clock = movableClock(start, true);
  const platform = recorder(lanes, clock.real);
  const alarms: string[] = [];
  const failures: string[] = [];
  const logged: string[] = [];
  const parts: QueueParts = {
    store,
    clock,
    log: createLog('info', { write: (line) => void logged.push(line) }),
    platforms: [platform],
    pace: noPace,
    async resolve(_, audience, tried) {
      const free = lanes.find(({ name }) => !tried.includes(name));
      return free ? addressOn(free.name, audience) : null;
    },
    guard: async () => null,
    alarm: async (_, id) => void alarms.push(id),
    failed: async (_, id) => void failures.push(id),
    runTask: async () => ({ kind: 'done' }),
    attemptsOf: () => 3,
    deadlineOf: () => 1_000,
    ...given,
  };
  const rows = () => store.read.selectFrom('deliveries').selectAll().orderBy('key').execute();
  return {
    parts,
    platform,
    clock,
    alarms,
    failures,
    logged,
    rows,
    want: (...wishes) => store.write((tx) => want(tx, clock.now(), wishes.map(wish))),
    async row() {
      const [row, ...more] = await rows();
      if (!row || more.length > 0) throw new Error(`${more.length + 1} deliveries`);
      return row;
    },
    states: async () => Object.fromEntries((await rows()).map((row) => [row.source_id, row.state])),
    async task(name, payload = {}) {
      const id = crypto.randomUUID();
      const row = { id, name, payload: JSON.stringify(payload), state: 'queued' as const, due_at: start };
      const values = { ...row, reason: null, relayed_at: null, attempts: 0, created_at: start, settled_at: null };
      await store.write((tx) => tx.insertInto('tasks').values(values).execute());
      return id;
    },
  };
}

/** A store without messages and tasks, as new. */
export const empty = (store: Store): Promise<void> =>
  store.write(async (tx) => {
    await tx.deleteFrom('deliveries').execute();
    await tx.deleteFrom('tasks').execute();
  });

/** `n` wishes that differ in their source and audience. */
export const many = (n: number, given: Partial<Wanted> = {}): Wanted[] =>
  Array.from({ length: n }, (_, i) =>
    wish({ source: { kind: 'test', id: String(i) }, audience: group(`g${i}`), ...given }),
  );

/** Waits until it holds. @throws Error after `ms` */
export async function until(holds: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come to that in time');
    await sleep(10);
  }
}
