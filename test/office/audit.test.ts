// The record: what can be asked, how it reads, and what it never shows.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../handlers/audit.ts';
import type { Said } from '../../src/bot/message.ts';
import { record } from '../../src/office/act.ts';
import { readAsked, withoutSecrets } from '../../src/office/audit/rules.ts';
import { changeText } from '../../src/office/audit/wording.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

describe('what is asked for', () => {
  const nothing = { from: null, to: null, subject: null, person: null, count: 10, page: 1 };
  test.each<[string, object]>([
    ['', {}],
    ['今天', { from: '2023-03-06', to: '2023-03-06' }],
    ['昨天', { from: '2023-03-05', to: '2023-03-05' }],
    ['上周', { from: '2023-02-27', to: '2023-03-05' }],
    ['3月1日', { from: '2023-03-01', to: '2023-03-01' }],
    ['周一 王敏', { from: '2023-03-06', to: '2023-03-06', person: '王敏' }],
    ['1天', { from: '2023-03-06' }],
    ['3天', { from: '2023-03-04' }],
    ['最近３天', { from: '2023-03-04' }],
    ['0天', { from: '2023-03-06' }],
    ['20条', { count: 20 }],
    ['5', { count: 5 }],
    ['99条', { count: 30 }],
    ['第2页', { page: 2 }],
    ['视1', { subject: '视0001' }],
    ['名0012', { subject: '名0012' }],
    ['1a2B3c4d', { subject: '1a2b3c4d' }],
    ['王敏', { person: '王敏' }],
    ['王丽（青禾小学 语文）', { person: '王丽(青禾小学 语文)' }],
    ['王敏 3天 5条 第3页', { person: '王敏', from: '2023-03-04', count: 5, page: 3 }],
  ])('%s', (text, asked) => expect(readAsked(text, '2023-03-06')).toEqual({ ...nothing, ...asked }));
});

describe('what is never shown', () => {
  test.each([
    ['/绑定 12345678', '/绑定 （已隐去）'],
    ['地址=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc', '地址=（网址）'],
    ['加签=SEC123 其他', '加签=（已隐去） 其他'],
    ['access_token: abc', 'access_token=（已隐去）'],
    ['3月23日 14:30 20230323123', '3月23日 14:30 20230323123'],
  ])('%s', (text, shown) => expect(withoutSecrets(text)).toBe(shown));

  test('columns with secrets are left out whatever they hold', () => {
    const change = changeText(
      '{"hook_key":"a","name":"旧"}',
      '{"hook_key":"b","name":"新","token":"t","code":"1"}',
      new Map(),
    );
    expect(change).toBe('名称 旧 → 新');
  });
});

describe('how a change reads', () => {
  const names = new Map([
    ['s1', '二码头小学'],
    ['p1', '李强'],
  ]);
  test.each([
    ['{"day":"2023-03-23"}', '{"day":"2023-03-28"}', '日期 3月23日（周四） → 3月28日（周二）'],
    [null, '{"school":"s1","team":["p1","p2"]}', '学校 二码头小学；组员 李强、p2'],
    ['{"active":1}', '{"active":0}', '状态 在用 → 停用'],
    ['{"subjects":"[\\"数学\\"]"}', '{"subjects":"[\\"数学\\",\\"科学\\"]"}', '学科 数学 → 数学、科学'],
    ['{"state":"on","version":1}', '{"state":"off","version":2}', '状态 启用 → 停'],
    ['{"topic":"分数"}', '{"topic":null}', '课题 分数 → （空）'],
    [null, '{"audience":{"groups":["g"],"people":[],"roles":["liaison"]}}', '发给 g、学校联系人'],
    [null, '{"text":"[这不是列表"}', '内容 [这不是列表'],
    [null, '{"text":"[也不是列表]"}', '内容 也不是列表'],
    ['{"state":"unknown"}', '{"state":"sent"}', '状态 不明 → 已发出'],
    ['{"cron":"12 16 * * 1"}', '{"cron":"42 16 * * 1"}', '时间 每周一 16:12 → 每周一 16:42'],
    [
      null,
      '{"name":"例会","cron":"12 16 * * 1","text":"开会","onHoliday":"skip","onQuiet":"postpone","state":"on","version":1}',
      '名称 例会；时间 每周一 16:12；内容 开会；遇假日 跳过；静默时段 顺延；状态 启用',
    ],
    [null, null, ''],
  ])('%s → %s', (old, next, words) => expect(changeText(old, next, names)).toBe(words));
});

