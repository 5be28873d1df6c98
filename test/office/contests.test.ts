// Contests: links, hand-ins, receipts and reminders on a real store.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contests as commands } from '../../handlers/contests.ts';
import { forgetLink } from '../../jobs/forget-link.ts';
import { storeFile } from '../../jobs/store-file.ts';
import { removeOrphans } from '../../jobs/tidy-uploads.ts';
import type { Said } from '../../src/bot/message.ts';
import { fileStore } from '../../src/files/storage.ts';
import { movableClock } from '../../src/lib/clock.ts';
import { dayMs, instantOf, stamp } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import type { Act } from '../../src/office/act.ts';
import { loadCalendar } from '../../src/office/calendar/model.ts';
import { importTerm } from '../../src/office/calendar/terms.ts';
import { type Arrived, handIn } from '../../src/office/contests/actions.ts';
import { handedInBy, type Link, linkOf } from '../../src/office/contests/queries.ts';
import { dueContests } from '../../src/office/contests/reminders.ts';
import type { OfficeParts } from '../../src/office/parts.ts';
import { sampleContest, seedContest } from '../../src/office/sample/contest.ts';
import { want } from '../../src/queue/ledger.ts';
import { openOffice, type TestOffice } from '../support/office.ts';

const open = instantOf('2023-04-10', '10:05');
let office: TestOffice;
let dir: string;
let parts: OfficeParts;

beforeEach(async () => {
  office = await openOffice(open);
  dir = mkdtempSync(join(tmpdir(), 'jiaoyan-contests-'));
  parts = {
    store: office.store,
    clock: movableClock(open, true),
    log: createLog('silent'),
    files: fileStore(dir),
    settings: { publicUrl: 'https://jy.example.cn', sandbox: false },
    fetchMedia: () => Promise.reject(new Error('no media here')),
  };
  await office.act(null, seedContest);
});

afterEach(async () => {
  await office.close();
  rmSync(dir, { recursive: true });
});

type Place = { group?: string; at?: number; settings?: Partial<Act['settings']> };

/** Says a command of this file's subject as the engine would run it. */
function run(who: string, name: string, contest?: string, place: Place = {}): Promise<Said | null> {
  const { settings, ...said } = place;
  const found = commands.find((command) => command.name === name);
  if (!found) throw new Error(`no command ${name}`);
  return office.act(
    who,
    (act) => found.run({ ...act, settings: { ...act.settings, ...settings } }, contest ? { contest } : {}),
    said,
  );
}

const tokenIn = (said: Said | null): string => /\/u\/([\w-]{32})$/.exec(said?.links?.[0]?.url ?? '')?.[1] ?? '';

