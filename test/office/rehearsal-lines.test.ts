// What a rehearsal says beside the messages themselves: why, what is not said, what clashes; and that it changes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf, stamp } from '../../src/lib/dates.ts';
import type { Rehearsal, Rehearsed } from '../../src/office/rehearsal/model.ts';
import { rehearse } from '../../src/office/rehearsal/rehearse.ts';
import { rehearsalText } from '../../src/office/rehearsal/wording.ts';
import { type Wanted, want } from '../../src/queue/ledger.ts';
import { arrange } from '../support/at-work.ts';
import { openRun, rehearsedLines, type TermRun } from '../support/run.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';

const term = { from: '2023-03-06', to: '2023-07-20' };

let kept: TestStore;
let run: TermRun;
beforeAll(async () => {
  const [sqlite] = stores;
  kept = await sqlite!.open();
  run = await openRun(kept);
  await arrange(run);
});
afterAll(async () => {
  await kept.close();
  await stopStores();
});

const rehearsed = (from = term.from, to = term.to): Promise<Rehearsal> =>
  rehearse(run.store.read, { from, to, channels: run.channels });

describe('a rehearsal', () => {
  it('in pieces is the rehearsal of the whole', async () => {
    const whole = await rehearsed();
    const pieces = [
      await rehearsed('2023-03-06', '2023-04-04'),
      await rehearsed('2023-04-05', '2023-05-03'),
      await rehearsed('2023-05-04', '2023-07-20'),
    ];
    // An alert to the author is said once in all, and once in each piece when nothing was sent in between.
    const lasting = (messages: readonly Rehearsed[]) => messages.filter(({ class: name }) => name !== 'alert');
    expect(rehearsedLines(pieces.flatMap(({ messages }) => lasting(messages)))).toEqual(
      rehearsedLines(lasting(whole.messages)),
    );
    expect(pieces.flatMap(({ silent }) => silent).length).toBe(whole.silent.length);
  });

  it('changes nothing, and says the same again', async () => {
    const tables = ['deliveries', 'tasks', 'counters', 'audit', 'calendar_changes'] as const;
    const counts = async () =>
      Promise.all(tables.map(async (table) => (await run.store.read.selectFrom(table).selectAll().execute()).length));
    const before = await counts();
    const first = await rehearsed();
    expect(await rehearsed()).toEqual(first);
    expect(await counts()).toEqual(before);
  });

  it.each<[string, string, RegExp]>([
    ['数学集体备课前一个上课日', '2023-03-07 16:12', /^明天3月8日/],
    ['语文集体备课前5个上课日', '2023-03-07 16:12', /由您主备/],
    ['数学集体备课逢假停一次，前一个上课日告知', '2023-04-04 16:12', /逢清明节/],
    ['视导（视0001 二码头小学）前10个上课日', '2023-03-09 16:12', /二码头小学/],
    ['“教学设计大赛”截止前3个上课日', '2023-04-25 16:12', /截止/],
    ['“领卷”前3个上课日', '2023-06-08 16:12', /领卷/],
    ['“领卷”当天', '2023-06-13 07:42', /今天/],
    ['“课改推进会”前一个上课日；周五汇总：下周安排', '2023-05-06 16:12', /课改推进会/],
    ['定时消息“周三提醒”', '2023-03-08 16:12', /^第4周/],
    ['有事项没定日子，每月第一个上课日问一次', '2023-04-03 09:12', /还没有定到日子/],
  ])('says why: %s', async (reason, at, words) => {
    const { messages } = await rehearsed(at.slice(0, 10), at.slice(0, 10));
    const found = messages.filter((one) => one.reason === reason && stamp(one.at) === at);
    expect(found.length).toBeGreaterThan(0);
    for (const { said } of found) expect(said.text).toMatch(words);
  });

  it.each<[string, string, string | null, RegExp]>([
    ['nobody to hear it', '英语集体备课前一个上课日', null, /没有登记英语的群/],
    ['a person without a way', '“教学设计大赛”截止前7个上课日', '叶青（青禾小学）', /联系不上/],
    ['held by the guard', '定时消息“月初提醒”', '教研员群', /会被扣下：里面有/],
    ['left out by its own rule', '定时消息“周三提醒”', null, /逢清明节，按设置不发/],
  ])('says what is not said: %s', async (_, reason, to, why) => {
    const found = (await rehearsed()).silent.filter((one) => one.reason === reason && why.test(one.why));
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one.to?.name ?? null).toBe(to);
  });

  it('names clashes, each on its days in the span', async () => {
    const { clashes } = await rehearsed();
    expect(clashes.map(({ text }) => text)).toContain('第11周　教学视导 × 艺体学科检测（2个上课日重叠）');
    expect((await rehearsed('2023-03-06', '2023-03-10')).clashes).toEqual([]);
  });

  it('has nothing of secret tasks', async () => {
    const secret: Wanted = {
      source: { kind: 'paperSetting', id: 'x1' },
      audience: { kind: 'person', id: 'p-liqiang' },
      class: 'secret',
      said: { text: '请完成五年级数学命题' },
      due: instantOf('2023-05-10', '09:12'),
    };
    await run.store.write((tx) => want(tx, 0, [secret]));
    const { messages, silent } = await rehearsed('2023-05-10', '2023-05-10');
    expect([...messages, ...silent].filter((one) => one.class === 'secret')).toEqual([]);
    expect(JSON.stringify(messages)).not.toMatch(/五年级|保密/);
  });
});

describe('in words', () => {
  it('messages with the same words at one instant stand together; the rest of the page follows', async () => {
    const text = rehearsalText(await rehearsed('2023-05-06', '2023-05-08'));
    expect(text).toContain('  16:12　学校联系人群、教研员群　活动提醒（“课改推进会”前一个上课日；周五汇总：下周安排）');
    expect(text).toContain('只是预演，什么都没有发');
    expect(text).toMatch(/^5月6日（周六）$/m);
  });
});
