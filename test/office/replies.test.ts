// Answers: what may be answered to what and until when, what groups get to hear of it, and what the record keeps.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { commands } from '../../handlers/index.ts';
import type { Said } from '../../src/bot/message.ts';
import { instantOf } from '../../src/lib/dates.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { allPeople, type Group, type Person } from '../../src/office/people/model.ts';
import {
  type Matter,
  type Reply,
  type ReplyKind,
  readRef,
  readReplyNumber,
  refText,
} from '../../src/office/replies/model.ts';
import * as rules from '../../src/office/replies/rules.ts';
import { want } from '../../src/queue/ledger.ts';
import { openOffice, type Said as SaidIn, type TestOffice } from '../support/office.ts';
import { spring2023File } from '../support/term.ts';

const at = (text: string): number => instantOf(text.slice(0, 10), text.slice(11));

const person = (id: string, more: Partial<Person> = {}): Person => ({
  ...{ id, name: id, roles: ['teacher'], subjects: ['数学'], schoolId: 's-1', contactSchools: [] },
  ...more,
});

const meeting: Matter = {
  ref: { kind: 'preparation', id: 'term/数学', occurrence: '2023-03-08' },
  ...{ what: '数学集体备课', when: '3月8日（周三，第4周）', day: '3月8日（周三）' },
  span: { start: '2023-03-08', end: '2023-03-08' },
  beginsAt: at('2023-03-08 08:30'),
  overAt: at('2023-03-22 08:30'),
  takes: ['attend', 'leave', 'handover', 'ask'],
  organisers: [
    { called: '主备人', people: [person('lead')] },
    { called: '教研员', people: [person('researcher')] },
    { called: '主任', people: [person('head')] },
  ],
  deciders: ['researcher', 'head'],
  only: null,
  parts: new Map([['lead', { called: '主备人' }]]),
  next: null,
};

const reply = (kind: ReplyKind, more: Partial<Reply> = {}): Reply => ({
  ...{ id: kind, number: null, ref: meeting.ref, personId: 'teacher', kind, text: '', state: 'done', otherId: null },
  ...{ groupId: null, at: 0, updatedAt: 0 },
  ...more,
});

