// A whole office as it is served – web, worker, clock, a real Redis – in which secrets are planted: keys, codes, tokens, a pupil's name,
// a secret task. Then everything that can be looked at is searched for them: answers and messages, log, Redis, metrics, pages, feeds, files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../config/load.ts';
import { openZip } from '../../src/files/zip.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLog } from '../../src/lib/log.ts';
import { type Serving, serve } from '../../src/serve.ts';
import { everythingSaid } from '../support/everything.ts';
import { startRedis } from '../support/redis.ts';
import { allWords } from '../support/whole-office.ts';
import { docxOf } from '../support/zip.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'jiaoyan-secrecy-'));
const log: string[] = [];
/** Every command Redis is given: what jobs hold is among their arguments, however short they live. */
const redisCommands: string[] = [];
const heard: { who: string; where: string; asked: string; words: string }[] = [];
let redis: Awaited<ReturnType<typeof startRedis>>;
let monitor: Redis;
let serving: Serving;

/** What is planted, and who may read it. */
interface Canary {
  what: string;
  text: string;
  readers: string[];
}
const canaries: Canary[] = [];
const plant = (what: string, text: string | undefined, ...readers: string[]): string => {
  expect(text, what).toBeTruthy();
  canaries.push({ what, text: text ?? '', readers });
  return text ?? '';
};

async function say(who: string, text: string, group?: string): Promise<string> {
  const answer = await serving.core.hear({
    ...{ platform: 'sandbox', channel: 'sandbox', robot: 'sandbox', messageId: newId() },
    chat: group === undefined ? { kind: 'private', id: who } : { kind: 'group', id: group },
    sender: { id: who, kind: 'person' },
    ...{ text, mentions: [], media: [], answerBy: 'return' },
  });
  const words = answer.said ? allWords(answer.said) : '';
  heard.push({ who, where: group ?? who, asked: text, words });
  return words;
}

const link = (words: string, path: string): string => new RegExp(`/${path}/([A-Za-z0-9_-]{32})`).exec(words)?.[1] ?? '';
const pupil = '欧阳金丝雀';
const key = '693a91f6-7c0f-4bc4-97a0-0ec2f1fa5aaa';

async function plantAll(): Promise<void> {
  const hook = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${plant('key of a push robot', key)}`;
  await say('p-chenan', `/群 登记 骨干教师群 学科=数学 地址=${hook}`);
  await say('p-chenan', `/群登计 骨干群 地址=${hook}`);
  await say('p-chenan', hook, 'g-principals');
  const sign = plant('sign of a DingTalk robot', 'SEC5d1f0c2b9e8a7466canary');
  const token = plant('token of a DingTalk robot', '77fa0c2b9e8a7466c0ffee77fa0c2b9e8a7466c0ffee77fa0c2b9e8a7466aaaa');
  const robot = `https://oapi.dingtalk.com/robot/send?access_token=${token}`;
  await say('p-chenan', `/群 登记 钉钉群 学科=数学 地址=${robot} 加签=${sign}`);

  const issued = await say('p-chenan', '/名册 绑定码 李强');
  plant('code for linking an account', /(?<!\d)\d{8}(?!\d)/.exec(issued)?.[0], 'p-chenan');
  await say('stranger:x', `/绑定 ${plant('code that somebody guessed', '90817263')}`);
  await say('p-zhaoxue', '绑订 90817263');

  const upload = plant('upload link', link(await say('p-jiangwen', '/提交 教学设计大赛'), 'u'), 'p-jiangwen');
  const feed = plant('calendar feed', link(await say('p-liqiang', '/行事历 订阅'), 'calendar'), 'p-liqiang');
  plant('link of an export', link(await say('p-liufang', '/行事历 导出'), 'calendar'), 'p-liufang');
  plant('upload of a plan', link(await say('p-chenan', '/行事历 导入 网页'), 'u'), 'p-chenan');
  await Promise.all([fetch(`${serving.url}/u/${upload}`), fetch(`${serving.url}/calendar/${feed}.ics`)]);

  plant('pupil', pupil, 'p-liqiang', 'p-wangmin', 'p-zhoulan');
  await say('p-liqiang', `我们班${pupil}期中98分，全班第一名`, 'g-math');
  await say('p-liqiang', `我们班${pupil}期中98分，全班第一名`);
  await say('p-liqiang', `/请假 送学生${pupil}去医院`, 'g-math');
  await say('p-liqiang', `/资料 ${pupil}的作业.docx`, 'g-math');
  const form = new FormData();
  form.append('files', new Blob([new Uint8Array(docxOf())]), `${pupil}-教学设计.docx`);
  form.append('files', new Blob(['MZ']), `${pupil}.exe`);
  await fetch(`${serving.url}/u/${upload}/files`, { method: 'POST', body: form });

  await say('p-wangmin', '/命题 指派 李强 数学 九年级 6月9日 期末考试');
  plant('grade of a paper', '九年级', 'p-wangmin', 'p-zhoulan');
  const given = await say('p-wangmin', '确认');
  plant('number of a secret task', /密[0-9A-F]{6}/.exec(given)?.[0], 'p-wangmin', 'p-zhoulan', 'p-liqiang');
  await say('p-liqiang', '/任务 接受');
}

