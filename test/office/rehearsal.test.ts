// The rehearsal of a term is equal, message by message, to what really arrives when the same term is run through.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/lib/dates.ts';
import { rehearse } from '../../src/office/rehearsal/rehearse.ts';
import { privateSaid } from '../../src/office/rehearsal/wording.ts';
import { arrange } from '../support/at-work.ts';
import { seedLarge } from '../support/large.ts';
import { arrivedLines, openRun, rehearsedLines, type TermRun } from '../support/run.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';

const term = { from: '2023-03-06', to: '2023-07-20' };

afterAll(stopStores);

describe.each(stores)('a term on $name', ({ open }) => {
  let kept: TestStore;
  let run: TermRun;
  beforeEach(async () => {
    kept = await open();
    run = await openRun(kept);
  });
  afterEach(() => kept.close());

  const rehearsed = (span = term) => rehearse(run.store.read, { ...span, channels: run.channels });

  it('the sample office: what is rehearsed is what arrives', { timeout: 120_000 }, async () => {
    const before = await rehearsed();
    await run.runTo(term.to);
    expect(before.messages.length).toBeGreaterThan(50);
    expect(rehearsedLines(before.messages)).toEqual(arrivedLines(run.arrived));
    expect(rehearsedLines((await rehearsed()).messages)).toEqual(arrivedLines(run.arrived));
  });

  it('an office at work, from the middle of its first week', { timeout: 120_000 }, async () => {
    await arrange(run);
    const before = await rehearsed();
    await run.runTo(term.to);
    const kinds = new Set(before.messages.map(({ source }) => source.kind));
    for (const kind of ['preparation', 'visit', 'contest', 'item', 'schedule', 'failed', 'delivery'])
      expect(kinds).toContain(kind);
    expect(rehearsedLines(before.messages)).toEqual(arrivedLines(run.arrived));
  });

  it('in the middle of a term: what has gone out, what waits, and what follows from changes', {
    timeout: 120_000,
  }, async () => {
    await arrange(run);
    await run.runTo('2023-04-07');
    for (const [who, text] of [
      ['刘芳', '/视导 改期 视0002 4月21日'],
      ['王敏', '/集体备课 安排 数学 第10周 方圆 百分数'],
      ['李强', '/请假 明天 外出培训'],
    ] as const)
      await run.say(who, text);
    const rest = await rehearsed();
    expect(new Set(rest.messages.map(({ state }) => state))).toEqual(new Set(['sent', 'waiting', 'planned']));
    await run.runTo(term.to);
    // What a teacher had passed on is nobody else's business.
    for (const arrival of run.arrived) if (arrival.said.text.includes('请假：')) arrival.said = privateSaid;
    expect(rehearsedLines(rest.messages)).toEqual(arrivedLines(run.arrived));
    expect(JSON.stringify(rest)).not.toContain('外出培训');
  });
});

it('a district with a winter holiday and many people: what is rehearsed is what arrives', {
  timeout: 120_000,
}, async () => {
  const [sqlite] = stores;
  const kept = await sqlite!.open();
  try {
    const start = instantOf('2022-08-28', '13:00');
    const run = await openRun(kept, ({ store }) => seedLarge(store, { schools: 3, teachers: 10, groups: 9 }), start);
    const { messages } = await rehearse(run.store.read, {
      from: '2022-08-29',
      to: '2023-02-12',
      channels: run.channels,
    });
    await run.runTo('2023-02-12');
    expect(messages.length).toBeGreaterThan(400);
    expect(rehearsedLines(messages)).toEqual(arrivedLines(run.arrived));
  } finally {
    await kept.close();
  }
});
