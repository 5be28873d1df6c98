// What admins see of deliveries and do about them by hand, and the outgoing guard at the moment of handing over.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays, dateOf, instantOf } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { alertUnknown, settleByHand } from '../../src/office/deliveries/actions.ts';
import { guardAnswer, guardDelivery } from '../../src/office/deliveries/guard.ts';
import { countsOn, findDelivery, lastIn, troublesOn } from '../../src/office/deliveries/queries.ts';
import * as wording from '../../src/office/deliveries/wording.ts';
import { want } from '../../src/queue/ledger.ts';
import type { NewRow, Row } from '../../src/store/tables.ts';
import { openOffice, type TestOffice } from '../support/office.ts';
import { spring2023File } from '../support/term.ts';

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

const address = JSON.stringify({ lane: 'sandbox', robot: 'sandbox', chat: { kind: 'group', id: 'g-math' } });

/** A delivery to the mathematics group as it lies in the ledger. */
async function lies(row: Partial<NewRow<'deliveries'>> = {}): Promise<Row<'deliveries'>> {
  const id = newId();
  await office.act(null, async ({ tx, now }) => {
    const said = { text: '明天集体备课' };
    await want(tx, now, [
      {
        source: { kind: 'test', id },
        audience: { kind: 'group', id: 'g-math' },
        class: 'event',
        said,
        due: now,
        author: 'p-wangmin',
      },
    ]);
    const sending = {
      state: 'unknown' as const,
      reason: '连接中断',
      address,
      lane: 'sandbox',
      attempts: 1,
      settled_at: now,
    };
    await tx
      .updateTable('deliveries')
      .set({ ...sending, id, ...row })
      .where('source_id', '=', id)
      .execute();
  });
  return read(id);
}

const read = (id: string): Promise<Row<'deliveries'>> =>
  office.store.read.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

const settle = (who: string, id: string, deed: wording.Deed) =>
  office.act(who, async (act) => settleByHand(act, await findDelivery(act.tx, id), deed));

const told = () =>
  office.store.read
    .selectFrom('deliveries')
    .select(['audience_id', 'class', 'lead', 'said'])
    .where('class', '=', 'alert')
    .where('source_kind', '=', 'delivery')
    .orderBy('audience_id')
    .execute();

const recorded = async () =>
  (
    await office.store.read
      .selectFrom('audit')
      .select(['person_id', 'action', 'old', 'new'])
      .where('subject', '=', 'delivery')
      .execute()
  ).map(({ person_id, action, old, new: now }) => [person_id, action, old, now]);

describe('by hand', () => {
  test('an unknown one that arrived is written down as sent', async () => {
    const { id } = await lies();
    await settle('陈安', id, '已发出');
    expect(await read(id)).toMatchObject({ state: 'sent', settled_at: office.now, address });
    expect(await recorded()).toEqual([['p-chenan', 'delivery.confirmed', '{"state":"unknown"}', '{"state":"sent"}']]);
  });

  test('an unknown one is sent again the same way, so that a late answer still finds it', async () => {
    const { id } = await lies({ relayed_at: 5, expires_at: office.now - 1 });
    await settle('陈安', id, '重发');
    expect(await read(id)).toMatchObject({
      state: 'queued',
      relayed_at: null,
      settled_at: null,
      expires_at: null,
      attempts: 1,
      address,
    });
  });

  test('a failed one begins afresh, and an expiry that lies ahead stays', async () => {
    const { id } = await lies({ state: 'failed', attempts: 8, tried: '["sandbox"]', expires_at: office.now + 1 });
    await settle('陈安', id, '重发');
    expect(await read(id)).toMatchObject({
      state: 'queued',
      attempts: 0,
      address: null,
      lane: null,
      tried: '[]',
      expires_at: office.now + 1,
    });
  });

  test('an answer keeps the chat it belongs to', async () => {
    const { id } = await lies({ state: 'failed', audience_kind: 'chat', class: 'answer' });
    await settle('陈安', id, '重发');
    expect(await read(id)).toMatchObject({ state: 'queued', address, lane: 'sandbox' });
  });

  test('what is given up stays failed', async () => {
    const { id } = await lies();
    await settle('陈安', id, '放弃');
    expect(await read(id)).toMatchObject({ state: 'failed', reason: '不再发送' });
  });

  test('what is settled is left alone, and two admins do not do it twice', async () => {
    const { id } = await lies();
    await settle('陈安', id, '已发出');
    await expect(settle('陈安', id, '重发')).rejects.toThrow(
      `${id.slice(0, 8)} 现在是“已发出”，不能重发。不用再处理。`,
    );
    const stale = await lies();
    await office.act(null, ({ tx }) =>
      tx.updateTable('deliveries').set({ state: 'sent' }).where('id', '=', stale.id).execute(),
    );
    await expect(
      office.act('陈安', (act) => settleByHand(act, { row: stale, to: '数学教研群' }, '重发')),
    ).rejects.toThrow('现在是“已发出”');
    expect((await recorded()).length).toBe(1);
  });

  test('only the head lets a held one pass, and then the guard does not stop it again', async () => {
    const { id } = await lies({ state: 'held', said: JSON.stringify({ text: '期中名次见附件' }), address: null });
    await expect(settle('陈安', id, '放行')).rejects.toThrow('扣下的消息由教研室主任放行或放弃。');
    await expect(settle('陈安', id, '放弃')).rejects.toThrow('扣下的消息由教研室主任放行或放弃。');
    await settle('周岚', id, '放行');
    const row = await read(id);
    expect(row).toMatchObject({ state: 'queued', settled_at: null });
    expect(await office.act(null, (act) => guardDelivery(act, row))).toBeNull();
  });
});

