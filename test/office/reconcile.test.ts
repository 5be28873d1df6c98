// The reconciler: a term run through gives no difference at any moment, and whatever is planted behind the ledger's back is found.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, instantOf, type LocalDate, type LocalTime } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Difference } from '../../src/office/reconcile/model.ts';
import { reconcile } from '../../src/office/reconcile/reconcile.ts';
import type { Row } from '../../src/store/tables.ts';
import { arrange } from '../support/at-work.ts';
import { openRun, type TermRun } from '../support/run.ts';
import { stopStores, stores, type TestStore } from '../support/stores.ts';
import { doDeed, termDeeds } from '../support/term-activity.ts';

afterAll(stopStores);

/** A difference in few words: what kind, of which source and lead, to whom, and why. */
function inShort(difference: Difference): string {
  switch (difference.kind) {
    case 'clock':
      return 'clock';
    case 'missing': {
      const { source, lead, audience } = difference.wanted;
      return `missing ${source.kind} ${lead ?? ''} ${audience.id}${difference.worth ? ' worth' : ''}`;
    }
    default: {
      const { source_kind, lead, audience_id } = difference.row;
      const why = difference.kind === 'unwanted' ? ` ${difference.why}` : '';
      return `${difference.kind} ${source_kind} ${lead ?? ''} ${audience_id}${why}`;
    }
  }
}

