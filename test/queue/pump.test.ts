// The pump: a nudge is never lost, troubles are told rarely, nothing runs after the stop.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Runner } from '../../src/queue/parts.ts';
import { createPump } from '../../src/queue/pump.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { empty, type Kit, kit, start, until, wish } from './kit.ts';

afterAll(stopStores);

describe.each(stores)('pump on $name', ({ open }) => {
  let place: TestStore;
  let room: Kit;
  let added: string[];
  beforeAll(async () => {
    place = await open();
  });
  beforeEach(async () => {
    await empty(place.store);
    room = kit(place);
    added = [];
  });
  afterAll(() => place.close());

  const runner = (add: Runner['add'] = async (_, ids) => void added.push(...ids)): Runner => ({ add });

  it('hands over after every nudge, at whatever moment it comes', async () => {
    const pump = createPump(
      room.parts,
      runner(async (_, ids) => {
        await sleep(Math.random() * 4);
        added.push(...ids);
      }),
    );
    for (let i = 0; i < 80; i++) {
      await room.want(wish({ source: { kind: 'test', id: String(i) } }));
      pump.nudge();
      await sleep(Math.random() * 8);
    }
    await until(() => added.length >= 80);
    await pump.stop();
    expect(new Set(added).size).toBe(80);
  });

  it('hands over what is owed while a pass is under way', async () => {
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const pump = createPump(
      room.parts,
      runner(async (_, ids) => {
        added.push(...ids);
        entered();
        await gate;
      }),
    );
    await room.want({});
    pump.nudge();
    await inside;
    await room.want({ source: { kind: 'test', id: 'second' } });
    pump.nudge();
    go();
    await until(() => added.length === 2);
    await pump.stop();
  });

  it('goes on after a trouble, and tells of it once', async () => {
    let down = true;
    const pump = createPump(
      room.parts,
      runner(async (_, ids) => {
        if (down) throw new Error('Redis is away');
        added.push(...ids);
      }),
    );
    await room.want({});
    pump.every(10);
    await sleep(150);
    down = false;
    await until(() => added.length === 1);
    await pump.stop();
    expect(room.logged.filter((line) => line.includes('relay failed'))).toHaveLength(1);
  });

  it('tidies up from time to time', async () => {
    await room.want({ expires: start + 1 });
    room.clock.moveTo(start + 1);
    const pump = createPump(room.parts, runner());
    pump.every(10);
    await until(async () => (await room.row()).state === 'missed');
    await pump.stop();
  });

  it('ends its pass before it has stopped, and begins none afterwards', async () => {
    let ended = false;
    const pump = createPump(
      room.parts,
      runner(async () => {
        await sleep(60);
        ended = true;
      }),
    );
    await room.want({});
    pump.every(5);
    pump.nudge();
    await sleep(20);
    await pump.stop();
    expect(ended).toBe(true);
    await room.want({ source: { kind: 'test', id: 'after' } });
    pump.nudge();
    await sleep(50);
    expect((await room.rows()).find((row) => row.source_id === 'after')?.relayed_at).toBeNull();
  });
});
