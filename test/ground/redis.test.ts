// The private Redis: durable, shared on one folder, gone with its owner, back after a crash.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cacheFolder } from '../../src/ground/cache-folder.mjs';
import { ensureRedis, type RedisHandle } from '../../src/ground/redis.ts';
import { lifeAt } from '../../src/ground/redis-place.ts';
import { findRedisProgram } from '../../src/ground/redis-program.ts';
import { aptGet, noAptGet } from '../support/outside.ts';

const cacheDir = cacheFolder(tmpdir());
let dataDir: string;
let undo: (() => unknown)[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'jiaoyan-test-'));
  undo = [() => rm(dataDir, { recursive: true, force: true })];
});
afterEach(async () => {
  for (const step of undo.reverse()) await step();
});

async function start(folder = dataDir): Promise<RedisHandle> {
  const redis = await ensureRedis({ dataDir: folder, cacheDir, log: () => {} });
  undo.push(() => redis.stop());
  return redis;
}

function client({ url }: RedisHandle): Redis {
  const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => {});
  undo.push(() => redis.disconnect());
  return redis;
}

async function pidOf(redis: Redis): Promise<number> {
  return Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
}

/** Another process on the same folder. */
async function holder(env: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  const other = spawn(process.execPath, ['test/ground/hold-redis.ts', dataDir], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(() => other.kill('SIGKILL'));
  await once(other.stdout!, 'data');
  return other;
}

async function until(what: () => Promise<boolean>, limit: number): Promise<number> {
  const begun = Date.now();
  while (!(await what())) {
    if (Date.now() - begun > limit) throw new Error(`not within ${limit} ms`);
    await sleep(10);
  }
  return Date.now() - begun;
}

test('answers, writes every command to disk, never evicts, and only its owner may connect', async () => {
  const redis = await start();
  const settings = await client(redis).config('GET', 'append*', 'maxmemory-policy', 'save', 'unixsocketperm', 'port');
  expect(settings).toEqual(expect.arrayContaining(['appendonly', 'yes', 'appendfsync', 'always', 'noeviction', '700']));
  expect(redis).toMatchObject({ private: true, path: join(dataDir, 'redis/redis.sock') });
});

test('REDIS_URL is taken as it is', async () => {
  const redis = await ensureRedis({ dataDir, redisUrl: 'redis://far.example:6379/2', log: () => {} });
  expect(redis).toMatchObject({ url: 'redis://far.example:6379/2', private: false });
  await redis.stop();
});

test('many starters on one folder share one server, and only its owner stops it', async () => {
  const all = await Promise.all([start(), start(), start(), start()]);
  const pids = await Promise.all(all.map((redis) => pidOf(client(redis))));
  expect(new Set(pids).size).toBe(1);
  await all[3]!.stop();
  expect(await lifeAt(all[0]!.url)).toBe('ready');
});

test('two processes on one folder share one server', async () => {
  const redis = await start();
  const pid = await pidOf(client(redis));
  const other = await holder();
  expect(await pidOf(client(redis))).toBe(pid);
  other.kill('SIGKILL');
  await once(other, 'exit');
  await sleep(300);
  expect(await pidOf(client(redis))).toBe(pid);
});

test.each(['the kernel', 'a shell that watches'])('kill -9 of the owner takes the server along, by %s', async (by) => {
  const owner = await holder(by === 'the kernel' ? {} : { PATH: await pathWithoutSetpriv() });
  owner.kill('SIGKILL');
  expect(await until(async () => (await lifeAt(join(dataDir, 'redis/redis.sock'))) === 'none', 4_000)).toBeLessThan(
    2_000,
  );
});

async function pathWithoutSetpriv(): Promise<string> {
  const folder = join(dataDir, 'bin');
  await mkdir(folder);
  for (const name of ['sh', 'sleep']) await symlink(join('/bin', name), join(folder, name));
  await symlink((await findRedisProgram({ cacheDir, log: () => {} })).file, join(folder, 'redis-server'));
  return folder;
}

test('when the owner is killed, one who shared takes over and nothing is lost', async () => {
  const owner = await holder();
  const redis = client(await start());
  await redis.set('课题', '分数的意义');
  const before = await pidOf(redis);
  owner.kill('SIGKILL');
  await until(async () => (await pidOf(redis)) !== before, 5_000);
  expect(await redis.get('课题')).toBe('分数的意义');
});

test('a server that was killed is back by itself, with what it was told', async () => {
  const redis = client(await start());
  await redis.set('课题', '分数的意义');
  const before = await pidOf(redis);
  process.kill(before, 'SIGKILL');
  await until(async () => (await pidOf(redis)) !== before, 5_000);
  expect(await redis.get('课题')).toBe('分数的意义');
});

test('data survives stop and start', async () => {
  const first = await start();
  await client(first).set('课题', '分数的意义');
  await first.stop();
  expect(await lifeAt(first.url)).toBe('none');
  expect(await client(await start()).get('课题')).toBe('分数的意义');
});

test('a folder too deep for a unix socket gets a short one, the same for all', async () => {
  const deep = join(dataDir, 'a-long-name-of-a-folder/'.repeat(6));
  const [one, two] = [await start(deep), await start(deep)];
  undo.unshift(() => rm(dirname(one.url), { recursive: true, force: true }));
  expect(one.url.length).toBeLessThan(104);
  expect(two.url).toBe(one.url);
  expect(await client(two).ping()).toBe('PONG');
});

test('a server that cannot start says why in one line', async () => {
  await (await start()).stop();
  await writeFile(join(dataDir, 'redis/appendonlydir/appendonly.aof.manifest'), 'nonsense\n');
  await expect(start()).rejects.toThrow(/^Redis 在 .*启动失败：.+$/);
});

test('without Redis on PATH, Debian packages are unpacked in the cache folder and run', { timeout: 300_000 }, async ({
  skip,
}) => {
  skip(!aptGet, noAptGet);
  const dpkgStatus = join(dataDir, 'status');
  await writeFile(dpkgStatus, withoutRedis(await readFile('/var/lib/dpkg/status', 'utf8')));
  const said: string[] = [];
  const search = { cacheDir: dataDir, path: dataDir, dpkgStatus, log: (line: string) => said.push(line) };
  const found = await findRedisProgram(search);
  expect(found).toMatchObject({
    file: join(dataDir, 'redis/usr/bin/redis-server'),
    version: expect.stringMatching(/^\d/),
  });
  const libraries = await readdir(found.env.LD_LIBRARY_PATH!.split(':')[0]!);
  expect(libraries).toEqual(
    expect.arrayContaining([expect.stringMatching(/^liblzf/), expect.stringMatching(/^libjemalloc/)]),
  );
  expect(await findRedisProgram(search)).toEqual(found); // from the cache
  expect(said).toHaveLength(1);
});

/** The list of installed packages as it would be on a machine that never had Redis. */
function withoutRedis(status: string): string {
  const parts = status
    .split('\n\n')
    .filter((part) => !/^Package: (redis|valkey|liblzf1|libjemalloc2|liblua5)/m.test(part));
  return parts.join('\n\n');
}