describe.each(stores)('the reconciler on $name', ({ open, name }) => {
  let kept: TestStore;
  let run: TermRun;
  beforeEach(async () => {
    kept = await open();
    run = await openRun(kept);
  });
  afterEach(() => kept.close());

  const compared = (day: LocalDate, time: LocalTime = '23:59', days = 1) =>
    reconcile(run.store.read, { now: instantOf(day, time), days });
  const found = async (day: LocalDate, time: LocalTime = '23:59') =>
    (await compared(day, time)).differences.map(inShort);

  it('finds nothing at any moment of a term in which much is changed', { timeout: 600_000 }, async () => {
    await arrange(run);
    let wanted = 0;
    // On PostgreSQL, where a look takes four times as long, evenings are looked at a week at a time.
    const atOnce = name === 'SQLite' ? 1 : 7;
    for (let [day, since] = ['2023-03-06', 1]; day <= '2023-07-20'; day = addDays(day, 1), since++) {
      for (const deed of termDeeds.filter((one) => one.day === day)) {
        await doDeed(run, deed);
        expect([day, deed.at, await found(day, deed.at)]).toEqual([day, deed.at, []]);
      }
      await run.runTo(day);
      if (since % atOnce > 0 && day < '2023-07-20') continue;
      const evening = await compared(day, '23:59', atOnce);
      expect([day, evening.differences.map(inShort)]).toEqual([day, []]);
      wanted += evening.wanted;
    }
    expect(wanted).toBeGreaterThan(150);
    // And all of it once more, as it looks at the end.
    expect((await compared('2023-07-20', '23:59', 140)).differences.map(inShort)).toEqual([]);
  });

  describe('with something planted', () => {
    // Thursday of week 6: a visit tomorrow, a meeting of mathematics, a timed message.
    const day = '2023-03-22';
    beforeEach(async () => {
      await arrange(run);
      await run.runTo(day, '17:00');
      expect(await found(day, '17:00')).toEqual([]);
    }, 60_000);

    const change = (values: Partial<Row<'deliveries'>>, where: Partial<Row<'deliveries'>>) =>
      run.store.write(async (tx) => {
        let query = tx.updateTable('deliveries').set(values);
        for (const [column, value] of Object.entries(where)) query = query.where(column as 'id', '=', value as string);
        const { numUpdatedRows } = await query.executeTakeFirst();
        expect(Number(numUpdatedRows)).toBe(1);
      });
    const rowWhere = (where: Partial<Row<'deliveries'>>) => {
      let query = run.store.read.selectFrom('deliveries').selectAll();
      for (const [column, value] of Object.entries(where)) query = query.where(column as 'id', '=', value as string);
      return query.executeTakeFirstOrThrow();
    };
    const plant = (row: Row<'deliveries'>, more: Partial<Row<'deliveries'>>) =>
      run.store.write((tx) =>
        tx
          .insertInto('deliveries')
          .values({ ...row, id: newId(), key: newId(), ...more })
          .execute(),
      );
    const visitRow = { source_kind: 'visit', lead: '-1', audience_id: 'p-wangmin' } as const;

    it('a row that is gone: whether it would still come in time', async () => {
      await run.store.write((tx) =>
        tx.deleteFrom('deliveries').where('source_kind', '=', 'visit').where('lead', '=', '-1').execute(),
      );
      await run.store.write((tx) =>
        tx.deleteFrom('deliveries').where('occurrence_on', 'like', '2023-03-22%').execute(),
      );
      const all = await found(day, '17:00');
      expect(all).toContain('missing visit -1 p-wangmin worth');
      expect(all).toContain('missing schedule  g-math worth');
      expect(all).toContain('missing preparation -1 g-math');
      expect(all.every((one) => one.startsWith('missing'))).toBe(true);
    });

    it('a row of an old revision, of a visit that is gone, of a schedule that is off', async () => {
      const row = await rowWhere(visitRow);
      const waits = { state: 'queued', due_at: instantOf('2023-03-23', '07:30'), settled_at: null } as const;
      await plant(row, { ...waits, revision: 0 });
      await plant(row, { ...waits, source_id: 'nowhere' });
      await plant(row, { ...waits, source_id: 'nowhere', lead: 'planned' });
      await plant(row, {
        ...waits,
        source_kind: 'schedule',
        source_id: 'off',
        lead: null,
        occurrence_on: '2023-03-23 07:30',
      });
      expect((await found(day, '17:00')).sort()).toEqual([
        'unwanted schedule  p-wangmin underived',
        'unwanted visit -1 p-wangmin changed',
        'unwanted visit -1 p-wangmin gone',
        'unwanted visit planned p-wangmin gone',
      ]);
    });

    it('a row that went to somebody who was not to hear it', async () => {
      await plant(await rowWhere(visitRow), { audience_id: 'p-fangyuan' });
      expect(await found(day, '17:00')).toEqual(['unwanted visit -1 p-fangyuan hearer']);
    });

    it('an item changed in the store: words that are stale, and a day that is another', async () => {
      await run.runTo('2023-03-30', '17:00');
      const where = { source_id: '2023-spring/society-election', lead: '-1', audience_id: 'g-liaisons' };
      await change({ state: 'queued', settled_at: null }, where);
      expect(await found('2023-03-30', '17:00')).toEqual([]);
      const edit = (values: Partial<Row<'items'>>) =>
        run.store.write(async (tx) => {
          await tx.updateTable('items').set(values).where('id', '=', where.source_id).execute();
          await tx.updateTable('terms').set({ stamp: newId() }).execute();
        });
      // 明天 said the morning after is stale too.
      await change({ due_at: instantOf('2023-03-31', '07:30') }, where);
      expect(await found('2023-03-30', '17:00')).toEqual(['stale item -1 g-liaisons']);
      await change({ due_at: instantOf('2023-03-30', '16:12') }, where);
      expect(await found('2023-03-30', '17:00')).toEqual([]);
      await edit({ venue: '区少年宫' });
      expect(await found('2023-03-30', '17:00')).toEqual(['stale item -1 g-liaisons']);
      await edit({ start_on: '2023-04-10', end_on: '2023-04-10' });
      expect(await found('2023-03-30', '17:00')).toContain('unwanted item -1 g-liaisons underived');
    });

    it('a row that was taken back by nobody; one that an admin gave up is not found', async () => {
      const { id } = await rowWhere(visitRow);
      await change({ state: 'cancelled' }, { id });
      expect(await found(day, '17:00')).toEqual(['withdrawn visit -1 p-wangmin']);
      await change({ state: 'unknown' }, { id });
      await run.say('陈安', `/发送 ${id.slice(0, 8)} 放弃`);
      await change({ state: 'cancelled' }, { id });
      expect(await found(day, '17:00')).toEqual([]);
    });

    it('a clock that stands still', async () => {
      expect(await found(day, '17:10')).toEqual([]);
      expect(await found(day, '17:20')).toEqual(['clock']);
    });
  });

  describe('what admins see of it', () => {
    const day = '2023-03-22';
    beforeEach(async () => {
      await arrange(run);
      await run.runTo(day, '17:00');
    }, 120_000);
    const lose = (lead: string) =>
      run.store.write((tx) =>
        tx
          .deleteFrom('deliveries')
          .where('source_kind', '=', 'visit')
          .where('lead', '=', lead)
          .where('occurrence_on', '=', '2023-03-23')
          .execute(),
      );
    const said = async (who: string, text: string) => (await run.say(who, text)).said;

    it('on demand: what is missing, and after a yes it is owed', async () => {
      const before = run.arrived.length;
      await lose('-1');
      const shown = await said('陈安', '/发送 核对');
      expect(shown?.title).toMatch(/^核对：有 \d 处对不上$/);
      expect(shown?.text).toContain(
        '· 缺：3月22日16:12　活动提醒 → 王敏　视导（视0001 二码头小学）前一个上课日（还来得及）',
      );
      expect(shown?.choices).toEqual([{ label: '补发', says: '/发送 核对 补发' }]);
      expect(run.arrived.length).toBe(before);
      const preview = await said('陈安', '/发送 核对 补发');
      expect(preview?.text).toMatch(/^要补发这 \d 条：\n· 3月22日16:12　活动提醒 → /);
      // What is shown is what a yes is for: somebody else was faster with part of it.
      await run.say('周岚', '/发送 核对 补发');
      expect((await said('周岚', '确认'))?.text).toMatch(/^已补记 \d 条，到时段就发。/);
      expect((await said('陈安', '确认'))?.text).toBe('现在没有还来得及补发的消息。');
      expect(
        run.arrived.slice(before).some(({ id, said: { text } }) => id === 'p-wangmin' && text.includes('视导')),
      ).toBe(true);
      expect((await said('陈安', '/发送 核对'))?.text).toContain('都对得上');
      expect((await said('陈安', '/记录'))?.text).toContain('补发');
    });

    it('every night: admins are told in the morning, and only when something is amiss', async () => {
      await run.runTo('2023-03-23', '08:00');
      const toAdmin = () => run.arrived.filter(({ id, said }) => id === 'p-chenan' && said.text.includes('台账'));
      expect(toAdmin()).toEqual([]);
      await run.runTo('2023-03-23', '17:00');
      await lose('-1');
      await lose('-5');
      await run.store.write((tx) =>
        tx.deleteFrom('deliveries').where('due_at', '=', instantOf('2023-03-23', '16:12')).execute(),
      );
      await run.runTo('2023-03-24', '17:00');
      const told = toAdmin();
      expect(told).toHaveLength(1);
      expect(told[0]?.at).toBeGreaterThanOrEqual(instantOf('2023-03-24', '07:30'));
      expect(told[0]?.said.title).toContain('对不上');
      expect(run.arrived.filter(({ id, said }) => id === 'p-zhoulan' && said.text.includes('台账'))).toEqual([]);
    });

    it('for many days in a job, which a second run does not answer twice', async () => {
      expect((await said('陈安', '/发送 核对 17天'))?.text).toBe('要核对 17 天，时间长一些。好了私信给您。');
      const answers = () => run.arrived.filter(({ id, said }) => id === 'p-chenan' && said.text.startsWith('核对好了'));
      expect(answers()[0]?.said.text).toContain('2023-03-06 08:00 到 2023-03-22 17:00');
      await run.store.write((tx) =>
        tx.updateTable('tasks').set({ state: 'queued', relayed_at: null }).where('name', '=', 'reconcile').execute(),
      );
      await run.runTo(day, '17:30');
      expect(answers()).toHaveLength(1);
    });

    it('page by page also in the job, and never owes from long ago', async () => {
      await run.store.write((tx) => tx.deleteFrom('deliveries').where('source_kind', '!=', 'reconciliation').execute());
      await said('陈安', '/发送 核对 17天 第2页');
      const [answer] = run.arrived.filter(({ id, said }) => id === 'p-chenan' && said.title?.startsWith('核对：'));
      expect(answer?.said.title).toMatch(/第2\/\d+页/);
      expect((await said('陈安', '/发送 核对 补发 17天'))?.text).toBe(
        '补发只看最近 3 天，更早的补发也来不及了。请发 /发送 核对 补发。',
      );
    });

    /** A message about a secret task that no rule asks for. */
    async function plantSecret(): Promise<void> {
      const row = await run.store.read
        .selectFrom('deliveries')
        .selectAll()
        .where('source_kind', '=', 'visit')
        .limit(1)
        .executeTakeFirstOrThrow();
      await run.store.write((tx) =>
        tx
          .insertInto('deliveries')
          .values({
            ...row,
            ...{ id: newId(), key: newId(), class: 'secret', state: 'held', settled_at: null },
            ...{
              source_kind: 'visit',
              source_id: 'nowhere',
              audience_id: 'p-liqiang',
              due_at: instantOf(day, '18:00'),
              created_at: instantOf(day, '17:00'),
            },
          })
          .execute(),
      );
    }

    it('of secret tasks nothing but to the head, and there no name', async () => {
      await plantSecret();
      expect((await said('陈安', '/发送 核对'))?.text).toContain('都对得上');
      const shown = JSON.stringify(await said('周岚', '/发送 核对'));
      expect(shown).toContain('保密任务（扣下；');
      expect(shown).not.toMatch(/李强|视导|二码头/);
    });

    it('of secret tasks to the head also in the job and in the morning, in no list and no count', async () => {
      await plantSecret();
      const heard = (who: string) =>
        run.arrived.filter(({ id, said }) => id === who && JSON.stringify(said).includes('保密任务'));
      await said('陈安', '/发送 核对 5天');
      await said('周岚', '/发送 核对 5天');
      expect(heard('p-chenan')).toEqual([]);
      expect(heard('p-zhoulan')).toHaveLength(1);
      await run.runTo('2023-03-23', '08:00');
      expect(heard('p-chenan')).toEqual([]);
      expect(heard('p-zhoulan')).toHaveLength(2);
      const rows = await run.store.read
        .selectFrom('deliveries')
        .select('class')
        .where('source_kind', '=', 'reconciliation')
        .where('audience_id', '=', 'p-zhoulan')
        .execute();
      expect(rows).toEqual([{ class: 'secret' }, { class: 'secret' }]);
    });
  });

  it('asks for nothing from before the first beat', async () => {
    await arrange(run);
    await run.runTo('2023-03-07', '08:00');
    const first = await compared('2023-03-07', '08:00', 3);
    expect(first.from).toBe(instantOf('2023-03-06', '08:00'));
    expect(first.differences).toEqual([]);
  });
});