describe('the rules', () => {
  test.each<[ReplyKind, string, rules.Timing]>([
    ['attend', '2023-03-08 08:29', 'good'],
    ['attend', '2023-03-08 08:30', 'late'],
    ['leave', '2023-03-09 08:29', 'late'],
    ['leave', '2023-03-09 08:30', 'over'],
    ['ask', '2023-03-08 08:30', 'good'],
    ['offer', '2023-03-22 08:29', 'good'],
    ['offer', '2023-03-22 08:30', 'over'],
  ])('%s at %s is %s', (kind, now, timing) => {
    expect(rules.timing(meeting, kind, at(now))).toBe(timing);
  });

  test.each<[ReplyKind, string, boolean]>([
    ['attend', 'teacher', true],
    ['signup', 'teacher', false],
    ['handover', 'teacher', false],
    ['handover', 'lead', true],
  ])('%s by the %s: %s', (kind, who, may) => {
    expect(rules.takes(meeting, kind, who)).toBe(may);
    expect(rules.takes({ ...meeting, only: ['somebody'] }, kind, who)).toBe(false);
  });

  test('the nearest organiser hears it, never the one who says it; nobody above reads a reason', () => {
    const hearers = (id: string) => rules.listenersOf(meeting, id).people.map((one) => one.id);
    expect([hearers('teacher'), hearers('lead')]).toEqual([['lead'], ['researcher']]);
    const may = (kind: ReplyKind, of: string, reader: string) =>
      rules.mayRead(meeting, reply(kind, { personId: of }), reader);
    expect(may('leave', 'teacher', 'lead')).toBe(true);
    expect(may('leave', 'teacher', 'researcher')).toBe(false);
    expect(may('leave', 'lead', 'researcher')).toBe(true);
    expect(may('leave', 'lead', 'head')).toBe(false);
    expect(may('ask', 'teacher', 'head')).toBe(true);
    expect(['lead', 'researcher', 'head', 'teacher'].map((id) => rules.mayLook(meeting, id))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('a later word on coming takes the place of an earlier one; questions and material stand beside it', () => {
    const had = [reply('leave'), reply('want'), reply('ask', { state: 'open' })];
    const replaced = (kind: ReplyKind) => rules.replacedBy(had, kind)?.kind;
    expect(['attend', 'absent', 'signup', 'leave'].map((kind) => replaced(kind as ReplyKind))).toEqual(
      Array(4).fill('leave'),
    );
    expect([replaced('want'), replaced('ask'), replaced('offer'), replaced('handover')]).toEqual([
      'want',
      undefined,
      undefined,
      undefined,
    ]);
  });

  const group = (more: Partial<Group>): Group => ({
    ...{ id: 'g', name: 'g', platform: 'sandbox', robot: null, chatId: 'g', hook: null },
    ...{ subjects: [], schools: [], roles: [], outsiders: false },
    ...more,
  });
  test.each<[Partial<Group>, boolean]>([
    [{}, true],
    [{ subjects: ['数学'] }, true],
    [{ subjects: ['语文'] }, false],
    [{ schools: ['s-1'], roles: ['liaison'] }, false],
    [{ schools: ['s-1'], roles: ['teacher'] }, true],
  ])('a group for %j is for a maths teacher: %s', (audience, is) => {
    expect(rules.hears(group(audience), person('p'))).toBe(is);
  });

  const said = '明天3月8日（周三，第4周）数学集体备课。\n主备人：马骏（实验小学）';
  test.each<[string, boolean]>([
    [said, true],
    ['明天3月8日（周三,第4周）数学集体备课', true],
    ['教研助手：明天3月8日（周三，第4周）数学集体备课。 主备人：马骏（实验小学）', true],
    ['**明天3月8日（周三，第4周）数学集体备课。**  \n\n主备人：马骏', true],
    ['数学集体备课', false],
    ['明天3月9日（周四，第4周）英语集体备课。', false],
    ['明天', false],
    ['', false],
  ])('quoted: %s', (quote, same) => {
    expect(rules.sameWords(said, quote)).toBe(same);
  });

  test('numbers and refs are read back as they were written', () => {
    expect(['问0001', '问1', '１', '0001'].map((text) => readReplyNumber('问', text))).toEqual(Array(4).fill('问0001'));
    expect(['改0001', '问', '0', 'x'].map((text) => readReplyNumber('问', text))).toEqual(Array(4).fill(null));
    const refs = [
      meeting.ref,
      { kind: 'contest', id: 'c-1', occurrence: '' },
      { kind: 'schedule', id: 's', occurrence: '2023-03-06 09:12' },
    ];
    expect(refs.map((ref) => readRef(refText(ref)))).toEqual(refs);
    expect(['外出培训', 'visit', '看病 去'].map(readRef)).toEqual([null, null, null]);
  });
});

describe('in the office', () => {
  let office: TestOffice;
  beforeEach(async () => {
    office = await openOffice(at('2023-03-07 16:20'));
    await office.act(null, (act) => importTerm(act, spring2023File));
    await remind('preparation', '数学', '2023-03-08');
  });
  afterEach(() => office.close());

  /** What the clock does: the group has been reminded. */
  const remind = (kind: string, subject: string, day: string) =>
    office.store.write(async (tx) => {
      const { id } = await tx.selectFrom('terms').select('id').where('current', '=', 1).executeTakeFirstOrThrow();
      const source = { kind, id: `${id}/${subject}` };
      const shared = { class: 'event' as const, said: { text: `明天${subject}集体备课。` }, due: office.now - 480_000 };
      await want(tx, office.now, [
        { source, occurrence: day, lead: '-1', audience: { kind: 'group', id: 'g-math' }, ...shared },
      ]);
      const sent = { state: 'sent' as const, settled_at: office.now, address: '{}' };
      await tx.updateTable('deliveries').set(sent).where('source_kind', '=', kind).execute();
    });

  const run = (
    name: string,
    who: string,
    args: Record<string, unknown> = {},
    said: SaidIn = {},
  ): Promise<Said | null> =>
    office.act(who, async (act) => (await commands.find((one) => one.name === name)?.run(act, args)) ?? null, said);
  const here = { group: '数学教研群' };

  it('says nobody’s name in a group, whoever has answered and whoever has not, and owes groups nothing', async () => {
    const said: string[] = [];
    const say = async (name: string, who: string, args: Record<string, unknown> = {}) =>
      said.push((await run(name, who, args, here))?.text ?? '');
    await say('参加', '李强');
    await say('参加', '方圆', { about: '带两位新老师' });
    await say('不参加', '夏雨');
    await say('请假', '程刚', { reason: '陪孩子看病' });
    await say('问', '潘磊', { question: '要带电脑吗' });
    await say('资料', '马骏', { content: '练习在群文件里' });
    await say('知道了', '马骏');
    await say('撤回', '方圆');
    await say('答复', '王敏');
    const names = (await office.store.write(allPeople)).map(({ name }) => name);
    expect(said.filter((text) => names.some((name) => text.includes(name)))).toEqual([]);
    expect(said.join('\n')).not.toMatch(/看病|电脑|群文件|新老师/);
    expect(said.at(-1)).toBe('3月8日（周三）数学集体备课：已有 1 人说参加。');
    const owed = await office.store.read
      .selectFrom('deliveries')
      .select('audience_kind')
      .where('source_kind', '=', 'reply')
      .execute();
    expect(owed.length).toBeGreaterThan(2);
    expect(owed.filter(({ audience_kind }) => audience_kind !== 'person')).toEqual([]);
  });

  it('keeps in the record that something was answered, and no word of it', async () => {
    await run('请假', '程刚', { reason: '陪孩子看病' });
    await run('问', '潘磊', { question: '孩子发烧怎么办' });
    await run('撤回', '程刚');
    const rows = await office.store.read.selectFrom('audit').selectAll().where('subject', '=', 'reply').execute();
    expect(rows.map(({ action }) => action)).toEqual(['reply.leave', 'reply.ask', 'reply.withdrawn']);
    expect(JSON.stringify(rows)).not.toMatch(/看病|发烧/);
    const left = await office.store.read.selectFrom('replies').select(['kind', 'text']).execute();
    expect(left).toEqual([{ kind: 'ask', text: '孩子发烧怎么办' }]);
  });

  it('takes nothing where outsiders listen', async () => {
    await office.store.write((tx) =>
      tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-math').execute(),
    );
    for (const [name, args] of [
      ['参加', {}],
      ['请假', { reason: '看病' }],
      ['资料', {}],
      ['问', { question: '几点' }],
      ['答复', {}],
      ['撤回', {}],
    ] as const) {
      await expect(run(name, '李强', args, here)).rejects.toThrow('这个群里有外单位的人');
    }
    expect((await run('知道了', '李强', {}, here))?.text).toBe('好的。');
    expect(await office.store.read.selectFrom('replies').selectAll().execute()).toEqual([]);
  });

  it('has one word on coming for each person and thing, however often it changes', async () => {
    for (const name of ['参加', '不参加', '参加', '不参加']) await run(name, '李强');
    await run('请假', '李强', { reason: '看病' });
    const rows = await office.store.read.selectFrom('replies').select(['kind', 'person_id']).execute();
    expect(rows).toEqual([{ kind: 'leave', person_id: 'p-liqiang' }]);
  });

  it('two answers at once make one', async () => {
    await Promise.all([run('参加', '李强'), run('不参加', '李强'), run('参加', '李强')]);
    expect(await office.store.read.selectFrom('replies').selectAll().execute()).toHaveLength(1);
  });
});

/** Every string of the sources, without comments. */
function* strings(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.(?:ts|yaml|html|js)$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const line of text.split('\n')) if (!/^\s*(?:\/\/|\*|\/\*)/.test(line)) yield line;
  }
}

test('there is no 接龙, no 打卡, no list of those who have not answered, and no setting for any of them', () => {
  const forbidden =
    /接龙|打卡|(?:没有?|未)(?:答复|回复|回应|表态|接话)(?:的)?(?:名单|老师|人员|有：|：)|notAnswered|whoHasNot/i;
  const top = resolve(import.meta.dirname, '../..');
  const found = ['src', 'handlers', 'jobs', 'config'].flatMap((folder) =>
    [...strings(join(top, folder))].filter((line) => forbidden.test(line)),
  );
  expect(found).toEqual([]);
  const words = commands.flatMap(({ name, aliases = [], summary }) => [name, ...aliases, summary]);
  expect(words.filter((word) => /接龙|打卡|催|谁没/.test(word) && !/没有人(?:催|统计)/.test(word))).toEqual([]);
});