/** What goes wrong is logged with its error: the tables behind commands are away while secrets are said to these. */
async function faults(): Promise<void> {
  const { store } = serving.core;
  for (const [table, who, text] of [
    ['paper_tasks', 'p-wangmin', '/命题 指派 李强 数学 九年级 6月9日 期末考试'],
    ['paper_tasks', 'p-liqiang', '/任务 接受'],
    ['groups', 'p-chenan', `/群 改 骨干教师群 地址=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`],
    ['binding_tries', 'stranger:x', '/绑定 90817263'],
    ['replies', 'p-liqiang', `/请假 送学生${pupil}去医院`],
    ['audit', 'p-chenan', '/记录 李强'],
  ] as const) {
    await store.write((tx) => sql`alter table ${sql.table(table)} rename to gone_away`.execute(tx));
    try {
      await say(who, text);
    } finally {
      await store.write((tx) => sql`alter table gone_away rename to ${sql.table(table)}`.execute(tx));
    }
  }
}

/** Everything is asked in private by those who see lists, and by a teacher and a researcher who have no part in any of it. */
const askers = ['p-chenan', 'p-zhoulan', 'p-zhaoxue', 'p-liufang'];

beforeAll(async () => {
  redis = await startRedis();
  const client = new Redis(redis.url);
  client.on('error', () => undefined);
  monitor = await client.monitor();
  monitor.on('error', () => undefined);
  monitor.on('monitor', (_time: string, args: string[]) => void redisCommands.push(args.join(' ')));
  const settings = {
    ...loadSettings(
      {
        PORT: '0',
        CLOCK_START: '2023-04-10T09:12:00+08:00',
        REDIS_URL: redis.path ? `unix://${redis.path}` : redis.url,
      },
      '/dev/null',
    ),
    DATA_DIR: dataDir,
  };
  serving = await serve(
    settings,
    ['web', 'worker', 'clock'],
    createLog('trace', { write: (line: string) => void log.push(line) }),
  );
  await plantAll();
  await faults();
  const asked = everythingSaid('密000000').plain.filter((text) => !text.startsWith('/行事历 撤销'));
  for (const text of asked) for (const who of askers) await say(who, text);
  await settled();
}, 600_000);

