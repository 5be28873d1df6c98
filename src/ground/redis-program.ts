// Finds a Redis or Valkey server program: on PATH, among what was unpacked before, else from Debian's packages.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { libraryFolders, unpackDebian } from './debian.ts';

const run = promisify(execFile);

export interface RedisProgram {
  file: string;
  env: NodeJS.ProcessEnv;
  version: string;
}

export interface Search {
  cacheDir: string;
  log: (line: string) => void;
  path?: string | undefined;
  dpkgStatus?: string;
}

const NAMES = ['redis-server', 'valkey-server'];
const PACKAGES = [
  ['redis-server', 'redis-tools'], // Debian keeps the program itself in the tools
  ['valkey-server', 'valkey-tools'],
];
const OLDEST = 5; // BullMQ needs streams

export async function findRedisProgram({
  cacheDir,
  log,
  path = process.env.PATH,
  dpkgStatus,
}: Search): Promise<RedisProgram> {
  const unpacked = join(cacheDir, 'redis');
  const found = (await onPath(path)) ?? (await inRoot(unpacked));
  if (found) return found;
  if (!foldersOf(process.env.PATH).some((folder) => isProgram(join(folder, 'apt-get')))) throw new Error(advice());
  log('本机没有 Redis，正在下载 Debian 的软件包到缓存目录（约 1.5 MB，不改动系统）…');
  try {
    await unpackDebian({ choices: PACKAGES, into: unpacked, ...(dpkgStatus ? { dpkgStatus } : {}) });
  } catch (error) {
    throw new Error(advice(reasonOf(error)), { cause: error });
  }
  const fresh = await inRoot(unpacked);
  if (!fresh) throw new Error(advice('下载的程序在本机不能运行'));
  return fresh;
}

const advice = (reason = '') =>
  `没有可用的 Redis${reason && `（${reason}）`}，请安装 redis-server，或在 REDIS_URL 里写明地址 / no Redis: install redis-server or set REDIS_URL`;

/** apt says what is wrong in lines that begin with E: */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  return stderr?.match(/^E: (.*)/m)?.[1] ?? message.split('\n')[0]!;
}

const foldersOf = (path = '') => path.split(delimiter).filter(Boolean);

async function onPath(path: string | undefined): Promise<RedisProgram | undefined> {
  for (const folder of foldersOf(path)) {
    const found = await inFolder(folder, process.env);
    if (found) return found;
  }
  return undefined;
}

async function inRoot(root: string): Promise<RedisProgram | undefined> {
  const libraries = [...(await libraryFolders(root)), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return inFolder(join(root, 'usr/bin'), { ...process.env, LD_LIBRARY_PATH: libraries });
}

async function inFolder(folder: string, env: NodeJS.ProcessEnv): Promise<RedisProgram | undefined> {
  for (const name of NAMES) {
    const file = join(folder, name);
    const version = isProgram(file) && (await versionOf(file, env));
    if (version) return { file, env, version };
  }
  return undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asks the program itself: a cache made on another system, or a library that is missing, shows here and not later. */
async function versionOf(file: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await run(file, ['--version'], { env, timeout: 10_000 });
    const version = stdout.match(/\bv=(\d+[\d.]*)/)?.[1];
    return version && Number.parseInt(version, 10) >= OLDEST ? version : undefined;
  } catch {
    return undefined;
  }
}
