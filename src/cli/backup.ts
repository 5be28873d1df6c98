// `jiaoyan backup DIR` and `restore DIR`: store and files, consistent while the services run.
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite';
import { loadSettings } from '../../config/load.ts';
import type { Settings } from '../../config/schema.ts';
import { movableClock, systemClock } from '../lib/clock.ts';
import { refuse } from '../lib/refuse.ts';
import { systemAct } from '../office/act.ts';
import { settleRestored } from '../office/restored/actions.ts';
import { openStore, type StorePlace } from '../store/db.ts';
import { type CliCommand, parse, UsageError } from './command.ts';

const database = 'jiaoyan.db';

function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const settings = loadSettings(env);
  if (settings.DATABASE_URL) {
    refuse(
      'postgres',
      '数据库在 PostgreSQL 里：请用 pg_dump 和 pg_restore 备份、恢复它，再复制 DATA_DIR 里的 files；恢复以后、启动以前运行 jiaoyan restore --postgres。',
    );
  }
  return settings;
}

function folderOf(args: readonly string[], usage: string): string {
  const [folder, ...more] = parse(args, {}).positionals;
  if (!folder || more.length > 0) throw new UsageError(usage);
  return folder;
}

export const backup: CliCommand = {
  name: 'backup',
  usage: 'backup 文件夹',
  summary: '备份数据库和文件到一个新文件夹，服务可以照常运行',
  async run(args, env) {
    const folder = folderOf(args, '要写成 backup 文件夹');
    const { DATA_DIR } = settingsOf(env);
    const from = join(DATA_DIR, database);
    if (!existsSync(from)) refuse('no-store', `${DATA_DIR} 里没有数据库，没有东西可以备份。`);
    if (existsSync(folder) && (await readdir(folder)).length > 0)
      refuse('folder', `${folder} 不是空的，请换一个新文件夹。`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Database first: every file it names was in its lasting place before the row was committed, and files never change.
    const open = new DatabaseSync(from, { readOnly: true, timeout: 5000 });
    await copyDatabase(open, join(folder, `${database}.part`));
    open.close();
    await copyFiles(DATA_DIR, folder);
    await rename(join(folder, `${database}.part`), join(folder, database));
    console.log(`已备份到 ${folder}。恢复时用 jiaoyan restore ${folder}。`);
    return 0;
  },
};

export const restore: CliCommand = {
  name: 'restore',
  usage: 'restore 文件夹 | restore --postgres',
  summary: '把备份放回一个空的 DATA_DIR；用 PostgreSQL 的，pg_restore 以后、启动以前运行 restore --postgres',
  async run(args, env) {
    const { positionals, values } = parse(args, { postgres: { type: 'boolean', default: false } });
    const settings = values.postgres ? loadSettings(env) : settingsOf(env);
    if (values.postgres && positionals.length > 0) throw new UsageError('restore --postgres 后面不写文件夹');
    if (values.postgres && !settings.DATABASE_URL)
      refuse('not-postgres', '没有设置 DATABASE_URL，请写 restore 文件夹。');
    const text = values.postgres
      ? await settle(settings, { dataDir: settings.DATA_DIR, databaseUrl: settings.DATABASE_URL })
      : await putBack(settings, folderOf(positionals, '要写成 restore 文件夹'));
    console.log(`已恢复。\n${text}\n启动前请先看 jiaoyan doctor；管理员会收到同样的话。`);
    return 0;
  },
};

/** The store gets its name only when it is fit to be started: till then a service would send what has perhaps been sent. */
async function putBack(settings: Settings, folder: string): Promise<string> {
  const { DATA_DIR } = settings;
  if (!existsSync(join(folder, database))) refuse('no-backup', `${folder} 里没有完整的备份（缺 ${database}）。`);
  if (existsSync(join(DATA_DIR, database))) {
    refuse('not-empty', `${DATA_DIR} 里已经有数据。请先停止服务，把这个文件夹改名留着，再恢复。`);
  }
  const work = join(DATA_DIR, 'restoring');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true, mode: 0o700 });
  await copyFiles(folder, DATA_DIR);
  await cp(join(folder, database), join(work, database));
  const text = await settle(settings, { dataDir: work });
  await rename(join(work, database), join(DATA_DIR, database));
  await rm(work, { recursive: true, force: true });
  return text;
}

/** Silences what fell due since the backup; closing the store leaves it in one file. */
async function settle({ CLOCK_START, PUBLIC_URL }: Settings, place: StorePlace): Promise<string> {
  const clock = CLOCK_START ? movableClock(Date.parse(CLOCK_START)) : systemClock;
  const store = await openStore(place);
  try {
    const office = { publicUrl: PUBLIC_URL ?? null, sandbox: false };
    return await store.write((tx) => settleRestored(systemAct(tx, clock.now(), 'cli', office)));
  } finally {
    await store.close();
  }
}

async function copyFiles(from: string, to: string): Promise<void> {
  if (existsSync(join(from, 'files'))) await cp(join(from, 'files'), join(to, 'files'), { recursive: true });
}
