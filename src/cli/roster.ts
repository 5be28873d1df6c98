// `jiaoyan roster template|import`: the empty workbook, and people, schools and groups from a filled one.
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { loadSettings } from '../../config/load.ts';
import { systemClock } from '../lib/clock.ts';
import { refuse } from '../lib/refuse.ts';
import { systemAct } from '../office/act.ts';
import { importRoster, previewRoster, rosterTemplate } from '../office/people/roster.ts';
import { openStore } from '../store/db.ts';
import { type CliCommand, parse, UsageError } from './command.ts';

export const roster: CliCommand = {
  name: 'roster',
  usage: 'roster template [FILE] | roster import FILE.xlsx [--yes]',
  summary: '名册工作簿：空表，或导入（先预览再确认）',
  async run(args, env) {
    const { values, positionals } = parse(args, { yes: { type: 'boolean', default: false } });
    const [verb, file, ...more] = positionals;
    if (more.length > 0) throw new UsageError('参数太多');
    if (verb === 'template') return template(file ?? '名册模板.xlsx');
    if (verb === 'import' && file !== undefined) return importFile(file, values.yes, env);
    throw new UsageError('要写 roster template 或 roster import 文件');
  },
};

async function template(file: string): Promise<number> {
  await writeFile(file, await rosterTemplate(), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) =>
    refuse('file', error.code === 'EEXIST' ? `${file} 已经有了，请换一个名字。` : `写不了 ${file}。`),
  );
  console.log(`空表已写到 ${file}：填好后用 jiaoyan roster import ${file} 导入。`);
  return 0;
}

async function importFile(file: string, yes: boolean, env: NodeJS.ProcessEnv): Promise<number> {
  const bytes = await readFile(file).catch(() => refuse('file', `打不开 ${file}。`));
  const settings = loadSettings(env);
  const store = await openStore({ dataDir: settings.DATA_DIR, databaseUrl: settings.DATABASE_URL });
  const office = { publicUrl: null, sandbox: false };
  try {
    const preview = await store.write((tx) => previewRoster(systemAct(tx, systemClock.now(), 'cli', office), bytes));
    console.log(preview);
    if (!yes && !(await agreed())) return 1;
    console.log(await store.write((tx) => importRoster(systemAct(tx, systemClock.now(), 'cli', office), bytes)));
    return 0;
  } finally {
    await store.close();
  }
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) refuse('confirm', '没有导入：请看过预览后加上 --yes。');
  const line = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await line.question('导入吗？(是/否) ');
  line.close();
  if (/^(是|y|yes)$/i.test(answer.trim())) return true;
  console.log('没有导入。');
  return false;
}