describe('what may be let pass', () => {
  const heldText = (text: string) => lies({ state: 'held', said: JSON.stringify({ text }), address: null });

  test.each([
    ['somebody’s marks', '李明同学语文98分'],
    ['somebody’s place', '李明 年级第3'],
    ['a winner', '祝贺李明获全区第一名'],
    ['a table of marks', '姓名 成绩\n李明 98\n王芳 95'],
    ['papers', '三年级语文试卷.docx'],
  ])('not %s, not even by the head', async (_, text) => {
    const { id } = await heldText(text);
    await expect(settle('周岚', id, '放行')).rejects.toThrow('谁也不能放行，请作者改写后再发。可以说：');
    expect(wording.heldAlert(await office.act('周岚', (act) => findDelivery(act.tx, id)), '学生成绩').choices).toEqual([
      { label: '放弃', says: `/发送 ${id.slice(0, 8)} 放弃` },
    ]);
    expect((await read(id)).state).toBe('held');
    expect(await recorded()).toEqual([]);
  });

  test.each([
    ['averages of schools', '各校平均分：实验小学82.5，二码头小学80.1'],
    ['an order of schools by rates', '各校合格率排名见下'],
    ['words that only sound like it', '请按名次入座'],
  ])('%s, by the head, and it is recorded', async (_, text) => {
    const { id } = await heldText(text);
    await settle('周岚', id, '放行');
    expect((await read(id)).state).toBe('queued');
    expect((await recorded()).map(([, action]) => action)).toEqual(['delivery.released']);
  });

  test('the author is told the reason and the document behind it', async () => {
    const row = await lies({ state: 'queued', said: JSON.stringify({ text: '期中名次见附件' }), address: null });
    await office.act(null, (act) => guardDelivery(act, row));
    const [note] = (await told()).filter(({ audience_id }) => audience_id === 'p-wangmin');
    expect(JSON.parse(note?.said ?? '').text).toContain(
      '原因：里面有学生名次或排名。\n依据：教育部办公厅《关于加强义务教育学校考试管理的通知》（2021）',
    );
  });
});