async function linkFor(who: string): Promise<Link> {
  const found = await linkOf(office.store.read, tokenIn(await run(who, '提交', '教学设计大赛')), office.now);
  if (found.state !== 'open') throw new Error(found.state);
  return found.link;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function handsIn(who: string, ...contents: string[]) {
  const link = await linkFor(who);
  const files: Arrived[] = [];
  for (const [i, text] of contents.entries()) {
    const id = newId();
    writeFileSync(await parts.files.incoming(id), text);
    files.push({ id, name: `教案${i + 1}.pdf`, bytes: text.length, kind: 'pdf', path: `incoming/${id}` });
  }
  return office.act(link.person.id, (act) => handIn(act, link, files));
}

const deliveries = () =>
  office.store.read.selectFrom('deliveries').selectAll().orderBy('due_at').orderBy('id').execute();
const taskRows = (name: string) => office.store.read.selectFrom('tasks').selectAll().where('name', '=', name).execute();

async function runTasks(name: string): Promise<void> {
  const job = name === 'store-file' ? storeFile : forgetLink;
  for (const task of await taskRows(name)) await job.run(job.payload.parse(JSON.parse(task.payload)), parts);
}

describe('/提交', () => {
  it('gives a personal link in private; only the hash of its token is kept beside the answer', async () => {
    const said = await run('李强', '提交', '教学设计大赛');
    expect(said?.title).toBe('教学设计大赛（示例） · 上传链接');
    expect(said?.links?.[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/u\/[\w-]{32}$/);
    const rows = await office.store.read.selectFrom('upload_links').selectAll().execute();
    expect(rows).toMatchObject([{ person_id: 'p-liqiang', expires_at: open + 14 * dayMs }]);
    expect(JSON.stringify(rows)).not.toContain(tokenIn(said));
  });

  it('needs no name while one contest is open, and understands part of one', async () => {
    expect(tokenIn(await run('李强', '提交'))).not.toBe('');
    expect(tokenIn(await run('李强', '提交', '设计大赛'))).not.toBe('');
  });

  it('never says the link in a group: it comes in private', async () => {
    const said = await run('李强', '提交', '教学设计大赛', { group: '数学教研群' });
    expect(JSON.stringify(said)).not.toContain('/u/');
    expect(said?.text).toContain('李强老师');
    const [sent] = await deliveries();
    expect(sent).toMatchObject({ audience_kind: 'person', audience_id: 'p-liqiang', class: 'answer', state: 'queued' });
    expect(tokenIn(JSON.parse(sent?.said ?? '{}'))).not.toBe('');
  });

  it('ends the link given before', async () => {
    const first = tokenIn(await run('李强', '提交'));
    const second = tokenIn(await run('李强', '提交'));
    const other = tokenIn(await run('赵雪', '提交'));
    const states = await Promise.all([first, second, other, 'x'].map((t) => linkOf(office.store.read, t, open)));
    expect(states.map(({ state }) => state)).toEqual(['revoked', 'open', 'open', 'unknown']);
  });

  it.each([
    [
      'before opening',
      '李强',
      '2023-04-02',
      '教学设计大赛',
      /还没开始：4月3日（周一）08:00起可以提交，4月28日（周五）18:00截止/,
    ],
    ['after closing', '李强', '2023-04-29', '教学设计大赛', /已于4月28日（周五）18:00截止/],
    [
      'with no contest open',
      '李强',
      '2023-05-10',
      undefined,
      /现在没有在收的比赛。\n· 教学设计大赛（示例）：4月3日—4月28日，已截止/,
    ],
    [
      'for an unknown contest',
      '李强',
      '2023-04-10',
      '合唱比赛',
      /没有找到“合唱比赛”。现有的比赛：\n· 教学设计大赛（示例）/,
    ],
  ])('refuses %s', async (_, who, day, contest, words) => {
    await expect(run(who, '提交', contest, { at: instantOf(day, '09:00') })).rejects.toThrow(words);
    expect(await office.store.read.selectFrom('upload_links').selectAll().execute()).toEqual([]);
  });

  it('refuses without an address that people can open', async () => {
    await expect(run('李强', '提交', undefined, { settings: { publicUrl: null } })).rejects.toThrow(/上传还没有开通/);
  });

  it('refuses people without a school', async () => {
    await expect(run('王敏', '提交')).rejects.toThrow(/名册里还没有登记您的学校/);
  });
});

describe('a link', () => {
  it('ends after 14 days, at closing, and with the person', async () => {
    const token = tokenIn(await run('李强', '提交'));
    const state = async (at: number) => (await linkOf(office.store.read, token, at)).state;
    expect(await state(open + 14 * dayMs - 1)).toBe('open');
    expect(await state(open + 14 * dayMs)).toBe('ended');
    expect(await state(sampleContest.closes_at)).toBe('closed');
    expect(await state(sampleContest.opens_at - 1)).toBe('before');
    await office.store.write((tx) =>
      tx.updateTable('people').set({ active: 0 }).where('id', '=', 'p-liqiang').execute(),
    );
    expect(await state(open)).toBe('revoked');
  });

  it('is cut out of what is stored an hour later, once it has arrived', async () => {
    await run('李强', '提交', undefined, { group: '数学教研群', settings: { sandbox: false } });
    const said = await run('赵雪', '提交', undefined, { settings: { sandbox: false } });
    await office.store.write((tx) =>
      tx
        .insertInto('inbox')
        .values({
          ...{ channel: 'sandbox', robot: 'sandbox', message_id: 'm2', answer_id: 'a2', platform: 'sandbox' },
          ...{ sender_id: 'p-zhaoxue', person_id: 'p-zhaoxue', chat_kind: 'private', chat_id: 'p-zhaoxue' },
          ...{ text: '/提交', answer: JSON.stringify(said), outcome: 'done', fault: null, at: open },
        })
        .execute(),
    );
    const tasks = await taskRows('forget-link');
    expect(tasks.map((task) => task.due_at)).toEqual([open + 3_600_000, open + 3_600_000]);
    const stored = async () =>
      JSON.stringify([
        await office.store.read.selectFrom('inbox').select('answer').execute(),
        (await deliveries()).map((row) => row.said),
      ]);
    await runTasks('forget-link');
    expect((await stored()).match(/\/u\//g)).toHaveLength(1);
    await office.store.write((tx) => tx.updateTable('deliveries').set({ state: 'sent', settled_at: open }).execute());
    await runTasks('forget-link');
    expect(await stored()).not.toContain('/u/');
    expect(await stored()).toContain('请打开下面的链接');
  });
});

describe('handing in', () => {
  it('makes an entry, stores its files and sends one receipt, also when the job runs twice', async () => {
    const entry = await handsIn('李强', '甲', '乙乙');
    expect(entry).toMatchObject({ number: '赛0001', version: 1, schoolId: 's-ermatou' });
    await runTasks('store-file');
    await runTasks('store-file');
    const [handed] = await handedInBy(office.store.read, 'p-liqiang');
    const files = handed?.versions[0]?.files ?? [];
    expect(files.map(({ name, state, sha256: sum }) => [name, state, sum])).toEqual([
      ['教案1.pdf', 'stored', sha256('甲')],
      ['教案2.pdf', 'stored', sha256('乙乙')],
    ]);
    for (const { path } of files) expect(await parts.files.exists(path)).toBe(true);
    const sent = await deliveries();
    expect(sent).toMatchObject([{ audience_id: 'p-liqiang', class: 'receipt', source_kind: 'entry', revision: 1 }]);
    const said: Said = JSON.parse(sent[0]?.said ?? '');
    expect(said.title).toBe('已收到：赛0001 第1版');
    expect(said.text).toBe(
      [
        '教学设计大赛（示例），4月10日（周一）10:05提交，2 个文件。',
        `1. 教案1.pdf（1 字节）\nSHA-256 ${sha256('甲')}`,
        `2. 教案2.pdf（2 字节）\nSHA-256 ${sha256('乙乙')}`,
        '4月28日（周五）18:00截止，之前可以重新提交。完整的校验码见“/我的提交”。',
      ].join('\n'),
    );
  });

  it('takes a second hand-in as version 2 and keeps the first', async () => {
    await handsIn('李强', '甲');
    const again = await handsIn('李强', '乙');
    expect(again).toMatchObject({ number: '赛0001', version: 2 });
    expect(await handsIn('赵雪', '丙')).toMatchObject({ number: '赛0002', version: 1 });
    await runTasks('store-file');
    expect((await deliveries()).map((row) => JSON.parse(row.said).title).sort()).toEqual([
      '已收到：赛0001 第1版',
      '已收到：赛0001 第2版',
      '已收到：赛0002 第1版',
    ]);
    const list = await run('李强', '我的提交');
    expect(list?.text).toContain(`SHA-256 ${sha256('乙')}`);
    expect(list?.text).toContain('第1版（4月10日（周一）10:05，1 个文件）已被新版代替，仍保留。');
    const audit = await office.store.read
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'entry.submitted')
      .execute();
    expect(audit.map((row) => [row.subject_id, JSON.parse(row.old ?? ''), JSON.parse(row.new ?? '').version])).toEqual([
      ['赛0001', { version: 0 }, 1],
      ['赛0001', { version: 1 }, 2],
      ['赛0002', { version: 0 }, 1],
    ]);
  });

  it('goes on where a run ended between moving a file and writing it down', async () => {
    const entry = await handsIn('李强', '甲');
    const [row] = await office.store.read.selectFrom('entry_files').selectAll().execute();
    await parts.files.keep(row?.path ?? '', `entries/${entry.id}/1/${row?.id}.pdf`);
    await runTasks('store-file');
    expect((await handedInBy(office.store.read, 'p-liqiang'))[0]?.versions[0]?.files[0]?.state).toBe('stored');
  });

  it('says so when a file is gone from the disk', async () => {
    await handsIn('李强', '甲', '乙');
    const [row] = await office.store.read.selectFrom('entry_files').selectAll().orderBy('name').execute();
    await parts.files.remove(row?.path ?? '');
    await runTasks('store-file');
    const said: Said = JSON.parse((await deliveries())[0]?.said ?? '');
    expect(said.title).toBe('请重新提交：赛0001 第1版');
    expect(said.text).toContain('没有存好：教案1.pdf。');
  });

  it('removes orphans of yesterday, never what an entry waits for', async () => {
    await handsIn('李强', '甲');
    const left = await parts.files.incoming('left');
    writeFileSync(left, 'x');
    expect(await removeOrphans(parts)).toBe(0);
    const tomorrow = { ...parts, clock: { now: parts.clock.now, real: () => parts.clock.real() + 2 * dayMs } };
    expect(await removeOrphans(tomorrow)).toBe(1);
    expect(await parts.files.exists('incoming/left')).toBe(false);
    await runTasks('store-file');
    expect((await handedInBy(office.store.read, 'p-liqiang'))[0]?.versions[0]?.files[0]?.state).toBe('stored');
  });
});

describe('/进度', () => {
  beforeEach(async () => {
    await handsIn('李强', '甲');
    await handsIn('赵雪', '乙');
  });
  const counts = '教学设计大赛（示例）：已交 2/5 所学校，共 2 份作品。4月28日（周五）18:00截止，还有 18 天。';

  it.each(['王敏', '李强', '丁宁', '陈安'])('tells a group counts only (%s)', async (who) => {
    expect(await run(who, '进度', '教学设计大赛', { group: '数学教研群' })).toEqual({ text: counts });
  });

  it.each([
    ['王敏', `${counts}\n还没有作品的学校（3 所）：青禾小学、盐码头小学、震华小学`],
    ['周岚', `${counts}\n还没有作品的学校（3 所）：青禾小学、盐码头小学、震华小学`],
    ['陈安', `${counts}\n还没有作品的学校（3 所）：青禾小学、盐码头小学、震华小学`],
    ['丁宁', `${counts}\n贵校已交 1 份。`],
    ['谢敏', `${counts}\n贵校还没有作品。`],
    ['李强', `${counts}\n您交的是 赛0001 第1版。`],
    ['孙悦', counts],
  ])('tells %s in private what is theirs to know', async (who, text) => {
    expect(await run(who, '进度')).toEqual({ text });
  });
});

describe('dueContests', () => {
  const calendarOf = async () => {
    await office.act(null, (act) => importTerm(act, join(import.meta.dirname, '../../config/terms/2023-spring.yaml')));
    const calendar = await loadCalendar(office.store.read);
    if (!calendar) throw new Error('no calendar');
    return calendar;
  };
  const april = [instantOf('2023-04-01'), instantOf('2023-05-10')] as const;

  it('reminds the liaisons of schools without an entry 14, 7, 3 and 1 school days ahead, the group twice with the count', async () => {
    const calendar = await calendarOf();
    await handsIn('李强', '甲');
    const wanted = await dueContests(office.store.read, calendar, ...april);
    const people = ['p-yeqing', 'p-jiangwen', 'p-xiemin', 'p-dongping'].sort();
    for (const [lead, at] of [
      ['-14', '2023-04-11 16:12'],
      ['-7', '2023-04-20 16:12'],
      ['-3', '2023-04-25 16:12'],
      ['-1', '2023-04-27 16:12'],
    ]) {
      const those = wanted.filter((w) => w.lead === lead);
      expect(those.map((w) => stamp(w.due))).toEqual(those.map(() => at));
      expect(
        those
          .filter((w) => w.audience.kind === 'person')
          .map((w) => w.audience.id)
          .sort(),
      ).toEqual(people);
      const groups = those.filter((w) => w.audience.kind === 'group');
      expect(groups.map((w) => w.audience.id)).toEqual(lead === '-3' || lead === '-1' ? ['g-liaisons'] : []);
      for (const { said } of groups) expect(said.text).not.toMatch(/小学/);
      expect(those.every((w) => w.class === 'deadline' && w.expires === instantOf('2023-04-28', '16:00'))).toBe(true);
    }
    expect(wanted.find((w) => w.lead === '-3' && w.audience.kind === 'group')?.said.text).toBe(
      '教学设计大赛（示例）：已交 1/5 所学校，共 1 份作品。4月28日（周五）18:00截止，还有 3 天。',
    );
  });

  it('gives the same keys for the same span, each instant once', async () => {
    const calendar = await calendarOf();
    const key = (w: { source: { id: string }; lead?: string; audience: { id: string } }) =>
      `${w.source.id} ${w.lead} ${w.audience.id}`;
    const whole = (await dueContests(office.store.read, calendar, ...april)).map(key);
    const middle = instantOf('2023-04-20', '16:12');
    const halves = [
      ...(await dueContests(office.store.read, calendar, april[0], middle)),
      ...(await dueContests(office.store.read, calendar, middle, april[1])),
    ].map(key);
    expect(halves).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  });

  it('takes back what is still owed to a school once it hands in', async () => {
    const calendar = await calendarOf();
    const wanted = await dueContests(office.store.read, calendar, ...april);
    await office.store.write((tx) =>
      want(
        tx,
        open,
        wanted.filter((w) => w.lead === '-14'),
      ),
    );
    await handsIn('李强', '甲');
    const rows = await deliveries();
    expect(rows.filter((row) => row.state === 'cancelled').map((row) => row.audience_id)).toEqual(['p-dingning']);
    expect(rows.filter((row) => row.state === 'queued')).toHaveLength(4);
  });

  it('leaves out groups with people from outside', async () => {
    const calendar = await calendarOf();
    await office.store.write((tx) =>
      tx.updateTable('groups').set({ outsiders: 1 }).where('id', '=', 'g-liaisons').execute(),
    );
    const wanted = await dueContests(office.store.read, calendar, ...april);
    expect(wanted.filter((w) => w.audience.kind === 'group')).toEqual([]);
  });
});