afterAll(async () => {
  await serving?.stop();
  monitor?.disconnect();
  await redis?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

/** Nothing that is due waits any more. */
async function settled(): Promise<void> {
  const { store, clock } = serving.core;
  const waits = () =>
    store.read
      .selectFrom('deliveries')
      .select('id')
      .where('state', 'in', ['queued', 'sending'])
      .where('due_at', '<=', clock.now())
      .execute();
  for (let tries = 0; tries < 600 && (await waits()).length > 0; tries++) await sleep(100);
  expect(await waits()).toEqual([]);
}

/** The canaries in a text that `reader` (null: nobody in particular) may not read. */
const sung = (text: string, reader: string | null = null): string[] =>
  canaries
    .filter((one) => !(reader && one.readers.includes(reader)) && text.includes(one.text))
    .map(({ what }) => what);

const found = (texts: readonly string[], reader: string | null = null): string[] =>
  texts.flatMap((text) => sung(text, reader).map((what) => `${what}: ${text.slice(0, 300)}`));

async function page(path: string): Promise<string> {
  const answer = await fetch(`${serving.url}${path}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!/\.(?:docx|xlsx)$/.test(path)) return `${answer.status} ${bytes.toString('utf8')}`;
  const parts: string[] = [];
  for (const entry of await openZip(bytes))
    await entry.unpack(async (pieces) => {
      for await (const piece of pieces) parts.push(piece.toString('utf8'));
    });
  return parts.join('');
}

describe('what was planted', () => {
  it('is in none of the answers to others', () => {
    const answers = heard.filter(({ asked }) => found([asked]).length === 0);
    expect(answers.length).toBeGreaterThan(500);
    expect(answers.flatMap(({ who, where, words }) => found([words], where === who ? who : null))).toEqual([]);
  });

  it('is in no message to others, and in none to a group', async () => {
    const rows = await serving.core.store.read
      .selectFrom('deliveries')
      .select(['audience_kind', 'audience_id', 'said', 'state'])
      .where('state', '=', 'sent')
      .execute();
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.flatMap((row) => found([row.said], row.audience_kind === 'person' ? row.audience_id : null))).toEqual(
      [],
    );
  });

  it('is in no line of the log, however much is logged', () => {
    expect(log.filter((line) => line.includes('"fault"')).length).toBeGreaterThan(3);
    expect(found(log)).toEqual([]);
  });

  it('is in nothing that Redis was ever told', () => {
    expect(redisCommands.some((command) => /^(?:evalsha|eval|hmset|xadd)/i.test(command))).toBe(true);
    expect(found(redisCommands)).toEqual([]);
  });

  it('is in no page, metric or file, but a link in the page of its owner', async () => {
    const feed = canaries.find(({ what }) => what === 'calendar feed')?.text ?? '';
    const pages = (paths: string[]) => Promise.all(paths.map(page));
    const own = await pages(['.ics', '.xlsx', '.docx', ''].map((kind) => `/calendar/${feed}${kind}`));
    expect(found(own, 'p-liqiang')).toEqual([]);
    const all = await pages(['/metrics', '/readyz', '/healthz', '/', '/u/0000000000000000', '/nothing']);
    expect(all[0]).toMatch(/jiaoyan_deliveries/);
    expect(found(all)).toEqual([]);
  });

  it('lies in the store only where it is needed: the robot’s key, the pupil in what people said', async () => {
    const { read } = serving.core.store;
    const texts = async (table: 'tasks' | 'audit' | 'questions') =>
      (await read.selectFrom(table).selectAll().execute()).map((row) => JSON.stringify(row));
    expect(found(await texts('tasks'))).toEqual([]);
    expect(found(await texts('questions'))).toEqual([]);
    expect(found(await texts('audit'))).toEqual([]);
    const inbox = (await read.selectFrom('inbox').selectAll().execute()).map((row) => JSON.stringify(row));
    const mayStay = /^(?:pupil|upload|calendar|link of|code for)/;
    expect(found(inbox).filter((one) => !mayStay.test(one))).toEqual([]);
  });
});

describe('the search', () => {
  it('finds what is planted', () => {
    for (const { what, text } of canaries) expect(sung(`… ${text} …`)).toContain(what);
    expect(sung(`… ${pupil} …`, 'p-liqiang')).toEqual([]);
  });
});