describe('before outsiders', () => {
  const openToOutsiders = () =>
    office.act(null, ({ tx }) => tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-math').execute());
  const timed = (text: string, more: Partial<NewRow<'deliveries'>> = {}) =>
    lies({
      ...{ state: 'queued' as const, settled_at: null, source_kind: 'schedule', source_id: 's1', revision: 2 },
      ...{ said: JSON.stringify({ text }), ...more },
    });
  const check = (row: Row<'deliveries'>) => office.act(null, (act) => guardDelivery(act, row));
  const unapproved = '里面有主任还没同意的文字（群里有外部人员）';

  test('words wait until the head agrees; then the same words go out on other days, changed ones do not', async () => {
    await openToOutsiders();
    const first = await timed('3月6日（周一）家长开放日，欢迎来校。', { state: 'held' });
    expect(await check(first)).toBe(unapproved);
    await settle('周岚', first.id, '放行');
    expect(await check(await read(first.id))).toBeNull();
    expect(await check(await timed('3月13日（周二）家长开放日，欢迎来校。', { key: 'next' }))).toBeNull();
    expect(await check(await timed('3月13日家长开放日改期。', { key: 'other' }))).toBe(unapproved);
    expect(await check(await timed('3月13日（周二）家长开放日，欢迎来校。', { key: 'new', revision: 3 }))).toBe(
      unapproved,
    );
  });

  test('what was agreed to does not open the door for marks', async () => {
    await openToOutsiders();
    const first = await timed('一班第1次家长会', { state: 'held' });
    await settle('周岚', first.id, '放行');
    expect(await check(await timed('李明98分', { key: 'marks' }))).toBe('里面有学生成绩');
  });

  test('the head’s own words need nobody’s leave', async () => {
    await openToOutsiders();
    expect(await check(await timed('欢迎各位家长', { author_id: 'p-zhoulan' }))).toBeNull();
    expect(await check(await timed('欢迎各位家长', { author_id: 'p-chenan', key: 'by-admin' }))).toBe(unapproved);
  });
});

describe('the guard', () => {
  test('holds, and tells author and head in private, once', async () => {
    const row = await lies({
      state: 'queued',
      said: JSON.stringify({ title: '通知', text: '期中名次见附件' }),
      address: null,
    });
    for (let i = 0; i < 2; i++) {
      expect(await office.act(null, (act) => guardDelivery(act, row))).toBe('里面有学生名次或排名');
    }
    const alerts = await told();
    expect(alerts.map(({ audience_id }) => audience_id)).toEqual(['p-wangmin', 'p-zhoulan']);
    expect(alerts.map(({ said }) => said).join()).not.toContain('期中');
    expect(JSON.parse(alerts[1]?.said ?? '').choices.map(({ label }: { label: string }) => label)).toEqual([
      '放行',
      '放弃',
    ]);
  });

  test('knows the groups with outsiders', async () => {
    const row = await lies({ said: JSON.stringify({ text: '视导问题清单，请整改' }) });
    const check = () => office.act(null, (act) => guardDelivery(act, row));
    expect(await check()).toBeNull();
    await office.act(null, ({ tx }) =>
      tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-math').execute(),
    );
    expect(await check()).toBe('里面有不对外的内容（群里有外部人员）');
  });

  test('tells an answer what to say instead, by the group it was asked in', async () => {
    const check = (id: string, text: string) =>
      office.act('王敏', ({ tx, message }) => {
        if (!message) throw new Error('no message');
        return guardAnswer(tx, { ...message, chat: { kind: 'group', id } }, { text }, dateOf(office.now));
      });
    expect(await check('g-math', '李明98分')).toBe('这里面有学生成绩，不便在群里说，请私聊我再问一次。');
    expect(await check('g-math', '问题清单')).toBeNull();
    await office.act(null, ({ tx }) =>
      tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-math').execute(),
    );
    expect(await check('g-math', '问题清单')).toContain('不对外');
    expect(await check('g-chinese', '问题清单')).toBeNull();
    expect(await told()).toEqual([]);
  });

  test('knows the lines of the printed plan', async () => {
    await office.act(null, ({ tx }) => tx.updateTable('groups').set({ outsiders: 1 }).execute());
    const check = async (text: string) => {
      const row = await lies({ said: JSON.stringify({ text }) });
      return office.act(null, (act) => guardDelivery(act, row));
    };
    const plain = '全周　教研员命题开始';
    expect(await check(plain)).toContain('不对外');
    await office.act(null, (act) => importTerm(act, spring2023File));
    expect(await check(plain)).toContain('主任还没同意');
    expect(await check('命题由李强负责')).toContain('不对外');
  });

  test('lets ordinary words pass and says nothing', async () => {
    const row = await lies();
    expect(await office.act(null, (act) => guardDelivery(act, row))).toBeNull();
    expect(await told()).toEqual([]);
  });
});

describe('alerts about unknown ones', () => {
  test('each admin hears of it once in private, and again after it was sent again', async () => {
    const { id } = await lies();
    const alert = () => office.act(null, (act) => alertUnknown(act, id));
    await alert();
    await alert();
    expect((await told()).map(({ audience_id, lead }) => [audience_id, lead])).toEqual([['p-chenan', 'unknown']]);
    const said = JSON.parse((await told())[0]?.said ?? '');
    expect(said.text).toContain(`${id.slice(0, 8)}　活动提醒 → 数学教研群，2023-03-06 09:00。\n原因：连接中断`);
    expect(said.choices.map(({ says }: { says: string }) => says)).toEqual(
      ['已发出', '重发', '放弃'].map((deed) => `/发送 ${id.slice(0, 8)} ${deed}`),
    );
    await settle('陈安', id, '重发');
    await office.act(null, ({ tx }) =>
      tx.updateTable('deliveries').set({ state: 'unknown' }).where('id', '=', id).execute(),
    );
    await alert();
    expect((await told()).length).toBe(2);
  });

  test('nothing is owed about an alert', async () => {
    const { id } = await lies({ class: 'alert', source_kind: 'test' });
    await office.act(null, (act) => alertUnknown(act, id));
    expect(await told()).toEqual([]);
  });
});

describe('what admins see', () => {
  test('counts of today, answers apart', async () => {
    await lies();
    await lies({ state: 'sent' });
    await lies({ state: 'sent', class: 'answer' });
    await lies({ state: 'failed', due_at: instantOf('2023-03-05', '23:59') });
    const counts = await countsOn(office.store.read, dateOf(office.now));
    expect(wording.countsText(dateOf(office.now), counts, [])).toBe(
      '3月6日：已发出 1，待发 0，失败 0，不明 1；另有对话里的回答 1 条。',
    );
    const before = addDays(dateOf(office.now), -1);
    const [trouble, ...others] = await troublesOn(office.store.read, before);
    expect([trouble?.row.state, others]).toEqual(['failed', []]);
    expect(wording.countsText(before, await countsOn(office.store.read, before), [])).toBe(
      '3月5日：已发出 0，待发 0，失败 1，不明 0。',
    );
  });

  test('a list with the newest first, eight at most, names instead of ids, reasons in plain words', async () => {
    for (let i = 0; i < 10; i++) await lies({ state: 'failed', reason: `原因${i}`, due_at: office.now + i * 60_000 });
    const text = wording.listed('失败', await lastIn(office.store.read, ['failed']));
    const lines = text.split('\n');
    expect(lines[0]).toBe('失败 10 条，这里是 8 条：');
    expect(lines[1]).toMatch(/^· [0-9a-f]{8}　3月6日09:09　活动提醒 → 数学教研群　失败：原因9$/);
    expect(lines.length).toBe(10);
  });

  test('of a secret task nobody learns for whom it is, of a held one only the head reads the words', async () => {
    const secret = await lies({
      class: 'secret',
      audience_kind: 'person',
      audience_id: 'p-liqiang',
      said: '{"text":"命题"}',
    });
    const held = await lies({ state: 'held', said: '{"text":"名次如下"}' });
    const read = async (id: string, isHead: boolean) =>
      JSON.stringify(wording.detail(await office.act(null, (act) => findDelivery(act.tx, id)), isHead));
    expect(await read(secret.id, true)).not.toMatch(/李强|命题/);
    expect(await read(held.id, false)).not.toContain('名次如下');
    expect(await read(held.id, true)).toContain('全文：名次如下');
  });

  test('a short number finds it, a wrong one says where numbers are', async () => {
    const { id } = await lies();
    const found = await office.act(null, (act) => findDelivery(act.tx, id.slice(0, 8).toUpperCase()));
    expect(found.row.id).toBe(id);
    await expect(office.act(null, (act) => findDelivery(act.tx, '00000000'))).rejects.toThrow(
      '没有编号 00000000 的消息',
    );
  });
});