test('what the entry is called in any case is not said twice, unless it changed', () => {
  expect(changeText(null, '{"name":"例会","state":"on"}', new Map(), '例会')).toBe('状态 启用');
  expect(changeText('{"name":"例会"}', '{"name":"周会"}', new Map(), '周会')).toBe('名称 例会 → 周会');
});

describe('/记录', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(() => office.close());

  const show = (about?: string): Promise<Said | null> => {
    const command = audit[0];
    if (!command) throw new Error('no command');
    return office.act('陈安', (act) => command.run(act, { about } as never));
  };
  const plan = (who: string, n: number) =>
    office.act(who, (act) =>
      record(
        act,
        'visit.planned',
        { kind: 'visit', id: `视000${n}` },
        { new: { school: '二码头小学', day: '2023-03-23' } },
      ),
    );

  test('nothing yet, then the newest first, ten at a time', async () => {
    expect(await show()).toEqual({ text: '没有这样的记录。' });
    for (let n = 1; n <= 11; n++) {
      office.now += 60_000;
      await plan(n % 2 ? '王敏' : '刘芳', n % 10);
    }
    const first = await show();
    expect(first?.text.split('\n')).toHaveLength(20);
    expect(first?.text).toMatch(/^3月6日 09:11 王敏：安排视导 视0001\n　日期 3月23日（周四）；学校 二码头小学/);
    expect(first?.choices).toEqual([{ label: '更早的', says: '/记录 第2页' }]);
    expect((await show('第2页'))?.text).toMatch(/^3月6日 09:01 王敏：安排视导 视0001/);
    expect((await show('刘芳 2条'))?.choices).toEqual([{ label: '更早的', says: '/记录 刘芳 2条 第2页' }]);
    expect((await show('刘芳'))?.text).not.toMatch(/王敏：/);
    expect((await show('视0003'))?.text.split('\n')).toHaveLength(2);
  });

  test('by day, by whom it was done to, and with the words it came from', async () => {
    await plan('王敏', 1);
    office.now += 86_400_000;
    await office.act('陈安', async (act) => {
      await act.tx
        .insertInto('inbox')
        .values({
          channel: 'sandbox',
          robot: 'sandbox',
          message_id: act.message?.messageId ?? '',
          answer_id: 'a',
          platform: 'sandbox',
          sender_id: 'p-chenan',
          person_id: 'p-chenan',
          chat_kind: 'private',
          chat_id: 'p-chenan',
          text: '/名册 绑定码 李强 12345678',
          answer: null,
          outcome: 'done',
          fault: null,
          at: act.now,
        })
        .execute();
      await record(act, 'binding.issued', { kind: 'person', id: 'p-liqiang' });
    });
    expect((await show('今天'))?.text).toBe('3月7日 09:00 陈安：发绑定码 李强\n　原话：/名册 绑定码 李强 （已隐去）');
    expect((await show('李强'))?.text).toMatch(/发绑定码 李强/);
    expect((await show('2天'))?.text).toMatch(/王敏：安排视导/);
  });

  test('a reason a teacher gave is not shown, nor unknown actions in English', async () => {
    await office.act('李强', (act) =>
      record(act, 'preparation.leave', { kind: 'preparation', id: '数学' }, { new: { subject: '数学' } }),
    );
    await office.act(null, (act) => record(act, 'thing.frobbed', { kind: 'thing', id: 'x-1' }));
    expect((await show())?.text).toBe('3月6日 09:00 系统：改动\n3月6日 09:00 李强：集体备课请假\n　学科 数学');
  });
});
