// `jiaoyan backup DIR` and `restore DIR`: store and files, consistent while the services run.
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite';
import { loadSettings } from '../../config/load.ts';
import type { Settings } from '../../config/schema.ts';
import { refuse } from '../lib/refuse.ts';
import { type CliCommand, parse, UsageError } from './command.ts';

const database = 'jiaoyan.db';

function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const settings = loadSettings(env);
  if (settings.DATABASE_URL) {
    refuse('postgres', '数据库在 PostgreSQL 里：请用 pg_dump 和 pg_restore 备份、恢复它，再复制 DATA_DIR 里的 files。');
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
  usage: 'restore 文件夹',
  summary: '把备份放回一个空的 DATA_DIR',
  async run(args, env) {
    const folder = folderOf(args, '要写成 restore 文件夹');
    const { DATA_DIR } = settingsOf(env);
    if (!existsSync(join(folder, database))) refuse('no-backup', `${folder} 里没有完整的备份（缺 ${database}）。`);
    if (existsSync(join(DATA_DIR, database))) {
      refuse('not-empty', `${DATA_DIR} 里已经有数据。请先停止服务，把这个文件夹改名留着，再恢复。`);
    }
    await mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
    await copyFiles(folder, DATA_DIR);
    await cp(join(folder, database), join(DATA_DIR, `${database}.part`));
    await rename(join(DATA_DIR, `${database}.part`), join(DATA_DIR, database));
    console.log('已恢复。备份以后发生的事不在里面；启动前请先看 jiaoyan doctor。');
    return 0;
  },
};

async function copyFiles(from: string, to: string): Promise<void> {
  if (existsSync(join(from, 'files'))) await cp(join(from, 'files'), join(to, 'files'), { recursive: true });
}
