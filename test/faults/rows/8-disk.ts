// A store that cannot grow, one that is locked, and one that was put back as it was two days ago.
import { execFile, execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { instantOf } from '../../../src/lib/dates.ts';
import { perhapsSent } from '../../../src/office/restored/wording.ts';
import { meddle, meddling } from '../meddling.ts';
import { atLeast, atMost, exactly, type Finding, type Row, type RowParts } from '../row.ts';
import { Ground, type Site, type Talked } from '../site.ts';

/** Sizes of one run: how long the disk is full and the store locked (ms), messages owed meanwhile. */
const sizes = {
  full: { full: 60_000, locked: 10_000, owed: 60 },
  short: { full: 3_000, locked: 6_000, owed: 12 },
};

/** How long the office may take after the store is well again, milliseconds. */
const recovery = 30_000;
/** How often somebody says something meanwhile, milliseconds. */
const gap = 500;
/** Sends that are on their way when the store stops taking their ends: the concurrency of a lane. */
const inFlight = 8;

type Variant = { variant: string; findings: Finding[] };

const main = join(import.meta.dirname, '../../../src/main.ts');

/** A store in trouble. */
export const diskRow: Row = {
  number: 8,
  title: 'Disk full, database locked, backup of two days ago restored',
  together: true,
  async run(parts) {
    const ground = new Ground();
    const variants = parts.engine === 'sqlite' ? [noPages, noFiles, locked, restored] : [locked, restored];
    try {
      return await Promise.all(variants.map((variant) => variant(ground, parts)));
    } finally {
      await ground.close();
    }
  },
};

/** SQLite may not use another page. */
async function noPages(ground: Ground, parts: RowParts): Promise<Variant> {
  const socket = join(tmpdir(), `jiaoyan-pages-${process.pid}`);
  const site = await ground.site({ engine: 'sqlite', env: meddling({ socket }) });
  await site.start();
  const [pid = 0] = site.deployment.pids;
  const findings = await through(site, parts, sizes[parts.scale].full, inFlight, async (ms) => {
    await meddle(socket, pid, { pages: 1 });
    await sleep(ms);
    await meddle(socket, pid, { pages: 0 });
  });
  return { variant: 'no more pages (max_page_count)', findings };
}

/** No file may grow (`ulimit -f`), as on a full disk. */
async function noFiles(ground: Ground, parts: RowParts): Promise<Variant> {
  const site = await ground.site({ engine: 'sqlite' });
  await site.start();
  const [pid = 0] = site.deployment.pids;
  const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}`]);
  const findings = await through(site, parts, sizes[parts.scale].full, inFlight, async (ms) => {
    limit('4096:unlimited');
    await sleep(ms);
    limit('unlimited:unlimited');
  });
  return { variant: 'no larger files (ulimit -f)', findings };
}

/** Somebody else holds the store. */
async function locked(ground: Ground, parts: RowParts): Promise<Variant> {
  const site = await ground.site({ engine: parts.engine, processes: ['web', 'worker', 'clock'] });
  await site.start();
  const hold = parts.engine === 'sqlite' ? holdSqlite : holdPostgres;
  const findings = await through(site, parts, sizes[parts.scale].locked, 0, (ms) => hold(site, ms));
  return { variant: `locked for ${sizes[parts.scale].locked / 1_000} s`, findings };
}

async function holdSqlite(site: Site, ms: number): Promise<void> {
  const db = new DatabaseSync(join(site.deployment.dataDir, 'jiaoyan.db'), { timeout: 5_000 });
  db.exec('begin immediate');
  await sleep(ms);
  db.exec('rollback');
  db.close();
}

async function holdPostgres(site: Site, ms: number): Promise<void> {
  const client = new pg.Client({ connectionString: site.plan.env.DATABASE_URL });
  await client.connect();
  await client.query('begin');
  await client.query('lock table deliveries, inbox, audit, counters in share mode');
  await sleep(ms);
  await client.query('rollback');
  await client.end();
}

/** One trouble of the store, while people talk and messages fall due; `unknown` is how many of them may end so. */
async function through(
  site: Site,
  parts: RowParts,
  ms: number,
  unknown: number,
  trouble: (ms: number) => Promise<void>,
): Promise<Finding[]> {
  const { owed } = sizes[parts.scale];
  const before = site.deployment.pids;
  const now = await site.deployment.now();
  await site.owe(
    Array.from({ length: owed }, (_, i) => ({
      id: `disk-${i}`,
      due: now - 200 + Math.floor((i / owed) * (ms + 2_000)),
    })),
  );
  let over = false;
  const talking = site.talk('disk-talk', gap, () => over);
  await sleep(gap);
  parts.progress(`the store is in trouble for ${ms / 1_000} s`);
  await trouble(ms);
  const well = Date.now();
  await site.settled(2 * recovery);
  const took = Date.now() - well;
  await sleep(2 * gap);
  over = true;
  return judge(site, await talking, { well, took, before, unknown });
}

async function judge(
  site: Site,
  talked: readonly Talked[],
  { well, took, before, unknown }: { well: number; took: number; before: readonly number[]; unknown: number },
): Promise<Finding[]> {
  const tally = await site.tally('disk-');
  const acknowledged = talked.filter(({ took }) => took !== null).map(({ id }) => id);
  return [
    // Or nothing was put to the test.
    atLeast('callbacks not acknowledged at once', talked.filter(({ tries }) => tries > 1).length, 1),
    exactly('acknowledged without exactly one effect', (await site.withoutOneEffect(acknowledged)).length, 0),
    exactly(
      'never acknowledged, though said when it was over',
      talked.filter((t) => t.at > well && t.took === null).length,
      0,
    ),
    atMost('seconds until all was sent', Math.round(took / 100) / 10, recovery / 1_000),
    exactly('without an end, or failed', tally.open + tally.failed, 0),
    atMost('unknown', tally.unknown, unknown),
    exactly('duplicates', tally.twice, 0),
    exactly('sent in the ledger, not on the platform', tally.lies, 0),
    exactly('processes of ours that ended', before.filter((pid) => !alive(pid)).length, 0),
  ];
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const schoolDay = (day: string, time: string) => instantOf(`2023-03-${day}`, time);

/** Two days go by after a backup; then the office is lost and the backup put back. */
async function restored(ground: Ground, parts: RowParts): Promise<Variant> {
  const site = await ground.site({ engine: parts.engine });
  await site.start();
  await site.ask('p-chenan', '/定时 新建 每日提醒 "12 16 * * 1-5" 数学教研群 请带好教材');
  await site.ask('p-chenan', '确认');
  await site.ask('p-wangmin', '/集体备课 安排 数学 第4周 李强 分数的意义');
  const due = { before: schoolDay('06', '10:00'), between: schoolDay('07', '10:00'), after: schoolDay('09', '10:00') };
  await site.owe(
    Object.entries(due).flatMap(([name, instant]) =>
      Array.from({ length: 4 }, (_, i) => ({ id: `${name}-${i}`, due: instant })),
    ),
  );
  await walk(site, [['06', '16:20']]);
  parts.progress('backup, and two days without it');
  const copy = await backUp(ground, site, () =>
    walk(site, [
      ['07', '10:10'],
      ['07', '16:20'],
      ['08', '16:20'],
    ]),
  );
  const seenBefore = site.shown().size;
  parts.progress('restored two days later');
  const next = ground.successor(site, { ...copy.env, CLOCK_START: '2023-03-08T16:40:00+08:00' });
  const said = await run(next, copy.restore);
  await next.start();
  await quiet(next, schoolDay('08', '16:40'));
  const seenAtOnce = next.shown().size - seenBefore;
  await walk(next, [
    ['09', '10:10'],
    ['09', '16:20'],
  ]);
  const tally = await next.tally();
  const pushed = site.fake.accepted.filter(({ way }) => way === 'hook' || way === 'app');
  const seen = (words: string) => pushed.filter(({ text }) => text.includes(words)).length;
  const silent = (await next.rows()).filter(({ reason }) => reason === perhapsSent).length;
  return {
    variant: 'backup of two days ago restored',
    findings: [
      exactly('sent at once after the restore', seenAtOnce, 0),
      exactly('duplicates', tally.twice, 0),
      exactly('daily message in four days', seen('请带好教材'), 4),
      exactly('reminder of the preparation', pushed.filter(({ text }) => /明天.*数学集体备课/.test(text)).length, 1),
      exactly('of those due meanwhile, silent and named as such', silent, 4),
      exactly('due later, sent', (await next.tally('after-')).sent, 4),
      exactly('difference printed', /到期的 \d+ 条消息/.test(said) ? 1 : 0, 1),
      exactly(
        'difference told to the admin',
        pushed.filter(({ to, text }) => to === 'p-chenan' && text.includes('恢复了备份')).length,
        1,
      ),
    ],
  };
}

async function walk(site: Site, stops: readonly (readonly [day: string, time: string])[]): Promise<void> {
  for (const [day, time] of stops) {
    await site.deployment.clockTo(`2023-03-${day}`, time);
    await quiet(site, schoolDay(day, time));
  }
}

async function quiet(site: Site, until: number): Promise<void> {
  await sleep(1_500);
  await site.settled(20_000, until);
}

/** Backs up, lets `meanwhile` happen and stops the office; how the backup is put back. */
async function backUp(
  ground: Ground,
  site: Site,
  meanwhile: () => Promise<void>,
): Promise<{ env: Record<string, string>; restore: string[] }> {
  const { DATABASE_URL } = site.plan.env;
  if (!DATABASE_URL) {
    const folder = join(site.deployment.dataDir, 'backup');
    await run(site, ['backup', folder]);
    await meanwhile();
    await site.deployment.stop();
    return { env: {}, restore: ['restore', folder] };
  }
  // A copy of the database stands for pg_dump and pg_restore; nobody may be connected meanwhile.
  await site.deployment.stop();
  const copy = await copyOf(ground, DATABASE_URL);
  await site.start();
  await meanwhile();
  await site.deployment.stop();
  return { env: { DATABASE_URL: copy }, restore: ['restore', '--postgres'] };
}

async function copyOf(ground: Ground, url: string): Promise<string> {
  const copy = await ground.database();
  const name = (from: string) => new URL(from.replace('@/', '@localhost/')).pathname.slice(1);
  const client = new pg.Client({ connectionString: url.replace(`/${name(url)}?`, '/postgres?') });
  await client.connect();
  await client.query(`drop database ${name(copy)}`);
  await client.query(`create database ${name(copy)} template ${name(url)}`);
  await client.end();
  return copy;
}

const call = promisify(execFile);

/**
 * The command line on a site's data; gives what it printed. Waited for without blocking: the fakes live in this very process.
 * @throws Error when it fails
 */
async function run(site: Site, args: readonly string[]): Promise<string> {
  const { dataDir } = site.deployment;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...site.plan.env, DATA_DIR: dataDir };
  return (await call(process.execPath, [main, ...args], { env, cwd: dataDir })).stdout;
}
