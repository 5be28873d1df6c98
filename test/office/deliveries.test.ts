// What admins see of deliveries and do about them by hand, and the outgoing guard at the moment of handing over.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays, dateOf, instantOf } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import { putOffReason } from '../../src/office/burden/reason.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { alertUnknown, settleByHand } from '../../src/office/deliveries/actions.ts';
import { aboutDelivery } from '../../src/office/deliveries/detail.ts';
import { detail } from '../../src/office/deliveries/detail-wording.ts';
import { guardAnswer, guardDelivery } from '../../src/office/deliveries/guard.ts';
import { listOf, troublesOn, whoseMessages, withReasons } from '../../src/office/deliveries/lists.ts';
import { countsOn, findDelivery } from '../../src/office/deliveries/queries.ts';
import { countUsage, quotaReport } from '../../src/office/deliveries/quota.ts';
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
  return readRow(id);
}

const readRow = (id: string): Promise<Row<'deliveries'>> =>
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
    expect(await readRow(id)).toMatchObject({ state: 'sent', settled_at: office.now, address });
    expect(await recorded()).toEqual([['p-chenan', 'delivery.confirmed', '{"state":"unknown"}', '{"state":"sent"}']]);
  });

  test('an unknown one is sent again the same way, so that a late answer still finds it', async () => {
    const { id } = await lies({ relayed_at: 5, expires_at: office.now - 1 });
    await settle('陈安', id, '重发');
    expect(await readRow(id)).toMatchObject({
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
    expect(await readRow(id)).toMatchObject({
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
    expect(await readRow(id)).toMatchObject({ state: 'queued', address, lane: 'sandbox' });
  });

  test('what is given up stays failed', async () => {
    const { id } = await lies();
    await settle('陈安', id, '放弃');
    expect(await readRow(id)).toMatchObject({ state: 'failed', reason: '不再发送' });
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
    const row = await readRow(id);
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
    expect((await readRow(id)).state).toBe('held');
    expect(await recorded()).toEqual([]);
  });

  test.each([
    ['averages of schools', '各校平均分：实验小学82.5，二码头小学80.1'],
    ['an order of schools by rates', '各校合格率排名见下'],
    ['words that only sound like it', '请按名次入座'],
  ])('%s, by the head, and it is recorded', async (_, text) => {
    const { id } = await heldText(text);
    await settle('周岚', id, '放行');
    expect((await readRow(id)).state).toBe('queued');
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
    expect(await check(await readRow(first.id))).toBeNull();
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
    const [trouble, ...others] = await troublesOn(office.store.read, before, office.now);
    expect([trouble?.row.state, others]).toEqual(['failed', []]);
    expect(wording.countsText(before, await countsOn(office.store.read, before), [])).toBe(
      '3月5日：已发出 0，待发 0，失败 1，不明 0。',
    );
  });

  const list = (wish: Partial<Parameters<typeof listOf>[1]>) => listOf(office.store.read, { now: office.now, ...wish });

  test('a list with the newest first, eight on a page, names instead of ids, reasons in plain words', async () => {
    for (let i = 0; i < 10; i++) await lies({ state: 'failed', reason: `原因${i}`, due_at: office.now + i * 60_000 });
    const first = wording.listed({ what: '失败', whose: null }, await list({ states: ['failed'] }));
    const lines = first.text.split('\n');
    expect(lines[0]).toBe('失败 10 条（第1/2页）：');
    expect(lines[1]).toMatch(/^· [0-9a-f]{8}　3月6日09:09　活动提醒 → 数学教研群　失败：原因9$/);
    expect(lines.length).toBe(10);
    expect(first.choices).toEqual([{ label: '下一页', says: '/发送 失败 第2页' }]);
    const last = wording.listed({ what: '失败', whose: null }, await list({ states: ['failed'], page: 9 }));
    expect(last.text.split('\n').slice(0, 2)).toEqual([
      '失败 10 条（第2/2页）：',
      expect.stringContaining('失败：原因1'),
    ]);
    expect(last.choices).toBeUndefined();
  });

  test('for one group or person', async () => {
    await lies({ state: 'failed', reason: '一' });
    await lies({ state: 'failed', reason: '二', audience_kind: 'person', audience_id: 'p-liqiang' });
    await lies({ state: 'sent', audience_kind: 'person', audience_id: 'p-liqiang' });
    const whose = (name: string) => office.act('陈安', (act) => whoseMessages(act, name));
    const reasons = async (name: string) =>
      (await list({ states: ['failed'], whose: await whose(name) })).shown.map(({ why }) => why);
    expect(await reasons('数学教研群')).toEqual(['一']);
    expect(await reasons('数学')).toEqual(['一']);
    expect(await reasons('李强老师')).toEqual(['二']);
    expect((await list({ whose: await whose('李强') })).all).toBe(2);
    await expect(whose('教研群')).rejects.toThrow('叫“教研群”的群有几个，请写全名：');
    await expect(whose('前天')).rejects.toThrow('没有叫“前天”的群或人。可以写 今天、昨天、待发');
    await expect(whose('王丽')).rejects.toThrow('王丽');
  });

  test('of a secret task nothing is in any list or count, and nobody learns for whom it is', async () => {
    const about = { class: 'secret', audience_kind: 'person', audience_id: 'p-liqiang', said: '{"text":"命题"}' };
    const secret = await lies(about);
    await lies({ ...about, state: 'failed' });
    const whose = { kind: 'person' as const, id: 'p-liqiang', name: '李强' };
    for (const wish of [{}, { whose }, { states: ['failed'] as const }, { day: dateOf(office.now) }])
      expect((await list(wish)).all).toBe(0);
    expect((await countsOn(office.store.read, dateOf(office.now))).byState.size).toBe(0);
    expect(await read(secret.id, true)).not.toMatch(/李强|p-liqiang|"命题/);
  });

  const shownOf = async (id: string, isHead: boolean) =>
    office.act(null, async (act) => {
      const delivery = await findDelivery(act.tx, id);
      const [shown] = await withReasons(act.tx, [delivery], act.now);
      if (!shown) throw new Error('not shown');
      return detail(shown, await aboutDelivery(act, delivery, isHead));
    });
  const read = async (id: string, isHead: boolean) => JSON.stringify(await shownOf(id, isHead));

  test('of a held one only the head reads the words', async () => {
    const held = await lies({ state: 'held', said: '{"text":"名次如下"}' });
    expect(await read(held.id, false)).not.toContain('名次如下');
    expect(await read(held.id, true)).toContain('全文：名次如下');
  });

  const minute = 60_000;
  const at = (time: string, day = '2023-03-06') => instantOf(day, time);
  const robot = { ...JSON.parse(address), chat: { kind: 'group', id: 'g-chinese' } };
  test.each<[string, Partial<NewRow<'deliveries'>>, string]>([
    ['its time', { due_at: at('16:12') }, '没到时间，16:12 再发'],
    ['its time on another day', { due_at: at('16:12', '2023-03-07') }, '没到时间，3月7日16:12 再发'],
    ['sending hours', { due_at: at('13:30') }, '不在发送时段，13:30 开放了再发'],
    ['sending hours of another day', { due_at: at('07:30', '2023-03-07') }, '不在发送时段，3月7日07:30 开放了再发'],
    [
      'the next week',
      {
        put_off_from: at('09:12'),
        due_at: at('16:12', '2023-03-10'),
        reason: putOffReason('pushes', { pushes: 5, asks: 2 }),
      },
      '本周已满 5 条，并入周五汇总，从 3月6日09:12 推到 3月10日16:12',
    ],
    ['the queue, any moment', { due_at: at('09:00') - 1_000 }, '马上发'],
    ['Redis', { due_at: at('08:58') }, '到点还没交给发送队列，多半是 Redis 停了；恢复后自动接着发'],
    ['its turn', { relayed_at: at('09:00') - minute }, '已交给发送队列，按平台的频率排队'],
    [
      'somebody to look',
      { relayed_at: at('08:50') },
      '交给队列好一会儿还没发，可能平台禁言或 Redis 停了；恢复后自动接着发',
    ],
    [
      'its next try',
      { relayed_at: at('08:59'), attempts: 2, reason: '发送过于频繁' },
      '上次没成：发送过于频繁；过一会儿自动再试',
    ],
    ['an answer', { state: 'sending', attempts: 2 }, '正在等平台答复（第 2 次）'],
    ['nobody: merged', { state: 'merged', reason: null, bundle_id: 'abcdef12-3456' }, '并进 abcdef12 一起说'],
    ['nobody: unknown', { state: 'unknown' }, '连接中断，请看一眼对方是否收到'],
    ['nobody: missed', { state: 'missed', reason: '错过了发送时间' }, '错过了发送时间'],
    ['nobody: taken back', { state: 'cancelled', reason: '行事历已更改（历0003）' }, '行事历已更改（历0003）'],
    ['nobody: past', { state: 'past', reason: null }, '记下的时候已经过去'],
    ['nobody: sent', { state: 'sent', reason: null }, ''],
  ])('what it waits for: %s', async (_, row, why) => {
    const { id } = await lies({ reason: '连接中断', state: 'queued', settled_at: null, attempts: 0, ...row });
    expect((await list({})).shown.filter((one) => one.row.id === id).map((one) => one.why)).toEqual([why]);
  });

  test('what waits behind another: an earlier part, a robot that was turned away', async () => {
    const waits = { state: 'queued' as const, settled_at: null, reason: null, attempts: 0, relayed_at: office.now };
    const first = await lies({ ...waits, attempts: 1, reason: '发送过于频繁', due_at: office.now - 1 });
    const second = await lies({ ...waits, after_id: first.id, part: 1 });
    await lies({ ...waits, address: JSON.stringify(robot) });
    await lies({ ...waits, address: JSON.stringify({ ...robot, robot: 'other' }) });
    const whys = async () => (await list({ states: ['queued'] })).shown.map(({ why }) => why).sort();
    const expected = [
      '同一个机器人刚被平台挡了一下（发送过于频繁），过一会儿自动接着发',
      '上次没成：发送过于频繁；过一会儿自动再试',
      '已交给发送队列，按平台的频率排队',
      '等前面一段先发',
    ];
    expect(await whys()).toEqual(expected.sort());
    await office.act(null, ({ tx }) =>
      tx.updateTable('deliveries').set({ state: 'held' }).where('id', '=', first.id).execute(),
    );
    expect((await list({})).shown.find(({ row }) => row.id === second.id)?.why).toBe('前面一段被扣下，放行后接着发');
  });

  test('the life line of one: when it was owed and for what, each deed, the way it went and its number there', async () => {
    const { id } = await lies({ attempts: 1, occurrence_on: '2023-03-07', due_at: office.now + 12 * minute });
    office.now += 20 * minute;
    await settle('陈安', id, '重发');
    const sent = { state: 'sent' as const, settled_at: office.now + minute, attempts: 2, ref: 'MSG-7', reason: null };
    await office.act(null, ({ tx }) => tx.updateTable('deliveries').set(sent).where('id', '=', id).execute());
    const said = await shownOf(id, false);
    expect(said.title).toBe(`${id.slice(0, 8)}　活动提醒 → 数学教研群`);
    expect(said.text.split('\n')).toEqual([
      '状态：已发出',
      '来自：活动提醒（3月7日那次）',
      '内容：明天集体备课',
      '经过：',
      '· 2023-03-06 09:00 记下要发',
      '· 2023-03-06 09:20 陈安重发',
      '· 2023-03-06 09:20 应发',
      '· 2023-03-06 09:21 已发出，试了 2 次，走沙盒，平台编号 MSG-7',
    ]);
    expect(said.choices).toBeUndefined();
  });

  test('what still waits can be taken back', async () => {
    const { id } = await lies({ state: 'queued', settled_at: null, due_at: office.now + minute });
    expect((await shownOf(id, false)).choices).toEqual([{ label: '撤回', says: `/发送 ${id.slice(0, 8)} 撤回` }]);
    await settle('陈安', id, '撤回');
    expect(await readRow(id)).toMatchObject({ state: 'cancelled', reason: '管理员撤回' });
    await expect(settle('陈安', id, '撤回')).rejects.toThrow('现在是“已撤回”，不能撤回。不用再处理。');
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

describe('the quota', () => {
  test('is told month to date for each platform, with a warning near its end', async () => {
    const quotas = [
      { name: 'dingtalk:api', title: '钉钉接口调用', monthly: 5_000 },
      { name: 'dingtalk:push', title: '钉钉推送', monthly: 3_000 },
    ];
    const report = (more = {}) =>
      office.act('陈安', (act) => quotaReport({ ...act, settings: { ...act.settings, ...more } }));
    expect(await report()).toBe('3月1日到今天发出：还没有。\n现用的平台没有按月的额度。');
    await lies({ state: 'sent', lane: 'dingtalk-app' });
    await lies({ state: 'sent', lane: 'wecom-ws' });
    await lies({ state: 'sent', lane: 'wecom-push' });
    await lies({ state: 'sent', lane: 'wecom-ws', settled_at: instantOf('2023-02-28') });
    const used = new Map([
      ['dingtalk:api', 1_250],
      ['dingtalk:push', 2_500],
    ]);
    await office.act(null, (act) => countUsage(act, used, quotas));
    expect((await report({ quotas })).split('\n')).toEqual([
      expect.stringMatching(/^3月1日到今天发出：(企业微信 2 条，钉钉 1 条|钉钉 1 条，企业微信 2 条)。$/),
      '钉钉接口调用：本月 1250 / 5000 次（25%）。',
      '钉钉推送：本月 2500 / 3000 次（83%），快用完了，请减少消息或升级版本。',
      '只数得到机器人自己用的，准数在钉钉后台；用到八成会私信提醒。',
    ]);
  });
});
