// One beat of the clock in an office with 100,000 occurrences ahead, beside one with 1,000: what lies far off must cost nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tick } from '../jobs/tick.ts';
import { fileStore } from '../src/files/storage.ts';
import { movableClock } from '../src/lib/clock.ts';
import { addDays, instantOf } from '../src/lib/dates.ts';
import { createLog } from '../src/lib/log.ts';
import { systemAct } from '../src/office/act.ts';
import { importTerm } from '../src/office/calendar/terms.ts';
import type { OfficeParts } from '../src/office/parts.ts';
import { seedDistrict } from '../src/office/sample/district.ts';
import { openStore, type Store } from '../src/store/db.ts';
import type { NewRow } from '../src/store/tables.ts';
import { spring2023File } from '../test/support/term.ts';
import { type Line, median, type Piece } from './table.ts';

const many = 100_000;
const few = 1_000;
const beats = 400;
const day = '2023-03-06';

/** Meetings spread over the school days of the term; each has two leads. */
const meetings = (termId: string, count: number): NewRow<'items'>[] =>
  Array.from({ length: count / 2 }, (_, i) => {
    const on = addDays('2023-03-15', (i * 7) % 98);
    return {
      ...{ id: `bench-${i}`, term_id: termId, position: 1_000 + i, title: `第 ${i} 次会议`, kind: 'meeting' },
      ...{ reminder_kind: 'meeting', start_on: on, end_on: on, precision: 'day', recurrence: null, moved_from: null },
      ...{ subjects: '[]', schools: '[]', exceptions: '[]', audience: null, level: 'district', quote: '' },
      ...{ theme: 0, past: 0, time: null, venue: null, revision: 0, origin: 'plan' },
    };
  });

/** Beats at every second of a quiet quarter of an hour, milliseconds each. */
async function beatsOf(parts: OfficeParts, setNow: (now: number) => void): Promise<number> {
  const begin = instantOf(day, '10:00');
  setNow(begin);
  await tick(parts);
  const begun = performance.now();
  for (let i = 1; i <= beats; i++) {
    setNow(begin + i * 1_000);
    await tick(parts);
  }
  return (performance.now() - begun) / beats;
}

async function office(count: number): Promise<{ store: Store; folder: string; beat(): Promise<number> }> {
  const folder = mkdtempSync(join(tmpdir(), 'jiaoyan-bench-'));
  const store = await openStore({ dataDir: folder });
  const settings = { publicUrl: null, sandbox: true };
  await store.write(async (tx) => {
    const act = systemAct(tx, instantOf(day, '07:00'), 'bench', settings);
    await seedDistrict(act, { platform: 'sandbox' });
    const { term } = await importTerm(act, spring2023File);
    const rows = meetings(term.id, count);
    for (let i = 0; i < rows.length; i += 500)
      await tx
        .insertInto('items')
        .values(rows.slice(i, i + 500))
        .execute();
  });
  const clock = movableClock(instantOf(day, '09:00'), true);
  const parts: OfficeParts = {
    ...{ store, clock, log: createLog('warn'), files: fileStore(folder), settings },
    fetchMedia: () => Promise.reject(new Error('nothing is fetched here')),
  };
  const beat = async () => {
    // Each round goes through the same quarter of an hour: the position is put back.
    await store.write((tx) => tx.deleteFrom('counters').where('name', '=', 'clock').execute());
    return beatsOf(parts, clock.moveTo);
  };
  return { store, folder, beat };
}

export const beating: Piece = {
  name: 'beat',
  title: 'one beat of the clock with 100,000 occurrences ahead',
  async run(rounds): Promise<Line[]> {
    const [large, small] = [await office(many), await office(few)];
    const [with100k, with1k]: [number[], number[]] = [[], []];
    try {
      for (let round = 0; round < rounds; round++) {
        with1k.push(await small.beat());
        with100k.push(await large.beat());
      }
    } finally {
      for (const { store, folder } of [large, small]) {
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }
    const base = median(with1k);
    return [
      { what: 'a beat, 1,000 occurrences ahead', unit: 'ms', rounds: with1k },
      {
        what: 'a beat, 100,000 occurrences ahead',
        unit: 'ms',
        rounds: with100k,
        ratio: { to: 'with 1,000', rounds: with100k.map((ms, i) => ms / (with1k[i] ?? base)), aim: '≤ 1.3' },
      },
    ];
  },
};
